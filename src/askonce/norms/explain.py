"""Why a norm comes out as it does: the fewest facts that decide it, the rows and articles, what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, Protocol

import msgspec

from askonce.feel.check import Typed
from askonce.feel.evaluate import evaluate
from askonce.feel.operators import compare
from askonce.feel.tree import If, Name, Node, UnaryTests
from askonce.feel.tree import walk as nodes
from askonce.feel.types import Type
from askonce.feel.values import Value
from askonce.norms.binding import BoundRow, BoundTable
from askonce.norms.ruling import Ruling
from askonce.norms.walk import rows_taken, walk, walk_scope
from askonce.pack.shapes import Ref
from askonce.registers.fact import Fact, Facts

#: Among more facts than this the fewest are found one by one, not by trying every set.
MOST_TRIED: Final = 10


class Prospects(Protocol):
    """What a norm may still come to with some of its facts; the residue answers for it."""

    def outcomes(self, facts: Facts) -> Sequence[Value] | None:
        """The outcomes that are still possible, or None where they cannot be listed."""

    def open(self, facts: Facts) -> Sequence[str]:
        """The facts that still matter, in the author's order."""

    def samples(self, name: str) -> Sequence[Value]:
        """A value of each region in which the norm treats a fact alike."""


class Test(msgspec.Struct, frozen=True):
    """A column of a row, what stood in it, and the test that held."""

    __test__ = False  # the glossary's word, and no test of pytest's

    column: str
    kind: Type
    value: Value
    tree: Node


class RowReason(msgspec.Struct, frozen=True):
    """A row that applied, counted from one, with those of its tests that the outcome rests on.

    `otherwise` marks the outcome of a table none of whose rows applied; it has no tests.
    """

    number: int
    tests: tuple[Test, ...]
    article: Ref | None
    row: BoundRow | None
    otherwise: bool = False


class Branch(msgspec.Struct, frozen=True):
    """A condition of a formula and which way it went."""

    condition: Node
    held: bool


class Reckoning(msgspec.Struct, frozen=True):
    """An outcome that is reckoned: the expression, and what the names in it stood for."""

    output: str
    tree: Node
    values: tuple[tuple[str, Value], ...]
    value: Value


class Change(msgspec.Struct, frozen=True):
    """Another value of one fact with which it would have come out otherwise, and the row that would have applied."""

    fact: str
    value: Value
    outcome: Value
    row: RowReason | None


class Explanation(msgspec.Struct, frozen=True):
    """Why a norm comes out as it does.

    `facts` are the fewest whose values alone decide it, whatever the others are. An undecided case has no rows; its
    `possible` outcomes are listed where they can be, and `open` names the facts on which it still hangs. `rests`
    explains the norms that it uses.
    """

    ruling: Ruling
    decided: bool
    outcome: Value
    facts: tuple[tuple[str, Fact], ...]
    derived: tuple[tuple[str, Value], ...] = ()
    rows: tuple[RowReason, ...] = ()
    branches: tuple[Branch, ...] = ()
    reckonings: tuple[Reckoning, ...] = ()
    changes: tuple[Change, ...] = ()
    rests: tuple[tuple[str, Explanation], ...] = ()
    possible: tuple[Value, ...] | None = ()
    open: tuple[str, ...] = ()


def explain(ruling: Ruling, facts: Facts, prospects: Prospects) -> Explanation:
    """Why the norm comes out as it does for facts of which some may be unknown."""
    settled = {name: facts[name] for name, _ in ruling.inputs if name in facts and facts[name].is_settled}
    still_open = tuple(prospects.open(facts))
    if still_open:
        possible = prospects.outcomes(facts)
        return Explanation(
            ruling,
            decided=False,
            outcome=None,
            facts=tuple(settled.items()),
            possible=None if possible is None else tuple(possible),
            open=still_open,
        )
    fewest = fewest_facts(settled, prospects)
    values = filled(ruling, settled, prospects)
    rests = tuple(
        (name, explain(used, facts, Whole(used, values)))
        for name, used in ruling.uses
        if name in _reached(ruling, frozenset(ruling_names(ruling)))
    )
    reason = _reason(ruling, values, frozenset(fewest))
    return msgspec.structs.replace(
        reason,
        facts=tuple((name, settled[name]) for name in settled if name in fewest),
        changes=tuple(_changes(ruling, values, settled, prospects)),
        rests=rests,
    )


class Whole(msgspec.Struct, frozen=True):
    """Prospects of a norm all of whose facts are at hand: nothing is open."""

    ruling: Ruling
    values: Mapping[str, Value]

    def outcomes(self, facts: Facts) -> Sequence[Value]:
        """The one outcome."""
        del facts
        return (walk(self.ruling, self.values),)

    def open(self, facts: Facts) -> Sequence[str]:
        """Nothing."""
        del facts
        return ()

    def samples(self, name: str) -> Sequence[Value]:
        """No other value than the one at hand."""
        return (self.values[name],)


def fewest_facts(settled: Mapping[str, Fact], prospects: Prospects) -> frozenset[str]:
    """The fewest of these facts that leave nothing open; among sets of one size, the first in the author's order."""
    names = list(settled)
    if len(names) <= MOST_TRIED:
        for size in range(len(names) + 1):
            for chosen in combinations(names, size):
                if not prospects.open({name: settled[name] for name in chosen}):
                    return frozenset(chosen)
    kept = dict(settled)
    for name in reversed(names):
        without = {other: fact for other, fact in kept.items() if other != name}
        if not prospects.open(without):
            kept = without
    return frozenset(kept)


def filled(ruling: Ruling, settled: Mapping[str, Fact], prospects: Prospects) -> dict[str, Value]:
    """A value for each input: those that are settled, and any for those that no longer matter."""
    values: dict[str, Value] = {}
    for name, _ in ruling.inputs:
        fact = settled.get(name)
        values[name] = fact.value if fact is not None else next(iter(prospects.samples(name)), None)
    return values


def ruling_names(ruling: Ruling) -> Iterator[str]:
    """The names that the table or formula of a ruling uses itself."""
    body = ruling.body
    if isinstance(body, Typed):
        yield from body.names
        return
    yield from (name for name, _ in body.inputs)
    cells = [cell for row in body.rows for cell in (*row.tests, *row.outcomes)] + [*body.otherwise]
    yield from (name for cell in cells if cell is not None for name in cell.names)


def _reached(ruling: Ruling, names: frozenset[str]) -> frozenset[str]:
    """These names and all that they are derived from."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            derived = ruling.text.derived.get(name)
            waiting.extend(derived.names if derived is not None else ())
            waiting.extend(key for one, used in ruling.uses if one == name for key, _ in used.inputs)
    return frozenset(found)


def rests_on(ruling: Ruling, name: str) -> frozenset[str]:
    """The inputs that a name stands for or is derived from."""
    inputs = {key for key, _ in ruling.inputs}
    return frozenset(_reached(ruling, frozenset([name])) & inputs)


def _reason(ruling: Ruling, values: Mapping[str, Value], fewest: frozenset[str]) -> Explanation:
    scope = walk_scope(ruling, values)
    outcome = walk(ruling, values)
    body = ruling.body
    if isinstance(body, Typed):
        branches, leaf = _followed(ruling, body.tree, scope)
        reckonings = _reckonings(ruling, [(ruling.outputs[0][0], leaf)], scope)
        names = frozenset(body.names)
        return Explanation(
            ruling,
            decided=True,
            outcome=outcome,
            facts=(),
            derived=_derived(ruling, names, scope),
            branches=tuple(branches),
            reckonings=reckonings,
        )
    rows = tuple(_row(ruling, body, number, scope, fewest) for number in rows_taken(ruling, body, scope))
    cells = [cell for reason in rows for cell in _outcomes(body, reason)]
    if not rows and body.otherwise:
        rows = (RowReason(0, (), ruling.norm.basis, None, otherwise=True),)
        cells = list(zip((name for name, _ in body.outputs), body.otherwise, strict=True))
    named = frozenset(test.column for reason in rows for test in reason.tests)
    trees = [(name, cell.tree) for name, cell in cells if cell is not None and cell.names]
    return Explanation(
        ruling,
        decided=True,
        outcome=outcome,
        facts=(),
        derived=_derived(ruling, named, scope),
        rows=rows,
        reckonings=_reckonings(ruling, trees, scope),
    )


def _outcomes(table: BoundTable, reason: RowReason) -> Iterator[tuple[str, Typed | None]]:
    if reason.row is not None:
        yield from zip((name for name, _ in table.outputs), reason.row.outcomes, strict=True)


def _row(
    ruling: Ruling, table: BoundTable, number: int, scope: Mapping[str, Value], fewest: frozenset[str] | None
) -> RowReason:
    """A row with the tests that say something, and of these only those that rest on the deciding facts."""
    row = table.rows[number]
    tests = tuple(
        Test(name, kind, scope[name], test.tree)
        for (name, kind), test in zip(table.inputs, row.tests, strict=True)
        if test is not None
        and not _takes_any(test.tree)
        and (fewest is None or not rests_on(ruling, name) or rests_on(ruling, name) & fewest)
    )
    return RowReason(number + 1, tests, row.row.basis or ruling.norm.basis, row)


def _takes_any(tree: Node) -> bool:
    return isinstance(tree, UnaryTests) and not tree.tests


def _derived(
    ruling: Ruling, names: frozenset[str], scope: Mapping[str, Value]
) -> tuple[tuple[str, Value], ...]:
    reached = _reached(ruling, names)
    return tuple((name, scope[name]) for name in ruling.text.derived if name in reached)


def _followed(ruling: Ruling, tree: Node, scope: Mapping[str, Value]) -> tuple[list[Branch], Node]:
    """The conditions of a formula on the way to what it came to, and the expression at the end of it."""
    branches: list[Branch] = []
    while isinstance(tree, If):
        held = evaluate(tree.condition, scope, ruling.settings) is True
        branches.append(Branch(tree.condition, held))
        tree = tree.consequent if held else tree.alternative
    return branches, tree


def _reckonings(
    ruling: Ruling, trees: Sequence[tuple[str, Node]], scope: Mapping[str, Value]
) -> tuple[Reckoning, ...]:
    found = []
    for output, tree in trees:
        names = [name for name in scope if name in _names_in(tree)]
        if names:
            values = tuple((name, scope[name]) for name in names)
            found.append(Reckoning(output, tree, values, evaluate(tree, scope, ruling.settings)))
    return tuple(found)


def _names_in(tree: Node) -> frozenset[str]:
    return frozenset(node.name for node in nodes(tree) if isinstance(node, Name))


def _changes(
    ruling: Ruling, values: Mapping[str, Value], settled: Mapping[str, Fact], prospects: Prospects
) -> Iterator[Change]:
    """For each fact the nearest other values with which it would have come out otherwise, one for each outcome."""
    outcome = walk(ruling, values)
    for name in settled:
        seen = {repr(outcome)}
        for sample in _nearest_first(values[name], prospects.samples(name)):
            other = {**values, name: sample}
            found = walk(ruling, other)
            if found is not None and repr(found) not in seen:
                seen.add(repr(found))
                yield Change(name, sample, found, _row_then(ruling, other, name))


def _nearest_first(value: Value, samples: Sequence[Value]) -> list[Value]:
    """The samples by how many regions lie between them and the value."""
    ordered = list(samples)
    places = [place for place, sample in enumerate(ordered) if sample == value]
    here = places[0] if places else sum(1 for sample in ordered if _below(sample, value))
    return [ordered[place] for place in sorted(range(len(ordered)), key=lambda place: abs(place - here))]


def _below(sample: Value, value: Value) -> bool:
    return compare(sample, value) == -1


def _row_then(ruling: Ruling, values: Mapping[str, Value], changed: str) -> RowReason | None:
    body = ruling.body
    if isinstance(body, Typed):
        return None
    scope = walk_scope(ruling, values)
    taken = rows_taken(ruling, body, scope)
    return _row(ruling, body, taken[0], scope, frozenset([changed])) if taken else None
