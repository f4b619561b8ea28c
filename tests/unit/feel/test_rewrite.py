"""Constants in tests, and tests of constants only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from askonce.feel.rewrite import is_plain, literals
from askonce.feel.syntax import parse_unary_tests
from askonce.feel.values import Money, Value


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        ("< 60", [Decimal(60)]), ("[1..2], -5", [Decimal(1), Decimal(2), Decimal(-5)]), ("-", []),
        ('date("2026-03-01")', [date(2026, 3, 1)]), ('>= @"2026-03-01"', [date(2026, 3, 1)]),
        ('not("a", true)', ["a", True]),
        ("18 CNY, 18 CNY", [Money(Decimal(18), "CNY")]), ("1, true", [Decimal(1), True]),
        ("? > 3 and ? < limit", [Decimal(3)]),
    ],
)  # fmt: skip
def test_literals_are_the_points_compared_with(cell: str, points: list[Value]) -> None:
    tree = parse_unary_tests(cell).tree
    assert tree is not None
    assert list(literals(tree)) == points


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("-", True), ("< 60", True), ("not([1..5), 9)", True), ('date("2026-03-01")', True),
        ('"a", null', True), ("[1, 2]", True),
        ("? between 1 and 5", True), ("? in (1, 2)", True), ("not(? = 1) or 5 < ?", True),
        ("limit", False), ("< limit", False),
        ("? + 1 > 2", False), ("count(?) > 1", False), ("[1..limit]", False), ("1 + 1", False),
        ("(< 5)", True),
    ],
)  # fmt: skip
def test_plain_tests_compare_with_constants_only(cell: str, *, plain: bool) -> None:
    tree = parse_unary_tests(cell).tree
    assert tree is not None
    assert is_plain(tree) is plain
