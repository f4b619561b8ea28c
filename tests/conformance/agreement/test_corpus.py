"""Every disagreement between two forms of a norm that was ever found stays found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest
import yaml

from askonce.adapters.polars_columns import reckon
from askonce.adapters.tables import kind_of
from askonce.feel.relational.sql import select
from askonce.feel.types import MoneyType
from askonce.feel.values import Money, Value, YearsMonths
from askonce.norms.binding import bind_norm
from askonce.norms.compiling.compiled import compile_ruling
from askonce.norms.kinds import NORM
from askonce.norms.model import Norm
from askonce.norms.population.population import Plan, population
from askonce.norms.ruling import Book, Ruling, all_on, rule
from askonce.norms.walk import walk
from askonce.pack.symbols import Scope, Table
from askonce.text.node import Mapping
from askonce.text.yaml import read_yaml

CORPUS = yaml.safe_load((Path(__file__).parent / "corpus.yaml").read_text("utf-8"))
TYPES = {"number": pa.decimal128(14, 4), "date": pa.date32(), "integer": pa.int64(), "boolean": pa.bool_()}
DAY = date(2025, 2, 28)


def ruling_of(text: str) -> Ruling:
    (node,), found = read_yaml("norm.yaml", f"norm: tried\n{text}")
    assert isinstance(node, Mapping)
    norm, into = NORM.decode(node)
    assert isinstance(norm, Norm)
    assert (found, into.found) == ((), [])
    ruling = rule("tried", Book({"tried": bind_norm(norm, Scope(Table([])))}, {}), all_on(DAY))
    assert isinstance(ruling, Ruling), ruling
    return ruling


def value_of(plain: Any, kind: Any) -> Value:
    if plain is None or isinstance(plain, date):
        return plain
    number = Decimal(str(plain))
    return Money(number, "CNY") if isinstance(kind, MoneyType) else number


def plain(value: Value) -> Any:
    return (
        value.amount
        if isinstance(value, Money)
        else value.months
        if isinstance(value, YearsMonths)
        else value
    )


def laid_out(ruling: Ruling, given: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Value]], Any]:
    """The people of a case as facts, and as a table."""
    kinds = dict(ruling.inputs)
    persons = [{name: value_of(one[name], kind) for name, kind in kinds.items()} for one in given]
    table = pa.table(
        {
            name: pa.array(
                [plain(one[name]) for one in persons],
                TYPES.get(getattr(kind, "word", ""), pa.decimal128(18, 2)),
            )
            for name, kind in kinds.items()
        }
    )
    return persons, table


def expected(case: dict[str, Any]) -> list[Any]:
    """What a case says of its people."""
    return [Decimal(str(one)) if isinstance(one, float) else one for one in case["gives"]]


@pytest.mark.parametrize("case", CORPUS, ids=lambda one: one["found"])
def test_a_disagreement_that_was_found_is_gone(case: dict[str, Any]) -> None:
    ruling = ruling_of(case["norm"])
    persons, table = laid_out(ruling, case["people"])
    plan = population(ruling, {field.name: kind_of(field.type) for field in table.schema})
    assert isinstance(plan, Plan), plan
    with duckdb.connect(":memory:") as base:
        base.register("people", table)
        by_sql = [row[0] for row in base.execute(select(plan.reckoning, "duckdb", "people")).fetchall()]
    wanted = expected(case)
    assert [plain(walk(ruling, one)) for one in persons] == wanted
    assert [plain(compile_ruling(ruling).value(one)) for one in persons] == wanted
    assert by_sql == wanted
    assert [row[0] for row in reckon(pl.from_arrow(table), plan.reckoning, ()).rows()] == wanted
