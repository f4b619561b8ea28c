"""The tree walk: values, nulls and cells."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from askonce.feel.check import infer_unary
from askonce.feel.evaluate import Settings, evaluate, matches
from askonce.feel.syntax import parse, parse_unary_tests
from askonce.feel.types import ChoiceType
from askonce.feel.values import Money, Value, value_of

LENIENT = Settings("28 February", strict=False)
STRICT = Settings(None, strict=True)
FACTS: dict[str, Value] = {
    "x": Decimal(7),
    "none": None,
    "birth": date(1960, 2, 29),
    "income": Money(Decimal(100), "CNY"),
    "members": (value_of({"a": 1, "b": 2}), value_of({"a": 3, "b": None})),
}


def value(text: str, settings: Settings = LENIENT) -> Value:
    tree = parse(text).tree
    assert tree is not None
    return evaluate(tree, FACTS, settings)


@pytest.mark.parametrize(
    ("text", "native"),
    [
        ("1 + 2 * x", 15), ("x / 0", None), ("none = null", True), ("none < 1", None),
        ("false and none", False),
        ("true and none", None), ("true or none", True), ("none or false", None),
        ("if none then 1 else 2", 2),
        ("x between 1 and 7", True), ("x in (1, 7)", True), ("x in [8..9]", False), ("x in (< 5, > 6)", True),
        ("x in ([1..2], [7..8])", True), ("none in [1..2]", None), ("1 in [1, 2, 3]", True),
        ("5 in [null..10]", None),
        ("members.a", [1, 3]), ("members[a = 3].a", [3]), ("members[1].b", 2), ("members[-1].a", 3),
        ("members[9]", None),
        ("[1, 2, 3][item > 1]", [2, 3]), ("[{item: 1}, {item: 2}][item = 2].item", [2]), ("[][1]", None),
        ("[][item = 1]", []),
        ("for i in 1..3 return i * 2", [2, 4, 6]), ("for i in 3..1 return i", [3, 2, 1]),
        ("for partial in [1] return partial", [1]),
        ("for i in [1..3) return i", [1, 2]),
        ("for i in [1, 2], j in [i, 9] return i + j", [2, 10, 4, 11]),
        ("for i in 1..3 return count(partial)", [0, 1, 2]),
        ("some i in [1, none] satisfies i > 0", True), ("every i in [1, none] satisfies i > 0", None),
        ("every i in [0, none] satisfies i > 0", False), ("(function(a, b) a - b)(5, 3)", 2),
        ("(function(a, b) a - b)(b: 5, a: 3)", -2),
        ("{a: 1, b: a + 1}.b", 2), ("x instance of number", True), ("none instance of number", False),
        ('age(birth, @"2025-02-28")', 65), ("unknown", None), ("unknown(1)", None),
        ("sort([3, 1, 2])", [1, 2, 3]),
        ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]), ("{f: abs, g: f(-2)}.g", 2),
        ('date and time("2026-03-01").day', 1),
        ("income.amount", 100), ("[1..5].end", 5), ("5 in (>= 5)", True),
        ('substring(start position: 2, string: "abc")', "bc"),
    ],
)  # fmt: skip
def test_expressions(text: str, native: object) -> None:
    assert value(text) == value_of(native)


@pytest.mark.parametrize(
    ("cell", "subject", "holds"),
    [
        ("-", None, True), ("< 60", 59, True), ("< 60", None, False), ("not(< 60)", 60, True),
        ("not(< 60)", None, False),
        ("[1..5)", 5, False), ('"a", "b"', "b", True), ('not("a", "b")', "c", True),
        ("? > 1 and ? < 9", 5, True),
        ("null", None, True), ("not(null)", None, False), ("[1, 2]", 2, True), ("x", 7, True),
        ("< x", 6, True), ("true", True, True),
        ("count(?) > 1", [1, 2], True), ("-5", -5, True), ("18 CNY", 18, False),
    ],
)  # fmt: skip
def test_cells(cell: str, subject: object, *, holds: bool) -> None:
    tree = parse_unary_tests(cell).tree
    assert tree is not None
    assert matches(tree, value_of(subject), FACTS, STRICT) is holds


def test_a_bare_option_matches_through_the_checked_tree() -> None:
    tree = parse_unary_tests("one").tree
    assert tree is not None
    checked = infer_unary(tree, ChoiceType(("one", "two")), {}).tree
    assert [matches(checked, subject, {}, STRICT) for subject in ("one", "two")] == [True, False]


@pytest.mark.parametrize("text", ["unknown + 1", 'age(birth, @"2025-02-28")'])
def test_strict_evaluation_refuses_what_checking_should_have_found(text: str) -> None:
    with pytest.raises(LookupError):
        value(text, STRICT)


def test_what_cannot_matter_is_not_looked_at() -> None:
    assert value("false and unknown", STRICT) is False
    assert value("true or unknown", STRICT) is True
