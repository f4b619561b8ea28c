"""How a cell of a sheet is read, and which cells are traps."""

from __future__ import annotations

import pytest

from askonce.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    INTEGER,
    NUMBER,
    TEXT,
    TIME,
    ChoiceType,
    MoneyType,
    Type,
)
from askonce.norms.sheets.cells import find_trap, read_cell

YUAN = MoneyType("CNY")
STATUS = ChoiceType(("single", "married"))


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("", NUMBER, "-"), ("-", NUMBER, "-"), ("—", NUMBER, "-"), ("–", NUMBER, "-"), ("－", NUMBER, "-"),
        ("60", NUMBER, "60"), (">=60", NUMBER, ">=60"), ("≥60", NUMBER, ">=60"), ("＞＝６０", NUMBER, ">=60"),
        ("＜60", NUMBER, "<60"), ("≤ 60", NUMBER, "<= 60"), ("［10..20）", NUMBER, "[10..20)"), ("【1..2】", NUMBER, "[1..2]"),
        ("1，2", NUMBER, "1,2"), ("1、2", NUMBER, "1,2"), ("−5", NUMBER, "-5"), ("[-10..-5]", NUMBER, "[-10..-5]"),
        ("< 15%", NUMBER, "< 0.15"), ("7.5 %", NUMBER, "0.075"), ("[10%..20%)", NUMBER, "[0.1..0.2)"),
        ("TRUE", BOOLEAN, "true"), ("False", BOOLEAN, "false"), ("TRUE", TEXT, "TRUE"),
        ("¥18", YUAN, "18 CNY"), ("￥18.50", YUAN, "18.50 CNY"), ("< CNY 18", YUAN, "< 18 CNY"), ("$18", YUAN, "$18"),
        ("[¥10..¥20)", YUAN, "[10 CNY..20 CNY)"), ("¥18", MoneyType("JPY"), "18 JPY"), ("$18", MoneyType("USD"), "18 USD"),
        ("18 CNY", YUAN, "18 CNY"), ("¥18", NUMBER, "¥18"),
        ("2026-01-01", DATE, '@"2026-01-01"'), (">= 2026-01-01", DATE, '>= @"2026-01-01"'),
        ("[2026-01-01..2026-12-31]", DATE, '[@"2026-01-01"..@"2026-12-31"]'), ('@"2026-01-01"', DATE, '@"2026-01-01"'),
        ('date("2026-01-01")', DATE, 'date("2026-01-01")'), ("2026-01-01", NUMBER, "2026-01-01"),
        ("2026-01-01T08:00:00", DATE_TIME, '@"2026-01-01T08:00:00"'), ("< 08:30:00", TIME, '< @"08:30:00"'),
        ("married", STATUS, "married"), ("single、married", STATUS, "single,married"), ('"＜ 60"', TEXT, '"＜ 60"'),
        ('"a、b"、"c"', TEXT, '"a、b","c"'),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_the_one_thing_that_it_can_mean(text: str, kind: Type, read: str) -> None:
    assert read_cell(text, kind, test=True) == read


def test_an_empty_outcome_stays_empty_and_a_dash_is_no_outcome() -> None:
    assert read_cell("", NUMBER, test=False) == ""
    assert read_cell("-", NUMBER, test=False) == "-"


@pytest.mark.parametrize(
    ("text", "kind", "repair"),
    [
        ("10-20", NUMBER, "[10..20]"), ("10 - 20", NUMBER, "[10..20]"), ("10~20", INTEGER, "[10..20]"),
        ("10–20", INTEGER, "[10..20]"), ("10至20", INTEGER, "[10..20]"), ("10-20 CNY", YUAN, "[10 CNY..20 CNY]"),
        ("2026-01-01", NUMBER, "the type `date`"), ("2026-01-01", DATE, '`@"2026-01-01"`'), ("< 2026-01-01", TEXT, "`date`"),
        ("1,000", NUMBER, "`1000`"), (">= 1,000,000 CNY", YUAN, "`1000000`"), ("[1,000..2,000)", NUMBER, "`1000`"),
        (">= 60, < 70", NUMBER, "[60..70)"), ("< 70, > 60", NUMBER, "(60..70)"), (">=60,<=70", NUMBER, "[60..70]"),
        ("¥18", NUMBER, "`money CNY`"), ("$18", YUAN, "`18 CNY`"), ("< €5", YUAN, "`18 CNY`"),
        ("60以上", NUMBER, "`>= 60`"), ("60岁以上", NUMBER, "`>= 60`"), ("不满18周岁", NUMBER, "`< 18`"), ("18以下", NUMBER, "`<= 18`"),
        ("超过100元", YUAN, "`> 100`"), ("满60", NUMBER, "`>= 60`"),
        ("是", BOOLEAN, "`true`"), ("no", BOOLEAN, "`false`"), ("√", BOOLEAN, "`true`"),
    ],
)  # fmt: skip
def test_a_cell_that_means_something_else_than_it_shows_is_a_trap(text: str, kind: Type, repair: str) -> None:
    trap = find_trap(text, kind, test=True)
    assert trap is not None
    assert "`" in trap.message
    assert repair in trap.help


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-", NUMBER), ("60", NUMBER), ("-5", NUMBER), ("[10..20]", NUMBER), ("< 5, > 5", NUMBER), ("< 5, > 9", NUMBER),
        ("1, 200", NUMBER), ("1,2", NUMBER), ("100, 200, 300", NUMBER), ("limit - 20", NUMBER), ("married", STATUS),
        ("true", BOOLEAN), ('"10-20"', TEXT), ('"¥18"', TEXT), ("18 CNY", YUAN), ('@"2026-01-01"', DATE), ("不限", STATUS),
    ],
)  # fmt: skip
def test_a_cell_that_means_what_it_shows_is_none(text: str, kind: Type) -> None:
    assert find_trap(text, kind, test=True) is None


@pytest.mark.parametrize("text", ["2000-500", "min(100,200)", "a - 1", '"10-20"', "paid * 0.5"])
def test_an_outcome_may_reckon(text: str) -> None:
    assert find_trap(text, NUMBER, test=False) is None


@pytest.mark.parametrize("text", ["2026-01-01", "¥18"])
def test_an_outcome_is_no_bare_date_and_no_bare_sign(text: str) -> None:
    assert find_trap(text, NUMBER, test=False) is not None
