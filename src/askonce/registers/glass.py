"""Breaking the glass: reading without a case where there is no time for one, by few, with a reason, never in secret."""

from __future__ import annotations

from datetime import datetime

import msgspec

from askonce.registers import refusing
from askonce.registers.ask import Ask, Given
from askonce.registers.doors import Hatch
from askonce.registers.refusal import Refusal


class Notice(msgspec.Struct, frozen=True):
    """What a person has to be told: who read what about them without a case, and why. Whoever broke the glass sends it.

    `subject` is the person, `receipt` the number of the entry.
    """

    subject: str
    receipt: int
    at: datetime
    office: str
    purpose: str
    basis: str
    reason: str
    register: str
    attribute: str

    @property
    def key(self) -> str:
        """The key by which the message about it arrives once."""
        return f"glass/{self.receipt}"


class Broken(msgspec.Struct, frozen=True):
    """What was read, and the notices that have to go out in the same transaction."""

    given: Given
    notices: tuple[Notice, ...]


def unbreakable(hatch: Hatch, ask: Ask, reason: str) -> Refusal | None:
    """Why somebody may not read without a case."""
    if not any(ask.actor.may_act_as(role) for role in hatch.break_glass):
        return refusing.no_glass(hatch.purpose, hatch.basis)
    if not reason.strip():
        return refusing.no_reason()
    return None
