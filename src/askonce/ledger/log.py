"""What a ledger keeps: leaves of the tree, its inner nodes, and the openings, which can be erased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

from askonce.ledger.entry import Entry
from askonce.ledger.unit import Unit


class Opening(msgspec.Struct, frozen=True):
    """What stands behind a leaf: the entry and the salt of its commitment; none of both once it is erased."""

    number: int
    entry: Entry | None
    salt: bytes | None


class Filed(NamedTuple):
    """Under which words a log finds an opening again; none of them once it is erased."""

    subject: str | None
    case: str | None
    kind: str | None


class Log(Unit, Protocol):
    """The ledger within one transaction."""

    def size(self) -> int:
        """How many entries there are."""

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """The hashes of the leaves from a number to before another, 32 bytes each."""

    def commitments(self, start: int, stop: int) -> Sequence[bytes]:
        """The salted commitments that the leaves hash, from a number to before another, 32 bytes each."""

    def node(self, level: int, index: int) -> bytes:
        """The hash of a full subtree of 2**level leaves, counted from 0 at its level; level 0 are the leaves."""

    def nodes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """The same of many neighbours at once, from an index to before another; fewer where some are missing."""

    def openings(
        self,
        *,
        subject: str | None = None,
        case: str | None = None,
        kind: str | None = None,
        after: int = -1,
        limit: int = 1000,
    ) -> Sequence[Opening]:
        """Openings in order, of one subject, one case or one kind, those after a number, at most so many."""

    def opening(self, number: int) -> Opening | None:
        """One opening; none beyond the end."""

    def filed(self, start: int, stop: int) -> Sequence[Filed]:
        """Under which words the openings are found, from a number to before another, in order."""

    def erase(self, number: int) -> None:
        """Erase an opening for good; its leaf stays, and every proof with it."""
