"""Whole registers in and out of PostgreSQL: COPY into a table of the transaction, ADBC out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import adbc_driver_postgresql.dbapi

from askonce.adapters.postgres.base import PostgresBase
from askonce.adapters.postgres.database import working
from askonce.adapters.postgres.dialect import POSTGRES
from askonce.adapters.staging import staged_fields
from askonce.adapters.storage.dialect import quoted
from askonce.adapters.storage.layout import Field
from askonce.adapters.storage.schema import Table


@contextmanager
def staging(url: str, fields: Sequence[Field], staged: Iterable[Any]) -> Iterator[PostgresBase]:
    """A transaction with the batches in a table `incoming` that ends with it."""
    columns = ", ".join(f"{quoted(one.name)} {POSTGRES.types[one.kind]}" for one in fields)
    with working(url) as base:
        base.run(f"CREATE TEMP TABLE incoming ({columns}) ON COMMIT DROP")
        with base.connection.cursor() as cursor, cursor.copy("COPY incoming FROM STDIN") as copy:
            for batch in staged:
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    copy.write_row(row)
        base.run("ANALYZE incoming")
        yield base


@contextmanager
def fetched(url: str, table: Table, valid: date, recorded: datetime | None) -> Iterator[Any]:
    """A reader of the rows of a day; numbers as text, which alone holds all of them exactly."""
    fields = staged_fields(table, none_said=False)
    columns = ", ".join(
        f"{quoted(one.name)}::text" if one.kind == "number" else quoted(one.name) for one in fields
    )
    where, parameters = "recorded_to IS NULL", [valid]
    if recorded is not None:
        where = "recorded_from <= $2 AND (recorded_to IS NULL OR recorded_to > $2)"
        parameters.append(recorded)
    with adbc_driver_postgresql.dbapi.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {quoted(table.kept_as)} "
            f"WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1) AND {where}",
            parameters,
        )
        yield cursor.fetch_record_batch()
