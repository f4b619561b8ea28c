"""Reads a ruling as a function of its facts, comparison by comparison, over whatever algebra keeps such functions.

The outcome of each expression is spread over the ways in which facts can stand: where it ends in a value, that is its
value; where it ends in a tree, that tree is left to be reckoned from facts that are not known yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Generic, Protocol, TypeVar

import msgspec

from askonce.feel.evaluate import Settings, evaluate, steps
from askonce.feel.functions import BUILT_IN
from askonce.feel.operators import holds
from askonce.feel.residual import (
    FALSE,
    NULL,
    TRUE,
    folded,
    is_truth,
    is_value,
    items_of,
    literal,
    names_in,
    rebuilt,
    scope_of,
    substitute,
    value_of,
)
from askonce.feel.tree import (
    Between,
    Binary,
    Call,
    Entries,
    Entry,
    Filter,
    For,
    If,
    In,
    Interval,
    Items,
    Iteration,
    Junction,
    Lambda,
    Literal,
    Name,
    Negate,
    Node,
    Path,
    Quantified,
    Temporal,
    UnaryTest,
    UnaryTests,
    children,
)
from askonce.feel.values import FunctionValue, Range
from askonce.norms.residue.choices import truth

M = TypeVar("M")

_COMPARISONS: Final = frozenset(["=", "!=", "<", "<=", ">", ">="])
_MOST_TURNS: Final = 200
_NOUGHT: Final = Decimal(0)
_ONE: Final = Decimal(1)
#: The name under which one form of a list stands while it is gone through.
_FORM: Final = "\0"
#: What a sum begins with, so that a sum of nothing is told from nought.
_NOTHING_YET: Final = literal(())


class Algebra(Protocol[M]):
    """Keeps functions of facts that end in trees."""

    def end(self, tree: Node) -> M:
        """The function that is one tree everywhere."""

    def bind(self, marks: Sequence[M], meaning: Callable[[tuple[Node, ...]], M]) -> M:
        """The function that goes on, where each of several ends, as `meaning` says."""

    def spread(self, name: str) -> M | None:
        """A fact of few values, each of which it is in turn; None for any other name."""

    def atom(self, tree: Node) -> M:
        """The truth of a comparison that hangs on facts, true, false or null."""


class Scene(msgspec.Struct, frozen=True):
    """What the names of a text stand for, the settings it is read under, and the names that items of lists bear."""

    names: Mapping[str, Any]
    settings: Settings
    fields: frozenset[str]

    def having(self, names: Mapping[str, Any]) -> Scene:
        """The scene with more names."""
        return Scene({**self.names, **names}, self.settings, self.fields)


class Guarded(msgspec.Struct, frozen=True):
    """An item of a list, and the condition under which it is in it; none where it always is."""

    guard: Any
    item: Any


class Builder(Generic[M]):
    """Reads expressions over an algebra; `lists` says which names are lists whose number of items is not known."""

    def __init__(
        self, algebra: Algebra[M], leap_day: str | None, counts: Mapping[str, str], inputs: frozenset[str]
    ) -> None:
        self.algebra = algebra
        self.inputs = inputs
        self.leap_day = leap_day
        self.counts = counts
        self._ages: dict[str | None, Node] = {}

    def read(self, node: Node, scene: Scene) -> M:
        """The function that an expression is."""
        rule = _RULES.get(type(node))
        if rule is not None:
            return rule(self, node, scene)  # type: ignore[no-any-return]
        parts = [self.read(child, scene) for child in children(node)]
        return self.reckon(node, parts, scene)

    def reckon(self, node: Node, parts: Sequence[M], scene: Scene) -> M:
        """A node over parts that were read."""

        def meaning(trees: tuple[Node, ...]) -> M:
            return self.end(folded(rebuilt(node, trees), scene.settings))

        return self.algebra.bind(parts, meaning)

    def end(self, tree: Node) -> M:
        """A tree, where a fact of few values is each of them in turn."""
        found = self.algebra.spread(tree.name) if isinstance(tree, Name) else None
        return self.algebra.end(tree) if found is None else found

    # -- truths

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

    # -- the kinds of nodes

    def value(self, node: Literal | Temporal, scene: Scene) -> M:
        """A constant."""
        del scene
        return self.algebra.end(literal(node.value))

    def name(self, node: Name, scene: Scene) -> M:
        """What a name stands for; a function that is built in stands for itself."""
        found = scene.names.get(node.name)
        return self.algebra.end(Name(0, 0, node.name)) if found is None else found

    def if_(self, node: If, scene: Scene) -> M:
        """A choice between two."""
        condition = self.truth(self.read(node.condition, scene))
        return self.choose(condition, self.read(node.consequent, scene), self.read(node.alternative, scene))

    def junctions(self, node: Junction, scene: Scene) -> M:
        """`and` or `or`."""
        return self.junction(node.op, [self.truth(self.read(part, scene)) for part in node.parts])

    def binary(self, node: Binary, scene: Scene) -> M:
        """A comparison, or arithmetic."""
        parts = (self.read(node.left, scene), self.read(node.right, scene))
        if node.op in _COMPARISONS:
            return self.algebra.bind(parts, lambda trees: self.compare(node.op, *trees))
        return self.reckon(node, parts, scene)

    def between(self, node: Between, scene: Scene) -> M:
        """Two comparisons at once."""
        low = Binary(0, 0, ">=", node.subject, node.low)
        high = Binary(0, 0, "<=", node.subject, node.high)
        return self.junction("and", [self.read(low, scene), self.read(high, scene)])

    def membership(self, node: In, scene: Scene) -> M:
        """Any of several tests of one subject."""
        return self.tests(self.read(node.subject, scene), node.tests, scene)

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
        if test.op in _COMPARISONS:
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

    def call(self, node: Call, scene: Scene) -> M:
        """A function applied."""
        function = node.function
        built_in = isinstance(function, Name) and (
            function.name in BUILT_IN or function.name not in scene.names
        )
        if isinstance(function, Name) and built_in and not node.labels:
            special = _CALLS.get((function.name, len(node.arguments)))
            found = None if special is None else special(self, node, scene)
            if found is not None:
                return found  # type: ignore[no-any-return]
        arguments = [self.read(argument, scene) for argument in node.arguments]
        if isinstance(function, Name) and built_in:
            named = self.function(function.name, scene)
            return self.algebra.bind(
                arguments, lambda trees: self.end(self.called(Call(0, 0, named, trees, node.labels), scene))
            )
        return self.reckon(node, [self.read(function, scene), *arguments], scene)

    def called(self, node: Call, scene: Scene) -> Node:
        """A call whose arguments are as simple as they can be."""
        ready = all(map(is_value, node.arguments))
        if ready and (not isinstance(node.function, Name) or node.function.name in BUILT_IN):
            return literal(evaluate(node, {}, scene.settings))
        return folded(node, scene.settings)

    def function(self, name: str, scene: Scene) -> Node:
        """The function of a name; an age under another rule of leap days than that of the whole is another function."""
        if name != "age" or scene.settings.leap_day == self.leap_day:
            return Name(0, 0, name)
        rule = scene.settings.leap_day
        if rule not in self._ages:
            self._ages[rule] = literal(FunctionValue(("birth", "on"), _Age(scene.settings)))
        return self._ages[rule]

    def negation(self, node: Call, scene: Scene) -> M:
        """The opposite of a truth."""
        found = self.truth(self.read(node.arguments[0], scene))
        opposite = {TRUE: FALSE, FALSE: TRUE}
        return self.algebra.bind((found,), lambda trees: self.algebra.end(opposite.get(trees[0], NULL)))  # type: ignore[call-overload]

    def defined(self, node: Call, scene: Scene) -> M:
        """Whether there is a value."""
        return self.algebra.bind(
            (self.read(node.arguments[0], scene),),
            lambda trees: (
                self.algebra.end(TRUE)
                if isinstance(trees[0], Items | Entries)
                else self.compare("!=", trees[0], NULL)
            ),
        )

    def alternative(self, node: Call, scene: Scene) -> M:
        """A value, or another where there is none."""
        value, other = (self.read(argument, scene) for argument in node.arguments)
        there = self.algebra.bind((value,), lambda trees: self.compare("!=", trees[0], NULL))
        return self.choose(there, value, other)

    # -- lists

    def entries(self, node: Entries, scene: Scene) -> M:
        """A context, in which an entry sees those before it."""
        parts = []
        for entry in node.entries:
            part = self.read(entry.value, scene)
            parts.append(part)
            scene = scene.having({entry.key: part})

        def meaning(trees: tuple[Node, ...]) -> M:
            made = tuple(
                Entry(0, 0, entry.key, tree) for entry, tree in zip(node.entries, trees, strict=True)
            )
            return self.algebra.end(folded(Entries(0, 0, made), scene.settings))

        return self.algebra.bind(parts, meaning)

    def quantified(self, node: Quantified, scene: Scene) -> M:
        """`some` or `every`."""
        op = "or" if node.word == "some" else "and"
        if len(node.iterations) != 1:
            return self.opened(node, scene)
        found = self.guarded(node.iterations[0].source, scene)
        if found is None:
            return self.over(node, scene)
        neutral = self.algebra.end(FALSE if op == "or" else TRUE)
        parts = []
        for one in found:
            held = self.truth(self.read(node.body, scene.having({node.iterations[0].name: one.item})))
            parts.append(held if one.guard is None else self.choose(one.guard, held, neutral))
        return self.junction(op, parts)

    def for_(self, node: For, scene: Scene) -> M:
        """A loop, as the list of what it returns."""
        found = self.guarded(node, scene)
        if found is None:
            return self.over(node, scene)
        return self.listed(found, scene)

    def filter(self, node: Filter, scene: Scene) -> M:
        """The items of a list for which a condition holds."""
        found = self.guarded(node, scene)
        if found is None:
            return self.place(node, scene)
        return self.listed(found, scene)

    def place(self, node: Filter, scene: Scene) -> M:
        """An item by its place in a list."""
        place = evaluate(node.condition, {}, scene.settings) if is_value(node.condition) else None
        if place is None:
            return self.over(node, scene)
        base = self.read(node.base, scene)

        def meaning(trees: tuple[Node, ...]) -> M:
            items = items_of(trees[0])
            if items is None:
                return self.end(folded(Filter(0, 0, trees[0], node.condition), scene.settings))
            index = int(place) - 1 if place > 0 else len(items) + int(place)  # type: ignore[arg-type, operator]
            return self.end(items[index]) if place and 0 <= index < len(items) else self.algebra.end(NULL)

        return self.algebra.bind((base,), meaning)

    def listed(self, found: Sequence[Guarded], scene: Scene) -> M:
        """The list of items that are in it."""

        def taken(trees: tuple[Node, ...]) -> M:
            items = items_of(trees[0]) or ()
            return self.algebra.end(folded(Items(0, 0, (*items, trees[1])), scene.settings))

        made = self.algebra.end(literal(()))
        for one in found:
            longer = self.algebra.bind((made, one.item), taken)
            made = longer if one.guard is None else self.choose(one.guard, longer, made)
        return made

    def guarded(self, node: Node, scene: Scene) -> list[Guarded] | None:
        """The items that a list may hold, each with its condition, or None where they cannot be told."""
        match node:
            case Filter(base=base, condition=condition):
                return self.guarded_filter(base, condition, scene)
            case For(iterations=iterations, body=body):
                turns = None if "partial" in names_in(body) else self.turns(iterations, scene)
                if turns is None:
                    return None
                return [Guarded(guard, self.read(body, inner)) for guard, inner in turns]
            case Path(base=Filter() | For() as base, name=name):
                items = self.guarded(base, scene)
                return items and [
                    Guarded(one.guard, self.reckon(Path(0, 0, Name(0, 0, "?"), name), (one.item,), scene))
                    for one in items
                ]
            case _:
                return self.plain_items(self.read(node, scene))

    def turns(self, iterations: Sequence[Iteration], scene: Scene) -> list[tuple[Any, Scene]] | None:
        """The turns of a loop, each with its condition and the names it has, or None where they cannot be told."""
        found: list[tuple[Any, Scene]] = [(None, scene)]
        for one in iterations:
            longer: list[tuple[Any, Scene]] = []
            for guard, inner in found:
                items = self.guarded(one.source, inner)
                if items is None or len(longer) + len(items) > _MOST_TURNS:
                    return None
                longer += [
                    (self.both(guard, item.guard), inner.having({one.name: item.item})) for item in items
                ]
            found = longer
        return found

    def both(self, one: Any, other: Any) -> Any:
        """Two conditions at once, either of which may be none."""
        if one is None or other is None:
            return other if one is None else one
        return self.junction("and", [one, other])

    def plain_items(self, mark: M) -> list[Guarded] | None:
        """The items of a list that is the same in every case."""
        ends: list[Node] = []

        def seen(trees: tuple[Node, ...]) -> M:
            ends.append(trees[0])
            return self.algebra.end(trees[0])

        self.algebra.bind((mark,), seen)
        if len(ends) != 1:
            return None
        held = value_of(ends[0])
        if isinstance(held, Range):
            turns = steps(held)
            if turns is None or len(turns) > _MOST_TURNS:
                return None
            return [Guarded(None, self.algebra.end(literal(one))) for one in turns]
        items = items_of(ends[0])
        return None if items is None else [Guarded(None, self.end(item)) for item in items]

    def guarded_filter(self, base: Node, condition: Node, scene: Scene) -> list[Guarded] | None:
        """The items of a filtered list."""
        items = self.guarded(base, scene)
        if items is None or is_value(condition) or not (items or is_truth(condition)):
            return None
        found = []
        for one in items:
            names = self.item_names(one.item)
            if names is None:
                return None
            held = self.truth(self.read(condition, scene.having(names)))
            found.append(Guarded(self.both(one.guard, held), one.item))
        return found

    def item_names(self, item: M) -> dict[str, M] | None:
        """The names that a condition has for an item and its entries, where the item is of one form."""
        ends: list[Node] = []

        def seen(trees: tuple[Node, ...]) -> M:
            ends.append(trees[0])
            return self.algebra.end(trees[0])

        self.algebra.bind((item,), seen)
        scope = scope_of(ends[0]) if len(ends) == 1 else None
        return (
            None if scope is None else {name: self.end(tree) for name, tree in scope.items()} | {"item": item}
        )

    def over(self, node: Any, scene: Scene) -> M:
        """A filter or loop over a list that differs from case to case: each of its forms by itself."""
        base = node.base if isinstance(node, Filter) else node.iterations[0].source

        def meaning(trees: tuple[Node, ...]) -> M:
            fixed = trees[0]
            one = _over(node, fixed)
            if fixed == NULL and not isinstance(node, Filter):
                return self.algebra.end(NULL)
            items = items_of(fixed)
            if items is None or _FORM in scene.names:
                return self.opened(one, scene)
            if not items:
                return self.empty(one, scene)
            return self.read(_over(node, Name(0, 0, _FORM)), scene.having({_FORM: self.algebra.end(fixed)}))

        return self.algebra.bind((self.read(base, scene),), meaning)

    def empty(self, node: Node, scene: Scene) -> M:
        """A filter or loop over nothing."""
        if isinstance(node, Quantified):
            return self.algebra.end(FALSE if node.word == "some" else TRUE)
        if isinstance(node, For) or (isinstance(node, Filter) and is_truth(node.condition)):
            return self.algebra.end(literal(()))
        return self.opened(node, scene)

    def opened(self, node: Node, scene: Scene) -> M:
        """An expression that is left whole, with what its names stand for in their place."""
        names = sorted(name for name in names_in(node) & scene.names.keys() if name not in scene.fields)
        parts = [scene.names[name] for name in names]

        def meaning(trees: tuple[Node, ...]) -> M:
            swapped = substitute(node, dict(zip(names, trees, strict=True)))
            if not names_in(swapped) & self.inputs:
                return self.end(self._evaluated(swapped, scene))
            return self.algebra.atom(swapped) if is_truth(swapped) else self.end(swapped)

        return self.algebra.bind(parts, meaning)

    def _evaluated(self, tree: Node, scene: Scene) -> Node:
        try:
            return literal(evaluate(tree, {}, scene.settings))
        except LookupError:  # a name that no fact bears and that only some items have
            return tree

    # -- sums over lists that differ from case to case

    def counted(self, node: Call, scene: Scene) -> M | None:
        """`count` of a list, or of the items for which a condition holds."""
        only = node.arguments[0]
        if isinstance(only, Name) and only.name in self.counts:
            return self.algebra.bind(
                (scene.names[only.name],),
                lambda trees: (
                    self.end(Name(0, 0, self.counts[only.name]))
                    if isinstance(trees[0], Name)
                    else self.end(self.called(Call(0, 0, Name(0, 0, "count"), trees, ()), scene))
                ),
            )
        found = self._several(only, scene)
        if found is None:
            return None
        one_more = Binary(0, 0, "+", Name(0, 0, "?"), literal(_ONE))
        total = self.algebra.end(literal(_NOUGHT))
        for one in found:
            more = self.reckon(one_more, (total, self.algebra.end(literal(_ONE))), scene)
            total = more if one.guard is None else self.choose(one.guard, more, total)
        return total

    def summed(self, node: Call, scene: Scene) -> M | None:
        """`sum` of a list that differs from case to case, item by item."""
        return self._folded(node, scene, Binary(0, 0, "+", NULL, NULL))

    def extreme(self, node: Call, scene: Scene) -> M | None:
        """`min` or `max` of a list that differs from case to case, item by item."""
        return self._folded(node, scene, Call(0, 0, node.function, (NULL, NULL), ()))

    def _folded(self, node: Call, scene: Scene, step: Node) -> M | None:
        found = self._several(node.arguments[0], scene)
        if found is None:
            return None

        def meaning(trees: tuple[Node, ...]) -> M:
            total, item = trees
            if total == _NOTHING_YET:
                return self.algebra.end(item)
            if isinstance(step, Call):
                return self.algebra.end(self.called(Call(0, 0, node.function, (total, item), ()), scene))
            return self.algebra.end(folded(rebuilt(step, (total, item)), scene.settings))

        made = self.algebra.end(_NOTHING_YET)
        for one in found:
            more = self.algebra.bind((made, one.item), meaning)
            made = more if one.guard is None else self.choose(one.guard, more, made)
        return self.algebra.bind(
            (made,), lambda trees: self.algebra.end(NULL if trees[0] == _NOTHING_YET else trees[0])
        )

    def _several(self, node: Node, scene: Scene) -> list[Guarded] | None:
        """The items of a filter or a loop; any other list is one value."""
        if isinstance(node, Path) and isinstance(node.base, Name):
            found = self.plain_items(self.read(node, scene))
            return found if found and len(found) > 1 else None
        if not isinstance(node, Filter | For) and not (
            isinstance(node, Path) and isinstance(node.base, Filter | For)
        ):
            return None
        return self.guarded(node, scene)


class _Age:
    """An age under a rule of leap days of its own, told by the rule."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __repr__(self) -> str:
        return f"age by the rule of {self.settings.leap_day}"

    def __call__(self, given: tuple[Any, ...]) -> Any:
        birth, on = map(literal, given)
        return evaluate(Call(0, 0, Name(0, 0, "age"), (birth, on), ()), {}, self.settings)


def _over(node: Any, source: Node) -> Node:
    """A filter or loop over another list."""
    if isinstance(node, Filter):
        return Filter(0, 0, source, node.condition)
    first = msgspec.structs.replace(node.iterations[0], source=source)
    looped: Node = msgspec.structs.replace(node, iterations=(first, *node.iterations[1:]))
    return looped


def _is_made(tree: Node) -> bool:
    """Whether a tree writes out a list or a context, which is never null."""
    return isinstance(tree, Items | Entries)


def _is_plain(tree: Node) -> bool:
    """Whether a tree is no list and no range by its form."""
    if is_value(tree):
        return not isinstance(value_of(tree), tuple | Range)
    return isinstance(tree, Name | Binary | Negate | Path)


_CALLS: Final[Mapping[tuple[str, int], Callable[[Builder[Any], Any, Scene], Any]]] = {
    ("not", 1): Builder.negation,
    ("is defined", 1): Builder.defined,
    ("get or else", 2): Builder.alternative,
    ("count", 1): Builder.counted,
    ("sum", 1): Builder.summed,
    ("min", 1): Builder.extreme,
    ("max", 1): Builder.extreme,
}

_RULES: Final[Mapping[type[Node], Callable[[Builder[Any], Any, Scene], Any]]] = {
    Literal: Builder.value,
    Temporal: Builder.value,
    Name: Builder.name,
    If: Builder.if_,
    Junction: Builder.junctions,
    Binary: Builder.binary,
    Between: Builder.between,
    In: Builder.membership,
    Call: Builder.call,
    Entries: Builder.entries,
    Quantified: Builder.quantified,
    For: Builder.for_,
    Filter: Builder.filter,
    Lambda: Builder.opened,
}
