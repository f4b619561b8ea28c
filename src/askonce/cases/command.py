"""What somebody may ask to be done with a case, as it comes in from outside."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, TypeAlias

import msgspec


class Command(msgspec.Struct, frozen=True, tag_field="do", forbid_unknown_fields=True, omit_defaults=True):
    """Something to be done with a case."""


#: The id of a subject, which is never empty.
Subject: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]


class Filing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What begins a case: the service, for whom, and what the person says.

    `applicant` is whom it is for where it is not the person who files: a child, a parent, a firm; a mandate or a
    relation has to allow it. `answers` are facts as `norms.reading` reads them, by the names of the service.
    `choices` name the subjects that the person picked. `event` is the day of the event, where it is not that of the
    filing. `channel` is `online`, `counter`, `telephone`, `paper` or `link` (a link by which somebody agreed to what was
    prepared for them); but for the first the helper is who files, and `consent` says how the person agreed. `disputes` are names of facts that the person calls wrong, with the reason.
    """

    service: str
    applicant: Subject | None = None
    answers: dict[str, Any] = {}
    choices: dict[str, list[Subject]] = {}
    event: date | None = None
    channel: str = "online"
    consent: str | None = None
    disputes: dict[str, str] = {}


class Glass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be read without a case: for which purpose, which datum, of whom, and why.

    `datum` is an attribute of a register as `register.attribute`, or what a service uses as `service.name`; `subject` is
    the one whose attribute it is, or who stands in the role with which the way of that use begins.
    """

    purpose: str
    datum: str
    subject: Subject
    reason: str


class Answer(Command, frozen=True, tag="answer"):
    """Give more answers, or change some, by who files; it also answers a request for more."""

    answers: dict[str, Any]


class Withdraw(Command, frozen=True, tag="withdraw"):
    """Take the filing back."""

    reason: str = ""


class Dispute(Command, frozen=True, tag="dispute"):
    """Call a datum that was read wrong: opens a case to its holder."""

    name: str
    reason: str
    claimed: Any = None


class Object(Command, frozen=True, tag="object"):
    """Object to the decision: opens a case that concerns this one, at the office that the service names."""

    reason: str


class Speak(Command, frozen=True, tag="speak"):
    """Say what one thinks of an adverse decision that is meant, before it is taken; the officer who hears reads it."""

    words: str


class Review(Command, frozen=True, tag="review"):
    """Say after the end how it went, from 1 (bad) to 5 (good)."""

    stars: int
    words: str = ""


class Take(Command, frozen=True, tag="take"):
    """Take the case at hand, or give it to a named officer of the same office."""

    officer: str | None = None


class Hurry(Command, frozen=True, tag="hurry"):
    """Put the case before all others, as the service says when; or, with `urgent` false, back among them."""

    reason: str
    urgent: bool = True


class HandOver(Command, frozen=True, tag="hand_over"):
    """Hand the case over to another office."""

    office: str
    reason: str


class AskMore(Command, frozen=True, tag="ask_more"):
    """Ask the person for more; the clock stands still until the answer."""

    names: list[str]
    reason: str


class Step(Command, frozen=True, tag="step"):
    """Finish the step at hand and go on to one that may follow; the `note` stands in the history, which the person reads."""

    step: str
    then: str | None = None
    note: str = ""


class Join(Command, frozen=True, tag="join"):
    """Give the opinion of an office that handles the case jointly."""

    office: str
    agrees: bool
    reason: str = ""


class Notify(Command, frozen=True, tag="notify"):
    """Tell the person that an adverse decision is meant, with the reasons, before it is taken."""

    reason: str


class Hear(Command, frozen=True, tag="hear"):
    """Record what the person said when heard."""

    words: str


class Decide(Command, frozen=True, tag="decide"):
    """Decide: as proposed, or otherwise with reasons; `outcome` by the names of the norm's outcomes."""

    outcome: dict[str, Any] | None = None
    reason: str = ""


class Correct(Command, frozen=True, tag="correct"):
    """Settle a disputed datum, by its holder: the right value from a day on, or none where it stands."""

    value: Any = None
    stands: bool = False
    valid_from: date | None = None
    reason: str = ""


class Rekey(Command, frozen=True, tag="rekey"):
    """Note that the case was typed into an outside system, and the number that it gave."""

    system: str
    number: str


AnyCommand: TypeAlias = (
    Answer | Withdraw | Dispute | Object | Speak | Review | Take | Hurry | HandOver | AskMore | Step | Join | Notify | Hear
    | Decide | Correct | Rekey
)  # fmt: skip
