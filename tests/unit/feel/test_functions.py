"""The built-in functions, each by an example of what it gives."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.functions import FUNCTIONS
from askonce.feel.syntax import parse
from askonce.feel.writing import write

EXAMPLES = (
    ("not(true)", "false"), ("string(1.50)", "1.5"), ("is defined(null)", "false"),
    ("get or else(null, 2)", "2"),
    ('get value({a: 1}, "a")', "1"), ("get entries({a: 1})", '[{key: "a", value: 1}]'),
    ('context([{key: "a", value: 1}])', "{a: 1}"), ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
    ("context merge([{a: 1}, {b: 2}])", "{a: 1, b: 2}"), ('number("1 000,5", " ", ",")', "1000.5"),
    ('number("1_0")', None),
    ('number("1.0", ".")', None), ("decimal(2.5, 0)", "2"), ("decimal(1/3, 2)", "0.33"),
    ("floor(-1.5)", "-2"), ("ceiling(1.234, 1)", "1.3"),
    ("round up(5.21, 1)", "5.3"), ("round down(-5.29, 1)", "-5.2"), ("round half up(2.5, 0)", "3"),
    ("round half down(2.5, 0)", "2"), ("round half even(3.5, 0)", "4"),
    ("round half up(18.555 CNY, 2)", "18.56 CNY"),
    ("abs(-1 CNY)", "1 CNY"), ("modulo(-5, 3)", "1"), ("modulo(5, 0)", None), ("sqrt(16)", "4"),
    ("sqrt(-1)", None),
    ("exp(0)", "1"), ("log(1)", "0"), ("log(0)", None), ("odd(-3)", "true"), ("even(2)", "true"),
    ('string length("人口")', "2"),
    ('substring("foobar", -2, 1)', "a"), ('substring before("foobar", "bar")', "foo"),
    ('substring after("foobar", "o")', "obar"),
    ('upper case("a")', "A"), ('lower case("A")', "a"), ('contains("foobar", "ob")', "true"),
    ('starts with("foo", "f")', "true"),
    ('ends with("foo", "f")', "false"), ('matches("foobar", "^fo*b")', "true"), ('matches("a", "(")', None),
    ('replace("abc", "(b)", "[$1]")', "a[b]c"), ('split("a;b", ";")', '["a", "b"]'),
    ('string join(["a", null, "b"], "-")', "a-b"),
    ("list contains([1, null], null)", "true"), ("count([1, 2])", "2"), ("count([])", "0"),
    ("min([3, 1])", "1"), ("max(3, 1)", "3"),
    ("min([])", None), ("max([1, null])", None), ("sum([1, 2])", "3"), ("sum([1, null])", None),
    ("sum([])", None),
    ("sum(1 CNY, 2 CNY)", "3 CNY"), ("sum(1 CNY, 2 EUR)", None), ("mean([1, 2])", "1.5"),
    ("median(8, 2, 5)", "5"), ("median([1, 2])", "1.5"),
    ("mode([1, 1, 2])", "[1]"), ("product([2, 3])", "6"),
    ("stddev([1, 3])", "1.414213562373095048801688724209698"),
    ("all([true, null])", None), ("any([true, null])", "true"), ("sublist([1, 2, 3], -2)", "[2, 3]"),
    ("append([1], 2, null)", "[1, 2, null]"),
    ("concatenate([1], [2])", "[1, 2]"), ("union([1, 2], [2, 3])", "[1, 2, 3]"),
    ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
    ("remove([1, 2], 1)", "[2]"), ("remove([1], 3)", None), ("list replace([1, 2], 1, 9)", "[9, 2]"),
    ("list replace([1, 2], function(a, b) a > 1, 9)", "[1, 9]"), ("reverse([1, 2])", "[2, 1]"),
    ("index of([1, 2, 1], 1)", "[1, 3]"),
    ("distinct values([1, 1, null])", "[1, null]"), ("flatten([[1], [[2]]])", "[1, 2]"),
    ("sort([2, 1])", "[1, 2]"),
    ('date("2026-03-01")', "2026-03-01"), ("date(2025, 2, 29)", None), ('time("10:30:00")', "10:30:00"),
    ("time(10, 30, 0)", "10:30:00"),
    ('date and time(@"2026-03-01", @"10:30:00")', "2026-03-01T10:30:00"),
    ('date and time("2026-03-01")', "2026-03-01T00:00:00"),
    ('duration("P1DT2H")', "P1DT2H"), ('years and months duration(@"2025-01-31", @"2026-03-30")', "P1Y1M"),
    ('day of week(@"2026-03-01")', "Sunday"), ('month of year(@"2026-03-01")', "March"),
    ('day of year(@"2026-03-01")', "60"),
    ('week of year(@"2026-01-01")', "1"), ("is(1, 1)", "true"), ('age(@"1960-02-29", @"2025-02-28")', "65"),
    ("before(1, [2..3])", "true"), ("after([5..6], [1..5))", "true"), ("meets([1..2], [2..3])", "true"),
    ("met by([2..3], [1..2])", "true"),
    ("overlaps([1..3], [2..5])", "true"), ("overlaps before([1..3], [2..5])", "true"),
    ("overlaps after([2..5], [1..3])", "true"),
    ("finishes(5, [1..5])", "true"), ("finished by([1..5], [3..5])", "true"),
    ("includes([1..5], 3)", "true"), ("includes([1..5), 5)", "false"),
    ("during([2..3], [1..5])", "true"), ("starts(1, [1..5])", "true"), ("started by([1..5], 1)", "true"),
    ("coincides([1..2], [1..2])", "true"), ('range("[1..3)")', "[1..3)"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "written"), EXAMPLES)
def test_examples(text: str, written: str | None) -> None:
    tree = parse(text).tree
    assert tree is not None
    assert write(evaluate(tree, {}, Settings("28 February", strict=True))) == written


def test_every_function_has_an_example() -> None:
    shown = {text.partition("(")[0] for text, _ in EXAMPLES}
    assert {function.name for function in FUNCTIONS} == shown | {"now", "today"}


def test_the_clock_comes_as_an_argument_and_never_in_a_norm() -> None:
    moment = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)
    for text, written in (("now()", "2026-03-01T10:30:00Z"), ("today()", "2026-03-01")):
        tree = parse(text).tree
        assert tree is not None
        assert write(evaluate(tree, {}, Settings(None, strict=False, moment=moment))) == written
        assert evaluate(tree, {}, Settings(None, strict=False)) is None
        with pytest.raises(LookupError):
            evaluate(tree, {}, Settings(None, strict=True, moment=moment))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("list replace([1, 2, 3], 2.5, 4)", "[1, 4, 3]"), ("list replace([2], function(a) true, 5)", None),
        ("list replace([2], function(a, b) a, 5)", None), ("decimal(1/3, 2.5)", "0.33"),
        ('substring("foobar", 3, 3.8)', "oba"), ('context put({x: 1, y: {a: 0}}, ["y", "a"], 2)', "{x: 1, y: {a: 2}}"),
        ("context put({x: 1}, [], 2)", None), ('context put({x: 1}, ["x", "y"], 2)', None),
        ('range("[date(\\"1970-01-01\\")..@\\"1970-01-02\\"]")', '[@"1970-01-01"..@"1970-01-02"]'),
        ('range("[3..1]")', None), ('range("[a..3]")', None), ('range(">= 3")', None), ('range("")', None),
        ("is(value1: 1)", "false"), ("is(1)", None), ("before(point: 1, range: [2..3])", "true"),
        ("overlaps after((1..5], [1..5])", "true"), ("overlaps after([1..5], [1..5))", "false"),
        ('matches("abra", "bra", null)', "true"), ('split("a,b", ",*")', None), ("mode([])", "[]"),
        ('string({"{": 1, a b: 2})', '{"{": 1, a b: 2}'), ("string((!= 10))", "(!= 10)"),
        ("(= 10) = [10..10]", "false"), ("5 in [(!= 10)]", "true"), ('(function(a: number) a)("x")', None),
        ("(function(a: number) a)([5])", "5"), ("for i in [2..1] return i", None), ("for i in 2..1 return i", "[2, 1]"),
        ("round half even(2.5, 0)", "2"), ("decimal(3.5, 0)", "4"),
    ],
)  # fmt: skip
def test_the_standard_at_its_edges(text: str, written: str | None) -> None:
    tree = parse(text).tree
    assert tree is not None
    assert write(evaluate(tree, {}, Settings(None, strict=False))) == written


def test_null_gives_null_where_a_slot_does_not_take_it() -> None:
    for function in FUNCTIONS:
        if function.variadic or not function.slots or function.slots[0].nullable:
            continue
        arguments = ", ".join(["null"] * function.least)
        tree = parse(f"{function.name}({arguments})").tree
        assert tree is not None
        assert evaluate(tree, {"x": Decimal(1)}, Settings("1 March", strict=False)) is None, function.name


def test_a_half_is_rounded_to_the_even_neighbour() -> None:
    tree = parse("[decimal(0.5, 0), decimal(1.5, 0), decimal(2.5, 0), decimal(-0.125, 2), 1 / 3 * 3]").tree
    assert tree is not None
    found = evaluate(tree, {}, Settings(None, strict=True))
    assert found == tuple(map(Decimal, ("0", "2", "2", "-0.12", "0." + "9" * 34)))
