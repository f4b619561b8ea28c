"""Compiled rulings: tables of every policy and size, states of facts, norms that norms use."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from askonce.feel.values import FarDate, Money, Value
from askonce.norms.compiling.compiled import Traced, Undecided, compile_ruling
from askonce.norms.compiling.rowing import are_disjoint
from askonce.norms.model import HITS
from askonce.norms.ruling import Ruling
from askonce.norms.walk import walk
from askonce.registers.fact import DECLINED, NONE, NOT_ASKED, UNAVAILABLE, Fact, State, known
from tests.unit.norms.books import norm, ruling

TWO = Decimal(2)


def table(
    rows: str, *, hit: str = "unique", needs: str = "x: number", when: str = "x", more: str = ""
) -> Ruling:
    words = (
        f"needs: {{{needs}}}\n{more}table:\n  hit: {hit}\n  when: [{when}]\n  then: [out]\n  rows: [{rows}]\n"
    )
    return ruling(norm("tried", words))


def facts(**values: Value | Fact) -> dict[str, Fact]:
    return {name: one if isinstance(one, Fact) else known(one) for name, one in values.items()}


@pytest.mark.parametrize("hit", HITS)
def test_every_policy_over_rows_that_overlap(hit: str) -> None:
    found = table('["< 5", 1], ["< 10", 2], ["[3..20)", 1], ["null", 3]', hit=hit)
    compiled = compile_ruling(found)
    for x in (None, *(Decimal(one) for one in (1, 4, 7, 15, 30))):
        assert compiled.value({"x": x}) == walk(found, {"x": x}), (hit, x)


def test_rows_that_no_case_shares_are_proven_so_nulls_included() -> None:
    def disjoint(rows: str, **more: str) -> bool:
        found = table(rows, **more)
        assert found.text.table is not None
        return are_disjoint(found, found.text.table)

    assert disjoint('["< 5", 1], [">= 5", 2]')
    assert disjoint('["< 5", 1], [">= 5", 2], ["null", 3]')
    assert not disjoint('["< 5", 1], [">= 4", 2]')
    assert not disjoint('["not(5)", 1], ["null", 2]')
    assert not disjoint('["-", 1], ["null", 2]')
    assert not disjoint('["< 5 + y", 1], [">= 5 + y", 2]', needs="x: number, y: number")
    assert disjoint("[true, 1], [false, 2]", needs="x: boolean")


def test_a_null_that_two_rows_of_a_unique_table_take_is_decided_by_neither() -> None:
    found = compile_ruling(table('["not(5)", 1], ["null", 2], ["5", 3]'))
    assert [found.value({"x": x}) for x in (None, Decimal(5), Decimal(1))] == [None, Decimal(3), Decimal(1)]


@pytest.mark.parametrize(("hit", "step"), [("unique", 1), ("first", 1), ("collect sum", 1), ("unique", 0)])
def test_a_table_of_three_thousand_rows(hit: str, step: int) -> None:
    rows = ", ".join(f'["[{number}..{number + 2 - step})", {number}]' for number in range(3000))
    found = table(rows, hit=hit)
    compiled = compile_ruling(found)
    for x in (Decimal(0), Decimal("1499.5"), Decimal(2999), Decimal(9999)):
        assert compiled.value({"x": x}) == walk(found, {"x": x})


def test_a_table_of_a_hundred_columns_groups_no_deeper_than_python_reads() -> None:
    names = [f"c{number}" for number in range(100)]
    row = ", ".join('">= 0"' for _ in names)
    needs = ", ".join(f"{name}: number" for name in names)
    found = table(f"[{row}, 1], [{row}, 2]", hit="first", needs=needs, when=", ".join(names))
    values: dict[str, Value] = dict.fromkeys(names, Decimal(1))
    assert compile_ruling(found).value(values) == Decimal(1)
    assert compile_ruling(found).value({**values, "c99": None}) is None


def test_hundreds_of_derived_facts_in_a_row() -> None:
    where = "".join(f"  f{number}: f{number - 1} + 1\n" for number in range(1, 400))
    found = ruling(norm("tried", f"needs: {{x: number}}\nwhere:\n  f0: x\n{where}result: f399"))
    assert compile_ruling(found).value({"x": Decimal(1)}) == Decimal(400)
    assert compile_ruling(found).decide({"x": known(None)}) is None


def test_derived_facts_that_doubling_would_work_out_a_thousand_million_times() -> None:
    where = "".join(
        f"  f{number}: if x > {number} then f{number - 1} + f{number - 1} else f{number - 1}\n"
        for number in range(1, 30)
    )
    found = ruling(
        norm("tried", f"needs: {{x: number}}\nwhere:\n  f0: x\n{where}result: if x > 0 then f29 else 0")
    )
    assert compile_ruling(found).value({"x": Decimal(99)}) == Decimal(99) * 2**29


SHORT = '["< 5", "-", 1], [">= 5", "true", 2], [">= 5", "false", 3]'


@pytest.mark.parametrize(
    ("x", "ok", "wanted"),
    [
        (Decimal(1), NOT_ASKED, Decimal(1)), (Decimal(1), DECLINED, Decimal(1)), (Decimal(7), True, TWO),
        (Decimal(7), NOT_ASKED, Undecided(("ok",))), (Decimal(7), DECLINED, Undecided(("ok",))),
        (UNAVAILABLE, True, Undecided(("x",))), (NONE, NOT_ASKED, None), (Fact(State.KNOWN, None), True, None),
    ],
)  # fmt: skip
def test_only_facts_that_are_looked_at_need_be_settled(x: Any, ok: Any, wanted: Any) -> None:
    found = table(SHORT, needs="x: number, ok: boolean", when="x, ok")
    assert compile_ruling(found).decide(facts(x=x, ok=ok)) == wanted


def test_a_fact_that_nobody_gave_is_not_asked_yet() -> None:
    found = table(SHORT, needs="x: number, ok: boolean", when="x, ok")
    assert compile_ruling(found).decide({}) == Undecided(("x",))
    assert compile_ruling(found).decide(facts(x=Decimal(1))) == Decimal(1)


def test_a_date_that_nobody_gave_is_that_of_the_ruling_and_one_that_was_given_counts() -> None:
    compiled = compile_ruling(ruling(norm("tried", "needs: {x: number}\nresult: application.day")))
    day = known(date(2020, 1, 31))
    assert [compiled.decide(facts(x=None)), compiled.decide(facts(x=None, application=day))] == [
        Decimal(1),
        Decimal(31),
    ]
    assert [compiled.value({"x": None}), compiled.value({"x": None, "application": day.value})] == [
        Decimal(1),
        Decimal(31),
    ]


def test_the_trace_names_the_rows_and_costs_no_outcome() -> None:
    compiled = compile_ruling(table('["< 5", 1], ["< 10", 2]', hit="collect"))
    assert compiled.trace(facts(x=Decimal(1))) == Traced((Decimal(1), TWO), (0, 1))
    assert compiled.trace(facts(x=Decimal(7))) == Traced((TWO,), (1,))
    assert compiled.trace(facts(x=NOT_ASKED)) == Undecided(("x",))
    assert compile_ruling(ruling(norm("tried", "needs: {x: number}\nresult: x"))).trace(
        facts(x=TWO)
    ) == Traced(TWO, ())


def test_values_that_their_types_did_not_promise_are_walked() -> None:
    words = "needs: {d: date, e: date, m: money CNY}\nresult: if d < e then m else 0 CNY"
    found = ruling(norm("tried", words))
    values: dict[str, Value] = {"d": date(2020, 1, 1), "e": FarDate(12020, 1, 1), "m": Money(TWO, "CNY")}
    compiled = compile_ruling(found)
    assert (
        compiled.value(values) == compiled.decide(facts(**values)) == walk(found, values) == Money(TWO, "CNY")
    )
    assert compiled.trace(facts(**values)) == Traced(Money(TWO, "CNY"), ())


def test_norms_used_twice_are_worked_out_once_each_with_its_own_names() -> None:
    files = [norm("n0", "needs: {x: number}\nwhere: {own: x * 2}\nresult: own")]
    for number in range(1, 12):
        used = f"norms: {{a: n{number - 1}, b: n{number - 1}}}"
        files.append(
            norm(
                f"n{number}",
                f"needs: {{x: number}}\n{used}\nwhere: {{own: 1}}\nresult: if x > 0 then a + b + own - own else a",
            )
        )
    found = ruling(*files, name="n11")
    compiled = compile_ruling(found)
    assert compiled.value({"x": TWO}) == Decimal(4 * 2**11)
    assert compiled.value({"x": Decimal(-1)}) == Decimal(-2)
