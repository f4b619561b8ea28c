"""The rows and branches by which a ruling comes out, and the names and facts on which they rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from askonce.feel.check import Typed
from askonce.feel.evaluate import evaluate
from askonce.feel.tree import If, Literal, Name, Node, UnaryTests
from askonce.feel.tree import walk as nodes
from askonce.feel.values import Value
from askonce.norms.binding import BoundTable
from askonce.norms.explain.model import Branch, Reckoning, RowReason, Test
from askonce.norms.ruling import Ruling
from askonce.norms.walk import conclude, rows_taken, walk_scope


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
        return _is_null(followed(ruling, body.tree, scope)[1])
    place = [name for name, _ in body.outputs].index(output)
    taken = rows_taken(ruling, body, scope)
    cells = [body.rows[number].outcomes[place] for number in taken]
    if not taken and body.otherwise:
        cells = [body.otherwise[place]]
    return any(cell is not None and _is_null(followed(ruling, cell.tree, scope)[1]) for cell in cells)


def _is_null(tree: Node) -> bool:
    return isinstance(tree, Literal) and tree.value is None


def ruling_names(ruling: Ruling) -> Iterator[str]:
    """The names that the table or formula of a ruling uses itself."""
    body = ruling.body
    if isinstance(body, Typed):
        yield from body.names
        return
    yield from (name for name, _ in body.inputs)
    cells = [cell for row in body.rows for cell in (*row.tests, *row.outcomes)] + [*body.otherwise]
    yield from (name for cell in cells if cell is not None for name in cell.names)


def reached(ruling: Ruling, names: frozenset[str]) -> frozenset[str]:
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
    return frozenset(reached(ruling, frozenset([name])) & inputs)


def telling_rows(
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
            test is None or takes_any(test.tree) or rests <= fewest
            for test, rests in zip(table.rows[number].tests, inputs, strict=True)
        )
    ]
    return sure or taken


def outcomes_of(table: BoundTable, reason: RowReason) -> Iterator[tuple[str, Typed | None]]:
    """The outcomes of a row, each with the cell that says it; none of `otherwise`."""
    if reason.row is not None:
        yield from zip((name for name, _ in table.outputs), reason.row.outcomes, strict=True)


def row_reason(
    ruling: Ruling, table: BoundTable, number: int, scope: Mapping[str, Value], fewest: frozenset[str] | None
) -> RowReason:
    """A row with the tests that say something, and of these only those that rest on the deciding facts."""
    row = table.rows[number]
    tests = tuple(
        Test(name, kind, scope[name], test.tree)
        for (name, kind), test in zip(table.inputs, row.tests, strict=True)
        if test is not None
        and not takes_any(test.tree)
        and (fewest is None or not rests_on(ruling, name) or rests_on(ruling, name) & fewest)
    )
    return RowReason(number + 1, tests, row.row.basis or ruling.norm.basis, row)


def takes_any(tree: Node) -> bool:
    """Whether a cell takes any value."""
    return isinstance(tree, UnaryTests) and not tree.tests


def derived_values(
    ruling: Ruling, names: frozenset[str], scope: Mapping[str, Value]
) -> tuple[tuple[str, Value], ...]:
    """What was reckoned on the way to these names, with its value."""
    wanted = reached(ruling, names)
    return tuple((name, scope[name]) for name in ruling.text.derived if name in wanted)


def followed(ruling: Ruling, tree: Node, scope: Mapping[str, Value]) -> tuple[list[Branch], Node]:
    """The conditions of a formula on the way to what it came to, and the expression at the end of it."""
    branches: list[Branch] = []
    while isinstance(tree, If):
        held = evaluate(tree.condition, scope, ruling.settings) is True
        branches.append(Branch(tree.condition, held))
        tree = tree.consequent if held else tree.alternative
    return branches, tree


def reckonings_of(
    ruling: Ruling, trees: Sequence[tuple[str, Node]], scope: Mapping[str, Value]
) -> tuple[Reckoning, ...]:
    """How the outcomes that are no constants were reckoned."""
    found = []
    for output, tree in trees:
        names = [name for name in scope if name in _names_in(tree)]
        if names:
            values = tuple((name, scope[name]) for name in names)
            found.append(Reckoning(output, tree, values, evaluate(tree, scope, ruling.settings)))
    return tuple(found)


def _names_in(tree: Node) -> frozenset[str]:
    return frozenset(node.name for node in nodes(tree) if isinstance(node, Name))
