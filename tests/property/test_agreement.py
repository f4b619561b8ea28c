"""One norm, every form: walked, compiled, asked fact by fact, by DuckDB and by polars it decides alike for every person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet
import pytest

from askonce.adapters.polars_columns import reckon
from askonce.adapters.tables import Table, kind_of, read_table
from askonce.feel.relational.sql import select
from askonce.feel.values import Value
from askonce.norms.compiling.compiled import compile_ruling
from askonce.norms.decide import inputs_of
from askonce.norms.population.population import Plan, Refused, population
from askonce.norms.residue import prepare, residue
from askonce.norms.walk import walk
from askonce.registers.fact import DECLINED, NOT_ASKED, UNAVAILABLE, Fact, known
from tests.property.coverage import Coverage
from tests.property.population_norms import CONSTRUCTS, Drawn, as_table, draw, people, plain

#: Norms by their seeds, and how many people each is tried on.
FEW, MANY = (range(130), 16), (range(1_050), 110)
#: How many of them are asked fact by fact, of one norm in so many: it takes a thousand times as long.
ASKED, ASKED_OF = 1, 4
OUTCOMES = ("granted", "reviewed", "refused", "null", "true", "false", "amount", "date", "text")
NULLS = ("null fact", "29 February", "half", "negative", "nought")


def plan_over(drawn: Drawn, table: Any, folder: Path) -> Plan | Refused:
    """The plan over the file of people; every other norm is planned by the columns' types alone."""
    if len(drawn.text) % 2:
        return population(drawn.ruling, {field.name: kind_of(field.type) for field in table.schema})
    pyarrow.parquet.write_table(table, folder / "people.parquet")
    found = read_table(folder / "people.parquet")
    assert isinstance(found, Table)
    return population(drawn.ruling, found.columns, found.full)


def by_duckdb(plan: Plan, table: Any) -> list[tuple[Any, ...]]:
    with duckdb.connect(":memory:") as base:
        base.register("people", table)
        return base.execute(select(plan.reckoning, "duckdb", "people")).fetchall()


def by_polars(plan: Plan, table: Any) -> list[tuple[Any, ...]]:
    return reckon(pl.from_arrow(table), plan.reckoning, ()).rows()  # type: ignore[no-any-return]


def by_walk(drawn: Drawn, persons: Sequence[Mapping[str, Value]]) -> list[tuple[Any, ...]]:
    names = [name for name, _ in drawn.ruling.outputs]
    return [outcome_of(walk(drawn.ruling, one), names) for one in persons]


def by_compiling(drawn: Drawn, persons: Sequence[Mapping[str, Value]]) -> list[tuple[Any, ...]]:
    names = [name for name, _ in drawn.ruling.outputs]
    decide = compile_ruling(drawn.ruling).value
    return [outcome_of(decide(one), names) for one in persons]


def by_asking(drawn: Drawn, persons: Sequence[Mapping[str, Value]]) -> list[tuple[Any, ...]]:
    """Each fact is unknown in one of the ways in which it can be, until what is left of the norm hangs on it."""
    names = [name for name, _ in drawn.ruling.outputs]
    prepared = prepare(drawn.ruling)
    found = []
    for number, one in enumerate(persons):
        states = (NOT_ASKED, UNAVAILABLE, DECLINED)
        facts: dict[str, Fact] = {
            name: states[(place + number) % 3] for place, name in enumerate(inputs_of(drawn.ruling))
        }
        left = residue(prepared, facts)
        while not left.decided:
            name = (*left.matters, *left.missing)[0]
            facts[name] = known(one[name])
            left = residue(prepared, facts)
        found.append(outcome_of(left.outcome, names))
    return found


def outcome_of(value: Value, names: Sequence[str]) -> tuple[Any, ...]:
    if len(names) == 1:
        return (plain(value),)
    found = value if isinstance(value, Mapping) else {}
    return tuple(plain(found.get(name)) for name in names)


def differing(drawn: Drawn, persons: Sequence[Mapping[str, Value]], folder: Path) -> list[str] | None:
    """Where two forms differ, with the person; None where no table can say the norm."""
    table = as_table(persons, drawn)
    plan = plan_over(drawn, table, folder)
    if isinstance(plan, Refused):
        return None
    walked = by_walk(drawn, persons)
    found = []
    forms = [
        ("compiled", by_compiling(drawn, persons)),
        ("duckdb", by_duckdb(plan, table)),
        ("polars", by_polars(plan, table)),
    ]
    if (
        not drawn.date_columns and len(drawn.text) % ASKED_OF == 0
    ):  # the dates of a case are no facts that anybody is asked for
        forms.append(("residue", by_asking(drawn, persons[:ASKED])))
    for engine, rows in forms:
        assert len(rows) == (min(ASKED, len(persons)) if engine == "residue" else len(persons))
        found += [
            f"{engine}: {row} where walking gives {truth} for { {k: v for k, v in one.items() if k in drawn.text} }"
            for row, truth, one in zip(rows, walked, persons, strict=False)
            if not same(row, truth)
        ]
    return found


def same(row: Sequence[Any], truth: Sequence[Any]) -> bool:
    """Whether outcomes are the same; a number is the same whatever its type, true is not one."""
    return all(
        a == b and isinstance(a, bool) == isinstance(b, bool) and (a is None) == (b is None)
        for a, b in zip(row, truth, strict=True)
    )


def agree(seeds: range, count: int, folder: Path) -> None:
    coverage = Coverage(*CONSTRUCTS, *OUTCOMES, *NULLS)
    pairs = refused = 0
    for seed in seeds:
        drawn = draw(seed)
        persons = people(seed, count, drawn)
        found = differing(drawn, persons, folder)
        if found is None:
            refused += 1
            continue
        assert not found, f"seed {seed}\n{drawn.text}\n" + "\n".join(found[:5])
        pairs += len(persons)
        coverage.saw(drawn.marks)
        coverage.saw(_met(drawn, persons))
    assert refused <= len(seeds) / 10
    coverage.check()
    assert pairs >= len(seeds) * count * 0.9


def _met(drawn: Drawn, persons: Sequence[Mapping[str, Value]]) -> set[str]:
    found = {_word(value) for row in by_walk(drawn, persons[:20]) for value in row}
    for one in persons:
        for value in map(plain, one.values()):
            if value is None:
                found.add("null fact")
            elif isinstance(value, Decimal):
                found |= {"nought"} if not value else {"negative"} if value < 0 else set()
                found |= {"half"} if value % 1 == Decimal("0.5") else set()
            elif getattr(value, "month", 0) == 2 and value.day == 29:
                found.add("29 February")
    return found


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value if value in OUTCOMES else "text"
    return "null" if value is None else "amount" if isinstance(value, Decimal) else "date"


def test_every_form_of_a_norm_decides_alike(tmp_path: Path) -> None:
    agree(*FEW, tmp_path)


@pytest.mark.full
def test_every_form_of_many_norms_decides_alike(tmp_path: Path) -> None:
    agree(*MANY, tmp_path)
