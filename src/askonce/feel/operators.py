"""Equality, order and arithmetic of values, null where a kind does not allow them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from askonce.feel.bounds import is_too_large
from askonce.feel.temporal import (
    add_days,
    add_months,
    add_time,
    between,
    between_times,
    count_days,
    order,
    same,
    sameness,
)
from askonce.feel.values import (
    NUMBERS,
    Clock,
    DaysTime,
    FarDate,
    FunctionValue,
    Moment,
    Money,
    Range,
    Value,
    WorkingDays,
    YearsMonths,
    kind,
)

_ORDERED: Final = frozenset(
    [
        "number", "text", "date", "time", "date and time", "days duration", "months duration", "working days",
        "money",
    ]
)  # fmt: skip
#: Values of these types are the same where Python says so.
_PLAIN: Final = frozenset([Decimal, str, bool, date])
#: A text or list grown longer than this is of no use to anybody: null, as is a duration of a billion years.
MOST_LONG: Final = 10_000_000
_MOST_MONTHS: Final = 12 * 10**10
_MOST_NANOSECONDS: Final = 366 * 86_400 * 10**19


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are the same; null equals null only, values of two kinds do not compare.

    >>> equal(None, None), equal(Decimal("1.0"), Decimal(1)), equal(True, Decimal(1))
    (True, True, None)
    """
    if left is None or right is None:
        return left is right
    if kind(left) != kind(right):
        return None
    if left is right:
        return True
    match left, right:
        case ((tuple() | Mapping() | Range()), (tuple() | Mapping() | Range())):
            if is_too_large(left) or is_too_large(right):
                return None
            return identity(left) == identity(right)
        case Money(), Money():
            return left == right if left.currency == right.currency else None
        case ((datetime() | Moment() | time() | Clock()), (datetime() | Moment() | time() | Clock())):
            return same(left, right)
        case _:
            return left == right


def identity(value: Value) -> Hashable:
    """A key that two values share where, and only where, they are equal; the value may not be too large.

    >>> (
    ...     identity((Decimal("1.0"), None)) == identity((Decimal(1), None)),
    ...     identity(True) == identity(Decimal(1)),
    ... )
    (True, False)
    """
    word = kind(value)
    match value:
        case tuple():
            return word, tuple([identity(item) for item in value])
        case Range():
            ends = (identity(value.low), identity(value.high))
            return word, ends, value.low_closed, value.high_closed, value.sign
        case Mapping():
            return word, frozenset([(name, identity(held)) for name, held in value.items()])
        case FunctionValue():
            return word, id(value)
        case datetime() | Moment() | time() | Clock():
            return word, sameness(value)
        case _:
            return word, value


def compare(left: Value, right: Value) -> int | None:
    """Minus one, zero or one as the left stands before, with or after the right; None without an order.

    >>> compare(Decimal(1), Decimal(2)), compare(Money(Decimal(1), "CNY"), Money(Decimal(1), "EUR"))
    (-1, None)
    """
    word = kind(left)
    if word != kind(right) or word not in _ORDERED:
        return None
    a: Any = left
    b: Any = right
    if isinstance(left, Money) and isinstance(right, Money):
        if left.currency != right.currency:
            return None
        a, b = left.amount, right.amount
    elif word == "date" and type(left) is not type(right):
        a, b = count_days(a), count_days(b)
    elif word in ("time", "date and time") and not _is_plainly_timed(a, b):
        return order(a, b)
    return int(a > b) - int(a < b)


def _is_plainly_timed(left: Any, right: Any) -> bool:
    """Whether Python itself knows the order: two of its own values, both with an offset or both without."""
    return (
        type(left) is type(right)
        and isinstance(left, time | datetime)
        and (left.tzinfo is None) == (right.tzinfo is None)
    )


def holds(op: str, left: Value, right: Value) -> bool | None:
    """Whether a comparison holds, three-valued."""
    if op in ("=", "!="):
        same = equal(left, right)
        return None if same is None else same == (op == "=")
    found = compare(left, right)
    if found is None:
        return None
    match op:
        case "<":
            return found < 0
        case ">":
            return found > 0
        case _:
            # `<=` is `<` or `=` (DMN 1.5, 10.3.2.15): a time without an offset is never equal to one with it.
            return (found < 0) == (op == "<=") if found else equal(left, right)


def contains(within: Range, value: Value) -> bool | None:
    """Whether a range holds a value, three-valued; a missing end does not bound.

    >>> contains(Range(Decimal(1), None, True, False), Decimal(5))
    True
    """
    if within.sign:
        return None if value is None else holds(within.sign, value, within.low)
    above: bool | None = True
    below: bool | None = True
    if within.low is not None:
        above = holds(">=" if within.low_closed else ">", value, within.low)
    if within.high is not None:
        below = holds("<=" if within.high_closed else "<", value, within.high)
    if above is False or below is False:
        return False
    return None if above is None or below is None or value is None else True


def add(left: Value, right: Value) -> Value:
    """The sum of two values, or None where they have none."""
    match left, right:
        case Decimal(), Decimal():
            return NUMBERS.add(left, right)
        case str(), str():
            return left + right
        case Money(), Money() if left.currency == right.currency:
            return Money(NUMBERS.add(left.amount, right.amount), left.currency)
        case YearsMonths(), YearsMonths():
            return YearsMonths(left.months + right.months)
        case DaysTime(), DaysTime():
            return DaysTime(left.nanoseconds + right.nanoseconds)
        case WorkingDays(), WorkingDays():
            return WorkingDays(left.days + right.days)
        case (_, (YearsMonths() | DaysTime())):
            return _move(left, right)
        case ((YearsMonths() | DaysTime()), _):
            return _move(right, left)
        case _:
            return None


def _move(start: Value, length: YearsMonths | DaysTime) -> Value:
    match start, length:
        case ((date() | FarDate() | Moment()), YearsMonths()):
            return add_months(start, length.months)
        case ((date() | FarDate() | Moment()), DaysTime()):
            return add_days(start, length)
        case ((time() | Clock()), DaysTime()):
            return add_time(start, length)
        case _:
            return None


def subtract(left: Value, right: Value) -> Value:
    """The difference of two values, or None where they have none."""
    match left, right:
        case Decimal(), Decimal():
            return NUMBERS.subtract(left, right)
        case ((date() | FarDate() | Moment()), (date() | FarDate() | Moment())):
            return between(left, right)
        case ((time() | Clock()), (time() | Clock())):
            return between_times(left, right)
        case (Money(), Money()) | (
            (date() | FarDate() | Moment() | time() | Clock()),
            (YearsMonths() | DaysTime()),
        ):
            return add(left, negate(right))
        case (YearsMonths(), YearsMonths()) | (DaysTime(), DaysTime()) | (WorkingDays(), WorkingDays()):
            return add(left, negate(right))
        case _:
            return None


def negate(value: Value) -> Value:
    """The opposite of a number, an amount or a duration, or None."""
    match value:
        case Decimal():
            return NUMBERS.minus(value)
        case Money():
            return Money(NUMBERS.minus(value.amount), value.currency)
        case YearsMonths():
            return YearsMonths(-value.months)
        case DaysTime():
            return DaysTime(-value.nanoseconds)
        case WorkingDays():
            return WorkingDays(-value.days)
        case _:
            return None


def multiply(left: Value, right: Value) -> Value:
    """The product of two values, or None where they have none; parts of a month or nanosecond are cut off."""
    match left, right:
        case Decimal(), Decimal():
            return NUMBERS.multiply(left, right)
        case Money(), Decimal():
            return Money(NUMBERS.multiply(left.amount, right), left.currency)
        case YearsMonths(), Decimal():
            return YearsMonths(int(NUMBERS.multiply(Decimal(left.months), right)))
        case DaysTime(), Decimal():
            return DaysTime(int(NUMBERS.multiply(Decimal(left.nanoseconds), right)))
        case WorkingDays(), Decimal():
            days = NUMBERS.multiply(Decimal(left.days), right)
            return WorkingDays(int(days)) if days == int(days) else None
        case Decimal(), (Money() | YearsMonths() | DaysTime() | WorkingDays()):
            return multiply(right, left)
        case _:
            return None


def divide(left: Value, right: Value) -> Value:
    """The quotient of two values, or None where they have none, as for a divisor of zero."""
    match left, right:
        case Decimal(), Decimal():
            return NUMBERS.divide(left, right)
        case Money(), Money() if left.currency == right.currency:
            return NUMBERS.divide(left.amount, right.amount)
        case Money(), Decimal():
            return Money(NUMBERS.divide(left.amount, right), left.currency)
        case YearsMonths(), YearsMonths():
            return NUMBERS.divide(Decimal(left.months), Decimal(right.months))
        case DaysTime(), DaysTime():
            return NUMBERS.divide(Decimal(left.nanoseconds), Decimal(right.nanoseconds))
        case YearsMonths(), Decimal():
            return YearsMonths(int(NUMBERS.divide(Decimal(left.months), right)))
        case DaysTime(), Decimal():
            return DaysTime(int(NUMBERS.divide(Decimal(left.nanoseconds), right)))
        case _:
            return None


def power(left: Value, right: Value) -> Value:
    """A number to the power of another, or None."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return NUMBERS.power(left, right)
    return None


_ARITHMETIC: Final = {"+": add, "-": subtract, "*": multiply, "/": divide, "**": power}


def calculate(op: str, left: Value, right: Value) -> Value:
    """What an operator gives, or None where it has no result (as one divided by zero).

    >>> calculate("/", Decimal(1), Decimal(0)) is None
    True
    """
    try:
        found = _ARITHMETIC[op](left, right)
    except ArithmeticError:
        return None
    if type(found) in _PLAIN and type(found) is not str:
        return found
    return None if _is_out_of_bounds(found) else found


def _is_out_of_bounds(value: Value) -> bool:
    match value:
        case str():
            return len(value) > MOST_LONG
        case YearsMonths():
            return abs(value.months) > _MOST_MONTHS
        case DaysTime():
            return abs(value.nanoseconds) > _MOST_NANOSECONDS
        case WorkingDays():
            return abs(value.days) > _MOST_MONTHS
        case _:
            return False


def conjunction(values: list[Value]) -> bool | None:
    """`and`: false if any is false, true if all are true, else null.

    >>> conjunction([None, False]), conjunction([None, True])
    (False, None)
    """
    if any(value is False for value in values):
        return False
    return True if all(value is True for value in values) else None


def disjunction(values: list[Value]) -> bool | None:
    """`or`: true if any is true, false if all are false, else null."""
    if any(value is True for value in values):
        return True
    return False if all(value is False for value in values) else None
