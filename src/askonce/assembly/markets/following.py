"""The matches of a market that its office follows: which need with which offer, at which stage, since when, and how they ended."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

import msgspec

from askonce.apps.economy.binding import BoundMarket
from askonce.apps.economy.concepts import CONSENT, ENDING, ORDERS, SAVED
from askonce.assembly.house import House
from askonce.cases.case import ENDED
from askonce.cases.desk import Desk, Work, load
from askonce.cases.event import Late
from askonce.cases.journal import Journal, Line, Search
from askonce.cases.keeping import kept_value
from askonce.cases.procedure.interest import found_out, interested_in, is_said
from askonce.cases.procedure.party import said_itself
from askonce.feel.values import Money, Value
from askonce.registers.actor import Actor

#: The sides of a match.
BUYER, MAKER = "buyer", "maker"
_PAGE: Final = 200
#: More matches than this are not looked at: an office of this size has other tools.
MOST: Final = 5_000


class Followed(msgspec.Struct, frozen=True):
    """A match that is followed.

    `need` and `offer` are empty once it is erased. `moved` is the last instant at which somebody did something in it, `due`
    the last day of the step at hand counted from then; `late` that a term of its own has passed. `agreed` says that both
    sides agreed to be named to each other. `owed` are the facts that the officer still has to say in the step at hand.
    `consents` has what each side, `buyer` and `maker`, has said to it; `itself` that the maker said so itself, `open` that it may
    say so now. `interested` says that the officer who has it declared an interest, so that another has to go on.
    """

    line: Line
    need: str
    offer: str
    moved: datetime
    due: date | None = None
    late: bool = False
    agreed: bool = False
    owed: tuple[str, ...] = ()
    said: Mapping[str, Value] = {}
    consents: Mapping[str, bool] = {}
    itself: bool = False
    interested: bool = False
    open: bool = False

    @property
    def ended(self) -> bool:
        """Whether nothing more is done in it."""
        return self.line.state in ENDED

    @property
    def declined(self) -> bool:
        """Whether one of the sides does not want to be named to the other."""
        return False in self.consents.values()

    def is_stalled(self, today: date) -> bool:
        """Whether nothing was done in it for longer than the step at hand may take."""
        return not self.ended and self.due is not None and self.due < today

    def money(self, concept: str) -> Money | None:
        """What it brought."""
        found = self.said.get(concept)
        return found if isinstance(found, Money) else None

    def word(self, concept: str) -> str:
        """A word of a choice that was said, empty where none was."""
        found = self.said.get(concept)
        return found if isinstance(found, str) else ""


class _Sides(NamedTuple):
    """The roles in which a need and an offer stand in a case."""

    need: str
    offer: str


class Following:
    """The matches of the markets of a house; one for a process. What a case says is kept until it has another event."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._kept: dict[str, Followed] = {}
        self._pairs: tuple[str, datetime, dict[tuple[str, str], Followed]] | None = None
        self._guard = threading.Lock()

    def matches(self, journal: Journal, market: BoundMarket) -> tuple[Followed, ...]:
        """Every match of a market in the order of their beginning; within a read job, and without a look at anybody's data."""
        service = market.market.followed_by
        if service is None:
            return ()
        lines = tuple(_lines(journal, service.id))
        with self._guard:
            kept = dict(self._kept)
        found = tuple(
            known
            if (known := kept.get(one.id)) is not None and known.line == one
            else self._read(journal, market, one)
            for one in lines
        )
        with self._guard:
            self._kept = {one.line.id: one for one in found}
        return found

    def pairs(self, journal: Journal, market: BoundMarket) -> Mapping[tuple[str, str], Followed]:
        """The last match of each need with each offer; within a read job, and at once where nothing was written since."""
        instant, held = journal.last(), self._pairs
        if held is not None and held[:2] == (market.id, instant):
            return held[2]
        found = {(one.need, one.offer): one for one in self.matches(journal, market) if one.need}
        self._pairs = (market.id, instant, found)
        return found

    def running(self, journal: Journal, market: BoundMarket, need: str, offer: str) -> Followed | None:
        """The match of a pair that goes on, as a write job sees it."""
        return next(
            (
                one
                for one in self.matches(journal, market)
                if (one.need, one.offer) == (need, offer) and not one.ended
            ),
            None,
        )

    def _read(self, journal: Journal, market: BoundMarket, line: Line) -> Followed:
        handling = self._house.handling
        desk = Desk(
            journal, handling.running, handling.pseudonyms, Actor("system", "market"), handling.runnings
        )
        work = load(desk, line.id)
        if work is None or work.ready is None or work.case.erased:
            return Followed(line, "", "", line.decided or line.filed)
        sides = _sides(work, market)
        moved = max((one.at for one in work.occurred if not isinstance(one.event, Late)), default=line.filed)
        step = work.ready.words.steps.get(line.step or "")
        due = desk.due(moved, step.within) if step is not None else None
        said = dict(_said(work))
        consents = dict(_consents(work))
        asked = {name for name in work.ready.parties if work.ready.fields[name].concept == CONSENT}
        return Followed(
            line,
            need=_subject(work, sides.need),
            offer=_subject(work, sides.offer),
            moved=moved,
            due=due.day if due is not None else None,
            late=bool(work.case.late),
            agreed={*consents.values()} == {True} and consents.keys() == {BUYER, MAKER},
            owed=tuple(_owed(work)),
            said={concept: value for concept, value in said.items() if concept in (ENDING, SAVED, ORDERS)},
            consents=consents,
            itself=any(said_itself(work, name) for name in asked),
            interested=line.officer is not None and interested_in(work, line.officer) is not None,
            open=work.case.pending and any(work.ready.fields[name].by_officer == line.step for name in asked),
        )


def _lines(journal: Journal, service: str) -> Iterator[Line]:
    search = Search(type=service, limit=_PAGE)
    for _ in range(MOST // _PAGE):
        lines = journal.lines(search)
        yield from lines
        if len(lines) < _PAGE:
            return
        search = msgspec.structs.replace(search, after=lines[-1].id)


def _sides(work: Work, market: BoundMarket) -> _Sides:
    kinds = {one.role: one.of for one in market.sides}
    roles = work.ready.bound.roles if work.ready is not None else {}

    def role(side: str) -> str:
        return next((name for name, one in roles.items() if one.kind == kinds.get(side)), "")

    return _Sides(role("need"), role("offer"))


def _subject(work: Work, role: str) -> str:
    found = work.case.choices.get(role, ())
    return work.desk.reveal(found[0]) if len(found) == 1 else ""


def _said(work: Work) -> Iterator[tuple[str, Value]]:
    """What was said in a case, by concept."""
    fields = work.ready.fields if work.ready is not None else {}
    for name, kept in work.case.facts.items():
        field = fields.get(name)
        if field is not None and field.concept and kept.state == "known" and not kept.tests:
            yield field.concept, kept_value(kept.value)


def _consents(work: Work) -> Iterator[tuple[str, bool]]:
    """What each side has said to being named to the other: the maker where the case asks it beside the buyer."""
    ready = work.ready
    for name, field in ready.fields.items() if ready is not None else ():
        kept = work.case.facts.get(name)
        said = kept_value(kept.value) if kept is not None and kept.state == "known" else None
        if ready is not None and field.concept == CONSENT and isinstance(said, bool):
            yield MAKER if name in ready.parties else BUYER, said


def _owed(work: Work) -> Iterator[str]:
    """What the officer still has to say in the step at hand."""
    officer = work.case.officer
    if work.case.state not in ENDED:
        yield from (
            one.name for one in found_out(work, officer or "") if not is_said(work, one, officer or "")
        )
