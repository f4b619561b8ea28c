"""Analysis of decision tables: what they leave out, decide twice, or never reach, with a case in plain values.

The points at which a column's tests can change their answer are the constants in its cells. Between two
neighbouring points every test answers alike, so one sample stands for the stretch: a test is asked about each point
and each stretch of its own constants, and a row becomes a box over the regions of its columns. No test is taken
apart, so the analysis says of every test what the evaluation says; a column whose tests look at more than their
subject is not analysed.

Null is a case of a column where the author knows that the fact may be missing: a row tests it for null, or the norm
compares it with null elsewhere. Whether another fact may be missing no norm can tell.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any

import msgspec

from askonce.feel.check import Typed
from askonce.feel.evaluate import Settings, evaluate, matches
from askonce.feel.rewrite import is_plain, literals
from askonce.feel.syntax import parse
from askonce.feel.tree import Binary, Call, Literal, Name, Node, children, without_places
from askonce.feel.types import ChoiceType
from askonce.feel.values import Money, Value
from askonce.methods.cover import Cell, TooLarge, find_hidden, find_overlaps, find_uncovered, is_empty
from askonce.norms.binding import BoundTable, BoundText
from askonce.norms.model import Norm
from askonce.norms.tables.regions import Regions, cut, settled
from askonce.pack.symbols import Scope

SETTINGS = Settings(leap_day="28 February", strict=True)
LENIENT = Settings(leap_day="28 February", strict=False)
COLLECTING = ("collect", "rule order", "output order")
MOST_BITS = 64_000_000  # of all boxes: two columns with a constant of its own in each of 4,000 rows
MOST_PAIRS = 100  # of rows that overlap; more of them say nothing new


class Column(msgspec.Struct, frozen=True):
    """A column cut into regions, with its tests, the constants of parameters put in."""

    name: str
    regions: Regions
    tests: tuple[Node, ...]


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

    @property
    def more(self) -> bool:
        """Whether more rows overlap than are told."""
        return MOST_PAIRS in {len(self.overlaps), len(self.conflicts)}


def analyse(bound: BoundTable, text: BoundText, constants: Mapping[str, Value]) -> Analysis | None:
    """Analyse a table; `constants` are the parameters' values. None where a cell or a row could not be read."""
    cells = (cell for row in bound.rows for cell in (*row.tests, *row.outcomes))
    if not bound.whole or any(cell is None or cell.problems for cell in cells):
        return None
    unreached = tuple(_unreached(bound))
    columns, opaque = _columns(bound, text, constants)
    if opaque or not columns:
        return Analysis(None, (), (), (), unreached, tuple(opaque))
    widths = [len(column.regions.samples) for column in columns]
    if sum(widths) * len(bound.rows) > MOST_BITS:
        return Analysis(None, (), (), (), unreached, (), too_large=True)
    boxes = list(zip(*(_masks(column) for column in columns), strict=True))
    hit = bound.table.hit
    gap = None if bound.otherwise or hit.startswith(COLLECTING) else find_uncovered(widths, boxes)
    hidden = list(find_hidden(widths, boxes)) if hit == "first" else []
    if isinstance(gap, TooLarge) or (hidden and isinstance(hidden[-1], TooLarge)):
        return Analysis(None, (), (), (), unreached, (), too_large=True)
    dead = {number for number, box in enumerate(boxes) if is_empty(box)}
    return Analysis(
        None if gap is None else _case(columns, gap),
        _pairs(columns, find_overlaps(boxes)),
        _pairs(columns, find_overlaps(boxes, _sorts(bound))),
        tuple(sorted(dead.union(number for number in hidden if isinstance(number, int)))),
        unreached,
        (),
    )


def _pairs(
    columns: list[Column], found: Iterator[tuple[int, int, Cell]]
) -> tuple[tuple[int, int, Case], ...]:
    """The first pairs of rows, each with its case."""
    return tuple((one, other, _case(columns, cell)) for one, other, cell in islice(found, MOST_PAIRS))


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
    missing = _missing(text)
    for place, (name, kind) in enumerate(bound.inputs):
        trees = _settled([row.tests[place] for row in bound.rows], constants)
        if not all(is_plain(tree) for tree in trees):
            opaque.append(name)
            continue
        points = {point for tree in set(trees) for point in literals(tree)}
        counted = name in text.derived and _is_age(text.derived[name])
        least = Decimal(0) if counted else None
        may_be_null = None in points or name in missing
        regions = cut(kind, points, least, missing=may_be_null, reckoned=name in text.derived)
        columns.append(Column(name, regions, trees))
    return columns, opaque


def _settled(tests: Sequence[Typed | None], constants: Mapping[str, Value]) -> tuple[Node, ...]:
    """The tests of a column with the values of parameters put in; those that many rows share are settled once."""
    known: dict[int, Node] = {}
    for test in tests:
        if test is not None and id(test) not in known:
            known[id(test)] = settled(test.tree, constants)
    return tuple(known[id(test)] for test in tests if test is not None)


def _missing(text: BoundText) -> set[str]:
    """The facts that a norm compares with null somewhere, so that its author knows that they may be missing."""
    waiting: list[Node] = [typed.tree for typed in text.derived.values()]
    found = set()
    while waiting:
        node = waiting.pop()
        waiting.extend(children(node))
        if isinstance(node, Binary) and node.op in {"=", "!="}:
            sides = (node.left, node.right)
            names = [side.name for side in sides if isinstance(side, Name)]
            if names and any(isinstance(side, Literal) and side.value is None for side in sides):
                found.add(names[0])
    return found


def _is_age(typed: Typed) -> bool:
    """Whether a fact is an age itself, which is never below nought; what is reckoned from one may be."""
    tree = typed.tree
    return isinstance(tree, Call) and isinstance(tree.function, Name) and tree.function.name == "age"


def _masks(column: Column) -> Iterator[int]:
    """The regions that each row's test takes; a test that several rows have is asked once."""
    known: dict[int, int] = {}
    for tree in column.tests:
        if id(tree) not in known:
            holds = partial(_holds, tree)
            known[id(tree)] = column.regions.mask(literals(tree), holds)
        yield known[id(tree)]


def _holds(tree: Node, sample: Value) -> bool:
    return matches(tree, sample, {}, SETTINGS)


def _case(columns: list[Column], cell: Cell) -> Case:
    return Case(
        tuple(
            (column.name, column.regions.samples[region])
            for column, region in zip(columns, cell, strict=True)
        )
    )


def _sorts(bound: BoundTable) -> list[int]:
    """A number for each row, the same for rows with equal outcomes."""
    numbers: dict[Hashable, int] = {}
    others: list[list[Any]] = []  # outcomes that are lists or contexts have no hash
    sorts = []
    for row in bound.rows:
        outcomes = [_outcome(cell) for cell in row.outcomes]
        try:
            sorts.append(numbers.setdefault(tuple(outcomes), len(numbers)))
        except TypeError:
            if outcomes not in others:
                others.append(outcomes)
            sorts.append(-1 - others.index(outcomes))
    return sorts


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
    if value is None:
        return "null"
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
