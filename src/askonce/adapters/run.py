"""What it means to run a norm over a file: the plan, the files, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import msgspec

from askonce.feel.relational.sql import Dialect, condition
from askonce.feel.types import BOOLEAN, ChoiceType
from askonce.norms.population.population import Plan

#: The formats of files of rows.
Format: TypeAlias = Literal["parquet", "arrow"]
#: Shows how far a step has come: its words, how much is done, of how much.
Progress: TypeAlias = Callable[[str, int, int], None]
#: Outcomes with how many rows have them.
Tally: TypeAlias = tuple[tuple[tuple[Any, ...], int], ...]
#: The view under which queries see the file.
PEOPLE: Final = "people"
#: How many values that do not fit are shown.
MOST_SHOWN: Final = 3


class Job(msgspec.Struct, frozen=True):
    """A norm to run over a file of people, which columns pass through, and where the outcomes go."""

    plan: Plan
    people: Path
    out: Path
    format: Format
    kept: tuple[str, ...] = ()


class Unfit(msgspec.Struct, frozen=True):
    """Values of a column that are no facts of its type: how many, and the first few."""

    column: str
    wanted: str
    count: int
    values: tuple[str, ...]


class Broken(msgspec.Struct, frozen=True):
    """Why an engine could not go on, in its own words."""

    message: str


class Ran(msgspec.Struct, frozen=True):
    """What came of a run: its rows, and how many have which outcomes."""

    rows: int
    counted: tuple[str, ...]
    tally: Tally


Came: TypeAlias = "Ran | Unfit | Broken"


def in_order(tally: Iterable[tuple[tuple[Any, ...], int]]) -> Tally:
    """Counts by their outcomes, whatever order an engine gave them in; nulls go last.

    >>> in_order([((None,), 1), (("b",), 2), (("a",), 3)])
    ((('a',), 3), (('b',), 2), ((None,), 1))
    """
    return tuple(sorted(tally, key=lambda cell: [(value is None, str(value)) for value in cell[0]]))


def counted(plan: Plan) -> tuple[str, ...]:
    """The outcomes that are counted: those that say one of a few things, or all where only counts may be shown."""
    few = [name for name, kind in plan.outputs if kind == BOOLEAN or isinstance(kind, ChoiceType)]
    return tuple(name for name, _ in plan.outputs) if plan.aggregates else tuple(few)


def first_unfit(
    plan: Plan, counts: Mapping[str, int], sample: Callable[[str], Sequence[object]]
) -> Unfit | None:
    """The first column with values that do not fit, with some of them."""
    for one in plan.inputs:
        if counts.get(one.name):
            values = tuple(str(value) for value in sample(one.name)[:MOST_SHOWN])
            return Unfit(one.name, one.wanted, counts[one.name], values)
    return None


def unfit_by_queries(
    plan: Plan,
    dialect: Dialect,
    counting: str,
    quoted: Callable[[str], str],
    rows: Callable[[str], Sequence[Any]],
) -> Unfit | None:
    """The same, asked of an engine that speaks SQL: `counting` is its count of the rows for which {} holds."""
    tests = {one.name: said for one in plan.inputs if (said := condition(one.unfit, dialect))}
    if not tests:
        return None
    # no injection: names are quoted, and conditions come from a printer
    sums = ", ".join(counting.format(test) for test in tests.values())
    counts = dict(zip(tests, rows(f"SELECT {sums} FROM {PEOPLE}")[0], strict=True))

    def sample(name: str) -> Sequence[object]:
        column, test = quoted(name), tests[name]
        query = f"SELECT DISTINCT {column} FROM {PEOPLE} WHERE {test} ORDER BY 1 LIMIT {MOST_SHOWN}"
        return [row[0] for row in rows(query)]

    return first_unfit(plan, counts, sample)
