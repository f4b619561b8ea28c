"""Opening a database by its address: `sqlite:///county.db` or `postgresql://…`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import unquote

from askonce.adapters.sqlite import database as sqlite
from askonce.adapters.sqlite.dialect import SQLITE
from askonce.adapters.storage.dialect import Base, Dialect
from askonce.adapters.storage.making import schema_in
from askonce.adapters.storage.migration import Migration, Plan
from askonce.adapters.storage.schema import Schema
from askonce.adapters.storage.writer import MOST_WAITING
from askonce.cases.database import Database, Unavailable

#: How an address of PostgreSQL begins.
POSTGRES: Final = ("postgresql://", "postgres://")


class Unlike(Exception):  # noqa: N818 - a fact about the database, which the edge shows with its plan
    """The database was made for another version of the pack: it wants `askonce upgrade` first."""


def open_database(
    url: str,
    schema: Schema | None = None,
    *,
    clock: Callable[[], datetime] = sqlite.utc_now,
    chance: Callable[[int], bytes] = os.urandom,
    most_waiting: int = MOST_WAITING,
) -> Database:
    """A database by its address; one that is not there yet is made for the schema.

    `sqlite:///county.db` lies in the folder of the command, `sqlite:////srv/county.db` where it says, and `sqlite://`
    is gone once it is closed. Without a schema a database is opened for the one that it has. Unlike where it has
    another than is given, Unavailable where it cannot be opened, ValueError for an address that is none.
    """
    ways = _Ways(clock, chance, most_waiting)
    if url.startswith(POSTGRES):
        return _postgres(url, schema, ways)
    path = sqlite_path(url)
    if path is None:
        return sqlite.SqliteDatabase(None, schema or Schema(), **ways._asdict())
    there = sqlite.stored_schema(path)
    if there is None:
        sqlite.create(path, _given(url, schema))
    return sqlite.SqliteDatabase(path, _same(url, there, schema), **ways._asdict())


class Worksite(NamedTuple):
    """One transaction over a database, beside the program that serves it."""

    base: Base
    dialect: Dialect


@contextmanager
def working(url: str, *, writes: bool = True) -> Iterator[Worksite]:
    """One transaction over a database that is there; Unavailable where there is none."""
    if stored_schema(url) is None:
        raise Unavailable(f"there is no database at {shown(url)}")
    if url.startswith(POSTGRES):
        from askonce.adapters.postgres import database as postgres  # its driver is not installed everywhere
        from askonce.adapters.postgres.dialect import POSTGRES as DIALECT

        with postgres.working(url, writes=writes) as base:
            yield Worksite(base, DIALECT)
        return
    with sqlite.working(_lasting(url), writes=writes) as kept:
        yield Worksite(kept, SQLITE)


def stored_schema(url: str) -> Schema | None:
    """The schema that a database has; none where there is no database."""
    if url.startswith(POSTGRES):
        from askonce.adapters.postgres import database as postgres  # its driver is not installed everywhere

        return postgres.stored_schema(url)
    return sqlite.stored_schema(_lasting(url))


def is_there(url: str) -> bool:
    """Whether something is kept at an address already; in one that is kept nowhere, always."""
    kept = url.startswith(POSTGRES) or sqlite_path(url) is not None
    return not kept or stored_schema(url) is not None


def _lasting(url: str) -> Path:
    path = sqlite_path(url)
    if path is None:
        raise ValueError(f"`{url}` is kept nowhere")
    return path


def plan_upgrade(url: str, schema: Schema) -> Plan:
    """What a changed pack changes in a database, and what it would lose; nothing is written."""
    with working(url, writes=False) as site:
        return Migration(*site, schema_in(site.base), schema).plan()


def upgrade(url: str, schema: Schema) -> Plan:
    """Change a database to the schema of a changed pack, in one transaction; Refused where values would be lost."""
    with working(url) as site:
        return Migration(*site, schema_in(site.base), schema).apply()


class _Ways(NamedTuple):
    """What a database takes from outside."""

    clock: Callable[[], datetime]
    chance: Callable[[int], bytes]
    most_waiting: int


def _postgres(url: str, schema: Schema | None, ways: _Ways) -> Database:
    from askonce.adapters.postgres import database as postgres  # its driver is not installed everywhere

    there = postgres.stored_schema(url)
    if there is None:
        postgres.create(url, _given(url, schema))
    return postgres.PostgresDatabase(url, _same(url, there, schema), **ways._asdict())


def _given(url: str, schema: Schema | None) -> Schema:
    if schema is None:
        raise Unavailable(f"there is no database at {shown(url)}")
    return schema


def _same(url: str, there: Schema | None, schema: Schema | None) -> Schema:
    if there is not None and schema is not None and there != schema:
        raise Unlike(f"{shown(url)} was made for another version of the pack")
    return there or schema or Schema()


def shown(url: str) -> str:
    """An address as messages show it, without the password.

    >>> shown("postgresql://ask:secret@db/county")
    'postgresql://ask@db/county'
    """
    return re.sub(r"(?<=://)([^/@:]*):[^/@]*@", r"\1@", url)


def sqlite_path(url: str) -> Path | None:
    """The file of an address, none for one that is kept nowhere; ValueError for an address that is none."""
    if url in ("sqlite://", "sqlite:///:memory:"):
        return None
    if not url.startswith("sqlite:///") or url == "sqlite:///":
        raise ValueError(f"`{url}` is no address of a database: sqlite:///county.db or postgresql://…")
    return Path(unquote(url.removeprefix("sqlite:///")))
