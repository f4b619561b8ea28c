"""Which text of a norm rules, with which rates, on which dates, and why none does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from askonce.feel.values import Money, Value
from askonce.norms.compiling.compiled import compile_ruling
from askonce.norms.explain import is_adverse
from askonce.norms.ruling import Dates, Ruling, all_on, rule
from askonce.norms.walk import walk
from tests.unit.norms.books import book, norm, parameter, ruling, unsettled

OLD, NEW = date(2024, 6, 1), date(2025, 6, 1)


def texts(chooser: str, more: str = "") -> str:
    return norm(
        "tried",
        "needs: {x: number}\nversions:\n"
        f"  - {{in_force: {{from: 2024-01-01, to: 2024-12-31, governed_by: {chooser}}}, result: 1}}\n"
        f"  - {{in_force: {{from: 2025-01-01, governed_by: {chooser}}}, result: 2{more}}}\n",
        force="",
    )


def outcome(found: Ruling, **values: Value) -> Value:
    given: dict[str, Value] = {"x": None, **values}
    assert walk(found, given) == compile_ruling(found).value(given)
    return walk(found, given)


@pytest.mark.parametrize("chooser", ["event", "application", "decision"])
def test_the_date_that_governs_chooses_the_text_and_no_other(chooser: str) -> None:
    for day, wanted in ((OLD, 1), (NEW, 2), (date(2024, 12, 31), 1), (date(2025, 1, 1), 2)):
        others = dict.fromkeys(("event", "application", "decision"), NEW if wanted == 1 else OLD)
        assert outcome(ruling(texts(chooser), dates=Dates(**{**others, chooser: day}))) == Decimal(wanted)


@pytest.mark.parametrize("chooser", ["event", "application", "decision"])
def test_a_missing_date_is_asked_for_and_never_guessed(chooser: str) -> None:
    dates = {**dict.fromkeys(("event", "application", "decision"), OLD), chooser: None}
    assert (
        unsettled(texts(chooser), dates=Dates(**dates)).message
        == f"norm `tried` needs the date of the {chooser}"
    )


def test_a_text_may_leave_earlier_events_to_the_one_before() -> None:
    keeping = texts("application", ', keeps_previous: "event < @\\"2025-01-01\\""')
    assert outcome(ruling(keeping, dates=Dates(OLD, NEW, NEW))) == Decimal(1)
    assert outcome(ruling(keeping, dates=Dates(NEW, NEW, NEW))) == Decimal(2)
    assert outcome(ruling(keeping, dates=Dates(OLD, OLD, NEW))) == Decimal(1)


def test_a_text_that_a_transition_keeps_says_which_text_left_it_the_case() -> None:
    keeping = texts("application", ', keeps_previous: "event < @\\"2025-01-01\\""')
    left_by = ruling(keeping, dates=Dates(OLD, NEW, NEW)).left_by
    assert left_by is not None
    assert left_by.in_force is not None
    assert left_by.in_force.starts == date(2025, 1, 1)
    assert ruling(keeping, dates=Dates(NEW, NEW, NEW)).left_by is None
    assert ruling(keeping, dates=Dates(OLD, OLD, NEW)).left_by is None


def test_a_transition_that_comes_out_null_is_never_taken_for_false() -> None:
    keeping = texts("application", ", keeps_previous: 1 / 0 > 1")
    found = unsettled(keeping, dates=all_on(NEW))
    assert (found.message, found.place.path, found.place.line) == (
        "the transition of norm `tried` is neither true nor false on these dates", "norms/tried.yaml", 8,
    )  # fmt: skip
    waiting = texts("application", ', keeps_previous: "event < @\\"2025-01-01\\""')
    missing = unsettled(waiting, dates=Dates(None, NEW, NEW))
    assert missing.message == "the transition of norm `tried` needs the date of the event"


def test_a_date_outside_every_text_is_said_with_the_periods() -> None:
    found = unsettled(texts("application"), dates=all_on(date(2020, 1, 1)))
    assert found.message == (
        "no text of norm `tried` is in force on 2020-01-01; its texts hold from 2024-01-01 to 2024-12-31, from 2025-01-01"
    )
    assert found.place.path == "norms/tried.yaml"
    assert found.place.line > 1


PRICED = norm("tried", "needs: {x: number}\nparameters: {fee: fee}\nresult: fee * 2")
RATES = "from: 2022-01-01, to: 2023-12-31, value: 5 CNY; from: 2024-01-01, to: 2024-12-31, value: 6 CNY"


@pytest.mark.parametrize(("day", "amount"), [(date(2023, 12, 31), 10), (date(2024, 1, 1), 12)])
def test_a_rate_is_that_of_the_day(day: date, amount: int) -> None:
    assert outcome(ruling(PRICED, parameter("fee", RATES), dates=all_on(day))) == Money(
        Decimal(amount), "CNY"
    )


def test_a_rate_that_ran_out_does_not_live_on() -> None:
    found = unsettled(PRICED, parameter("fee", RATES), dates=all_on(NEW))
    assert (
        found.message
        == "parameter `fee` has run out: its value ended on 2024-12-31 and none holds on 2025-06-01"
    )
    assert found.place.path == "parameters/fee.yaml"


def test_a_rate_that_has_not_begun_is_none() -> None:
    rates = parameter("fee", "from: 2026-01-01, value: 5 CNY")
    assert (
        unsettled(PRICED, rates, dates=all_on(NEW)).message
        == "parameter `fee` has no value yet on 2025-06-01"
    )


def test_a_parameter_may_have_a_date_of_its_own() -> None:
    rates = parameter("fee", RATES, "governed_by: decision\n")
    found = ruling(PRICED, rates, dates=Dates(NEW, NEW, date(2023, 6, 1)))
    assert outcome(found) == Money(Decimal(10), "CNY")
    missing = unsettled(PRICED, rates, dates=Dates(NEW, NEW, None))
    assert missing.message == "parameter `fee` needs the date of the decision"


def test_a_rate_that_the_text_does_not_name_may_have_run_out() -> None:
    unused = PRICED.replace("result: fee * 2", "result: 1")
    assert outcome(ruling(unused, parameter("fee", RATES), dates=all_on(NEW))) == Decimal(1)


def test_a_norm_used_rules_by_its_own_text_and_is_typed_by_it() -> None:
    outer = norm("tried", "needs: {x: number}\nnorms: {base: base}\nresult: base + 1")
    inner = texts("event").replace("tried", "base")
    for dates, wanted in ((Dates(OLD, NEW, NEW), 2), (Dates(NEW, NEW, NEW), 3)):
        found = ruling(outer, inner, dates=dates)
        assert outcome(found) == Decimal(wanted)
        assert dict(found.uses)["base"].norm.id == "base"
    used = unsettled(outer, inner, dates=Dates(date(2020, 1, 1), NEW, NEW))
    assert "no text of norm `base` is in force on 2020-01-01" in used.message


def test_a_used_norm_that_is_not_there_is_said_at_its_place() -> None:
    outer = norm("tried", "needs: {x: number}\nnorms: {base: base}\nresult: base + 1")
    found = unsettled(outer)
    assert found.message == "there is no norm `base`"
    assert found.place.path == "norms/tried.yaml"


def test_norms_that_rest_on_each_other_rule_nothing_and_end() -> None:
    one = norm("tried", "needs: {x: number}\nnorms: {other: other}\nresult: other")
    other = norm("other", "needs: {x: number}\nnorms: {tried: tried}\nresult: tried")
    assert unsettled(one, other).message == "norm `tried` rests on itself"


def test_a_text_with_errors_rules_nothing() -> None:
    found = unsettled(norm("tried", "needs: {x: number}\nresult: y + 1"))
    assert found.message == "the text of norm `tried` has errors"


def test_only_the_names_of_a_book_are_ruled() -> None:
    made = book(PRICED, parameter("fee", RATES))
    assert set(made.norms) >= {"tried"}
    assert isinstance(rule("tried", made, all_on(OLD)), Ruling)


def test_a_bare_no_of_a_favourable_norm_refuses() -> None:
    """Nothing may be given upon it, although no word of the norm says that it refuses."""
    text = norm("tried", "needs: {x: number}\nresult: x > 1\n")
    allowed = ruling(text.replace("effect: neutral", "effect: favourable"))
    refusing = [value for value in (True, False, None) if is_adverse(allowed, value)]
    assert refusing == [False]
    assert is_adverse(allowed, {"result": False})
    assert not is_adverse(ruling(text), {"result": False})
