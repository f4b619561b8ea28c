"""The values that an expression takes and gives, each frozen."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias, Union

import msgspec

#: Numbers are IEEE 754-2008 decimal128: 34 digits, half even (DMN 1.5, 10.3.2.3.1).
NUMBERS = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)

NANOSECONDS_A_SECOND = 1_000_000_000
SECONDS_A_DAY = 86_400


class YearsMonths(msgspec.Struct, frozen=True, order=True):
    """A duration counted in calendar months; two years are 24."""

    months: int


class DaysTime(msgspec.Struct, frozen=True, order=True):
    """A duration of fixed length, in nanoseconds so that ordering is exact."""

    nanoseconds: int

    @property
    def whole_days(self) -> int:
        """The days in it, rounded towards zero.

        >>> days_time(hours=-36).whole_days
        -1
        """
        days = abs(self.nanoseconds) // (SECONDS_A_DAY * NANOSECONDS_A_SECOND)
        return days if self.nanoseconds >= 0 else -days


class FarDate(msgspec.Struct, frozen=True, order=True):
    """A date in a year before 1 or after 9999, which `datetime.date` does not reach."""

    year: int
    month: int
    day: int


class Clock(msgspec.Struct, frozen=True):
    """A time of day that `datetime.time` cannot hold: it counts nanoseconds, or names a zone.

    The offset is in seconds; at most one of offset and zone is given.
    """

    nanosecond: int
    offset: int | None = None
    zone: str | None = None


class Moment(msgspec.Struct, frozen=True):
    """A date and time that `datetime.datetime` cannot hold, as a day and what its clocks show."""

    day: date | FarDate
    nanosecond: int
    offset: int | None = None
    zone: str | None = None


class WorkingDays(msgspec.Struct, frozen=True, order=True):
    """A count of working days; only a calendar can turn it into dates."""

    days: int


class Money(msgspec.Struct, frozen=True):
    """An exact amount of one currency (ISO 4217 code)."""

    amount: Decimal
    currency: str


class Range(msgspec.Struct, frozen=True):
    """An interval; a missing end (None) is unbounded.

    A test as a value, `(= 10)` or `(!= 10)`, keeps its `sign`: it is no interval of two ends, though it has both.
    """

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool
    sign: str = ""


class FunctionValue(msgspec.Struct, frozen=True):
    """A function that an expression made or named: its parameters and what it does."""

    parameters: tuple[str, ...]
    apply: Callable[[tuple[Value, ...]], Value]


#: A list is a tuple, a context a mapping that nobody changes after it is made.
Value: TypeAlias = Union[
    bool,
    str,
    Decimal,
    date,
    time,
    datetime,
    FarDate,
    Clock,
    Moment,
    YearsMonths,
    DaysTime,
    WorkingDays,
    Money,
    Range,
    FunctionValue,
    "tuple[Value, ...]",
    "Mapping[str, Value]",
    None,
]

_KINDS: Mapping[type, str] = {
    type(None): "null",
    bool: "boolean",
    str: "text",
    Decimal: "number",
    date: "date",
    time: "time",
    datetime: "date and time",
    FarDate: "date",
    Clock: "time",
    Moment: "date and time",
    YearsMonths: "months duration",
    DaysTime: "days duration",
    WorkingDays: "working days",
    Money: "money",
    Range: "range",
    FunctionValue: "function",
    tuple: "list",
}


_STRUCTS = (YearsMonths, DaysTime, WorkingDays, Money, Range, FunctionValue, FarDate, Clock, Moment)


def kind(value: Value) -> str:
    """The word for what a value is; date-times are not dates, booleans not numbers.

    >>> kind(datetime(2026, 3, 1)), kind(True), kind({"a": None})
    ('date and time', 'boolean', 'context')
    """
    return _KINDS.get(type(value), "context")


def days_time(
    *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0, nanoseconds: int = 0
) -> DaysTime:
    """The duration that these parts add up to.

    >>> days_time(days=1) == days_time(hours=24)
    True
    """
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return DaysTime(total * NANOSECONDS_A_SECOND + nanoseconds)


def value_of(native: object) -> Value:
    """The value for a plain Python object: whole numbers become decimals, lists tuples.

    >>> value_of({"ages": [3, True]})
    {'ages': (Decimal('3'), True)}
    """
    if isinstance(native, bool | str | Decimal | date | time | None):
        return native
    if isinstance(native, int):
        return Decimal(native)
    if isinstance(native, list | tuple):
        return tuple(value_of(item) for item in native)
    if isinstance(native, Mapping):
        return {str(key): value_of(item) for key, item in native.items()}
    if isinstance(native, _STRUCTS):
        return native
    message = f"{type(native).__name__} is no value of an expression"
    raise TypeError(message)


def is_whole(number: Decimal) -> bool:
    """Whether a number has no fraction."""
    return number.is_finite() and number == number.to_integral_value()


def plain_number(number: Decimal) -> str:
    """Digits as a person writes them, without an exponent or trailing zeros.

    >>> plain_number(Decimal("1E+3")), plain_number(Decimal("1.50")), plain_number(Decimal("-0"))
    ('1000', '1.5', '0')
    """
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
