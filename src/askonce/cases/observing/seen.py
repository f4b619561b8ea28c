"""What one case shows of its handling, from its public events alone: nothing of what people said or who they are.

A trip to the counter of a helper is a visit; a telephone call is none. Where no event says whether somebody had to come
(a printed form, a hearing, a helper who steps in later), the number of trips is not known, never nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from askonce.cases.event import (
    AskedMore,
    Decided,
    Disputed,
    Event,
    Filed,
    HandedOver,
    Heard,
    Late,
    Learnt,
    Objected,
    Occurred,
    Reopened,
    Resumed,
    Reviewed,
    Terms,
    Withdrawn,
)
from askonce.cases.term import Pause, Workdays

#: How a term came out: kept, passed, still running, ended by the person, none was promised.
KEPT, LATE, RUNNING, ENDED, NONE = "kept", "late", "running", "ended", "none"
#: How an objection came out.
UPHELD, DISMISSED, PENDING, TAKEN_BACK = "upheld", "dismissed", "pending", "taken back"
#: Who begins a case that somebody asked for; all others begin by themselves.
_ASKED_FOR: Final = frozenset({"person", "office"})
COUNTER: Final = "counter"
#: Nobody comes anywhere to telephone, or to press a link.
_CALLED: Final = frozenset({"telephone", "link"})
_ONLINE: Final = "online"


class Took(msgspec.Struct, frozen=True):
    """How long a first decision took and was to take, in working days on which the clock ran."""

    actual: int
    promised: int


class Seen(msgspec.Struct, frozen=True):
    """A case as figures see it.

    `month` is the first day of the month in which it was filed. `trips` is none where nobody can know. `questions` are
    the names that the person answered, `read` the number of data that were read instead.
    """

    month: date
    type: str
    office: str
    asked_for: bool
    channel: str
    trips: int | None
    questions: frozenset[str]
    read: int
    asked_more: bool
    decided_by: str
    adverse: bool
    withdrawn: bool
    promise: str
    legal: str
    took: Took | None
    escalated: bool
    stars: int | None
    objections: tuple[str, ...]
    disputed: bool


def observe(
    kind: str, occurred: Sequence[Occurred], objections: Mapping[str, Sequence[Occurred]], days: Workdays
) -> Seen | None:
    """What a case of a type shows after these events, with those of the cases in which it was objected to; none before its first."""
    first = occurred[0] if occurred else None
    if first is None or not isinstance(first.event, Filed):
        return None
    filed, events = first.event, [one.event for one in occurred]
    decided = next((one for one in events if isinstance(one, Decided)), None)
    before = _until_decided(occurred)
    terms = _terms(before)
    passed = {one.event.term for one in before if isinstance(one.event, Late)}
    withdrawn = any(isinstance(one, Withdrawn) for one in events)
    took = None
    if decided is not None and terms.promised is not None:
        took = _took(days, days.local_day(first.at), decided.day, terms.promised, _pauses(before))
    return Seen(
        month=days.local_day(first.at).replace(day=1),
        type=kind,
        office=next((one.office for one in reversed(events) if isinstance(one, HandedOver)), filed.office),
        asked_for=filed.opened in _ASKED_FOR,
        channel=filed.channel,
        trips=_trips(filed, occurred, days),
        questions=_questions(occurred),
        read=len({name for one in events if isinstance(one, Learnt) for name in one.read}),
        asked_more=any(isinstance(one, AskedMore) for one in events),
        decided_by="" if decided is None else decided.by.partition(":")[0],
        adverse=decided is not None and decided.adverse,
        withdrawn=withdrawn and decided is None,
        promise=_came_out(terms.promised, decided, withdrawn=withdrawn, passed="promised" in passed),
        legal=_came_out(terms.legal, decided, withdrawn=withdrawn, passed="legal" in passed),
        took=took,
        escalated=any(isinstance(one, Late) for one in events),
        stars=next((one.stars for one in events if isinstance(one, Reviewed)), None),
        objections=tuple(_objections(events, objections)),
        disputed=any(isinstance(one, Disputed) for one in events),
    )


def _until_decided(occurred: Sequence[Occurred]) -> Sequence[Occurred]:
    ends = next(
        (place for place, one in enumerate(occurred) if isinstance(one.event, Decided)), len(occurred)
    )
    return occurred[:ends]


def _terms(occurred: Iterable[Occurred]) -> Terms:
    """The last days as they stood after these events; each time the clock goes on they are others."""
    found = Terms()
    for one in occurred:
        if isinstance(one.event, Filed | Resumed):
            found = one.event.terms
    return found


def _pauses(occurred: Iterable[Occurred]) -> list[Pause]:
    found: list[Pause] = []
    for one in occurred:
        open_ = bool(found) and found[-1].until is None
        if isinstance(one.event, AskedMore) and one.event.stops and not open_:
            found.append(Pause(one.at))
        elif isinstance(one.event, Resumed) and open_:
            found[-1] = Pause(found[-1].since, one.at)
    return found


def _took(days: Workdays, filed: date, decided: date, promised: date, pauses: Sequence[Pause]) -> Took:
    stopped = [
        (days.local_day(one.since), days.local_day(one.until) if one.until is not None else decided)
        for one in pauses
    ]
    return Took(
        working_days(days, filed, decided, stopped),
        working_days(days, filed, promised, stopped),
    )


def working_days(days: Workdays, after: date, last: date, stopped: Sequence[tuple[date, date]] = ()) -> int:
    """The working days after a day up to another on which the clock ran, as terms are counted (`cases.term`).

    >>> working_days(Workdays((), "UTC"), date(2026, 3, 6), date(2026, 3, 9))
    1
    """
    return sum(
        days.is_working(day) and not any(since < day <= until for since, until in stopped)
        for day in map(date.fromordinal, range(after.toordinal() + 1, last.toordinal() + 1))
    )


def _trips(filed: Filed, occurred: Sequence[Occurred], days: Workdays) -> int | None:
    helped = {days.local_day(one.at) for one in occurred if one.event.by.startswith("helper:")}
    begun = days.local_day(occurred[0].at)
    if filed.channel == COUNTER:
        return len(helped | {begun})
    heard = any(isinstance(one.event, Heard) for one in occurred)
    known = filed.channel == _ONLINE or (filed.channel in _CALLED and helped <= {begun})
    return None if heard or not known or (filed.channel == _ONLINE and helped) else 0


def _questions(occurred: Sequence[Occurred]) -> frozenset[str]:
    """What the person was asked and answered; what an officer found out later was no question to them."""
    begun = occurred[0].at
    return frozenset(
        name
        for one in occurred
        if isinstance(one.event, Learnt) and (one.at == begun or not one.event.by.startswith("officer:"))
        for name in one.event.told
    )


def _came_out(day: date | None, decided: Decided | None, *, withdrawn: bool, passed: bool) -> str:
    if day is None:
        return NONE
    if passed or (decided is not None and decided.day > day):
        return LATE
    if decided is not None:
        return KEPT
    return ENDED if withdrawn else RUNNING


def _objections(events: Sequence[Event], cases: Mapping[str, Sequence[Occurred]]) -> Iterable[str]:
    upheld = {one.case for one in events if isinstance(one, Reopened) and one.because == "objection"}
    for one in events:
        if isinstance(one, Objected):
            after = [other.event for other in cases.get(one.case, ())]
            if one.case in upheld:
                yield UPHELD
            elif any(isinstance(other, Decided) for other in after):
                yield DISMISSED
            else:
                yield TAKEN_BACK if any(isinstance(other, Withdrawn) for other in after) else PENDING


def until(occurred: Sequence[Occurred], instant: datetime) -> Sequence[Occurred]:
    """The events up to an instant; none of a case falls before the one that precedes it."""
    return [one for one in occurred if one.at <= instant]
