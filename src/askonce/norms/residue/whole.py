"""Reads a whole ruling, with the rulings that it uses, as one function of its facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any, Final, Generic, TypeVar

from askonce.feel.check import Typed
from askonce.feel.residual import NULL, TRUE, is_value, literal, names_in, outcome_tree, value_of
from askonce.feel.tree import (
    Binary,
    Call,
    Items,
    Literal,
    Name,
    Node,
    without_places,
)
from askonce.feel.types import ChoiceType, ContextType, ListType, Type
from askonce.feel.values import FunctionValue
from askonce.methods.diagram import OvergrownError
from askonce.norms import hits
from askonce.norms.binding import BoundTable
from askonce.norms.residue.building import Builder
from askonce.norms.residue.cuts import line_of
from askonce.norms.residue.scene import Scene
from askonce.norms.ruling import Ruling

M = TypeVar("M")

#: Where no more rows than these change what a table gives.
_MOST_TAKEN: Final = {"first": 1, "unique": 2}
#: More pairs of rows with different outcomes are not compared.
_MOST_PAIRS: Final = 20_000


class Whole(Generic[M]):
    """Reads rulings over the same facts."""

    def __init__(self, builder: Builder[M], facts: Mapping[str, M]) -> None:
        self.builder = builder
        self.facts = facts

    def outcome(self, ruling: Ruling) -> M:
        """What a ruling gives."""
        scene = self.scene(ruling)
        body = ruling.body
        if isinstance(body, Typed):
            return self.builder.read(without_places(body.tree), scene)
        return self.table(body, scene)

    def visit(self, ruling: Ruling) -> None:
        """Read each expression of a ruling once, whatever comes of them together."""
        scene = self.scene(ruling)
        body = ruling.body
        if isinstance(body, Typed):
            self.builder.read(without_places(body.tree), scene)
            return
        for number in range(len(body.rows)):
            self.row(body, number, scene)
        outcomes = [self.cells(row.outcomes, scene) for row in body.rows]
        self.cells(body.otherwise, scene)
        if body.table.hit == "any":
            if len(outcomes) * (len(outcomes) - 1) // 2 > _MOST_PAIRS:
                raise OvergrownError
            for one, other in combinations(outcomes, 2):
                self.alike(one, other)

    def alike(self, one: Sequence[M], other: Sequence[M]) -> M:
        """Whether two rows have the same outcomes."""
        builder = self.builder
        parts = [
            builder.algebra.bind(pair, lambda trees: builder.compare("=", *trees))
            for pair in zip(one, other, strict=True)
        ]
        return builder.junction("and", parts)

    def scene(self, ruling: Ruling) -> Scene:
        """All names of a text with what they stand for."""
        algebra = self.builder.algebra
        names: dict[str, Any] = {
            name: algebra.end(literal(day)) for name, day in ruling.dates.values().items()
        }
        names |= self.facts
        names |= {name: algebra.end(literal(value)) for name, value in ruling.constants}
        names |= {name: self.outcome(used) for name, used in ruling.uses}
        scene = Scene(names, ruling.settings, frozenset(_fields(ruling)))
        for name, typed in ruling.text.derived.items():
            scene = scene.having({name: self.builder.read(without_places(typed.tree), scene)})
        return scene

    def table(self, table: BoundTable, scene: Scene) -> M:
        """What a decision table gives."""
        rows = [self.row(table, number, scene) for number in range(len(table.rows))]
        outcomes = [self.cells(row.outcomes, scene) for row in table.rows]
        otherwise = self.shaped(table, self.cells(table.otherwise, scene)) if table.otherwise else None
        taken = self.taken(table, rows)

        def meaning(trees: tuple[Node, ...]) -> M:
            numbers = value_of(trees[0])
            if not numbers and otherwise is not None:
                return otherwise
            return self.hit(table, [outcomes[int(number)] for number in numbers])  # type: ignore[union-attr, arg-type]

        return self.builder.algebra.bind((taken,), meaning)

    def row(self, table: BoundTable, number: int, scene: Scene) -> M:
        """Whether a row applies: all its tests hold."""
        parts = [
            self.builder.cell(scene.names[name], without_places(test.tree), scene)
            if test is not None
            else self.builder.algebra.end(NULL)
            for test, (name, _) in zip(table.rows[number].tests, table.inputs, strict=True)
        ]
        return self.builder.junction("and", parts)

    def cells(self, cells: Sequence[Typed | None], scene: Scene) -> list[M]:
        """The outcomes of a row."""
        end = self.builder.algebra.end
        return [
            end(NULL) if cell is None else self.builder.read(without_places(cell.tree), scene)
            for cell in cells
        ]

    def shaped(self, table: BoundTable, cells: Sequence[M]) -> M:
        """The outcomes of a row as one value."""
        if len(cells) == 1:
            return cells[0]
        names = [name for name, _ in table.outputs]

        def meaning(trees: tuple[Node, ...]) -> M:
            return self.builder.algebra.end(outcome_tree(names, trees))

        return self.builder.algebra.bind(cells, meaning)

    def taken(self, table: BoundTable, rows: Sequence[M]) -> M:
        """The numbers of the rows that apply; a second one settles a table of which one row may apply."""
        end = self.builder.algebra.end
        most = _MOST_TAKEN.get(table.table.hit, len(rows))
        bind = self.builder.algebra.bind

        def alone(number: int) -> Callable[[tuple[Node, ...]], M]:
            return lambda trees: end(literal((Decimal(number),) if trees[0] == TRUE else ()))

        def joined(trees: tuple[Node, ...]) -> M:
            before, after = value_of(trees[0]), value_of(trees[1])
            return end(literal((*before, *after)[:most]))  # type: ignore[misc]

        # By halves, for each row would otherwise go through all that were taken before it.
        parts = [bind((row,), alone(number)) for number, row in enumerate(rows)] or [end(literal(()))]
        while len(parts) > 1:
            odd = parts[len(parts) - len(parts) % 2 :]
            parts = [bind(pair, joined) for pair in zip(parts[::2], parts[1::2], strict=False)] + odd
        return parts[0]

    def hit(self, table: BoundTable, outcomes: Sequence[Sequence[M]]) -> M:
        """What the rows that apply come to, by the hit policy."""
        names = [name for name, _ in table.outputs]
        ranks = [kind.options if isinstance(kind, ChoiceType) else () for _, kind in table.outputs]
        width = len(names)
        policy = table.table.hit
        if policy == "first" and outcomes:
            return self.shaped(table, outcomes[0])
        if policy == "unique":
            return self.builder.algebra.end(NULL) if len(outcomes) != 1 else self.shaped(table, outcomes[0])

        def meaning(trees: tuple[Node, ...]) -> M:
            rows = [trees[place : place + width] for place in range(0, len(trees), width)]
            if all(map(is_value, trees)):
                values = [tuple(value_of(tree) for tree in row) for row in rows]
                return self.builder.algebra.end(literal(hits.decide(policy, values, names, ranks)))
            if policy == "any":
                return self.any_of(rows, names)
            return self.builder.end(open_hit(policy, rows, names, ranks))

        return self.builder.algebra.bind([mark for row in outcomes for mark in row], meaning)

    def any_of(self, rows: Sequence[Sequence[Node]], names: Sequence[str]) -> M:
        """The outcome of rows that must all have the same one, and null where they have not."""
        end = self.builder.algebra.end
        marks = [[end(tree) for tree in row] for row in rows]
        same = self.builder.junction("and", [self.alike(marks[0], row) for row in marks[1:]])
        return self.builder.choose(same, end(outcome_tree(names, rows[0])), end(NULL))


def open_hit(
    policy: str, rows: Sequence[Sequence[Node]], names: Sequence[str], ranks: Sequence[Sequence[Any]]
) -> Node:
    """What rows that apply come to where an outcome among them waits for facts."""
    if policy in ("priority", "output order") and _is_ranked(rows, ranks):
        rows = _by_rank(rows, ranks)
        policy = "first" if policy == "priority" else "rule order"
    alike = all(repr(row) == repr(rows[0]) for row in rows)
    if policy == "first" or (policy == "priority" and alike):
        return outcome_tree(names, rows[0])
    if policy in ("collect min", "collect max") and len(names) == 1:
        return extreme_tree(policy.removeprefix("collect "), [row[0] for row in rows])
    if policy in ("collect", "rule order"):
        return Items(0, 0, tuple(outcome_tree(names, row) for row in rows))
    if policy == "collect sum" and len(names) == 1:
        found = rows[0][0]
        for row in rows[1:]:
            found = Binary(0, 0, "+", found, row[0])
        return found
    if policy == "collect count":
        return literal(hits.decide(policy, [(None,) for _ in rows], names))

    listed = tuple(Items(0, 0, tuple(row)) for row in rows)
    return Call(0, 0, _policy(policy, tuple(names), tuple(map(tuple, ranks)), len(rows)), listed, ())


def _is_ranked(rows: Sequence[Sequence[Node]], ranks: Sequence[Sequence[Any]]) -> bool:
    """Whether what decides the rank of each row is known."""
    return all(is_value(tree) or not rank for row in rows for tree, rank in zip(row, ranks, strict=True))


def _by_rank(rows: Sequence[Sequence[Node]], ranks: Sequence[Sequence[Any]]) -> list[Sequence[Node]]:
    places = [((*(value_of(tree) for tree in row), Decimal(place)), row) for place, row in enumerate(rows)]
    ordered = hits.in_priority([values for values, _ in places], ranks)
    return [rows[int(values[-1])] for values in ordered]  # type: ignore[arg-type]


def extreme_tree(word: str, trees: Sequence[Node]) -> Node:
    """`min` or `max` of trees, without those that another one always beats: sums of the same facts in the same parts.

    >>> from askonce.feel.source import source
    >>> from askonce.feel.syntax import parse
    >>> source(extreme_tree("min", [parse(text).tree for text in ("2 * x", "x * 2 + 1", "5")]))
    'min(2 * x, 5)'
    """
    best: dict[object, tuple[Fraction, Node]] = {}
    sign = 1 if word == "min" else -1
    for place, tree in enumerate(trees):
        line = line_of(tree)
        parts = (
            None
            if line is None
            else (frozenset((name, one) for name, one in line.items() if name), names_in(tree))
        )
        number = Fraction(0) if line is None else sign * line.get("", Fraction(0))
        key = place if parts is None or NULL in trees else parts
        if key not in best or number < best[key][0]:
            best[key] = (number, tree)
    kept = tuple(tree for _, tree in best.values())
    return kept[0] if len(kept) == 1 and len(trees) > 1 else Call(0, 0, Name(0, 0, word), kept, ())


def _policy(policy: str, names: tuple[str, ...], ranks: tuple[tuple[Any, ...], ...], count: int) -> Literal:
    parameters = tuple(f"row {number + 1}" for number in range(count))
    return Literal(0, 0, FunctionValue(parameters, _Hit(policy, names, ranks)))


class _Hit:
    """A hit policy as a function of the outcomes of the rows that apply."""

    def __init__(self, policy: str, names: tuple[str, ...], ranks: tuple[tuple[Any, ...], ...]) -> None:
        self.policy = policy
        self.names = names
        self.ranks = ranks

    def __repr__(self) -> str:
        return f"{self.policy} of {self.names} by {self.ranks}"

    def __call__(self, rows: tuple[Any, ...]) -> Any:
        return hits.decide(self.policy, rows, self.names, self.ranks)


def _fields(ruling: Ruling) -> set[str]:
    """The names that items of its lists bear, which a filter's condition means first."""
    return {"item", *(name for _, kind in ruling.inputs for name in field_names(kind))}


def field_names(kind: Type) -> tuple[str, ...]:
    """The names of the entries of a list's items."""
    if isinstance(kind, ListType) and isinstance(kind.of, ContextType):
        return tuple(name for name, _ in kind.of.fields)
    return ()
