"""Operators on values: nulls, kinds, zero and currencies."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from askonce.feel.operators import calculate, compare, conjunction, contains, disjunction, equal, holds
from askonce.feel.values import Money, Range, Value, WorkingDays, YearsMonths, days_time

ONE, TWO = Decimal(1), Decimal(2)
CNY, EUR = Money(ONE, "CNY"), Money(ONE, "EUR")


@pytest.mark.parametrize(
    ("op", "left", "right", "result"),
    [
        ("=", None, None, True), ("=", None, ONE, False), ("!=", None, ONE, True), ("=", ONE, "1", None),
        ("=", True, ONE, None), ("<", ONE, None, None), ("<", ONE, TWO, True), ("<", "a", "b", True),
        ("<", CNY, EUR, None),
        ("=", CNY, EUR, None), ("=", (ONE, None), (ONE, None), True), ("=", {"a": ONE}, {"a": TWO}, False),
        ("<", date(2026, 3, 1), date(2026, 3, 2), True), ("<", YearsMonths(1), days_time(days=40), None),
        ("<", True, False, None), (">=", ONE, ONE, True), ("<=", TWO, ONE, False), (">", TWO, ONE, True),
    ],
)  # fmt: skip
def test_comparisons(op: str, left: Value, right: Value, *, result: bool | None) -> None:
    assert holds(op, left, right) is result


@pytest.mark.parametrize(
    ("op", "left", "right", "result"),
    [
        ("/", ONE, Decimal(0), None), ("+", ONE, None, None), ("+", "a", "b", "ab"), ("+", CNY, EUR, None),
        ("*", CNY, TWO, Money(TWO, "CNY")), ("*", CNY, CNY, None), ("/", CNY, CNY, ONE),
        ("-", CNY, CNY, Money(Decimal(0), "CNY")),
        ("+", date(2026, 1, 31), YearsMonths(1), date(2026, 2, 28)),
        ("-", date(2026, 3, 1), days_time(days=1), date(2026, 2, 28)),
        ("-", date(2026, 3, 1), date(2026, 2, 1), days_time(days=28)),
        ("-", time(2), time(1), days_time(hours=1)),
        ("+", date(2026, 3, 1), WorkingDays(1), None), ("*", WorkingDays(3), TWO, WorkingDays(6)),
        ("*", WorkingDays(3), Decimal("0.5"), None), ("**", TWO, Decimal(10), Decimal(1024)),
        ("**", Decimal(10), Decimal(99999), None),
        ("*", YearsMonths(3), Decimal("0.5"), YearsMonths(1)),
        ("/", YearsMonths(3), YearsMonths(2), Decimal("1.5")),
        ("+", Decimal("0.1"), Decimal("0.2"), Decimal("0.3")), ("-", "a", "b", None),
    ],
)  # fmt: skip
def test_arithmetic(op: str, left: Value, right: Value, result: Value) -> None:
    assert calculate(op, left, right) == result


def test_division_keeps_34_digits() -> None:
    assert calculate("/", ONE, Decimal(3)) == Decimal("0." + "3" * 34)


def test_three_valued_logic() -> None:
    assert [conjunction([True, left]) for left in (True, False, None)] == [True, False, None]
    assert [conjunction([None, left]) for left in (True, False, None)] == [None, False, None]
    assert [disjunction([False, left]) for left in (True, False, None)] == [True, False, None]
    assert [disjunction([None, left]) for left in (True, False, None)] == [True, None, None]


def test_ranges() -> None:
    within = Range(ONE, TWO, low_closed=True, high_closed=False)
    assert [contains(within, value) for value in (ONE, TWO, Decimal(0), None, "a")] == [
        True,
        False,
        False,
        None,
        None,
    ]
    assert compare(within, within) is None
    assert equal(within, within) is True
