"""The text of a norm with the facts that are known worked in: which rows may still apply, and what they wait for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from askonce.feel.check import Typed
from askonce.feel.residual import (
    NULL,
    TRUE,
    Trees,
    is_too_long,
    is_value,
    junction,
    literal,
    names_in,
    residual,
    residual_test,
    value_of,
)
from askonce.feel.source import source
from askonce.feel.tree import Name, Node
from askonce.norms.binding import BoundTable
from askonce.norms.ruling import Ruling


class LeftRow(msgspec.Struct, frozen=True):
    """A row that may still apply, counted from one: the condition that is left of its tests, and its outcomes."""

    number: int
    condition: Node
    outcomes: tuple[Node, ...]


class Left(msgspec.Struct, frozen=True):
    """What is left of a text: the rows of its table and its last resort, or its formula; and of the norms it uses.

    A derived fact that is too long to be written out stands by its own name; `behind` has the facts it waits for.
    """

    norm: str
    rows: tuple[LeftRow, ...]
    otherwise: tuple[Node, ...]
    result: Node | None
    uses: tuple[tuple[str, Left], ...]
    behind: tuple[tuple[str, frozenset[str]], ...] = ()

    def lines(self) -> Iterator[str]:
        """The text in FEEL, a row or formula a line."""
        for row in self.rows:
            yield f"{row.number}: {source(row.condition)} -> {', '.join(map(source, row.outcomes))}"
        if self.otherwise:
            yield f"otherwise -> {', '.join(map(source, self.otherwise))}"
        if self.result is not None:
            yield source(self.result)
        for name, used in self.uses:
            yield from (f"{name}: {line}" for line in used.lines())

    def names(self) -> frozenset[str]:
        """The names that stand in what is left."""
        trees = [tree for row in self.rows for tree in (row.condition, *row.outcomes)]
        trees += [*self.otherwise, *([] if self.result is None else [self.result])]
        own = frozenset(name for tree in trees for name in names_in(tree))
        own = own.union(*(facts for name, facts in self.behind if name in own))
        return own.union(*(used.names() for _, used in self.uses))


def leave(ruling: Ruling, trees: Trees, never_none: frozenset[str] = frozenset()) -> Left:
    """What is left of a ruling; `trees` says what its facts stand for, open ones as their own names."""
    names: dict[str, Node] = {name: literal(day) for name, day in ruling.dates.values().items()}
    names |= trees
    names |= {name: literal(value) for name, value in ruling.constants}
    uses = []
    for name, used in ruling.uses:
        left = leave(used, trees, never_none)
        settled = settled_of(used, left)
        names[name] = Name(0, 0, name) if settled is None else settled
        if settled is None:
            uses.append((name, left))
    behind: dict[str, frozenset[str]] = {}
    for name, typed in ruling.text.derived.items():
        found = residual(typed.tree, names, ruling.settings, never_none)
        if is_too_long(found):
            held = names_in(found)
            behind[name] = held.union(*(facts for one, facts in behind.items() if one in held))
            found = Name(0, 0, name)
        names[name] = found
    body = ruling.body
    if isinstance(body, Typed):
        result = residual(body.tree, names, ruling.settings, never_none)
        left = Left(ruling.norm.id, (), (), result, tuple(uses))
    else:
        left = _table(ruling, body, names, never_none, tuple(uses))
    return msgspec.structs.replace(left, behind=tuple(behind.items()))


def _table(
    ruling: Ruling,
    table: BoundTable,
    names: Mapping[str, Node],
    never_none: frozenset[str],
    uses: tuple[tuple[str, Left], ...],
) -> Left:
    rows: list[LeftRow] = []
    closed = False
    for number, row in enumerate(table.rows, 1):
        parts = [
            NULL
            if test is None
            else residual_test(test.tree, names[name], names, ruling.settings, never_none)
            for test, (name, _) in zip(row.tests, table.inputs, strict=True)
        ]
        condition = junction("and", parts, never_none)
        if is_value(condition) and value_of(condition) is not True:
            continue
        rows.append(LeftRow(number, condition, _cells(row.outcomes, ruling, names, never_none)))
        closed = closed or condition == TRUE
        if closed and table.table.hit == "first":
            break
    otherwise = () if closed else _cells(table.otherwise, ruling, names, never_none)
    return Left(ruling.norm.id, tuple(rows), otherwise, None, uses)


def _cells(
    cells: tuple[Typed | None, ...], ruling: Ruling, names: Mapping[str, Node], never_none: frozenset[str]
) -> tuple[Node, ...]:
    return tuple(
        NULL if cell is None else residual(cell.tree, names, ruling.settings, never_none) for cell in cells
    )


def settled_of(ruling: Ruling, left: Left) -> Node | None:
    """The outcome of a formula of which nothing is open, or None."""
    del ruling
    return left.result if left.result is not None and not left.uses else None
