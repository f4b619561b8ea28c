"""A database in one SQLite file: one thread writes, any number read (`cases.database.Database`)."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self, TypeVar

from askonce.adapters.sqlite.base import SqliteBase, SqliteEngine, SqliteReader, connect
from askonce.adapters.sqlite.checkpoints import PAUSE_SECONDS, Checkpoints
from askonce.adapters.sqlite.dialect import SQLITE
from askonce.adapters.sqlite.turn import Turn
from askonce.adapters.storage.making import make, schema_in
from askonce.adapters.storage.reading import Readers
from askonce.adapters.storage.schema import Schema
from askonce.adapters.storage.work import Prepared
from askonce.adapters.storage.writer import MOST_WAITING, Writer
from askonce.cases.database import Unavailable
from askonce.cases.journal import Journal
from askonce.methods.merkle import SHA256, Algorithm

T = TypeVar("T")
_MADE_BY: Final = 0x41_4F_4E_31  # PRAGMA application_id: "AON1", AskOnce's tables in their first layout


def utc_now() -> datetime:
    """What the clock says."""
    return datetime.now(UTC)


class SqliteDatabase:
    """An open SQLite file."""

    def __init__(
        self,
        path: Path | None,
        schema: Schema,
        *,
        clock: Callable[[], datetime] = utc_now,
        chance: Callable[[int], bytes] = os.urandom,
        algorithm: Algorithm = SHA256,
        most_waiting: int = MOST_WAITING,
        cut_after: float = PAUSE_SECONDS,
    ) -> None:
        """Open a file that was made for this schema; none is one of its own that is gone once it is closed.

        So many seconds after something was deleted it is gone from the log, too.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="askonce-") if path is None else None
        self.path = path or Path(self._folder.name if self._folder else "") / "county.db"
        lasting = path is not None
        if not lasting:
            create(self.path, schema, lasting=False)
        self.schema = schema
        self._prepared = Prepared(schema, SQLITE, algorithm)
        self._chance = chance
        self._readers = Readers(self._reader, clock)
        connection = connect(self.path, writes=True, lasting=lasting)
        checkpoints = Checkpoints(lambda: connect(self.path, writes=True, lasting=lasting), pause=cut_after)
        log = self.path.with_name(f"{self.path.name}-wal")
        if log.exists() and log.stat().st_size:
            checkpoints.after_deleting()  # whoever left it may have been killed before it was cut
        engine = SqliteEngine(connection, Turn(self.path), self._prepared, chance, checkpoints)
        self._writer = Writer(engine, clock, most_waiting)

    def write(self, job: Callable[[Journal], T]) -> Future[T]:
        """Run a job in a transaction, together with others that wait."""
        return self._writer.write(job)

    def read(self, job: Callable[[Journal], T]) -> T:
        """Run a job over one state, in the thread of the caller."""
        return self._readers.read(job)

    def close(self) -> None:
        """Finish what was accepted and close."""
        self._writer.close()
        self._readers.close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _reader(self) -> SqliteReader:
        try:
            connection = connect(self.path, writes=False)
        except sqlite3.OperationalError as error:
            raise Unavailable(f"the database cannot be opened: {error}") from error
        return SqliteReader(connection, self._prepared, self._chance)


def create(path: Path, schema: Schema, *, lasting: bool = True) -> None:
    """Make the tables in a new file, or do nothing where another process has just made them."""
    empty(path, lasting=lasting)
    with closing(connect(path, writes=True, lasting=lasting)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        if not is_made(connection):
            make(SqliteBase(connection, writes=True), SQLITE, schema)
        connection.execute("COMMIT")


def empty(path: Path, *, lasting: bool = True) -> None:
    """Make a file without tables, unless there is one."""
    with closing(connect(path, writes=True, lasting=lasting)) as connection:
        connection.execute(f"PRAGMA application_id = {_MADE_BY}")


def faults(path: Path) -> list[str]:
    """What SQLite itself finds wrong with a file; nothing where all is well."""
    with closing(connect(path, writes=False)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
    return [] if found == ["ok"] else found


@contextmanager
def working(path: Path, *, writes: bool = True, beside: Path | None = None) -> Iterator[SqliteBase]:
    """One transaction over a file that is there, as its only writer or over one state; what is raised undoes it.

    Another file may lie `beside` it, under that name.
    """
    with ExitStack() as stack:
        if writes:
            turn = Turn(path)
            stack.callback(turn.close)
            turn.take()
        connection = stack.enter_context(closing(connect(path, writes=writes)))
        if beside is not None:
            connection.execute("ATTACH ? AS beside", (str(beside),))
        connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        yield SqliteBase(connection, writes=writes)
        connection.execute("COMMIT")


def is_made(connection: sqlite3.Connection) -> bool:
    """Whether the tables are there."""
    found = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'head'").fetchone()
    return bool(found[0])


def stored_schema(path: Path) -> Schema | None:
    """The schema of a file; none where it holds no tables of ours."""
    if not path.is_file():
        return None
    with closing(connect(path, writes=False)) as connection:
        return schema_in(SqliteBase(connection, writes=False)) if is_made(connection) else None
