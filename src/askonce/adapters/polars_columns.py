"""Columns as expressions of polars, in which every number is a whole count of its smallest parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any, Final

import polars as pl

from askonce.feel.relational.algebra import (
    Cases,
    Column,
    Dated,
    Day,
    Exact,
    Extreme,
    Fixed,
    Found,
    Gap,
    Joined,
    Joint,
    Kind,
    Length,
    Missing,
    Moved,
    Named,
    Not,
    Ordered,
    Part,
    Quotient,
    Reckoned,
    Reread,
    Same,
    Truth,
)
from askonce.feel.relational.making import common_kind
from askonce.feel.relational.plan import Reckoning

_WORD: Final = 2**63
_KEPT: Final = "kept "
_FOUND: Final = "found "


def reckon(frame: Any, plan: Reckoning, kept: tuple[str, ...]) -> Any:
    """The kept columns of a frame, or of a lazy one, beside the outcomes of each row."""
    schema = frame.collect_schema()
    reads = [read(one, schema[one.name]).alias(one.name) for one in plan.reads]
    passed = [pl.col(name).alias(f"{_KEPT}{name}") for name in kept]
    if not reads and not passed:
        frame = frame.with_row_index(_KEPT).select(_KEPT)
    else:
        frame = frame.select(*reads, *passed)
    for layer in plan.layers:
        frame = frame.with_columns(*(in_dtype(column).alias(name) for name, column in layer))
    back = [pl.col(f"{_KEPT}{name}").alias(name) for name in kept]
    # set beside the others first: a constant alone would come out as one row
    frame = frame.with_columns(*(written(column).alias(f"{_FOUND}{name}") for name, column in plan.outcomes))
    return frame.select(*back, *(pl.col(f"{_FOUND}{name}").alias(name) for name, _ in plan.outcomes))


def read(column: Named, held: Any) -> Any:
    """A column of a file as its kind is reckoned with."""
    named = pl.col(column.name)
    if isinstance(column.kind, Exact):
        counts = named.to_physical() if isinstance(held, pl.Decimal) else named
        return counts.cast(dtype_of(column.kind))
    return named.cast(dtype_of(column.kind))


def raw_condition(column: Column, schema: Mapping[str, Any]) -> Any:
    """A condition on the columns of a file as they are."""
    return said(column, lambda one: read(one, schema[one.name]))


def dtype_of(kind: Kind) -> Any:
    """The type of polars that holds a kind."""
    match kind:
        case Exact(low=low, high=high):
            return pl.Int64 if low >= -_WORD and high < _WORD else pl.Int128
        case Day():
            return pl.Date
        case Truth():
            return pl.Boolean
        case _:
            return pl.String


def in_dtype(column: Column) -> Any:
    """A column in the type of its kind."""
    return said(column).cast(dtype_of(column.kind))


def written(column: Column) -> Any:
    """An outcome in the type of the file that is written."""
    kind = column.kind
    if not isinstance(kind, Exact):
        return in_dtype(column)
    if kind.is_word:
        return said(column).cast(pl.Int64)
    return said(column).cast(pl.Int128).reinterpret(dtype=pl.Decimal(kind.written_digits, kind.scale))


Naming = Callable[[Named], Any]


def _by_name(column: Named) -> Any:
    return pl.col(column.name)


def said(column: Column, naming: Naming = _by_name) -> Any:
    """The expression of a column; names become what `naming` makes of them."""
    if isinstance(column, Named):
        return naming(column)
    return _SAID[type(column)](column, lambda one: said(one, naming))


Say = Callable[[Column], Any]


def _fixed(column: Fixed, say: Say) -> Any:
    del say
    if column.value is None:
        return pl.lit(None, dtype=dtype_of(column.kind))
    if isinstance(column.kind, Day):
        return pl.lit(date.fromordinal(int(column.value)), dtype=pl.Date)
    return pl.lit(column.value, dtype=dtype_of(column.kind))


def _scaled(column: Column, scale: int, dtype: Any, say: Say) -> Any:
    """A number as a count of parts of another, finer scale."""
    kind = column.kind
    if not isinstance(kind, Exact):
        return say(column)
    found = say(column).cast(dtype)
    return found if kind.scale == scale else found * pl.lit(10 ** (scale - kind.scale), dtype=dtype)


def _sides(left: Column, right: Column, say: Say) -> tuple[Any, Any]:
    """Two columns in one type and scale."""
    if not isinstance(left.kind, Exact) or not isinstance(right.kind, Exact):
        return say(left), say(right)
    scale = max(left.kind.scale, right.kind.scale)
    kinds = [
        Exact(scale, kind.low * 10 ** (scale - kind.scale), kind.high * 10 ** (scale - kind.scale))
        for kind in (left.kind, right.kind)
    ]
    dtype = pl.Int64 if all(dtype_of(kind) == pl.Int64 for kind in kinds) else pl.Int128
    return _scaled(left, scale, dtype, say), _scaled(right, scale, dtype, say)


def _ordered(column: Ordered, say: Say) -> Any:
    left, right = _sides(column.left, column.right, say)
    match column.op:
        case "=":
            return left == right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def _same(column: Same, say: Say) -> Any:
    left, right = _sides(column.left, column.right, say)
    return left.eq_missing(right)


def _joint(column: Joint, say: Say) -> Any:
    return reduce(and_ if column.op == "and" else or_, [say(one) for one in column.parts])


def _cases(column: Cases, say: Say) -> Any:
    def value(one: Column) -> Any:
        if isinstance(one, Fixed) and one.value is None:
            return pl.lit(None, dtype=dtype_of(column.kind))
        scale = column.kind.scale if isinstance(column.kind, Exact) else 0
        return _scaled(one, scale, dtype_of(column.kind), say)

    chain: Any = pl
    for condition, one in column.branches:
        chain = chain.when(say(condition)).then(value(one))
    return chain.otherwise(value(column.default))


def _reckoned(column: Reckoned, say: Say) -> Any:
    kinds = [one.kind for one in (column, column.left, column.right)]
    dtype = pl.Int64 if all(dtype_of(kind) == pl.Int64 for kind in kinds) else pl.Int128
    if column.op == "*":
        return say(column.left).cast(dtype) * say(column.right).cast(dtype)
    scale = getattr(column.kind, "scale", 0)
    left, right = (_scaled(one, scale, dtype, say) for one in (column.left, column.right))
    return left + right if column.op == "+" else left - right


def _quotient(column: Quotient, say: Say) -> Any:
    kinds = (column.dividend.kind, column.divisor.kind)
    dtype = pl.Int64 if all(dtype_of(kind) == pl.Int64 for kind in kinds) else pl.Int128
    return say(column.dividend).cast(dtype) // say(column.divisor).cast(dtype)


def _extreme(column: Extreme, say: Say) -> Any:
    kind = common_kind(column.parts)
    parts = [_scaled(one, getattr(kind, "scale", 0), dtype_of(kind), say) for one in column.parts]
    found = pl.min_horizontal(*parts) if column.op == "min" else pl.max_horizontal(*parts)
    return pl.when(reduce(or_, [one.is_null() for one in parts])).then(None).otherwise(found)


def _part(column: Part, say: Say) -> Any:
    return getattr(say(column.day).dt, column.name)().cast(pl.Int64)


def _count_of(day: Any) -> Any:
    return day.to_physical().cast(pl.Int64)


def _moved(column: Moved, say: Say) -> Any:
    return (_count_of(say(column.day)) + say(column.days).cast(pl.Int64)).cast(pl.Int32).cast(pl.Date)


def _gap(column: Gap, say: Say) -> Any:
    return _count_of(say(column.later)) - _count_of(say(column.earlier))


def _dated(column: Dated, say: Say) -> Any:
    return pl.date(say(column.year), say(column.month), say(column.day))


def _found(column: Found, say: Say) -> Any:
    text, match = say(column.text).str, say(column.match)
    match column.op:
        case "contains":
            return text.contains(match, literal=True)
        case "starts with":
            return text.starts_with(match)
        case _:
            return text.ends_with(match)


_SAID: Final[Mapping[type[Column], Callable[[Any, Say], Any]]] = {
    Fixed: _fixed,
    Not: lambda column, say: ~say(column.operand),
    Joint: _joint,
    Same: _same,
    Ordered: _ordered,
    Missing: lambda column, say: say(column.operand).is_null(),
    Cases: _cases,
    Reckoned: _reckoned,
    Quotient: _quotient,
    Reread: lambda column, say: say(column.operand).cast(dtype_of(column.kind)),
    Extreme: _extreme,
    Part: _part,
    Moved: _moved,
    Gap: _gap,
    Dated: _dated,
    Length: lambda column, say: say(column.text).str.len_chars().cast(pl.Int64),
    Found: _found,
    Joined: lambda column, say: say(column.left) + say(column.right),
}
