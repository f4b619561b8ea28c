"""What a case shows to whoever may see it: where it stands, what is known of it, what may be done next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from askonce.cases.journal import Line

NOTHING: Mapping[str, Any] = {}


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fact as people see it: its state, its value as JSON, and who says so since when.

    `by` is `register`, `answer` or `earlier` (an answer of an earlier case that still holds). `receipt` is the number
    of the entry in the ledger under which it was read.
    """

    name: str
    state: str
    value: Any = None
    by: str = "register"
    source: str = ""
    as_of: date | None = None
    stale: bool = False
    disputed: bool = False
    receipt: int | None = None


class Glimpse(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was read without a case, and the numbers of the entries about it."""

    fact: Shown
    receipts: tuple[int, ...] = ()


class Ruled(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one norm came out: its outcome by the names of its outputs, the rows counted from one, and its article.

    `text` is the first day of the text that ruled, `facts` are the names of those that were looked at.
    """

    norm: str
    outcome: Mapping[str, Any]
    adverse: bool = False
    rows: tuple[int, ...] = ()
    basis: str = ""
    text: date | None = None
    facts: tuple[str, ...] = ()


class Ruling(msgspec.Struct, frozen=True, omit_defaults=True):
    """A decision, or a proposal for one: who took it, when, why, and how each norm came out.

    `by` is `norm`, `silence` or the officer; `reason` stands where an officer gave one.
    """

    at: datetime
    by: str
    outcome: Mapping[str, Any]
    adverse: bool
    reason: str = ""
    basis: str = ""
    norms: tuple[Ruled, ...] = ()


class Happened(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that happened to the case: its number, when, what, by whom, and the words that go with it."""

    number: int
    at: datetime
    kind: str
    by: str
    words: str = ""
    more: Mapping[str, Any] = NOTHING


class View(msgspec.Struct, frozen=True, omit_defaults=True):
    """A case as one of its people sees it.

    `line` is its line in the index, whose `events` is the number to give as `expected` with the next command. `may` are
    the commands (`command.do`) that this actor may give now. `asked` are the names of what the person is asked for,
    with the reason in `asked_because`; `waits_for` the names that a register still owes. `suspended` says that the clock
    stands still. Whoever sees a case without its content (an officer of the office who has not taken it) gets no
    `facts`, and `content` is false. `unknown_years` are those in its terms of which the calendar says nothing, so that its
    last days are not certain. `about` is the datum that a correction is about. `erased` says that what was personal in it is gone for good.
    """

    line: Line
    may: tuple[str, ...]
    content: bool = True
    channel: str = "online"
    suspended: bool = False
    asked: tuple[str, ...] = ()
    asked_because: str = ""
    waits_for: tuple[str, ...] = ()
    facts: tuple[Shown, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = NOTHING
    proposed: Ruling | None = None
    decision: Ruling | None = None
    notice_until: date | None = None
    object_until: date | None = None
    outputs: tuple[str, ...] = ()
    history: tuple[Happened, ...] = ()
    concerned_by: tuple[str, ...] = ()
    systems: Mapping[str, Mapping[str, str]] = NOTHING
    late: tuple[str, ...] = ()
    unknown_years: tuple[int, ...] = ()
    about: str = ""
    deletes_on: date | None = None
    erased: bool = False


class Offered(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where an interview stands before anything is filed.

    `facts` are what is known and from where; `refused` the names that a register would not give, with why. `next` is
    the question to put now, `open` all that still matter, `choose` the subjects that the person has to pick, by name,
    each with the subjects there are. `outcome` is what would come out, where that is certain already.
    """

    service: str
    facts: tuple[Shown, ...] = ()
    next: str | None = None
    open: tuple[str, ...] = ()
    choose: Mapping[str, tuple[str, ...]] = NOTHING
    decided: bool = False
    outcome: tuple[Ruled, ...] = ()
    waits_for: tuple[str, ...] = ()


class Bundle(msgspec.Struct, frozen=True, omit_defaults=True):
    """The interview of a life event: the union of what its services need, and what became of each service.

    `open` are questions by service and name, each datum once; `same` says which other questions an answer also answers.
    """

    services: tuple[Offered, ...]
    open: tuple[tuple[str, str], ...] = ()
    same: Mapping[str, tuple[str, ...]] = NOTHING


class Copied(msgspec.Struct, frozen=True):
    """One field of the page from which a clerk copies a case into an outside system, in that system's order."""

    label: Mapping[str, str]
    value: str
    name: str
