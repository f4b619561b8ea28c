"""Consent: given and withdrawn on record, and looked up before anything is read that needs it."""

from __future__ import annotations

from typing import Final

from askonce.ledger.entry import Entry
from askonce.registers.ask import Ask
from askonce.registers.naming import actor_name
from askonce.registers.pseudonym import LEDGER, Pseudonyms
from askonce.registers.room import Room

GRANTED: Final = "granted"
WITHDRAWN: Final = "withdrawn"
_PAGE: Final = 200


def grant(room: Room, pseudonyms: Pseudonyms, ask: Ask, subject: str, how: str) -> int:
    """Record that a subject agrees to be read about for a purpose; `how` says in what words or by which act.

    With a case in `ask` it holds for that case alone. Gives the number of the entry.
    """
    return _record(room, pseudonyms, ask, subject, GRANTED, how)


def withdraw(room: Room, pseudonyms: Pseudonyms, ask: Ask, subject: str, how: str) -> int:
    """Record that a subject no longer agrees; without a case it ends the consent for each of them."""
    return _record(room, pseudonyms, ask, subject, WITHDRAWN, how)


def consents(room: Room, subject: str, purpose: str, case: str | None) -> bool:
    """Whether a subject, by its pseudonym in the ledger, agrees now; what was erased agrees to nothing."""
    agreed = False
    after = -1
    while True:
        page = room.openings(subject=subject, kind="consent", after=after, limit=_PAGE)
        for opening in page:
            after = opening.number
            entry = opening.entry
            if entry is None or entry.purpose != purpose or entry.case not in {None, case}:
                continue
            agreed = entry.what.get("consent") == GRANTED
        if len(page) < _PAGE:
            return agreed


def _record(room: Room, pseudonyms: Pseudonyms, ask: Ask, subject: str, said: str, how: str) -> int:
    return room.record(
        Entry(
            "consent",
            room.now,
            actor_name(pseudonyms, ask.actor),
            pseudonyms.of(LEDGER, subject),
            ask.office,
            ask.case,
            ask.purpose,
            ask.basis,
            {"consent": said, "how": how},
        )
    )
