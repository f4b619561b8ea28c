"""Whatever is done to a ledger behind its back is found, by us and by a program that shares no code with us."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.adapters.signing import new_key, signer
from askonce.ledger.entry import KINDS, Entry, canonical
from askonce.ledger.export import export, verify_export
from askonce.ledger.head import key_text, sign
from askonce.ledger.head import read as read_head
from askonce.ledger.proving import (
    prove_consistency,
    prove_inclusion,
    why_not_consistent,
    why_not_included,
)
from askonce.ledger.verify import verify
from askonce.ledger.view import ANOTHER, WITHHELD, Reader, Shown, count_withheld, open_from, view
from bench.ledger.memory import MemoryLog
from tests.property.ledgers import HIDING, ORIGIN, ROWS, SIGNER, Ledger, columns
from tools.verify_ledger import BrokenError, check_export, check_proof

OTHER = signer("Ed25519", new_key("Ed25519"))
KEY = key_text(ORIGIN, SIGNER)
SEEDS = st.integers(0, 2**32)


@given(SEEDS)
def test_a_ledger_that_nobody_touched_holds(seed: int) -> None:
    ledger = Ledger(seed)
    found = verify(ledger.log, [read_head(text).head for text in ledger.heads], block=4)
    assert found.broken is None
    assert (found.size, found.heads, found.kept) == (ledger.log.size(), len(ledger.heads), ())
    assert found.root == read_head(ledger.heads[-1]).head.root
    exported = verify_export(ledger.lines(), SIGNER, block=4)
    assert exported.broken is None
    assert (exported.root, exported.erased, exported.heads) == (found.root, found.erased, found.heads)
    assert found.root.hex() in check_export(iter(texts(ledger.lines())), KEY)


@pytest.mark.parametrize("hiding", HIDING, ids=lambda one: one.__name__)
@pytest.mark.parametrize("tamper", ROWS, ids=lambda one: one.__name__)
@given(SEEDS)
def test_whatever_is_done_to_entries_is_found_however_it_is_hidden(
    tamper: Callable[[Ledger], None], hiding: Callable[[MemoryLog], None], seed: int
) -> None:
    ledger = Ledger(seed, least=3)
    if all(one is None for one in ledger.log.texts):
        return
    before = rows(ledger.log)
    tamper(ledger)
    hiding(ledger.log)
    assert ledger.holds() == (rows(ledger.log) == before)


def rows(log: MemoryLog) -> tuple[object, ...]:
    """All that a ledger keeps, as it is now."""
    return tuple(tuple(row) for row in [*columns(log), *log.tree])


@pytest.mark.parametrize("tamper", ["change", "remove", "swap", "double"])
@given(SEEDS)
def test_whatever_is_done_to_a_node_is_found(tamper: str, seed: int) -> None:
    ledger = Ledger(seed, least=4)
    draw, tree = ledger.chance, ledger.log.tree
    level = draw.randrange(len(tree) if tamper in {"change", "remove"} else max(1, len(tree) - 1))
    nodes = tree[level]
    place = draw.randrange(len(nodes))
    if tamper == "change":
        nodes[place] = draw.randbytes(32)
    elif tamper == "remove":
        del nodes[place]
    elif tamper == "double" or len(nodes) == 1:
        nodes.insert(place, draw.randbytes(32) if place == len(nodes) - 1 else nodes[place])
    else:
        one, other = draw.sample(range(len(nodes)), 2)
        nodes[one], nodes[other] = nodes[other], nodes[one]
    assert not ledger.holds()


# What a hand does to an exported file


def texts(lines: list[bytes]) -> Iterator[str]:
    return (line.decode() for line in lines)


def found_by_both(lines: list[bytes]) -> bool:
    """Whether both find something; that one alone does is an error in either."""
    ours = verify_export(lines, SIGNER, block=4).holds
    try:
        check_export(iter(texts(lines)), KEY)
    except BrokenError:
        assert not ours
        return True
    assert ours
    return False


@pytest.mark.parametrize("numbers", ["kept", "mended"])
@pytest.mark.parametrize(
    "tamper", ["remove", "swap", "double", "truncate", "commitment", "entry", "salt", "erase"]
)
@given(SEEDS)
def test_whatever_is_done_to_an_export_is_found_by_both_verifiers(
    tamper: str, numbers: str, seed: int
) -> None:
    ledger = Ledger(seed, least=3)
    lines = ledger.lines()
    begin = 1 + len(ledger.heads)
    first, entries = lines[:begin], [json.loads(line) for line in lines[begin:]]
    draw = ledger.chance
    place = draw.randrange(len(entries))
    before = json.dumps(entries)
    if tamper == "remove":
        del entries[place]
    elif tamper == "swap":
        other = draw.randrange(len(entries))
        entries[place], entries[other] = entries[other], entries[place]
    elif tamper == "double":
        entries.insert(place, dict(entries[place]))
    elif tamper == "truncate":
        del entries[place:]
    elif tamper == "erase":
        entries[place] = {key: entries[place][key] for key in ("number", "commitment")} | {"erased": True}
    elif tamper in entries[place]:
        whole = entries[place][tamper]
        spot = draw.randrange(len(whole) - 2)
        entries[place][tamper] = whole[:spot] + ("A" if whole[spot] != "A" else "B") + whole[spot + 1 :]
    if numbers == "mended":
        for number, entry in enumerate(entries):
            entry["number"] = number
    after = [*first, *(json.dumps(entry).encode() + b"\n" for entry in entries)]
    assert found_by_both(after) == (json.dumps(entries) != before)


@given(SEEDS)
def test_a_head_of_another_key_or_root_is_believed_by_neither(seed: int) -> None:
    ledger = Ledger(seed)
    head = read_head(ledger.heads[-1]).head
    for forged in (
        sign(head, OTHER),
        sign(msgspec.structs.replace(head, root=bytes(32)), SIGNER),
        sign(msgspec.structs.replace(head, origin="elsewhere"), SIGNER),
        ledger.heads[-1].replace(f"\n{head.size}\n", f"\n{head.size + 1}\n", 1),
    ):
        lines = list(export(ledger.log, ORIGIN, [*ledger.heads, forged]))
        assert found_by_both(lines)


# Proofs


@given(SEEDS)
def test_erasing_keeps_every_proof_and_every_head(seed: int) -> None:
    ledger = Ledger(seed, least=2, erasing=False)
    log, head = ledger.log, ledger.heads[-1]
    proofs = [prove_inclusion(log, number, head, opened=False) for number in range(log.size())]
    for _ in range(5):
        ledger.erase_one()
    for number, proof in enumerate(proofs):
        assert (
            msgspec.structs.replace(prove_inclusion(log, number, head, opened=True), salt=None, entry=None)
            == proof
        )
        assert why_not_included(proof, SIGNER) is None
    ledger.publish()
    assert why_not_consistent(prove_consistency(log, head, ledger.heads[-1]), SIGNER) is None
    assert ledger.holds()


@given(SEEDS)
def test_every_proof_holds_in_its_tree_and_in_no_other(seed: int) -> None:
    ledger = Ledger(seed, most=20)
    other = Ledger(seed + 1, most=20)
    for number in range(ledger.log.size()):
        proof = prove_inclusion(ledger.log, number, ledger.heads[-1], opened=number % 2 == 0)
        assert why_not_included(proof, SIGNER) is None
        assert check_proof(plain(proof), KEY, [])
        assert why_not_included(proof, OTHER) is not None
        moved = msgspec.structs.replace(proof, head=other.heads[-1])
        assert why_not_included(moved, SIGNER) is not None
        with pytest.raises(BrokenError):
            check_proof(plain(moved), KEY, [])
    for head in ledger.heads:
        consistent = prove_consistency(ledger.log, head, ledger.heads[-1])
        assert why_not_consistent(consistent, SIGNER) is None
        assert check_proof(plain(consistent), KEY, [])
        astray = msgspec.structs.replace(consistent, new=other.heads[-1])
        assert why_not_consistent(astray, SIGNER) is not None
        with pytest.raises(BrokenError):
            check_proof(plain(consistent), KEY, [head, other.heads[-1]])


def plain(proof: msgspec.Struct) -> dict[str, object]:
    written: dict[str, object] = json.loads(msgspec.json.encode(proof))
    return written


# A person's own view


@given(SEEDS, st.integers(0, 800), st.integers(1, 7))
def test_a_view_shows_what_is_open_of_its_subject_and_nobody_else(seed: int, days: int, limit: int) -> None:
    ledger = Ledger(seed, most=60)
    log, draw = ledger.log, ledger.chance
    delays = {kind: draw.choice([0, 30, 400, 10_000]) for kind in KINDS}

    def disclosure(entry: Entry) -> date:
        delay = delays[entry.kind]
        return WITHHELD if delay == 10_000 else entry.at.date() + timedelta(delay)

    on = date(2026, 1, 5) + timedelta(days)
    everything = log.openings(limit=1000)
    withheld = 0
    for subject in ("p1", "p2", "p3"):
        reader = Reader(subject, on, disclosure, owns=lambda case: case == "case-1")
        shown: list[Shown] = []
        after = -1
        while True:
            page = view(log, reader, after=after, limit=limit)
            shown += page.shown
            if page.after is None:
                break
            assert len(page.shown) == limit  # no gap tells that something is withheld
            after = page.after
        own = {one.number: one.entry for one in everything if one.entry and one.entry.subject == subject}
        opened = {number for number, entry in own.items() if open_from(entry, disclosure) <= on}
        withheld += len(own) - len(opened)
        assert [one.number for one in shown] == sorted(opened)
        year_ago = on.replace(year=on.year - 1, day=min(on.day, 28)) - timedelta(1)
        assert {number for number, entry in own.items() if entry.at.date() < year_ago} <= opened
        for one in shown:
            said = canonical(one.entry).decode()
            assert one.entry.subject == subject
            assert all(f"person:{other}" not in said for other in ("p1", "p2", "p3") if other != subject)
            assert one.entry.case in (None, "case-1")
            if ANOTHER not in said and own[one.number].case != "case-2":
                assert one.entry == own[one.number]
    assert count_withheld(log, on, disclosure) == withheld
