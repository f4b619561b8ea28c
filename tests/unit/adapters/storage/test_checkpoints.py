"""Bringing the log into the file beside the writer: nothing is lost, and the log does not grow for ever."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from askonce.adapters.sqlite.base import connect
from askonce.adapters.sqlite.checkpoints import Checkpoints
from askonce.adapters.sqlite.database import SqliteDatabase, create
from tests.faults.plain import SCHEMA


def opened(path: Path) -> sqlite3.Connection:
    connection = connect(path, writes=True)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    return connection


@pytest.mark.parametrize("reads", [False, True])
def test_the_log_begins_anew_once_nobody_reads_an_older_state(tmp_path: Path, *, reads: bool) -> None:
    path = tmp_path / "a.db"
    with closing(opened(path)) as writer, closing(connect(path, writes=True)) as reader:
        looking = Checkpoints(lambda: opened(path), rows=100)
        writer.execute("CREATE TABLE a (b, c)")
        if reads:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM a").fetchall()
        for number in range(4_000):
            looking.look(writer)
            writer.execute("INSERT INTO a VALUES (?, ?)", (number, "x" * 400))
        looking.close()
        pages = writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1]
        if reads:
            assert pages > 4_000
            reader.execute("COMMIT")
        else:
            assert pages < 3_000
        looking.look(writer)
        looking.close()
    with closing(connect(path, writes=False)) as reader:
        assert reader.execute("SELECT count(*), sum(b) FROM a").fetchone() == (4_000, sum(range(4_000)))


def test_a_disk_that_fails_leaves_the_log_for_the_next(tmp_path: Path) -> None:
    def fails() -> sqlite3.Connection:
        raise sqlite3.OperationalError("disk I/O error")

    with closing(opened(tmp_path / "a.db")) as writer:
        looking = Checkpoints(fails, rows=1)
        writer.execute("CREATE TABLE a (b)")
        for number in range(20):
            writer.execute("INSERT INTO a VALUES (?)", (number,))
            looking.look(writer)
        looking.close()
        assert writer.execute("SELECT count(*) FROM a").fetchone() == (20,)


WORDS = b"words that are erased"
_SECONDS = 10.0


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def bytes_of(path: Path) -> bytes:
    """The file with its log, if there is one."""
    return path.read_bytes() + (log_of(path).read_bytes() if log_of(path).exists() else b"")


def eventually(holds: Callable[[], bool]) -> bool:
    pause, tries = threading.Event(), int(_SECONDS / 0.02)
    return any(holds() or pause.wait(0.02) for _ in range(tries))


def test_nothing_that_was_deleted_is_left_in_the_log_of_a_closed_file(tmp_path: Path) -> None:
    path = tmp_path / "county.db"
    create(path, SCHEMA)
    database = SqliteDatabase(path, SCHEMA)
    database.write(lambda journal: journal.put("room", "key", WORDS)).result()
    assert database.read(lambda journal: journal.get("room", "key")) == WORDS  # somebody has read it too
    assert WORDS in bytes_of(path)
    database.write(lambda journal: journal.put("room", "key", None)).result()
    database.close()
    assert WORDS not in bytes_of(path)


def test_what_is_deleted_is_gone_from_the_log_of_a_file_that_goes_on_being_served(tmp_path: Path) -> None:
    path = tmp_path / "county.db"
    create(path, SCHEMA)
    with SqliteDatabase(path, SCHEMA, cut_after=0.05) as database:
        database.write(lambda journal: journal.put("room", "key", WORDS)).result()
        with closing(connect(path, writes=False)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM thing").fetchall()
            database.write(lambda journal: journal.put("room", "key", None)).result()
            assert WORDS in bytes_of(path)  # the state that is read stands until nobody reads it
            for number in range(20):  # nobody is held up by what is tried in vain meanwhile
                database.write(lambda journal, key=f"{number}": journal.put("room", key, b"")).result()  # type: ignore[misc]
                time.sleep(0.02)
        assert eventually(lambda: WORDS not in bytes_of(path))
        assert log_of(path).stat().st_size == 0


def test_a_log_that_somebody_left_who_was_killed_is_cut_at_the_next_start(tmp_path: Path) -> None:
    path, copy = tmp_path / "county.db", tmp_path / "copy.db"
    create(path, SCHEMA)
    with SqliteDatabase(path, SCHEMA) as database:
        database.write(lambda journal: journal.put("room", "key", WORDS)).result()
        with closing(connect(path, writes=False)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM thing").fetchall()
            database.write(lambda journal: journal.put("room", "key", None)).result()
            copy.write_bytes(path.read_bytes())
            log_of(copy).write_bytes(log_of(path).read_bytes())
    assert WORDS in bytes_of(copy)
    with SqliteDatabase(copy, SCHEMA, cut_after=0.05):
        assert eventually(lambda: WORDS not in bytes_of(copy))
