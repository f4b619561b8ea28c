"""The whole of one transaction: registers and cases, and the ledger that records every look at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from askonce.adapters.storage.cases import Cases
from askonce.adapters.storage.dialect import Base
from askonce.adapters.storage.values import fit_text
from askonce.adapters.storage.work import Prepared
from askonce.ledger.entry import SALT_BYTES, Entry, canonical, commit, leaf, read
from askonce.ledger.log import Filed, Opening

_OPENING = "number, entry, salt, subject, case_id, kind"


class Keeping(Cases):
    """One transaction at work (`cases.journal.Journal`)."""

    def __init__(self, base: Base, prepared: Prepared, chance: Callable[[int], bytes]) -> None:
        super().__init__(base, prepared, chance)
        self._leaves: list[tuple[Any, ...]] = []
        self._nodes: list[tuple[Any, ...]] = []
        self._opened: list[tuple[Any, ...]] = []
        self._before = self._written = self._written_before = (0, 0, 0)

    def begin_transaction(self) -> None:
        """Begin a transaction: nothing is put off yet."""
        self._leaves, self._nodes, self._opened = [], [], []
        self._before = self._written = self._written_before = (0, 0, 0)

    def begin_job(self, now: datetime) -> None:
        """Begin a job."""
        super().begin_job(now)
        self._before = len(self._leaves), len(self._nodes), len(self._opened)
        self._written_before = self._written

    def undo_job(self) -> None:
        """Forget what a job that failed has put off; what it had written is put off again where others had recorded it."""
        for rows, count in zip((self._leaves, self._nodes, self._opened), self._before, strict=True):
            del rows[count:]
        self._written = self._written_before

    def record(self, entry: Entry) -> int:
        """Append an entry to the ledger."""
        head = self.head
        if head is None:
            raise TypeError("a read job records nothing")
        for word in (entry.subject, entry.case, entry.kind):
            if word is not None:
                fit_text(word)
        text, salt = canonical(entry), self._chance(SALT_BYTES)
        algorithm = self._prepared.algorithm
        commitment = commit(text, salt, algorithm)
        number = head.frontier.size
        frontier, made = head.frontier.append(leaf(commitment, algorithm), algorithm)
        self.head = msgspec.structs.replace(head, frontier=frontier)
        self._leaves.append((number, commitment))
        self._nodes += made[1:]
        self._opened.append((number, text, salt, entry.subject, entry.case, entry.kind))
        return number

    def finish_job(self) -> None:
        """What was recorded may wait for that of further jobs, unless nothing else says that there is something to commit."""
        if not self._base.changed:
            self._write_recorded()

    def leave_standing(self) -> None:
        """Write what all jobs have recorded, and where the database stands now."""
        self._write_recorded()
        super().leave_standing()

    def _write_recorded(self) -> None:
        """Write what was recorded, all at once: rows that are added together cost a fraction of a statement each."""
        leaves, nodes, opened = self._written
        if leaves == len(self._leaves):
            return
        self._base.many("INSERT INTO leaf (number, commitment) VALUES (?, ?)", self._leaves[leaves:])
        self._base.many(f"INSERT INTO opening ({_OPENING}) VALUES (?, ?, ?, ?, ?, ?)", self._opened[opened:])
        if nodes < len(self._nodes):
            self._base.many("INSERT INTO node (level, place, hash) VALUES (?, ?, ?)", self._nodes[nodes:])
        self._written = len(self._leaves), len(self._nodes), len(self._opened)

    def size(self) -> int:
        """How many entries there are."""
        if self.head is not None:
            return self.head.frontier.size
        last = self._base.one("SELECT max(number) FROM leaf")
        return 0 if last is None or last[0] is None else last[0] + 1

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """The hashes of leaves."""
        return [leaf(one, self._prepared.algorithm) for one in self.commitments(start, stop)]

    def commitments(self, start: int, stop: int) -> Sequence[bytes]:
        """The commitments that the leaves hash."""
        self._write_recorded()
        kept = self._base.all(
            "SELECT commitment FROM leaf WHERE number >= ? AND number < ? ORDER BY number", (start, stop)
        )
        return [one[0] for one in kept]

    def node(self, level: int, index: int) -> bytes:
        """The hash of a full subtree; IndexError where the tree has not grown so far."""
        found = self.nodes(level, index, index + 1)
        if not found:
            raise IndexError(f"the ledger has no full subtree {index} of level {level}")
        return found[0]

    def nodes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """The hashes of neighbouring full subtrees."""
        if level == 0:
            return self.leaves(
                start, stop
            )  # a leaf's hash follows from its commitment, and is not kept twice
        self._write_recorded()
        kept = self._base.all(
            "SELECT hash FROM node WHERE level = ? AND place >= ? AND place < ? ORDER BY place",
            (level, start, stop),
        )
        return [one[0] for one in kept]

    def openings(
        self,
        *,
        subject: str | None = None,
        case: str | None = None,
        kind: str | None = None,
        after: int = -1,
        limit: int = 1000,
    ) -> Sequence[Opening]:
        """Openings in order; those that were erased only where nothing is asked of them."""
        self._write_recorded()
        wanted: list[str] = ["number > ?"]
        parameters: list[Any] = [after]
        for name, value in (("subject", subject), ("case_id", case), ("kind", kind)):
            if value is not None:
                wanted.append(f"{name} = ?")
                parameters.append(value)
        if kind not in (None, "look"):
            wanted.append(
                "kind <> 'look'"
            )  # the index over kinds leaves looks out, and both databases want to hear so
        kept = self._base.all(
            f"SELECT number, entry, salt FROM opening WHERE {' AND '.join(wanted)} ORDER BY number LIMIT ?",
            [*parameters, limit],
        )
        return [_opening(one) for one in kept]

    def opening(self, number: int) -> Opening | None:
        """One opening."""
        self._write_recorded()
        kept = self._base.one("SELECT number, entry, salt FROM opening WHERE number = ?", (number,))
        return None if kept is None else _opening(kept)

    def filed(self, start: int, stop: int) -> Sequence[Filed]:
        """Under which words openings are found."""
        self._write_recorded()
        kept = self._base.all(
            "SELECT subject, case_id, kind FROM opening WHERE number >= ? AND number < ? ORDER BY number",
            (start, stop),
        )
        return [Filed(*one) for one in kept]

    def erase(self, number: int) -> None:
        """Erase an opening for good."""
        self._write_recorded()
        self._base.run(
            "UPDATE opening SET entry = NULL, salt = NULL, subject = NULL, case_id = NULL, kind = NULL "
            "WHERE number = ?",
            (number,),
        )


def _opening(kept: tuple[Any, ...]) -> Opening:
    number, entry, salt = kept
    return Opening(number, None if entry is None else read(entry), salt)
