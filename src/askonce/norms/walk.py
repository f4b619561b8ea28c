"""Decides by walking the text: slow and obvious, the meaning that every faster form must agree with."""

from __future__ import annotations

from collections.abc import Mapping

from askonce.feel.check import Typed
from askonce.feel.evaluate import evaluate, matches
from askonce.feel.types import ChoiceType
from askonce.feel.values import Value
from askonce.norms import hits
from askonce.norms.binding import BoundTable
from askonce.norms.ruling import Ruling


def walk(ruling: Ruling, facts: Mapping[str, Value]) -> Value:
    """The outcome for facts that are all known; null is a fact that is none.

    `facts` holds a value for each input of the ruling and for each date that its text names.
    """
    return conclude(ruling, walk_scope(ruling, facts))


def conclude(ruling: Ruling, scope: Mapping[str, Value]) -> Value:
    """What the table or formula gives for all names of a text with their values."""
    body = ruling.body
    if isinstance(body, Typed):
        return evaluate(body.tree, scope, ruling.settings)
    taken = rows_taken(ruling, body, scope)
    if not taken and body.otherwise:
        return _outcome(body, _cells(body.otherwise, ruling, scope))
    found = [_cells(body.rows[number].outcomes, ruling, scope) for number in taken]
    ranks = [kind.options if isinstance(kind, ChoiceType) else () for _, kind in body.outputs]
    return hits.decide(body.table.hit, found, [name for name, _ in body.outputs], ranks)


def walk_scope(ruling: Ruling, facts: Mapping[str, Value]) -> dict[str, Value]:
    """All names of a text with their values: facts, dates, parameters, norms used, derived facts."""
    scope: dict[str, Value] = {**ruling.dates.values(), **facts, **dict(ruling.constants)}
    for name, used in ruling.uses:
        scope[name] = walk(used, facts)
    for name, typed in ruling.text.derived.items():
        scope[name] = evaluate(typed.tree, scope, ruling.settings)
    return scope


def rows_taken(ruling: Ruling, table: BoundTable, scope: Mapping[str, Value]) -> list[int]:
    """The numbers of the rows all of whose tests hold, counted from zero."""
    subjects = [scope[name] for name, _ in table.inputs]
    return [
        number
        for number, row in enumerate(table.rows)
        if all(
            test is not None and matches(test.tree, subject, scope, ruling.settings)
            for test, subject in zip(row.tests, subjects, strict=True)
        )
    ]


def _cells(cells: tuple[Typed | None, ...], ruling: Ruling, scope: Mapping[str, Value]) -> tuple[Value, ...]:
    return tuple(None if cell is None else evaluate(cell.tree, scope, ruling.settings) for cell in cells)


def _outcome(table: BoundTable, values: tuple[Value, ...]) -> Value:
    if len(values) == 1:
        return values[0]
    return {name: value for (name, _), value in zip(table.outputs, values, strict=True)}
