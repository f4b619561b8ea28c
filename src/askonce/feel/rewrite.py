"""Reads constants out of a tree: the points a test compares with, and whether it does nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from askonce.feel.operators import negate
from askonce.feel.temporal import read_date, read_date_time, read_duration, read_time
from askonce.feel.tree import (
    Between,
    Binary,
    Call,
    In,
    Interval,
    Items,
    Junction,
    Literal,
    Name,
    Negate,
    Node,
    Temporal,
    UnaryTest,
    UnaryTests,
    children,
)
from askonce.feel.values import Value

#: Functions that make a constant of one text.
TEMPORAL_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "duration": read_duration,
}
_COMPARISONS: Final = frozenset(["=", "!=", "<", "<=", ">", ">="])


class Constant(msgspec.Struct, frozen=True):
    """A value that stands in the text, set apart from there being none."""

    value: Value


def constant(node: Node) -> Constant | None:
    """The value that a node always has, where it is written out: `5`, `-5`, `@"P1D"`, `date("2026-03-01")`.

    >>> from askonce.feel.syntax import parse
    >>> constant(parse("-18 CNY").tree)
    Constant(value=Money(amount=Decimal('-18'), currency='CNY'))
    """
    match node:
        case Literal(value=value) | Temporal(value=value):
            return Constant(value)
        case Negate(operand=operand):
            inner = constant(operand)
            return None if inner is None else Constant(negate(inner.value))
        case Call(function=Name(name=name), arguments=(Literal(value=str() as text),), labels=()):
            reader = TEMPORAL_READERS.get(name)
            return None if reader is None else Constant(reader(text))
        case _:
            return None


def literals(tree: Node) -> tuple[Value, ...]:
    """All constants in a tree, each once, in the order of the text.

    >>> from askonce.feel.syntax import parse_unary_tests
    >>> literals(parse_unary_tests('< 60, [65..70], "none"').tree)
    (Decimal('60'), Decimal('65'), Decimal('70'), 'none')
    """
    found: list[Value] = []
    seen: set[tuple[type, Value]] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        fixed = constant(node)
        if fixed is None:
            waiting.extend(reversed(list(children(node))))
        elif (type(fixed.value), fixed.value) not in seen:
            seen.add((type(fixed.value), fixed.value))
            found.append(fixed.value)
    return tuple(found)


def is_plain(tree: Node) -> bool:
    """Whether a test compares its subject with constants and does nothing else.

    >>> from askonce.feel.syntax import parse_unary_tests
    >>> [
    ...     is_plain(parse_unary_tests(text).tree)
    ...     for text in ("< 60", "< limit", "? > 1 and ? < 9", "? + 1 > 2")
    ... ]
    [True, False, True, False]
    """
    match tree:
        case UnaryTests(tests=tests):
            return all(_is_plain_test(test) for test in tests)
        case UnaryTest():
            return _is_plain_test(tree)
        case Junction(parts=parts):
            return all(is_plain(part) for part in parts)
        case Call(function=Name(name="not"), arguments=(negand,), labels=()):
            return is_plain(negand)
        case Binary(op=op, left=left, right=right) if op in _COMPARISONS:
            return (_is_subject(left) and constant(right) is not None) or (
                _is_subject(right) and constant(left) is not None
            )
        case Between(subject=subject, low=low, high=high):
            return _is_subject(subject) and constant(low) is not None and constant(high) is not None
        case In(subject=subject, tests=tests):
            return _is_subject(subject) and all(_is_plain_test(test) for test in tests)
        case _:
            return False


def _is_subject(node: Node) -> bool:
    return isinstance(node, Name) and node.name == "?"


def _is_plain_test(test: UnaryTest) -> bool:
    return is_plain(test.operand) if test.op == "?" else _is_fixed(test.operand)


def _is_fixed(node: Node) -> bool:
    match node:
        case Interval(low=low, high=high):
            return constant(low) is not None and constant(high) is not None
        case Items(items=items):
            return all(_is_fixed(item) for item in items)
        case UnaryTest(op=op, operand=operand):
            return op in _COMPARISONS and constant(operand) is not None
        case _:
            return constant(node) is not None
