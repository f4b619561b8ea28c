"""`askonce population`: what is written, what is said, and what stops it with nothing written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from askonce.cli.main import main
from askonce.pack.starter import starter_files

NORM = """norm: inspection
title: {en: Choice for inspection, zh: 抽查}
basis: street-rules/3
effect: EFFECT
population: true
in_force: {from: 2022-01-01}
needs: {birth: date, sex: [女, 男]}
where: {age: "age(birth, application)", leap_day: 28 February}
table:
  hit: unique
  when: [age]
  then: {decision: [granted, refused, waiting]}
  rows: [["< 60", refused], ["[60..65)", waiting], [">= 65", granted]]
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A pack of one norm, and a file of 63 people, 3 of whom wait."""
    for name, text in starter_files().items():
        if not name.startswith(("norms/", "services/")):
            (tmp_path / "pack" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "pack" / name).write_text(text, "utf-8")
    births = (
        [date(1950, 1, 1)] * 40
        + [date(1962, 1, 1)] * 3
        + [date(2000, 2, 29) + timedelta(one) for one in range(20)]
    )
    table = {"id": range(63), "birth": births, "sex": ["女", "男", "女"] * 21}
    pyarrow.parquet.write_table(
        pa.table({name: list(column) for name, column in table.items()}), tmp_path / "people.parquet"
    )
    return tmp_path


def run(
    place: Path,
    *more: str,
    effect: str = "favourable",
    people: str = "people.parquet",
    norm: str = NORM,
) -> int:
    (place / "pack" / "norm.yaml").write_text(norm.replace("EFFECT", effect), "utf-8")
    files = ["--people", str(place / people), "--out", str(place / "out.parquet"), "--on", "2025-02-28"]
    return main(["population", str(place / "pack"), "inspection", *files, *more])


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_a_favourable_norm_gives_a_row_for_each(
    place: Path, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "--keep", "id", "--engine", engine) == 0
    found = pyarrow.parquet.read_table(place / "out.parquet")
    assert found.num_rows == 63
    assert found.slice(0, 1).to_pylist() == [{"id": 0, "decision": "granted"}]
    said = capsys.readouterr().out
    assert "63 rows" in said
    assert "granted: 40" in said
    assert sorted(one.name for one in place.iterdir()) == ["out.parquet", "pack", "people.parquet"]


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_an_adverse_norm_gives_counts_of_ten_and_more(
    place: Path, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "--engine", engine, effect="adverse") == 0
    assert pyarrow.parquet.read_table(place / "out.parquet").to_pylist() == [
        {"decision": "granted", "people": 40},
        {"decision": None, "people": None},
    ]
    said = capsys.readouterr().out
    assert "other outcomes: not shown, of fewer than 10 people each or telling such a number" in said
    assert "waiting" not in said


def test_of_few_people_no_outcome_of_an_adverse_norm_is_named(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = pyarrow.parquet.read_table(place / "people.parquet").slice(0, 9)
    pyarrow.parquet.write_table(few, place / "few.parquet")
    assert run(place, effect="adverse", people="few.parquet") == 0
    assert pyarrow.parquet.read_table(place / "out.parquet").to_pylist() == [
        {"decision": None, "people": None}
    ]
    said = capsys.readouterr().out
    assert "all outcomes: not shown" in said
    assert "granted" not in said


def test_an_adverse_norm_whose_outcomes_may_be_one_persons_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    amounts = NORM.replace("[granted, refused, waiting]", "number")
    for number, word in enumerate(("refused", "waiting", "granted")):
        amounts = amounts.replace(f", {word}]", f", {number}]")
    assert run(place, effect="adverse", norm=amounts) == 2
    assert "norm.yaml:5" in (said := capsys.readouterr().err)
    assert "too many values to be counted in cells of ten" in said
    assert not (place / "out.parquet").exists()


def test_a_norm_with_errors_is_not_run(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, norm=NORM.replace("street-rules/3", "street-rules/99")) == 2
    assert "the text of norm `inspection` has errors" in capsys.readouterr().err
    assert not (place / "out.parquet").exists()


def test_of_an_adverse_norm_no_column_passes_through(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "--keep", "id", effect="adverse") == 2
    assert "only counts are given" in capsys.readouterr().err
    assert not (place / "out.parquet").exists()


@pytest.mark.parametrize(
    ("more", "people", "why"),
    [
        (("--keep", "ids"), "people.parquet", "has no column `ids`; did you mean `id`"),
        ((), "nobody.parquet", "No such file"),
        ((), "pack/pack.yaml", "is neither Parquet nor an Arrow file"),
        (("--on", "2000-01-01"), "people.parquet", "no text of norm `inspection` is in force"),
    ],
)
def test_what_stops_a_run_is_told_and_leaves_nothing(
    place: Path, more: tuple[str, ...], people: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(place.iterdir())
    assert run(place, *more, people=people) == 2
    assert why in capsys.readouterr().err
    assert sorted(place.iterdir()) == before


def test_what_stands_at_the_place_of_the_outcomes_stays_where_a_run_stops(place: Path) -> None:
    (place / "out.parquet").write_bytes(b"before")
    table = (
        pyarrow.parquet.read_table(place / "people.parquet").drop(["sex"]).append_column("sex", [["x"] * 63])
    )
    pyarrow.parquet.write_table(table, place / "odd.parquet")
    assert run(place, people="odd.parquet") == 2
    assert (place / "out.parquet").read_bytes() == b"before"
    assert run(place) == 0
    assert pyarrow.parquet.read_table(place / "out.parquet").num_rows == 63
