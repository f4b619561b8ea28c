"""Who may pass: purpose, article, open doors, a case of one's own, and consent where the purpose needs it."""

from __future__ import annotations

from collections.abc import Sequence

from askonce.registers import refusing
from askonce.registers.ask import Ask
from askonce.registers.consent import consents
from askonce.registers.doors import Doors, Hatch
from askonce.registers.judge import Judge
from askonce.registers.pseudonym import LEDGER, Pseudonyms
from askonce.registers.refusal import Refusal
from askonce.registers.room import Room
from askonce.registers.route import Route


def shut(doors: Doors, ask: Ask, route: Route) -> Refusal | None:
    """Why a way is not open to a purpose; a relation that says nothing is as open as what it leads to."""
    hatch = doors.purposes.get(ask.purpose)
    if hatch is None:
        return refusing.no_purpose(ask.purpose)
    if not hatch.adopted:
        return refusing.draft_purpose(ask.purpose, hatch.basis)
    if not ask.basis:
        return refusing.no_basis()
    for step in route.steps:
        if step.open_to is not None and ask.purpose not in step.open_to:
            return refusing.closed(step.register, step.relation, ask.purpose, step.seat.desk.basis)
    door = route.door
    if door is not None and not door.opens(ask.purpose):
        return refusing.closed(door.desk.register, door.attribute, ask.purpose, door.desk.basis)
    return None


def refused(doors: Doors, judge: Judge, room: Room, ask: Ask, route: Route) -> Refusal | None:
    """Why this may not be read for a case; what is public needs none."""
    refusal = shut(doors, ask, route)
    if refusal is not None or not route.guarded:
        return refusal
    if ask.case is None:
        return refusing.no_case(ask.basis)
    if not judge.assigned(room, ask.case, ask.actor):
        return refusing.not_assigned(ask.case, ask.basis)
    return None


def without_consent(
    room: Room, pseudonyms: Pseudonyms, hatch: Hatch, case: str | None, persons: Sequence[str]
) -> Refusal | None:
    """Why these persons may not be read about: the purpose needs their consent, and one of them gave none."""
    if not hatch.consent:
        return None
    if all(consents(room, pseudonyms.of(LEDGER, person), hatch.purpose, case) for person in persons):
        return None
    return refusing.no_consent(hatch.purpose, hatch.basis)
