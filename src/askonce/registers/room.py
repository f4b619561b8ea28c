"""The room in which the exchange works: the registers and the ledger of one transaction, and small things kept beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from askonce.ledger.log import Log
from askonce.registers.store import Store


class Room(Store, Log, Protocol):
    """One transaction, as the exchange sees it; a `cases.journal.Journal` is one."""

    def put(self, room: str, key: str, value: bytes | None) -> None:
        """Keep a small thing that is no fact about a subject; none removes it."""

    def get(self, room: str, key: str) -> bytes | None:
        """What was kept under a key."""

    def keys(self, room: str, prefix: str = "", after: str = "", limit: int = 1000) -> Sequence[str]:
        """The keys of a room in order."""
