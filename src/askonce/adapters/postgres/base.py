"""One connection to PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg

from askonce.adapters.storage.heading import take_up
from askonce.adapters.storage.journal import Keeping
from askonce.adapters.storage.work import Prepared
from askonce.cases.database import Unavailable
from askonce.registers.store import Unfit

_PREPARE_AFTER: Final = 2
_LOCK_SECONDS: Final = 30
#: A line ends within 20 s of a network that swallows everything; without this it would wait for a quarter of an hour
#: where something was sent, and for ever where an answer is awaited.
_LINE: Final[dict[str, Any]] = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
#: One lock for all who write to one schema of one database.
ONE_WRITER: Final = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 20260101))"


class PostgresBase:
    """A connection as the journal wants it."""

    def __init__(self, connection: Any, *, writes: bool) -> None:
        self.connection = connection
        self.changed = False
        self._writes = writes
        self._cursor = connection.cursor()
        self._printed: dict[str, str] = {}

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The only row, or none."""
        return self._ran(sql, parameters).fetchone()  # type: ignore[no-any-return]

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row."""
        return self._ran(sql, parameters).fetchall()  # type: ignore[no-any-return]

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """How many rows a statement changed."""
        if not self._writes:
            raise TypeError("a read job writes nothing")
        self.changed = True
        return self._ran(sql, parameters).rowcount  # type: ignore[no-any-return]

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for many rows, in one turn of the line."""
        if not self._writes:
            raise TypeError("a read job writes nothing")
        self.changed = True
        if len(rows) == 1:
            self._ran(sql, rows[0])
        elif rows:
            self._cursor.executemany(self._print(sql), rows)

    def _ran(self, sql: str, parameters: Sequence[Any]) -> Any:
        if not parameters:
            return self._cursor.execute(sql)
        try:
            return self._cursor.execute(self._print(sql), parameters)
        except (UnicodeEncodeError, psycopg.DataError) as error:
            raise Unfit(f"PostgreSQL cannot keep a value: {error}") from error

    def _print(self, sql: str) -> str:
        """The statement with the marks that psycopg wants; names that hold `?` or `%` are hashed (`physical`)."""
        found = self._printed.get(sql)
        if found is None:
            found = self._printed[sql] = sql.replace("?", "%s")
        return found


def connect(url: str, *, writes: bool) -> Any:
    """A connection; Unavailable where the server does not answer."""
    try:
        connection = psycopg.connect(url, autocommit=True, prepare_threshold=_PREPARE_AFTER, **_LINE)
        connection.execute(
            f"SET TIME ZONE 'UTC'; SET synchronous_commit = on; SET lock_timeout = '{_LOCK_SECONDS}s'; "
            f"SET default_transaction_read_only = {'off' if writes else 'on'}"
        )
    except psycopg.OperationalError as error:
        raise Unavailable(f"the database cannot be reached: {str(error).splitlines()[0]}") from error
    return connection


def is_fault(error: BaseException | None) -> bool:
    """Whether an error is the server's own: gone, full, shutting down, somebody else holds the lock."""
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError | psycopg.InternalError)


class PostgresEngine:
    """The connection that writes (`storage.writer.Engine`); it comes back when the server does."""

    def __init__(self, url: str, prepared: Prepared, chance: Callable[[int], bytes]) -> None:
        self._url = url
        self._prepared = prepared
        self._chance = chance
        self._connect()

    def begin(self) -> Keeping:
        """Begin a transaction as the only writer."""
        if self._connection.closed:
            self._connect()
        try:
            self._connection.execute(f"BEGIN; {ONE_WRITER}")
        except psycopg.OperationalError:
            if not self._connection.broken:
                raise
            self._connect()  # the server was restarted while nobody wrote: nothing was lost with the connection
            self._connection.execute(f"BEGIN; {ONE_WRITER}")
        self._base.changed = False
        take_up(self._journal)
        return self._journal

    def mark(self) -> None:
        """Set a mark."""
        self._connection.execute("SAVEPOINT job")

    def release(self) -> None:
        """Give up the mark."""
        self._connection.execute("RELEASE job")

    def undo(self) -> None:
        """Undo what was done since the mark."""
        self._connection.execute("ROLLBACK TO job; RELEASE job")

    def commit(self) -> None:
        """Commit."""
        if self._base.changed:
            self._journal.leave_standing()
        self._connection.execute("COMMIT")

    def abandon(self) -> None:
        """Undo the transaction, and forget what the journal believed."""
        self._journal.head = None
        if not self._connection.closed:
            self._connection.execute("ROLLBACK")

    def is_fault(self, error: BaseException | None) -> bool:
        """Whether an error is the server's own."""
        return is_fault(error)

    def is_alive(self) -> bool:
        """Whether the transaction is still there."""
        ends = (psycopg.pq.TransactionStatus.IDLE, psycopg.pq.TransactionStatus.UNKNOWN)
        return not self._connection.closed and self._connection.info.transaction_status not in ends

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _connect(self) -> None:
        self._connection = connect(self._url, writes=True)
        self._base = PostgresBase(self._connection, writes=True)
        self._journal = Keeping(self._base, self._prepared, self._chance)


class PostgresReader:
    """A connection that reads (`storage.reading.Reader`)."""

    def __init__(self, url: str, prepared: Prepared, chance: Callable[[int], bytes]) -> None:
        self._connection = connect(url, writes=False)
        self.journal = Keeping(PostgresBase(self._connection, writes=False), prepared, chance)

    def begin(self) -> None:
        """Begin to see one state."""
        self._connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def end(self) -> None:
        """See no state any more."""
        self._connection.execute("COMMIT")

    def is_fault(self, error: BaseException | None) -> bool:
        """Whether an error is the server's own."""
        return is_fault(error)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
