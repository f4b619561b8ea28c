"""Merkle trees agree with the recursive definition of RFC 9162 and with another implementation."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, partial
from random import Random  # noqa: TID251 - seeded, so that a red run can be repeated

import pytest
from pymerkle import InmemoryTree

from askonce.methods.merkle import (
    SHA256,
    Frontier,
    Reader,
    consistency,
    frontier,
    inclusion,
    leaf_hash,
    levels,
    verify_consistency,
    verify_inclusion,
)

MOST = 40
LARGE = 5000
CONTENTS = tuple(f"entry {number}".encode() for number in range(LARGE))


def sha(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def split(width: int) -> int:
    """The largest power of two below a width."""
    power = 1
    while power * 2 < width:
        power *= 2
    return power


@cache
def root(start: int, stop: int) -> bytes:
    """MTH, as RFC 9162 (2.1.1) defines it."""
    if start == stop:
        return sha(b"")
    if stop - start == 1:
        return sha(b"\x00" + CONTENTS[start])
    middle = start + split(stop - start)
    return sha(b"\x01" + root(start, middle) + root(middle, stop))


def path(number: int, start: int, stop: int) -> list[bytes]:
    """PATH, as RFC 9162 (2.1.3.1) defines it."""
    if stop - start == 1:
        return []
    middle = start + split(stop - start)
    if number < middle:
        return [*path(number, start, middle), root(middle, stop)]
    return [*path(number, middle, stop), root(start, middle)]


def subproof(old: int, start: int, stop: int, *, known: bool) -> list[bytes]:
    """SUBPROOF, as RFC 9162 (2.1.4.1) defines it; `old` ends the old tree."""
    if old == stop:
        return [] if known else [root(start, stop)]
    middle = start + split(stop - start)
    if old <= middle:
        return [*subproof(old, start, middle, known=known), root(middle, stop)]
    return [*subproof(old, middle, stop, known=False), root(start, middle)]


def read_node(level: int, place: int) -> bytes:
    return root(place << level, place + 1 << level)


def grown(size: int) -> tuple[Frontier, dict[tuple[int, int], bytes]]:
    tree, nodes = Frontier(), {}
    for content in CONTENTS[:size]:
        tree, made = tree.append(leaf_hash(content))
        nodes.update({(level, place): hashed for level, place, hashed in made})
    return tree, nodes


def reader(nodes: dict[tuple[int, int], bytes]) -> Reader:
    return lambda level, place: nodes[level, place]


def test_an_empty_tree_hashes_nothing() -> None:
    assert Frontier().root() == sha(b"")


@pytest.mark.parametrize("size", [*range(MOST + 1), 1000, 1023, 1024, 1025])
def test_growing_completes_every_full_subtree_once_and_gives_the_root(size: int) -> None:
    tree, nodes = grown(size)
    wanted = {
        (level, place): read_node(level, place)
        for level in range(size.bit_length())
        for place in range(size >> level)
    }
    assert nodes == wanted
    assert tree.root() == root(0, size)
    assert frontier(reader(nodes), size) == tree
    together = levels([leaf_hash(content) for content in CONTENTS[:size]])
    assert all(
        list(row) == [wanted[level, place] for place in range(size >> level)]
        for level, row in enumerate(together)
    )


def test_a_subtree_grows_a_tree_as_its_leaves_do_and_only_where_it_fits() -> None:
    tree, _ = grown(8)
    more, made = tree.append(read_node(2, 2), level=2)
    assert (more.root(), more.size, [node[:2] for node in made]) == (root(0, 12), 12, [(2, 2)])
    more, made = more.append(read_node(2, 3), level=2)
    assert (more.root(), [node[:2] for node in made]) == (root(0, 16), [(2, 3), (3, 1), (4, 0)])
    with pytest.raises(ValueError, match="no subtree of level 2 begins at leaf 6"):
        grown(6)[0].append(read_node(2, 1), level=2)


def test_inclusion_is_proved_and_verified_for_every_leaf_of_every_small_tree() -> None:
    for size in range(1, MOST + 1):
        for number in range(size):
            proof = inclusion(read_node, number, size)
            assert proof == path(number, 0, size)
            for claimed in range(size):
                leaf = sha(b"\x00" + CONTENTS[number])
                held = verify_inclusion(leaf, claimed, size, proof, root(0, size))
                assert held == (claimed == number), (size, number, claimed)


def test_consistency_is_proved_and_verified_for_every_pair_of_small_trees() -> None:
    for new in range(MOST + 1):
        for old in range(new + 1):
            proof = consistency(read_node, old, new)
            assert proof == (subproof(old, 0, new, known=True) if old else [])
            assert verify_consistency(old, new, proof, root(0, old), root(0, new))
            assert not verify_consistency(old, new, proof, sha(b"other"), root(0, new))
            if old:
                assert not verify_consistency(old, new, proof, root(0, old), sha(b"other"))


def damaged(proof: Sequence[bytes]) -> list[list[bytes]]:
    whole = list(proof)
    return [
        *([*whole[:place], sha(whole[place]), *whole[place + 1 :]] for place in range(len(whole))),
        *([*whole[:place], *whole[place + 1 :]] for place in range(len(whole))),
        *([*whole[:place], whole[place], *whole[place:]] for place in range(len(whole))),
        [*whole, sha(b"more")],
        [sha(b"more"), *whole],
    ]


def test_no_damaged_proof_verifies() -> None:
    for size in range(1, 18):
        for number in range(size):
            leaf = sha(b"\x00" + CONTENTS[number])
            for proof in damaged(path(number, 0, size)):
                assert not verify_inclusion(leaf, number, size, proof, root(0, size))
            for proof in damaged(consistency(read_node, number, size)):
                assert not verify_consistency(number, size, proof, root(0, number), root(0, size))


def test_a_proof_holds_for_no_other_root_size_or_leaf() -> None:
    for size in range(1, 18):
        for number in range(size):
            proof, leaf = path(number, 0, size), sha(b"\x00" + CONTENTS[number])
            for other in range(1, 18):
                if other != size:
                    assert not verify_inclusion(leaf, number, other, proof, root(0, other))
            assert not verify_inclusion(sha(leaf), number, size, proof, root(0, size))
    assert not verify_inclusion(b"", -1, 4, [], root(0, 4))
    assert not verify_consistency(-1, 4, [], root(0, 1), root(0, 4))
    assert not verify_consistency(5, 4, [root(0, 4)], root(0, 5), root(0, 4))


def test_a_node_cannot_stand_for_a_leaf() -> None:
    """Without the prefixes, the root of four leaves would be that of two whose contents are two hashes each."""
    four, nodes = grown(4)
    tree, _ = Frontier().append(leaf_hash(nodes[0, 0] + nodes[0, 1]))
    tree, _ = tree.append(leaf_hash(nodes[0, 2] + nodes[0, 3]))
    assert tree.root() != four.root()


@pytest.mark.parametrize(("number", "size"), [(0, 0), (4, 4), (-1, 4)])
def test_what_is_not_there_is_not_proved(number: int, size: int) -> None:
    with pytest.raises(ValueError, match="there is no leaf"):
        inclusion(read_node, number, size)


@pytest.mark.parametrize(("old", "new"), [(5, 4), (-1, 4)])
def test_a_larger_tree_is_no_beginning(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no beginning"):
        consistency(read_node, old, new)


def test_large_trees_agree_with_another_implementation() -> None:
    chance = Random(9162)  # noqa: S311 - as above
    theirs = InmemoryTree(algorithm="sha256")
    for content in CONTENTS:
        theirs.append_entry(content)
    _, nodes = grown(LARGE)
    for _ in range(60):
        size = chance.randint(1, LARGE)
        number, old = chance.randrange(size), chance.randint(1, size)
        assert theirs.get_root(size) == root(0, size) == frontier(reader(nodes), size).root()
        proof = theirs.prove_inclusion(number + 1, size)
        ours = inclusion(reader(nodes), number, size)
        assert [one.hex() for one in ours] == proof.serialize()["path"][1:]  # theirs begins with the leaf
        assert verify_inclusion(leaf_hash(CONTENTS[number]), number, size, ours, root(0, size))
        ours = consistency(reader(nodes), old, size)
        assert ours == (subproof(old, 0, size, known=True))
        assert verify_consistency(old, size, ours, theirs.get_root(old), theirs.get_root(size))


def test_a_proof_reads_few_nodes() -> None:
    read: list[tuple[int, int]] = []

    def node(level: int, place: int) -> bytes:
        read.append((level, place))
        return sha(b"")

    size = 10**9 + 7
    inclusion(node, 123_456_789, size)
    consistency(node, 123_456_789, size)
    assert len(read) <= 4 * size.bit_length()


def test_another_hash_function_stands_in() -> None:
    algorithm = partial(hashlib.new, "sha3_256")
    tree = Frontier()
    for content in CONTENTS[:3]:
        tree, _ = tree.append(leaf_hash(content, algorithm), algorithm)

    def other(content: bytes) -> bytes:
        return hashlib.sha3_256(content).digest()

    first, second, third = (other(b"\x00" + content) for content in CONTENTS[:3])
    wanted = other(b"\x01" + other(b"\x01" + first + second) + third)
    assert tree.root(algorithm) == wanted != root(0, 3)
    assert verify_inclusion(third, 2, 3, [other(b"\x01" + first + second)], wanted, algorithm)
    assert not verify_inclusion(third, 2, 3, [other(b"\x01" + first + second)], wanted, SHA256)
