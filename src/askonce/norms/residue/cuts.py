"""Where a comparison over one fact can change its answer: exact points on the fact itself, or none that are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeAlias

import msgspec

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.operators import compare
from askonce.feel.residual import is_value, names_in, value_of
from askonce.feel.tree import Binary, Call, Literal, Name, Negate, Node, Path
from askonce.feel.tree import walk as nodes_of
from askonce.feel.types import DATE, INTEGER, MONTHS_DURATION, NUMBER, TEXT, WORKING_DAYS, MoneyType, Type
from askonce.feel.values import NANOSECONDS_A_SECOND, SECONDS_A_DAY, DaysTime, FunctionValue, Money, Value
from askonce.norms.tables.regions import SCALES

#: A sum of facts, each times a number; what stands alone is under the empty name.
Line: TypeAlias = Mapping[str, Fraction]

_DAY: Final = SECONDS_A_DAY * NANOSECONDS_A_SECOND
_FARTHEST: Final = 10**18
_ROUNDINGS: Final = frozenset(
    [
        "floor",
        "ceiling",
        "decimal",
        "round up",
        "round down",
        "round half up",
        "round half down",
        "round half even",
    ]
)


class Ruler(msgspec.Struct, frozen=True):
    """Values of a type as exact numbers: `whole` where only whole ones are values, between `least` and `most`."""

    number: Callable[[Value], Fraction | None]
    value: Callable[[Fraction], Value]
    whole: bool
    least: int | None = None
    most: int | None = None


def ruler_of(kind: Type) -> Ruler | None:
    """How values of a type are numbered, or None where they are not."""
    if isinstance(kind, MoneyType) and kind.currency is not None:
        return _money(kind.currency)
    if kind == INTEGER:
        return Ruler(_plain, lambda number: Decimal(int(number)), whole=True)
    if kind == NUMBER:
        return Ruler(_plain, _decimal, whole=False)
    if kind == DATE:
        return Ruler(
            _day, lambda number: date.fromordinal(int(number)), whole=True, least=1, most=date.max.toordinal()
        )
    scale = SCALES.get(kind)
    if scale is None:
        return None

    def number(value: Value) -> Fraction | None:
        found = scale.number(value)
        return None if found is None else Fraction(found)

    least, most = (None if bound is None else int(bound) for bound in (scale.least, scale.most))
    return Ruler(number, lambda one: scale.value(Decimal(int(one))), whole=True, least=least, most=most)


def _money(currency: str) -> Ruler:
    def number(value: Value) -> Fraction | None:
        if not isinstance(value, Money) or value.currency != currency:
            return None
        return Fraction(value.amount)

    return Ruler(number, lambda one: Money(_decimal(one), currency), whole=False)


def _plain(value: Value) -> Fraction | None:
    return Fraction(value) if isinstance(value, Decimal) and value.is_finite() else None


def _day(value: Value) -> Fraction | None:
    return (
        Fraction(value.toordinal()) if isinstance(value, date) and not isinstance(value, datetime) else None
    )


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def is_written(number: Fraction) -> bool:
    """Whether a number has an end when it is written in digits.

    >>> is_written(Fraction(1, 8)), is_written(Fraction(1, 3))
    (True, False)
    """
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def points_of(atom: Binary, name: str, kind: Type, settings: Settings) -> frozenset[Fraction] | None:
    """The numbers of a fact at which a comparison over it alone can change, or None where they cannot be told."""
    ruler = ruler_of(kind)
    if ruler is None:
        return None
    plain = _plain_point(atom, name, ruler)
    if plain is not None:
        return plain
    if isinstance(kind, MoneyType) or kind in (INTEGER, NUMBER, DATE):
        found = _roots(atom, name)
        if found is not None:
            return found
    if kind in (INTEGER, DATE, MONTHS_DURATION, WORKING_DAYS):
        return _turns(atom, name, ruler, settings)
    return None


def _sides(atom: Binary) -> tuple[Node, Value] | None:
    """The side of a comparison that moves, and the value of the other."""
    if is_value(atom.right):
        return atom.left, value_of(atom.right)
    return (atom.right, value_of(atom.left)) if is_value(atom.left) else None


def _plain_point(atom: Binary, name: str, ruler: Ruler) -> frozenset[Fraction] | None:
    sides = _sides(atom)
    if sides is None or not (isinstance(sides[0], Name) and sides[0].name == name):
        return None
    if sides[1] is None:
        return frozenset()
    point = ruler.number(sides[1])
    return None if point is None else frozenset([point])


# -- comparisons of sums, exactly


def lines_of(atom: Binary) -> list[Line] | None:
    """The sums of facts at whose zeros a comparison can change, or None where it is not made of such.

    >>> from askonce.feel.syntax import parse
    >>> lines_of(parse("2 * (x + 1) < y").tree) == [{"": 2, "x": 2, "y": -1}]
    True
    >>> lines_of(parse("x / y < 3").tree) == [{"x": 1, "y": -3}, {"y": 1}]
    True
    """
    left, right = _quotient(atom.left), _quotient(atom.right)
    if left is None or right is None:
        return None
    over = _times(left[0], right[1])
    under = _times(right[0], left[1])
    if over is None or under is None:
        return None
    lines = [_plus(over, under, Fraction(-1)), left[1], right[1]]
    return [line for line in lines if any(line_name for line_name in line)]


def line_of(tree: Node) -> Line | None:
    """A sum of facts, or None for any other expression."""
    found = _quotient(tree)
    return found[0] if found is not None and found[1] == {"": 1} else None


def swayed_by(tree: Node) -> frozenset[str]:
    """The facts of a sum each of which alone brings it to any number, whatever numbers the others are.

    >>> from askonce.feel.syntax import parse
    >>> sorted(swayed_by(parse("(x + 3 * y) / 2 - z + z").tree)), swayed_by(parse("x / y").tree)
    (['x'], frozenset())
    """
    found = _quotient(tree)
    if found is None or any(found[1]):
        return frozenset()
    over, under = found
    return frozenset(name for name, number in over.items() if name and is_written(under[""] / number))


def _quotient(node: Node) -> tuple[Line, Line] | None:
    """An expression as one sum over another."""
    one: Line = {"": Fraction(1)}
    match node:
        case Name(name=name):
            return {name: Fraction(1)}, one
        case Literal(value=value):
            number = _number(value)
            return None if number is None else (_trimmed({"": number}), one)
        case Negate(operand=operand):
            inner = _quotient(operand)
            return None if inner is None else (_plus({}, inner[0], Fraction(-1)), inner[1])
        case Binary(op=op, left=left, right=right) if op in "+-*/":
            first, second = _quotient(left), _quotient(right)
            return None if first is None or second is None else _reckoned(op, first, second)
        case _:
            return None


def _reckoned(op: str, first: tuple[Line, Line], second: tuple[Line, Line]) -> tuple[Line, Line] | None:
    if op in "+-":
        sign = Fraction(1 if op == "+" else -1)
        over, under = _times(first[0], second[1]), _times(second[0], first[1])
        top = None if over is None or under is None else _plus(over, under, sign)
        bottom = _times(first[1], second[1])
    else:
        turned = second if op == "*" else (second[1], second[0])
        top, bottom = _times(first[0], turned[0]), _times(first[1], turned[1])
    return None if top is None or not bottom else (top, bottom)


def _number(value: Value) -> Fraction | None:
    if isinstance(value, DaysTime):
        return Fraction(value.nanoseconds, _DAY) if value.nanoseconds % _DAY == 0 else None
    if isinstance(value, Money):
        return Fraction(value.amount)
    return _plain(value) if isinstance(value, Decimal) else _day(value)


def _trimmed(line: Line) -> Line:
    return {name: number for name, number in line.items() if number}


def _plus(left: Line, right: Line, times: Fraction) -> Line:
    return _trimmed(
        {
            name: left.get(name, Fraction(0)) + times * right.get(name, Fraction(0))
            for name in left.keys() | right.keys()
        }
    )


def _times(left: Line, right: Line) -> Line | None:
    """The product of two sums, where one of them is a plain number."""
    if any(left) and any(right):
        return None
    number, line = (right.get("", Fraction(0)), left) if any(left) else (left.get("", Fraction(0)), right)
    return _trimmed({name: number * held for name, held in line.items()})


def _roots(atom: Binary, name: str) -> frozenset[Fraction] | None:
    lines = lines_of(atom)
    if lines is not None:
        return frozenset(-line.get("", Fraction(0)) / line[name] for line in lines if name in line)
    sides = _sides(atom)
    target = None if sides is None or sides[1] is None else _number(sides[1])
    return None if sides is None or target is None else _meets(sides[0], frozenset([target]), name)


def _meets(node: Node, targets: frozenset[Fraction], name: str) -> frozenset[Fraction] | None:
    """The numbers of a fact among which are all at which an expression passes one of the targets; None if unknown.

    >>> from askonce.feel.syntax import parse
    >>> sorted(_meets(parse("max(abs(x), 2) - 1").tree, frozenset([Fraction(4)]), "x")) == [-5, 5]
    True
    """
    if name not in names_in(node):
        return frozenset()
    match node:
        case Name():
            return targets
        case Negate(operand=operand):
            return _meets(operand, frozenset(-one for one in targets), name)
        case Binary(op=op, left=left, right=right):
            return _meets_operator(op, left, right, targets, name)
        case Call(function=Name(name="min" | "max"), arguments=arguments, labels=()):
            found = [_meets(argument, targets, name) for argument in arguments]
            return None if None in found else frozenset().union(*(one for one in found if one))
        case Call(function=Name(name="abs"), arguments=(only,), labels=()):
            return _meets(only, targets | {-one for one in targets}, name)
        case Call() if _is_rounding(node):
            return _meets(node.arguments[0], _jumps(node, targets), name)
        case _:
            return None


def _meets_operator(
    op: str, left: Node, right: Node, targets: frozenset[Fraction], name: str
) -> frozenset[Fraction] | None:
    if is_value(left) and op in "+*":
        left, right = right, left
    if is_value(right):
        fixed = None if value_of(right) is None else _number(value_of(right))
        undo = None if fixed is None else _undone(op, fixed, targets)
        return None if undo is None else _meets(left, undo, name)
    fixed = _number(value_of(left)) if op == "-" and is_value(left) and value_of(left) is not None else None
    return None if fixed is None else _meets(right, frozenset(fixed - one for one in targets), name)


def _undone(op: str, fixed: Fraction, targets: frozenset[Fraction]) -> frozenset[Fraction] | None:
    """What stands before an operator where it gives one of the targets."""
    if op == "+":
        return frozenset(one - fixed for one in targets)
    if op == "-":
        return frozenset(one + fixed for one in targets)
    if op not in "*/" or not fixed:
        return None
    return frozenset(one / fixed if op == "*" else one * fixed for one in targets)


def _jumps(node: Call, targets: frozenset[Fraction]) -> frozenset[Fraction]:
    """Where a rounding can pass a target: it jumps at whole or half steps near it."""
    digits = value_of(node.arguments[1]) if len(node.arguments) > 1 else Decimal(0)
    step = Fraction(1) / Fraction(10) ** int(digits)  # type: ignore[arg-type]
    return frozenset(
        step * ((target / step).__floor__() + Fraction(half, 2))
        for target in targets
        for half in range(-4, 6)
    )


def _is_rounding(node: Node) -> bool:
    return (
        isinstance(node, Call)
        and isinstance(node.function, Name)
        and node.function.name in _ROUNDINGS
        and not node.labels
        and all(is_value(one) and isinstance(value_of(one), Decimal) for one in node.arguments[1:])
    )


# -- comparisons of what only ever grows, or only ever falls, by halving


def _turns(atom: Binary, name: str, ruler: Ruler, settings: Settings) -> frozenset[Fraction] | None:
    """The whole numbers of a fact at which a comparison of something that only grows, or only falls, turns."""
    sides = _sides(atom)
    if sides is None or direction(sides[0], name) is None:
        return None
    moving, fixed = sides

    def standing(number: int) -> tuple[bool, int | None]:
        found = evaluate(moving, {name: ruler.value(Fraction(number))}, settings)
        return found is None, None if fixed is None else compare(found, fixed)

    probes = sorted(_probes(moving, ruler))
    marks: set[Fraction] = set()
    for low, high in pairwise(probes):
        marks.update(Fraction(number) for number in _changes(low, high, standing))
    return frozenset(marks)


def _probes(moving: Node, ruler: Ruler) -> Iterator[int]:
    """Where to look: the ends of all there is, and the constants of an expression with what stands beside them."""
    least = -_FARTHEST if ruler.least is None else ruler.least
    most = _FARTHEST if ruler.most is None else ruler.most
    near = {least, most}
    for node in nodes_of(moving):
        number = ruler.number(value_of(node)) if is_value(node) else None
        if number is not None:
            near.update(int(number) + step for step in (-1, 0, 1))
    return (number for number in near if least <= number <= most)


def _changes(low: int, high: int, standing: Callable[[int], object]) -> Iterator[int]:
    """Each number between two at which a standing differs from that of the number before, where it never returns."""
    last = standing(high)
    while standing(low) != last:
        start, below, above = standing(low), low, high
        while above - below > 1:
            middle = (below + above) // 2
            if standing(middle) == start:
                below = middle
            else:
                above = middle
        yield from (below, above)
        low = above


def direction(node: Node, name: str) -> int | None:
    """1 where an expression never falls as a fact grows, -1 where it never grows, 0 where it stays, None if unknown.

    >>> from askonce.feel.syntax import parse
    >>> [direction(parse(text).tree, "x") for text in ("3 - 2 * x", "x.year + 1", "x * x")]
    [-1, 1, None]
    """
    if name not in names_in(node):
        return 0
    match node:
        case Name():
            return 1
        case Negate(operand=operand):
            return _turned(direction(operand, name))
        case Binary(op="+", left=left, right=right):
            return _together(direction(left, name), direction(right, name))
        case Binary(op="-", left=left, right=right):
            return _together(direction(left, name), _turned(direction(right, name)))
        case Binary(op="*" | "/" as op, left=left, right=right):
            return _scaled(op, left, right, name)
        case Path(base=base, name="year" | "years" | "days") if _is_whole(node):
            return direction(base, name)
        case Call(function=Name(name=function), arguments=arguments, labels=()):
            return _called(function, arguments, name)
        case Call(function=Literal(value=FunctionValue(parameters=("birth", "on"))), arguments=arguments):
            return _called("age", arguments, name)
        case _:
            return None


def _is_whole(node: Path) -> bool:
    """Whether a part counts its whole in full: the year of a date, the days or years of a stretch, never the days of a date."""
    length = isinstance(node.base, Binary) or (
        isinstance(node.base, Call)
        and isinstance(node.base.function, Name)
        and "duration" in node.base.function.name
    )
    return length != (node.name == "year")


def _scaled(op: str, left: Node, right: Node, name: str) -> int | None:
    if op == "*" and isinstance(left, Literal):
        left, right = right, left
    factor = _number(right.value) if isinstance(right, Literal) and right.value is not None else None
    way = direction(left, name)
    if factor is None or way is None:
        return None
    return way if factor > 0 else -way if factor < 0 else 0


def _called(function: str, arguments: tuple[Node, ...], name: str) -> int | None:
    ways = [direction(argument, name) for argument in arguments]
    if function in ("age", "years and months duration"):
        return _together(_turned(ways[0]), *ways[1:])
    if function in ("min", "max"):
        return _together(*ways)
    if function in _ROUNDINGS:
        return ways[0] if not any(ways[1:]) else None
    return None


def _turned(way: int | None) -> int | None:
    return None if way is None else -way


def _together(*ways: int | None) -> int | None:
    if None in ways:
        return None
    signs = {way for way in ways if way}
    return None if len(signs) > 1 else next(iter(signs), 0)


def text_points(atom: Binary, name: str) -> frozenset[str] | None:
    """The texts that a fact is compared with, where a comparison does nothing else."""
    sides = _sides(atom)
    if sides is None or not (isinstance(sides[0], Name) and sides[0].name == name):
        return None
    return frozenset([sides[1]] if isinstance(sides[1], str) else [])


__all__ = [
    "TEXT",
    "Line",
    "Ruler",
    "direction",
    "is_written",
    "lines_of",
    "points_of",
    "ruler_of",
    "text_points",
]
