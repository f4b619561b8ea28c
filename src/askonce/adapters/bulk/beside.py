"""A snapshot put into a table beside the register, where the database itself can compare the two."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import adbc_driver_sqlite.dbapi

from askonce.adapters.opening import POSTGRES, Worksite, sqlite_path
from askonce.adapters.sqlite import database as sqlite
from askonce.adapters.sqlite.dialect import SQLITE
from askonce.adapters.storage.dialect import quoted
from askonce.adapters.storage.layout import Field
from askonce.cases.database import Unavailable

_HASTY: Final = (
    "PRAGMA page_size = 65536",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
)


@contextmanager
def put_beside(url: str, fields: Sequence[Field], staged: Iterable[Any]) -> Iterator[tuple[Worksite, str]]:
    """A transaction, and the name of the table in it that holds the snapshot; the table is gone with it."""
    if url.startswith(POSTGRES):
        from askonce.adapters.postgres.bulk import staging  # its driver is not installed everywhere
        from askonce.adapters.postgres.dialect import POSTGRES as DIALECT

        with staging(url, fields, staged) as base:
            yield Worksite(base, DIALECT), "incoming"
        return
    with tempfile.TemporaryDirectory(prefix="askonce-") as folder:
        beside = Path(folder) / "incoming.db"
        _ingest(beside, fields, staged)
        path = sqlite_path(url)
        if path is None:
            raise Unavailable("a database that is kept nowhere is loaded row by row")
        with sqlite.working(path, beside=beside) as kept:
            yield Worksite(kept, SQLITE), "beside.incoming"


def _ingest(beside: Path, fields: Sequence[Field], staged: Iterable[Any]) -> None:
    """Put the batches into a file that nobody else sees, so that it need not survive a crash."""
    columns = ", ".join(f"{quoted(one.name)} {SQLITE.types[one.kind]}" for one in fields)
    with (
        adbc_driver_sqlite.dbapi.connect(str(beside), autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        for setting in _HASTY:
            cursor.execute(setting)
            cursor.fetchall()
        cursor.execute(f"CREATE TABLE incoming ({columns})")
        for batch in staged:  # one by one: what a reader raises, ADBC would only repeat as text
            cursor.adbc_ingest("incoming", batch, mode="append")
