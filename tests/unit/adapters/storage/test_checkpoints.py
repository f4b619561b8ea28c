"""Bringing the log into the file beside the writer: nothing is lost, and the log does not grow for ever."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from askonce.adapters.sqlite.base import connect
from askonce.adapters.sqlite.checkpoints import Checkpoints


def opened(path: Path) -> sqlite3.Connection:
    connection = connect(path, writes=True)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    return connection


@pytest.mark.parametrize("reads", [False, True])
def test_the_log_begins_anew_once_nobody_reads_an_older_state(tmp_path: Path, *, reads: bool) -> None:
    path = tmp_path / "a.db"
    with closing(opened(path)) as writer, closing(connect(path, writes=True)) as reader:
        checkpoints = Checkpoints(lambda: opened(path), rows=100)
        writer.execute("CREATE TABLE a (b, c)")
        if reads:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM a").fetchall()
        for number in range(4_000):
            checkpoints.look(writer)
            writer.execute("INSERT INTO a VALUES (?, ?)", (number, "x" * 400))
        checkpoints.close()
        pages = writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1]
        if reads:
            assert pages > 4_000
            reader.execute("COMMIT")
        else:
            assert pages < 3_000
        checkpoints.look(writer)
        checkpoints.close()
    with closing(connect(path, writes=False)) as reader:
        assert reader.execute("SELECT count(*), sum(b) FROM a").fetchone() == (4_000, sum(range(4_000)))


def test_a_disk_that_fails_leaves_the_log_for_the_next(tmp_path: Path) -> None:
    def fails() -> sqlite3.Connection:
        raise sqlite3.OperationalError("disk I/O error")

    with closing(opened(tmp_path / "a.db")) as writer:
        checkpoints = Checkpoints(fails, rows=1)
        writer.execute("CREATE TABLE a (b)")
        for number in range(20):
            writer.execute("INSERT INTO a VALUES (?)", (number,))
            checkpoints.look(writer)
        checkpoints.close()
        assert writer.execute("SELECT count(*) FROM a").fetchone() == (20,)
