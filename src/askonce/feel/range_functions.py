"""Built-in functions that relate points and ranges (DMN 1.5, 10.3.4.11, table 78)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from askonce.feel.builtin import Function, Slot
from askonce.feel.cursor import Stopped, phrases
from askonce.feel.grammar import Parser
from askonce.feel.operators import compare, equal
from askonce.feel.rewrite import constant
from askonce.feel.tree import Interval
from askonce.feel.types import ANY, BOOLEAN, TEXT, RangeType, Type, join, type_name
from askonce.feel.values import Range, Value

Relation = Callable[[Range, Range], bool | None]


def _as_range(value: Value) -> Range:
    return value if isinstance(value, Range) else Range(value, value, low_closed=True, high_closed=True)


def _comparable(types: Sequence[Type]) -> Type | str:
    left, right = (one.of if isinstance(one, RangeType) else one for one in types)
    if join(left, right) is None:
        return f"a {type_name(left)} stands in no order to a {type_name(right)}"
    return BOOLEAN


def _before(left: Range, right: Range) -> bool | None:
    order = compare(left.high, right.low)
    return (
        None if order is None else order < 0 or (order == 0 and not (left.high_closed and right.low_closed))
    )


def _after(left: Range, right: Range) -> bool | None:
    return _before(right, left)


def _meets(left: Range, right: Range) -> bool | None:
    order = compare(left.high, right.low)
    return None if order is None else order == 0 and left.high_closed and right.low_closed


def _met_by(left: Range, right: Range) -> bool | None:
    return _meets(right, left)


def _includes(outer: Range, inner: Range) -> bool | None:
    low, high = compare(outer.low, inner.low), compare(outer.high, inner.high)
    if low is None or high is None:
        return None
    begins = low < 0 or (low == 0 and (outer.low_closed or not inner.low_closed))
    return begins and (high > 0 or (high == 0 and (outer.high_closed or not inner.high_closed)))


def _during(inner: Range, outer: Range) -> bool | None:
    return _includes(outer, inner)


def _overlaps(left: Range, right: Range) -> bool | None:
    first, second = _before(left, right), _before(right, left)
    return None if first is None or second is None else not first and not second


def _overlaps_before(left: Range, right: Range) -> bool | None:
    begins, meets, ends = (
        compare(left.low, right.low),
        compare(left.high, right.low),
        compare(left.high, right.high),
    )
    if begins is None or meets is None or ends is None:
        return None
    starts = begins < 0 or (begins == 0 and left.low_closed and not right.low_closed)
    touches = meets > 0 or (meets == 0 and left.high_closed and right.low_closed)
    return starts and touches and (ends < 0 or (ends == 0 and (not left.high_closed or right.high_closed)))


def _overlaps_after(left: Range, right: Range) -> bool | None:
    begins, meets, ends = (
        compare(left.low, right.low),
        compare(right.high, left.low),
        compare(left.high, right.high),
    )
    if begins is None or meets is None or ends is None:
        return None
    starts = begins > 0 or (begins == 0 and right.low_closed and not left.low_closed)
    touches = meets > 0 or (meets == 0 and left.low_closed and right.high_closed)
    return starts and touches and (ends > 0 or (ends == 0 and (left.high_closed or not right.high_closed)))


def _finishes(inner: Range, outer: Range) -> bool | None:
    same, within = compare(inner.high, outer.high), _includes(outer, inner)
    return (
        None
        if same is None or within is None
        else same == 0 and inner.high_closed == outer.high_closed and within
    )


def _finished_by(outer: Range, inner: Range) -> bool | None:
    return _finishes(inner, outer)


def _starts(inner: Range, outer: Range) -> bool | None:
    same, within = compare(inner.low, outer.low), _includes(outer, inner)
    return (
        None
        if same is None or within is None
        else same == 0 and inner.low_closed == outer.low_closed and within
    )


def _started_by(outer: Range, inner: Range) -> bool | None:
    return _starts(inner, outer)


def _coincides(left: Range, right: Range) -> bool | None:
    return equal(left, right) if compare(left.low, right.low) is not None else None


def _related(name: str, relation: Relation, *signatures: str) -> tuple[Function, ...]:
    """A relation of two, under the names that its signatures give them: `point range`, `range1 range2`."""
    kinds = [tuple(slot.rstrip("12") for slot in signature.split()) for signature in signatures]

    def run(one: Value, other: Value) -> Value:
        if (_word(one), _word(other)) not in kinds:
            return None
        return relation(_as_range(one), _as_range(other))

    return tuple(
        Function(name, tuple(_slot(slot) for slot in signature.split()), _comparable, run)
        for signature in signatures
    )


def _word(value: Value) -> str:
    return "range" if isinstance(value, Range) else "point"


def _slot(name: str) -> Slot:
    return Slot(name, RangeType(ANY) if name.startswith("range") else ANY)


def read_range(text: str) -> Value:
    """The range that a text writes, each end of it a constant, or None.

    >>> read_range('["a".."c")')
    Range(low='a', high='c', low_closed=True, high_closed=False, sign='')
    """
    if len(text) > _MOST_LETTERS:
        return None
    try:
        tree = Parser(text, _READERS, {}).read_expression()
    except Stopped:
        return None
    if not isinstance(tree, Interval):
        return None
    low, high = constant(tree.low), constant(tree.high)
    if low is None or high is None or (order := compare(low.value, high.value)) is None or order > 0:
        return None
    return Range(low.value, high.value, tree.low_closed, tree.high_closed)


#: Longer than any two constants.
_MOST_LETTERS: Final = 1000
_READERS: Final = phrases(("date and time",))

RANGE_FUNCTIONS: Final = (
    Function("range", (Slot("from", TEXT),), RangeType(ANY), read_range),
    *_related("before", _before, "point1 point2", "point range", "range point", "range1 range2"),
    *_related("after", _after, "point1 point2", "point range", "range point", "range1 range2"),
    *_related("meets", _meets, "range1 range2"),
    *_related("met by", _met_by, "range1 range2"),
    *_related("overlaps", _overlaps, "range1 range2"),
    *_related("overlaps before", _overlaps_before, "range1 range2"),
    *_related("overlaps after", _overlaps_after, "range1 range2"),
    *_related("finishes", _finishes, "point range", "range1 range2"),
    *_related("finished by", _finished_by, "range point", "range1 range2"),
    *_related("includes", _includes, "range point", "range1 range2"),
    *_related("during", _during, "point range", "range1 range2"),
    *_related("starts", _starts, "point range", "range1 range2"),
    *_related("started by", _started_by, "range point", "range1 range2"),
    *_related("coincides", _coincides, "point1 point2", "range1 range2"),
)
