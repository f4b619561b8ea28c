"""What would have changed an outcome: for each fact the nearest other values that lead another way."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

from askonce.feel.check import Typed
from askonce.feel.operators import compare
from askonce.feel.rewrite import is_plain, literals
from askonce.feel.types import BOOLEAN, Type
from askonce.feel.values import Value
from askonce.norms.binding import BoundTable
from askonce.norms.explain.model import Change, Prospects, RowReason
from askonce.norms.explain.rows import followed, reached, rests_on, row_reason, takes_any
from askonce.norms.residue.declining import need_of
from askonce.norms.ruling import Ruling
from askonce.norms.tables.regions import cut
from askonce.norms.tables.regions import settled as settled_test
from askonce.norms.walk import conclude, rows_taken, walk, walk_scope
from askonce.registers.fact import Fact, known


def changes_by_fact(
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


def changes_by_column(
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
                reason = row_reason(ruling, table, rows[0], other, rests_on(ruling, name))
                yield Change(name, sample, _certain(ruling, other, found), reason)


def _rests_of(ruling: Ruling, table: BoundTable, number: int) -> frozenset[str]:
    """The inputs on which the tests of a row rest."""
    tests = zip(table.inputs, table.rows[number].tests, strict=True)
    names = [name for (name, _), test in tests if test is not None and not takes_any(test.tree)]
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
    return not any(name in reached(ruling, frozenset([other])) for other in others)


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
        branches, leaf = followed(ruling, body.tree, scope)
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
    return row_reason(ruling, body, taken[0], scope, frozenset([changed])) if taken else None
