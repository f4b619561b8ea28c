"""Runs a plan of columns over each row of one table beside each of another, with polars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from askonce.adapters.polars_columns import dtype_of, reckon
from askonce.feel.relational.algebra import Kind
from askonce.feel.relational.plan import Reckoning

#: So many pairs at once, so that memory stays small.
_PAIRS: Final = 2_000_000
_NEITHER: Final = 2


def cross(plan: Reckoning, left: Mapping[str, Sequence[Any]], right: Mapping[str, Sequence[Any]]) -> bytes:
    """The one outcome of a plan for each pair, row by row of the first table: 1 true, 0 false, 2 neither.

    Columns hold values in the smallest parts of their kinds; one that the plan does not read is left out.
    """
    kinds = {one.name: one.kind for one in plan.reads}
    first, second = _frame(left, kinds, "#left"), _frame(right, kinds, "#right")
    ((outcome, _),) = plan.outcomes
    found = bytearray()
    at_once = max(1, _PAIRS // max(1, second.height))
    for start in range(0, first.height, at_once):
        pairs = first.slice(start, at_once).join(second, how="cross", maintain_order="left_right")
        # lazily, so that all steps are one pass
        said = reckon(pairs.lazy(), plan, ()).select(pl.col(outcome).cast(pl.UInt8).fill_null(_NEITHER))
        found += said.collect().get_column(outcome).to_numpy().tobytes()
    return bytes(found)


def _frame(columns: Mapping[str, Sequence[Any]], kinds: Mapping[str, Kind], bare: str) -> Any:
    """A table; a column that is not read only says how many rows there are."""
    read = {
        name: pl.Series(name, values, dtype=dtype_of(kinds[name]))
        for name, values in columns.items()
        if name in kinds
    }
    rows = len(next(iter(columns.values())))
    return pl.DataFrame(read) if read else pl.DataFrame({bare: [0] * rows})
