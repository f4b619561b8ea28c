"""A register in a department's own SQL database, read and never written."""

from __future__ import annotations

import math
import sqlite3
import threading
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, NoSuchTableError, SQLAlchemyError

from askonce.adapters.loading.cells import Cells
from askonce.adapters.settings.model import SqlSource as Settings
from askonce.adapters.sources.answer import NonsenseError, Types, day_of, values_of
from askonce.adapters.sources.source import Answer, NoAnswer
from askonce.feel.types import Type
from askonce.feel.values import Value
from askonce.norms.columns import Absent, Misfit
from askonce.registers.sources import Wanted

_CONNECTIONS: Final = 4


class SqlSource:
    """Asks a table or a view for the row of a subject; its columns are looked up once."""

    def __init__(self, settings: Settings, types: Types) -> None:
        self._settings = settings
        self._types = types
        self._engine: Engine | None = None
        self._table: sa.Table | None = None
        self._lock = threading.Lock()
        self.tries = 2

    def ask(self, wanted: Wanted) -> Answer | NoAnswer:
        """What the table says of a subject."""
        try:
            engine, table = self._ready()
            statement = self._statement(table, wanted)
            if statement is None:
                return Answer(None)
            with engine.connect() as connection:
                rows = [dict(row) for row in connection.execute(statement).mappings().fetchmany(2)]
            return self._answer(rows, wanted)
        except NonsenseError as error:
            return NoAnswer(f"its answer is nonsense: {error}")
        except NoSuchTableError:
            return NoAnswer(f"it has no table `{self._settings.table}`")
        except (ArgumentError, NoSuchModuleError, ImportError):
            return NoAnswer("its address in the settings is none that can be opened")
        except (SQLAlchemyError, OSError, sqlite3.Error):  # what a driver says may hold data and passwords
            return NoAnswer("it cannot be reached, or does not answer in time", passing=True)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
            self._engine = self._table = None

    def _ready(self) -> tuple[Engine, sa.Table]:
        with self._lock:
            if self._engine is None:
                self._engine = open_engine(self._settings)
            if self._table is None:
                schema = self._settings.schema or None
                self._table = sa.Table(
                    self._settings.table, sa.MetaData(), schema=schema, autoload_with=self._engine
                )
            return self._engine, self._table

    def _statement(self, table: sa.Table, wanted: Wanted) -> sa.Select[Any] | None:
        told = self._settings
        named = [told.columns.get(name, name) for name in wanted.attributes]
        for name in (told.subject, *named, *filter(None, [told.as_of])):
            if name not in table.c:
                raise NonsenseError(f"`{told.table}` has no column `{name}`")
        subject = _as_kept(table.c[told.subject], wanted.subject)
        if subject is None:
            return None
        columns = [
            table.c[name] for name in dict.fromkeys([told.subject, *named, *filter(None, [told.as_of])])
        ]
        return sa.select(*columns).where(table.c[told.subject] == sa.bindparam("subject", subject)).limit(2)

    def _answer(self, rows: list[dict[str, Any]], wanted: Wanted) -> Answer:
        if not rows:
            return Answer(None)
        if len(rows) > 1:
            raise NonsenseError("it has several rows of one subject")
        types: Mapping[str, Type] = self._types.get(wanted.register, {})
        read = partial(_read, empty_is_none=self._settings.empty_is_none)
        values = values_of(rows[0], wanted, types, self._settings.columns, read)
        return Answer(values, as_of=day_of(rows[0], self._settings.as_of))


def _read(kind: Type, raw: Any, *, empty_is_none: bool) -> Value | Misfit | Absent:
    return Cells(kind, empty_is_none=empty_is_none).value(raw)


def _as_kept(column: sa.Column[Any], subject: str) -> str | int | None:
    """The name of a subject as its column keeps it; none where no row of such a column could have it."""
    if not isinstance(column.type, sa.Integer):
        return subject
    return int(subject) if subject.isascii() and subject.isdigit() and len(subject) < 19 else None


def open_engine(settings: Settings) -> Engine:
    """An engine whose connections cannot write, and give up after the time of the settings."""
    url = sa.make_url(settings.url.reveal())
    seconds = settings.seconds
    common: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": True}
    if url.get_backend_name() == "sqlite":
        return sa.create_engine(url, creator=lambda: _read_only(url, seconds), **common)
    if url.get_backend_name() == "postgresql":
        millis = math.ceil(seconds * 1000)
        options = (
            f"-c default_transaction_read_only=on -c statement_timeout={millis} -c lock_timeout={millis}"
        )
        arguments = {
            "connect_timeout": max(2, math.ceil(seconds)), "options": options, "tcp_user_timeout": millis,
        }  # fmt: skip
        url = url.set(drivername="postgresql+psycopg")
        return sa.create_engine(
            url, connect_args=arguments, pool_size=_CONNECTIONS, pool_timeout=seconds, **common
        )
    return sa.create_engine(url, pool_size=_CONNECTIONS, pool_timeout=seconds, **common)


def _read_only(url: URL, seconds: float) -> sqlite3.Connection:
    return sqlite3.connect(
        f"file:{_quoted(url.database or '')}?mode=ro", uri=True, timeout=seconds, check_same_thread=False
    )


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
