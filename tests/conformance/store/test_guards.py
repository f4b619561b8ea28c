"""What a raw connection to either database is refused: history, events and ledger stay as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from askonce.adapters.opening import open_database, sqlite_path
from askonce.cases.journal import Journal
from askonce.ledger.entry import Entry
from askonce.registers.store import Change, Linking
from tests.conformance.store.county import DAY, SCHEMA, filed

NOW = {"sqlite": "9000000000000000", "postgres": "'2200-01-01'"}
PAST = {"sqlite": "1", "postgres": "'1999-01-01'"}
ROW: Final = "INSERT INTO reg_people (subject, valid_from, recorded_from, recorded_to, part, source, basis, none_said) "
#: What is tried, and whether it is the refusal of a change, of a second row, or of a way around both.
TRIED: Final = [
    "DELETE FROM reg_people",
    "DELETE FROM rel_people__x",
    "UPDATE reg_people SET grade = 'severe'",
    "UPDATE reg_people SET grade = 'severe', recorded_to = {now} WHERE recorded_to IS NULL",
    "UPDATE reg_people SET subject = 'q', recorded_to = {now} WHERE recorded_to IS NULL",
    "UPDATE reg_people SET recorded_to = {past} WHERE recorded_to IS NULL",
    "UPDATE reg_people SET recorded_to = NULL WHERE recorded_to IS NOT NULL",
    "UPDATE reg_people SET recorded_to = {now} WHERE recorded_to IS NOT NULL",
    ROW + "VALUES ('p', '2026-05-01', {now}, NULL, 1, '', '', '')",
    ROW + "VALUES ('q', '2026-05-01', {past}, NULL, 1, '', '', '')",
    ROW + "VALUES ('q', '2026-05-01', {past}, {past}, 1, '', '', '')",
    (
        "INSERT INTO reg_people (subject, valid_from, valid_to, recorded_from, part, source, basis, none_said) "
        "VALUES ('q', '2026-05-01', '2026-05-01', {now}, 1, '', '', '')"
    ),
    "DELETE FROM event",
    "UPDATE event SET body = kind_of_nothing",
    "UPDATE event SET kind = 'other'",
    "INSERT INTO event SELECT case_id, 5, instant, kind, body FROM event",
    "DELETE FROM leaf",
    "UPDATE leaf SET commitment = (SELECT salt FROM opening WHERE number = 1)",
    "INSERT INTO leaf SELECT 9, commitment FROM leaf WHERE number = 0",
    "UPDATE node SET hash = (SELECT salt FROM opening WHERE number = 1)",
    "DELETE FROM node",
    "DELETE FROM opening",
    "UPDATE opening SET subject = 'q'",
    "UPDATE opening SET entry = NULL",
    "UPDATE opening SET number = number + 7, entry = NULL, salt = NULL, subject = NULL, case_id = NULL, kind = NULL",
    "INSERT INTO opening (number) VALUES (7)",
    "UPDATE head SET entries = entries - 1",
    "UPDATE head SET instant = {past}",
    "DELETE FROM head",
    "UPDATE pack SET described = '{{}}'",
    "DELETE FROM claim",
]
SQLITE_ALONE: Final = [
    "INSERT OR REPLACE INTO event SELECT case_id, number, instant, 'forged', body FROM event",
    "INSERT OR REPLACE INTO leaf SELECT number, x'00' FROM leaf",
    "INSERT OR REPLACE INTO opening (number) SELECT number FROM opening",
    "INSERT OR REPLACE INTO head VALUES (1, 1, 0)",
    ("REPLACE INTO reg_people (subject, valid_from, recorded_from, part, source, basis, none_said) "
    "SELECT subject, valid_from, recorded_from, part, 'forged', basis, none_said FROM reg_people"),
    "UPDATE OR REPLACE event SET number = 0",

]  # fmt: skip
POSTGRES_ALONE: Final = [
    f"TRUNCATE {name} CASCADE" for name in ("reg_people", "event", "leaf", "opening", "head")
]


class Raw:
    """Whoever has the password, and a program of his own."""

    def __init__(self, url: str) -> None:
        self.kind = "postgres" if url.startswith("postgres") else "sqlite"
        if self.kind == "sqlite":
            self.connection: Any = sqlite3.connect(sqlite_path(url) or Path(), isolation_level=None)
            self.refused: Any = sqlite3.Error
        else:
            import psycopg

            self.connection = psycopg.connect(url, autocommit=True)
            self.refused = psycopg.Error

    def run(self, sql: str) -> Any:
        return self.connection.execute(sql)

    def everything(self) -> dict[str, Any]:
        tables = ("reg_people", "event", "leaf", "node", "opening", "head", "pack", "claim")
        return {name: sorted(map(repr, self.run(f"SELECT * FROM {name}").fetchall())) for name in tables}


@pytest.fixture(scope="module")
def raw(new_url: Callable[[], str]) -> Iterator[Raw]:
    url = new_url()
    with closing(open_database(url, SCHEMA)) as base:

        def job(journal: Journal) -> None:
            journal.write(Change("people", "p", {"grade": "mild"}, DAY))
            journal.link(Linking("people", "children", "p", "q", DAY))
            journal.once("key")
            filed(journal)
            for _ in range(4):
                journal.record(Entry("look", journal.now, "officer:lin", subject="p"))

        base.write(job).result()
        base.write(lambda journal: journal.write(Change("people", "p", {"grade": "none"}, DAY))).result()
    one = Raw(url)
    yield one
    one.connection.close()


@pytest.mark.parametrize("sql", [*TRIED, *SQLITE_ALONE, *POSTGRES_ALONE])
def test_a_raw_connection_is_refused(raw: Raw, sql: str) -> None:
    if sql in (POSTGRES_ALONE if raw.kind == "sqlite" else SQLITE_ALONE):
        pytest.skip("words that this database does not know")
    before = raw.everything()
    relation = SCHEMA.tables[1].relation("children")
    words = sql.replace("rel_people__x", f'"{relation}"').replace("kind_of_nothing", "NULL")
    with pytest.raises(raw.refused) as caught:
        raw.run(words.format(now=NOW[raw.kind], past=PAST[raw.kind]))
    assert "syntax" not in str(caught.value)
    assert "no such" not in str(caught.value)
    assert raw.everything() == before


def test_what_is_allowed_still_is(raw: Raw) -> None:
    raw.run("BEGIN")
    now = NOW[raw.kind]
    raw.run(f"UPDATE reg_people SET recorded_to = {now} WHERE recorded_to IS NULL")
    raw.run(ROW + f"VALUES ('p', '2026-05-01', {now}, NULL, 1, '', '', '')")
    raw.run("UPDATE opening SET entry = NULL, salt = NULL, subject = NULL, case_id = NULL, kind = NULL")
    raw.run("ROLLBACK")


def test_two_raw_connections_cannot_overlap_each_other(raw: Raw, new_url: Callable[[], str]) -> None:
    if raw.kind == "sqlite":
        pytest.skip("SQLite has one writer")
    import psycopg

    url = new_url()
    open_database(url, SCHEMA).close()
    values = ROW + "VALUES ('p', '2026-05-01', '2200-01-01', NULL, {part}, '', '', '')"
    with psycopg.connect(url) as first, psycopg.connect(url) as second:
        first.execute(values.format(part=1).encode())
        second.execute("SET lock_timeout = '200ms'")
        with pytest.raises(psycopg.Error, match="lock timeout"):
            second.execute(values.format(part=2).encode())
        second.rollback()
        first.commit()
        with pytest.raises(psycopg.Error, match="overlap"):
            second.execute(values.format(part=2).encode())
