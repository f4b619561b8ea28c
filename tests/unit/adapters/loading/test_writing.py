"""Snapshots written into a real database: what changed and nothing else, and who is missing ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from askonce.adapters.loading.snapshot import Read, read_snapshot
from askonce.adapters.loading.writing import (
    Missing,
    Target,
    Written,
    count_missing,
    last_load,
    write_snapshot,
)
from askonce.adapters.opening import open_database
from askonce.adapters.storage.schema import Column, Schema, Table
from askonce.cases.database import Database
from askonce.registers.store import Change
from tests.unit.adapters.loading.files import SHAPE, staging, write_csv

SCHEMA = Schema(
    (Table("people", (Column("birth_date", "date", "date"), Column("full_name", "text", "text"), Column("rooms", "integer", "integer"))),)
)  # fmt: skip
FIRST, LATER = date(2026, 1, 1), date(2026, 2, 1)
HEADS = ["id", "birth_date", "full_name"]
ROWS = [["p-1", "1960-01-01", "a"], ["p-2", "1970-01-01", "b"], ["p-3", "1980-01-01", "c"]]


@pytest.fixture
def database() -> Iterator[Database]:
    made = open_database("sqlite://", SCHEMA)
    yield made
    made.close()


def load(
    database: Database, folder: Path, rows: list[list[str]], on: date = FIRST, *, ends: bool = True
) -> tuple[Missing, Written, Read]:
    path = write_csv(folder / "a.csv", [HEADS, *rows])
    with staging() as kept:
        read = read_snapshot(path, SHAPE, kept, str)
        target = Target("people", ends, on, read.columns, read.source, "residents-act/12", "system:test")
        missing = count_missing(database, kept, target)
        written = write_snapshot(database, kept, target, read, ends=ends and not read.nameless)
    return missing, written, read


def histories(database: Database) -> int:
    return database.read(
        lambda journal: sum(len(journal.history("people", name)) for name in ("p-1", "p-2", "p-3"))
    )


def test_a_second_load_of_the_same_file_writes_nothing(database: Database, tmp_path: Path) -> None:
    assert load(database, tmp_path, ROWS)[:2] == (Missing(0, 0), Written(new=3))
    before = histories(database)
    assert load(database, tmp_path, ROWS, LATER)[:2] == (Missing(3, 0), Written(same=3))
    assert histories(database) == before == 3


def test_what_changed_holds_from_its_day_and_what_was_stays_known(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, ROWS)
    read = load(database, tmp_path, [["p-1", "1960-01-01", "new name"], *ROWS[1:]], LATER)[2]
    was = database.read(lambda journal: journal.row("people", "p-1", FIRST))
    now = database.read(lambda journal: journal.row("people", "p-1", LATER))
    assert was is not None
    assert now is not None
    assert (was.values["full_name"], now.values["full_name"]) == ("a", "new name")
    assert now.source == read.source == f"load:{read.digest[:32]}"
    assert now.basis == "residents-act/12"


def test_who_is_missing_ends_once(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, ROWS)
    assert load(database, tmp_path, ROWS[:2], LATER)[:2] == (Missing(3, 1), Written(same=2, ended=1))
    assert load(database, tmp_path, ROWS[:2], LATER)[:2] == (Missing(2, 0), Written(same=2))
    assert database.read(lambda journal: journal.row("people", "p-3", LATER)) is None
    before = database.read(lambda journal: journal.row("people", "p-3", FIRST))
    assert before is not None
    assert before.values["full_name"] == "c"
    assert load(database, tmp_path, ROWS, LATER)[1] == Written(same=2, new=1)


def test_in_a_register_that_is_not_complete_nobody_ends(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, ROWS)
    assert load(database, tmp_path, ROWS[:1], LATER, ends=False)[1] == Written(same=1)
    row = database.read(lambda journal: journal.row("people", "p-3", LATER))
    assert row is not None
    assert row.values["full_name"] == "c"


def test_whose_row_is_refused_does_not_end(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, ROWS)
    twin = ["p-2", "1971-01-01", "b"]
    spoilt = [["p-1", "45658", "a"], ROWS[1], twin, ROWS[2]]
    missing, written, read = load(database, tmp_path, spoilt, LATER)
    assert (missing, written, read.refused) == (Missing(3, 0), Written(same=1), 3)


def test_a_value_that_a_snapshot_no_longer_says_is_none(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, ROWS)
    database.write(
        lambda journal: journal.write(
            Change("people", "p-1", {"rooms": Decimal(3)}, FIRST, source="office:x")
        )
    ).result()
    assert load(database, tmp_path, [["p-1", "1960-01-01", ""], *ROWS[1:]], LATER)[1] == Written(
        changed=1, same=2
    )
    row = database.read(lambda journal: journal.row("people", "p-1", LATER))
    assert row is not None
    assert row.values == {"birth_date": date(1960, 1, 1), "full_name": None, "rooms": Decimal(3)}
    assert load(database, tmp_path, [["p-1", "1960-01-01", ""], *ROWS[1:]], LATER)[1] == Written(same=3)


def test_a_load_that_broke_off_is_made_good_by_the_next(database: Database, tmp_path: Path) -> None:
    """The kill falls after some rows: what was written stays, the register does not count as loaded."""
    many = [[f"q-{number:05}", "1960-01-01", "a"] for number in range(2_500)]
    stop = iter([False, True])

    def killed(_: int) -> None:
        if next(stop):
            raise KeyboardInterrupt

    path = write_csv(tmp_path / "a.csv", [HEADS, *many])
    with staging() as kept:
        read = read_snapshot(path, SHAPE, kept, str)
        target = Target("people", True, FIRST, read.columns, "x", "", "y")  # noqa: FBT003 - complete
        with pytest.raises(KeyboardInterrupt):
            write_snapshot(database, kept, target, read, ends=True, progress=killed)
    assert database.read(lambda journal: last_load(journal, "people")) is None
    assert database.read(lambda journal: journal.size()) == 0
    assert load(database, tmp_path, many)[1] == Written(new=500, same=2_000)
    assert database.read(lambda journal: last_load(journal, "people")) == FIRST


def test_a_load_stands_in_the_ledger(database: Database, tmp_path: Path) -> None:
    read = load(database, tmp_path, ROWS)[2]
    (opening,) = database.read(lambda journal: journal.openings(kind="act"))
    assert opening.entry is not None
    assert opening.entry.what["digest"] == read.digest
    assert (opening.entry.what["new"], opening.entry.what["refused"]) == ("3", "0")
    assert opening.entry.actor == "system:test"
