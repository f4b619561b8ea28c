"""Comparisons, tests and what follows from them, as functions of facts over an algebra."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Final, Generic

from askonce.feel.evaluate import evaluate
from askonce.feel.operators import holds
from askonce.feel.residual import (
    FALSE,
    NULL,
    TRUE,
    folded,
    is_truth,
    is_value,
    literal,
    names_in,
    rebuilt,
    value_of,
)
from askonce.feel.tree import (
    Binary,
    Entries,
    Filter,
    For,
    In,
    Interval,
    Items,
    Name,
    Negate,
    Node,
    Path,
    UnaryTest,
    UnaryTests,
)
from askonce.feel.values import Range
from askonce.norms.residue.choices import truth
from askonce.norms.residue.scene import Algebra, M, Scene

COMPARISONS: Final = frozenset(["=", "!=", "<", "<=", ">", ">="])


class Truths(ABC, Generic[M]):
    """What conditions say; `counts` names the lists whose number of items is not known, with the name of that number."""

    def __init__(self, algebra: Algebra[M], counts: Mapping[str, str], inputs: frozenset[str]) -> None:
        self.algebra = algebra
        self.counts = counts
        self.inputs = inputs

    @abstractmethod
    def read(self, node: Node, scene: Scene) -> M:
        """The function that an expression is."""

    def reckon(self, node: Node, parts: Sequence[M], scene: Scene) -> M:
        """A node over parts that were read."""

        def meaning(trees: tuple[Node, ...]) -> M:
            return self.end(folded(rebuilt(node, trees), scene.settings))

        return self.algebra.bind(parts, meaning)

    def end(self, tree: Node) -> M:
        """A tree, where a fact of few values is each of them in turn."""
        found = self.algebra.spread(tree.name) if isinstance(tree, Name) else None
        return self.algebra.end(tree) if found is None else found

    def truth(self, mark: M) -> M:
        """What a function says as a condition: true, false, or null for all else."""
        return self.algebra.bind((mark,), lambda trees: self.truth_of(trees[0]))

    def truth_of(self, tree: Node) -> M:
        """What a tree says as a condition."""
        return self.algebra.end(truth(value_of(tree))) if is_value(tree) else self.algebra.atom(tree)

    def junction(self, op: str, parts: Sequence[M]) -> M:
        """`and` or `or` over truths."""
        stop, neutral = (FALSE, TRUE) if op == "and" else (TRUE, FALSE)

        def meaning(trees: tuple[Node, ...]) -> M:
            return self.algebra.end(stop if stop in trees else NULL if NULL in trees else neutral)

        found = self.algebra.end(neutral)
        for part in parts:
            found = self.algebra.bind((found, part), meaning)
        return found

    def choose(self, condition: M, yes: M, no: M) -> M:
        """One function where a condition is true, another where it is not."""
        return self.algebra.bind(
            (condition, yes, no), lambda trees: self.algebra.end(trees[1] if trees[0] == TRUE else trees[2])
        )

    def compare(self, op: str, left: Node, right: Node) -> M:
        """A comparison of two trees."""
        if is_value(left) and is_value(right):
            return self.algebra.end(truth(holds(op, value_of(left), value_of(right))))
        if op not in ("=", "!=") and NULL in (left, right):
            return self.algebra.end(NULL)
        if NULL in (left, right) and (_is_made(left) or _is_made(right)):
            return self.algebra.end(TRUE if op == "!=" else FALSE)
        return self.algebra.atom(Binary(0, 0, op, left, right))

    def tests(self, subject: M, tests: Sequence[UnaryTest], scene: Scene) -> M:
        """Whether one of several tests holds for a subject."""
        inner = scene.having({"?": subject})
        return self.junction("or", [self.test(subject, test, inner) for test in tests])

    def cell(self, subject: M, tests: Node, scene: Scene) -> M:
        """Whether a cell of a table holds: true or false, never null."""
        listed = tests.tests if isinstance(tests, UnaryTests) else (UnaryTest(0, 0, "in", tests),)
        if not listed:
            return self.algebra.end(TRUE)
        wanted = FALSE if isinstance(tests, UnaryTests) and tests.negated else TRUE
        found = self.tests(subject, listed, scene)
        return self.algebra.bind(
            (found,), lambda trees: self.algebra.end(TRUE if trees[0] == wanted else FALSE)
        )

    def test(self, subject: M, test: UnaryTest, scene: Scene) -> M:
        """One test of a subject."""
        if test.op == "?":
            return self.truth(self.read(test.operand, scene))
        if test.op in COMPARISONS:
            operand = self.read(test.operand, scene)
            return self.algebra.bind((subject, operand), lambda trees: self.compare(test.op, *trees))
        if isinstance(test.operand, Interval):
            return self.in_interval(subject, test.operand, scene)
        if isinstance(test.operand, Items):
            return self.in_items(subject, test.operand, scene)
        operand = self.read(test.operand, scene)
        return self.algebra.bind((subject, operand), lambda trees: self.contained(trees[0], trees[1], scene))

    def in_interval(self, subject: M, interval: Interval, scene: Scene) -> M:
        """Whether a subject lies between two ends."""
        low, high = self.read(interval.low, scene), self.read(interval.high, scene)

        def meaning(trees: tuple[Node, ...]) -> M:
            made = Interval(0, 0, trees[1], trees[2], interval.low_closed, interval.high_closed)
            if not (is_value(trees[1]) and is_value(trees[2])):
                return self.algebra.atom(In(0, 0, trees[0], (UnaryTest(0, 0, "in", made),)))
            span = evaluate(made, {}, scene.settings)
            return self.algebra.end(NULL) if span is None else self.contained(trees[0], literal(span), scene)

        return self.algebra.bind((subject, low, high), meaning)

    def in_items(self, subject: M, items: Items, scene: Scene) -> M:
        """Whether a subject is one of a list, or lies in a range that is."""
        parts = [self.read(item, scene) for item in items.items if not isinstance(item, Interval)]
        spans = [self.in_interval(subject, item, scene) for item in items.items if isinstance(item, Interval)]

        def meaning(trees: tuple[Node, ...]) -> M:
            if self.may_be_list(trees[0]):
                made = Items(0, 0, trees[1:])
                return self.contained(trees[0], made, scene)
            return self.junction("or", [self.one_of(trees[0], item, scene) for item in trees[1:]])

        return self.junction("or", [*spans, self.algebra.bind((subject, *parts), meaning)])

    def one_of(self, subject: Node, item: Node, scene: Scene) -> M:
        """Whether a subject is an item of a list, which is never null but where the item is a range."""
        if is_value(item) and isinstance(value_of(item), Range):
            return self.contained(subject, item, scene)
        found = self.compare("=", subject, item)
        return self.algebra.bind(
            (found,), lambda trees: self.algebra.end(TRUE if trees[0] == TRUE else FALSE)
        )

    def contained(self, subject: Node, operand: Node, scene: Scene) -> M:
        """Whether a subject is, or is in, a value."""
        test = In(0, 0, subject, (UnaryTest(0, 0, "in", operand),))
        if is_value(subject) and is_value(operand):
            return self.algebra.end(truth(evaluate(test, {}, scene.settings)))
        if is_value(operand) and not self.may_be_list(subject):
            held = value_of(operand)
            if isinstance(held, tuple):
                return self.junction("or", [self.one_of(subject, literal(one), scene) for one in held])
            if isinstance(held, Range) and not getattr(held, "sign", ""):
                return self.within(subject, held)
            if not isinstance(held, Range):
                return self.compare("=", subject, operand)
        if (
            _is_plain(subject)
            and _is_plain(operand)
            and not self.may_be_list(subject)
            and not self.may_be_list(operand)
        ):
            return self.compare("=", subject, operand)
        return self.algebra.atom(test)

    def within(self, subject: Node, span: Range) -> M:
        """Whether a subject that is open lies in a range."""
        parts = [
            self.compare(op + ("=" if closed else ""), subject, literal(end))
            for op, end, closed in ((">", span.low, span.low_closed), ("<", span.high, span.high_closed))
            if end is not None
        ]
        return self.junction("and", parts)

    def may_be_list(self, tree: Node) -> bool:
        """Whether a tree may be a list, which a test looks into."""
        if is_value(tree):
            return isinstance(value_of(tree), tuple | Range)
        if is_truth(tree):
            return False
        return isinstance(tree, Items | For | Filter) or bool(names_in(tree) & self.counts.keys())


def _is_made(tree: Node) -> bool:
    """Whether a tree writes out a list or a context, which is never null."""
    return isinstance(tree, Items | Entries)


def _is_plain(tree: Node) -> bool:
    """Whether a tree is no list and no range by its form."""
    if is_value(tree):
        return not isinstance(value_of(tree), tuple | Range)
    return isinstance(tree, Name | Binary | Negate | Path)
