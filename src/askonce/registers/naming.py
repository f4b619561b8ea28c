"""How who acts stands in the ledger, and a case in a register: each under a name that no other table has for it."""

from __future__ import annotations

from typing import Final

from askonce.registers.actor import Actor
from askonce.registers.pseudonym import LEDGER, Pseudonyms

#: How the source of a row begins that a case wrote.
CASE: Final = "case:"


def actor_name(pseudonyms: Pseudonyms, actor: Actor) -> str:
    """Kind and name of an actor, as the ledger writes them."""
    if actor.kind == "person":
        return f"person:{pseudonyms.of(LEDGER, actor.id)}"
    return actor.name


def case_name(pseudonyms: Pseudonyms, holder: str, case: str) -> str:
    """The name by which a holder knows a case; the secret alone turns it back.

    What one case wrote into the registers of two holders, or disputes in them, has no number in common.
    """
    return pseudonyms.of(holder, f"{CASE}{case}")


def source_name(pseudonyms: Pseudonyms, holder: str, source: str) -> str:
    """What a row of a holder says about who wrote it: a case by its name with the holder, all else as it is."""
    case = source.removeprefix(CASE)
    return source if case == source else f"{CASE}{case_name(pseudonyms, holder, case)}"
