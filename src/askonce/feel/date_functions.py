"""Built-in functions over dates, times and durations (DMN 1.5, 10.3.4.1, 10.3.4.9), and the age of packs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from askonce.feel import temporal
from askonce.feel.builtin import Function, Slot
from askonce.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    TEXT,
    TIME,
    Type,
    assignable,
    type_name,
)
from askonce.feel.values import DaysTime, Value

_DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def _one_of(result: Type, *kinds: Type) -> Callable[[Sequence[Type]], Type | str]:
    """The typing of a function whose arguments are each of one of these types."""

    def typing(types: Sequence[Type]) -> Type | str:
        for one in types:
            if not any(assignable(one, kind) for kind in (*kinds, NULL)):
                wanted = " or ".join(type_name(kind) for kind in kinds)
                return f"a {type_name(one)} stands where {wanted} is needed"
        return result

    return typing


def _day(value: Value) -> date | None:
    if isinstance(value, str):
        return temporal.read_date(value)
    return date(value.year, value.month, value.day) if isinstance(value, date) else None


def _clock(value: Value) -> Value:
    if isinstance(value, str):
        return temporal.read_time(value)
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, date):
        return temporal.make_time(0, 0, Decimal(0), DaysTime(0))
    return value if isinstance(value, time) else None


def _moment(value: Value) -> Value:
    if isinstance(value, str):
        return temporal.read_date_time(value)
    if isinstance(value, datetime):
        return value
    return temporal.join(value, time()) if isinstance(value, date) else None


def _calendar_day(year: Decimal, month: Decimal, day: Decimal) -> Value:
    return temporal.make_date(int(year), int(month), int(day))


def _time_of(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None) -> Value:
    return temporal.make_time(int(hour), int(minute), second, offset)


def _at(day: Value, clock: Value) -> Value:
    return temporal.join(day, clock) if isinstance(day, date) and isinstance(clock, time) else None


def _months_between(start: Value, end: Value) -> Value:
    first, last = _day(start), _day(end)
    return None if first is None or last is None else temporal.months_between(first, last)


def _of_day(read: Callable[[date], Value]) -> Callable[[Value], Value]:
    return lambda value: read(value) if isinstance(value, date) else None


def _age(birth: date, on: Value, *, leap_day: str | None) -> Value:
    day = _day(on)
    if leap_day is None or day is None:
        return None
    years = temporal.age(birth, day, leap_day)
    return None if years is None else Decimal(years)


def _same(left: Value, right: Value) -> Value:
    """`is`: the same value in the same form, so that one moment in two zones is not."""
    return type(left) is type(right) and left == right and str(left) == str(right)


_DAY: Final = (Slot("date"),)
_NAMED: Final = _one_of(TEXT, DATE, DATE_TIME)
_ON: Final = _one_of(INTEGER, DATE, DATE_TIME)

DATE_FUNCTIONS: Final = (
    Function("date", (Slot("from"),), _one_of(DATE, TEXT, DATE, DATE_TIME), _day),
    Function(
        "date", (Slot("year", INTEGER), Slot("month", INTEGER), Slot("day", INTEGER)),
        DATE, _calendar_day,
    ),
    Function("time", (Slot("from"),), _one_of(TIME, TEXT, TIME, DATE_TIME, DATE), _clock),
    Function(
        "time",
        (Slot("hour", INTEGER), Slot("minute", INTEGER), Slot("second", NUMBER),
         Slot("offset", DAYS_DURATION, optional=True, nullable=True)),
        TIME, _time_of,
    ),
    Function("date and time", (Slot("from"),), _one_of(DATE_TIME, TEXT, DATE, DATE_TIME), _moment),
    Function("date and time", (Slot("date"), Slot("time", TIME)), DATE_TIME, _at),
    Function("duration", (Slot("from", TEXT),), ANY, temporal.read_duration),
    Function(
        "years and months duration", (Slot("from"), Slot("to")),
        _one_of(MONTHS_DURATION, DATE, DATE_TIME), _months_between,
    ),
    Function("day of week", _DAY, _NAMED, _of_day(lambda day: _DAY_NAMES[day.weekday()])),
    Function("month of year", _DAY, _NAMED, _of_day(lambda day: _MONTH_NAMES[day.month - 1])),
    Function("day of year", _DAY, _ON, _of_day(lambda day: Decimal(day.timetuple().tm_yday))),
    Function("week of year", _DAY, _ON, _of_day(lambda day: Decimal(day.isocalendar().week))),
    Function("is", (Slot("value1", nullable=True), Slot("value2", nullable=True)), BOOLEAN, _same),
    Function("age", (Slot("birth", DATE), Slot("on")), _ON, _age, needs_leap_day=True),
)  # fmt: skip
