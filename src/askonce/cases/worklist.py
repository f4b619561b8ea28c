"""The work list of an officer: what is theirs to handle, urgent ones first, then by the last day that was promised."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, Literal, TypeAlias

import msgspec

from askonce.cases.case import ASKED, CORRECTION, DECIDED, OBJECTION, OPEN, WAITING, Case
from askonce.cases.desk import Desk, Work, load
from askonce.cases.handling import Handling
from askonce.cases.journal import Deadline, Journal, Line, Search
from askonce.cases.procedure.allowing import takers
from askonce.cases.running import Ready
from askonce.registers.actor import Actor

Which: TypeAlias = Literal["all", "mine", "free", "joint", "waiting", "objections", "corrections"]
WHICH: Final[tuple[Which, ...]] = ("all", "mine", "free", "joint", "waiting", "objections", "corrections")
_TO_DO: Final = (OPEN, DECIDED)
_WAIT: Final = (WAITING, ASKED)
_PENDING: Final = (OPEN, WAITING, ASKED)
_STATES: Final = {"waiting": _WAIT, "joint": _PENDING, "mine": (*_TO_DO, *_WAIT)}
#: So many lines are asked for at once, and looked at for one page: where few fit, a page is short and the next goes on.
_AT_ONCE: Final = 100
_MOST_SEEN: Final = 1_000
_MOST_URGENT: Final = 1_000
_LATEST: Final = date.max


class Place(msgspec.Struct, frozen=True, order=True):
    """Where a line stands in the list: urgent ones first, then by the promised day, those without one last."""

    later: bool
    day: date
    id: str

    @property
    def text(self) -> str:
        """The place as the next page's address has it.

        >>> Place(True, date(2026, 3, 1), "case-1").text
        '1.2026-03-01.case-1'
        """
        return f"{int(self.later)}.{self.day.isoformat()}.{self.id}"


class Listed(msgspec.Struct, frozen=True):
    """A page of the list; `after` begins the next one, none where this is the last."""

    lines: tuple[Line, ...]
    after: Place | None = None


class _Stretch(msgspec.Struct, frozen=True):
    """Cases of an office in a state; of one type, or of all."""

    office: str
    state: str
    type: str | None = None


def place_of(text: str) -> Place | None:
    """The place that an address says; none where it says none.

    >>> place_of("1.2026-03-01.case-1").day.isoformat(), place_of("nonsense")
    ('2026-03-01', None)
    """
    later, _, rest = text.partition(".")
    day, _, case = rest.partition(".")
    try:
        return Place(later == "1", date.fromisoformat(day), case) if later in {"0", "1"} else None
    except ValueError:
        return None


def services_of(handling: Handling, actor: Actor) -> tuple[str, ...]:
    """The case types with which an officer's offices and roles have to do, by their names."""
    return tuple(sorted(name for name, ready in handling.running.types.items() if _concerns(ready, actor)))


def work_list(
    handling: Handling,
    journal: Journal,
    actor: Actor,
    which: Which = "all",
    service: str | None = None,
    after: Place | None = None,
    limit: int = 25,
) -> Listed:
    """A page of what an officer's offices and roles have to do; nothing in it says for whom a case is."""
    there = _List(handling, journal, actor, which, service)
    found: list[Line] = []
    last: Place | None = None
    for seen, line in enumerate(there.lines(after), 1):
        if there.fits(line):
            if len(found) == limit:
                return Listed(tuple(found), _place(found[-1]))
            found.append(line)
        last = _place(line)
        if seen == _MOST_SEEN:
            return Listed(tuple(found), last)
    return Listed(tuple(found))


class _List:
    """The list of one officer, as far as it is looked at."""

    def __init__(
        self, handling: Handling, journal: Journal, actor: Actor, which: Which, service: str | None
    ) -> None:
        self.journal = journal
        self.actor = actor
        self.which = which
        self.service = {"objections": OBJECTION, "corrections": CORRECTION}.get(which, service)
        self.desk = Desk(journal, handling.running, handling.pseudonyms, actor, handling.runnings)
        self.types = handling.running.types

    def lines(self, after: Place | None) -> Iterator[Line]:
        """Lines from a place on, in their order."""
        begins = after or Place(later=False, day=date.min, id="")
        if self.which == "mine":
            yield from self._own(begins)
            return
        stretches = self._stretches()
        if not begins.later:
            yield from self._urgent(stretches, begins)
            begins = Place(later=True, day=date.min, id="")
        yield from heapq.merge(*(self._dated(one, begins) for one in stretches), key=_place)

    def _own(self, begins: Place) -> Iterator[Line]:
        """What the officer has taken: so little that it is put in order here."""
        found: list[Line] = []
        search = Search(officer=self.actor.id, states=_STATES["mine"], type=self.service, limit=_AT_ONCE)
        while lines := self.journal.lines(search):
            found += lines
            search = msgspec.structs.replace(search, after=lines[-1].id)
        yield from (one for one in sorted(found, key=_place) if _place(one) > begins)

    def _urgent(self, stretches: Sequence[_Stretch], begins: Place) -> Iterator[Line]:
        wanted = {(one.office, one.state, one.type) for one in stretches}
        found: list[Line] = []
        for office in dict.fromkeys(one.office for one in stretches):
            found += self.journal.lines(Search(office=office, urgent=True, limit=_MOST_URGENT))
        yield from (
            one
            for one in sorted(found, key=_place)
            if _place(one) > begins
            and not wanted.isdisjoint({(one.office, one.state, one.type), (one.office, one.state, None)})
        )

    def _dated(self, stretch: _Stretch, begins: Place) -> Iterator[Line]:
        """The lines of a stretch that are not urgent."""
        day = None if begins.day == _LATEST else begins.day
        after = None if begins.day == date.min else (day, begins.id)
        while True:
            lines = self.journal.by_deadline(
                Deadline(stretch.office, stretch.state, stretch.type, after, _AT_ONCE)
            )
            yield from lines
            if len(lines) < _AT_ONCE:
                return
            after = (lines[-1].promised, lines[-1].id)

    def _stretches(self) -> list[_Stretch]:
        """Where the officer's work lies: in their offices, and in cases of others that have a part for them."""
        states = _STATES.get(self.which, _TO_DO)
        offices: list[tuple[str, str | None]] = []
        if self.which != "joint":
            offices = [(office, self.service) for office in sorted(self.actor.offices)]
        if self.which not in {"objections", "corrections"}:
            offices += [(ready.office, name) for name, ready in self._elsewhere()]
        return [_Stretch(office, state, name) for office, name in offices for state in states]

    def _elsewhere(self) -> Iterator[tuple[str, Ready]]:
        part = _joint if self.which == "joint" else _steps
        for name, ready in self.types.items():
            away = self.which == "joint" or ready.office not in self.actor.offices
            if away and self.service in {None, name} and any(map(self.actor.may_act_as, part(ready))):
                yield name, ready

    def fits(self, line: Line) -> bool:
        """Whether a line belongs to the list; only for the opinions of joint offices does the case have to be opened."""
        if self.which == "joint":
            return self._is_owed(line)
        if self.which == "free":
            return line.officer is None and any(map(self.actor.may_act_as, self._takers(line)))
        return self.which == "mine" or self._is_near(line)

    def _is_near(self, line: Line) -> bool:
        """A case of another office is shown while the step at hand is for the officer."""
        return line.office in self.actor.offices or any(map(self.actor.may_act_as, self._takers(line)))

    def _takers(self, line: Line) -> tuple[str, ...]:
        """Who may take the step at hand, as far as its line tells; that is all that the rule asks for."""
        running = self.desk.runnings.get(line.version, self.desk.running)
        case = Case(line.id, line.type, line.version, office=line.office, step=line.step)
        return takers(Work(self.desk, case, running.types.get(line.type), {}))

    def _is_owed(self, line: Line) -> bool:
        work = load(self.desk, line.id)
        ready = self.types.get(line.type)
        if work is None or ready is None:
            return False
        return any(self.actor.may_act_as(one) and one not in work.case.joined for one in _joint(ready))


def _place(line: Line) -> Place:
    return Place(not line.urgent, line.promised or _LATEST, line.id)


def _joint(ready: Ready) -> list[str]:
    return [ref.id for ref in (ready.service.joint if ready.service is not None else ())]


def _steps(ready: Ready) -> list[str]:
    """The roles that take a step of a case type."""
    found = [ref.id for step in ready.words.steps.values() for ref in step.by]
    report = ready.bound.report
    if report is not None and report.filled_by is not None:
        found.append(report.filled_by.id)
    return found


def _concerns(ready: Ready, actor: Actor) -> bool:
    return any(map(actor.may_act_as, (ready.office, *_joint(ready), *_steps(ready))))
