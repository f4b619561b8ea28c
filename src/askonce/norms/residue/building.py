"""Reads a ruling as a function of its facts, comparison by comparison, over whatever algebra keeps such functions.

The outcome of each expression is spread over the ways in which facts can stand: where it ends in a value, that is its
value; where it ends in a tree, that tree is left to be reckoned from facts that are not known yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.functions import BUILT_IN
from askonce.feel.residual import (
    FALSE,
    NULL,
    TRUE,
    folded,
    is_value,
    literal,
    rebuilt,
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
    Items,
    Junction,
    Lambda,
    Literal,
    Name,
    Node,
    Path,
    Quantified,
    Temporal,
    children,
)
from askonce.feel.values import FunctionValue
from askonce.norms.residue.lists import Lists
from askonce.norms.residue.scene import Algebra, Guarded, M, Scene
from askonce.norms.residue.truths import COMPARISONS

_NOUGHT: Final = Decimal(0)
_ONE: Final = Decimal(1)
#: What a sum begins with, so that a sum of nothing is told from nought.
_NOTHING_YET: Final = literal(())


class Builder(Lists[M]):
    """Reads expressions over an algebra; `counts` says which names are lists whose number of items is not known."""

    def __init__(
        self, algebra: Algebra[M], leap_day: str | None, counts: Mapping[str, str], inputs: frozenset[str]
    ) -> None:
        super().__init__(algebra, counts, inputs)
        self.leap_day = leap_day
        self._ages: dict[str | None, Node] = {}

    def read(self, node: Node, scene: Scene) -> M:
        """The function that an expression is."""
        rule = _RULES.get(type(node))
        if rule is not None:
            return rule(self, node, scene)  # type: ignore[no-any-return]
        parts = [self.read(child, scene) for child in children(node)]
        return self.reckon(node, parts, scene)

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
        if node.op in COMPARISONS:
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
