"""Making a database: all tables of a schema in one transaction, what guards them, and the first rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from askonce.adapters.storage.dialect import Base, Dialect
from askonce.adapters.storage.layout import laid_out
from askonce.adapters.storage.schema import Schema
from askonce.adapters.storage.work import from_micros


def make(base: Base, dialect: Dialect, schema: Schema) -> None:
    """Make every table, with its first rows and what guards it."""
    lay_out(base, dialect, schema)
    begins = from_micros(0)
    instant = dialect.into["instant"](begins) if "instant" in dialect.into else begins
    base.run("INSERT INTO head (one, instant, entries) VALUES (1, ?, 0)", (instant,))
    note(base, schema, instant)
    guard(base, dialect, schema)


def lay_out(base: Base, dialect: Dialect, schema: Schema) -> None:
    """Make every table, empty and without what guards it."""
    for table in laid_out(schema):
        _run(base, dialect.create(table))


def note(base: Base, schema: Schema, instant: Any) -> None:
    """Note which schema the database has from now on."""
    last = base.one("SELECT coalesce(max(number) + 1, 0) FROM pack")
    number = 0 if last is None else last[0]
    base.run(
        "INSERT INTO pack (number, instant, described) VALUES (?, ?, ?)",
        (number, instant, schema.encode().decode()),
    )


def guard(base: Base, dialect: Dialect, schema: Schema) -> None:
    """Put up what guards the tables."""
    _run(base, (one for table in laid_out(schema) for one in dialect.guards(table)))


def unguard(base: Base, dialect: Dialect, schema: Schema) -> None:
    """Take it down, within a transaction that puts it up again."""
    _run(base, (one for table in laid_out(schema) for one in dialect.unguards(table)))


def schema_in(base: Base) -> Schema:
    """The schema that a database has."""
    kept = base.one("SELECT described FROM pack ORDER BY number DESC LIMIT 1")
    return Schema() if kept is None else msgspec.json.decode(kept[0], type=Schema)


def _run(base: Base, statements: Iterable[str]) -> None:
    for statement in statements:
        base.run(statement)
