"""A department's SQLite file as a source: its rows by their types, never written, never hanging."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from askonce.adapters.settings.model import SqlSource as SqlSettings
from askonce.adapters.settings.secret import Secret
from askonce.adapters.sources.source import Answer, NoAnswer, Source
from askonce.adapters.sources.sql import SqlSource
from askonce.feel.values import Money
from tests.unit.adapters.border.servers import steady
from tests.unit.adapters.border.test_sources import TYPES, VALUES, wanted


class Department:
    """A department's SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.run(
            "CREATE TABLE people (pid TEXT, paid TEXT, grade TEXT, months INTEGER, income TEXT, active INTEGER, name TEXT, day TEXT)",
            "INSERT INTO people VALUES ('p-7', '2026-12-31', 'two', 17, '1200.5', 1, '王芳', '2026-02-28')",
            "INSERT INTO people VALUES ('p-8', '2026/12/31', NULL, 1, '0', 0, NULL, NULL)",
            "INSERT INTO people VALUES ('p-9', 'soon', 'two', 17, '1', 1, 'a', NULL)",
            "INSERT INTO people VALUES ('twin', '2026-01-01', 'two', 1, '1', 1, 'a', NULL)",
            "INSERT INTO people VALUES ('twin', '2026-01-01', 'one', 1, '1', 1, 'b', NULL)",
            "CREATE TABLE numbered (id INTEGER PRIMARY KEY, name TEXT)",
            "INSERT INTO numbered VALUES (12, 'x')",
        )

    def run(self, *statements: str) -> None:
        connection = sqlite3.connect(self.path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    def source(self, **others: Any) -> SqlSource:
        told = {
            "url": Secret(f"sqlite:///{self.path}"), "table": "people", "subject": "pid", "seconds": 0.3,
            "columns": {"paid_until": "paid"}, "as_of": "day", **others,
        }  # fmt: skip
        return SqlSource(SqlSettings(**told), TYPES)


@pytest.fixture
def department(tmp_path: Path) -> Department:
    return Department(tmp_path / "a#c%d.db")


def test_a_row_of_a_department_is_read_by_its_types(department: Department) -> None:
    source = department.source()
    assert source.ask(wanted()) == Answer(
        {**VALUES, "income": Money(Decimal("1200.5"), "CNY")}, as_of=date(2026, 2, 28)
    )
    some = source.ask(wanted("paid_until", "grade", "name", subject="p-8"))
    assert some == Answer({"paid_until": date(2026, 12, 31)})
    none = department.source(empty_is_none=True).ask(wanted("grade", subject="p-8"))
    assert none == Answer({"grade": None})
    assert source.ask(wanted(subject="nobody")) == Answer(None)
    source.close()


@pytest.mark.parametrize("subject", ["' OR 1=1 --", 'p-7"; DROP TABLE people; --', "p-7%", "%", "王"])
def test_a_subject_is_never_a_piece_of_sql(department: Department, subject: str) -> None:
    assert department.source().ask(wanted(subject=subject)) == Answer(None)
    assert isinstance(department.source().ask(wanted()), Answer)


def test_numbers_name_subjects_too(department: Department) -> None:
    source = department.source(table="numbered", subject="id", columns={}, as_of="")
    assert source.ask(wanted("name", subject="12")) == Answer({"name": "x"})
    for subject in ("x", "１２", "9" * 30, "-12", ""):
        assert source.ask(wanted("name", subject=subject)) == Answer(None)


def test_what_a_department_has_wrong_is_said(department: Department, tmp_path: Path) -> None:
    ask: dict[str, Source] = {
        "its answer is nonsense: `paid_until` is not of its type": department.source(),
        "it has no table `persons`": department.source(table="persons"),
        "its answer is nonsense: `people` has no column `paidd`": department.source(
            columns={"paid_until": "paidd"}
        ),
        "it cannot be reached, or does not answer in time": department.source(
            url=Secret(f"sqlite:///{tmp_path}/no.db")
        ),
        "its address in the settings is none that can be opened": department.source(
            url=Secret("nonsense-hush")
        ),
    }
    assert {reason: source.ask(wanted(subject="p-9")) for reason, source in ask.items()} == {
        reason: NoAnswer(reason, passing="reached" in reason) for reason in ask
    }
    twin = department.source().ask(wanted(subject="twin"))
    assert twin == NoAnswer("its answer is nonsense: it has several rows of one subject")


def test_a_department_is_read_only(department: Department) -> None:
    from askonce.adapters.sources.sql import open_engine

    engine = open_engine(
        SqlSettings(url=Secret(f"sqlite:///{department.path}"), table="people", subject="pid")
    )
    with engine.connect() as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("DELETE FROM people")
    engine.dispose()


def test_a_department_that_is_locked_does_not_hang(department: Department) -> None:
    source = department.source()
    assert isinstance(source.ask(wanted()), Answer)
    holding = sqlite3.connect(department.path, isolation_level=None)
    holding.execute("BEGIN EXCLUSIVE")
    began = steady()
    found = source.ask(wanted())
    assert steady() - began < 3
    holding.close()
    assert found == NoAnswer("it cannot be reached, or does not answer in time", passing=True)
    assert isinstance(source.ask(wanted()), Answer)
