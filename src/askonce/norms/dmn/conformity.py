"""Whether values are of a model's types, and the conversions that the standard allows (DMN 1.5, 10.3.2.9.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from askonce.feel.temporal import read_date_time, write_temporal
from askonce.feel.types import ANY, conforms
from askonce.feel.values import FunctionValue, Value, kind
from askonce.norms.dmn.library import BUILT_IN, Library
from askonce.norms.dmn.model import Item, Model, Text

#: Whether a value passes the unary tests that a type states.
Allows: TypeAlias = Callable[[Model, Text, Value], bool]


class Conformity(msgspec.Struct, frozen=True):
    """Measures values by the types of a library's models."""

    library: Library
    allows: Allows

    def convert(self, value: Value, model: Model, type_ref: str) -> tuple[bool, Value]:
        """Whether a value is of a type or may be made so, and the value then; null is of every type."""
        if value is None or type_ref in ("", "Any"):
            return True, value
        for tried in _tries(value, is_list=self.is_list(model, type_ref)):
            if self.is_of(tried, model, type_ref):
                return True, tried
        return False, None

    def is_list(self, model: Model, type_ref: str) -> bool:
        """Whether a type is one of lists."""
        seen: set[str] = set()
        while type_ref not in BUILT_IN and type_ref not in seen:
            seen.add(type_ref)
            found = self.library.item(model, type_ref)
            if found is None:
                return False
            model, item = found
            if item.many:
                return True
            type_ref = item.type_ref
        return False

    def is_of(self, value: Value, model: Model, type_ref: str) -> bool:
        """Whether a value is of the type of a name; of an unknown type nothing is."""
        if value is None:
            return True
        if type_ref in BUILT_IN:
            wanted = BUILT_IN[type_ref]
            return wanted == ANY or conforms(value, wanted)
        found = self.library.item(model, type_ref)
        return found is not None and self.is_item(value, *found)

    def is_item(self, value: Value, model: Model, item: Item) -> bool:
        """Whether a value is of a defined type; of a list its allowed values bind each item (7.3.3)."""
        if value is None:
            return True
        if item.constraint is not None and not self.allows(model, item.constraint, value):
            return False
        if item.many:
            one = msgspec.structs.replace(item, many=False, constraint=None)
            return isinstance(value, tuple) and all(self.is_item(held, model, one) for held in value)
        if not self._is_shaped(value, model, item):
            return False
        return item.allowed is None or self.allows(model, item.allowed, value)

    def _is_shaped(self, value: Value, model: Model, item: Item) -> bool:
        if item.components:
            return isinstance(value, Mapping) and all(
                one.name in value and self.is_item(value[one.name], model, one) for one in item.components
            )
        if item.function is not None:
            return isinstance(value, FunctionValue) and len(value.parameters) == len(item.function[0])
        return self.is_of(value, model, item.type_ref)


def _tries(value: Value, *, is_list: bool) -> tuple[Value, ...]:
    """The value as it is, then as the conversions make it."""
    found: list[Value] = [value]
    if isinstance(value, tuple):
        if len(value) == 1 and not is_list:
            found.append(value[0])
    elif is_list:
        found.append((value,))
    if kind(value) == "date":
        found.append(midnight(value))
    return tuple(found)


def midnight(day: Value) -> Value:
    """The first moment of a day in universal time, which a date stands for where a moment is wanted.

    >>> from askonce.feel.temporal import read_date
    >>> write_temporal(midnight(read_date("2026-03-01")))
    '2026-03-01T00:00:00Z'
    """
    return read_date_time(f"{write_temporal(day)}T00:00:00Z")  # type: ignore[arg-type]
