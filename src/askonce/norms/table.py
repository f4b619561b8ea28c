"""Analysis of decision tables: what they leave out, decide twice, or never reach, with a case in plain values.

The points at which a column's tests can change their answer are the constants in its cells. Between two
neighbouring points every test answers alike, so one sample stands for the stretch: a test is asked about each point
and each stretch, and a row becomes a box over these regions. No test is taken apart, so the analysis says of every
test what the evaluation says; a column whose tests look at more than their subject is not analysed.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from askonce.feel.check import Typed
from askonce.feel.evaluate import Settings, evaluate, matches
from askonce.feel.rewrite import is_plain, literals
from askonce.feel.syntax import parse
from askonce.feel.tree import Call, Name, without_places
from askonce.feel.types import ChoiceType
from askonce.feel.values import Money, Value
from askonce.methods.cover import Box, Cell, TooLarge, find_hidden, find_overlaps, find_uncovered, is_empty
from askonce.norms.binding import BoundTable, BoundText
from askonce.norms.model import Norm
from askonce.norms.regions import cut, settled
from askonce.pack.symbols import Scope

SETTINGS = Settings(leap_day="28 February", strict=True)
LENIENT = Settings(leap_day="28 February", strict=False)
COLLECTING = ("collect", "rule order", "output order")


class Column(msgspec.Struct, frozen=True):
    """A column cut into regions, each with a sample value."""

    name: str
    samples: tuple[Value, ...]


class Case(msgspec.Struct, frozen=True):
    """A counter-example: a value for each input."""

    values: tuple[tuple[str, Value], ...]

    def say(self) -> str:
        """Say it as an author would: `age = 60, married = true`."""
        return ", ".join(f"{name} = {say_value(value)}" for name, value in self.values)


class Analysis(msgspec.Struct, frozen=True):
    """What is wrong with a table; rows are numbered from zero.

    `gap` is a case that no row takes; `overlaps` pairs of rows with a case both take; `conflicts` those of
    them with different outcomes; `dead` rows that never decide; `unreached` outcomes that no row gives;
    `opaque` columns that cannot be analysed.
    """

    gap: Case | None
    overlaps: tuple[tuple[int, int, Case], ...]
    conflicts: tuple[tuple[int, int, Case], ...]
    dead: tuple[int, ...]
    unreached: tuple[tuple[str, str], ...]
    opaque: tuple[str, ...]
    too_large: bool = False


def analyse(bound: BoundTable, text: BoundText, constants: Mapping[str, Value]) -> Analysis | None:
    """Analyse a table whose cells have all been read; `constants` are the parameters' values. None where a cell is unread."""
    if any(cell is None for row in bound.rows for cell in (*row.tests, *row.outcomes)):
        return None
    unreached = tuple(_unreached(bound))
    columns, opaque = _columns(bound, text, constants)
    if opaque or not columns:
        return Analysis(None, (), (), (), unreached, tuple(opaque))
    widths = [len(column.samples) for column in columns]
    boxes = [_box(row.tests, columns, constants) for row in bound.rows]
    gap = None if bound.otherwise or bound.table.hit.startswith(COLLECTING) else find_uncovered(widths, boxes)
    if isinstance(gap, TooLarge):
        return Analysis(None, (), (), (), unreached, (), too_large=True)
    shared = [(one, other, _case(columns, cell)) for one, other, cell in find_overlaps(boxes)]
    conflicts = [(one, other, case) for one, other, case in shared if _differ(bound, one, other)]
    dead = {number for number, box in enumerate(boxes) if is_empty(box)}
    if bound.table.hit == "first":
        dead |= set(find_hidden(widths, boxes))
    return Analysis(
        None if gap is None else _case(columns, gap),
        tuple(shared),
        tuple(conflicts),
        tuple(sorted(dead)),
        unreached,
        (),
    )


def last_values(norm: Norm, scope: Scope) -> Mapping[str, Value]:
    """The last value of each parameter of a norm that is written out."""
    values = {}
    for name, ref in norm.parameters.items():
        seen = scope.value("parameter", ref.id)
        tree = parse(seen.last).tree if seen is not None else None
        if tree is not None:
            values[name] = evaluate(tree, {}, LENIENT)
    return values


def _columns(
    bound: BoundTable, text: BoundText, constants: Mapping[str, Value]
) -> tuple[list[Column], list[str]]:
    columns, opaque = [], []
    for place, (name, kind) in enumerate(bound.inputs):
        trees = [
            settled(test.tree, constants) for row in bound.rows if (test := row.tests[place]) is not None
        ]
        if not all(is_plain(tree) for tree in trees):
            opaque.append(name)
            continue
        points = {point for tree in trees for point in literals(tree)}
        counted = name in text.derived and _is_age(text.derived[name])
        columns.append(Column(name, cut(kind, points, Decimal(0) if counted else None)))
    return columns, opaque


def _is_age(typed: Typed) -> bool:
    """Whether a fact is an age itself, which is never below nought; what is reckoned from one may be."""
    tree = typed.tree
    return isinstance(tree, Call) and isinstance(tree.function, Name) and tree.function.name == "age"


def _box(tests: tuple[Typed | None, ...], columns: list[Column], constants: Mapping[str, Value]) -> Box:
    return tuple(
        sum(
            1 << region
            for region, sample in enumerate(column.samples)
            if test and matches(test.tree, sample, constants, SETTINGS)
        )
        for test, column in zip(tests, columns, strict=True)
    )


def _case(columns: list[Column], cell: Cell) -> Case:
    return Case(
        tuple((column.name, column.samples[region]) for column, region in zip(columns, cell, strict=True))
    )


def _differ(bound: BoundTable, one: int, other: int) -> bool:
    pairs = zip(bound.rows[one].outcomes, bound.rows[other].outcomes, strict=True)
    return any(_outcome(first) != _outcome(second) for first, second in pairs)


def _outcome(typed: Typed | None) -> Any:
    """What a row gives: its value, or the expression itself where that depends on the case."""
    if typed is None or typed.names or typed.uses_age:
        return typed and without_places(typed.tree)
    return evaluate(typed.tree, {}, SETTINGS)


def _unreached(bound: BoundTable) -> Iterator[tuple[str, str]]:
    for place, (name, kind) in enumerate(bound.outputs):
        if not isinstance(kind, ChoiceType) or not bound.table.outputs[name]:
            continue
        cells = [row.outcomes[place] for row in bound.rows] + (
            [bound.otherwise[place]] if place < len(bound.otherwise) else []
        )
        if any(cell is not None and cell.names for cell in cells):
            continue
        given = {_outcome(cell) for cell in cells if cell is not None}
        yield from ((name, option) for option in kind.options if option not in given)


def say_value(value: Value) -> str:
    """Write a value as an author would.

    >>> say_value(Money(Decimal("18"), "CNY")), say_value(True), say_value(Decimal("60"))
    ('18 CNY', 'true', '60')
    """
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
