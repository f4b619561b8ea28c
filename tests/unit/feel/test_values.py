"""Values: kinds, construction and writing of numbers."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from askonce.feel.temporal import join
from askonce.feel.values import (
    Clock,
    FarDate,
    Moment,
    Money,
    Range,
    WorkingDays,
    YearsMonths,
    days_time,
    is_whole,
    kind,
    plain_number,
    value_of,
)


@pytest.mark.parametrize(
    ("native", "word"),
    [
        (None, "null"), (True, "boolean"), (3, "number"), ("a", "text"), (date(2026, 3, 1), "date"),
        (time(1), "time"),
        (join(date(2026, 3, 1), time(1)), "date and time"), (YearsMonths(1), "months duration"),
        (WorkingDays(1), "working days"),
        (days_time(days=1), "days duration"), (Money(Decimal(1), "CNY"), "money"), ([1], "list"),
        ({"a": 1}, "context"),
        (Range(None, None, low_closed=False, high_closed=False), "range"),
        (FarDate(-1, 1, 1), "date"), (Clock(1), "time"), (Moment(date(1, 1, 1), 1), "date and time"),
    ],
)  # fmt: skip
def test_each_value_has_a_kind(native: object, word: str) -> None:
    assert kind(value_of(native)) == word


def test_an_object_that_is_no_value_is_a_fault() -> None:
    with pytest.raises(TypeError, match="float is no value"):
        value_of(1.5)


@pytest.mark.parametrize(("number", "whole"), [("1", True), ("1.0", True), ("1E+3", True), ("1.5", False)])
def test_whole_numbers(number: str, *, whole: bool) -> None:
    assert is_whole(Decimal(number)) is whole


def test_numbers_are_written_plainly() -> None:
    assert [plain_number(Decimal(text)) for text in ("1E+2", "1.10", "-0.0", "1E-7")] == [
        "100",
        "1.1",
        "0",
        "0.0000001",
    ]
