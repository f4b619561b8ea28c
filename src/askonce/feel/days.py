"""Reckons with days of the Gregorian calendar in any year from -999,999,999 to 999,999,999."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from typing import Final, TypeAlias

from askonce.feel.values import DaysTime, FarDate, Value, YearsMonths, days_time

Day: TypeAlias = "date | FarDate"

MOST_YEAR: Final = 999_999_999
#: The calendar repeats itself after so many years, which are so many days.
CYCLE_YEARS: Final = 400
_CYCLE_DAYS: Final = 146_097
_FAR_CYCLES: Final = MOST_YEAR // CYCLE_YEARS + 1


def make_date(year: int, month: int, day: int) -> Day | None:
    """The calendar date, or None where there is none.

    >>> make_date(2025, 2, 29) is None, make_date(-1, 2, 28)
    (True, FarDate(year=-1, month=2, day=28))
    """
    if not -MOST_YEAR <= year <= MOST_YEAR:
        return None
    try:
        if date.min.year <= year <= date.max.year:
            return date(year, month, day)
        near_year(year, month, day)
    except (ValueError, OverflowError):
        return None
    return FarDate(year, month, day)


def near_year(year: int, month: int, day: int) -> date:
    """The date of the same month and day in a year that the calendar treats alike, from 2000 to 2399."""
    return date(year % CYCLE_YEARS + 2000, month, day)


def is_day(value: Value) -> bool:
    """Whether a value is a date and not a date and time."""
    return isinstance(value, FarDate) or (isinstance(value, date) and not isinstance(value, datetime))


def count_days(day: Day) -> int:
    """The days since the last day of the year 0.

    >>> count_days(date(1, 1, 1)), count_days(FarDate(0, 12, 31))
    (1, 0)
    """
    if isinstance(day, date):
        return day.toordinal()
    cycles, rest = divmod(day.year - 1, CYCLE_YEARS)
    return date(rest + 1, day.month, day.day).toordinal() + cycles * _CYCLE_DAYS


def day_of_count(count: int) -> Day | None:
    """The day that `count_days` counts so, or None beyond the years that there are.

    >>> day_of_count(0), day_of_count(1)
    (FarDate(year=0, month=12, day=31), datetime.date(1, 1, 1))
    """
    cycles, rest = divmod(count - 1, _CYCLE_DAYS)
    if not -_FAR_CYCLES - 1 <= cycles <= _FAR_CYCLES:
        return None
    day = date.fromordinal(rest + 1)
    return make_date(day.year + cycles * CYCLE_YEARS, day.month, day.day)


def month_length(year: int, month: int) -> int:
    """The days of a month."""
    return calendar.monthrange(year % CYCLE_YEARS + 2000, month)[1]


def add_months_to_day(day: Day, months: int) -> Day | None:
    """The same day of a later month, or the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not -MOST_YEAR <= year <= MOST_YEAR:
        return None
    return make_date(year, month + 1, min(day.day, month_length(year, month + 1)))


def add_days_to_day(day: Day, length: DaysTime) -> Day | None:
    """A day moved by whole days; a rest of hours counts back to the day in which it falls."""
    return day_of_count(count_days(day) + length.nanoseconds // DAY_NANOSECONDS)


#: A day in nanoseconds.
DAY_NANOSECONDS: Final = days_time(days=1).nanoseconds


def months_between(start: Day, end: Day) -> YearsMonths:
    """The whole months from start to end, negative when end comes first.

    >>> months_between(date(2026, 1, 31), date(2026, 3, 30)).months
    1
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


def weekday_of(day: Day) -> int:
    """The day of the week, Monday 1 to Sunday 7."""
    return (count_days(day) - 1) % 7 + 1


def day_of_year(day: Day) -> int:
    """The number of the day in its year, from 1."""
    return near_year(day.year, day.month, day.day).timetuple().tm_yday


def week_of_year(day: Day) -> int:
    """The number of the week in its year (ISO 8601)."""
    return near_year(day.year, day.month, day.day).isocalendar().week


def age(birth: Day, on: Day, leap_day: str) -> int | None:
    """Whole years lived; the rule says when a person born on 29 February turns in a common year.

    >>> born, day = date(1960, 2, 29), date(2025, 2, 28)
    >>> age(born, day, "28 February"), age(born, day, "1 March")
    (65, 64)
    """
    lived = on.year - birth.year
    turns = (birth.month, birth.day)
    if lived < 0 or (lived == 0 and (on.month, on.day) < turns):
        return None
    if turns == (2, 29) and not calendar.isleap(on.year):
        turns = (2, 28) if leap_day == "28 February" else (3, 1)
    return lived - ((on.month, on.day) < turns)
