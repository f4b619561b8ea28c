"""Lowers expressions to columns, and says of what a table cannot say faithfully where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.functions import BUILT_IN
from askonce.feel.relational.algebra import (
    NULL,
    TRUTH,
    Cases,
    Column,
    Day,
    Exact,
    Fixed,
    Found,
    Joined,
    Length,
    Named,
    Nothing,
    Ratio,
    Truth,
    Words,
)
from askonce.feel.relational.calendar import (
    age,
    counted,
    gap,
    make_day,
    months_between,
    months_part,
    moved,
    part,
)
from askonce.feel.relational.making import (
    UNROUNDED,
    Unsayable,
    cases,
    exact,
    extreme,
    fixed,
    is_null,
    junction,
    may_be_null,
    missing,
    negative,
    opposite,
    ordered,
    same,
    whole,
)
from askonce.feel.relational.rounding import (
    absolute,
    compare_ratio,
    divide,
    modulo,
    ratio_cases,
    ratio_plus,
    ratio_times,
    rounded,
)
from askonce.feel.source import source
from askonce.feel.tree import (
    Between,
    Binary,
    Call,
    If,
    In,
    Interval,
    Items,
    Junction,
    Name,
    Negate,
    Node,
    Path,
    Problem,
    UnaryTest,
    UnaryTests,
    children,
    walk,
)
from askonce.feel.values import Range, Value

UNSAYABLE: Final = "unsayable"
SUBJECT: Final = "?"
_ORDERINGS: Final = frozenset(["<", "<=", ">", ">="])
_DAY_PARTS: Final = frozenset(["year", "month", "day", "weekday"])
_ROUNDINGS: Final = frozenset(
    ["floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down", "round half even"]
)  # fmt: skip
_TEXT_SEARCHES: Final = frozenset(["contains", "starts with", "ends with"])
_MOST_QUOTED: Final = 40


class Steps:
    """The columns put aside so far, each reckoned once and named; later ones may use earlier ones."""

    def __init__(self) -> None:
        self.made: dict[str, Column] = {}
        self._names: dict[Column, str] = {}

    def keep(self, column: Column) -> Column:
        """Put a column aside and give the name for it; a name or a constant needs no other."""
        if isinstance(column, Named | Fixed):
            return column
        if isinstance(column, Ratio):
            return Ratio(
                column.kind, self.keep(column.top), self.keep(column.bottom), column.most, column.loss
            )
        name = self._names.setdefault(column, f"#{len(self.made) + 1}")
        self.made.setdefault(name, column)
        return Named(column.kind, name, may_be_null(column))


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
        except _Refused as refused:
            self._refuse(refused.node, str(refused.why))
        except Unsayable as why:
            self.problems.append(Problem(str(why), 0, 0, UNSAYABLE))
        return NULL


class _Walker:
    """Gives each kind of node its column, or raises what says why it has none."""

    def __init__(
        self,
        columns: Mapping[str, Column | Mapping[str, Column]],
        constants: Mapping[str, Value],
        settings: Settings,
        steps: Steps,
    ) -> None:
        self.columns = dict(columns)
        self.constants = dict(constants)
        self.settings = settings
        self.steps = steps

    # -- expressions

    def value(self, node: Node) -> Column:
        """The column of a node, or the refusal of the innermost node that has none."""
        try:
            if self._is_closed(node):
                return fixed(self._constant(node))
            return _RULES.get(type(node), _Walker.strange)(self, node)
        except Unsayable as why:
            raise _Refused(node, why) from why

    def strange(self, node: Node) -> Column:
        noun = _NOUNS.get(type(node).__name__, "a form")
        raise Unsayable(f"is {noun}, which is not said as SQL")

    def _constant(self, node: Node) -> Value:
        return evaluate(node, self.constants, self.settings)

    def _is_closed(self, node: Node) -> bool:
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Name) and one.name in self.columns:
                return False
            named = isinstance(one, Call) and isinstance(one.function, Name) and one.function.name in BUILT_IN
            waiting.extend(child for child in children(one) if not (named and child is one.function))  # type: ignore[attr-defined]
        return True

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
            found = self._equal(left, right)
            return opposite(found) if node.op == "!=" else found
        if node.op in _ORDERINGS:
            return self._ordered(node.op, left, right)
        if node.op in ("+", "-"):
            return self._moved(left, right, 1 if node.op == "+" else -1)
        if node.op == "*":
            return ratio_times(left, right)
        if node.op == "/":
            return divide(left, right, self.steps.keep)
        raise Unsayable("is a power, which is rounded to 34 digits")

    def _equal(self, left: Column, right: Column) -> Column:
        """`=`; null is the same as null, a division without a value too."""
        if not (isinstance(left, Ratio) or isinstance(right, Ratio)):
            return same(left, right)
        raise Unsayable("asks whether a division is the same before it is rounded")

    def _ordered(self, op: str, left: Column, right: Column) -> Column:
        if any(isinstance(one.kind, Truth) for one in (left, right)):
            raise Unsayable("puts true and false in an order")
        return compare_ratio(op, left, right, self.steps.keep)

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
        return junction(node.op, [self._truth(one) for one in node.parts])

    def _truth(self, node: Node) -> Column:
        found = self.value(node)
        if isinstance(found.kind, Truth | Nothing):
            return found
        raise _Refused(node, Unsayable("is neither true nor false"))

    def between(self, node: Between) -> Column:
        subject = self.value(node.subject)
        subject = self.steps.keep(subject)
        low, high = self.value(node.low), self.value(node.high)
        return junction("and", [self._ordered(">=", subject, low), self._ordered("<=", subject, high)])

    def if_(self, node: If) -> Column:
        branches: list[tuple[Column, Column]] = []
        rest: Node = node
        while isinstance(rest, If) and not self._is_closed(rest):
            branches.append((self._truth(rest.condition), self.value(rest.consequent)))
            rest = rest.alternative
        return ratio_cases(branches, self.value(rest))

    def membership(self, node: In) -> Column:
        subject = self.value(node.subject)
        return self._any_test(node.tests, subject)

    # -- tests

    def cell(self, node: UnaryTests, subject: Column) -> Column:
        """Whether one of the tests of a cell holds, or none where they are negated; null where that is unknown."""
        if not node.tests:
            return Fixed(TRUTH, value=True)
        found = self._any_test(node.tests, subject)
        return opposite(found) if node.negated else found

    def _any_test(self, tests: Sequence[UnaryTest], subject: Column) -> Column:
        if isinstance(subject, Ratio) and len(tests) > 1:
            subject = self.steps.keep(subject)
        before = self.columns.get(SUBJECT)
        self.columns[SUBJECT] = subject
        try:
            return junction("or", [self._one_test(test, subject) for test in tests])
        finally:
            del self.columns[SUBJECT]
            if before is not None:
                self.columns[SUBJECT] = before

    def _one_test(self, test: UnaryTest, subject: Column) -> Column:
        try:
            return self._tested(test, subject)
        except Unsayable as why:
            raise _Refused(test, why) from why

    def _tested(self, test: UnaryTest, subject: Column) -> Column:
        operand = test.operand
        if test.op == "?":
            return self._truth(operand)
        if test.op in ("=", "!="):
            found = self._equal(subject, self.value(operand))
            return opposite(found) if test.op == "!=" else found
        if test.op != "in":
            return self._ordered(test.op, subject, self.value(operand))
        if self._is_closed(operand):
            return self._among(operand, self._constant(operand), subject)
        if isinstance(operand, Interval):
            return self._between(operand, subject)
        if isinstance(operand, Items):
            return junction("or", [self._is_item(item, subject) for item in operand.items])
        return self._equal(subject, self.value(operand))

    def _is_item(self, item: Node, subject: Column) -> Column:
        if isinstance(item, Interval):
            return self._between(item, subject, item=True)
        return self._equal(self.value(item), subject)

    def _among(self, operand: Node, value: Value, subject: Column) -> Column:
        """Whether the subject is a constant, is in a constant range, or is among constants."""
        if value is None and isinstance(operand, Interval):
            return Fixed(TRUTH, None)
        if isinstance(value, tuple):
            return junction("or", [self._among(operand, one, subject) for one in value])
        if isinstance(value, Range):
            return self._within(value, subject)
        return self._equal(subject, fixed(value))

    def _within(self, value: Range, subject: Column) -> Column:
        if getattr(value, "sign", ""):
            raise Unsayable("is a test as a value")
        ends = []
        if value.low is not None:
            ends.append(self._ordered(">=" if value.low_closed else ">", subject, fixed(value.low)))
        if value.high is not None:
            ends.append(self._ordered("<=" if value.high_closed else "<", subject, fixed(value.high)))
        return (
            junction("and", ends)
            if ends
            else Cases(TRUTH, ((missing(subject), Fixed(TRUTH, None)),), Fixed(TRUTH, value=True))
        )

    def _between(self, node: Interval, subject: Column, *, item: bool = False) -> Column:
        """Whether a range holds the subject; one that has no end, or whose ends are exchanged, is null.

        Null as an item of a list is the same as null, as a test it is null.
        """
        low, high = self.steps.keep(self.value(node.low)), self.steps.keep(self.value(node.high))
        inside = junction(
            "and",
            [
                self._ordered(">=" if node.low_closed else ">", subject, low),
                self._ordered("<=" if node.high_closed else "<", subject, high),
            ],
        )
        endless = junction("or", [missing(low), missing(high), self._ordered(">", low, high)])
        return cases(((endless, missing(subject) if item else Fixed(TRUTH, None)),), inside)

    # -- functions

    def call(self, node: Call) -> Column:
        given = node.function
        if not isinstance(given, Name) or given.name not in BUILT_IN:
            raise Unsayable("calls a function that an expression made")
        if node.labels:
            raise Unsayable("names its arguments: write them in their order")
        name = given.name
        if name in _ROUNDINGS:
            return self._rounded(name, node)
        rule = _FUNCTIONS.get(name)
        if rule is None:
            raise Unsayable(f"uses `{name}`, which is not said as SQL")
        return rule(self, node)

    def _rounded(self, name: str, node: Call) -> Column:
        scale: Value = 0  # type: ignore[assignment]
        if len(node.arguments) > 1:
            if not self._is_closed(node.arguments[1]):
                raise Unsayable("rounds to a number of digits that is not the same for all")
            scale = self._constant(node.arguments[1])
        column = self.value(node.arguments[0])
        if scale is None:
            return NULL
        places = int(scale)  # type: ignore[arg-type]
        mode = "round half even" if name == "decimal" else name
        return rounded(mode, column, places, self.steps.keep)

    def _items(self, node: Call) -> list[Column]:
        nodes: Sequence[Node] = node.arguments
        if len(nodes) == 1 and isinstance(nodes[0], Items):
            nodes = nodes[0].items
        return [self.value(one) for one in nodes]

    def extreme(self, node: Call) -> Column:
        name = node.function.name  # type: ignore[attr-defined]
        return extreme(name, [self.steps.keep(one) for one in self._items(node)])

    def total(self, node: Call) -> Column:
        items = self._items(node)
        if not items:
            return NULL
        found = items[0]
        if isinstance(found.kind, Words):
            raise Unsayable("adds up texts")
        for one in items[1:]:
            found = ratio_plus(found, one, 1)
        return found

    def mean(self, node: Call) -> Column:
        items = self._items(node)
        return divide(self.total(node), whole(len(items)), self.steps.keep) if items else NULL

    def count(self, node: Call) -> Column:
        if isinstance(node.arguments[0], Items):
            return whole(len(node.arguments[0].items))
        raise Unsayable("counts a list that no table holds")

    def listed(self, node: Call) -> Column:
        items, element = node.arguments
        subject = self.value(element)
        if self._is_closed(items):
            values = self._constant(items)
            members: list[Column] = [fixed(one) for one in values] if isinstance(values, tuple) else []
            if not isinstance(values, tuple):
                return NULL if values is None else same(fixed(values), subject)
        elif isinstance(items, Items):
            members = [self.value(one) for one in items.items]
        else:
            raise Unsayable("looks into a list that no table holds")
        return junction("or", [self._equal(one, subject) for one in members])

    def every(self, node: Call) -> Column:
        name = node.function.name  # type: ignore[attr-defined]
        return junction("and" if name == "all" else "or", self._items(node))

    def opposite(self, node: Call) -> Column:
        return opposite(self._truth(node.arguments[0]))

    def absolute(self, node: Call) -> Column:
        return absolute(self.value(node.arguments[0]), self.steps.keep)

    def modulo(self, node: Call) -> Column:
        return modulo(self.value(node.arguments[0]), self.value(node.arguments[1]), self.steps.keep)

    def even_or_odd(self, node: Call) -> Column:
        rest = modulo(self.value(node.arguments[0]), whole(2), self.steps.keep)
        return ordered("=", rest, whole(int(node.function.name == "odd")))  # type: ignore[attr-defined]

    def age(self, node: Call) -> Column:
        birth, on = self.value(node.arguments[0]), self.value(node.arguments[1])
        if self.settings.leap_day is None:
            raise Unsayable("has no leap-day rule")
        return self.steps.keep(age(birth, on, self.settings.leap_day, self.steps.keep))

    def months_between(self, node: Call) -> Column:
        return months_between(self.value(node.arguments[0]), self.value(node.arguments[1]), self.steps.keep)

    def date(self, node: Call) -> Column:
        found = [self.value(one) for one in node.arguments]
        if len(found) == 3:
            for one in found:
                if not is_null(one) and exact(one).scale:
                    raise Unsayable("makes a date of numbers that may not be whole")
            return make_day(found[0], found[1], found[2], self.steps.keep)
        if len(found) == 1 and isinstance(found[0].kind, Day | Nothing):
            return found[0]
        raise Unsayable("reads a date from a text")

    def length(self, node: Call) -> Column:
        found = self.value(node.arguments[0])
        return NULL if is_null(found) else Length(Exact(0, 0, 2**31), found)

    def search(self, node: Call) -> Column:
        name = node.function.name  # type: ignore[attr-defined]
        text, match = (self.value(one) for one in node.arguments)
        if is_null(text) or is_null(match):
            return NULL
        return Found(TRUTH, name, text, match)


class _Refused(Exception):  # noqa: N818 - the way from a node out of its tree
    def __init__(self, node: Node, why: Unsayable) -> None:
        super().__init__(str(why))
        self.node = node
        self.why = why


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
_FUNCTIONS: Final[Mapping[str, Callable[[_Walker, Call], Column]]] = {
    "min": _Walker.extreme,
    "max": _Walker.extreme,
    "sum": _Walker.total,
    "mean": _Walker.mean,
    "count": _Walker.count,
    "list contains": _Walker.listed,
    "all": _Walker.every,
    "any": _Walker.every,
    "not": _Walker.opposite,
    "abs": _Walker.absolute,
    "modulo": _Walker.modulo,
    "even": _Walker.even_or_odd,
    "odd": _Walker.even_or_odd,
    "age": _Walker.age,
    "years and months duration": _Walker.months_between,
    "date": _Walker.date,
    "string length": _Walker.length,
    "contains": _Walker.search,
    "starts with": _Walker.search,
    "ends with": _Walker.search,
}
