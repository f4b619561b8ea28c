"""Lists that differ from case to case, gone through item by item, each under its condition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from askonce.feel.evaluate import evaluate, steps
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
    scope_of,
    substitute,
    value_of,
)
from askonce.feel.tree import (
    Filter,
    For,
    Items,
    Iteration,
    Name,
    Node,
    Path,
    Quantified,
)
from askonce.feel.values import Range
from askonce.norms.residue.scene import Guarded, M, Scene
from askonce.norms.residue.truths import Truths

_MOST_TURNS: Final = 200
#: The name under which one form of a list stands while it is gone through.
_FORM: Final = "\0"


class Lists(Truths[M]):
    """Loops, filters and quantifiers."""

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


def _over(node: Any, source: Node) -> Node:
    """A filter or loop over another list."""
    if isinstance(node, Filter):
        return Filter(0, 0, source, node.condition)
    first = msgspec.structs.replace(node.iterations[0], source=source)
    looped: Node = msgspec.structs.replace(node, iterations=(first, *node.iterations[1:]))
    return looped
