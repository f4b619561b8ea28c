"""What a norm over a population asks of a file, and what of a norm no table can say."""

from __future__ import annotations

from datetime import date

import pytest

from askonce.feel.relational.algebra import TRUTH, WORDS, Day, Exact, Fixed
from askonce.norms.binding import bind_norm
from askonce.norms.population.periods import find_change
from askonce.norms.population.population import Plan, Refused, column_kind, population
from askonce.norms.ruling import Book, Ruling, Unsettled, all_on, rule
from askonce.pack.symbols import Scope, Table
from tests.unit.norms.texts import norm_of

DAY = date(2025, 2, 28)


def ruling_of(text: str) -> Ruling:
    norm = norm_of(f"norm: tried\n{text}")
    found = rule("tried", Book({"tried": bind_norm(norm, Scope(Table([])))}, {}), all_on(DAY))
    assert isinstance(found, Ruling), found
    return found


def refusals(text: str, **columns: object) -> list[str]:
    ruling = ruling_of(text)
    schema = {name: column_kind(kind) for name, kind in ruling.inputs} | columns
    found = population(ruling, schema)  # type: ignore[arg-type]
    return [f"{one.place}: {one.message}" for one in found.refusals] if isinstance(found, Refused) else []


@pytest.mark.parametrize(
    ("needs", "result", "why"),
    [
        ("m: money CNY", "m / 3", "`m / 3` divides without rounding"),
        ("m: money CNY", "if m > 1 CNY then m / 3 else m", "`m / 3` divides without rounding"),
        ("x: number", "x ** 2", "`x ** 2` is a power"),
        ("t: text", "upper case(t)", "`upper case(t)` uses `upper case`"),
        ("m: money CNY, w: money CNY, x: number", "m.amount * w.amount * x", "past 34 a number is rounded"),
        ("d: date, i: integer", "d + i * 1 day", "can leave the years 1583 to 9999"),
        (
            "x: number, i: integer",
            "round up(x, i)",
            "rounds to a number of digits that is not the same for all",
        ),
        ("d: date", "d + 36 hours", "`36 hours` is a value that no column holds"),
        ("x: number, z: number", "x / z = z", "before it is rounded"),
        ("x: number, z: number", "sum(for i in [x, z] return i)", "is a loop"),
    ],
)
def test_what_no_table_can_say_is_refused_at_its_place(needs: str, result: str, why: str) -> None:
    (found,) = refusals(f"needs: {{{needs}}}\nresult: {result}")
    assert why in found
    assert found.startswith("norm.yaml:3:")


@pytest.mark.parametrize("hit", ["collect", "rule order", "output order"])
def test_a_table_that_gives_a_list_is_refused(hit: str) -> None:
    text = (
        f"needs: {{i: integer}}\ntable:\n  hit: {hit}\n  when: [i]\n  then: {{o: [a, b]}}\n  rows: [[-, a]]"
    )
    (found,) = refusals(text)
    assert f"gives a list (`{hit}`)" in found


def test_a_list_is_no_column() -> None:
    ruling = ruling_of("needs: {ms: list of money CNY}\nresult: 1")
    found = population(ruling, {"ms": "a list"})
    assert isinstance(found, Refused)
    assert "list of money CNY, which no column of a table holds" in found.refusals[0].message


def test_a_file_says_all_that_is_wrong_with_it_and_how_to_mend_it() -> None:
    ruling = ruling_of("needs: {birth: date, income: money CNY, ok: boolean}\nresult: ok and income > 1 CNY")
    found = population(ruling, {"birth": WORDS, "income": "double"})
    assert isinstance(found, Refused)
    assert [one.message for one in found.refusals] == [
        "column `birth` is text where date for date should stand",
        "column `income` is double where decimal(18, 2) for money CNY should stand",
        "the file has no column `ok` (boolean for boolean)",
    ]
    assert "CAST(income AS DECIMAL(18, 2)) AS income" in found.refusals[1].help


def test_values_are_looked_through_where_the_file_itself_does_not_say_that_they_fit() -> None:
    ruling = ruling_of("needs: {i: integer, ok: boolean}\nresult: ok and i > 1")
    open_ = population(ruling, {"i": Exact(0, -(2**63), 2**63 - 1), "ok": TRUTH})
    closed = population(ruling, {"i": Exact(0, -5, 99), "ok": TRUTH})
    assert isinstance(open_, Plan)
    assert isinstance(closed, Plan)
    assert [isinstance(one.unfit, Fixed) for one in open_.inputs] == [False, True]
    assert [isinstance(one.unfit, Fixed) for one in closed.inputs] == [True, True]


def test_only_facts_that_decide_are_read() -> None:
    ruling = ruling_of("needs: {i: integer, d: date}\nwhere: {unused: i * 2}\nresult: d.year")
    plan = population(ruling, {"i": Exact(0, 0, 9), "d": Day(700_000, 730_000)})
    assert isinstance(plan, Plan)
    assert [one.name for one in plan.reckoning.reads] == ["d"]
    assert plan.reckoning.layers == ()


def test_dates_in_a_file_must_fall_under_one_text() -> None:
    norm = norm_of(
        "norm: tried\nneeds: {i: integer}\nversions:\n"
        "  - {in_force: {from: 2020-01-01, to: 2025-12-31}, result: i}\n"
        "  - {in_force: {from: 2026-01-01}, result: i + 1}\n"
    )
    book = Book({"tried": bind_norm(norm, Scope(Table([])))}, {})
    assert find_change("tried", book, {"application": (date(2020, 1, 1), date(2025, 12, 31))}) is None
    assert find_change("tried", book, {"application": (date(2026, 1, 1), date(2029, 12, 31))}) is None
    found = find_change("tried", book, {"application": (date(2025, 12, 31), date(2026, 1, 1))})
    assert isinstance(found, Unsettled)
    assert "changes on 2026-01-01" in found.message
