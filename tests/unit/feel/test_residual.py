"""What is left of an expression: as little as can be, and never less than null allows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from askonce.feel.evaluate import Settings
from askonce.feel.residual import literal, residual, residual_test
from askonce.feel.source import source
from askonce.feel.syntax import parse, parse_unary_tests
from askonce.feel.tree import Name
from askonce.feel.values import Value

STRICT = Settings("28 February", strict=True)
KNOWN: dict[str, Value] = {
    "one": Decimal(1), "yes": True, "no": False, "nil": None,
    "people": ({"age": Decimal(7)}, {"age": Decimal(70)}),
}  # fmt: skip


def left(text: str, *never_null: str) -> str:
    tree = parse(text).tree
    assert tree is not None
    trees = {name: literal(value) for name, value in KNOWN.items()}
    return source(residual(tree, trees, STRICT, frozenset(never_null)))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("yes and x > 3", "x > 3"), ("no and x > 3", "false"), ("yes or x > 3", "true"), ("nil and x > 3", "null and x > 3"),
        ("no or x", "x or false"), ("x or not(x)", "x or not(x)"), ("0 * x", "0 * x"), ("nil * x", "null"), ("nil < x", "null"),
        ("nil = x", "null = x"), ("if yes then x else y", "x"), ("if nil then x else y", "y"),
        ("if x > 1 then y else y", "y"), ("if x > 1 then one else 2", "if x > 1 then 1 else 2"), ("one + 1 < x", "2 < x"),
        ("some p in people satisfies p.age > x", "7 > x or 70 > x"), ("every p in people satisfies p.age > 5", "true"),
        ("count(people[age > 18])", "1"), ("sum(for p in people return p.age)", "77"), ("people[1].age + x", "7 + x"),
        ("sum([x, nil])", "null"), ("count([x, y, 1])", "3"), ("{a: x, b: a}.b", "x"), ("max(one, x)", "max(1, x)"),
        ("for p in people return p.age + x", "[7 + x, 70 + x]"), ("not(not(x > 1))", "x > 1"), ("x > one and x > one", "x > 1"),
        ("for p in others return p.age", "for p in others return p.age"), ("others[age > one]", "others[age > one]"),
        ("people[age > x]", "[{age: 7}, {age: 70}][age > x]"), ("function(one) one + x", "function(one) one + x"),
        ("(for x in [one, y] return x + one)", "[2, y + 1]"), ("one in [0..3]", "true"), ("x in [0..one]", "x in ([0..1])"),
    ],
)  # fmt: skip
def test_what_is_left(text: str, rest: str) -> None:
    assert left(text) == rest


def test_a_name_that_is_never_null_lets_more_fold() -> None:
    assert left("x or not(x)", "x") == "true"
    assert left("x and not(x)", "x") == "false"
    assert left("yes and x", "x") == "x"


@pytest.mark.parametrize(
    ("cell", "rest"),
    [
        ("< 60", "age < 60"), ("-", "true"), ("[1..one]", "age in ([1..1])"), ("1, > 5", "age in (1) or age > 5"),
        ("not(< 60)", "age < 60 = false"), ("? > 1 and yes", "age > 1"), ("x", "age in (x)"),
    ],
)  # fmt: skip
def test_what_is_left_of_a_cell(cell: str, rest: str) -> None:
    tree = parse_unary_tests(cell).tree
    assert tree is not None
    trees = {name: literal(value) for name, value in KNOWN.items()}
    assert source(residual_test(tree, Name(0, 0, "age"), trees, STRICT)) == rest
