"""The matches that an invented zone has had, each through the real handling: the officer takes, notes and goes on, or stands still."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, Final

from askonce.cases.command import Answer, AnyCommand, Decide, Filing, Step, Take
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal
from askonce.cases.running import Ready, Running
from askonce.cases.view import View
from askonce.invented.staff import account_for
from askonce.invented.zone.courses import Course, PastMatch
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal

SERVICE: Final = "match"
_ENDING: Final = "ending"
#: What is said in a match, by concept, where it is nothing of its own.
_SAID: Final[Mapping[str, Any]] = {
    "contact-consent": True,
    "officer-interests": "none",
    "agreed-how": "by telephone / 电话同意",
}
_WORDS: Final[Mapping[str, str]] = {
    "in_production": "in series since last month / 上月起批量供货",
    "price": "the price stays above that of today / 报价高于现有采购价",
}
Deed = Callable[[Journal], None]


class Matches:
    """The deeds of some matches in time; `at` are the half days on which they happen, from the first to the last."""

    def __init__(
        self, running: Running, handling: Handling, followed: Sequence[PastMatch], at: Sequence[datetime]
    ) -> None:
        self._handling = handling
        self._at = at
        self._due: list[tuple[int, int, Deed]] = []
        self._made = 0
        ready = running.types.get(SERVICE)
        self._ready: Ready | None = ready
        role = _role(ready)
        offices = running.bound.get("office", {})
        self._officer: Actor | None = account_for(offices, role).actor if role else None
        for one in followed if ready is not None and self._officer is not None and at else ():
            self._plan(at[-1] - timedelta(days=one.course.begins), partial(self._begin, one))

    @property
    def idle(self) -> bool:
        """Whether nothing will ever happen."""
        return not self._due

    def run(self, journal: Journal, half_day: int) -> None:
        """Do what is due by a half day; within a write job, whose instant all of it bears."""
        while self._due and self._due[0][0] <= half_day:
            heapq.heappop(self._due)[2](journal)

    def _plan(self, instant: datetime, deed: Deed) -> None:
        """Plan a deed for the first half day from an instant on; what lies behind the last never happens."""
        half_day = next((number for number, one in enumerate(self._at) if one >= instant), None)
        if half_day is not None:
            self._made += 1
            heapq.heappush(self._due, (half_day, self._made, deed))

    def _begin(self, one: PastMatch, journal: Journal) -> None:
        """The officer files it for the buyer, who agreed by telephone, and takes it."""
        ready, officer = self._ready, self._officer
        if ready is None or officer is None:
            return
        ids = {"need": one.need, "offer": one.offer}
        filing = Filing(
            SERVICE,
            applicant=one.buyer,
            answers={name: _SAID[field.concept] for name, field in ready.fields.items() if field.asked and not field.by_officer},
            choices={name: [ids[role.kind]] for name, role in ready.bound.roles.items() if role.kind in ids},
            channel="telephone",
            consent="by telephone / 电话同意",
        )  # fmt: skip
        filed = self._handling.file(journal, officer, filing)
        if isinstance(filed, Refusal):
            return
        case, begun = filed.line.id, journal.now
        self._do(journal, case, Take())
        for instant, command in _commands(ready, one, begun):
            self._plan(instant, partial(self._later, case, command))

    def _later(self, case: str, command: AnyCommand, journal: Journal) -> None:
        self._do(journal, case, command)

    def _do(self, journal: Journal, case: str, command: AnyCommand) -> View | Refusal | None:
        return self._handling.do(journal, self._officer, case, command) if self._officer is not None else None


def _commands(ready: Ready, one: PastMatch, begun: datetime) -> Iterator[tuple[datetime, AnyCommand]]:
    """What the officer does in a course, and when; a stage without days is the last of it."""
    course, at = one.course, begun
    stages = [*course.stages, *([(_ENDING, 0)] if course.ends else [])]
    for (stage, days), following in pairwise([*stages, ("", None)]):
        said = _answers(ready, one, stage)
        if course.asks:
            said = {name: value for name, value in said.items() if name not in ready.parties}
        if said:
            yield at, Answer(answers=said)
        if days is None:
            return
        at += timedelta(days=days)
        yield at, Step(step=stage, then=following[0]) if following[0] else Decide()


def _answers(ready: Ready, one: PastMatch, stage: str) -> dict[str, Any]:
    """What the officer finds out in a stage."""
    own = {
        "match-ending": one.course.ends,
        "ending-words": _WORDS.get(one.course.ends, ""),
        "orders-a-year": _money(one, one.orders.amount),
        "money-saved": _money(one, one.saved.amount),
    }
    said = {**_SAID, **own}
    return {
        name: said[field.concept]
        for name, field in ready.fields.items()
        if field.by_officer == stage and field.concept in said
    }


def _money(one: PastMatch, amount: object) -> str:
    """What a match brings, nothing where it came to nothing."""
    return f"{amount if _came_to_something(one.course) else 0} {one.orders.currency}"


def _came_to_something(course: Course) -> bool:
    return course.stages[-1][0] == "mass_production"


def _role(ready: Ready | None) -> str:
    """The role of who follows matches."""
    words = next(iter(ready.words.steps.values()), None) if ready is not None else None
    return next((ref.id for ref in words.by if "/" in ref.id), "") if words is not None else ""
