"""Fills in what else a row gives where a consequence names its first outcome alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from askonce.feel.check import Typed
from askonce.feel.evaluate import evaluate
from askonce.feel.residual import literal, value_of
from askonce.feel.tree import Node
from askonce.feel.values import Value
from askonce.norms.ruling import Ruling


def completed(outcome: Node, ruling: Ruling) -> Node:
    """An outcome that says the first of several alone, with the others as all rows with that first outcome have them.

    `refused` becomes `refused, 0 CNY` where every row that refuses gives 0 CNY. Where those rows differ, or reckon the
    others from facts, nothing is filled in.
    """
    table, said = ruling.body, value_of(outcome)
    if isinstance(table, Typed) or not isinstance(said, Mapping):
        return outcome
    first, *others = (name for name, _ in table.outputs)
    if any(said[name] is not None for name in others):
        return outcome
    rows = [row.outcomes for row in table.rows] + [table.otherwise] * bool(table.otherwise)
    whole = [_constants(row, ruling) for row in rows if _constants(row[:1], ruling) == [said[first]]]
    if not whole or whole[0] is None or any(row != whole[0] for row in whole):
        return outcome
    return literal(dict(zip((first, *others), whole[0], strict=True)))


def _constants(cells: Sequence[Typed | None], ruling: Ruling) -> list[Value] | None:
    """The values of cells that rest on no fact, or None where one does."""
    rates = dict(ruling.constants)
    if not all(cell is None or cell.names <= rates.keys() for cell in cells):
        return None
    return [None if cell is None else evaluate(cell.tree, rates, ruling.settings) for cell in cells]
