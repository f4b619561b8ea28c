"""Days of any year: the calendar goes on as `datetime.date` has it, before the year 1 and after 9999."""

from __future__ import annotations

from datetime import date

import pytest

from askonce.feel.days import (
    MOST_YEAR,
    Day,
    add_days_to_day,
    add_months_to_day,
    age,
    count_days,
    day_of_count,
    day_of_year,
    make_date,
    months_between,
    week_of_year,
    weekday_of,
)
from askonce.feel.values import FarDate, days_time


@pytest.mark.parametrize("shift", [-2_000_000, -1000, -12, 0, 19, 2_499_000])
def test_a_cycle_of_400_years_changes_nothing_but_the_year(shift: int) -> None:
    for day in (
        date(2000, 2, 29),
        date(2019, 9, 17),
        date(2005, 1, 1),
        date(2003, 12, 29),
        date(2400, 12, 31),
    ):
        far = make_date(day.year + 400 * shift, day.month, day.day)
        assert far is not None
        assert count_days(far) == day.toordinal() + shift * 146_097
        assert day_of_count(count_days(far)) == far
        assert weekday_of(far) == day.isoweekday()
        assert (day_of_year(far), week_of_year(far)) == (day.timetuple().tm_yday, day.isocalendar().week)


def test_there_is_one_day_after_another() -> None:
    for count in (-400, -1, 0, 1, 365, 3_652_058, 3_652_059, 3_652_060):
        day, after = day_of_count(count), day_of_count(count + 1)
        assert day is not None
        assert add_days_to_day(day, days_time(days=1)) == after


def test_the_years_end_somewhere() -> None:
    assert make_date(MOST_YEAR + 1, 1, 1) is None
    assert add_days_to_day(FarDate(MOST_YEAR, 12, 31), days_time(days=1)) is None
    assert add_days_to_day(date(2026, 3, 1), days_time(days=10**15)) is None
    assert add_months_to_day(FarDate(-MOST_YEAR, 1, 1), -1) is None


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(9999, 12, 31), 2, FarDate(10000, 2, 29)),
        (FarDate(0, 1, 31), -2, FarDate(-1, 11, 30)),
        (FarDate(-1, 12, 1), 13, date(1, 1, 1)),
        (FarDate(10000, 1, 31), -1, date(9999, 12, 31)),
    ],
)
def test_months_cross_into_far_years_and_back(day: Day, months: int, then: Day) -> None:
    assert add_months_to_day(day, months) == then


def test_lengths_and_ages_in_far_years() -> None:
    assert months_between(FarDate(-2016, 1, 30), FarDate(-2017, 2, 28)).months == -11
    assert months_between(date(2014, 12, 31), FarDate(-2019, 10, 1)).months == -48_398
    assert age(FarDate(-4, 2, 29), date(1, 2, 28), "28 February") == 5
