"""Dates, times and durations: reading, writing, moving."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from askonce.feel.temporal import (
    add_days,
    add_months,
    add_time,
    age,
    between,
    between_times,
    join,
    make_time,
    months_between,
    part_of,
    read_temporal,
    write_temporal,
)
from askonce.feel.values import DaysTime, YearsMonths, days_time


@pytest.mark.parametrize(
    "text",
    ["2026-03-01", "10:30:00", "10:30:00.5", "10:30:00Z", "10:30:00+08:00", "2026-03-01T10:30:00Z",
     "P1Y2M", "-P3M", "P1D",
     "PT1H30M", "-P1DT2H", "PT0.5S", "PT0S"],
)  # fmt: skip
def test_canonical_texts_read_and_write(text: str) -> None:
    value = read_temporal(text)
    assert value is not None
    assert write_temporal(value) == text


@pytest.mark.parametrize(
    "text",
    ["2025-02-29", "2026-3-1", "25:00:00", "10:30", "P", "PT", "P1Y2D", "P1.5D", "10:00:00+19:00", "x"],
)
def test_other_texts_are_none(text: str) -> None:
    assert read_temporal(text) is None


@pytest.mark.parametrize(
    ("birth", "on", "rule", "years"),
    [
        (date(1960, 2, 29), date(2025, 2, 27), "28 February", 64),
        (date(1960, 2, 29), date(2025, 2, 28), "28 February", 65),
        (date(1960, 2, 29), date(2025, 2, 28), "1 March", 64),
        (date(1960, 2, 29), date(2025, 3, 1), "1 March", 65),
        (date(1960, 2, 29), date(2024, 2, 28), "28 February", 63),
        (date(1960, 2, 29), date(2024, 2, 29), "1 March", 64),
        (date(1960, 5, 1), date(2025, 4, 30), "1 March", 64),
        (date(2026, 1, 1), date(2025, 4, 30), "1 March", None),
    ],
)
def test_ages_on_leap_days_follow_the_norm(birth: date, on: date, rule: str, years: int | None) -> None:
    assert age(birth, on, rule) == years


def test_moves() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(9999, 12, 1), 1) is None
    assert add_days(date(2026, 3, 1), days_time(hours=36)) == date(2026, 3, 2)
    assert add_days(date(2026, 3, 1), days_time(days=10**7)) is None
    assert add_days(join(date(2026, 3, 1), time(23)), days_time(hours=2)) == join(date(2026, 3, 2), time(1))
    assert add_time(time(23), days_time(hours=2)) == time(1)


def test_lengths() -> None:
    assert between(date(2026, 3, 1), date(2026, 2, 1)) == days_time(days=28)
    assert between(join(date(2026, 3, 1), time(0)), date(2026, 2, 1)) is None
    assert between_times(time(1), time(2)) == days_time(hours=-1)
    assert between_times(time(1), make_time(1, 0, Decimal(0), DaysTime(0)) or time(0)) is None
    assert months_between(date(2026, 3, 30), date(2026, 1, 31)) == YearsMonths(-1)


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [("2026-03-01", "weekday", 7), ("P1Y2M", "months", 2), ("-P1Y2M", "years", -1), ("PT26H", "hours", 2),
     ("10:30:05", "second", 5), ("2026-03-01T10:00:00", "year", 2026)],
)  # fmt: skip
def test_parts(text: str, name: str, number: int) -> None:
    assert part_of(read_temporal(text), name) == Decimal(number)
