"""Built-in functions over numbers and amounts of money (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from askonce.feel.builtin import Function, Slot
from askonce.feel.types import (
    ANY,
    BOOLEAN,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    TEXT,
    MoneyType,
    Type,
    assignable,
    type_name,
)
from askonce.feel.values import NUMBERS, DaysTime, Money, Value, YearsMonths, is_whole

#: The standard's bounds of a scale (DMN 1.5, table 73).
_LEAST_SCALE: Final = -6111
_MOST_SCALE: Final = 6176

_SCALE: Final = Slot("scale", INTEGER, truncated=True)
_OPTIONAL_SCALE: Final = Slot("scale", INTEGER, optional=True, truncated=True)


def _rounded(types: Sequence[Type]) -> Type | str:
    first = types[0]
    if isinstance(first, MoneyType) or first == ANY:
        return first
    if assignable(first, NUMBER):
        return NUMBER
    return f"a {type_name(first)} cannot be rounded"


def _whole(types: Sequence[Type]) -> Type | str:
    found = _rounded(types)
    return INTEGER if found == NUMBER and len(types) == 1 else found


def _size(types: Sequence[Type]) -> Type | str:
    first = types[0]
    if isinstance(first, MoneyType) or first in (ANY, NULL, INTEGER, NUMBER, DAYS_DURATION, MONTHS_DURATION):
        return first
    return f"a {type_name(first)} has no absolute value"


def _quantize(value: Decimal, scale: int, rounding: str) -> Decimal | None:
    if not _LEAST_SCALE <= scale <= _MOST_SCALE:
        return None
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        return None
    if -exponent <= scale:
        return value
    try:
        return value.quantize(Decimal(1).scaleb(-scale), rounding=rounding, context=NUMBERS)
    except ArithmeticError:
        return None


def _rounding(rounding: str) -> Callable[[Value, Value], Value]:
    def run(n: Value, scale: Value) -> Value:
        places = int(scale) if isinstance(scale, Decimal) else 0
        if isinstance(n, Money):
            amount = _quantize(n.amount, places, rounding)
            return None if amount is None else Money(amount, n.currency)
        return _quantize(n, places, rounding) if isinstance(n, Decimal) else None

    return run


def _absolute(n: Value) -> Value:
    match n:
        case Decimal():
            return abs(n)
        case Money():
            return Money(abs(n.amount), n.currency)
        case DaysTime():
            return DaysTime(abs(n.nanoseconds))
        case YearsMonths():
            return YearsMonths(abs(n.months))
        case _:
            return None


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """The rest that has the sign of the divisor, as the standard defines it by flooring.

    >>> modulo(Decimal(-5), Decimal(3))
    Decimal('1')
    """
    if not divisor:
        return None
    try:
        quotient = NUMBERS.divide(dividend, divisor).to_integral_value(decimal.ROUND_FLOOR)
        return NUMBERS.subtract(dividend, NUMBERS.multiply(divisor, quotient))
    except ArithmeticError:
        return None


def _real(run: Callable[[Decimal], Decimal]) -> Callable[[Decimal], Value]:
    def bounded(number: Decimal) -> Value:
        try:
            return run(number)
        except ArithmeticError:
            return None

    return bounded


def _logarithm(number: Decimal) -> Decimal:
    return NUMBERS.ln(number) if number > 0 else NUMBERS.divide(number, Decimal(0))


def _even(number: Decimal) -> Value:
    return is_whole(number) and int(number) % 2 == 0


def _odd(number: Decimal) -> Value:
    return is_whole(number) and int(number) % 2 == 1


def _number(text: str, grouping: str | None, point: str | None) -> Value:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or grouping == (point or "."):
        return None
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    digits = plain.removeprefix("-")
    if not digits[:1].isascii() or not (digits[:1].isdigit() or digits[:1] == "."):
        return None
    if "_" in digits or digits != digits.strip():
        return None
    try:
        return NUMBERS.create_decimal(plain)
    except ArithmeticError:
        return None


_N: Final = (Slot("n"),)
_NUMBER: Final = (Slot("number", NUMBER),)

NUMBER_FUNCTIONS: Final = (
    Function(
        "number",
        (Slot("from", TEXT), Slot("grouping separator", TEXT, optional=True, nullable=True),
         Slot("decimal separator", TEXT, optional=True, nullable=True)),
        NUMBER, _number,
    ),
    Function("decimal", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_EVEN)),
    Function("floor", (Slot("n"), _OPTIONAL_SCALE), _whole, _rounding(decimal.ROUND_FLOOR)),
    Function("ceiling", (Slot("n"), _OPTIONAL_SCALE), _whole, _rounding(decimal.ROUND_CEILING)),
    Function("round up", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_UP)),
    Function("round down", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_DOWN)),
    Function("round half up", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_UP)),
    Function("round half down", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_DOWN)),
    Function("round half even", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_EVEN)),
    Function("abs", _N, _size, _absolute),
    Function("modulo", (Slot("dividend", NUMBER), Slot("divisor", NUMBER)), NUMBER, modulo),
    Function("sqrt", _NUMBER, NUMBER, _real(NUMBERS.sqrt)),
    Function("exp", _NUMBER, NUMBER, _real(NUMBERS.exp)),
    Function("log", _NUMBER, NUMBER, _real(_logarithm)),
    Function("odd", _NUMBER, BOOLEAN, _odd),
    Function("even", _NUMBER, BOOLEAN, _even),
)  # fmt: skip
