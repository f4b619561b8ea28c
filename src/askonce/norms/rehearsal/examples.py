"""A case that changes, told as an example: what either text looks at, and by which rows it decides."""

from __future__ import annotations

from collections.abc import Mapping

from askonce.feel.tree import Node, UnaryTests
from askonce.feel.values import Value
from askonce.norms.binding import DATES, BoundTable
from askonce.norms.rehearsal.meaning import (
    dates_used,
    names_reached,
)
from askonce.norms.rehearsal.model import Example, Named, RowSaid, Said
from askonce.norms.rehearsal.sides import Deciding
from askonce.norms.walk import rows_taken, walk_scope


def example_of(
    sides: tuple[Deciding, Deciding],
    facts: tuple[Mapping[str, Value], Mapping[str, Value]],
    outcomes: Named,
) -> Example | None:
    """The case as an example, or None where telling it takes more steps than deciding it."""
    try:
        return _told(sides, facts, outcomes)
    except RecursionError:
        return None


def _told(
    sides: tuple[Deciding, Deciding],
    facts: tuple[Mapping[str, Value], Mapping[str, Value]],
    outcomes: Named,
) -> Example:
    before, after = ({*one.names, *dates_used(one.ruling)} for one in sides)
    ordered = [*DATES, *sides[1].names, *sides[0].names]
    used = [
        (name, facts[0][name] if name in before else facts[1][name], _whose(name in before, name in after))
        for name in dict.fromkeys(ordered)
        if name in before | after
    ]
    told = [_said(*one) for one in zip(sides, facts, outcomes, strict=True)]
    return Example(tuple(used), *told)


def _whose(before: bool, after: bool) -> str:  # noqa: FBT001 - two sides of one question
    return "both" if before and after else "before" if before else "after"


def _said(side: Deciding, facts: Mapping[str, Value], outcomes: Mapping[str, Value]) -> Said:
    ruling, scope = side.ruling, walk_scope(side.ruling, facts)
    reached = names_reached(ruling.text)
    names = [*dict(ruling.uses), *ruling.text.derived, *dict(ruling.constants)]
    body = ruling.body
    taken = rows_taken(ruling, body, scope) if isinstance(body, BoundTable) else []
    shown = [taken[0]] if taken and isinstance(body, BoundTable) and body.table.hit == "first" else taken
    rows = tuple(_row(body, number) for number in shown if isinstance(body, BoundTable))
    return Said(
        ruling.text,
        outcomes,
        rows,
        isinstance(body, BoundTable) and not taken,
        tuple((name, scope[name]) for name in names if name in reached),
        ruling.norm.basis.id if ruling.norm.basis else None,
        ruling.text.version.node.span,
    )


def _row(table: BoundTable, number: int) -> RowSaid:
    row = table.rows[number].row
    first = next((cell.node.span for cell in (*row.when, *row.then)), row.node.span)
    tests = zip(table.inputs, table.rows[number].tests, strict=True)
    made = tuple(
        (name, kind, test.tree) for (name, kind), test in tests if test is not None and not _is_any(test.tree)
    )
    return RowSaid(number + 1, row, made, first)


def _is_any(tree: Node) -> bool:
    return isinstance(tree, UnaryTests) and not tree.tests
