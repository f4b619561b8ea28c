"""Lowers expressions to columns, and says of what a table cannot say faithfully where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from askonce.feel.evaluate import Settings
from askonce.feel.relational.algebra import (
    NULL,
    Column,
    Day,
    Exact,
    Joined,
    Ratio,
    Words,
)
from askonce.feel.relational.calendar import (
    counted,
    gap,
    months_part,
    moved,
    part,
)
from askonce.feel.relational.calls import Calls
from askonce.feel.relational.cells import Refused
from askonce.feel.relational.making import (
    UNROUNDED,
    Unsayable,
    fixed,
    is_null,
    junction,
    negative,
    opposite,
    whole,
)
from askonce.feel.relational.rounding import (
    divide,
    ratio_cases,
    ratio_plus,
    ratio_times,
)
from askonce.feel.relational.steps import Steps
from askonce.feel.source import source
from askonce.feel.tree import (
    Between,
    Binary,
    Call,
    If,
    In,
    Junction,
    Name,
    Negate,
    Node,
    Path,
    Problem,
    UnaryTest,
    UnaryTests,
    walk,
)
from askonce.feel.values import Value

UNSAYABLE: Final = "unsayable"
ORDERINGS: Final = frozenset(["<", "<=", ">", ">="])
_DAY_PARTS: Final = frozenset(["year", "month", "day", "weekday"])
_MOST_QUOTED: Final = 40


class Lowering:
    """Lowers the expressions of one text: its columns and constants by name, its steps, what it refuses.

    A name may stand for a column, for the outcomes of another norm (a mapping of columns) or for a constant.
    """

    def __init__(
        self,
        columns: Mapping[str, Column | Mapping[str, Column]],
        constants: Mapping[str, Value],
        settings: Settings,
        steps: Steps,
    ) -> None:
        self._walker = _Walker(columns, constants, settings, steps)
        self.problems: list[Problem] = []

    def lower(self, tree: Node) -> Column:
        """The column of an expression; null with a problem where there is none."""
        return self._guarded(lambda: self._walker.value(tree))

    def outcome(self, tree: Node) -> Column:
        """The column of an outcome, which is never a division that waits to be rounded."""
        found = self.lower(tree)
        if isinstance(found, Ratio):
            divisions = (node for node in walk(tree) if isinstance(node, Binary) and node.op == "/")
            self._refuse(next(divisions, tree), UNROUNDED)
            return NULL
        return found

    def test(self, tree: Node, subject: Column) -> Column:
        """The column that says whether a cell of a table holds for its subject; null says that it does not."""
        if not isinstance(tree, UnaryTests):
            tree = UnaryTests(
                tree.start, tree.end, (UnaryTest(tree.start, tree.end, "in", tree),), negated=False
            )
        return self._guarded(lambda: self._walker.cell(tree, subject))

    def name(self, name: str, column: Column | Mapping[str, Column]) -> None:
        """Let later expressions see a column under a name."""
        self._walker.columns[name] = column

    def look_up(self, name: str) -> Column:
        """The column or constant of a name, which a table tests."""
        held = self._walker.columns.get(name)
        if isinstance(held, Column):
            return held
        return self._guarded(lambda: fixed(self._walker.constants.get(name)))

    def _refuse(self, node: Node, why: str) -> None:
        text = source(node)
        shown = text if len(text) <= _MOST_QUOTED else f"{text[: _MOST_QUOTED - 3]}..."
        self.problems.append(Problem(f"`{shown}` {why}", node.start, node.end, UNSAYABLE))

    def _guarded(self, run: Callable[[], Column]) -> Column:
        try:
            return run()
        except Refused as refused:
            self._refuse(refused.node, str(refused.why))
        except Unsayable as why:
            self.problems.append(Problem(str(why), 0, 0, UNSAYABLE))
        return NULL


class _Walker(Calls):
    """Gives each kind of node its column, or raises what says why it has none."""

    def value(self, node: Node) -> Column:
        """The column of a node, or the refusal of the innermost node that has none."""
        try:
            if self.is_closed(node):
                return fixed(self.constant(node))
            return _RULES.get(type(node), _Walker.strange)(self, node)
        except Unsayable as why:
            raise Refused(node, why) from why

    def strange(self, node: Node) -> Column:
        noun = _NOUNS.get(type(node).__name__, "a form")
        raise Unsayable(f"is {noun}, which is not said as SQL")

    def name(self, node: Name) -> Column:
        held = self.columns[node.name]
        if isinstance(held, Column):
            return held
        raise Unsayable("is several outcomes at once: name one of them")

    def path(self, node: Path) -> Column:
        if isinstance(node.base, Name) and isinstance(held := self.columns.get(node.base.name), Mapping):
            return held[node.name]
        base = self.value(node.base)
        name, kind = node.name, base.kind
        if is_null(base):
            return NULL
        if isinstance(kind, Day) and name in _DAY_PARTS:
            return part(name, base)
        if isinstance(kind, Exact) and kind.unit == "days" and name == "days":
            return counted(base)
        if isinstance(kind, Exact) and kind.unit == "months" and name in ("years", "months"):
            return months_part(name, base, self.steps.keep)
        if isinstance(kind, Exact) and not kind.unit and name == "amount":
            return base
        raise Unsayable(f"reads `{name}`, which no column has")

    def negate(self, node: Negate) -> Column:
        operand = self.value(node.operand)
        return ratio_times(operand, whole(-1)) if isinstance(operand, Ratio) else negative(operand)

    def binary(self, node: Binary) -> Column:
        left, right = self.value(node.left), self.value(node.right)
        if node.op in ("=", "!="):
            found = self.equal(left, right)
            return opposite(found) if node.op == "!=" else found
        if node.op in ORDERINGS:
            return self.in_order(node.op, left, right)
        if node.op in ("+", "-"):
            return self._moved(left, right, 1 if node.op == "+" else -1)
        if node.op == "*":
            return ratio_times(left, right)
        if node.op == "/":
            return divide(left, right, self.steps.keep)
        raise Unsayable("is a power, which is rounded to 34 digits")

    def _moved(self, left: Column, right: Column, sign: int) -> Column:
        kinds = (type(left.kind), type(right.kind))
        if kinds == (Day, Day) and sign < 0:
            return gap(left, right)
        if kinds[0] is Day:
            return moved(left, right, sign, self.steps.keep)
        if kinds[1] is Day and sign > 0:
            return moved(right, left, sign, self.steps.keep)
        if kinds == (Words, Words) and sign > 0:
            return Joined(Words(), left, right)
        return ratio_plus(left, right, sign)

    def junction(self, node: Junction) -> Column:
        return junction(node.op, [self.truth(one) for one in node.parts])

    def between(self, node: Between) -> Column:
        subject = self.value(node.subject)
        subject = self.steps.keep(subject)
        low, high = self.value(node.low), self.value(node.high)
        return junction("and", [self.in_order(">=", subject, low), self.in_order("<=", subject, high)])

    def if_(self, node: If) -> Column:
        branches: list[tuple[Column, Column]] = []
        rest: Node = node
        while isinstance(rest, If) and not self.is_closed(rest):
            branches.append((self.truth(rest.condition), self.value(rest.consequent)))
            rest = rest.alternative
        return ratio_cases(branches, self.value(rest))

    def membership(self, node: In) -> Column:
        subject = self.value(node.subject)
        return self.any_test(node.tests, subject)


_NOUNS: Final = {
    "Filter": "a filter over a list",
    "For": "a loop",
    "Quantified": "a condition on the items of a list",
    "Lambda": "a function of its own",
    "InstanceOf": "a question for a type",
    "Entries": "a context",
    "Items": "a list",
    "Interval": "a range",
}
_RULES: Final[Mapping[type[Node], Callable[[_Walker, Any], Column]]] = {
    Name: _Walker.name,
    Path: _Walker.path,
    Negate: _Walker.negate,
    Binary: _Walker.binary,
    Junction: _Walker.junction,
    Between: _Walker.between,
    If: _Walker.if_,
    In: _Walker.membership,
    Call: _Walker.call,
}
