"""What is wrong with a table, found by trying every case: an interpreter of cells that shares no code with the analysis."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise, product
from typing import TypeAlias

from tests.conformance.tables.written import Column, Expected, Table

Value: TypeAlias = "Fraction | str | bool | None"
Truth: TypeAlias = "bool | None"
Test = Callable[[Value], Truth]

DATE = re.compile(r'@"(\d{4}-\d{2}-\d{2})"')
MONEY = re.compile(r"(-?[\d.]+) CNY")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
COMMA = re.compile(r", (?![^\[(]*[\])])")
RANGE = re.compile(r"([\[(])(.+)\.\.(.+)([\])])")
COMPARED = re.compile(r"(<=|>=|<|>) (.+)")
LONE = re.compile(r"\w+")
COUNTED = ("integer", "age", "date", "money CNY")
STEP = {"integer": Fraction(1), "age": Fraction(1), "date": Fraction(1), "money CNY": Fraction(1, 100)}
FAR = {"money CNY": 100, "integer": 1, "age": 1, "date": 1, "number": 1}


def value_of(text: str) -> Value:
    """The value that a constant writes: a day as its number, an amount as a fraction."""
    text = text.strip()
    if text == "null":
        return None
    if text in {"true", "false"}:
        return text == "true"
    if found := DATE.fullmatch(text):
        return Fraction(date.fromisoformat(found[1]).toordinal())
    if found := MONEY.fullmatch(text):
        return Fraction(found[1])
    if NUMBER.fullmatch(text):
        return Fraction(text)
    return text.strip('"')


def test_of(cell: str) -> Test:
    """What a cell says of a value: yes, no, or neither where nothing can be compared."""
    if cell == "-":
        return lambda _: True
    if cell.startswith("not(") and cell.endswith(")"):
        inner = any_of(cell[4:-1])
        return lambda value: None if (held := inner(value)) is None else not held
    return any_of(cell)


def any_of(text: str) -> Test:
    """Alternatives with commas between them."""
    tests = [single(part) for part in COMMA.split(text)]

    def holds(value: Value) -> Truth:
        said = [test(value) for test in tests]
        return True if True in said else None if None in said else False

    return holds


def single(text: str) -> Test:
    """A range, a comparison or a constant."""
    if found := RANGE.fullmatch(text):
        left, low, high, right = found.groups()
        above, below = (
            compared(">=" if left == "[" else ">", low),
            compared("<=" if right == "]" else "<", high),
        )
        return lambda value: None if value is None else bool(above(value) and below(value))
    if found := COMPARED.fullmatch(text):
        return compared(found[1], found[2])
    wanted = value_of(text)
    return lambda value: value == wanted


def compared(sign: str, text: str) -> Test:
    """A comparison with a constant; null compares with nothing."""
    point = value_of(text)
    assert isinstance(point, Fraction)

    def holds(value: Value) -> Truth:
        if value is None:
            return None
        assert isinstance(value, Fraction)
        return {"<": value < point, "<=": value <= point, ">": value > point, ">=": value >= point}[sign]

    return holds


def constants(cell: str) -> Iterator[Value]:
    """The constants of a cell."""
    inner = cell[4:-1] if cell.startswith("not(") else cell
    for part in () if cell == "-" else COMMA.split(inner):
        if found := RANGE.fullmatch(part):
            yield from (value_of(found[2]), value_of(found[3]))
        else:
            yield value_of(COMPARED.sub(r"\2", part))


def domain(column: Column, cells: list[str]) -> list[Value]:
    """Values enough: each constant, its neighbours, what lies between, and far beyond on both sides."""
    known = {value for cell in cells for value in constants(cell)}
    missing: list[Value] = [None] if None in known else []
    if column.options:
        return [*column.options, *missing]
    if column.kind == "boolean":
        return [True, False, *missing]
    if column.kind == "text":
        return [*sorted(str(value) for value in known if value is not None), "\x00", "M", "zzz", *missing]
    points = sorted(value for value in known if isinstance(value, Fraction))
    found = set(points) | {Fraction(date(2000, 1, 1).toordinal() if column.kind == "date" else 0)}
    step = STEP.get(column.kind, Fraction(1, 1000))
    for point in points:
        found |= {point - step, point + step, point - FAR[column.kind], point + FAR[column.kind]}
    found |= {(low + high) / 2 for low, high in pairwise(points)}
    if column.kind in COUNTED:
        found = {value // step * step for value in found}
    if column.kind == "age":
        found = {value for value in found if value >= 0}
    return [*sorted(found), *missing]


def takers(table: Table, case: tuple[Value, ...]) -> list[int]:
    """The rows that take a case, counted from one."""
    return [
        number
        for number, row in enumerate(table.rows, start=1)
        if all(test_of(cell)(value) is True for cell, value in zip(row, case, strict=False))
    ]


def try_all(table: Table) -> Expected:
    """Try every case."""
    width = len(table.inputs)
    domains = [domain(column, [row[at] for row in table.rows]) for at, column in enumerate(table.inputs)]
    holds = [
        [
            {value for value in values if test_of(cell)(value) is True}
            for cell, values in zip(row, domains, strict=False)
        ]
        for row in table.rows
    ]
    gap = False
    overlaps: set[tuple[int, int]] = set()
    first: set[int] = set()
    takes: set[int] = set()
    for case in product(*domains):
        taken = [
            number
            for number, sets in enumerate(holds, start=1)
            if all(value in known for value, known in zip(case, sets, strict=True))
        ]
        gap = gap or not taken
        overlaps.update(combinations(taken, 2))
        first.update(taken[:1])
        takes.update(taken)
    numbers = range(1, len(table.rows) + 1)
    outcomes = {number: [value_of(cell) for cell in table.rows[number - 1][width:]] for number in numbers}
    whole = bool(table.otherwise) or table.hit.startswith(("collect", "rule order", "output order"))
    alive = first if table.hit == "first" else takes
    return Expected(
        gap and not whole,
        frozenset(overlaps),
        frozenset((one, other) for one, other in overlaps if outcomes[one] != outcomes[other]),
        frozenset(numbers) - alive,
        frozenset(unreached(table)),
    )


def unreached(table: Table) -> Iterator[str]:
    """The choices of an outcome that no row gives."""
    width = len(table.inputs)
    for at, column in enumerate(table.outputs):
        given = {row[width + at] for row in table.rows} | {*table.otherwise[at : at + 1]}
        yield from (option for option in column.options if option not in given)
