"""A department's PostgreSQL as a source: its rows by their types, never written, given up in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from askonce.adapters.settings.model import SqlSource as Settings
from askonce.adapters.settings.secret import Secret
from askonce.adapters.sources.source import Answer, NoAnswer
from askonce.adapters.sources.sql import SqlSource, open_engine
from askonce.feel.types import BOOLEAN, DATE, NUMBER, TEXT, MoneyType
from askonce.feel.values import Money, Value
from askonce.registers.sources import Wanted
from tests.postgres.test_server import base, pytestmark

__all__ = ["base", "pytestmark"]  # the server, and where it runs, are those of the tests beside this one

TYPES = {"land": {"built": DATE, "area": NUMBER, "value": MoneyType("CNY"), "listed": BOOLEAN, "owner": TEXT}}


@pytest.fixture(scope="module")
def land(base: Any) -> Iterator[Any]:
    base.execute("CREATE SCHEMA land")
    base.execute(
        'CREATE TABLE land.parcels ("地块" bigint PRIMARY KEY, built date, area numeric(12,2), value numeric, '
        "listed boolean, owner text, day date)"
    )
    base.execute(
        "INSERT INTO land.parcels VALUES (7, '1990-01-02', 120.50, 3000, true, '王芳', '2026-02-01')"
    )
    base.execute("INSERT INTO land.parcels VALUES (8, NULL, NULL, NULL, NULL, NULL, NULL)")
    yield base
    base.execute("DROP SCHEMA land CASCADE")


def settings(land: Any, **others: Any) -> Settings:
    told = {
        "url": Secret(f"postgresql://postgres@127.0.0.1:{land.info.port}/postgres"), "table": "parcels", "schema": "land",
        "subject": "地块", "as_of": "day", "seconds": 1.0,
    }  # fmt: skip
    return Settings(**{**told, **others})


def wanted(subject: str) -> Wanted:
    return Wanted(
        "land", "land", "sql", subject, tuple(TYPES["land"]), (), "care", "land-act/1", "c", "street", 1
    )


def test_a_row_is_read_by_its_types(land: Any) -> None:
    source = SqlSource(settings(land), TYPES)
    values: dict[str, Value] = {
        "built": date(1990, 1, 2), "area": Decimal("120.50"), "value": Money(Decimal(3000), "CNY"), "listed": True,
        "owner": "王芳",
    }  # fmt: skip
    assert source.ask(wanted("7")) == Answer(values, as_of=date(2026, 2, 1))
    assert source.ask(wanted("8")) == Answer({})
    for nobody in ("9", "7 OR 1=1", "x", "9" * 40):
        assert source.ask(wanted(nobody)) == Answer(None)
    source.close()


def test_nothing_is_written(land: Any) -> None:
    engine = open_engine(settings(land))
    with engine.connect() as connection, pytest.raises(DBAPIError, match="read-only"):
        connection.execute(text("DELETE FROM land.parcels"))
    engine.dispose()


def test_a_table_that_is_locked_is_given_up_and_asked_again(land: Any) -> None:
    source = SqlSource(settings(land), TYPES)
    assert isinstance(source.ask(wanted("7")), Answer)
    with land.transaction():
        land.execute("LOCK TABLE land.parcels IN ACCESS EXCLUSIVE MODE")
        assert source.ask(wanted("7")) == NoAnswer(
            "it cannot be reached, or does not answer in time", passing=True
        )
    assert isinstance(source.ask(wanted("7")), Answer)
    source.close()


def test_a_server_that_is_gone_says_no_secret(land: Any) -> None:
    gone = settings(land, url=Secret("postgresql://reader:hush@127.0.0.1:1/land"))
    found = SqlSource(gone, TYPES).ask(wanted("7"))
    assert found == NoAnswer("it cannot be reached, or does not answer in time", passing=True)
