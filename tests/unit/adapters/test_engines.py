"""A run from file to file by DuckDB and by polars: rows, counts, and values that do not fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest

from askonce.adapters import duckdb, polars
from askonce.adapters.run import Broken, Came, Format, Job, Ran, Tally, Unfit
from askonce.adapters.tables import Days, Table, days_of, read_table, write_cells
from askonce.feel.types import BOOLEAN, TEXT
from askonce.norms.population.population import Plan, population
from tests.unit.norms.test_population import ruling_of

NORM = """needs: {birth: date, income: money CNY, grade: [无, 轻, 重]}
where: {age: "age(birth, application)", leap_day: 28 February}
table:
  hit: first
  when: [age, income, grade]
  then: {decision: [granted, refused], amount: money CNY}
  rows:
    - [">= 65", "< 2000 CNY", "-", granted, "round half even(income / 8, 1)"]
    - ["-", "-", 重, granted, 50 CNY]
  otherwise: [refused, 0 CNY]
"""
PEOPLE = {
    "id": pa.array([1, 2, 3, 4, 5], pa.int64()),
    "birth": pa.array(
        [date(1960, 2, 29), date(1960, 3, 1), None, date(1990, 1, 1), date(1950, 1, 1)], pa.date32()
    ),
    "income": pa.array(
        [Decimal("2.00"), Decimal("0.00"), None, Decimal("10.00"), Decimal("-4.40")], pa.decimal128(18, 2)
    ),
    "grade": pa.array(["无", "轻", "重", None, "无"]).dictionary_encode(),
}
ROWS = [
    (1, "granted", Decimal("0.2")), (2, "refused", Decimal(0)), (3, "granted", Decimal(50)), (4, "refused", Decimal(0)),
    (5, "granted", Decimal("-0.6")),
]  # fmt: skip
Engine = Callable[[Job, Table, Callable[[str, int, int], None]], Came]
ENGINES = pytest.mark.parametrize("engine", [duckdb.run, polars.run], ids=["duckdb", "polars"])
FORMATS = pytest.mark.parametrize("kind", ["parquet", "arrow"])


def written(table: pa.Table, path: Path, kind: str) -> Table:
    if kind == "parquet":
        pyarrow.parquet.write_table(table, path)
    else:
        pyarrow.feather.write_feather(table, path, compression="uncompressed")
    found = read_table(path)
    assert isinstance(found, Table), found
    return found


def job_over(table: Table, out: Path, kind: Format, text: str = NORM) -> Job:
    plan = population(ruling_of(text), table.columns, table.full)
    assert isinstance(plan, Plan), plan
    return Job(plan, table.path, out, kind, ("id",))


def silent(label: str, done: int, total: int) -> None:
    del label, done, total


@ENGINES
@FORMATS
def test_a_run_gives_a_row_for_each_person(tmp_path: Path, engine: Engine, kind: Format) -> None:
    table = written(pa.table(PEOPLE), tmp_path / "people [1]", kind)
    out = tmp_path / "out"
    came = engine(job_over(table, out, kind), table, silent)
    assert came == Ran(5, ("decision",), ((("granted",), 3), (("refused",), 2)))
    read = pyarrow.parquet.read_table if kind == "parquet" else pyarrow.feather.read_table
    found = read(out)
    assert found.schema.names == ["id", "decision", "amount"]
    assert pa.types.is_decimal(found.schema.field("amount").type)
    assert [tuple(row.values()) for row in found.to_pylist()] == ROWS


@ENGINES
@FORMATS
def test_a_file_of_no_rows_gives_one_of_no_rows(tmp_path: Path, engine: Engine, kind: Format) -> None:
    table = written(pa.table(PEOPLE).slice(0, 0), tmp_path / "people", kind)
    out = tmp_path / "out"
    assert engine(job_over(table, out, kind), table, silent) == Ran(0, ("decision",), ())
    found = read_table(out)
    assert isinstance(found, Table)
    assert (found.rows, list(found.columns)) == (0, ["id", "decision", "amount"])


@ENGINES
def test_values_that_do_not_fit_are_counted_and_shown(tmp_path: Path, engine: Engine) -> None:
    odd = PEOPLE | {"grade": pa.array(["无", "x", "重", None, "未知"])}
    table = written(pa.table(odd), tmp_path / "people", "parquet")
    came = engine(job_over(table, tmp_path / "out", "parquet"), table, silent)
    assert came == Unfit("grade", "one of `无`, `轻`, `重`", 2, ("x", "未知"))
    early = PEOPLE | {"birth": pa.array([date(1066, 10, 14)] * 5, pa.date32())}
    table = written(pa.table(early), tmp_path / "early", "parquet")
    came = engine(job_over(table, tmp_path / "out", "parquet"), table, silent)
    assert came == Unfit("birth", "a date from 1600 to 2599", 5, ("1066-10-14",))


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello", "utf-8")
    table = written(pa.table(PEOPLE), tmp_path / "people", "parquet")
    (tmp_path / "torn").write_bytes(table.path.read_bytes()[:-40])
    assert read_table(tmp_path / "text") == Broken("is neither Parquet nor an Arrow file")
    torn, none = read_table(tmp_path / "torn"), read_table(tmp_path / "none")
    assert isinstance(torn, Broken)
    assert "is damaged" in torn.message
    assert none == Broken("No such file or directory")


def test_what_a_file_says_of_its_columns_is_used(tmp_path: Path) -> None:
    table = written(pa.table(PEOPLE), tmp_path / "people", "parquet")
    assert "id" in table.full
    assert "birth" not in table.full
    assert table.columns["income"].low == -440  # type: ignore[union-attr]
    assert days_of(table, "birth") == Days(date(1950, 1, 1), date(1990, 1, 1), 1)


@pytest.mark.parametrize("cells", [((("granted", True), 120),), ()])
def test_counts_are_written_with_one_row_of_nulls_for_the_rest(tmp_path: Path, cells: Tally) -> None:
    outputs = (("decision", TEXT), ("paid", BOOLEAN))
    write_cells(tmp_path / "out", "parquet", outputs, cells, rest=True)
    found = pyarrow.parquet.read_table(tmp_path / "out")
    assert found.schema.types == [pa.string(), pa.bool_(), pa.int64()]
    named = [{"decision": "granted", "paid": True, "people": 120}] if cells else []
    assert found.to_pylist() == [*named, {"decision": None, "paid": None, "people": None}]
