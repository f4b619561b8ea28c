"""The periods in which things come round: days, weeks, months, quarters, halves of years, years."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

#: How many months each of the longer periods has; the first begins in January.
_MONTHS: Final = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
PERIODS: Final = ("day", "week", *_MONTHS)


def begin(period: str, day: date) -> date:
    """The first day of the period that a day is in; a week begins on Monday, and what is no period on the first day ever.

    >>> [begin(one, date(2026, 5, 20)).isoformat() for one in ("day", "week", "quarter", "half-year")]
    ['2026-05-20', '2026-05-18', '2026-04-01', '2026-01-01']
    >>> begin("ever", date(2026, 5, 20)) == date.min
    True
    """
    if period == "day":
        return day
    if period == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS.get(period)
    return date.min if months is None else date(day.year, (day.month - 1) // months * months + 1, 1)


def following(period: str, first: date) -> date:
    """The first day of the next period.

    >>> following("quarter", date(2026, 10, 1)), following("week", date(2026, 12, 28))
    (datetime.date(2027, 1, 1), datetime.date(2027, 1, 4))
    """
    if period in {"day", "week"}:
        return first + timedelta(days=1 if period == "day" else 7)
    months = first.month - 1 + _MONTHS[period]
    return date(first.year + months // 12, months % 12 + 1, 1)


def last_whole(period: str, today: date) -> date:
    """The first day of the last period that is over.

    >>> last_whole("month", date(2026, 3, 2)), last_whole("year", date(2026, 3, 2))
    (datetime.date(2026, 2, 1), datetime.date(2025, 1, 1))
    """
    here = begin(period, today)
    return here if here == date.min else begin(period, here - timedelta(days=1))
