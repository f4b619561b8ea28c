"""Backups over both databases: all comes back, in either, and what is damaged or in the way is refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from askonce.adapters.backup import backup, restore
from askonce.adapters.opening import open_database, working
from askonce.adapters.storage.archive import Damaged, check_ledger
from askonce.adapters.storage.layout import laid_out
from askonce.cases.database import Unavailable
from askonce.cases.journal import Journal
from askonce.feel.values import Money
from askonce.registers.store import Change, Dispute, Linking, Observation
from tests.conformance.store.county import DAY, ODD, SCHEMA, THEN
from tests.conformance.store.filing import whole_filing
from tests.conformance.store.test_guards import Raw
from tests.conformance.store.test_kill import looked_through


def silent(name: str, done: int, total: int) -> None:
    assert name
    assert 0 < done <= total


def fill(journal: Journal) -> None:
    for _ in range(4):
        whole_filing(journal)
    money = Money(Decimal("1.10"), "CNY")
    for day in range(3):
        values = {"Name": "李", "name": None, "出生日期": DAY, "fee": money}
        journal.write(Change(ODD, "甲", values, DAY + timedelta(day), source="load"))
    journal.link(Linking(ODD, "子女", "甲", "乙", DAY))
    journal.dispute(Dispute("people", "p", "born", "c", THEN))
    journal.observe([Observation("bridge", "level", THEN, Decimal("1.5"))])
    journal.put("room", "key", b"\0\xff")
    journal.once("key")


def filled(url: str) -> str:
    with closing(open_database(url, SCHEMA)) as base:
        base.write(fill).result()
        base.write(lambda journal: journal.erase(2)).result()
    return url


def dumped(url: str, path: Path) -> dict[str, bytes]:
    backup(url, path, silent)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("into", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_all_comes_back_in_either_database(
    new_url: Callable[[], str], request: pytest.FixtureRequest, tmp_path: Path, into: str
) -> None:
    url = filled(new_url())
    there = f"sqlite:///{tmp_path}/there.db"
    if into == "postgres":
        there = request.getfixturevalue("server").url(
            "restored_" + ("s" if url.startswith("sqlite") else "p")
        )
    whole = dumped(url, tmp_path / "first.zip")
    bare = [table.name for table in laid_out(SCHEMA) if not whole[f"{table.name}.jsonl"]]
    assert len(bare) == 4  # a register and three relations: of every other table there are rows to lose
    restore(tmp_path / "first.zip", there, silent)
    assert dumped(there, tmp_path / "second.zip") == whole
    with closing(open_database(there, SCHEMA)) as base, closing(open_database(url)) as first:
        both = [
            one.read(lambda journal: (journal.history(ODD, "甲"), journal.openings()))
            for one in (base, first)
        ]
        assert both[0] == both[1]
        base.write(whole_filing).result()  # it goes on where the other stood
        assert base.read(lambda journal: journal.size()) == first.read(lambda journal: journal.size()) + 3
    with working(there, writes=False) as site:
        check_ledger(site.base)
    raw = Raw(there)
    with pytest.raises(raw.refused):
        raw.run("DELETE FROM event")
    raw.connection.close()


def test_a_backup_of_a_busy_database_is_one_state(new_url: Callable[[], str], tmp_path: Path) -> None:
    url = new_url()
    with closing(open_database(url, SCHEMA)) as base:
        base.write(whole_filing).result()
        futures = []

        def busy(name: str, done: int, total: int) -> None:
            assert (name, done) != ("", total)
            futures.append(base.write(whole_filing))

        backup(url, tmp_path / "busy.zip", busy)
        assert len([future.result() for future in futures]) > 5
    there = f"sqlite:///{tmp_path}/there.db"
    restore(tmp_path / "busy.zip", there, silent)
    with closing(open_database(there)) as base:
        assert len(base.read(looked_through)) == 1


def test_nothing_is_written_over(new_url: Callable[[], str], tmp_path: Path) -> None:
    url, path = filled(new_url()), tmp_path / "one.zip"
    backup(url, path, silent)
    with pytest.raises(FileExistsError):
        backup(url, path, silent)
    with pytest.raises(Unavailable, match="already"):
        restore(path, url, silent)
    with pytest.raises(Unavailable, match="no database"):
        backup(f"sqlite:///{tmp_path}/none.db", tmp_path / "two.zip", silent)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["one.zip"]


@pytest.mark.parametrize("harm", ["cut", "line", "order", "lost", "text", "node", "format"])
def test_a_damaged_backup_makes_no_database(new_url: Callable[[], str], tmp_path: Path, harm: str) -> None:
    whole = dumped(filled(new_url()), tmp_path / "one.zip")
    path, into = tmp_path / "harmed.zip", new_url()
    leaves = whole["leaf.jsonl"].splitlines(keepends=True)
    harmed: dict[str, dict[str, bytes | None]] = {
        "line": {"leaf.jsonl": b"".join(leaves[:-1])},
        "order": {"leaf.jsonl": b"".join([leaves[1], leaves[0], *leaves[2:]])},
        "lost": {"event.jsonl": None},
        "text": {"contents.json": b"{}"},
        "node": {"node.jsonl": b"", "contents.json": _without_nodes(whole["contents.json"])},
        "format": {"contents.json": whole["contents.json"].replace(b'"format": 1', b'"format": 2')},
    }  # fmt: skip
    if harm == "cut":
        path.write_bytes((tmp_path / "one.zip").read_bytes()[:-400])
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in {**whole, **harmed[harm]}.items():
                if text is not None:
                    archive.writestr(name, text)
    with pytest.raises(Damaged):
        restore(path, into, silent)
    with pytest.raises(Unavailable):
        open_database(into)  # nothing was left behind


def _without_nodes(contents: bytes) -> bytes:
    import hashlib

    import msgspec

    said = msgspec.json.decode(contents)
    said["tables"]["node"] = {"rows": 0, "sha256": hashlib.sha256(b"").hexdigest()}
    return msgspec.json.encode(said)
