"""Hostile expressions: each ends soon, with a problem, null or a bounded error."""

from __future__ import annotations

import pytest

from askonce.feel.check import infer
from askonce.feel.evaluate import Exhausted, Meter, Settings, evaluate
from askonce.feel.syntax import parse, parse_unary_tests

LENIENT = Settings(None, strict=False)


@pytest.mark.parametrize(
    "text",
    ["(" * 10_000 + "1" + ")" * 10_000, "[" * 10_000, "{a:" * 10_000, "-" * 10_000 + "1", "not(" * 10_000,
     "1" + "+1" * 10_000, "a" + ".a" * 10_000, "a" + "[1]" * 10_000, "if true then " * 10_000, "for a in " * 5_000,
     "function(a) " * 10_000 + "1", "x instance of " + "list<" * 10_000, "a in " * 5_000 + "b", "/*" * 50_000,
     '"' * 100_001, '"\\' * 50_000, "1e999999999", "a" * 300_000],
)  # fmt: skip
def test_the_parser_refuses_with_a_problem(text: str) -> None:
    for read in (parse, parse_unary_tests):
        found = read(text)
        assert found.tree is None
        assert found.problems[0].message


@pytest.mark.parametrize(
    "text",
    ["9**(9**9)", "10**6000 * 10**6000", "exp(10**5000)", '@"P1D" * 10**6000', "date(10**6000, 1, 1)",
     '@"2020-01-01" + @"P999999999999D"', "[1, 2][10**6000]", "count(for i in 1..1000000000 return i)",
     '(for i in 1..60 return if i = 1 then "a" else partial[-1] + partial[-1])[-1]',
     "string((for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1])",
     "flatten((for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1])",
     'matches("a", "(((a{1,1000}){1,1000}){1,1000}){1,1000}b")', 'for i in @"-9999-01-01"..@"9999-01-01" return i'],
)  # fmt: skip
def test_what_has_no_bounded_value_is_null(text: str) -> None:
    tree = parse(text).tree
    assert tree is not None
    infer(tree, {})
    assert evaluate(tree, {}, LENIENT) in (None, False)


@pytest.mark.parametrize(
    "text",
    ["(function(f) f(f))(function(f) f(f))", "for i in 1..200 return [partial[-1]]",
     "(function(f) f(f, 99))(function(f, n) if n < 2 then n else f(f, n - 1) + f(f, n - 2))",
     "some i in 1..100000, j in 1..100000 satisfies i > j + 10**7", "for i in 1..100000 return partial",
     "for i in 1..30 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
     'for i in 1..1000 return matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", "(a|aa)+$")'],
)  # fmt: skip
def test_what_does_not_end_is_stopped(text: str) -> None:
    tree = parse(text).tree
    assert tree is not None
    with pytest.raises(RecursionError):
        evaluate(tree, {}, LENIENT, Meter(300_000))


def test_expressions_that_share_a_meter_are_stopped_together() -> None:
    tree = parse("count(for i in 1..100 return i)").tree
    assert tree is not None
    meter = Meter(350)
    evaluate(tree, {}, LENIENT, meter)
    with pytest.raises(Exhausted):
        evaluate(tree, {}, LENIENT, meter)
