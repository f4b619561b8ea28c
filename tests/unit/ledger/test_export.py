"""An exported ledger is checked by this program and by another, alike."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from askonce.adapters.signing import new_key, signer
from askonce.ledger.entry import Entry
from askonce.ledger.erasing import erase
from askonce.ledger.export import export, verify_export
from askonce.ledger.hashing import algorithm
from askonce.ledger.head import key_text, read, sign
from askonce.ledger.proving import (
    Inclusion,
    head_of,
    prove_consistency,
    prove_inclusion,
    why_not_consistent,
    why_not_included,
)
from askonce.ledger.recomputing import BLOCK, Break
from askonce.ledger.verify import verify
from bench.ledger.memory import MemoryLog

SIGNER = signer("Ed25519", new_key("Ed25519"))
KEY = key_text("qingshan", SIGNER)


class Published:
    """A ledger with an erasure, and heads of 4 and of all its entries."""

    def __init__(self) -> None:
        self.log = MemoryLog()
        self.heads = []
        for number in range(9):
            self.log.record(Entry("look", self.log.now, "officer:林", subject=f"p{number % 2}"))
            self.log.wait(minutes=5)
            if number == 3:
                self.heads.append(self.head())
        erase(self.log, 5, basis="archives-act/4", actor="officer:lin")
        self.heads.append(self.head())

    def head(self) -> str:
        return sign(head_of(self.log, "qingshan", self.log.now, "SHA-256"), SIGNER)

    def lines(self) -> list[bytes]:
        return list(export(self.log, "qingshan", self.heads, show=lambda entry: entry.subject == "p0"))


@pytest.fixture
def published() -> Published:
    return Published()


def run(root: Path, *arguments: str) -> tuple[int, str]:
    ran = subprocess.run(
        [sys.executable, root / "tools" / "verify_ledger.py", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONUTF8": "1"},
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_the_other_program_is_short_and_shares_nothing_with_this_one(root: Path) -> None:
    text = (root / "tools" / "verify_ledger.py").read_text("utf-8")
    assert len(text.splitlines()) < 200
    names = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or "."] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        )
    }
    assert names - sys.stdlib_module_names == {"cryptography"}


def test_what_may_not_be_shown_is_not_in_the_export(published: Published) -> None:
    entries = [json.loads(line) for line in published.lines()[3:]]
    assert [sorted(set(entry) - {"number", "commitment"}) for entry in entries] == [
        ["entry", "salt"],
        [],
        ["entry", "salt"],
        [],
        ["entry", "salt"],
        ["erased"],
        ["entry", "salt"],
        [],
        ["entry", "salt"],
        ["entry", "salt"],
    ]
    assert b'p1\\"' not in b"".join(published.lines())
    assert json.loads(entries[9]["entry"])["what"] == {"number": "5"}


def test_an_export_holds_for_both(published: Published, tmp_path: Path, root: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(b"".join(published.lines()))
    with path.open("rb") as file:
        found = verify_export(file, SIGNER)
    assert (found.holds, found.size, found.heads, found.erased, found.hidden) == (True, 10, 2, 1, 3)
    code, said = run(root, "export", str(path), KEY)
    assert (code, said) == (0, f"holds: 10 entries, root {found.root.hex()}, 2 heads, signed\n")
    code, said = run(root, "export", str(path))
    assert code == 2
    assert said.startswith("cannot tell: ")
    assert "NO SIGNATURE WAS CHECKED" in said


def test_proofs_hold_for_both(published: Published, tmp_path: Path, root: Path) -> None:
    path, old = tmp_path / "proof.json", tmp_path / "old.txt"
    new = tmp_path / "new.txt"
    first, last = published.heads
    for number, said in ((0, '"subject":"p0"'), (5, "not shown"), (8, "officer:林")):
        proof = prove_inclusion(published.log, number, last, opened=True)
        path.write_bytes(msgspec.json.encode(proof))
        assert why_not_included(msgspec.json.decode(path.read_bytes(), type=Inclusion), SIGNER) is None
        code, answer = run(root, "proof", str(path), KEY)
        assert (code, said in answer) == (0, True)
    consistent = prove_consistency(published.log, first, last)
    path.write_bytes(msgspec.json.encode(consistent))
    old.write_text(first, "utf-8")
    new.write_text(last, "utf-8")
    assert run(root, "proof", str(path), KEY) == (
        0,
        "holds: the 4 entries of the old head begin the 10 of the new one\n",
    )
    assert run(root, "proof", str(path), KEY, str(old), str(new))[0] == 0
    assert run(root, "proof", str(path), KEY, str(new), str(old))[0] == 1
    assert why_not_consistent(msgspec.structs.replace(consistent, path=()), SIGNER) is not None


def test_a_proof_with_another_entry_or_half_of_one_does_not_hold(
    published: Published, tmp_path: Path, root: Path
) -> None:
    proof = prove_inclusion(published.log, 0, published.heads[0], opened=True)
    path = tmp_path / "proof.json"
    assert proof.entry is not None
    for changed, code in (
        (msgspec.structs.replace(proof, entry=proof.entry.replace("p0", "p1")), 1),
        (msgspec.structs.replace(proof, salt=bytes(32)), 1),
        (msgspec.structs.replace(proof, salt=None), 2),
        (msgspec.structs.replace(proof, entry=None), 2),
        (msgspec.structs.replace(proof, number=1), 1),
        (msgspec.structs.replace(proof, number=4), 1),
        (msgspec.structs.replace(proof, path=proof.path[:-1]), 1),
        (msgspec.structs.replace(proof, path=(*proof.path, bytes(32))), 1),
        (msgspec.structs.replace(proof, head="no head"), 2),
    ):
        assert why_not_included(changed, SIGNER) is not None
        path.write_bytes(msgspec.json.encode(changed))
        assert run(root, "proof", str(path), KEY)[0] == code


def test_nothing_is_proved_against_a_head_of_more_than_there_is(published: Published) -> None:
    with pytest.raises(ValueError, match="no leaf 4"):
        prove_inclusion(published.log, 4, published.heads[0], opened=False)
    shorter = MemoryLog()
    with pytest.raises(ValueError, match="the head has 10 entries, the ledger 0"):
        prove_inclusion(shorter, 0, published.heads[1], opened=False)
    with pytest.raises(ValueError, match="no beginning"):
        prove_consistency(published.log, published.heads[1], published.heads[0])


def test_what_is_no_export_is_told_from_one_that_does_not_hold(
    tmp_path: Path, root: Path, published: Published
) -> None:
    path = tmp_path / "ledger.jsonl"
    for text in (
        b"",
        b"no json\n",
        b'{"format":"other/1","origin":"q","hash":"SHA-256","heads":0,"size":0}\n',
        b"[]",
    ):
        path.write_bytes(text)
        with pytest.raises(ValueError, match="export"):
            verify_export([text], SIGNER)
        assert run(root, "export", str(path), KEY)[0] != 0
    assert run(root, "export", str(tmp_path / "absent"), KEY)[0] == 2
    assert run(root, "other")[0] == 2
    path.write_bytes(b"".join(published.lines()))
    damaged = KEY.replace("qingshan+", "qingshan+0", 1)
    assert run(root, "export", str(path), damaged)[0] == 2


@pytest.mark.parametrize(
    ("line", "text", "wanted"),
    [
        (1, b"{}\n", Break(0, "changed", "head", 9)),
        (2, b"", Break(0, "changed", "head", 9)),
        (4, b'{"number":1,\n', Break(0, "changed", "number", 9)),
        (4, b"\n", Break(1, "removed", "number", 1)),
        (12, b"", Break(9, "removed", "number", 9)),
        (13, b'{"number":10,"commitment":""}\n', Break(10, "added", "number", 10)),
    ],
)
def test_a_damaged_line_is_named(published: Published, line: int, text: bytes, wanted: Break) -> None:
    lines = published.lines()
    lines[line : line + 1] = [text] if text else []
    assert verify_export(lines, SIGNER).broken == wanted


def test_an_export_of_several_blocks_holds_and_is_told_in_steps() -> None:
    log = MemoryLog()
    for number in range(BLOCK + 3):
        log.record(Entry("look", log.now, "officer:lin", subject=f"p{number}"))
        log.now += timedelta(seconds=1)
    head = sign(head_of(log, "qingshan", log.now, "SHA-256"), SIGNER)
    done: list[tuple[int, int]] = []
    found = verify_export(export(log, "qingshan", [head]), SIGNER, progress=lambda *place: done.append(place))
    assert (found.broken, found.hidden, found.heads) == (None, BLOCK + 3, 1)
    assert done == [(BLOCK, BLOCK + 3), (BLOCK + 3, BLOCK + 3)]


def test_a_public_kind_that_names_somebody_is_not_public(published: Published) -> None:
    log = published.log
    log.record(Entry("pack", log.now, "system:upgrade", what={"pack": "qingshan"}))
    log.record(Entry("erasure", log.now, "schedule", case="case-of-somebody"))
    log.record(Entry("pack", log.now, "system:upgrade", subject="somebody"))
    lines = list(export(log, "qingshan", [published.head()]))
    assert b"qingshan" in lines[-3]
    assert not any(b"somebody" in line for line in lines)
    assert verify_export(lines, SIGNER).holds


def test_a_ledger_of_another_hash_function_is_exported_and_checked_by_it(tmp_path: Path, root: Path) -> None:
    sm3 = algorithm("SM3")
    log = MemoryLog(algorithm=sm3)
    for _ in range(5):
        log.record(Entry("look", log.now, "officer:lin", subject="p1"))
    head = sign(head_of(log, "qingshan", log.now, "SM3"), SIGNER)
    assert verify(log, [read(head).head], algorithm=sm3).holds
    assert not verify(log, [read(head).head]).holds
    path, proved = tmp_path / "ledger.jsonl", tmp_path / "proof.json"
    path.write_bytes(b"".join(export(log, "qingshan", [head], show=lambda _: True)))
    with path.open("rb") as file:
        assert verify_export(file, SIGNER).holds
    assert run(root, "export", str(path), KEY)[0] == 0
    proof = prove_inclusion(log, 3, head, opened=True)
    assert why_not_included(proof, SIGNER) is None
    proved.write_bytes(msgspec.json.encode(proof))
    assert run(root, "proof", str(proved), KEY)[0] == 0
