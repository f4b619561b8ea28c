"""Built-in functions that relate points and ranges (DMN 1.5, 10.3.4.11, table 78)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from askonce.feel.builtin import Function, Slot
from askonce.feel.operators import compare, equal
from askonce.feel.types import ANY, BOOLEAN, RangeType, Type, join, type_name
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
    starts = begins > 0 or (begins == 0 and (not left.low_closed or right.low_closed))
    touches = meets > 0 or (meets == 0 and left.low_closed and right.high_closed)
    return starts and touches and (ends > 0 or (ends == 0 and left.high_closed and not right.high_closed))


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


def _related(name: str, relation: Relation, left: str, right: str) -> Function:
    """A relation of two slots, each `point`, `range` or either of them."""

    def run(one: Value, other: Value) -> Value:
        if isinstance(one, Range) < (left == "range") or isinstance(other, Range) < (right == "range"):
            return None
        return relation(_as_range(one), _as_range(other))

    kinds = {"range": RangeType(ANY), "either": ANY}
    return Function(name, (Slot(f"{left}1", kinds[left]), Slot(f"{right}2", kinds[right])), _comparable, run)


RANGE_FUNCTIONS: Final = (
    _related("before", _before, "either", "either"),
    _related("after", _after, "either", "either"),
    _related("meets", _meets, "range", "range"),
    _related("met by", _met_by, "range", "range"),
    _related("overlaps", _overlaps, "range", "range"),
    _related("overlaps before", _overlaps_before, "range", "range"),
    _related("overlaps after", _overlaps_after, "range", "range"),
    _related("finishes", _finishes, "either", "range"),
    _related("finished by", _finished_by, "range", "either"),
    _related("includes", _includes, "range", "either"),
    _related("during", _during, "either", "range"),
    _related("starts", _starts, "either", "range"),
    _related("started by", _started_by, "range", "either"),
    _related("coincides", _coincides, "either", "either"),
)
