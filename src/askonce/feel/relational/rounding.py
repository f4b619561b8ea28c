"""Division, rounding and rests, said in whole numbers: each is exact, or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from askonce.feel.relational.algebra import (
    MOST_DIGITS,
    MOST_DIVIDED,
    NULL,
    TRUTH,
    Cases,
    Column,
    Divided,
    Exact,
    Fixed,
    Quotient,
    Ratio,
    Reckoned,
)
from askonce.feel.relational.making import (
    Unsayable,
    cases,
    exact,
    fixed,
    flipped,
    is_null,
    junction,
    minus,
    multiples,
    negative,
    of_multiples,
    opposite,
    ordered,
    plus,
    times,
    whole,
)
from askonce.feel.values import NUMBERS

#: Puts a column aside, so that what uses it several times reckons it once.
Keep = Callable[[Column], Column]
_ZERO: Final = whole(0)
_ONE: Final = whole(1)
#: How far rounding to 34 digits moves a number, as a share of its size.
_ROUNDED: Final = Fraction(1, 2 * 10 ** (MOST_DIGITS - 1))


def divide(left: Column, right: Column, keep: Keep) -> Column:
    """The quotient: a number where the divisor always leaves no rest, otherwise one that waits to be rounded."""
    if is_null(left) or is_null(right):
        return NULL
    divisor = exact(right)
    if divisor.unit or getattr(left.kind, "unit", ""):
        raise Unsayable("is a part of a duration, which is cut off")
    if isinstance(right, Fixed):
        if not right.value:
            return NULL
        shortened = _shortened(right)
        if shortened is not None and not isinstance(left, Ratio):
            try:
                return times(left, shortened)
            except Unsayable:
                pass  # it has more digits than a number; rounded it may still have few
    if isinstance(left, Ratio):
        up = 10**divisor.scale
        most, bottom = left.most * up, keep(times(left.bottom, right))
        return Ratio(Divided(), left.top, bottom, most, left.loss * up + most * _ROUNDED)
    return _ratio(left, keep(right))


def _shortened(divisor: Fixed) -> Column | None:
    """One divided by a constant, where that has an end."""
    number = abs(int(divisor.value or 0))
    for prime in (2, 5):
        while number % prime == 0:
            number //= prime
    if number != 1:
        return None
    kind = exact(divisor)
    value = NUMBERS.scaleb(NUMBERS.create_decimal(int(divisor.value or 0)), -kind.scale)
    return fixed(NUMBERS.divide(NUMBERS.create_decimal(1), value))


def _most(kind: Exact) -> Fraction:
    return Fraction(max(abs(kind.low), abs(kind.high)), 10**kind.scale)


def _ratio(top: Column, bottom: Column) -> Ratio:
    most = _most(exact(top)) * 10 ** exact(bottom).scale
    return Ratio(Divided(), top, bottom, most, most * _ROUNDED)


def ratio_plus(left: Column, right: Column, sign: int) -> Column:
    """The sum (sign 1) or difference (-1) of two, of which at least one waits to be rounded."""
    if is_null(left) or is_null(right):
        return NULL
    if isinstance(left, Ratio) and isinstance(right, Ratio):
        if left.bottom != right.bottom:
            raise Unsayable("adds two divisions before either is rounded")
        top = (plus if sign > 0 else minus)(left.top, right.top)
        most = left.most + right.most
        return Ratio(Divided(), top, left.bottom, most, left.loss + right.loss + most * _ROUNDED)
    if isinstance(left, Ratio):
        top = (plus if sign > 0 else minus)(left.top, times(right, left.bottom))
        return _moved(left, top, right)
    if isinstance(right, Ratio):
        top = (plus if sign > 0 else minus)(times(left, right.bottom), right.top)
        return _moved(right, top, left)
    return (plus if sign > 0 else minus)(left, right)


def _moved(ratio: Ratio, top: Column, by: Column) -> Ratio:
    bottom = exact(ratio.bottom)
    most = ratio.most + _most(exact(by)) * max(abs(bottom.low), abs(bottom.high))
    return Ratio(Divided(), top, ratio.bottom, most, ratio.loss + most * _ROUNDED)


def ratio_times(left: Column, right: Column) -> Column:
    """The product of two, of which at least one waits to be rounded."""
    if isinstance(right, Ratio) and not isinstance(left, Ratio):
        left, right = right, left
    if not isinstance(left, Ratio) or is_null(right):
        return times(left, right)
    if isinstance(right, Ratio):
        raise Unsayable("multiplies two divisions before either is rounded")
    by = _most(exact(right))
    most = left.most * by
    return Ratio(Divided(), times(left.top, right), left.bottom, most, left.loss * by + most * _ROUNDED)


def ratio_cases(branches: Sequence[tuple[Column, Column]], default: Column) -> Column:
    """Cases some of whose values wait to be rounded."""
    values = [value for _, value in branches]
    if not any(isinstance(value, Ratio) for value in (*values, default)):
        return cases(branches, default)
    parted = [_parted(value) for value in (*values, default)]
    conditions = [condition for condition, _ in branches]
    top = cases(list(zip(conditions, [one.top for one in parted[:-1]], strict=True)), parted[-1].top)
    bottom = cases(list(zip(conditions, [one.bottom for one in parted[:-1]], strict=True)), parted[-1].bottom)
    return Ratio(Divided(), top, bottom, max(one.most for one in parted), max(one.loss for one in parted))


def _parted(column: Column) -> Ratio:
    if isinstance(column, Ratio):
        return column
    if is_null(column):
        return Ratio(Divided(), Fixed(Exact(0, 0, 0), None), _ONE, Fraction(0), Fraction(0))
    return Ratio(Divided(), column, _ONE, _most(exact(column)), Fraction(0))


def compare_ratio(op: str, left: Column, right: Column, keep: Keep) -> Column:
    """A comparison of which one side waits to be rounded; null where the divisor is nought."""
    if isinstance(right, Ratio):
        if isinstance(left, Ratio):
            raise Unsayable("compares two divisions before either is rounded")
        return compare_ratio(flipped(op), right, left, keep)
    if not isinstance(left, Ratio):
        return ordered(op, left, right)
    if is_null(right):
        return ordered(op, left, right)
    _held_apart(left, exact(right).scale)
    bottom = keep(left.bottom)
    top, other = keep(left.top), keep(times(right, bottom))
    if exact(bottom).low > 0:
        return ordered(op, top, other)
    branches = (
        (ordered(">", bottom, _ZERO), ordered(op, top, other)),
        (ordered("<", bottom, _ZERO), ordered(flipped(op), top, other)),
    )
    return cases(branches, NULL)


def _held_apart(ratio: Ratio, scale: int) -> None:
    """Refuse a division so fine that its value, rounded to 34 digits, could fall on a point it does not reach.

    A fraction that differs from a multiple of 10**-scale differs from it by one part of the least common
    denominator at least, and from the points half-way between them by half of that.
    """
    parts = 2 * 10 ** (exact(ratio.top).scale + max(scale, 0))
    if ratio.loss * parts >= 1:
        raise Unsayable(f"divides numbers so long that {MOST_DIGITS} digits do not tell how to round them")


def rounded(mode: str, column: Column, scale: int, keep: Keep) -> Column:
    """A number rounded to so many decimals by the function of that name.

    >>> kept = []
    >>> rounded("floor", fixed(NUMBERS.create_decimal("1.5")), 3, kept.append).kind.scale
    1
    """
    if is_null(column):
        return NULL
    if isinstance(column, Ratio):
        _held_apart(column, scale)
        top, bottom = exact(column.top), exact(column.bottom)
        shift = scale + bottom.scale - top.scale
        dividend = times(multiples(column.top), whole(10 ** max(shift, 0)))
        divisor = times(multiples(column.bottom), whole(10 ** max(-shift, 0)))
        return _whole_part(mode, keep(dividend), keep(divisor), scale, keep)
    kind = exact(column)
    if kind.unit:
        raise Unsayable("is a duration, which is not rounded")
    if scale >= kind.scale:
        return column
    return _whole_part(mode, keep(multiples(column)), whole(10 ** (kind.scale - scale)), scale, keep)


def _whole_part(mode: str, dividend: Column, divisor: Column, scale: int, keep: Keep) -> Column:
    if exact(divisor).low <= 0:
        below = ordered("<", divisor, _ZERO)
        dividend = keep(cases(((below, negative(dividend)),), dividend))
        divisor = keep(_sized(divisor, keep))
    size = keep(absolute(dividend, keep))
    often, rest = _divided(size, divisor, keep)
    below = ordered("<", dividend, _ZERO) if exact(dividend).low < 0 else Fixed(TRUTH, value=False)
    found = plus(often, _carried(mode, often, rest, divisor, below))
    if exact(dividend).low < 0:
        found = keep(found)
        found = cases(((below, negative(found)),), found)
    return of_multiples(times(found, whole(10 ** max(-scale, 0))), max(scale, 0))


def _sized(divisor: Column, keep: Keep) -> Column:
    """The size of a divisor, null where it is nought."""
    size = keep(absolute(divisor, keep))
    kind = exact(size)
    found = cases(((ordered("=", size, _ZERO), NULL),), size)
    if isinstance(found, Cases):
        found = Cases(Exact(0, 1, max(kind.high, 1)), found.branches, found.default)
    return found


def _divided(size: Column, divisor: Column, keep: Keep) -> tuple[Column, Column]:
    """How often a divisor above nought goes into a number not below, and the rest."""
    a, b = exact(size), exact(divisor)
    if max(len(str(a.high)), len(str(b.high))) > MOST_DIVIDED:
        raise Unsayable(f"divides numbers of more than {MOST_DIVIDED} digits")
    if isinstance(size, Fixed) and isinstance(divisor, Fixed) and size.value is not None and divisor.value:
        found = divmod(int(size.value), int(divisor.value))
        return whole(found[0]), whole(found[1])
    often = keep(Quotient(Exact(0, 0, a.high // max(b.low, 1)), size, divisor))
    product = Reckoned(Exact(0, 0, a.high), "*", often, divisor)
    return often, keep(Reckoned(Exact(0, 0, min(a.high, b.high - 1)), "-", size, product))


def _carried(mode: str, often: Column, rest: Column, divisor: Column, below: Column) -> Column:
    """One where the size is rounded up, otherwise nought."""
    some = ordered(">", rest, _ZERO)
    above = ordered(">", plus(rest, rest), divisor)
    half = ordered("=", plus(rest, rest), divisor)
    condition: Column | None
    match mode:
        case "round down":
            condition = None
        case "round up":
            condition = some
        case "floor":
            condition = junction("and", (below, some))
        case "ceiling":
            condition = junction("and", (opposite(below), some))
        case "round half up":
            condition = junction("or", (above, half))
        case "round half down":
            condition = above
        case _:
            odd = ordered("=", _rest_of(often, 2), _ONE)
            condition = junction("or", (above, junction("and", (half, odd))))
    return _ZERO if condition is None else cases(((condition, _ONE),), _ZERO)


def _rest_of(column: Column, divisor: int) -> Column:
    """What is left of a number not below nought."""
    high = exact(column).high
    often = Quotient(Exact(0, 0, high // divisor), column, whole(divisor))
    return Reckoned(
        Exact(0, 0, divisor - 1), "-", column, Reckoned(Exact(0, 0, high), "*", often, whole(divisor))
    )


def rest_of(column: Column, divisor: int, keep: Keep) -> tuple[Column, Column]:
    """How often a number goes into one that is not below nought, and the rest."""
    return _divided(keep(column), whole(divisor), keep)


def absolute(column: Column, keep: Keep) -> Column:
    """The size of a number or duration."""
    if is_null(column):
        return NULL
    kind = exact(column)
    if kind.low >= 0:
        return column
    column = keep(column)
    if kind.high <= 0:
        return negative(column)
    zero = Fixed(Exact(0, 0, 0, kind.unit), 0)
    found = cases(((ordered("<", column, zero), negative(column)),), column)
    sized = Exact(kind.scale, 0, max(-kind.low, kind.high), kind.unit)
    return Cases(sized, found.branches, found.default) if isinstance(found, Cases) else found


def modulo(dividend: Column, divisor: Column, keep: Keep) -> Column:
    """The rest that has the sign of the divisor; null where that is nought."""
    if is_null(dividend) or is_null(divisor) or (isinstance(divisor, Fixed) and not divisor.value):
        return NULL
    _held_apart(_ratio(dividend, divisor), 0)
    scale = max(exact(dividend).scale, exact(divisor).scale)
    first = keep(multiples(_scaled(dividend, scale)))
    second = keep(multiples(_scaled(divisor, scale)))
    size = keep(_sized(second, keep)) if exact(second).low <= 0 else second
    _, rest = _divided(keep(absolute(first, keep)), size, keep)
    against = ordered("<", first, _ZERO)
    if exact(second).low <= 0:
        behind = ordered("<", second, _ZERO)
        against = junction("or", (
            junction("and", (against, ordered(">", second, _ZERO))),
            junction("and", (ordered(">", first, _ZERO), behind)),
        ))  # fmt: skip
        turned = keep(_turned(against, rest, size))
        return of_multiples(cases(((behind, negative(turned)),), turned), scale)
    return of_multiples(_turned(against, rest, size), scale)


def _turned(against: Column, rest: Column, size: Column) -> Column:
    """What is left up to the divisor, where dividend and divisor have two signs and there is a rest."""
    condition = junction("and", (against, ordered(">", rest, _ZERO)))
    left = Reckoned(Exact(0, 0, exact(size).high), "-", size, rest)
    return cases(((condition, left),), rest)


def _scaled(column: Column, scale: int) -> Column:
    """A number with so many decimals, the last of them perhaps nought."""
    kind = exact(column)
    if kind.scale == scale:
        return column
    up = 10 ** (scale - kind.scale)
    if isinstance(column, Fixed):
        return Fixed(Exact(scale, kind.low * up, kind.high * up), int(column.value or 0) * up)
    return times(column, Fixed(Exact(scale - kind.scale, up, up), up))
