"""A database in PostgreSQL: one thread of each process writes, any number read (`cases.database.Database`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Self, TypeVar

from askonce.adapters.postgres.base import ONE_WRITER, PostgresBase, PostgresEngine, PostgresReader, connect
from askonce.adapters.postgres.dialect import POSTGRES
from askonce.adapters.storage.making import make, schema_in
from askonce.adapters.storage.reading import Readers
from askonce.adapters.storage.schema import Schema
from askonce.adapters.storage.work import Prepared
from askonce.adapters.storage.writer import MOST_WAITING, Writer
from askonce.cases.journal import Journal
from askonce.methods.merkle import SHA256, Algorithm

T = TypeVar("T")


class PostgresDatabase:
    """An open database of a server."""

    def __init__(
        self,
        url: str,
        schema: Schema,
        *,
        clock: Callable[[], datetime],
        chance: Callable[[int], bytes] = os.urandom,
        algorithm: Algorithm = SHA256,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        """Open a database that was made for this schema."""
        self.url = url
        self.schema = schema
        prepared = Prepared(schema, POSTGRES, algorithm)
        self._readers = Readers(lambda: PostgresReader(url, prepared, chance), clock)
        self._writer = Writer(PostgresEngine(url, prepared, chance), clock, most_waiting)

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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()


def create(url: str, schema: Schema) -> None:
    """Make the tables, or do nothing where another process has just made them."""
    with closing(connect(url, writes=True)) as connection:
        connection.execute(
            "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 20260102))"
        )
        if not is_made(connection):
            make(PostgresBase(connection, writes=True), POSTGRES, schema)
        connection.execute("COMMIT")


@contextmanager
def working(url: str, *, writes: bool = True) -> Iterator[PostgresBase]:
    """One transaction, as the only writer or over one state; what is raised undoes it."""
    with closing(connect(url, writes=writes)) as connection:
        begin = f"BEGIN; {ONE_WRITER}" if writes else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        connection.execute(begin)
        yield PostgresBase(connection, writes=writes)
        connection.execute("COMMIT")


def is_made(connection: object) -> bool:
    """Whether the tables are there."""
    found = PostgresBase(connection, writes=False).one(
        "SELECT count(*) FROM pg_class WHERE relname = 'head' AND relnamespace = current_schema()::regnamespace"
    )
    return found is not None and bool(found[0])


def stored_schema(url: str) -> Schema | None:
    """The schema of a database; none where it holds no tables of ours."""
    with closing(connect(url, writes=False)) as connection:
        return schema_in(PostgresBase(connection, writes=False)) if is_made(connection) else None
