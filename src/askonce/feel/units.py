"""What packs write behind a number: a currency, or a unit of time in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from askonce.feel.values import (
    NANOSECONDS_A_SECOND,
    DaysTime,
    Money,
    Value,
    WorkingDays,
    YearsMonths,
    days_time,
    is_whole,
    plain_number,
)

#: Beyond this a duration outlives every calendar.
_MOST: Final = 10**9
_CURRENCY: Final = re.compile(r"[A-Z]{3}\Z")

_UNITS: Final[dict[str, Callable[[int], Value]]] = {
    "minute": lambda count: days_time(minutes=count),
    "hour": lambda count: days_time(hours=count),
    "day": lambda count: days_time(days=count),
    "week": lambda count: days_time(days=7 * count),
    "month": YearsMonths,
    "year": lambda count: YearsMonths(12 * count),
    "working day": WorkingDays,
}
_BY_WORD: Final = _UNITS | {f"{word}s": make for word, make in _UNITS.items()}


def read_quantity(number: Decimal, words: str) -> tuple[Value, int]:
    """The quantity that a number makes with the words behind it, and how many of them belong to it.

    None with words used: they are a unit, but the number has a fraction. No words used: they are no unit.

    >>> read_quantity(Decimal(2), "working days")
    (WorkingDays(days=2), 2)
    >>> read_quantity(Decimal("1.5"), "hours"), read_quantity(Decimal(2), "apples")
    ((None, 1), (None, 0))
    """
    used = 2 if words in _BY_WORD and " " in words else 1
    unit = words if used == 2 else words.partition(" ")[0]
    if _CURRENCY.match(unit):
        return Money(number, unit), 1
    make = _BY_WORD.get(unit)
    if make is None:
        return None, 0
    if number > _MOST or not is_whole(number):
        return None, used
    return make(int(number)), used


def write_quantity(value: Money | YearsMonths | DaysTime | WorkingDays) -> str | None:
    """The words of a quantity in the largest unit that fits, or None where no unit does.

    >>> write_quantity(YearsMonths(24)), write_quantity(DaysTime(1))
    ('2 years', None)
    """
    if isinstance(value, Money):
        return f"{plain_number(value.amount)} {value.currency}"
    if isinstance(value, WorkingDays):
        return _counted(value.days, "working day")
    if isinstance(value, YearsMonths):
        years, months = divmod(value.months, 12)
        return _counted(value.months, "month") if months or not years else _counted(years, "year")
    minutes, rest = divmod(value.nanoseconds, 60 * NANOSECONDS_A_SECOND)
    if rest:
        return None
    if minutes % 1440 == 0:
        return _counted(minutes // 1440, "day")
    return _counted(minutes, "minute") if minutes % 60 else _counted(minutes // 60, "hour")


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
