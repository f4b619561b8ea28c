"""Built-in functions over contexts, with those that take any value (DMN 1.5, 10.3.4.2 and 10.3.4.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from askonce.feel.builtin import Function, Slot
from askonce.feel.types import ANY, BOOLEAN, TEXT, ContextType, ListType, Type, context_type, join, type_name
from askonce.feel.values import Value
from askonce.feel.writing import write

_ANY_CONTEXT: Final = ContextType(())
_ENTRY: Final = context_type({"key": TEXT, "value": ANY})


def _negate(value: Value) -> Value:
    return not value if isinstance(value, bool) else None


def _get_value(context: Mapping[str, Value], key: str) -> Value:
    return context.get(key)


def _get_entries(context: Mapping[str, Value]) -> Value:
    return tuple({"key": key, "value": value} for key, value in context.items())


def _made(entries: tuple[Value, ...]) -> Value:
    made: dict[str, Value] = {}
    for entry in entries:
        key = entry.get("key") if isinstance(entry, Mapping) else None
        if not isinstance(entry, Mapping) or not isinstance(key, str) or key in made or "value" not in entry:
            return None
        made[key] = entry["value"]
    return made


def _put(context: Mapping[str, Value], key: str, value: Value) -> Value:
    return {**context, key: value}


def _put_below(context: Mapping[str, Value], keys: tuple[Value, ...], value: Value) -> Value:
    """Puts a value under the last of the keys, in contexts under the keys before it."""
    head = keys[0] if keys else None
    if not isinstance(head, str):
        return None
    if len(keys) == 1:
        return {**context, head: value}
    inner = context.get(head)
    changed = _put_below(inner, keys[1:], value) if isinstance(inner, Mapping) else None
    return None if changed is None else {**context, head: changed}


def _merge(contexts: tuple[Value, ...]) -> Value:
    merged: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, Mapping):
            return None
        merged.update(context)
    return merged


def _first(values: tuple[Value, ...]) -> Value:
    return next((value for value in values if value is not None), None)


def _either(types: Sequence[Type]) -> Type | str:
    both = join(types[0], types[1])
    return (
        f"a {type_name(types[0])} or else a {type_name(types[1])} has no one type" if both is None else both
    )


CONTEXT_FUNCTIONS: Final = (
    Function("not", (Slot("negand", BOOLEAN),), BOOLEAN, _negate),
    Function("string", (Slot("from"),), TEXT, write),
    Function("is defined", (Slot("value", nullable=True),), BOOLEAN, lambda value: value is not None),
    Function(
        "get or else", (Slot("value", nullable=True), Slot("default", nullable=True)),
        _either, lambda *both: _first(both),
    ),
    Function("get value", (Slot("m", _ANY_CONTEXT), Slot("key", TEXT)), ANY, _get_value),
    Function("get entries", (Slot("m", _ANY_CONTEXT),), ListType(_ENTRY), _get_entries),
    Function("context", (Slot("entries", ListType(ANY)),), ANY, _made),
    Function(
        "context put", (Slot("context", _ANY_CONTEXT), Slot("key", TEXT), Slot("value", nullable=True)),
        ANY, _put,
    ),
    Function(
        "context put",
        (Slot("context", _ANY_CONTEXT), Slot("keys", ListType(TEXT)), Slot("value", nullable=True)),
        ANY, _put_below,
    ),
    Function("context merge", (Slot("contexts", ListType(ANY)),), ANY, _merge),
)  # fmt: skip
