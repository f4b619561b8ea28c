"""The walk: the slow meaning of tables, formulas and derived facts, by cases reckoned by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from askonce.feel.values import Value
from askonce.norms.walk import walk, walk_scope
from tests.unit.norms.books import norm, ruling

ROWS = 'rows: [["< 5", 1], ["< 10", 2], [">= 10", 2]]'


def table(hit: str, rows: str = ROWS, more: str = "") -> str:
    return norm(
        "tried", f"needs: {{x: number}}\ntable:\n  hit: {hit}\n  when: [x]\n  then: [out]\n  {rows}\n{more}"
    )


@pytest.mark.parametrize(
    ("hit", "x", "wanted"),
    [
        ("unique", "12", "2"), ("unique", "3", None), ("unique", None, None), ("any", "3", None), ("any", "7", "2"),
        ("first", "3", "1"), ("first", None, None), ("collect sum", "3", "3"), ("collect min", "3", "1"),
        ("collect max", "3", "2"), ("collect count", "3", "2"), ("collect count", None, "0"), ("collect sum", None, None),
    ],
)  # fmt: skip
def test_each_policy_by_hand(hit: str, x: str | None, wanted: str | None) -> None:
    found = walk(ruling(table(hit)), {"x": None if x is None else Decimal(x)})
    assert found == (None if wanted is None else Decimal(wanted))


@pytest.mark.parametrize("hit", ["collect", "rule order"])
def test_policies_that_list(hit: str) -> None:
    found = ruling(table(hit))
    assert walk(found, {"x": Decimal(3)}) == (Decimal(1), Decimal(2))
    assert walk(found, {"x": None}) == ()


def test_otherwise_is_for_what_no_row_takes_and_for_nothing_else() -> None:
    found = ruling(table("unique", more="  otherwise: [9]"))
    assert [walk(found, {"x": x}) for x in (None, Decimal(12), Decimal(3))] == [Decimal(9), Decimal(2), None]


def test_several_outcomes_are_a_context() -> None:
    words = "needs: {x: number}\ntable: {hit: unique, when: [x], then: [a, b], rows: [['-', x + 1, 2]]}"
    assert walk(ruling(norm("tried", words)), {"x": Decimal(1)}) == {"a": Decimal(2), "b": Decimal(2)}


def test_derived_facts_follow_one_another() -> None:
    words = "needs: {x: number}\nwhere: {b: a * 2, a: x + 1}\nresult: a + b"
    found = ruling(norm("tried", words))
    scope = walk_scope(found, {"x": Decimal(2)})
    assert (scope["a"], scope["b"], walk(found, {"x": Decimal(2)})) == (Decimal(3), Decimal(6), Decimal(9))


def test_nested_norms_see_the_same_facts_and_names_of_their_own() -> None:
    outer = norm("tried", "needs: {x: number}\nnorms: {base: base}\nwhere: {own: 1}\nresult: base + own")
    inner = norm("base", "needs: {x: number}\nwhere: {own: x * 10}\nresult: own")
    assert walk(ruling(outer, inner), {"x": Decimal(2)}) == Decimal(21)


def test_a_household_without_members_is_no_fault() -> None:
    words = "needs: {home: {type: list, each: {pay: money CNY}}}\nresult: count(home[pay > 5 CNY])"
    found = ruling(norm("tried", words))
    empty: tuple[Value, ...] = ()
    assert walk(found, {"home": empty}) == walk(found, {"home": None}) == Decimal(0)
