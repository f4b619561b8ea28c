"""Tests of a subject as columns: whether a cell of a table holds for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Final

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.functions import BUILT_IN
from askonce.feel.relational.algebra import (
    TRUTH,
    Cases,
    Column,
    Fixed,
    Nothing,
    Ratio,
    Truth,
)
from askonce.feel.relational.making import (
    Unsayable,
    cases,
    fixed,
    junction,
    missing,
    opposite,
    same,
)
from askonce.feel.relational.rounding import (
    compare_ratio,
)
from askonce.feel.relational.steps import Steps
from askonce.feel.tree import (
    Call,
    Interval,
    Items,
    Name,
    Node,
    UnaryTest,
    UnaryTests,
    children,
)
from askonce.feel.values import Range, Value

SUBJECT: Final = "?"


class Cells(ABC):
    """Lowers tests; what an expression is as a column is said by `value`."""

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

    @abstractmethod
    def value(self, node: Node) -> Column:
        """The column of a node, or the refusal of the innermost node that has none."""

    def constant(self, node: Node) -> Value:
        """The value of an expression that is the same for every row."""
        return evaluate(node, self.constants, self.settings)

    def is_closed(self, node: Node) -> bool:
        """Whether an expression is the same for every row."""
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Name) and one.name in self.columns:
                return False
            named = isinstance(one, Call) and isinstance(one.function, Name) and one.function.name in BUILT_IN
            waiting.extend(child for child in children(one) if not (named and child is one.function))  # type: ignore[attr-defined]
        return True

    def equal(self, left: Column, right: Column) -> Column:
        """`=`; null is the same as null, a division without a value too."""
        if not (isinstance(left, Ratio) or isinstance(right, Ratio)):
            return same(left, right)
        raise Unsayable("asks whether a division is the same before it is rounded")

    def in_order(self, op: str, left: Column, right: Column) -> Column:
        """A comparison of which is before the other."""
        if any(isinstance(one.kind, Truth) for one in (left, right)):
            raise Unsayable("puts true and false in an order")
        return compare_ratio(op, left, right, self.steps.keep)

    def truth(self, node: Node) -> Column:
        """The column of a condition, which has to be a truth."""
        found = self.value(node)
        if isinstance(found.kind, Truth | Nothing):
            return found
        raise Refused(node, Unsayable("is neither true nor false"))

    def cell(self, node: UnaryTests, subject: Column) -> Column:
        """Whether one of the tests of a cell holds, or none where they are negated; null where that is unknown."""
        if not node.tests:
            return Fixed(TRUTH, value=True)
        found = self.any_test(node.tests, subject)
        return opposite(found) if node.negated else found

    def any_test(self, tests: Sequence[UnaryTest], subject: Column) -> Column:
        """Whether one of several tests holds for a subject."""
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
            raise Refused(test, why) from why

    def _tested(self, test: UnaryTest, subject: Column) -> Column:
        operand = test.operand
        if test.op == "?":
            return self.truth(operand)
        if test.op in ("=", "!="):
            found = self.equal(subject, self.value(operand))
            return opposite(found) if test.op == "!=" else found
        if test.op != "in":
            return self.in_order(test.op, subject, self.value(operand))
        if self.is_closed(operand):
            return self._among(operand, self.constant(operand), subject)
        if isinstance(operand, Interval):
            return self._between(operand, subject)
        if isinstance(operand, Items):
            return junction("or", [self._is_item(item, subject) for item in operand.items])
        return self.equal(subject, self.value(operand))

    def _is_item(self, item: Node, subject: Column) -> Column:
        if isinstance(item, Interval):
            return self._between(item, subject, item=True)
        return self.equal(self.value(item), subject)

    def _among(self, operand: Node, value: Value, subject: Column) -> Column:
        """Whether the subject is a constant, is in a constant range, or is among constants."""
        if value is None and isinstance(operand, Interval):
            return Fixed(TRUTH, None)
        if isinstance(value, tuple):
            return junction("or", [self._among(operand, one, subject) for one in value])
        if isinstance(value, Range):
            return self._within(value, subject)
        return self.equal(subject, fixed(value))

    def _within(self, value: Range, subject: Column) -> Column:
        if getattr(value, "sign", ""):
            raise Unsayable("is a test as a value")
        ends = []
        if value.low is not None:
            ends.append(self.in_order(">=" if value.low_closed else ">", subject, fixed(value.low)))
        if value.high is not None:
            ends.append(self.in_order("<=" if value.high_closed else "<", subject, fixed(value.high)))
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
                self.in_order(">=" if node.low_closed else ">", subject, low),
                self.in_order("<=" if node.high_closed else "<", subject, high),
            ],
        )
        endless = junction("or", [missing(low), missing(high), self.in_order(">", low, high)])
        return cases(((endless, missing(subject) if item else Fixed(TRUTH, None)),), inside)


class Refused(Exception):  # noqa: N818 - the way from a node out of its tree
    """A node that has no column, and why."""

    def __init__(self, node: Node, why: Unsayable) -> None:
        super().__init__(str(why))
        self.node = node
        self.why = why
