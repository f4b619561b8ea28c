"""The day on which a county is made, and the days that follow from it."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Final

OLDEST: Final = 105


class Today:
    """The day for which an invented county stands; days are counted as `date.toordinal` counts them.

    >>> Today(date(2024, 2, 29)).years_ago(1)
    datetime.date(2023, 2, 28)
    """

    def __init__(self, on: date) -> None:
        self.on = on
        self.ordinal = on.toordinal()

    def years_ago(self, years: int) -> date:
        """The same day so many years before, 28 February where there is none."""
        return years_after(self.on, -years)

    def age(self, born: date) -> int:
        """The whole years since a day; who was born on 29 February has the birthday on the 28th of other years.

        >>> Today(date(2026, 2, 28)).age(date(1964, 2, 29))
        62
        """
        years = self.on.year - born.year
        return years if years_after(born, years) <= self.on else years - 1

    @cached_property
    def births(self) -> tuple[tuple[int, int], ...]:
        """By age in years, the first and the last day on which who has that age was born."""
        days = [self.years_ago(years).toordinal() for years in range(OLDEST + 2)]
        return tuple((days[age + 1] + 1, days[age]) for age in range(OLDEST + 1))

    def months(self, count: int) -> tuple[date, ...]:
        """The first days of the last months, the present one last."""
        at = self.on.year * 12 + self.on.month - 1
        return tuple(date(month // 12, month % 12 + 1, 1) for month in range(at - count + 1, at + 1))


def years_after(day: date, years: int) -> date:
    """The same day so many years later, 28 February where there is none."""
    year = day.year + years
    is_moved = (day.month, day.day) == (2, 29) and not _is_leap(year)
    return date(year, 2, 28) if is_moved else date(year, day.month, day.day)


def leap_day_before(day: date) -> date:
    """The last 29 February until a day.

    >>> leap_day_before(date(1967, 6, 4))
    datetime.date(1964, 2, 29)
    """
    year = next(year for year in range(day.year, 0, -1) if _is_leap(year) and date(year, 2, 29) <= day)
    return date(year, 2, 29)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
