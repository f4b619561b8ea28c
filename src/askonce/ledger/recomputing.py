"""The recomputing of a ledger in blocks: what its leaves, nodes and heads have to be, and where they are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from askonce.ledger.entry import SALT_BYTES
from askonce.ledger.head import Head
from askonce.methods.merkle import LEAF, Algorithm, Frontier, Node, frontier, levels

#: Entries that are recomputed together: a full subtree, so that nodes are hashed level by level.
BLOCK: Final = 1 << 12

CHANGED: Final = "changed"
REMOVED: Final = "removed"
DOUBLED: Final = "doubled"
REORDERED: Final = "reordered"
ADDED: Final = "added"

#: Finds the number of a hash somewhere in the whole ledger; none where it is nowhere, or nothing can be looked up.
Seek = Callable[[bytes], int | None]


class Break(msgspec.Struct, frozen=True):
    """Where a ledger is not what it was: from a number to the last up to which it cannot be told more closely.

    `how` is `changed`, `removed`, `doubled`, `reordered` or `added`; `what` is the `number`, `opening`, `leaf`,
    `node`, `index` or `head` by which it shows; the `index` is the words under which an opening is found.
    """

    number: int
    how: str
    what: str
    last: int

    def __str__(self) -> str:
        """The break in words."""
        place = (
            f"entry {self.number}" if self.last <= self.number else f"entries {self.number} to {self.last}"
        )
        return f"{place}: {self.how}, as the {self.what} shows"


class Body(msgspec.Struct, frozen=True):
    """Entries in a row as they are kept: numbers, commitments, and of those that are open the salt and the text."""

    numbers: Sequence[int]
    commitments: Sequence[bytes]
    opened: Sequence[tuple[bytes, bytes] | None]


class Recomputing:
    """A ledger on the way from its first entry to its last; block after block comes in.

    `tree` is what was computed so far, `levels` the full subtrees within the last block, `joined` those above it that
    it completed, `held` how many heads agreed.
    """

    def __init__(self, heads: Iterable[Head], algorithm: Algorithm) -> None:
        self.tree = Frontier()
        self.levels: Sequence[Sequence[bytes]] = ()
        self.joined: list[Node] = []
        self.held = 0
        self._since = 0
        self._heads = sorted(heads, key=lambda head: head.size, reverse=True)
        self.algorithm = algorithm

    def entries(self, body: Body, size: int, seek: Seek) -> list[Break]:
        """What is wrong with the entries of a block themselves; `size` is how many there have to be."""
        start = self.tree.size
        wrong = _numbers(body.numbers, start, size)
        if len(body.commitments) != size:
            wrong.append(_at(start + len(body.commitments), REMOVED, "opening"))
        if wrong:
            return wrong
        hashed = self.algorithm
        computed = [
            commitment
            if opening is None
            else hashed(opening[0] + opening[1]).digest()
            if len(opening[0]) == SALT_BYTES
            else b""
            for opening, commitment in zip(body.opened, body.commitments, strict=True)
        ]
        wrong += differing(computed, body.commitments, start, "opening", seek)
        if len(set(body.commitments)) < size:  # salts are drawn at random: no two commitments are alike
            wrong.append(_doubled(body.commitments, start))
        return wrong

    def grow(self, commitments: Sequence[bytes]) -> list[Break]:
        """Add the leaves of a block, all but the last of `BLOCK` entries, and hold the heads within it against it."""
        hashed = self.algorithm
        self.levels = levels([hashed(LEAF + commitment).digest() for commitment in commitments], hashed)
        wrong = self._compare_heads(len(commitments))
        self.joined = []
        for level in reversed(range(len(self.levels))):
            if len(commitments) >> level & 1:
                self.tree, made = self.tree.append(self.levels[level][-1], hashed, level)
                self.joined += made[1:]
        return wrong

    def finish(self) -> list[Break]:
        """Hold what is left of the heads against the whole: those of its size, and those that saw more."""
        wrong = self._compare_heads(1, ends=True)
        if self._heads:
            size = self.tree.size
            wrong.append(Break(size, REMOVED, "head", self._heads[-1].size - 1))
        return wrong

    def _compare_heads(self, width: int, *, ends: bool = False) -> list[Break]:
        size, lists = self.tree.size, () if ends else self.levels
        peaks = dict(zip(_levels_of(size), self.tree.peaks, strict=True))

        def node(level: int, place: int) -> bytes:
            before = place << level < size
            return peaks[level] if before else lists[level][place - (size >> level)]

        while self._heads and self._heads[-1].size < size + width:
            head = self._heads.pop()
            if frontier(node, head.size).root(self.algorithm) != head.root:
                return [Break(self._since, CHANGED, "head", head.size - 1)]
            self.held += 1
            self._since = head.size
        return []


def check_block(block: int) -> None:
    """Refuse a size of blocks that is no power of two: ValueError."""
    if block < 1 or block & (block - 1):
        raise ValueError(f"a block of {block} entries is no full subtree")


def differing(
    found: Sequence[bytes], kept: Sequence[bytes], start: int, what: str, seek: Seek
) -> list[Break]:
    """Where hashes that are kept, from a number on, first differ from those that were computed, and how."""
    if list(found) == list(kept):
        return []
    for place, (one, other) in enumerate(zip(found, kept, strict=False)):
        if one != other:
            return [_at(start + place, _how(found, kept, start, place, seek), what)]
    return [_at(start + len(kept), REMOVED, what)]


def first(breaks: Iterable[Break]) -> Break | None:
    """The break that comes first: the one whose range ends first, and of these the narrowest.

    One changed leaf shows in every node above it, so the range that begins first would be the widest.
    """
    return min(breaks, key=lambda one: (one.last, -one.number), default=None)


def _at(number: int, how: str, what: str) -> Break:
    return Break(number, how, what, number)


def _how(found: Sequence[bytes], kept: Sequence[bytes], start: int, place: int, seek: Seek) -> str:
    """What happened at a place: something else stands there, or what belongs elsewhere."""

    def home_of(one: bytes) -> int | None:
        return start + list(kept).index(one) if one in kept else seek(one)

    here, home = start + place, home_of(found[place])
    if home is None:
        return CHANGED
    if home < here:
        stands = home < start or found[home - start] == kept[home - start]
        return DOUBLED if stands else REORDERED
    follows = place + 1 < len(found) and home_of(found[place + 1]) == home + 1
    return (
        REMOVED if follows else REORDERED
    )  # where what follows moved up as well, something in between is gone


def _numbers(numbers: Sequence[int], start: int, size: int) -> list[Break]:
    """What is wrong with the numbers of entries, which have to follow one another."""
    wanted = range(start, start + size)
    if list(numbers) == list(wanted):
        return []
    for expected, number in zip(wanted, numbers, strict=False):
        if number == expected:
            continue
        if number < expected:
            return [_at(expected, DOUBLED, "number")]
        return [_at(expected, REORDERED if expected in numbers else REMOVED, "number")]
    if len(numbers) < size:
        return [_at(start + len(numbers), REMOVED, "number")]
    return [_at(start + size, ADDED, "number")]


def _doubled(commitments: Sequence[bytes], start: int) -> Break:
    seen: set[bytes] = set()
    for place, commitment in enumerate(commitments):
        if commitment in seen:
            return _at(start + place, DOUBLED, "opening")
        seen.add(commitment)
    raise AssertionError("no commitment of the block stands there twice")


def _levels_of(size: int) -> list[int]:
    """The levels of the full subtrees that a tree of a size consists of, from the largest."""
    return [level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]


def nowhere(_: bytes) -> int | None:
    """No number: what comes in a stream is read once."""
    return None
