"""What the exchange is asked, and what it gives."""

from __future__ import annotations

import msgspec

from askonce.registers.actor import Actor
from askonce.registers.fact import Fact, State


class Ask(msgspec.Struct, frozen=True):
    """Who wants something, why, by which article and for which case.

    `office` is the one for which the actor acts, `service` the service or report whose text wants it.
    """

    purpose: str
    basis: str
    case: str | None
    actor: Actor
    office: str = ""
    service: str = ""


class Given(msgspec.Struct, frozen=True):
    """A fact, and the receipts for it: the numbers of the ledger's entries, one for each person who was read about.

    `attribute` is `count` where subjects were counted. `subjects` are those of whom it was read.
    """

    fact: Fact
    register: str
    attribute: str
    subjects: tuple[str, ...]
    receipts: tuple[int, ...] = ()

    @property
    def receipt(self) -> int | None:
        """The first receipt; none where nobody was read about."""
        return self.receipts[0] if self.receipts else None


class Subjects(msgspec.Struct, frozen=True):
    """The subjects to which a way leads; `state` is known, none or unavailable, as that of a fact."""

    state: State
    ids: tuple[str, ...]
    receipts: tuple[int, ...] = ()
    stale: bool = False
