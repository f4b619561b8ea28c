"""Functions of a model that stand outside it: Java, PMML, or another expression language."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from askonce.feel.syntax import parse
from askonce.feel.tree import Entries, Lambda, Node, walk
from askonce.norms.dmn.examine import inside, needs_of
from askonce.norms.dmn.library import Library
from askonce.norms.dmn.model import (
    Decision,
    FunctionLogic,
    LiteralLogic,
    Model,
    Service,
)


def external_functions(library: Library, model: Model, name: str) -> tuple[str, ...]:
    """The kinds of external functions that a decision or service of a name rests on, each named once."""
    first = model.named(name, Decision) or model.named(name, Service)
    waiting = [] if first is None else [(model, first)]
    seen = {(one.namespace, element.id) for one, element in waiting}
    found: dict[str, None] = {}
    while waiting:
        element = waiting.pop()[1]
        for held in inside(element):
            found.update(dict.fromkeys(_external(held)))
        for need in needs_of(element):
            target = library.element(need)
            if target is not None and (target[0].namespace, target[1].id) not in seen:
                seen.add((target[0].namespace, target[1].id))
                waiting.append(target)
    return tuple(found)


def _external(logic: msgspec.Struct) -> Iterator[str]:
    if isinstance(logic, FunctionLogic) and logic.kind != "FEEL":
        yield f"an external {logic.kind} function"
    if isinstance(logic, LiteralLogic) and "external" in logic.text:
        tree = parse(logic.text.strip()).tree
        for node in walk(tree) if tree is not None else ():
            if isinstance(node, Lambda) and node.external:
                yield f"an external {_language(node.body)} function"


def _language(body: Node) -> str:
    """`Java` of `{java: {class: ..., method signature: ...}}`."""
    names = {entry.key for entry in body.entries} if isinstance(body, Entries) else set()
    return "Java" if "java" in names else "PMML" if "pmml" in names else "unknown"
