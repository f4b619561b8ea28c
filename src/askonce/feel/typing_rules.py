"""What operators give for the types of their operands, and which types compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

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
    WORKING_DAYS,
    ChoiceType,
    ContextType,
    ListType,
    MoneyType,
    RangeType,
    Type,
    join,
    type_name,
)

_DURATIONS: Final = (DAYS_DURATION, MONTHS_DURATION, WORKING_DAYS)
_ORDERED: Final = (NUMBER, TEXT, DATE, TIME, DATE_TIME, *_DURATIONS)


class Clash(msgspec.Struct, frozen=True):
    """Why two types do not go together, as the end of a sentence about them."""

    reason: str
    code: str = "type"


def family(one: Type) -> Type:
    """The type that arithmetic sees: integers are numbers, options are text."""
    if one == INTEGER:
        return NUMBER
    return TEXT if isinstance(one, ChoiceType) else one


#: (operator, left, right) and what it gives; numbers and money have functions of their own.
_GIVES: Final[Mapping[tuple[str, Type, Type], Type]] = {
    ("+", TEXT, TEXT): TEXT,
    ("-", DATE, DATE): DAYS_DURATION,
    ("-", DATE_TIME, DATE_TIME): DAYS_DURATION,
    ("-", TIME, TIME): DAYS_DURATION,
    ("+", TIME, DAYS_DURATION): TIME,
    ("+", DAYS_DURATION, TIME): TIME,
    ("-", TIME, DAYS_DURATION): TIME,
    ("*", WORKING_DAYS, NUMBER): WORKING_DAYS,
    ("*", NUMBER, WORKING_DAYS): WORKING_DAYS,
    **{("+", one, one): one for one in _DURATIONS},
    **{("-", one, one): one for one in _DURATIONS},
    **{("+", day, length): day for day in (DATE, DATE_TIME) for length in (DAYS_DURATION, MONTHS_DURATION)},
    **{("+", length, day): day for day in (DATE, DATE_TIME) for length in (DAYS_DURATION, MONTHS_DURATION)},
    **{("-", day, length): day for day in (DATE, DATE_TIME) for length in (DAYS_DURATION, MONTHS_DURATION)},
    **{("*", length, NUMBER): length for length in (DAYS_DURATION, MONTHS_DURATION)},
    **{("*", NUMBER, length): length for length in (DAYS_DURATION, MONTHS_DURATION)},
    **{("/", length, NUMBER): length for length in (DAYS_DURATION, MONTHS_DURATION)},
    ("/", DAYS_DURATION, DAYS_DURATION): NUMBER,
    ("/", MONTHS_DURATION, MONTHS_DURATION): NUMBER,
}


def arithmetic(op: str, left: Type, right: Type) -> Type | Clash:
    """The type of a sum, product or the like.

    >>> arithmetic("+", MoneyType("CNY"), MoneyType("EUR")).reason
    'are amounts of two currencies'
    """
    if ANY in (left, right):
        return ANY
    a, b = family(left), family(right)
    if a == NUMBER and b == NUMBER:
        return INTEGER if left == right == INTEGER and op in ("+", "-", "*") else NUMBER
    if isinstance(a, MoneyType) or isinstance(b, MoneyType):
        return _with_money(op, a, b)
    found = _GIVES.get((op, a, b))
    if found is not None:
        return found
    if WORKING_DAYS in (a, b) and {a, b} & {DATE, DATE_TIME}:
        return Clash("need a calendar, for working days are not the same everywhere", "unit")
    if a in _DURATIONS and b in _DURATIONS:
        return Clash("are durations of two kinds", "unit")
    return Clash(f"take no `{op}`")


def _with_money(op: str, left: Type, right: Type) -> Type | Clash:
    match left, right:
        case MoneyType(currency=one), MoneyType(currency=other):
            if op in ("+", "-", "/") and None not in (one, other) and one != other:
                return Clash("are amounts of two currencies", "unit")
            if op in ("+", "-"):
                return MoneyType(one or other)
            return NUMBER if op == "/" else Clash(f"are both money, which takes no `{op}` with money", "unit")
        case MoneyType(), number if number == NUMBER and op in ("*", "/"):
            return left
        case number, MoneyType() if number == NUMBER and op == "*":
            return right
        case _:
            return Clash(f"take no `{op}`", "unit" if NUMBER in (left, right) else "type")


def negated(one: Type) -> Type | Clash:
    """The type of the opposite."""
    if isinstance(one, MoneyType) or one in (ANY, NUMBER, INTEGER, *_DURATIONS):
        return one
    return Clash("has no opposite")


def comparison(op: str, left: Type, right: Type) -> Clash | None:
    """Why two types do not compare, or None where they do.

    >>> comparison("<", DATE, NUMBER).reason
    'do not compare'
    """
    if ANY in (left, right):
        return None
    if NULL in (left, right):
        return None if op in ("=", "!=") else Clash("do not compare, for null stands in no order")
    if isinstance(left, MoneyType) and isinstance(right, MoneyType):
        same = None in (left.currency, right.currency) or left.currency == right.currency
        return None if same else Clash("are amounts of two currencies", "unit")
    if left in _DURATIONS and right in _DURATIONS and left != right:
        return Clash("are durations of two kinds", "unit")
    if isinstance(left, ChoiceType) and isinstance(right, ChoiceType):
        return _compare_choices(op, left, right)
    if join(left, right) is None:
        return Clash("do not compare", "unit" if _is_amount_with_number(left, right) else "type")
    if op not in ("=", "!=") and not is_ordered(left):
        return Clash("stand in no order")
    return None


def _is_amount_with_number(left: Type, right: Type) -> bool:
    kinds = (family(left), family(right))
    return NUMBER in kinds and any(isinstance(one, MoneyType) or one in _DURATIONS for one in kinds)


def _compare_choices(op: str, left: ChoiceType, right: ChoiceType) -> Clash | None:
    if op in ("=", "!=") and not set(left.options) & set(right.options):
        options = left if len(left.options) > 1 else right
        return Clash(f"are never the same, for the options are {_listed(options.options)}")
    return None


def _listed(options: tuple[str, ...]) -> str:
    shown = [f"`{option}`" for option in options[:8]]
    return ", ".join(shown) + (", ..." if len(options) > len(shown) else "")


def is_ordered(one: Type) -> bool:
    """Whether values of a type stand in an order."""
    return one == ANY or isinstance(one, MoneyType) or family(one) in _ORDERED


_INTEGERS: Final = dict.fromkeys(("year", "month", "day", "weekday"), INTEGER)
_CLOCK: Final[Mapping[str, Type]] = {
    "hour": INTEGER, "minute": INTEGER, "second": NUMBER, "time offset": DAYS_DURATION, "timezone": TEXT,
}  # fmt: skip
_PARTS: Final[Mapping[Type, Mapping[str, Type]]] = {
    DATE: _INTEGERS,
    TIME: _CLOCK,
    DATE_TIME: {**_INTEGERS, **_CLOCK},
    MONTHS_DURATION: {"years": INTEGER, "months": INTEGER},
    DAYS_DURATION: {"days": INTEGER, "hours": INTEGER, "minutes": INTEGER, "seconds": NUMBER},
    WORKING_DAYS: {"days": INTEGER},
}


def parts(one: Type) -> Mapping[str, Type]:
    """The names that may follow a dot behind a value of this type, and their types.

    >>> sorted(parts(MONTHS_DURATION))
    ['months', 'years']
    """
    match one:
        case ContextType(fields=fields):
            return dict(fields)
        case MoneyType():
            return {"amount": NUMBER, "currency": TEXT}
        case RangeType(of=of):
            return {"start": of, "end": of, "start included": BOOLEAN, "end included": BOOLEAN}
        case _:
            return _PARTS.get(one, {})


def described(one: Type) -> str:
    """A type as a message names it, short for the many options of a choice."""
    if isinstance(one, ChoiceType):
        return "text"
    return f"list of {described(one.of)}" if isinstance(one, ListType) and one.of != ANY else type_name(one)
