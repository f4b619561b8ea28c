"""A ledger in memory, for tests and benchmarks: what a store of a ledger does, in the plainest way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from askonce.ledger.entry import SALT_BYTES, Entry, canonical, commit, leaf, read
from askonce.ledger.log import Filed, Opening
from askonce.methods.merkle import SHA256, Algorithm, Frontier

FIRST = datetime(2026, 1, 5, 8, tzinfo=UTC)


class MemoryLog:
    """A ledger in memory; tests may lay hand on any list of it."""

    def __init__(self, seed: int = 0, algorithm: Algorithm = SHA256) -> None:
        self.texts: list[bytes | None] = []
        self.salts: list[bytes | None] = []
        self.numbers: list[int] = []
        self.hashes: list[bytes] = []
        self.tree: list[list[bytes]] = [[]]
        self.astray: dict[int, Filed] = {}
        self.now = FIRST
        self._frontier = Frontier()
        self._algorithm = algorithm
        self._chance = Random(seed)  # noqa: S311 - salts of an invented ledger hide nothing

    def fresh(self, prefix: str) -> str:
        """A new name."""
        return f"{prefix}-{self._chance.getrandbits(80):020x}"

    def wait(self, **units: int) -> None:
        """Let time pass: days, hours, minutes."""
        self.now += timedelta(**units)

    def record(self, entry: Entry) -> int:
        """Append an entry."""
        text, salt = canonical(entry), self._chance.randbytes(SALT_BYTES)
        commitment = commit(text, salt, self._algorithm)
        self.numbers.append(self._frontier.size)
        self._frontier, made = self._frontier.append(leaf(commitment, self._algorithm), self._algorithm)
        for node in made:
            if node.level == len(self.tree):
                self.tree.append([])
            self.tree[node.level].append(node.hash)
        self.texts.append(text)
        self.salts.append(salt)
        self.hashes.append(commitment)
        return self.numbers[-1]

    def size(self) -> int:
        """How many entries there are."""
        return len(self.hashes)

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """Hashes of leaves."""
        return self.nodes(0, start, stop)

    def commitments(self, start: int, stop: int) -> Sequence[bytes]:
        """Commitments."""
        return self.hashes[start:stop]

    def node(self, level: int, index: int) -> bytes:
        """The hash of a full subtree."""
        return self.tree[level][index]

    def nodes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """Hashes of full subtrees beside each other."""
        return self.tree[level][start:stop] if level < len(self.tree) else []

    def openings(
        self,
        *,
        subject: str | None = None,
        case: str | None = None,
        kind: str | None = None,
        after: int = -1,
        limit: int = 1000,
    ) -> Sequence[Opening]:
        """Openings in the order in which they lie."""
        found: list[Opening] = []
        for place, number in enumerate(self.numbers):
            if number <= after:
                continue
            if len(found) == limit:
                break
            opening = self._opening(place)
            wanted = ((subject, "subject"), (case, "case"), (kind, "kind"))
            if all(one is None or getattr(opening.entry, name, None) == one for one, name in wanted):
                found.append(opening)
        return found

    def opening(self, number: int) -> Opening | None:
        """One opening."""
        return self._opening(self.numbers.index(number)) if number in self.numbers else None

    def filed(self, start: int, stop: int) -> Sequence[Filed]:
        """Under which words openings are found: those of their entries, but for those that are `astray`."""
        entries = ((one, self._opening(one).entry) for one in range(start, min(stop, len(self.texts))))
        return [
            self.astray.get(
                place,
                Filed(None, None, None) if one is None else Filed(one.subject, one.case, one.kind),
            )
            for place, one in entries
        ]

    def erase(self, number: int) -> None:
        """Erase an opening for good."""
        place = self.numbers.index(number)
        self.texts[place] = self.salts[place] = None

    def _opening(self, place: int) -> Opening:
        text = self.texts[place]
        return Opening(self.numbers[place], None if text is None else read(text), self.salts[place])
