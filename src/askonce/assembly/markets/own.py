"""What a firm has in the zone: its profile out of registers, with source and day, and its own offers and needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from askonce.apps.economy.concepts import FIRM_NAME, PROFILE_CONFIRMED, PUBLISHED
from askonce.apps.economy.entries import CHANGES, ENDS, SERVICES, Field, Kind, fields_of
from askonce.apps.economy.market import FIRM
from askonce.apps.economy.visits import Firm
from askonce.assembly.house import House
from askonce.assembly.markets.firms import is_stale, represented
from askonce.cases.command import Filing
from askonce.cases.desk import Desk
from askonce.cases.journal import Journal
from askonce.cases.mandate import may_act_for
from askonce.cases.own import Own
from askonce.cases.procedure.filing import is_known
from askonce.cases.running import Ready
from askonce.cases.view import View
from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles
from askonce.feel.values import Value
from askonce.registers.actor import Actor
from askonce.registers.model import Register
from askonce.registers.refusal import Refusal
from askonce.registers.store import Row

_PUBLIC: Final = "public"
_MOST_ENTRIES: Final = 2_000


class Datum(msgspec.Struct, frozen=True):
    """A datum of a profile: what it is called, what it says, which register says so, since when, and who wrote it there."""

    title: Text
    value: Value
    concept: str
    register: Text
    holder: Text
    since: date
    public: bool


class OwnProfile(msgspec.Struct, frozen=True):
    """What registers know of a firm; `confirmed` is when it was last called right, none where it never was."""

    firm: str
    name: str
    data: tuple[Datum, ...]
    confirmed: date | None
    stale: bool


class OwnEntry(msgspec.Struct, frozen=True):
    """An offer or a need of the firm: its number, what it says by the names of the service, when it was confirmed."""

    id: str
    kind: Kind
    answers: Mapping[str, Value]
    confirmed: date | None
    stale: bool
    published: bool


class OwnFirms:
    """The firms for which people act; `journal` is that of the job in which a call is made."""

    def __init__(self, house: House) -> None:
        self.house = house

    def ready(self, service: str) -> Ready | None:
        """A service of the market; none where the pack has none."""
        return self.house.current.types.get(service)

    def may_act(self, journal: Journal, actor: Actor, firm: str) -> bool:
        """Whether somebody may publish for a firm today; within a write job, as that has to be looked up.

        A firm that is not there and one for which they may not act are the same.
        """
        ready = self.ready(SERVICES["offer"])
        if ready is None or actor.kind != "person":
            return False
        desk = self._desk(journal, actor)
        return is_known(desk, ready, firm) and may_act_for(desk, ready, firm) is True

    def known(self, journal: Journal, actor: Actor) -> tuple[str, ...]:
        """The firms for which somebody may act today: by a register, or by a mandate of this house."""
        ready = self.ready(SERVICES["offer"])
        if ready is None:
            return ()
        acting = represented(self.house, journal, ready.office, actor)
        held = Own(self.house.handling).mandates(journal, actor).held if actor.kind == "person" else ()
        return tuple(sorted({*acting, *(one.other for one in held if self._is_for_firms(one.service))}))

    def profile(self, journal: Journal, firm: str) -> OwnProfile:
        """What registers know of a firm for the purpose of the market: what is public, and what that purpose opens."""
        data = tuple(self._data(journal, firm))
        confirmed = next(
            (one.value for one in data if one.concept == PROFILE_CONFIRMED and isinstance(one.value, date)),
            None,
        )
        name = next((str(one.value) for one in data if one.concept == FIRM_NAME), firm)
        return OwnProfile(firm, name, data, confirmed, self._is_stale(journal, confirmed))

    def entries(self, journal: Journal, firm: str, kind: Kind) -> tuple[OwnEntry, ...]:
        """The offers or needs of a firm that stand today, those that were confirmed longest ago first."""
        ready = self.ready(SERVICES[kind])
        found = list(self._entries(journal, ready, firm, kind)) if ready is not None else []
        return tuple(sorted(found, key=lambda one: (one.confirmed or date.min, one.id)))

    def entry(self, journal: Journal, firm: str, kind: Kind, name: str) -> OwnEntry | None:
        """One of them by its number; none where it is another firm's, or nobody's."""
        return next((one for one in self.entries(journal, firm, kind) if one.id == name), None)

    def is_old(self, journal: Journal, firm: str) -> bool:
        """Whether a firm is to be asked: its profile or an entry was called right once, or stands, and that is too long ago."""
        profile = self.profile(journal, firm)
        entries = (*self.entries(journal, firm, "offer"), *self.entries(journal, firm, "need"))
        return any(one.stale for one in entries) or (profile.confirmed is not None and profile.stale)

    def publish(
        self, journal: Journal, actor: Actor, firm: str, kind: Kind, answers: Mapping[str, Any]
    ) -> View | Refusal:
        """File a new offer or need for a firm; within a write job."""
        return self._file(journal, actor, SERVICES[kind], firm, answers)

    def change(
        self, journal: Journal, actor: Actor, firm: str, entry: OwnEntry, answers: Mapping[str, Any]
    ) -> View | Refusal:
        """Write over what an entry says; with nothing said it is confirmed as it stands. Within a write job."""
        return self._file(journal, actor, CHANGES[entry.kind], firm, answers, {entry.kind: [entry.id]})

    def end(self, journal: Journal, actor: Actor, firm: str, entry: OwnEntry) -> View | Refusal:
        """Take an entry down; within a write job."""
        return self._file(journal, actor, ENDS[entry.kind], firm, {}, {entry.kind: [entry.id]})

    def confirm(
        self, journal: Journal, actor: Actor, firm: str, service: str, answers: Mapping[str, Any]
    ) -> View | Refusal:
        """Say that a profile is right; within a write job."""
        return self._file(journal, actor, service, firm, answers)

    def _file(
        self,
        journal: Journal,
        actor: Actor,
        service: str,
        firm: str,
        answers: Mapping[str, Any],
        choices: Mapping[str, list[str]] | None = None,
    ) -> View | Refusal:
        filing = Filing(service, applicant=firm, answers=dict(answers), choices=dict(choices or {}))
        return self.house.handling.file(journal, actor, filing)

    def _desk(self, journal: Journal, actor: Actor) -> Desk:
        one = self.house.handling
        return Desk(journal, one.running, one.pseudonyms, actor, one.runnings)

    def _is_for_firms(self, service: str) -> bool:
        ready = self.ready(service)
        filer = ready.service.filer if ready is not None and ready.service is not None else None
        return filer is not None and filer.id == FIRM

    def _data(self, journal: Journal, firm: str) -> Iterator[Datum]:
        ready = self.ready(SERVICES["offer"])
        purpose = ready.purpose if ready is not None else ""
        bound = self.house.current.bound
        titles, today = Titles(bound), self.house.local_day(journal.now)
        for name, register in bound.get("register", {}).items():
            if register.of != FIRM or register.holder is None:
                continue
            row = journal.row(name, self.house.keys.of(register.holder.id, firm), today)
            for attribute, words in register.attributes.items() if row is not None else ():
                value = row.values.get(attribute)  # type: ignore[union-attr]
                if value is None or not (words.sensitivity == _PUBLIC or _opens(words, purpose)):
                    continue
                yield Datum(
                    titles.attribute(name, attribute),
                    value,
                    words.concept.id if words.concept is not None else "",
                    titles.title("register", name),
                    titles.title("office", register.holder.id),
                    row.valid_from,  # type: ignore[union-attr]
                    words.sensitivity == _PUBLIC,
                )

    def _entries(self, journal: Journal, ready: Ready, firm: str, kind: Kind) -> Iterator[OwnEntry]:
        """The rows of the register that a service writes, which lead to the firm."""
        place = _place(ready)
        register: Register | None = self.house.current.bound.get("register", {}).get(place.register)
        if register is None or register.holder is None:
            return
        today, holder, keys = self.house.local_day(journal.now), register.holder.id, self.house.keys
        mine = journal.related(place.register, place.relation, keys.of(holder, firm), today, backward=True)
        rows = journal.rows(place.register, list(mine[:_MOST_ENTRIES]), today)
        for subject, row in rows.items():
            yield self._entry(journal, keys.subject(holder, subject), kind, place, row)

    def _entry(self, journal: Journal, name: str, kind: Kind, place: _Place, row: Row) -> OwnEntry:
        answers = {
            one: row.values[attribute]
            for one, attribute in place.attributes.items()
            if row.values.get(attribute) is not None
        }
        said = row.values.get(place.confirmed)
        confirmed = said if isinstance(said, date) else None
        return OwnEntry(
            name,
            kind,
            answers,
            confirmed,
            self._is_stale(journal, confirmed),
            answers.get(place.published) is True,
        )

    def _is_stale(self, journal: Journal, confirmed: date | None) -> bool:
        return is_stale(confirmed, self.house.local_day(journal.now))

    def names(self, journal: Journal, firms: tuple[str, ...]) -> tuple[Firm, ...]:
        """Firms with their public names."""
        return tuple(Firm(one, self.profile(journal, one).name) for one in firms)


class _Place(msgspec.Struct, frozen=True):
    """Where a service writes an entry: the register, the relation to the firm, the attribute of each answer."""

    register: str
    relation: str
    attributes: Mapping[str, str]
    confirmed: str
    published: str


def _place(ready: Ready) -> _Place:
    fields: tuple[Field, ...] = fields_of(ready)
    names = {one.name for one in fields}
    register, relation, confirmed = "", "", ""
    attributes: dict[str, str] = {}
    first = next(iter(ready.bound.roles), "applicant")
    for output in ready.outputs.values():
        for path, source in output.values.items():
            register, _, attribute = path.partition(".")
            if source == first:
                relation = attribute
            elif source in names:
                attributes[source] = attribute
            else:
                confirmed = attribute
    published = next((one.name for one in fields if one.concept == PUBLISHED), "")
    return _Place(register, relation, attributes, confirmed, published)


def _opens(attribute: Any, purpose: str) -> bool:
    return purpose in {getattr(one, "id", str(one)) for one in attribute.open_to}
