"""What the exchange asks from above: who handles a case, and how little of a datum its norms need."""

from __future__ import annotations

from typing import Protocol

from askonce.registers.actor import Actor
from askonce.registers.days import Days
from askonce.registers.minimal import Enough
from askonce.registers.room import Room


class Judge(Protocol):
    """Knows cases and norms, which the exchange does not."""

    def assigned(self, room: Room, case: str, actor: Actor) -> bool:
        """Whether an actor may read for a case: it is theirs to handle, or their own."""

    def enough(self, service: str, name: str, days: Days) -> Enough | None:
        """How little of a datum is enough for a service; none where it needs the value itself."""
