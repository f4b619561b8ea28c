"""How long a norm takes over a million people, beside SQL written by hand and OpenFisca."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet

from askonce.adapters import duckdb as engine
from askonce.adapters.run import Job, Ran
from askonce.adapters.tables import read_table
from askonce.feel.values import Money
from askonce.norms.compiling.compiled import compile_ruling
from askonce.norms.population.population import Plan as Planned
from askonce.norms.population.population import population
from askonce.registers.fact import known
from bench.case import APPLICATION, people, ruling
from bench.result import Bench, Goal, Result

SEED: Final = 20260302
_CHUNK: Final = 50_000
_TYPES: Final = pa.schema(
    [
        ("birth", pa.date32()),
        ("income", pa.decimal128(18, 2)),
        ("members", pa.int64()),
        ("rent", pa.decimal128(18, 2)),
        ("grade", pa.string()),
        ("resident", pa.bool_()),
        ("veteran", pa.bool_()),
    ]
)
#: The norm as a careful author of SQL writes it: ages by DuckDB's own function, no division.
BY_HAND: Final = f"""
SELECT CASE
    WHEN NOT resident THEN 0.00
    WHEN age < 18 AND income < 800.00 * members AND grade = 'none' THEN 300.00
    WHEN age < 18 AND income < 800.00 * members THEN 450.00
    WHEN age < 18 AND income < 1500.00 * members AND grade <> 'severe' THEN 150.00
    WHEN age < 18 AND income < 1500.00 * members THEN 300.00
    WHEN age < 18 THEN 0.00
    WHEN age < 60 AND income < 800.00 * members AND grade = 'none' AND NOT veteran THEN 0.2 * rent
    WHEN age < 60 AND income < 800.00 * members AND grade = 'none' THEN 0.3 * rent
    WHEN age < 60 AND income < 800.00 * members THEN 0.5 * rent
    WHEN age < 60 AND income < 1500.00 * members AND grade <> 'severe' THEN 0.00
    WHEN age < 60 AND income < 1500.00 * members THEN 0.25 * rent
    WHEN age < 60 THEN 0.00
    WHEN age < 80 AND income < 800.00 * members AND NOT veteran THEN 200.00 + 0.1 * rent
    WHEN age < 80 AND income < 800.00 * members THEN 350.00 + 0.1 * rent
    WHEN age < 80 AND income < 1500.00 * members THEN 100.00
    WHEN age < 80 AND NOT veteran THEN 0.00
    WHEN age < 80 THEN 50.00
    WHEN grade = 'none' THEN 200.00
    WHEN grade = 'mild' THEN 300.00
    ELSE 400.00 + 0.5 * rent
END::DECIMAL(18, 4) AS amount
FROM (
    SELECT *, date_sub('year', birth, DATE '{APPLICATION}') AS age -- which turns who was born on 29 February on the 28th
    FROM read_parquet('{{people}}')
)
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: how many people, and in how many rounds the contenders take turns."""

    people: int = 1_000_000
    rounds: int = 7
    by_hand_at_most: float = 1.2
    fisca_at_most: float = 0.5


@dataclass(frozen=True, slots=True)
class Contender:
    """What reckons the norm over the file of people and writes the outcomes to another."""

    name: str
    run: Callable[[Path, Path], None]


def write_people(count: int, path: Path) -> None:
    """A file of people of seven columns, the same on every run; all apply on one day."""
    with pyarrow.parquet.ParquetWriter(path, _TYPES) as file:
        chunk: list[Any] = []
        for one in people(count, SEED):
            chunk.append(one)
            if len(chunk) == _CHUNK:
                file.write_table(_table(chunk))
                chunk = []
        if chunk:
            file.write_table(_table(chunk))


def _table(chunk: Sequence[Any]) -> Any:
    return pa.table({name: [getattr(one, name) for one in chunk] for name in _TYPES.names}, _TYPES)


def ours(planned: Planned) -> Contender:
    """The norm as `askonce population` runs it: values looked through, outcomes written and counted."""

    def run(source: Path, out: Path) -> None:
        table = read_table(source)
        came = engine.run(Job(planned, source, out, "parquet"), table, _silent)  # type: ignore[arg-type]
        if not isinstance(came, Ran):
            raise TypeError(came)

    return Contender("askonce", run)


def _silent(label: str, done: int, total: int) -> None:
    del label, done, total


def by_hand(source: Path, out: Path) -> None:
    """The SQL written by hand, from file to file."""
    with duckdb.connect(":memory:") as base:
        base.execute(f"COPY ({BY_HAND.format(people=source)}) TO '{out}' (FORMAT parquet)")


def plan_over(source: Path) -> Planned:
    """The plan of the norm over the file."""
    table = read_table(source)
    planned = population(ruling(), table.columns, table.full)  # type: ignore[union-attr]
    if not isinstance(planned, Planned):
        raise TypeError(planned)
    return planned


def measure(plan: Plan = Plan()) -> Result:
    """Reckon in turns, and compare every person's outcome with that of the compiled function."""
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as name:
        folder = Path(name).resolve()
        source = folder / "people.parquet"
        write_people(plan.people, source)
        from bench.fisca import Fisca  # the engine beside ours is not installed everywhere

        fisca = Fisca()
        contenders = (
            ours(plan_over(source)),
            Contender("by hand", by_hand),
            Contender("OpenFisca", fisca.run),
        )
        outs = [folder / f"{number}.parquet" for number in range(len(contenders))]
        turns = [
            [_seconds(one, source, out) for one, out in zip(contenders, outs, strict=True)]
            for _ in range(plan.rounds + 1)
        ][1:]
        amounts = [pyarrow.parquet.read_table(out).column(0) for out in outs]
        wrong, leap = _wrong(amounts[0], source)
        other = pa.compute.sum(pa.compute.not_equal(amounts[0], amounts[1].cast(amounts[0].type))).as_py()
        nearly = np.abs(amounts[2].to_numpy() - amounts[0].cast(pa.float64()).to_numpy())
    hand, theirs = (median(turn[0] / turn[place] for turn in turns) for place in (1, 2))
    goals = (
        Goal("beside SQL by hand", hand, plan.by_hand_at_most),
        Goal("beside OpenFisca", theirs, plan.fisca_at_most),
        Goal("outcomes unlike the compiled norm's", wrong, 0),
        Goal("outcomes unlike those of SQL by hand", other, 0),
    )
    times = {
        one.name: round(median(turn[place] for turn in turns), 3) for place, one in enumerate(contenders)
    }
    beside = {
        "times as fast as OpenFisca": round(1 / theirs, 2),
        "seconds": times,
        "people": plan.people,
        "born on 29 February": leap,
        "OpenFisca further off than half a fen": int((nearly > 0.005).sum()),
    }
    return Result(goals, beside)


def _seconds(contender: Contender, source: Path, out: Path) -> float:
    start = time.perf_counter()
    contender.run(source, out)
    return time.perf_counter() - start


def _wrong(amounts: Any, source: Path) -> tuple[int, int]:
    """How many outcomes are not those of the compiled function, and how many people were born on 29 February."""
    decide = compile_ruling(ruling()).decide
    wrong = leap = 0
    for one, amount in zip(_persons(source), amounts, strict=True):
        found = decide(one)
        wrong += not isinstance(found, Money) or found.amount != amount.as_py()
        birth = one["birth"].value
        leap += (birth.month, birth.day) == (2, 29)
    return wrong, leap


def _persons(source: Path) -> Iterator[Any]:
    with pyarrow.parquet.ParquetFile(source) as file:
        for batch in file.iter_batches():
            for row in batch.to_pylist():
                yield {
                    **{name: known(row[name]) for name in ("birth", "grade", "resident", "veteran")},
                    "income": known(Money(row["income"], "CNY")),
                    "rent": known(Money(row["rent"], "CNY")),
                    "members": known(Decimal(row["members"])),
                    "application": known(APPLICATION),
                }


POPULATION: Final = Bench("population", "a million people beside SQL by hand and OpenFisca", measure)
