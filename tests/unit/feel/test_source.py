"""Canonical text."""

from __future__ import annotations

import pytest

from askonce.feel.source import source
from askonce.feel.syntax import parse, parse_unary_tests


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a+b*c", "a + b * c"), ("(a+b)*c", "(a + b) * c"), ("a-(b-c)", "a - (b - c)"), ("((a))", "a"),
        ("18CNY", "18 CNY"),
        ("24 months", "2 years"), ("x in(1..5]", "x in ((1..5])"), ("]1..5[", "(1..5)"),
        ("-(-a)", "-(-a)"), ("(-a).b", "(-a).b"),
        ("if a then b else c", "if a then b else c"),
        ("(if a then b else c) + 1", "(if a then b else c) + 1"),
        ("for x in 1..5 return x", "for x in 1..5 return x"),
        ("for x in [1..5] return x", "for x in [1..5] return x"),
        ("for x in 1+1..(a) return x", "for x in (1 + 1)..a return x"),
        ('{"a b":1,"c-d":2}', '{a b: 1, "c-d": 2}'), ("(a = b) = c", "a = b = c"),
        ("x instance of function<number>->date", "x instance of function<number> -> date"),
        ("a and (b and c)", "a and (b and c)"),
        ("x instance of context<a: number>", "x instance of context<a: number>"),
        ("(function(a) a)(1)", "(function(a) a)(1)"),
        ("f(b:1,a:2)", "f(b: 1, a: 2)"), ("every x in a satisfies x", "every x in a satisfies x"),
        ("[< 5, 2]", "[(< 5), 2]"),
    ],
)  # fmt: skip
def test_expressions(text: str, canonical: str) -> None:
    tree = parse(text).tree
    assert tree is not None
    assert source(tree) == canonical


@pytest.mark.parametrize("text", ["-", "< 60", "not(1, 2)", "[1..2), 5", "? > 3", "(not(a))"])
def test_cells(text: str) -> None:
    tree = parse_unary_tests(text).tree
    assert tree is not None
    assert source(tree) == text
