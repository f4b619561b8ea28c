"""What keeps cases: their events, an index over them, timers, messages that wait to leave, keys that hold once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

import msgspec

from askonce.ledger.log import Log
from askonce.registers.store import Store


class Conflict(Exception):  # noqa: N818 - a fact about the case, not an error of ours
    """Somebody else changed the case in between; whoever asked has to look again."""


class Written(msgspec.Struct, frozen=True):
    """An event as it is kept: its number in the case from 0, its instant, its kind, its body as JSON."""

    case: str
    number: int
    at: datetime
    kind: str
    body: bytes


class Line(msgspec.Struct, frozen=True):
    """A case in the index: what lists show and search. It follows from the events and can be made anew.

    `filer` and `applicant` are pseudonyms of the holder `cases`; `applicant` is whom the case is for where somebody else
    filed it, and none where it is the filer. `state` is a word of `cases.case`. `events` is how many there are.
    """

    id: str
    type: str
    version: str
    office: str
    state: str
    filed: datetime
    events: int
    filer: str | None = None
    step: str | None = None
    officer: str | None = None
    promised: date | None = None
    legal: date | None = None
    decided: datetime | None = None
    concerns: str | None = None
    urgent: bool = False
    applicant: str | None = None

    @property
    def whose(self) -> str | None:
        """Whom the case is for, as a pseudonym; none once it is erased."""
        return self.applicant or self.filer


class Search(msgspec.Struct, frozen=True):
    """Which cases are wanted; what is none does not matter. `after` is the last id of the page before.

    `applicant` wants the cases that somebody else filed for them; their own are found by `filer`.
    """

    type: str | None = None
    office: str | None = None
    filer: str | None = None
    applicant: str | None = None
    officer: str | None = None
    states: tuple[str, ...] = ()
    concerns: str | None = None
    due_by: date | None = None
    urgent: bool | None = None
    after: str = ""
    limit: int = 50


class Deadline(msgspec.Struct, frozen=True):
    """Which cases of an office in a state are wanted by their promised last day; what is none does not matter.

    `after` is the promised day, where there is one, and the id of the last line of the page before.
    """

    office: str
    state: str
    type: str | None = None
    after: tuple[date | None, str] | None = None
    limit: int = 50


class Timer(msgspec.Struct, frozen=True):
    """Something that a case does at an instant unless it is stopped before; `id` is unique, so that it fires once."""

    id: str
    case: str
    due: datetime
    kind: str


class Message(msgspec.Struct, frozen=True):
    """Something that leaves once the transaction is kept: `key` makes it arrive once however often it is sent.

    `channel` is `mail`, `webhook`, `system` (an outside system of record), `payment` or `certificate`; `to` an address
    by name, which the settings of the installation know; `body` is JSON. `case` is what it is about.
    """

    key: str
    channel: str
    to: str
    body: bytes
    case: str | None = None


class Waiting(msgspec.Struct, frozen=True):
    """A message that waits: how often it was tried, when next, and why the last time failed; `dead` gave up."""

    message: Message
    queued: datetime
    tries: int
    due: datetime
    failure: str = ""
    dead: bool = False


class Journal(Store, Log, Protocol):
    """Cases within one transaction, beside the registers and the ledger of the same transaction."""

    def append(self, line: Line, events: Sequence[Written]) -> None:
        """Add events to a case and put its line in the index; Conflict unless they follow its last event."""

    def events(self, case: str) -> Sequence[Written]:
        """The events of a case in order; none where there is no such case."""

    def line(self, case: str) -> Line | None:
        """A case in the index."""

    def lines(self, search: Search) -> Sequence[Line]:
        """Cases in the order of their ids."""

    def by_deadline(self, wanted: Deadline) -> Sequence[Line]:
        """Cases that are not urgent by their promised last day and then their ids; those to which none is promised come last."""

    def set_timer(self, timer: Timer) -> None:
        """Set a timer, or move the one of the same id unless it has fired."""

    def stop_timers(self, case: str, kinds: Sequence[str] = ()) -> None:
        """Stop the timers of a case that have not fired, all or those of some kinds."""

    def due_timers(self, until: datetime, limit: int) -> Sequence[Timer]:
        """Timers that are due and have neither fired nor been stopped, the oldest first."""

    def fired(self, timer: str) -> bool:
        """Mark a timer as fired; false where it had fired or been stopped before."""

    def send(self, message: Message) -> None:
        """Queue a message; one of a key that was queued before is left out."""

    def waiting(self, until: datetime, limit: int) -> Sequence[Waiting]:
        """Messages to be tried now, the oldest first."""

    def dead(self, limit: int, after: str = "") -> Sequence[Waiting]:
        """Messages that were given up, in the order of their keys."""

    def sent(self, key: str, receipt: str = "") -> None:
        """Note that a message arrived, and what the other side answered."""

    def failed(self, key: str, failure: str, again: datetime | None) -> None:
        """Note that a message did not arrive, and when to try again; never, where none."""

    def revive(self, key: str) -> bool:
        """Try a message again that had been given up; false where there is no such message."""

    def forget(self, case: str) -> None:
        """Delete the messages about a case, sent or not, and its disputes, once what is personal in it is erased."""

    def once(self, key: str) -> bool:
        """Claim a key for ever: true for the first who asks (an episode, a filing to an outside system)."""

    def put(self, room: str, key: str, value: bytes | None) -> None:
        """Keep a small thing that is no fact about a case (a session, an answered request); none removes it."""

    def get(self, room: str, key: str) -> bytes | None:
        """What was kept under a key."""

    def keys(self, room: str, prefix: str = "", after: str = "", limit: int = 1000) -> Sequence[str]:
        """The keys of a room in order."""
