"""Why a norm comes out as it does: the fewest facts that decide it, the rows and articles, what would change it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final, Protocol

import msgspec

from askonce.feel.check import Typed
from askonce.feel.evaluate import evaluate
from askonce.feel.operators import compare
from askonce.feel.rewrite import is_plain, literals
from askonce.feel.tree import If, Literal, Name, Node, UnaryTests
from askonce.feel.tree import walk as nodes
from askonce.feel.types import BOOLEAN, ContextType, ListType, Type
from askonce.feel.values import Value
from askonce.norms.binding import BoundRow, BoundTable
from askonce.norms.residue import Prepared, count_name, member_name, prepare, residue
from askonce.norms.residue.declining import need_of
from askonce.norms.residue.members import inputs_of
from askonce.norms.ruling import Ruling
from askonce.norms.tables.regions import cut
from askonce.norms.tables.regions import settled as settled_test
from askonce.norms.walk import conclude, rows_taken, walk, walk_scope
from askonce.pack.shapes import Ref
from askonce.registers.fact import Fact, Facts, known

#: Among more facts than this the fewest are found one by one, not by trying every set.
MOST_TRIED: Final = 10


class Outlook(msgspec.Struct, frozen=True):
    """What a norm may still come to with some of its facts.

    `possible` are the outcomes, or None where they cannot be listed; `open` the facts that still matter. `consequence`
    is the declined fact for which the norm states the outcome, `missing` those for which it states none.
    """

    decided: bool
    outcome: Value
    possible: tuple[Value, ...] | None
    open: tuple[str, ...]
    consequence: str | None = None
    missing: tuple[str, ...] = ()


class Prospects(Protocol):
    """Foresees what a norm may still come to; the residue does, and for tests a slower way that tries everything."""

    def look(self, facts: Facts) -> Outlook:
        """What the norm may still come to with these facts."""

    def samples(self, name: str) -> Sequence[Value]:
        """A value of each region in which the norm treats a fact alike; none where it is not known."""


class Foreseen(msgspec.Struct, frozen=True):
    """The prospects of a norm by its residue."""

    prepared: Prepared

    def look(self, facts: Facts) -> Outlook:
        """What the norm may still come to with these facts."""
        left = residue(self.prepared, facts)
        listed = all(isinstance(tree, Literal) for tree in left.outcomes)
        possible = (
            tuple(tree.value for tree in left.outcomes if isinstance(tree, Literal)) if listed else None
        )
        return Outlook(left.decided, left.outcome, possible, left.matters, left.consequence, left.missing)

    def samples(self, name: str) -> Sequence[Value]:
        """A value of each region in which the norm treats a fact alike."""
        return self.prepared.samples(name)


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
    """Another value of one fact with which it would have come out otherwise, and the row that would have applied.

    `outcome` has only what would not be reckoned anew from the facts, where a norm has several outcomes.
    """

    fact: str
    value: Value
    outcome: Value
    row: RowReason | None


class Explanation(msgspec.Struct, frozen=True):
    """Why a norm comes out as it does.

    `facts` are the fewest whose values alone decide it, whatever the others are. An undecided case has no rows; its
    `possible` outcomes are listed where they can be, and `open` names the facts on which it still hangs. `rests`
    explains the norms that it uses. `no_outcome` names the outcomes that come to nothing although all is known.
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
    declined: str | None = None
    missing: tuple[str, ...] = ()
    no_outcome: tuple[str, ...] = ()


def is_adverse(ruling: Ruling, outcome: Value) -> bool:
    """Whether an outcome refuses or burdens the person, as the norm says of its words."""
    values = outcome.values() if isinstance(outcome, Mapping) else (outcome,)
    return any(value in ruling.norm.adverse_outcomes for value in values if isinstance(value, str))


def explain(ruling: Ruling, facts: Facts, prospects: Prospects) -> Explanation:
    """Why the norm comes out as it does for facts of which some may be unknown."""
    wanted = inputs_of(ruling)
    settled = {name: fact for name, fact in facts.items() if fact.is_settled and need_of(name) in wanted}
    outlook = prospects.look(facts)
    if not outlook.decided or outlook.consequence is not None:
        return Explanation(
            ruling,
            decided=outlook.decided,
            outcome=outlook.outcome,
            facts=tuple(settled.items()),
            possible=outlook.possible,
            open=outlook.open,
            declined=outlook.consequence,
            missing=outlook.missing,
        )
    fewest = fewest_facts(settled, prospects)
    values = filled(ruling, settled, prospects)
    named = _reached(ruling, frozenset(ruling_names(ruling)))
    reason = _reason(ruling, values, frozenset(map(need_of, fewest)))
    return msgspec.structs.replace(
        reason,
        facts=tuple((name, settled[name]) for name in settled if name in fewest),
        no_outcome=unsaid(ruling, values),
        changes=(*_changes(ruling, values, settled, prospects), *_column_changes(ruling, values, settled)),
        rests=tuple(
            (name, explain(used, facts, Foreseen(prepare(used))))
            for name, used in ruling.uses
            if name in named
        ),
    )


def fewest_facts(settled: Mapping[str, Fact], prospects: Prospects) -> frozenset[str]:
    """The fewest of these facts that leave nothing open; among sets of one size, the first in the author's order."""
    names = list(settled)
    if len(names) <= MOST_TRIED:
        for size in range(len(names) + 1):
            for chosen in combinations(names, size):
                if prospects.look({name: settled[name] for name in chosen}).decided:
                    return frozenset(chosen)
    kept = dict(settled)
    for name in reversed(names):
        without = {other: fact for other, fact in kept.items() if other != name}
        if prospects.look(without).decided:
            kept = without
    return frozenset(kept)


def filled(ruling: Ruling, settled: Mapping[str, Fact], prospects: Prospects) -> dict[str, Value]:
    """A value for each input: those that are settled, and any for those that no longer matter."""
    values: dict[str, Value] = {}
    for name, kind in inputs_of(ruling).items():
        fact = settled.get(name)
        if fact is not None:
            values[name] = fact.value
        elif isinstance(kind, ListType):
            values[name] = _gathered(name, kind.of, settled)
        else:
            values[name] = next(iter(prospects.samples(name)), None)
    return values


def unsaid(ruling: Ruling, values: Mapping[str, Value]) -> tuple[str, ...]:
    """The outcomes that come to nothing: null, and neither a row, `otherwise` nor a branch says null."""
    scope = walk_scope(ruling, values)
    outcome = conclude(ruling, scope)
    several = isinstance(outcome, Mapping) and len(ruling.outputs) > 1
    empty = [
        name
        for name, _ in ruling.outputs
        if (outcome.get(name) if several and isinstance(outcome, Mapping) else outcome) is None
    ]
    return tuple(name for name in empty if not _says_null(ruling, scope, name)) if empty else ()


def _says_null(ruling: Ruling, scope: Mapping[str, Value], output: str) -> bool:
    """Whether the text itself lays down null for an outcome where these rows or branches apply."""
    body = ruling.body
    if isinstance(body, Typed):
        return _is_null(_followed(ruling, body.tree, scope)[1])
    place = [name for name, _ in body.outputs].index(output)
    taken = rows_taken(ruling, body, scope)
    cells = [body.rows[number].outcomes[place] for number in taken]
    if not taken and body.otherwise:
        cells = [body.otherwise[place]]
    return any(cell is not None and _is_null(_followed(ruling, cell.tree, scope)[1]) for cell in cells)


def _is_null(tree: Node) -> bool:
    return isinstance(tree, Literal) and tree.value is None


def _gathered(name: str, of: Type, settled: Mapping[str, Fact]) -> Value:
    """A list whose members came one by one."""
    count = settled.get(count_name(name))
    if count is None or not isinstance(count.value, Decimal):
        return None
    members = range(1, int(count.value) + 1)

    def value(member: int, field: str | None = None) -> Value:
        fact = settled.get(member_name(name, member, field) if field else member_name(name, member))
        return fact.value if fact is not None else None

    if isinstance(of, ContextType) and of.fields:
        return tuple({field: value(member, field) for field, _ in of.fields} for member in members)
    return tuple(value(member) for member in members)


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
    taken = _telling(ruling, body, rows_taken(ruling, body, scope), fewest)
    rows = tuple(_row(ruling, body, number, scope, fewest) for number in taken)
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


def _telling(
    ruling: Ruling, table: BoundTable, taken: Sequence[int], fewest: frozenset[str]
) -> Sequence[int]:
    """Of the rows that apply those that the deciding facts alone make apply; all, where no row is such.

    Another row may apply only because of a value that stands in for a fact that does not matter.
    """
    inputs = [rests_on(ruling, name) for name, _ in table.inputs]
    sure = [
        number
        for number in taken
        if all(
            test is None or _takes_any(test.tree) or rests <= fewest
            for test, rests in zip(table.rows[number].tests, inputs, strict=True)
        )
    ]
    return sure or taken


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
    """For each fact the nearest other values that lead another way through the norm, one for each way.

    Another amount by the same row or branch is no other way: that an amount follows a wage needs no example.
    """
    outcome = walk(ruling, values)
    for name in settled:
        ways = {_way(ruling, values)}
        for sample in _nearest_first(values[name], prospects.samples(name)) if name in values else ():
            other = {**values, name: sample}
            found, way = walk(ruling, other), _way(ruling, other)
            if found is None or repr(found) == repr(outcome) or way in ways:
                continue
            ways.add(way)
            told = {**settled, name: known(sample)}
            if prospects.look(told).decided:  # else it would hang on what nobody has said
                scope = walk_scope(ruling, other)
                yield Change(name, sample, _certain(ruling, scope, found), _row_then(ruling, scope, name))


def _column_changes(
    ruling: Ruling, values: Mapping[str, Value], settled: Mapping[str, Fact]
) -> Iterator[Change]:
    """The same for what is reckoned from several facts together, no one of which may do it alone."""
    table = ruling.body
    if isinstance(table, Typed):
        return
    scope = walk_scope(ruling, values)
    outcome = conclude(ruling, scope)
    said = frozenset(map(need_of, settled))
    for place, (name, kind) in enumerate(table.inputs):
        if len(rests_on(ruling, name)) < 2 or not _stands_alone(ruling, name):
            continue
        ways = [rows_taken(ruling, table, scope)]
        for sample in _nearest_first(scope[name], _column_samples(ruling, table, place, kind)):
            other = {**scope, name: sample}
            rows, found = rows_taken(ruling, table, other), conclude(ruling, other)
            if not rows or rows in ways or found is None or repr(found) == repr(outcome):
                continue
            ways.append(rows)
            if _rests_of(ruling, table, rows[0]) - rests_on(ruling, name) <= said:
                reason = _row(ruling, table, rows[0], other, rests_on(ruling, name))
                yield Change(name, sample, _certain(ruling, other, found), reason)


def _rests_of(ruling: Ruling, table: BoundTable, number: int) -> frozenset[str]:
    """The inputs on which the tests of a row rest."""
    tests = zip(table.inputs, table.rows[number].tests, strict=True)
    names = [name for (name, _), test in tests if test is not None and not _takes_any(test.tree)]
    return frozenset(one for name in names for one in rests_on(ruling, name))


def _certain(ruling: Ruling, scope: Mapping[str, Value], outcome: Value) -> Value:
    """An outcome without those of its parts that would be reckoned from facts, where others remain.

    The amount that one made-up wage would bring is no promise; that it would be granted is.
    """
    table = ruling.body
    if isinstance(table, Typed) or not isinstance(outcome, Mapping):
        return outcome
    taken = rows_taken(ruling, table, scope)
    cells = table.rows[taken[0]].outcomes if taken else table.otherwise
    rates = {name for name, _ in ruling.constants}
    certain = {
        name: outcome[name]
        for (name, _), cell in zip(table.outputs, cells, strict=True)
        if name in outcome and cell is not None and cell.names <= rates
    }
    return certain or outcome


def _stands_alone(ruling: Ruling, name: str) -> bool:
    """Whether no other column is derived from this one, so that it can be thought otherwise by itself."""
    body = ruling.body
    others = [] if isinstance(body, Typed) else [other for other, _ in body.inputs if other != name]
    return not any(name in _reached(ruling, frozenset([other])) for other in others)


def _column_samples(ruling: Ruling, table: BoundTable, place: int, kind: Type) -> Sequence[Value]:
    """A value of each region of a column whose tests compare with constants alone; none where they do more."""
    constants = dict(ruling.constants)
    tests = [row.tests[place] for row in table.rows]
    trees = [settled_test(test.tree, constants) for test in tests if test is not None]
    if not all(is_plain(tree) for tree in trees):
        return ()
    return cut(kind, {point for tree in trees for point in literals(tree)}, None).samples


def _way(ruling: Ruling, values: Mapping[str, Value]) -> tuple[Hashable, ...]:
    """The rows that apply, or the branches of a formula that are taken, with what is chosen in the norms it uses."""
    scope = walk_scope(ruling, values)
    body = ruling.body
    used = tuple(way for _, one in ruling.uses for way in _way(one, values))
    chosen = tuple(repr(scope[name]) for name, typed in ruling.text.derived.items() if typed.type == BOOLEAN)
    if isinstance(body, Typed):
        branches, leaf = _followed(ruling, body.tree, scope)
        return (*used, *chosen, repr(leaf), *(branch.held for branch in branches))
    return (*used, *rows_taken(ruling, body, scope))


def _nearest_first(value: Value, samples: Sequence[Value]) -> list[Value]:
    """The samples by how many regions lie between them and the value."""
    ordered = list(samples)
    places = [place for place, sample in enumerate(ordered) if sample == value]
    here = places[0] if places else sum(1 for sample in ordered if _below(sample, value))
    return [ordered[place] for place in sorted(range(len(ordered)), key=lambda place: abs(place - here))]


def _below(sample: Value, value: Value) -> bool:
    return compare(sample, value) == -1


def _row_then(ruling: Ruling, scope: Mapping[str, Value], changed: str) -> RowReason | None:
    body = ruling.body
    if isinstance(body, Typed):
        return None
    taken = rows_taken(ruling, body, scope)
    return _row(ruling, body, taken[0], scope, frozenset([changed])) if taken else None
