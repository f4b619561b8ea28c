"""The parser: what it reads, where it stops, and what it says there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from askonce.feel.source import source
from askonce.feel.syntax import parse, parse_unary_tests
from askonce.feel.temporal import read_temporal
from askonce.feel.tree import (
    Between,
    Binary,
    Call,
    Filter,
    For,
    In,
    InstanceOf,
    Interval,
    Junction,
    Lambda,
    Literal,
    Name,
    Node,
    Path,
    Quantified,
    Temporal,
    UnaryTest,
    UnaryTests,
    walk,
)
from askonce.feel.values import Money, Value, WorkingDays, YearsMonths, days_time


def tree(text: str, *names: str) -> Node:
    found = parse(text, frozenset(names))
    assert found.problems == ()
    assert found.tree is not None
    return found.tree


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18 CNY", Money(Decimal(18), "CNY")),
        ("12.5CNY", Money(Decimal("12.5"), "CNY")),
        ("60 days", days_time(days=60)),
        ("1 working day", WorkingDays(1)),
        ("5 working days", WorkingDays(5)),
        ("12 months", YearsMonths(12)),
        ("2 years", YearsMonths(24)),
        ("3 weeks", days_time(days=21)),
        ("90 minutes", days_time(minutes=90)),
        ("8 hours", days_time(hours=8)),
        (".5", Decimal("0.5")),
        ("1.2e3", Decimal(1200)),
        (r'"a\"bé"', 'a"bé'),
        ("null", None),
        ("true", True),
    ],
)
def test_a_literal_holds_its_value(text: str, value: Value) -> None:
    found = tree(text)
    assert isinstance(found, Literal)
    assert (type(found.value), found.value) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('@"2026-03-01"', Temporal),
        ("a.b", Path),
        ("a[1]", Filter),
        ("f(a)", Call),
        ("f(x: 1, y: 2)", Call),
        ("a < b", Binary),
        ("a and b", Junction),
        ("a between 1 and 2 and b", Junction),
        ("a between 1 and 2", Between),
        ("a in (1..5]", In),
        ("a in < 5", In),
        ("a instance of list<number>", InstanceOf),
        ("for x in 1..5, y in z return x", For),
        ("every x in z satisfies x > 1", Quantified),
        ("function(a: number, b) a + b", Lambda),
        ("]1..5[", Interval),
        ("(>= 5)", UnaryTest),
        ("出生日期", Name),
        ("जन्म_तिथि", Name),
        ("date and time", Junction),
        ('date and time("2026-03-01T10:00:00")', Call),
    ],
)
def test_an_expression_becomes_its_kind_of_node(text: str, kind: type[Node]) -> None:
    assert isinstance(tree(text), kind)


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("2 ** 3 ** 2", "(2 ** 3) ** 2"),
        ("-3 ** 2", "(-3) ** 2"),
        ("a or b and c", "a or (b and c)"),
        ("a + 1 > b * 2", "(a + 1) > (b * 2)"),
        ("-a.b", "-(a.b)"),
        ("a = b and c = d", "(a = b) and (c = d)"),
    ],
)
def test_operators_bind_as_the_standard_says(text: str, bracketed: str) -> None:
    assert source(tree(text)) == source(tree(bracketed))


def test_every_node_lies_where_it_was_written() -> None:
    text = "age(birth, applied) >= 60 and 人口 in (1, 2)"
    found = {text[node.start : node.end] for node in walk(tree(text))}
    assert {
        "age(birth, applied)",
        "birth",
        "60",
        "人口",
        "人口 in (1, 2)",
        "age(birth, applied) >= 60",
    } <= found


@pytest.mark.parametrize(
    ("text", "names", "read"),
    [
        ("Monthly Income * 2", ["Monthly Income"], ["Monthly Income"]),
        ("Monthly Income Tax", ["Monthly Income", "Monthly Income Tax"], ["Monthly Income Tax"]),
        ("Pre-bureau risk", ["Pre-bureau risk"], ["Pre-bureau risk"]),
        ("a - b", ["a-b"], ["a", "b"]),
        ("Student's name", ["Student's name"], ["Student's name"]),
        ("decision A 2.1", ["decision A 2.1"], ["decision A 2.1"]),
        ("for my x in z return my x", [], ["z", "my x"]),
        ("{first name: 1, b: first name}", [], ["first name"]),
        ("function(my a) my a", [], ["my a"]),
    ],
)
def test_names_of_several_words_need_a_scope(text: str, names: list[str], read: list[str]) -> None:
    assert [node.name for node in walk(tree(text, *names)) if isinstance(node, Name)] == read


@pytest.mark.parametrize(
    ("text", "message", "place", "code"),
    [
        ("", "an expression is missing", "", "syntax"),
        ("18 +", "an operand is missing at the end", "", "syntax"),
        ("birth date", "`birth date` is no name known here", "birth date", "syntax"),
        ("5 apples", "`apples` is no unit and no currency", "apples", "unit"),
        ("1.5 days", "`1.5 days` is no whole number of them", "1.5 days", "unit"),
        ('"abc', '`"` opens a text that is never closed', '"', "syntax"),
        ("a，b", "`，` is no sign of an expression", "，", "syntax"),
        ("(a", "`(` is never closed", "(", "syntax"),
        ("f(a: 1, 2)", "a call names some of its arguments but not all", "f(a: 1, 2", "syntax"),
        ("1e99999", "`1e99999` is too large a number", "1e99999", "syntax"),
        ("if a then b", "`else` is missing at the end", "", "syntax"),
    ],
)
def test_a_text_that_is_no_expression_has_one_problem(text: str, message: str, place: str, code: str) -> None:
    found = parse(text)
    assert found.tree is None
    (problem,) = found.problems
    assert (problem.message, text[problem.start : problem.end], problem.code) == (message, place, code)


def test_full_width_signs_get_the_repair() -> None:
    assert parse("a，b").problems[0].help == "write `,`"


@pytest.mark.parametrize(
    "text", ["(" * 5000, "-" * 5000 + "1", "a + " * 5000 + "a", "a." * 5000 + "a", "f(" * 5000]
)
def test_depth_is_bounded(text: str) -> None:
    assert parse(text).problems[0].code == "depth"


def test_a_long_chain_of_conditions_is_not_deep() -> None:
    assert parse(" and ".join(["a"] * 5000)).problems == ()


@pytest.mark.parametrize(
    ("text", "ops", "negated"),
    [
        ("-", [], False),
        ("< 60", ["<"], False),
        ('"a", "b"', ["in", "in"], False),
        ("not(1, 2)", ["in", "in"], True),
        ("not(a) and b", ["in"], False),
        ("? > 3 and ? < 5", ["?"], False),
        ("[18 CNY..20 CNY)", ["in"], False),
        ("-5", ["in"], False),
        ('date("2026-03-01")', ["in"], False),
    ],
)
def test_a_cell_becomes_its_tests(text: str, ops: list[str], *, negated: bool) -> None:
    found = parse_unary_tests(text).tree
    assert isinstance(found, UnaryTests)
    assert ([test.op for test in found.tests], found.negated) == (ops, negated)
    assert text[found.start : found.end] == text


@pytest.mark.parametrize(("text", "part"), [("> 3 and < 5", "?"), ("1..5", "[1..5]"), ("", "-")])
def test_a_cell_that_misses_its_form_gets_the_repair(text: str, part: str) -> None:
    assert part in parse_unary_tests(text).problems[0].help


def test_the_same_text_is_parsed_once() -> None:
    assert parse("a + 1") is parse("a + 1", frozenset({"a", "plain"}))


def test_an_at_literal_that_says_nothing_is_left_to_the_checker() -> None:
    found = tree('@"soon"')
    assert isinstance(found, Temporal)
    assert found.value is None
    assert read_temporal("2026-03-01") == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "names", "canonical"),
    [
        ("if allowed + 1", ["if allowed"], "if allowed + 1"),
        ("if a then if allowed else 1", ["if allowed", "a"], "if a then if allowed else 1"),
        ("Profit and loss * 2", ["Profit and loss"], "Profit and loss * 2"),
        ("Another Date and Time > 1", ["Another Date and Time"], "Another Date and Time > 1"),
        ("a-b", ["a-b", "a", "b"], "a-b"), ("(a)-(b)", ["a-b", "a", "b"], "a - b"), ("a - b", ["a-b"], "a - b"),
        ("a+b's c/d.e*f + 1", ["a+b's c/d.e*f"], "a+b's c/d.e*f + 1"), ("what if? + 1", ["what if?"], "what if? + 1"),
        ("(date) and time(a)", [], "(date) and time(a)"), ("x instance of my type", [], "x instance of my type"),
    ],
)  # fmt: skip
def test_names_of_several_words_are_read_by_the_longest_in_scope(
    text: str, names: list[str], canonical: str
) -> None:
    assert source(tree(text, *names)) == canonical
