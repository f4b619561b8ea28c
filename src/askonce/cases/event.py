"""What can happen to a case: each event with its own words, and apart from them what is personal in it.

What an event says of the procedure stays for good; what it says of people (`Private`) is kept beside it under the same
number, so that it can be erased while the case still says what was done and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

import msgspec

from askonce.cases.view import Ruling

NONE: Final[Mapping[str, Any]] = MappingProxyType({})


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fact as a case keeps it: how it stands, its value (`keeping`), who says so since when, under which receipt.

    `by` is `register`, `answer` or `earlier`. `datum` is the attribute that it was read from, as `register.attribute`,
    and `of` the pseudonyms (holder `cases`) of the subjects whose data it is. A value of which only a test was given has
    the tests in `tests`.
    """

    state: str
    value: Any = None
    by: str = "register"
    source: str = ""
    as_of: date | None = None
    stale: bool = False
    disputed: bool = False
    receipt: int | None = None
    datum: str = ""
    of: tuple[str, ...] = ()
    tests: tuple[tuple[str, bool], ...] = ()


class Private(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is personal in an event, which is erased in time.

    `filer` and `applicant` are pseudonyms of the holder `cases`, as are those in `choices`, the subjects of the case
    by role.
    """

    filer: str | None = None
    applicant: str | None = None
    choices: dict[str, tuple[str, ...]] = {}
    facts: dict[str, Kept] = {}
    ruling: Ruling | None = None
    words: str = ""
    consent: str = ""
    value: Any = None


class Event(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Something that happened; `by` is who did it: `filer`, `party`, `helper:…`, `officer:…`, `norm`, `schedule`, `system:…`."""

    by: str = "norm"
    private: Private | None = None


class Terms(msgspec.Struct, frozen=True, omit_defaults=True):
    """The last days of both terms, and the years in them of which the calendar says nothing."""

    promised: date | None = None
    legal: date | None = None
    unknown: tuple[int, ...] = ()


class Filed(Event, frozen=True):
    """A case began: opened by a person, an office, a schedule or a norm, for the days on which its texts are chosen.

    `period` is the first day of the period that a round of a report is about. `about` is the datum that a correction is
    about; `deciders` are who took the decisions that an objection is about.
    """

    office: str
    application: date
    event: date
    period: date | None = None
    opened: str = "person"
    channel: str = "online"
    terms: Terms = Terms()
    urgent: bool = False
    concerns: str | None = None
    about: str = ""
    deciders: tuple[str, ...] = ()


class Learnt(Event, frozen=True):
    """Facts became known: read from registers, answered, or answered in an earlier case; `declined` was refused."""

    read: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


class Waits(Event, frozen=True):
    """The case waits for registers that owe these facts; none of them means that it waits no longer."""

    names: tuple[str, ...] = ()


class Proposed(Event, frozen=True):
    """What the norms come to, for an officer to decide."""

    adverse: bool = False


class Taken(Event, frozen=True):
    """An officer took the case at hand, or was given it."""

    officer: str


class Hurried(Event, frozen=True):
    """An officer said that the case goes before all others, or no longer does."""

    urgent: bool = True


class HandedOver(Event, frozen=True):
    """Another office handles the case."""

    office: str


class AskedMore(Event, frozen=True):
    """The person was asked for more; the clock stands still, unless an office asks again (`stops` is false then)."""

    names: tuple[str, ...]
    stops: bool = True


class Resumed(Event, frozen=True):
    """The person answered, or a register did, or nobody in time: the clock runs on, to other last days.

    `unanswered` are the facts for which nobody is waited any longer.
    """

    terms: Terms
    unanswered: tuple[str, ...] = ()


class Stepped(Event, frozen=True):
    """A step was finished, and another begins; none at the end. `released` says that it is for others than who had it at hand."""

    then: str | None
    step: str | None = None
    released: bool = False


class Joined(Event, frozen=True):
    """An office that handles the case jointly gave its opinion."""

    office: str
    agrees: bool


class Notified(Event, frozen=True):
    """The person was told that an adverse decision is meant, and may speak until a day; the time for it is `over` at an instant."""

    until: date
    over: datetime | None = None


class Spoke(Event, frozen=True):
    """The person said in writing what they think of the decision that is meant."""


class Heard(Event, frozen=True):
    """The person was heard, by a named officer."""


class Decided(Event, frozen=True):
    """It was decided; `day` is that of the decision, `object_until` the last on which the person may object."""

    day: date
    adverse: bool = False
    basis: str = ""
    object_until: date | None = None


class Given(Event, frozen=True):
    """Outputs were given: registers written, certificates and payments ordered.

    `orders` are the keys of the messages that order payments, by output; what they say is personal.
    """

    outputs: tuple[str, ...]
    orders: dict[str, str] = {}


class Withdrawn(Event, frozen=True):
    """The person took the filing back."""


class Disputed(Event, frozen=True):
    """The person called a datum wrong; a case of its holder settles it."""

    name: str
    case: str


class Settled(Event, frozen=True):
    """A dispute about a datum of this case ended, and the case reads it again."""

    name: str
    case: str
    changed: bool


class Objected(Event, frozen=True):
    """The person objected; another case, of another office, decides about it."""

    case: str


class Reviewed(Event, frozen=True):
    """The person said how it went."""

    stars: int


class Late(Event, frozen=True):
    """A term passed: the office above was told, and so was the person."""

    term: str
    office: str


class Reopened(Event, frozen=True):
    """A decision is looked at again, because a datum was corrected or an objection upheld; it holds meanwhile."""

    because: str
    case: str = ""
    terms: Terms = Terms()


class Sent(Event, frozen=True):
    """The case was handed to an outside system, or its message was sent again with the same key."""

    system: str
    key: str = ""


class Rekeyed(Event, frozen=True):
    """A clerk typed the case into an outside system, or that system answered: its number and how it stands there."""

    system: str
    number: str
    status: str = ""


class Closed(Event, frozen=True):
    """The case ended; what is personal in it is erased on a day, where its purpose says how long it is kept."""

    deletes_on: date | None = None


class Erased(Event, frozen=True):
    """What was personal in the case was erased."""


EVENTS: Final[tuple[type[Event], ...]] = (
    Filed, Learnt, Waits, Proposed, Taken, Hurried, HandedOver, AskedMore, Resumed, Stepped, Joined, Notified, Spoke, Heard, Decided,
    Given, Withdrawn, Disputed, Settled, Objected, Reviewed, Late, Reopened, Sent, Rekeyed, Closed, Erased,
)  # fmt: skip
KINDS: Final = {one.__name__: one for one in EVENTS}
_DECODERS: Final = {name: msgspec.json.Decoder(one) for name, one in KINDS.items()}
_ENCODER: Final = msgspec.json.Encoder()
_PRIVATE: Final = msgspec.json.Decoder(dict[int, Private])


class Occurred(msgspec.Struct, frozen=True):
    """An event in its place: its number in the case from 0, and its instant."""

    number: int
    at: datetime
    event: Event


def encode(event: Event) -> bytes:
    """An event without what is personal in it, as its body is kept."""
    public = event if event.private is None else msgspec.structs.replace(event, private=None)
    return _ENCODER.encode(public)


def decode(kind: str, body: bytes) -> Event:
    """The event of a body; KeyError for a kind that there is not."""
    return _DECODERS[kind].decode(body)


def encode_private(parts: Mapping[int, Private]) -> bytes:
    """What is personal in a case, by the numbers of its events."""
    return _ENCODER.encode(parts)


def decode_private(kept: bytes | None) -> dict[int, Private]:
    """What was personal in a case; nothing once it is erased."""
    return {} if kept is None else _PRIVATE.decode(kept)
