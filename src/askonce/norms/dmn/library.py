"""Models beside each other: what their references and the names of their types point at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from askonce.feel.tree import Node, TypeNode, transform
from askonce.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    MONTHS_DURATION,
    NUMBER,
    TEXT,
    TIME,
    ContextType,
    Type,
    parse_type,
)
from askonce.norms.dmn.model import Graph, Item, Model, Need

#: The types that every model knows (DMN 1.5, 7.3.3 and 10.3.1.3), with the spellings of version 1.1.
BUILT_IN: Final[Mapping[str, Type]] = {
    "": ANY,
    "Any": ANY,
    "number": NUMBER,
    "string": TEXT,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "dateTime": DATE_TIME,
    "days and time duration": DAYS_DURATION,
    "dayTimeDuration": DAYS_DURATION,
    "years and months duration": MONTHS_DURATION,
    "yearMonthDuration": MONTHS_DURATION,
    "context": ContextType(()),
}
_MOST_NESTED: Final = 8


class Library(msgspec.Struct, frozen=True):
    """Models by their namespace."""

    models: Mapping[str, Model]

    def element(self, need: Need) -> tuple[Model, Graph] | None:
        """What a reference points at, with its model."""
        model = self.models.get(need.namespace)
        found = None if model is None else model.elements.get(need.id)
        return None if model is None or found is None else (model, found)

    def item(self, model: Model, type_ref: str) -> tuple[Model, Item] | None:
        """The definition of a type, with its model: the model's own, or one of an import by `name.type`."""
        own = model.items.get(type_ref)
        if own is not None:
            return model, own
        for one in model.imports:
            other = self.models.get(one.namespace)
            name = type_ref.removeprefix(f"{one.name}.") if one.name else type_ref
            if other is not None and name in other.items and (not one.name or name != type_ref):
                return other, other.items[name]
        return None

    def is_known(self, model: Model, type_ref: str) -> bool:
        """Whether a type's name says anything."""
        return type_ref in BUILT_IN or self.item(model, type_ref) is not None

    def alias(self, model: Model, namespace: str) -> str:
        """The name under which a model knows another; empty for itself, and where an import has no name."""
        if namespace == model.namespace:
            return ""
        return next((one.name for one in model.imports if one.namespace == namespace), "")

    def members(self, model: Model) -> frozenset[str]:
        """Every name that may follow a dot in a model's expressions and needs its scope to be read."""
        found = set(model.members)
        for one in self._reached(model):
            found |= one.members
            found |= {element.name for element in one.elements.values()}
        return frozenset(found)

    def _reached(self, model: Model) -> Iterator[Model]:
        waiting, seen = [model], {model.namespace}
        while waiting:
            for one in waiting.pop().imports:
                other = self.models.get(one.namespace)
                if other is not None and other.namespace not in seen:
                    seen.add(other.namespace)
                    waiting.append(other)
                    yield other

    def with_types(self, model: Model, tree: Node) -> Node:
        """A tree in which the model's own types are spelt out, for FEEL does not know their names."""

        def spell(node: Node) -> Node:
            if isinstance(node, TypeNode) and not node.of and parse_type(node.name) is None:
                found = self.item(model, node.name)
                if found is not None:
                    return self._spelt(*found, _MOST_NESTED)
            return node

        return transform(tree, spell)

    def _spelt(self, model: Model, item: Item, depth: int) -> TypeNode:
        """A type as FEEL writes it; beyond some depth of a type that holds itself anything goes."""
        if depth == 0:
            return TypeNode(0, 0, "Any")
        if item.many:
            one = self._spelt(model, msgspec.structs.replace(item, many=False), depth - 1)
            return TypeNode(0, 0, "list", (one,))
        if item.components:
            of = tuple(self._spelt(model, one, depth - 1) for one in item.components)
            return TypeNode(0, 0, "context", of, tuple(one.name for one in item.components))
        if item.function is not None:
            parameters, result = item.function
            names = (*(one.type_ref for one in parameters), result)
            return TypeNode(0, 0, "function", tuple(self._named(model, name, depth - 1) for name in names))
        return self._named(model, item.type_ref, depth - 1)

    def _named(self, model: Model, type_ref: str, depth: int) -> TypeNode:
        found = None if type_ref in BUILT_IN else self.item(model, type_ref)
        return TypeNode(0, 0, type_ref or "Any") if found is None else self._spelt(*found, depth)


def library(models: Iterable[Model]) -> Library:
    """Models beside each other; of two with one namespace the first is kept."""
    found: dict[str, Model] = {}
    for model in models:
        found.setdefault(model.namespace, model)
    return Library(found)
