"""Dates, times and durations: reading, writing, moving."""

from __future__ import annotations

from datetime import UTC, date, time
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
     "PT1H30M", "-P1DT2H", "PT0.5S", "PT0S",
     "-0044-03-15", "0000-02-29", "999999999-12-31", "-999999999-01-01", "10:30:00.123456789",
     "10:30:00-01:02:03", "10:30:00@Europe/Paris", "2026-03-01T10:30:00.1@Etc/UTC", "-0044-03-15T00:00:00+18:00",
     "99999-12-31T11:22:33", "P1DT2H3M4.123456789S"],
)  # fmt: skip
def test_canonical_texts_read_and_write(text: str) -> None:
    value = read_temporal(text)
    assert value is not None
    assert write_temporal(value) == text


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-29",
        "2026-3-1",
        "25:00:00",
        "10:30",
        "P",
        "PT",
        "P1Y2D",
        "P1.5D",
        "10:00:00+19:00",
        "x",
        "01211-12-31",
        "998-12-31",
        "+2012-12-02",
        "9999999999-12-25",
        "-0001-02-29",
        "24:00:00",
        "23:59:60",
        "10:00:00@xyz/abc",
        "10:00:00+01:00@Europe/Paris",
        "10:00:00@../x",
        "10:00:00@Europe",
        "2026-03-01T24:00:01",
    ],
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


def test_the_leap_day_rule_decides_about_the_last_of_february() -> None:
    born, on = date(1960, 2, 29), date(2025, 2, 28)
    assert [age(born, on, rule) for rule in ("28 February", "1 March")] == [65, 64]


def test_moves() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_days(date(2026, 3, 1), days_time(hours=36)) == date(2026, 3, 2)
    assert add_days(join(date(2026, 3, 1), time(23)), days_time(hours=2)) == join(date(2026, 3, 2), time(1))
    assert add_time(time(23), days_time(hours=2)) == time(1)


def test_the_end_of_a_day_is_the_midnight_after() -> None:
    assert read_temporal("2021-12-31T24:00:00") == read_temporal("2022-01-01T00:00:00")


def test_lengths() -> None:
    assert between(date(2026, 3, 1), date(2026, 2, 1)) == days_time(days=28)
    assert between(join(date(2026, 3, 1), time(0)), date(2026, 2, 1)) is None
    assert between(join(date(2026, 3, 1), time(1, tzinfo=UTC)), date(2026, 3, 1)) == days_time(hours=1)
    assert between_times(time(1), time(2)) == days_time(hours=-1)
    assert between_times(time(1), make_time(1, 0, Decimal(0), DaysTime(0)) or time(0)) is None
    assert months_between(date(2026, 3, 30), date(2026, 1, 31)) == YearsMonths(-1)


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [("2026-03-01", "weekday", 7), ("P1Y2M", "months", 2), ("-P1Y2M", "years", -1), ("PT26H", "hours", 2),
     ("10:30:05", "second", 5), ("2026-03-01T10:00:00", "year", 2026),
     ("-0044-03-15", "year", -44), ("-0044-03-15", "weekday", 4), ("10:30:05.25", "second", "5.25"),
     ("PT1.5S", "seconds", "1.5"), ("12026-03-01T10:00:00@Etc/UTC", "hour", 10)],
)  # fmt: skip
def test_parts(text: str, name: str, number: int | str) -> None:
    assert part_of(read_temporal(text), name) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "offset", "zone"),
    [("10:30:00", None, None), ("10:30:00+05:00", days_time(hours=5), None), ("10:30:00@Etc/UTC", None, "Etc/UTC"),
     ("2026-07-01T10:30:00@Europe/Paris", days_time(hours=2), "Europe/Paris"),
     ("2026-01-01T10:30:00@Europe/Paris", days_time(hours=1), "Europe/Paris"),
     ("99926-07-01T10:30:00@Europe/Paris", days_time(hours=2), "Europe/Paris"),
     ("-0001-07-01T10:30:00@Europe/Paris", days_time(minutes=9, seconds=21), "Europe/Paris")],
)  # fmt: skip
def test_places(text: str, offset: DaysTime | None, zone: str | None) -> None:
    value = read_temporal(text)
    assert (part_of(value, "time offset"), part_of(value, "timezone")) == (offset, zone)
