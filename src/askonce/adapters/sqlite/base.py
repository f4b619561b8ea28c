"""One connection to an SQLite file."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from askonce.adapters.sqlite.checkpoints import Checkpoints, cut
from askonce.adapters.sqlite.turn import Turn
from askonce.adapters.storage.heading import take_up
from askonce.adapters.storage.journal import Keeping
from askonce.adapters.storage.work import Prepared

_STATEMENTS: Final = 512
_BUSY_SECONDS: Final = 10.0
#: Statements after which something that was kept has to be gone from the log, too.
_DELETING: Final = ("DELETE ", "UPDATE opening SET entry = NULL")
#: So many rows are added by one statement: few numbers, so that few statements are prepared.
_TOGETHER: Final = (64, 16, 4, 2)
_VALUES: Final = re.compile(r" VALUES (\(\?(?:, \?)*\))")
#: What the one writer keeps of the file in memory: indexes over pseudonyms are added to all over.
_KEPT_KIB: Final = 8_192
#: A commit itself brings the log into the file after so many pages, where no checkpoint beside it has done so.
_LOG_PAGES: Final = 16_000
#: The log is cut to this size after a checkpoint, so that one long reader does not leave a large file for ever.
_MOST_LOG_BYTES: Final = 64 * 2**20


class SqliteBase:
    """A connection as the journal wants it; it says whether something was changed, and whether something was deleted."""

    def __init__(self, connection: sqlite3.Connection, *, writes: bool) -> None:
        self.connection = connection
        self.changed = False
        self.deleted = False
        self._writes = writes
        self._cursor = connection.cursor()

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The only row, or none."""
        rows = self._cursor.execute(sql, parameters).fetchall()
        return rows[0] if rows else None

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row."""
        return self._cursor.execute(sql, parameters).fetchall()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """How many rows a statement changed."""
        if not self._writes:
            raise TypeError("a read job writes nothing")
        self.changed = True
        count = self._cursor.execute(sql, parameters).rowcount
        if count and sql.startswith(_DELETING):
            self.deleted = True
        return count

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for many rows.

        Behind a mark, SQLite goes through all that it may have to undo at the end of each guarded statement: many rows
        to a statement cost a fraction of a statement each.
        """
        if not self._writes:
            raise TypeError("a read job writes nothing")
        self.changed = True
        begins, values, ends = _parted(sql)
        done = 0
        for count in _TOGETHER if values else ():
            together = f"{begins}{', '.join([values] * count)}{ends}" if len(rows) - done >= count else ""
            while len(rows) - done >= count:
                self._cursor.execute(together, list(chain.from_iterable(rows[done : done + count])))
                done += count
        if done < len(rows):
            self._cursor.executemany(sql, rows[done:])


@cache
def _parted(sql: str) -> tuple[str, str, str]:
    """A statement before, in and after the marks of a row; one that adds no rows has none."""
    found = _VALUES.search(sql)
    return (sql[: found.start(1)], found.group(1), sql[found.end(1) :]) if found else (sql, "", "")


def connect(path: Path, *, writes: bool, lasting: bool = True) -> sqlite3.Connection:
    """A connection to a file; without `lasting`, commits do not wait for the disk (tests alone want that).

    sqlite3.OperationalError where the file cannot be opened.
    """
    if writes:
        _make_private(path)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'rwc' if writes else 'ro'}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
        timeout=_BUSY_SECONDS,
    )
    settings = ["PRAGMA foreign_keys = ON", "PRAGMA recursive_triggers = ON", "PRAGMA temp_store = MEMORY"]
    if writes:
        settings += [
            "PRAGMA journal_mode = WAL",
            f"PRAGMA synchronous = {'FULL' if lasting else 'OFF'}",
            "PRAGMA secure_delete = ON",  # what is erased is gone from the file too, not only from its tables
            f"PRAGMA journal_size_limit = {_MOST_LOG_BYTES}",
            f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}",
            f"PRAGMA cache_size = -{_KEPT_KIB}",
        ]
    else:
        settings.append("PRAGMA query_only = ON")
    for setting in settings:
        connection.execute(setting)
    return connection


def _make_private(path: Path) -> None:
    """Make a file that is not there yet its owner's alone; SQLite gives what it lays beside it the same rights."""
    with contextlib.suppress(OSError):  # it is there, or cannot be made, which SQLite says in its own words
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def is_fault(error: BaseException | None) -> bool:
    """Whether an error is the file's own: full, locked, damaged, gone."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error,
        sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.DataError | sqlite3.NotSupportedError,
    )


class SqliteEngine:
    """The connection that writes (`storage.writer.Engine`)."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        turn: Turn,
        prepared: Prepared,
        chance: Callable[[int], bytes],
        checkpoints: Checkpoints,
    ) -> None:
        self._connection = connection
        self._turn = turn
        self._checkpoints = checkpoints
        self._base = SqliteBase(connection, writes=True)
        self._journal = Keeping(self._base, prepared, chance)
        self._execute = connection.cursor().execute
        self._marked = False

    def begin(self) -> Keeping:
        """Begin a transaction as the only writer."""
        self._checkpoints.look(self._connection)
        self._turn.take()
        self._execute("BEGIN IMMEDIATE")
        self._base.changed = self._base.deleted = False
        take_up(self._journal)
        return self._journal

    def mark(self) -> None:
        """Set a mark; while nothing was changed, the beginning of the transaction is one, and costs nothing."""
        self._marked = self._base.changed
        if self._marked:
            self._execute("SAVEPOINT job")

    def release(self) -> None:
        """Give up the mark."""
        if self._marked:
            self._execute("RELEASE job")

    def undo(self) -> None:
        """Undo what was done since the mark; the turn is kept."""
        if self._marked:
            self._execute("ROLLBACK TO job")
            self._execute("RELEASE job")
            return
        self._execute("ROLLBACK")
        self._execute("BEGIN IMMEDIATE")
        self._base.changed = False

    def commit(self) -> None:
        """Commit; a transaction that changed nothing costs no flush."""
        if self._base.changed:
            self._journal.leave_standing()
        self._execute("COMMIT")
        self._turn.give()
        if self._base.deleted:
            self._checkpoints.after_deleting()

    def abandon(self) -> None:
        """Undo the transaction, and forget what the journal believed."""
        self._journal.head = None
        try:
            if self._connection.in_transaction:
                self._execute("ROLLBACK")
        finally:
            self._turn.give()

    def is_fault(self, error: BaseException | None) -> bool:
        """Whether an error is the file's own."""
        return is_fault(error)

    def is_alive(self) -> bool:
        """Whether the transaction is still there: a full disk ends it."""
        return self._connection.in_transaction

    def close(self) -> None:
        """Close the connection; who has written leaves no log behind, unless somebody still reads an older state."""
        self._checkpoints.close()
        if self._connection.total_changes:
            cut(self._connection)
        self._connection.close()
        self._turn.close()


class SqliteReader:
    """A connection that reads (`storage.reading.Reader`)."""

    def __init__(
        self, connection: sqlite3.Connection, prepared: Prepared, chance: Callable[[int], bytes]
    ) -> None:
        self._connection = connection
        self._execute = connection.cursor().execute
        self.journal = Keeping(SqliteBase(connection, writes=False), prepared, chance)

    def begin(self) -> None:
        """Begin to see one state: that of the first look."""
        self._execute("BEGIN")

    def end(self) -> None:
        """See no state any more."""
        self._execute("COMMIT")

    def is_fault(self, error: BaseException | None) -> bool:
        """Whether an error is the file's own."""
        return is_fault(error)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
