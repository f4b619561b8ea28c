"""The nodes of a parsed expression, each with its place in the text in code points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

import msgspec

from askonce.feel.values import Value

#: How deep a tree may grow. Walkers use two or three Python frames a level, of the thousand there are.
MOST_LEVELS: Final = 120

N = TypeVar("N", bound="Node")


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with an expression, and where.

    Codes: syntax, unknown-name, type, unit, arity, depth, leap-day.
    """

    message: str
    start: int
    end: int
    code: str
    help: str = ""


class Node(msgspec.Struct, frozen=True, gc=False):
    """A piece of an expression: text[start:end]."""

    start: int
    end: int


class Literal(Node, frozen=True, gc=False):
    """A constant: number, text, true, false, null, money, or a duration in words."""

    value: Value


class Temporal(Node, frozen=True, gc=False):
    """An at-literal such as `@"2026-03-01"`; its value is None where the text says nothing of time."""

    text: str
    value: Value


class Name(Node, frozen=True, gc=False):
    """A name from the scope; `?` is the subject of a unary test."""

    name: str


class Path(Node, frozen=True, gc=False):
    """`base.name`."""

    base: Node
    name: str


class Filter(Node, frozen=True, gc=False):
    """`base[condition]`: a condition on each item, or a place in the list counted from one."""

    base: Node
    condition: Node


class Negate(Node, frozen=True, gc=False):
    """`-operand`."""

    operand: Node


class Binary(Node, frozen=True, gc=False):
    """Arithmetic or a comparison: + - * / ** = != < <= > >=."""

    op: str
    left: Node
    right: Node


class Junction(Node, frozen=True, gc=False):
    """`and` or `or` over two or more parts; a long chain is one node."""

    op: str
    parts: tuple[Node, ...]


class Between(Node, frozen=True, gc=False):
    """`subject between low and high`."""

    subject: Node
    low: Node
    high: Node


class UnaryTest(Node, frozen=True, gc=False):
    """One unary test: a comparison with the subject, `in` (value, list or range) or `?` (a condition on it).

    As a value it is the range that it admits: `(< 10)`.
    """

    op: str
    operand: Node


class UnaryTests(Node, frozen=True, gc=False):
    """The tests of a decision-table cell, one of which must hold; none is `-`, which always holds."""

    tests: tuple[UnaryTest, ...]
    negated: bool


class In(Node, frozen=True, gc=False):
    """`subject in (tests)`."""

    subject: Node
    tests: tuple[UnaryTest, ...]


class TypeNode(Node, frozen=True, gc=False):
    """A type as written after `instance of` or a parameter.

    `list<number>` holds one in `of`, a context a type for each of `fields`, a function its parameters and
    then its result.
    """

    name: str
    of: tuple[TypeNode, ...] = ()
    fields: tuple[str, ...] = ()


class InstanceOf(Node, frozen=True, gc=False):
    """`subject instance of type`."""

    subject: Node
    type: TypeNode


class If(Node, frozen=True, gc=False):
    """`if condition then consequent else alternative`."""

    condition: Node
    consequent: Node
    alternative: Node


class Iteration(Node, frozen=True, gc=False):
    """`name in source` of a loop; a source may be a range without brackets."""

    name: str
    source: Node


class For(Node, frozen=True, gc=False):
    """`for iterations return body`."""

    iterations: tuple[Iteration, ...]
    body: Node


class Quantified(Node, frozen=True, gc=False):
    """`some` or `every` iterations `satisfies` body."""

    word: str
    iterations: tuple[Iteration, ...]
    body: Node


class Parameter(Node, frozen=True, gc=False):
    """A parameter of a function that an expression defines."""

    name: str
    type: TypeNode | None


class Lambda(Node, frozen=True, gc=False):
    """`function(parameters) body`."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


class Call(Node, frozen=True, gc=False):
    """A function applied; `labels` names every argument, or is empty where they go by place."""

    function: Node
    arguments: tuple[Node, ...]
    labels: tuple[str, ...]


class Items(Node, frozen=True, gc=False):
    """A list `[a, b]`."""

    items: tuple[Node, ...]


class Entry(Node, frozen=True, gc=False):
    """`key: value` of a context."""

    key: str
    value: Node


class Entries(Node, frozen=True, gc=False):
    """A context `{key: value}`, in which an entry sees those before it."""

    entries: tuple[Entry, ...]


class Interval(Node, frozen=True, gc=False):
    """A range `[low..high]`; a round or turned bracket leaves the end out.

    The source of a loop may be a `bare` one, without brackets, which may also go down.
    """

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool
    bare: bool = False


def children(node: Node) -> Iterator[Node]:
    """The nodes directly under a node, in the order of the text."""
    for field in node.__struct_fields__[2:]:
        held = getattr(node, field)
        if isinstance(held, Node):
            yield held
        elif isinstance(held, tuple) and not isinstance(node, Literal | Temporal):
            for item in held:
                if isinstance(item, Node):
                    yield item


def walk(tree: Node) -> Iterator[Node]:
    """Every node of a tree, parents first, without recursion."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(children(node))))


def levels(tree: Node) -> int:
    """How many nodes stand on the longest way from the root to a leaf."""
    deepest = 0
    waiting = [(tree, 1)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in children(node))
    return deepest


def transform(node: N, change: Callable[[Node], Node]) -> N:
    """The tree with each node, children first, replaced by what `change` gives for it."""
    changed: dict[str, object] = {}
    for field in node.__struct_fields__[2:]:
        held = getattr(node, field)
        if isinstance(held, Node):
            changed[field] = transform(held, change)
        elif isinstance(held, tuple) and held and isinstance(held[0], Node):
            changed[field] = tuple(transform(item, change) for item in held)
    return change(msgspec.structs.replace(node, **changed) if changed else node)  # type: ignore[return-value]


def without_places(tree: N) -> N:
    """The tree with every offset zero, so that two trees compare by what they say."""
    return transform(tree, lambda node: msgspec.structs.replace(node, start=0, end=0))
