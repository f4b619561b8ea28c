"""Turns a type written inside an expression into the type it names."""

from __future__ import annotations

from askonce.feel.tree import TypeNode
from askonce.feel.types import ANY, FunctionType, ListType, RangeType, Type, context_type, parse_type


def resolve(node: TypeNode) -> Type | None:
    """The type that `instance of` or a parameter names, or None where a word of it is unknown.

    >>> resolve(TypeNode(0, 0, "list", (TypeNode(0, 0, "number"),)))
    ListType(of=ScalarType(word='number'))
    """
    parts = [resolve(part) for part in node.of]
    known = [part for part in parts if part is not None]
    if len(known) != len(parts):
        return None
    match node.name, known:
        case "list", [of]:
            return ListType(of)
        case "range", [of]:
            return RangeType(of)
        case "context", _ if node.fields:
            return context_type(dict(zip(node.fields, known, strict=True)))
        case "function", [*parameters, result]:
            return FunctionType(tuple(parameters), result)
        case "function", []:
            return FunctionType((), ANY)
        case name, []:
            return parse_type(name)
        case _:
            return None
