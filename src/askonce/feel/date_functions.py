"""Built-in functions over dates, times and durations (DMN 1.5, 10.3.4.1, 10.3.4.9), and the age of packs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from askonce.feel import temporal
from askonce.feel.builtin import Function, Slot
from askonce.feel.operators import equal
from askonce.feel.temporal import Day
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
from askonce.feel.values import Clock, DaysTime, FarDate, Moment, Value, kind

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


def _day(value: Value) -> Day | None:
    if isinstance(value, str):
        return temporal.read_date(value)
    return temporal.date_of(value) if isinstance(value, date | FarDate | Moment) else None


def _clock(value: Value) -> Value:
    match value:
        case str():
            return temporal.read_time(value)
        case datetime() | Moment():
            return temporal.time_of(value)
        case date() | FarDate():
            return temporal.time_of(temporal.utc_midnight(value))
        case time() | Clock():
            return value
        case _:
            return None


def _moment(value: Value) -> Value:
    match value:
        case str():
            return temporal.read_date_time(value)
        case datetime() | Moment():
            return value
        case date() | FarDate():
            return temporal.join(value, time())
        case _:
            return None


def _calendar_day(year: Decimal, month: Decimal, day: Decimal) -> Value:
    return temporal.make_date(int(year), int(month), int(day))


def _time_of(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None) -> Value:
    return temporal.make_time(int(hour), int(minute), second, offset)


def _at(day: Value, clock: Value) -> Value:
    if isinstance(day, date | FarDate | Moment) and isinstance(clock, time | Clock):
        return temporal.join(day, clock)
    return None


def _months_between(start: Value, end: Value) -> Value:
    first, last = _day(start), _day(end)
    return None if first is None or last is None else temporal.months_between(first, last)


def _of_day(read: Callable[[Day], Value]) -> Callable[[Value], Value]:
    def run(value: Value) -> Value:
        day = None if isinstance(value, str) else _day(value)
        return None if day is None else read(day)

    return run


def _age(birth: Day, on: Value, *, leap_day: str | None) -> Value:
    day = _day(on)
    if leap_day is None or day is None:
        return None
    years = temporal.age(birth, day, leap_day)
    return None if years is None else Decimal(years)


def _same(left: Value, right: Value) -> Value:
    """`is`: the same value in the same form, so that one moment in two zones is not."""
    if kind(left) != kind(right):
        return False
    if isinstance(left, datetime | Moment | time | Clock):
        return temporal.write_temporal(left) == temporal.write_temporal(right)  # type: ignore[arg-type]
    return equal(left, right) is True


def _now(*, moment: Value = None) -> Value:
    return moment


def _today(*, moment: Value = None) -> Value:
    return _day(moment)


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
    Function("day of week", _DAY, _NAMED, _of_day(lambda day: _DAY_NAMES[temporal.weekday_of(day) - 1])),
    Function("month of year", _DAY, _NAMED, _of_day(lambda day: _MONTH_NAMES[day.month - 1])),
    Function("day of year", _DAY, _ON, _of_day(lambda day: Decimal(temporal.day_of_year(day)))),
    Function("week of year", _DAY, _ON, _of_day(lambda day: Decimal(temporal.week_of_year(day)))),
    Function("is", (Slot("value1", nullable=True), Slot("value2", nullable=True)), BOOLEAN, _same),
    Function("now", (), DATE_TIME, _now, needs_moment=True),
    Function("today", (), DATE, _today, needs_moment=True),
    Function("age", (Slot("birth", DATE), Slot("on")), _ON, _age, needs_leap_day=True),
)  # fmt: skip
