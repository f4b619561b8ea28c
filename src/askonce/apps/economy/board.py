"""A market in memory: who fits whom, for one need, for one offer, for all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from askonce.apps.economy.columns import FAR, Asking, Grid
from askonce.apps.economy.fitting import Fitting
from askonce.apps.economy.listing import Listed
from askonce.apps.economy.lowering import Cross
from askonce.apps.economy.marking import ALL, Marking, Some
from askonce.apps.economy.matching import Mark, Match, Verdict, match
from askonce.apps.economy.ranking import PARTS, Scored
from askonce.apps.economy.sight import OFFICER, Viewer, may_match, may_see
from askonce.apps.economy.terms import Terms

Flags: TypeAlias = NDArray[np.bool_]
Ranks: TypeAlias = NDArray[np.int64]
#: Where more offers changed at once, constraints are decided anew by columns, which is faster then.
_FEW: Final = 32
#: Marks as they stand in arrays; there are fewer constraints than such a number counts.
_FAIL: Final = np.uint8(Mark.FAIL)
_UNKNOWN: Final = np.uint8(Mark.UNKNOWN)


class Found(msgspec.Struct, frozen=True):
    """What fits, best first; then what fails in one constraint alone, best first."""

    matches: tuple[Match, ...] = ()
    near: tuple[Match, ...] = ()


class Line(NamedTuple):
    """A match in short: an offer, how it comes out, its score, and how far away it is."""

    offer: str
    verdict: Verdict
    score: float
    distance_m: int | None


class Row(NamedTuple):
    """A need beside offers at their places, or an offer beside needs: how many constraints fail, which are unknown, the score in thousandths, the metres."""

    places: Ranks
    failed: NDArray[np.uint8]
    unknown: Flags
    score: Ranks
    metres: Ranks
    seen: Flags


class Board:
    """The offers and needs of a market on a day; what it reckons stays as long as they do.

    Both are given in the order of their ids. `cross` runs norms over many pairs at once. Of a board of `before`, over the
    same terms, all is kept that does not change with the offers that did.
    """

    def __init__(
        self,
        terms: Terms,
        day: date,
        needs: Sequence[Listed],
        offers: Sequence[Listed],
        fitting: Fitting,
        cross: Cross,
        before: Board | None = None,
    ) -> None:
        self.terms = terms
        self.day = day
        self.needs = {one.id: one for one in needs}
        self.offers = {one.id: one for one in offers}
        self.fitting = fitting
        self._cross = cross
        self._listed = tuple(offers)
        self._at = {one.id: place for place, one in enumerate(offers)}
        same = before.same(self._listed) if before is not None and before.terms is terms else None
        changed = np.flatnonzero(same < 0) if same is not None else np.zeros(0, np.int64)
        held = before.markings if before is not None and same is not None and len(changed) <= _FEW else {}
        self.markings: dict[str, Marking] = {
            one.name: Marking(one, offers, cross, held.get(one.name), same) for one in terms.constraints
        }
        #: The lines of each need that was asked for.
        self._lines: dict[str, tuple[Listed, tuple[Line, ...]]] = {}

    def same(self, offers: Sequence[Listed]) -> Ranks:
        """For each of other offers its place here, -1 where it is not here just so."""
        places = [self._at.get(one.id, -1) for one in offers]
        kept = (
            place if place >= 0 and self._listed[place] is one else -1
            for place, one in zip(places, offers, strict=True)
        )
        return np.fromiter(kept, np.int64, len(offers))

    def renewed(self, needs: Sequence[Listed], offers: Sequence[Listed], fitting: Fitting) -> Board:
        """Other needs and offers under the same terms; of what stays, what was reckoned is kept."""
        return Board(self.terms, self.day, needs, offers, fitting, self._cross, self)

    def with_needs(self, needs: Iterable[Listed]) -> Board:
        """The same offers with other needs; what was reckoned for values and words that stay is kept."""
        other = copy(self)
        other.needs = {one.id: one for one in needs}
        other.__dict__.pop("_asking", None)
        return other

    @cached_property
    def _everywhere(self) -> Ranks:
        return np.arange(len(self._listed))

    @cached_property
    def _grid(self) -> Grid:
        return Grid(self._listed)

    @cached_property
    def _firms(self) -> Mapping[str, int]:
        return {firm: place for place, firm in enumerate(dict.fromkeys(one.firm for one in self._listed))}

    @cached_property
    def _makers(self) -> Ranks:
        return np.array([self._firms[one.firm] for one in self._listed], np.int64)

    @cached_property
    def _stands(self) -> Flags:
        return np.array([one.stands(self.day) for one in self._listed], bool)

    @cached_property
    def _published(self) -> Flags:
        return np.array([one.published for one in self._listed], bool)

    def visible_needs(self, viewer: Viewer) -> tuple[Listed, ...]:
        """The needs that somebody may know of."""
        return tuple(one for one in self.needs.values() if may_see(one, viewer, self.day))

    def visible_offers(self, viewer: Viewer) -> tuple[Listed, ...]:
        """The offers that somebody may know of."""
        return tuple(one for one in self.offers.values() if may_see(one, viewer, self.day))

    def for_need(self, need: str, viewer: Viewer, most: int = 10, near: int = 10) -> Found:
        """What fits a need; KeyError where there is none whose matches the viewer may ask for."""
        wanted = self.needs[need]
        if not may_match(wanted, viewer):
            raise KeyError(need)
        row = self._row(wanted, viewer)
        first = self._best(row, most)
        alike = self.fitting.alike(wanted, officer=viewer.officer)
        second = self._best(row, near, failed=1, among=alike)
        return Found(
            tuple(self._match(wanted, self._listed[place], viewer) for place in first),
            tuple(self._match(wanted, self._listed[place], viewer) for place in second),
        )

    def for_offer(self, offer: str, viewer: Viewer, most: int = 10, near: int = 10) -> Found:
        """Whom an offer fits; KeyError where there is none whose matches the viewer may ask for."""
        made = self.offers[offer]
        if not may_match(made, viewer):
            raise KeyError(offer)
        asking, place = self._asking, self._at[offer]
        failed = np.zeros(len(asking.needs), np.uint8)
        for constraint in self.terms.told(officer=viewer.officer):
            failed += asking.marks(self.markings[constraint.name], place) == _FAIL
        said = asking.said(officer=viewer.officer)
        score, alike = self.fitting.column(said, place, officer=viewer.officer)
        told = viewer.officer or self.terms.open_distance
        metres = asking.grid.metres(made.place, ALL) if told else np.zeros_like(score)
        everywhere, unknown = np.arange(len(asking.needs)), np.zeros(len(asking.needs), bool)
        row = Row(everywhere, failed, unknown, score, metres, asking.seen(made, viewer))
        return Found(
            tuple(self._match(asking.needs[at], made, viewer) for at in self._best(row, most)),
            tuple(
                self._match(asking.needs[at], made, viewer)
                for at in self._best(row, near, failed=1, among=alike)
            ),
        )

    @cached_property
    def _asking(self) -> Asking:
        """The needs that stand, beside one offer."""
        return Asking([one for one in self.needs.values() if one.stands(self.day)], self.fitting)

    def is_alike(self, need: Listed, offer: Listed, viewer: Viewer = OFFICER) -> bool:
        """Whether an offer is of the product that a need asks for, as far as a viewer is told."""
        return bool(self.fitting.alike(need, officer=viewer.officer)[self._at[offer.id]])

    def zone(self, viewer: Viewer = OFFICER, most: int = 10) -> dict[str, tuple[Line, ...]]:
        """What fits each need that stands, for all whose matches the viewer may ask for; `pair` says more of a line."""
        needs = [one for one in self.needs.values() if may_match(one, viewer) and one.stands(self.day)]
        self.prepare(needs, viewer)
        found: dict[str, tuple[Line, ...]] = {}
        for one in needs:
            row = self._row(one, viewer)
            found[one.id] = tuple(self._line(row, place) for place in self._best(row, most))
        return found

    def pair(self, need: str, offer: str, viewer: Viewer) -> Match:
        """One pair in full, whether or not it fits; KeyError where the viewer may not ask for it."""
        wanted, made = self.needs[need], self.offers[offer]
        asks = may_match(wanted, viewer) or may_match(made, viewer)
        if not asks or not (may_see(wanted, viewer, self.day) and may_see(made, viewer, self.day)):
            raise KeyError(need)
        return self._match(wanted, made, viewer)

    def _line(self, row: Row, place: int) -> Line:
        metres = int(row.metres[place])
        return Line(
            self._listed[row.places[place]].id,
            Verdict.POSSIBLE if row.unknown[place] else Verdict.FEASIBLE,
            int(row.score[place]) / PARTS,
            metres if metres < FAR else None,
        )

    def fitting_lines(self, need: Listed) -> tuple[Line, ...]:
        """The offers of the product that a need asks for which violate nothing that is known, best first, for officers."""
        held = self._lines.get(need.id)
        if held is not None and held[0] is need:
            return held[1]
        row = self._row(need, OFFICER, np.flatnonzero(self.fitting.alike(need)))
        lines = tuple(
            self._line(row, place)
            for place in self._sorted(row, np.flatnonzero((row.failed == 0) & row.seen))
        )
        self._lines[need.id] = need, lines
        return lines

    def nearly(self, need: Listed) -> bool:
        """Whether some offer of the product that a need asks for fails in one constraint alone, for officers."""
        row = self._row(need, OFFICER, np.flatnonzero(self.fitting.alike(need)))
        return bool(((row.failed == 1) & row.seen).any())

    def make_ready(self) -> None:
        """Reckon all that pages ask for, so that nobody waits for it: each need with all offers, and what fits it."""
        self.prepare(self._asking.needs)
        for need in self._asking.needs:
            self.fitting_lines(need)

    def prepare(self, needs: Iterable[Listed], viewer: Viewer = OFFICER) -> None:
        """Reckon at once what these needs ask for, as far as a viewer is told of it."""
        listed = list(needs)
        self.fitting.prepare(listed, officer=viewer.officer)
        self._prepare_constraints(listed, viewer)

    def _prepare_constraints(self, needs: Sequence[Listed], viewer: Viewer) -> None:
        for constraint in self.terms.told(officer=viewer.officer):
            self.markings[constraint.name].prepare(needs)

    def _row(self, need: Listed, viewer: Viewer, places: Ranks | None = None) -> Row:
        """A need beside all offers, or beside those at some places."""
        places = self._everywhere if places is None else places
        some = ALL if places is self._everywhere else places
        failed = np.zeros(len(places), np.uint8)
        unknown = np.zeros(len(places), bool)
        for constraint in self.terms.told(officer=viewer.officer):
            marks = self.markings[constraint.name].of(need, some)
            if marks is not None:
                failed += marks == _FAIL
                unknown |= marks == _UNKNOWN
        score = self.fitting.scores(need, some, officer=viewer.officer)
        told = viewer.officer or self.terms.open_distance
        metres = self._grid.metres(need.place, some) if told else np.zeros_like(score)
        return Row(places, failed, unknown, score, metres, self._seen(need, viewer, some))

    def _seen(self, need: Listed, viewer: Viewer, places: Some) -> Flags:
        """The offers that may be shown beside a need: they stand, are another firm's, and the viewer may know of them."""
        found, makers = self._stands[places].copy(), self._makers[places]
        if need.firm in self._firms:
            found &= makers != self._firms[need.firm]
        if not viewer.officer:
            own = [self._firms[firm] for firm in viewer.firms if firm in self._firms]
            found &= self._published[places] | np.isin(makers, own)
        return found

    def _best(self, row: Row, most: int, failed: int = 0, among: Flags | None = None) -> Sequence[int]:
        found = (row.failed == failed) & row.seen & (row.score > 0)
        if among is not None:
            found &= among
        return self._sorted(row, np.flatnonzero(found), most)

    def _sorted(self, row: Row, places: Ranks, most: int | None = None) -> Sequence[int]:
        """By falling score, then by the way, then by name, which is the order of places."""
        keys = -row.score[places] * (FAR + 1) + row.metres[places]
        if most is not None and len(keys) > most:
            limit = np.partition(keys, most - 1)[most - 1] if most else 0
            kept = keys <= limit if most else np.zeros(len(keys), bool)
            places, keys = places[kept], keys[kept]
        order = np.argsort(keys, kind="stable")[:most]
        return [int(place) for place in places[order]]

    def scored(self, need: Listed, offer: Listed, viewer: Viewer = OFFICER) -> Scored:
        """The score of one pair with its shares, as far as a viewer is told."""
        return self.fitting.scored(need, offer, officer=viewer.officer)

    def _match(self, need: Listed, offer: Listed, viewer: Viewer) -> Match:
        found = match(
            self.terms, need, offer, self.scored(need, offer, viewer), officer=viewer.officer, as_of=self.day
        )
        return found if self.is_alike(need, offer, viewer) else msgspec.structs.replace(found, alike=False)
