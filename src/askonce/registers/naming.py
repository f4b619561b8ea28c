"""How who acts stands in the ledger: a person under the ledger's own pseudonym, all others by name."""

from __future__ import annotations

from askonce.registers.actor import Actor
from askonce.registers.pseudonym import LEDGER, Pseudonyms


def actor_name(pseudonyms: Pseudonyms, actor: Actor) -> str:
    """Kind and name of an actor, as the ledger writes them."""
    if actor.kind == "person":
        return f"person:{pseudonyms.of(LEDGER, actor.id)}"
    return actor.name
