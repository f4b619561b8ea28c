"""Makes columns of columns: what each holds follows from its parts, and what would not be exact is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any, Final

from askonce.feel.relational.algebra import (
    MOST_DIGITS,
    NULL,
    TRUTH,
    WIDEST,
    Cases,
    Column,
    Day,
    Divided,
    Exact,
    Extreme,
    Fixed,
    Joint,
    Kind,
    Missing,
    Named,
    Not,
    Nothing,
    Ordered,
    Reckoned,
    Reread,
    Same,
    Truth,
    Words,
    parts_of,
)
from askonce.feel.values import DaysTime, Money, Value, YearsMonths, days_time

_FLIPPED: Final = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_COMPARED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
#: Days that every engine and file format counts alike: no Julian calendar, no year of five digits.
FIRST_DAY: Final = date(1600, 1, 1).toordinal()
LAST_DAY: Final = date(2599, 12, 31).toordinal()


UNROUNDED: Final = (
    "divides without rounding, and no table holds such a number: put a rounding function around it"
)


class Unsayable(Exception):  # noqa: N818 - the way out of making a column; the lowering catches it at its place
    """A table cannot say it faithfully; the message says why, as the end of a sentence."""


def fixed(value: Value) -> Fixed:
    """A constant, or Unsayable.

    >>> fixed(Decimal("1.50"))
    Fixed(kind=Exact(scale=1, low=15, high=15, unit=''), value=15)
    """
    match value:
        case None:
            return NULL
        case bool():
            return Fixed(TRUTH, value)
        case str():
            return Fixed(Words((value,)), value)
        case Decimal():
            return _number(value)
        case Money(amount=amount):
            return _number(amount)
        case YearsMonths(months=months):
            return Fixed(Exact(0, months, months, "months"), months)
        case DaysTime() if days_time(days=value.whole_days) == value:
            return Fixed(Exact(0, value.whole_days, value.whole_days, "days"), value.whole_days)
        case date() if not isinstance(value, datetime):
            return Fixed(Day(value.toordinal(), value.toordinal()), value.toordinal())
        case _:
            raise Unsayable("is a value that no column holds")


def _number(value: Decimal) -> Fixed:
    sign, digits, exponent = value.normalize().as_tuple()
    if (
        not isinstance(exponent, int)
        or len(digits) + max(exponent, 0) > MOST_DIGITS
        or -exponent > MOST_DIGITS
    ):
        raise Unsayable(f"has more than {MOST_DIGITS} digits")
    scale = max(-exponent, 0)
    whole = int("".join(map(str, digits))) * 10 ** max(exponent, 0) * (-1 if sign else 1)
    return Fixed(Exact(scale, whole, whole), whole)


def whole(number: int) -> Fixed:
    """A whole number."""
    return Fixed(Exact(0, number, number), number)


def exact(column: Column) -> Exact:
    """The kind of a number."""
    if isinstance(column.kind, Exact):
        return column.kind
    if isinstance(column.kind, Divided):
        raise Unsayable(UNROUNDED)
    raise Unsayable("is no number to a table")


def day(column: Column) -> Day:
    """The kind of a day."""
    if isinstance(column.kind, Day):
        return column.kind
    raise Unsayable("is no day to a table")


def is_null(column: Column) -> bool:
    """Whether it is null in every row."""
    return isinstance(column.kind, Nothing)


def may_be_null(column: Column) -> bool:
    """Whether it may be null in some row.

    >>> may_be_null(fixed(Decimal(1))), may_be_null(Missing(TRUTH, Named(TRUTH, "a")))
    (False, False)
    """
    match column:
        case Fixed(value=value):
            return value is None
        case Same() | Missing():
            return False
        case Cases(branches=branches, default=default):
            return any(may_be_null(one) for one in (*(value for _, value in branches), default))
        case Named(nulls=nulls):
            return nulls
        case _:
            return any(may_be_null(part) for part in parts_of(column))


def common_kind(columns: Sequence[Column]) -> Kind:
    """The kind that holds what each of these holds."""
    found: Kind = NULL.kind
    for column in columns:
        found = _both(found, column.kind)
    return found


def _both(one: Kind, other: Kind) -> Kind:
    match one, other:
        case (Nothing(), kind) | (kind, Nothing()):
            return kind
        case Exact(), Exact() if one.unit == other.unit:
            scale = max(one.scale, other.scale)
            up, more = 10 ** (scale - one.scale), 10 ** (scale - other.scale)
            kind = Exact(
                scale, min(one.low * up, other.low * more), max(one.high * up, other.high * more), one.unit
            )
            return _within_digits(kind)
        case Day(), Day():
            return Day(min(one.low, other.low), max(one.high, other.high))
        case Words(), Words():
            options = tuple(dict.fromkeys((*one.options, *other.options)))
            return Words(options if one.options and other.options else ())
        case Truth(), Truth():
            return one
        case _:
            raise Unsayable("has values of two kinds")


def _within_digits(kind: Exact) -> Exact:
    if kind.digits > MOST_DIGITS:
        raise Unsayable(f"can have {kind.digits} digits, and past {MOST_DIGITS} a number is rounded")
    return kind


# -- truth


def junction(op: str, parts: Sequence[Column]) -> Column:
    """`and` or `or` of several; constants that do not matter fall away."""
    stop = op == "or"
    flat: list[Column] = []
    for part in parts:
        if isinstance(part, Joint) and part.op == op:
            flat.extend(part.parts)
        elif isinstance(part, Fixed) and part.value is stop:
            return Fixed(TRUTH, stop)
        elif not (isinstance(part, Fixed) and part.value is not None):
            flat.append(Fixed(TRUTH, None) if is_null(part) else part)
    if not flat:
        return Fixed(TRUTH, not stop)
    return flat[0] if len(flat) == 1 else Joint(TRUTH, op, tuple(flat))


def opposite(part: Column) -> Column:
    """`not`."""
    if isinstance(part, Fixed):
        return Fixed(TRUTH, None if part.value is None else not part.value)
    return part.operand if isinstance(part, Not) else Not(TRUTH, part)


def same(left: Column, right: Column) -> Column:
    """FEEL's `=`: true or false, and null is the same as null."""
    if is_null(left) or is_null(right):
        other = right if is_null(left) else left
        return Fixed(TRUTH, value=True) if is_null(other) else missing(other)
    return _compared("=", lambda a, b: Same(TRUTH, a, b), left, right)


def ordered(op: str, left: Column, right: Column) -> Column:
    """A comparison, null where a side is null."""
    if is_null(left) or is_null(right):
        return Fixed(TRUTH, None)
    return _compared(op, lambda a, b: Ordered(TRUTH, op, a, b), left, right)


def missing(column: Column) -> Column:
    """Whether it is null."""
    return Missing(TRUTH, column) if may_be_null(column) else Fixed(TRUTH, value=False)


def _compared(op: str, make: Callable[[Column, Column], Column], left: Column, right: Column) -> Column:
    common_kind((left, right))
    scale = max(getattr(left.kind, "scale", 0), getattr(right.kind, "scale", 0))
    left, right = aligned(left, scale), aligned(right, scale)
    if isinstance(left, Fixed) and isinstance(right, Fixed) and None not in (left.value, right.value):
        return Fixed(TRUTH, _COMPARED[op](left.value, right.value))
    known = None if may_be_null(left) or may_be_null(right) else _told_by_ends(op, left.kind, right.kind)
    return make(left, right) if known is None else Fixed(TRUTH, known)


def _told_by_ends(op: str, left: Kind, right: Kind) -> bool | None:
    """What a comparison always says, where the least and greatest values tell."""
    if not isinstance(left, Exact | Day) or not isinstance(right, Exact | Day):
        return None
    up, more = 10 ** getattr(right, "scale", 0), 10 ** getattr(left, "scale", 0)
    below, above = left.high * up < right.low * more, left.low * up > right.high * more
    if below or above:
        return op in ("<", "<=") if below else op in (">", ">=")
    return None


def aligned(column: Column, scale: int) -> Column:
    """A constant number with as many decimals as its neighbour; anything else as it is."""
    if isinstance(column, Fixed) and isinstance(column.kind, Exact) and column.kind.scale < scale:
        up = 10 ** (scale - column.kind.scale)
        kind = Exact(scale, column.kind.low * up, column.kind.high * up, column.kind.unit)
        return Fixed(kind, None if column.value is None else int(column.value) * up)
    return column


def cases(branches: Sequence[tuple[Column, Column]], default: Column) -> Column:
    """The value behind the first condition that is true, or else the default."""
    kept: list[tuple[Column, Column]] = []
    for condition, value in branches:
        if isinstance(condition, Fixed) or is_null(condition):
            if isinstance(condition, Fixed) and condition.value is True:
                default = value
                break
            continue
        kept.append((condition, value))
    if not kept:
        return default
    kind = common_kind((*(value for _, value in kept), default))
    scale = getattr(kind, "scale", 0)
    shaped = tuple((condition, _shaped(value, kind, scale)) for condition, value in kept)
    return Cases(kind, shaped, _shaped(default, kind, scale))


def _shaped(value: Column, kind: Kind, scale: int) -> Column:
    return Fixed(kind, None) if is_null(value) else aligned(value, scale)


# -- numbers


def plus(left: Column, right: Column) -> Column:
    """The sum of two numbers or of two durations of one unit."""
    if is_null(left) or is_null(right):
        return NULL
    return _added("+", left, right, 1)


def minus(left: Column, right: Column) -> Column:
    """The difference of two numbers or of two durations of one unit."""
    if is_null(left) or is_null(right):
        return NULL
    return _added("-", left, right, -1)


def _added(op: str, left: Column, right: Column, sign: int) -> Column:
    a, b = exact(left), exact(right)
    if a.unit != b.unit:
        raise Unsayable("has values of two kinds")
    scale = max(a.scale, b.scale)
    up, more = 10 ** (scale - a.scale), 10 ** (scale - b.scale)
    low, high = sorted((sign * b.low * more, sign * b.high * more))
    kind = _within_digits(Exact(scale, a.low * up + low, a.high * up + high, a.unit))
    if isinstance(left, Fixed) and isinstance(right, Fixed):
        return _folded(kind, left, right, lambda x, y: x * up + sign * y * more)
    return Reckoned(kind, op, aligned(left, scale), aligned(right, scale))


def _folded(kind: Exact, left: Fixed, right: Fixed, reckon: Callable[[int, int], int]) -> Fixed:
    if left.value is None or right.value is None:
        return Fixed(kind, None)
    return Fixed(kind, reckon(int(left.value), int(right.value)))


def times(left: Column, right: Column) -> Column:
    """The product of two numbers, or of a duration and a whole number."""
    if is_null(left) or is_null(right):
        return NULL
    a, b = exact(left), exact(right)
    unit = a.unit or b.unit
    if unit and a.scale + b.scale:
        raise Unsayable(f"is a part of a number of {unit}, which is cut off")
    ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    kind = _within_digits(Exact(a.scale + b.scale, min(ends), max(ends), unit))
    if isinstance(left, Fixed) and isinstance(right, Fixed):
        return _folded(kind, left, right, lambda x, y: x * y)
    if isinstance(left, Fixed) and left.value == 1 and not (a.scale or a.unit):
        return right
    if isinstance(right, Fixed) and right.value == 1 and not (b.scale or b.unit):
        return left
    return Reckoned(kind, "*", left, right)


def negative(column: Column) -> Column:
    """The opposite of a number or duration."""
    kind = NULL.kind if is_null(column) else exact(column)
    return NULL if not isinstance(kind, Exact) else minus(Fixed(Exact(0, 0, 0, kind.unit), 0), column)


def extreme(op: str, parts: Sequence[Column]) -> Column:
    """The least or greatest of several, null where one is null."""
    if any(is_null(part) for part in parts):
        return NULL
    if len(parts) == 1:
        return parts[0]
    kind = common_kind(parts)
    if isinstance(kind, Exact):
        kinds = [exact(part) for part in parts]
        up = [10 ** (kind.scale - one.scale) for one in kinds]
        pick = min if op == "min" else max
        low = pick(one.low * by for one, by in zip(kinds, up, strict=True))
        high = pick(one.high * by for one, by in zip(kinds, up, strict=True))
        kind = Exact(kind.scale, low, high, kind.unit)
    elif not isinstance(kind, Day | Words):
        raise Unsayable("stands in no order that every table has")
    return Extreme(kind, op, tuple(aligned(part, getattr(kind, "scale", 0)) for part in parts))


def multiples(column: Column) -> Column:
    """A number as the whole number of its smallest parts: 12.34 as 1234."""
    kind = exact(column)
    if not kind.scale:
        return column
    plain = Exact(0, kind.low, kind.high)
    if isinstance(column, Fixed):
        return Fixed(plain, column.value)
    return Reread(_readable(plain, kind.scale), column)


def of_multiples(column: Column, scale: int) -> Column:
    """A whole number of smallest parts as the number: 1234 as 12.34."""
    kind = exact(column)
    if not scale:
        return column
    made = Exact(scale, kind.low, kind.high)
    if isinstance(column, Fixed):
        return Fixed(made, column.value)
    _readable(kind, scale)
    return Reread(made, column)


def _readable(kind: Exact, scale: int) -> Exact:
    if len(str(max(abs(kind.low), abs(kind.high)))) + scale + 2 > WIDEST:
        raise Unsayable(f"needs more than {WIDEST} digits to be rounded")
    return kind


def flipped(op: str) -> str:
    """The comparison with its sides exchanged."""
    return _FLIPPED[op]
