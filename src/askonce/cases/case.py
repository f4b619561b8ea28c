"""A case is what its events say and nothing more: replaying them gives the same case, and its line in the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

import msgspec

from askonce.cases import event as events
from askonce.cases.event import Event, Kept, Occurred, Private, Terms
from askonce.cases.journal import Line
from askonce.cases.term import Pause
from askonce.cases.view import Ruling

#: The words for how a case stands.
WAITING, OPEN, ASKED, DECIDED, CLOSED, WITHDRAWN = (
    "waiting", "open", "asked", "decided", "closed", "withdrawn",
)  # fmt: skip
STATES: Final = (WAITING, OPEN, ASKED, DECIDED, CLOSED, WITHDRAWN)
ENDED: Final = frozenset({CLOSED, WITHDRAWN})
#: Case types that every pack has: a datum is put right, a decision is looked at by another office.
CORRECTION, OBJECTION = "correction", "objection"
BUILT_IN: Final = frozenset({CORRECTION, OBJECTION})

#: Who acts in an event where it is the person, or somebody for them under an account of their own.
FILER: Final = "filer"
#: Who acts where it is somebody else whom the case asks for their own answer, or who acts for them.
PARTY: Final = "party"

LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
NO_PRIVATE: Final = Private()


class Order(msgspec.Struct, frozen=True):
    """A payment that goes on: the key of the message that ordered it, and what it said, unless that is erased."""

    key: str
    amount: Any = None
    account: Any = None


class Case(msgspec.Struct, frozen=True):
    """One handling as its events have made it.

    `waiting` waits for a register, `open` is in hand, `asked` waits for the person while the clock stands, `decided` has
    steps left, `closed` and `withdrawn` have ended. `ruling` is the decision that holds; while a case is reopened it holds
    on, until another takes its place. `filer`, `applicant` and `choices` are pseudonyms of the holder `cases`, gone
    once the case is erased, as are `facts` and all words. `since` is when the terms began to run. `requests` counts how
    often an office has asked for more, `unanswered` are facts that nobody said in time. `objected` says that somebody has
    objected to the decision that holds, `spoke` that they have said themselves what they think of the one that is meant.
    `orders` are the payments that go on. `not_by` are those who may not decide an objection.
    """

    id: str
    type: str
    version: str
    office: str = ""
    state: str = OPEN
    filed: datetime = LONG_AGO
    since: datetime = LONG_AGO
    count: int = 0
    opened: str = "person"
    channel: str = "online"
    helper: str = ""
    consent: str = ""
    application: date = date.min
    event: date = date.min
    period: date | None = None
    filer: str | None = None
    applicant: str | None = None
    choices: Mapping[str, tuple[str, ...]] = {}
    facts: Mapping[str, Kept] = {}
    step: str | None = None
    officer: str | None = None
    terms: Terms = Terms()
    pauses: tuple[Pause, ...] = ()
    asked: tuple[str, ...] = ()
    asked_because: str = ""
    requests: int = 0
    unanswered: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    proposed: Ruling | None = None
    proposed_adverse: bool = False
    ruling: Ruling | None = None
    decided: datetime | None = None
    decided_by: str = ""
    deciders: tuple[str, ...] = ()
    adverse: bool = False
    object_until: date | None = None
    notice_until: date | None = None
    notice_over: datetime | None = None
    heard: bool = False
    spoke: bool = False
    joined: Mapping[str, bool] = {}
    given: tuple[str, ...] = ()
    orders: Mapping[str, Order] = {}
    concerns: str | None = None
    about: str = ""
    not_by: tuple[str, ...] = ()
    urgent: bool = False
    disputes: Mapping[str, str] = {}
    objections: tuple[str, ...] = ()
    objected: bool = False
    systems: Mapping[str, tuple[str, str]] = {}
    keys: Mapping[str, str] = {}
    late: tuple[str, ...] = ()
    stars: int | None = None
    reopened: bool = False
    deletes_on: date | None = None
    erased: bool = False

    @property
    def suspended(self) -> bool:
        """Whether the clock stands still."""
        return bool(self.pauses) and self.pauses[-1].until is None

    @property
    def ended(self) -> bool:
        """Whether nothing more is done in it."""
        return self.state in ENDED

    @property
    def pending(self) -> bool:
        """Whether a decision is still owed."""
        return self.state in {WAITING, OPEN, ASKED}

    @property
    def line(self) -> Line:
        """Its line in the index."""
        running = self.terms if self.pending and not self.suspended else Terms()
        return Line(
            id=self.id,
            type=self.type,
            version=self.version,
            office=self.office,
            state=self.state,
            filed=self.filed,
            events=self.count,
            filer=self.filer,
            step=self.step,
            officer=self.officer,
            promised=running.promised,
            legal=running.legal,
            decided=self.decided,
            concerns=self.concerns,
            urgent=self.urgent and not self.ended,
            applicant=None if self.applicant == self.filer else self.applicant,
        )


def begin(case: str, kind: str, version: str) -> Case:
    """A case before its first event."""
    return Case(case, kind, version)


def fold(case: Case, occurred: Iterable[Occurred]) -> Case:
    """A case with more events."""
    for one in occurred:
        if one.number != case.count:
            raise ValueError(f"event {one.number} does not follow event {case.count - 1} of case {case.id}")
        changes = _APPLY[type(one.event)](_Step(case, one.event, one.at))
        case = msgspec.structs.replace(case, count=one.number + 1, **changes)
    return case


class _Step(NamedTuple):
    """A case, what happens to it, and when."""

    case: Case
    event: Any
    at: datetime


def _private(event: Event) -> Private:
    return event.private or NO_PRIVATE


def _filed(it: _Step) -> dict[str, Any]:
    told = _private(it.event)
    helper = it.event.by if it.event.by.startswith("helper:") else ""
    return {
        "office": it.event.office, "filed": it.at, "since": it.at, "opened": it.event.opened, "channel": it.event.channel,
        "helper": helper, "consent": told.consent, "application": it.event.application, "event": it.event.event, "period": it.event.period,
        "filer": told.filer, "applicant": told.applicant, "choices": told.choices, "terms": it.event.terms,
        "concerns": it.event.concerns, "about": it.event.about, "not_by": it.event.deciders, "urgent": it.event.urgent,
    }  # fmt: skip


def _learnt(it: _Step) -> dict[str, Any]:
    told = _private(it.event)
    choices = {"choices": {**it.case.choices, **told.choices}} if told.choices else {}
    return {"facts": {**it.case.facts, **told.facts}, **choices}


def _stop(it: _Step) -> dict[str, Any]:
    return {} if it.case.suspended else {"pauses": (*it.case.pauses, Pause(it.at))}


def _waits(it: _Step) -> dict[str, Any]:
    state = WAITING if it.event.names else OPEN
    return {"waits": it.event.names, "state": state if it.case.state in {OPEN, WAITING} else it.case.state}


def _proposed(it: _Step) -> dict[str, Any]:
    return {"proposed": _private(it.event).ruling, "proposed_adverse": it.event.adverse}


def _asked_more(it: _Step) -> dict[str, Any]:
    words = _private(it.event).words
    again = {"requests": it.case.requests + 1} if it.event.by.startswith("officer:") else {}
    stopped = _stop(it) if it.event.stops else {}
    return {"state": ASKED, "asked": it.event.names, "asked_because": words, **again, **stopped}


def _resumed(it: _Step) -> dict[str, Any]:
    pauses = it.case.pauses
    if it.case.suspended:
        pauses = (*pauses[:-1], Pause(pauses[-1].since, it.at))
    left = tuple(dict.fromkeys((*it.case.unanswered, *it.event.unanswered)))
    return {
        "state": OPEN, "asked": (), "asked_because": "", "pauses": pauses, "terms": it.event.terms, "unanswered": left,
    }  # fmt: skip


def _stepped(it: _Step) -> dict[str, Any]:
    return {"step": it.event.then, **({"officer": None} if it.event.released else {})}


def _notified(it: _Step) -> dict[str, Any]:
    return {"notice_until": it.event.until, "notice_over": it.event.over, "heard": False, "spoke": False}


def _given(it: _Step) -> dict[str, Any]:
    said = _private(it.event).value or {}
    ordered = {name: Order(key, *said.get(name, ())) for name, key in it.event.orders.items()}
    return {"given": it.event.outputs, "orders": {**it.case.orders, **ordered}}


def _decided(it: _Step) -> dict[str, Any]:
    return {
        "state": DECIDED, "decided": it.at, "decided_by": it.event.by, "deciders": (*it.case.deciders, it.event.by),
        "adverse": it.event.adverse, "ruling": _private(it.event).ruling, "object_until": it.event.object_until,
        "proposed": None, "proposed_adverse": False, "notice_until": None, "notice_over": None, "heard": False, "spoke": False,
        "waits": (), "reopened": False, "objected": False,
    }  # fmt: skip


def _settled(it: _Step) -> dict[str, Any]:
    return {"disputes": {name: found for name, found in it.case.disputes.items() if found != it.event.case}}


def _reopened(it: _Step) -> dict[str, Any]:
    return {
        "state": OPEN, "reopened": True, "since": it.at, "pauses": (), "terms": it.event.terms, "late": (),
        "deletes_on": None, "joined": {}, "given": (), "notice_until": None, "notice_over": None, "heard": False, "spoke": False,
        "officer": None, "step": None, "requests": 0, "unanswered": (),
    }  # fmt: skip


def _rekeyed(it: _Step) -> dict[str, Any]:
    return {"systems": {**it.case.systems, it.event.system: (it.event.number, it.event.status)}}


def _sent(it: _Step) -> dict[str, Any]:
    return {"keys": {**it.case.keys, it.event.system: it.event.key}}


def _closed(it: _Step) -> dict[str, Any]:
    state = it.case.state if it.case.state == WITHDRAWN else CLOSED
    orders = {} if it.case.adverse else it.case.orders
    return {"state": state, "deletes_on": it.event.deletes_on, "step": None, "waits": (), "orders": orders}


def _erased(it: _Step) -> dict[str, Any]:
    return {
        "erased": True, "filer": None, "applicant": None, "choices": {}, "facts": {}, "consent": "",
        "asked_because": "", "proposed": None, "ruling": None, "deletes_on": None,
        "orders": {name: Order(one.key) for name, one in it.case.orders.items()},
    }  # fmt: skip


_APPLY: Final[Mapping[type[Event], Callable[[_Step], dict[str, Any]]]] = {
    events.Filed: _filed,
    events.Learnt: _learnt,
    events.Waits: _waits,
    events.Proposed: _proposed,
    events.Taken: lambda it: {"officer": it.event.officer},
    events.Hurried: lambda it: {"urgent": it.event.urgent},
    events.HandedOver: lambda it: {"office": it.event.office, "officer": None},
    events.AskedMore: _asked_more,
    events.Resumed: _resumed,
    events.Stepped: _stepped,
    events.Joined: lambda it: {"joined": {**it.case.joined, it.event.office: it.event.agrees}},
    events.Notified: _notified,
    events.Spoke: lambda it: {"spoke": it.case.spoke or it.event.by == FILER},
    events.Heard: lambda _: {"heard": True},
    events.Decided: _decided,
    events.Given: _given,
    events.Withdrawn: lambda _: {"state": WITHDRAWN, "step": None, "waits": (), "asked": ()},
    events.Disputed: lambda it: {"disputes": {**it.case.disputes, it.event.name: it.event.case}},
    events.Settled: _settled,
    events.Objected: lambda it: {"objections": (*it.case.objections, it.event.case), "objected": True},
    events.Reviewed: lambda it: {"stars": it.event.stars},
    events.Late: lambda it: {"late": (*it.case.late, it.event.term)},
    events.Reopened: _reopened,
    events.Sent: _sent,
    events.Rekeyed: _rekeyed,
    events.Closed: _closed,
    events.Erased: _erased,
}
