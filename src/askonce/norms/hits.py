"""What a decision table gives for the rows that matched, by its hit policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from typing import Final, TypeAlias

from askonce.feel.operators import add, compare, equal
from askonce.feel.values import Value

#: The outcomes of one row, a value for each output.
Outcome: TypeAlias = tuple[Value, ...]
_LISTS: Final = ("collect", "rule order", "output order")


def decide(
    hit: str,
    matched: Sequence[Outcome],
    outputs: Sequence[str],
    ranked: Sequence[Sequence[Value]] = (),
) -> Value:
    """The value of a table (DMN 1.5, 8.2.10): one output gives its value, several a context by their names.

    `hit` is a policy in a pack's words and `matched` the outcomes of the rows that matched, in their order;
    `ranked` has for each output the values that it may have, the one that goes first at the front. Where the
    policy is broken (two rows of a unique table, unequal ones under any) the value is null. A table without a
    match gives null; one that collects gives an empty list, one that counts gives nought.

    >>> decide("priority", [("no",), ("yes",)], ["x"], [("yes", "no")])
    'yes'
    >>> decide("collect count", [], ["x"]), decide("collect", [], ["x"]), decide("unique", [], ["x"])
    (Decimal('0'), (), None)
    >>> decide("rule order", [("a", "b")], ["x", "y"])
    ({'x': 'a', 'y': 'b'},)
    """
    if hit in _LISTS:
        rows = in_priority(matched, ranked) if hit == "output order" else list(matched)
        return tuple(_shaped(row, outputs) for row in rows)
    if hit.startswith("collect "):
        return _AGGREGATION[hit]([row[0] for row in matched]) if len(outputs) <= 1 else None
    chosen = _CHOICE[hit](matched, ranked) if matched else None
    return None if chosen is None else _shaped(chosen, outputs)


def in_priority(matched: Sequence[Outcome], ranked: Sequence[Sequence[Value]]) -> list[Outcome]:
    """The outcomes by the rank of their first output, then of the next; what has no rank goes last.

    >>> in_priority([("c",), ("b",), ("a",)], [("a", "b")])
    [('a',), ('b',), ('c',)]
    """
    return sorted(
        matched, key=lambda row: [_rank(value, values) for value, values in zip(row, ranked, strict=False)]
    )


def _rank(value: Value, values: Sequence[Value]) -> int:
    for place, one in enumerate(values):
        if equal(one, value) is True:
            return place
    return len(values)


def _shaped(row: Outcome, outputs: Sequence[str]) -> Value:
    return row[0] if len(outputs) <= 1 else dict(zip(outputs, row, strict=True))


def _unique(matched: Sequence[Outcome], ranked: Sequence[Sequence[Value]]) -> Outcome | None:
    del ranked
    return matched[0] if len(matched) == 1 else None


def _any(matched: Sequence[Outcome], ranked: Sequence[Sequence[Value]]) -> Outcome | None:
    del ranked
    same = all(equal(row, matched[0]) is True for row in matched[1:])
    return matched[0] if same else None


def _first(matched: Sequence[Outcome], ranked: Sequence[Sequence[Value]]) -> Outcome | None:
    del ranked
    return matched[0]


def _priority(matched: Sequence[Outcome], ranked: Sequence[Sequence[Value]]) -> Outcome | None:
    return in_priority(matched, ranked)[0]


_CHOICE: Final[Mapping[str, Callable[[Sequence[Outcome], Sequence[Sequence[Value]]], Outcome | None]]] = {
    "unique": _unique,
    "any": _any,
    "first": _first,
    "priority": _priority,
}


def _extreme(values: Sequence[Value], wanted: int) -> Value:
    best = values[0] if values else None
    for value in values:
        order = compare(value, best)
        if order is None:
            return None
        best = value if order == wanted else best
    return best


_AGGREGATION: Final[Mapping[str, Callable[[Sequence[Value]], Value]]] = {
    "collect sum": lambda values: reduce(add, values) if values else None,
    "collect min": lambda values: _extreme(values, -1),
    "collect max": lambda values: _extreme(values, 1),
    "collect count": lambda values: Decimal(len(values)),
}
