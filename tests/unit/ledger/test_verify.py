"""Verifying says at which number a ledger breaks first, and how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from askonce.ledger.entry import Entry, canonical, commit, leaf
from askonce.ledger.erasing import Unerasable, erase
from askonce.ledger.head import Head
from askonce.ledger.proving import head_of
from askonce.ledger.recomputing import Break
from askonce.ledger.verify import verify
from askonce.methods.merkle import Frontier
from bench.ledger.memory import MemoryLog

SIZE = 21
HEADS = (5, 8, SIZE)


def ledger() -> tuple[MemoryLog, list[Head]]:
    log, heads = MemoryLog(), []
    for number in range(SIZE):
        log.record(Entry("look", log.now, f"officer:{number}", subject="p1"))
        log.wait(minutes=1)
        if log.size() in HEADS:
            heads.append(head_of(log, "qingshan", log.now, "SHA-256"))
    return log, heads


def rows(log: MemoryLog) -> list[list[Any]]:
    return [log.texts, log.salts, log.hashes]


def move(log: MemoryLog, one: int, other: int) -> None:
    """Exchange two entries as a whole, all but their leaves."""
    for row in rows(log):
        row[one], row[other] = row[other], row[one]


def exchange_openings(log: MemoryLog, one: int, other: int) -> None:
    for row in rows(log)[:2]:
        row[one], row[other] = row[other], row[one]


def copy_opening(log: MemoryLog, one: int, other: int) -> None:
    for row in rows(log)[:2]:
        row[other] = row[one]


def take_out(log: MemoryLog, place: int, count: int = 1) -> None:
    """Remove entries and move what follows up, all but the leaves."""
    for row in rows(log):
        del row[place : place + count]
    log.numbers[:] = range(len(log.texts))


def put_in(log: MemoryLog, one: int, other: int) -> None:
    for row in rows(log):
        row.insert(other, row[one])
    log.numbers[:] = range(len(log.texts))


def build_again(log: MemoryLog) -> None:
    tree, log.tree = Frontier(), [[], [], [], [], [], []]
    for place, (text, salt) in enumerate(zip(log.texts, log.salts, strict=True)):
        if text is not None and salt is not None:
            log.hashes[place] = commit(text, salt)
        tree, made = tree.append(leaf(log.hashes[place]))
        for level, _, node in made:
            log.tree[level].append(node)


def rewrite(log: MemoryLog, number: int) -> None:
    log.texts[number] = canonical(Entry("look", log.now, "officer:wang"))


def garble(log: MemoryLog, number: int, text: bytes) -> None:
    log.texts[number] = text


def lose_row(log: MemoryLog, number: int) -> None:
    del log.texts[number], log.salts[number], log.numbers[number]


def lose_salt(log: MemoryLog, number: int) -> None:
    log.salts[number] = None


def hide(log: MemoryLog, number: int) -> None:
    log.texts[number] = log.salts[number] = None


def set_node(log: MemoryLog, level: int, place: int) -> None:
    log.tree[level][place] = bytes(32)


def repeat_row(log: MemoryLog, number: int) -> None:
    for row in (*rows(log)[:2], log.numbers):
        row.insert(number, row[number])


def append_row(log: MemoryLog, number: int) -> None:
    log.texts.append(None)
    log.salts.append(None)
    log.numbers.append(number)


def and_build_again(work: Callable[[MemoryLog], object]) -> Callable[[MemoryLog], None]:
    def both(log: MemoryLog) -> None:
        work(log)
        build_again(log)

    return both


CASES: tuple[tuple[str, Callable[[MemoryLog], object], Break], ...] = (
    ("an opening", lambda log: rewrite(log, 6), Break(6, "changed", "opening", 6)),
    ("no entry any more", lambda log: garble(log, 6, b"no json"), Break(6, "changed", "opening", 6)),
    ("an entry of other words", lambda log: garble(log, 6, b'{"kind":1}'), Break(6, "changed", "opening", 6)),
    ("a salt that is gone", lambda log: lose_salt(log, 6), Break(6, "changed", "opening", 6)),
    ("two openings", lambda log: exchange_openings(log, 2, 3), Break(2, "reordered", "opening", 2)),
    (
        "two openings far apart",
        lambda log: exchange_openings(log, 2, 19),
        Break(2, "reordered", "opening", 2),
    ),
    ("an opening copied on", lambda log: copy_opening(log, 2, 7), Break(7, "doubled", "opening", 7)),
    ("an opening copied far on", lambda log: copy_opening(log, 1, 17), Break(17, "doubled", "opening", 17)),
    ("a row", lambda log: lose_row(log, 9), Break(9, "removed", "number", 9)),
    ("a row twice", lambda log: repeat_row(log, 9), Break(10, "doubled", "number", 10)),
    ("an opening hidden", lambda log: hide(log, 9), Break(9, "removed", "opening", 9)),
    ("a commitment", lambda log: log.hashes.__setitem__(9, bytes(32)), Break(9, "changed", "opening", 9)),
    ("two entries", lambda log: move(log, 9, 10), Break(9, "reordered", "leaf", 9)),
    ("two entries far apart", lambda log: move(log, 9, 20), Break(9, "reordered", "leaf", 9)),
    ("an entry taken out", lambda log: take_out(log, 9), Break(9, "removed", "leaf", 9)),
    ("three entries taken out", lambda log: take_out(log, 9, 3), Break(9, "removed", "leaf", 9)),
    ("an entry put in twice", lambda log: put_in(log, 9, 11), Break(11, "doubled", "opening", 11)),
    ("a leaf", lambda log: set_node(log, 0, 9), Break(9, "changed", "leaf", 9)),
    ("a node", lambda log: set_node(log, 1, 5), Break(10, "changed", "node", 11)),
    ("a high node", lambda log: set_node(log, 3, 1), Break(8, "changed", "node", 15)),
    ("the highest node", lambda log: set_node(log, 4, 0), Break(0, "changed", "node", 15)),
    ("a node that is gone", lambda log: log.tree[1].pop(), Break(18, "removed", "node", 19)),
    ("a leaf that is gone", lambda log: log.tree[0].pop(), Break(20, "removed", "leaf", 20)),
    ("a commitment that is gone", lambda log: log.hashes.pop(), Break(20, "removed", "head", 20)),
    (
        "a row too many",
        lambda log: append_row(log, SIZE),
        Break(SIZE, "added", "opening", SIZE),
    ),
    ("all of it", and_build_again(lambda log: rewrite(log, 6)), Break(5, "changed", "head", 7)),
    ("all of the end", and_build_again(lambda log: rewrite(log, 20)), Break(8, "changed", "head", 20)),
    (
        "all and one twice",
        and_build_again(lambda log: put_in(log, 9, 11)),
        Break(11, "doubled", "opening", 11),
    ),
    ("all but the last", and_build_again(lambda log: take_out(log, 20)), Break(20, "removed", "head", 20)),
    ("all but many", and_build_again(lambda log: take_out(log, 10, 11)), Break(10, "removed", "head", 20)),
    ("everything", and_build_again(lambda log: take_out(log, 0, SIZE)), Break(0, "removed", "head", 4)),
)


@pytest.mark.parametrize("block", [4, 64])
@pytest.mark.parametrize(("tamper", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_first_break_is_named(tamper: Callable[[MemoryLog], None], wanted: Break, block: int) -> None:
    log, heads = ledger()
    tamper(log)
    found = verify(log, heads, block=block)
    assert found.broken == wanted
    assert not found.holds


def test_of_several_breaks_the_first_is_named() -> None:
    log, heads = ledger()
    for number in (19, 6, 12):
        rewrite(log, number)
    set_node(log, 2, 0)
    assert verify(log, heads).broken == Break(0, "changed", "node", 3)
    set_node(log, 0, 2)
    assert verify(log, heads).broken == Break(2, "changed", "leaf", 2)


@pytest.mark.parametrize("block", [1, 2, 4, 8, 16, 4096])
def test_a_whole_ledger_holds_in_blocks_of_any_size_and_says_how_far_it_is(block: int) -> None:
    log, heads = ledger()
    done: list[tuple[int, int]] = []
    found = verify(log, [*heads, heads[0]], block=block, progress=lambda *place: done.append(place))
    assert (found.holds, found.size, found.heads, found.root) == (True, SIZE, 4, heads[-1].root)
    assert done[-1] == (SIZE, SIZE)
    assert [one for one, _ in done] == [min(start + block, SIZE) for start in range(0, SIZE, block)]


@pytest.mark.parametrize("block", [0, -4, 3, 100])
def test_blocks_are_full_subtrees(block: int) -> None:
    with pytest.raises(ValueError, match="no full subtree"):
        verify(MemoryLog(), block=block)


def test_an_empty_ledger_holds_and_a_head_of_nothing_is_held_against_it() -> None:
    log = MemoryLog()
    nothing = head_of(log, "qingshan", log.now, "SHA-256")
    assert verify(log, [nothing]).heads == 1
    assert verify(log, [msgspec.structs.replace(nothing, root=bytes(32))]).broken == Break(
        0, "changed", "head", -1
    )


# Erasures


def test_an_erasure_is_accounted_for_by_its_entry() -> None:
    log, heads = ledger()
    said = erase(log, 7, basis="archives-act/4", actor="officer:lin", office="archive")
    assert said == SIZE
    assert erase(log, 7, basis="archives-act/4", actor="officer:lin") is None
    assert log.size() == SIZE + 1
    opening = log.opening(said)
    assert opening is not None
    assert opening.entry == Entry(
        "erasure", log.now, "officer:lin", office="archive", basis="archives-act/4", what={"number": "7"}
    )
    assert log.opening(7) == msgspec.structs.replace(opening, number=7, entry=None, salt=None)
    found = verify(log, heads, block=4)
    assert (found.holds, found.erased, found.kept) == (True, 1, ())


def test_an_opening_that_came_back_after_its_erasure_is_named() -> None:
    log, heads = ledger()
    text, salt = log.texts[7], log.salts[7]
    erase(log, 7, basis="archives-act/4", actor="officer:lin")
    log.texts[7], log.salts[7] = text, salt
    found = verify(log, heads)
    assert (found.holds, found.erased, found.kept) == (True, 0, (7,))


@pytest.mark.parametrize("number", ["", "x", "-7", "٧", "21", "22", "6"])
def test_an_erasure_without_an_entry_that_names_it_is_a_removal(number: str) -> None:
    log, heads = ledger()
    hide(log, 7)
    log.record(Entry("erasure", log.now, "officer:lin", basis="archives-act/4", what={"number": number}))
    assert verify(log, heads).broken == Break(7, "removed", "opening", 7)


@pytest.mark.parametrize("entry", [{"kind": "look"}, {"basis": ""}])
def test_an_entry_of_another_kind_or_without_an_article_accounts_for_no_erasure(
    entry: dict[str, str],
) -> None:
    log, heads = ledger()
    hide(log, 7)
    said = Entry("erasure", log.now, "officer:lin", basis="archives-act/4", what={"number": "7"})
    log.record(msgspec.structs.replace(said, **entry))
    assert verify(log, heads).broken == Break(7, "removed", "opening", 7)


def test_what_may_not_be_erased_is_not() -> None:
    log, _ = ledger()
    pack = log.record(Entry("pack", log.now, "system:upgrade"))
    said = erase(log, 7, basis="archives-act/4", actor="officer:lin")
    assert said is not None
    for number, basis, fact in (
        (8, "", "no article"),
        (pack, "archives-act/4", "`pack`, which stays"),
        (said, "archives-act/4", "`erasure`, which stays"),
        (99, "archives-act/4", "no entry 99"),
        (-1, "archives-act/4", "no entry -1"),
    ):
        with pytest.raises(Unerasable, match=fact):
            erase(log, number, basis=basis, actor="officer:lin")
    assert log.size() == said + 1
    assert [number for number in log.numbers if log.texts[number] is None] == [7]
