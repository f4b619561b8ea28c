"""Writes a tree as canonical text, which parses back to the same tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from askonce.feel.grammar import ADD, BINDING, COMPARE, INSTANCE, NEGATE, POSTFIX
from askonce.feel.lexer import is_plain_name, quote
from askonce.feel.temporal import write_temporal
from askonce.feel.tree import (
    Between,
    Binary,
    Call,
    Entries,
    Filter,
    For,
    If,
    In,
    InstanceOf,
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
    TypeNode,
    UnaryTest,
    UnaryTests,
)
from askonce.feel.units import write_quantity
from askonce.feel.values import DaysTime, Money, Value, WorkingDays, YearsMonths, plain_number
from askonce.feel.writing import write

#: An operand of anything: it never needs brackets.
_ATOM: Final = POSTFIX + 1
#: Extends as far right as it can, so it needs brackets as an operand.
_OPEN: Final = 0

_STRENGTH: Final[Mapping[type[Node], int]] = {
    If: _OPEN, For: _OPEN, Quantified: _OPEN, Lambda: _OPEN,
    Between: COMPARE, In: COMPARE, InstanceOf: INSTANCE, Negate: NEGATE,
    Path: POSTFIX, Filter: POSTFIX, Call: POSTFIX,
}  # fmt: skip


def source(tree: Node) -> str:
    """The canonical text of an expression or of unary tests.

    >>> from askonce.feel.syntax import parse
    >>> source(parse("(a+b)  * 2>=18CNY").tree)
    '(a + b) * 2 >= 18 CNY'
    """
    return _WRITERS[type(tree)](tree)


def _strength(node: Node) -> int:
    if isinstance(node, Binary | Junction):
        return BINDING[node.op]
    if isinstance(node, Literal) and write_literal(node.value).startswith("-"):
        return NEGATE
    return _STRENGTH.get(type(node), _ATOM)


def _inside(node: Node, least: int) -> str:
    """The text of an operand, in brackets where it binds less than its place asks."""
    text = source(node)
    return text if _strength(node) >= least else f"({text})"


def write_literal(value: Value) -> str:
    """The text of a constant."""
    match value:
        case Decimal():
            return plain_number(value)
        case Money() | WorkingDays():
            return str(write_quantity(value))
        case YearsMonths() | DaysTime():
            return write_quantity(value) or f'@"{write_temporal(value)}"'
        case date() | time():
            return f'@"{write_temporal(value)}"'
        case _:
            return str(write(value, nested=True))


def _binary(node: Binary) -> str:
    power = BINDING[node.op]
    return f"{_inside(node.left, power)} {node.op} {_inside(node.right, power + 1)}"


def _junction(node: Junction) -> str:
    power = BINDING[node.op]
    texts = [_inside(part, power + 1) for part in node.parts]
    for place, (text, after) in enumerate(pairwise(texts)):
        # Two conditions, and no call of `date and time`.
        if node.op == "and" and text.endswith("date") and after.startswith("time"):
            texts[place] = f"({text})"
    return f" {node.op} ".join(texts)


def _between(node: Between) -> str:
    subject = _inside(node.subject, COMPARE)
    return f"{subject} between {_inside(node.low, ADD)} and {_inside(node.high, ADD)}"


def _test(node: UnaryTest) -> str:
    if node.op in ("in", "?"):
        return source(node.operand)
    return f"{node.op} {_inside(node.operand, ADD)}"


def _tests(node: UnaryTests) -> str:
    if not node.tests:
        return "-"
    text = ", ".join(_test(test) for test in node.tests)
    if node.negated:
        return f"not({text})"
    return f"({text})" if len(node.tests) == 1 and text.startswith("not(") else text


def _value_test(node: UnaryTest) -> str:
    return f"({_test(node)})"


def _in(node: In) -> str:
    return f"{_inside(node.subject, COMPARE)} in ({', '.join(_test(test) for test in node.tests)})"


def _call(node: Call) -> str:
    labels = [f"{label}: " for label in node.labels] or [""] * len(node.arguments)
    arguments = ", ".join(label + source(one) for label, one in zip(labels, node.arguments, strict=True))
    function = node.function.name if isinstance(node.function, Name) else _inside(node.function, POSTFIX)
    return f"{function}({arguments})"


def _name(node: Name) -> str:
    """A name; that of `date and time` reads as one only before a bracket."""
    return f"({node.name})" if node.name == "date and time" else node.name


def _interval(node: Interval) -> str:
    if node.bare:
        return f"{_inside(node.low, _ATOM)}..{_inside(node.high, _ATOM)}"
    opened, closed = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
    return f"{opened}{source(node.low)}..{source(node.high)}{closed}"


def _iterations(iterations: tuple[Iteration, ...]) -> str:
    return ", ".join(f"{one.name} in {source(one.source)}" for one in iterations)


def _lambda(node: Lambda) -> str:
    parameters = ", ".join(
        one.name if one.type is None else f"{one.name}: {_type(one.type)}" for one in node.parameters
    )
    return f"function({parameters}) {'external ' if node.external else ''}{source(node.body)}"


def _entries(node: Entries) -> str:
    return "{" + ", ".join(f"{_key(entry.key)}: {source(entry.value)}" for entry in node.entries) + "}"


def _key(key: str) -> str:
    return key if all(is_plain_name(word) for word in key.split(" ")) else quote(key)


def _type(node: TypeNode) -> str:
    of = [_type(one) for one in node.of]
    result = f" -> {of.pop()}" if node.name == "function" and of else ""
    if node.fields:
        of = [f"{field}: {one}" for field, one in zip(node.fields, of, strict=True)]
    return node.name + (f"<{', '.join(of)}>" if of else "<>" if result else "") + result


_WRITERS: Final[Mapping[type[Node], Callable[[Any], str]]] = {
    Literal: lambda node: write_literal(node.value),
    Temporal: lambda node: f"@{quote(node.text)}",
    Name: _name,
    Path: lambda node: f"{_inside(node.base, POSTFIX)}.{node.name}",
    Filter: lambda node: f"{_inside(node.base, POSTFIX)}[{source(node.condition)}]",
    Negate: lambda node: f"-{_inside(node.operand, INSTANCE)}",
    Binary: _binary,
    Junction: _junction,
    Between: _between,
    UnaryTest: _value_test,
    UnaryTests: _tests,
    In: _in,
    TypeNode: _type,
    InstanceOf: lambda node: f"{_inside(node.subject, INSTANCE)} instance of {_type(node.type)}",
    If: lambda node: (
        f"if {source(node.condition)} then {source(node.consequent)} else {source(node.alternative)}"
    ),
    For: lambda node: f"for {_iterations(node.iterations)} return {source(node.body)}",
    Quantified: lambda node: f"{node.word} {_iterations(node.iterations)} satisfies {source(node.body)}",
    Lambda: _lambda,
    Call: _call,
    Items: lambda node: "[" + ", ".join(source(item) for item in node.items) + "]",
    Entries: _entries,
    Interval: _interval,
}
