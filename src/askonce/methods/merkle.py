"""Merkle trees as RFC 9162 defines them: growing them, their roots, and proofs of inclusion and of consistency.

A leaf is hashed after a byte 0, two nodes together after a byte 1, so that neither can stand for the other. `node`
reads full subtrees alone: level 0 are the leaves, and the node at a place of a level covers 2**level leaves. What lies at
the ragged right edge of a tree is computed from these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol, TypeAlias


class Hashed(Protocol):
    """What a hash function gives before it is read."""

    def digest(self) -> bytes:
        """The hash."""


#: A hash function as `hashlib` offers it; any other of its shape may stand in.
Algorithm: TypeAlias = Callable[[bytes], Hashed]
#: Reads the hash of a full subtree by its level and its place there.
Reader: TypeAlias = Callable[[int, int], bytes]

SHA256: Final[Algorithm] = hashlib.sha256
LEAF: Final = b"\x00"
NODE: Final = b"\x01"


class Node(NamedTuple):
    """The root of a full subtree and its place."""

    level: int
    place: int
    hash: bytes


class Frontier(NamedTuple):
    """A tree as much of it as growing needs: its full subtrees from the largest, on the left, to the smallest."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(
        self, node: bytes, algorithm: Algorithm = SHA256, level: int = 0
    ) -> tuple[Frontier, list[Node]]:
        """The tree with one more leaf, by its hash, and the nodes that it completes, the leaf itself first.

        The root of a full subtree may come in the place of its leaves, with its level; ValueError where it does not fit.

        >>> grown, made = Frontier(1, (leaf_hash(b"a"),)).append(leaf_hash(b"b"))
        >>> grown.size, len(grown.peaks), [(node.level, node.place) for node in made]
        (2, 1, [(0, 1), (1, 0)])
        """
        index = self.size >> level
        if self.size != index << level:
            raise ValueError(f"no subtree of level {level} begins at leaf {self.size}")
        size, peaks = self.size + (1 << level), list(self.peaks)
        made = [Node(level, index, node)]
        while index & 1:
            node = algorithm(NODE + peaks.pop() + node).digest()
            index >>= 1
            level += 1
            made.append(Node(level, index, node))
        return Frontier(size, (*peaks, node)), made

    def root(self, algorithm: Algorithm = SHA256) -> bytes:
        """The root of the tree; of an empty one, the hash of nothing."""
        if not self.peaks:
            return algorithm(b"").digest()
        *rest, root = self.peaks
        for peak in reversed(rest):
            root = algorithm(NODE + peak + root).digest()
        return root


def leaf_hash(content: bytes, algorithm: Algorithm = SHA256) -> bytes:
    """The hash of a leaf with this content."""
    return algorithm(LEAF + content).digest()


def parents(nodes: Sequence[bytes], algorithm: Algorithm = SHA256) -> list[bytes]:
    """The level above: the hash of each pair; one that is left over at the end has no full parent and gets none."""
    return [
        algorithm(NODE + left + right).digest() for left, right in zip(nodes[::2], nodes[1::2], strict=False)
    ]


def levels(leaves: Sequence[bytes], algorithm: Algorithm = SHA256) -> list[Sequence[bytes]]:
    """All full subtrees over leaves, level by level, the leaves first; many at once cost less than one by one."""
    found = [leaves]
    while len(found[-1]) > 1:
        found.append(parents(found[-1], algorithm))
    return found


def frontier(node: Reader, size: int) -> Frontier:
    """The frontier of the first leaves of a tree that is stored."""
    peaks, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            peaks.append(node(level, start >> level))
            start += 1 << level
    return Frontier(size, tuple(peaks))


def inclusion(node: Reader, number: int, size: int, algorithm: Algorithm = SHA256) -> list[bytes]:
    """The proof that a leaf is one of the first `size`, from the bottom up (RFC 9162, 2.1.3.1)."""
    if not 0 <= number < size:
        raise ValueError(f"there is no leaf {number} among the first {size}")
    start, stop, path = 0, size, []
    while stop - start > 1:
        middle = start + _split(stop - start)
        if number < middle:
            path.append(_range(node, middle, stop, algorithm))
            stop = middle
        else:
            path.append(_range(node, start, middle, algorithm))
            start = middle
    return path[::-1]


def consistency(node: Reader, old: int, new: int, algorithm: Algorithm = SHA256) -> list[bytes]:
    """The proof that the first `old` leaves are the beginning of the first `new` (RFC 9162, 2.1.4.1).

    It is empty where both are the same tree, or the old one is empty: everything begins with nothing.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves is no beginning of one of {new}")
    if old in (0, new):
        return []
    start, stop, path = 0, new, []
    while old != stop:
        middle = start + _split(stop - start)
        if old <= middle:
            path.append(_range(node, middle, stop, algorithm))
            stop = middle
        else:
            path.append(_range(node, start, middle, algorithm))
            start = middle
    if start:  # else the old tree is itself a node on the way, whose root the verifier has
        path.append(_range(node, start, stop, algorithm))
    return path[::-1]


def verify_inclusion(
    leaf: bytes, number: int, size: int, path: Sequence[bytes], root: bytes, algorithm: Algorithm = SHA256
) -> bool:
    """Whether a proof leads from the hash of a leaf to a root (RFC 9162, 2.1.3.2)."""
    if not 0 <= number < size:
        return False
    place, last, found = number, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = algorithm(NODE + step + found).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = algorithm(NODE + found + step).digest()
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    old: int,
    new: int,
    path: Sequence[bytes],
    old_root: bytes,
    new_root: bytes,
    algorithm: Algorithm = SHA256,
) -> bool:
    """Whether a proof shows one tree to be the beginning of another (RFC 9162, 2.1.4.2)."""
    if old == 0 <= new:
        return not path and old_root == algorithm(b"").digest() and (new > 0 or new_root == old_root)
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    steps = list(path) if old & (old - 1) else [old_root, *path]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before = algorithm(NODE + step + before).digest()
            after = algorithm(NODE + step + after).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = algorithm(NODE + after + step).digest()
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _split(width: int) -> int:
    """The largest power of two below a width of at least 2."""
    return 1 << (width - 1).bit_length() - 1


def _range(node: Reader, start: int, stop: int, algorithm: Algorithm) -> bytes:
    """The root over leaves that begin where a subtree of their width would: a full one, or the ragged edge."""
    peaks = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        peaks.append(node(level, start >> level))
        start += 1 << level
    return Frontier(0, tuple(peaks)).root(algorithm)
