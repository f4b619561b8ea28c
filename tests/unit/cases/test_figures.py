"""Figures out of tallies: rates with what is not known, and nothing that a small number would tell about people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.cases.measure import Rate
from askonce.cases.observing import figures
from askonce.cases.observing.figures import Costs, observed, together
from askonce.cases.observing.seen import working_days
from askonce.cases.observing.tally import FEWEST, Tally, change, mark, merged
from askonce.cases.term import Workdays
from tests.unit.cases.county import pack

MINUTES = {"filing": Decimal(3), "prefilled": Decimal("0.1"), "visit": Decimal(90)}
FREE = Costs({"diet": Decimal(1)}, MINUTES, 0)
MANY = tuple(range(FEWEST))


def tally(people: int = FEWEST, **counts: int) -> Tally:
    return Tally({word.replace("__", "."): n for word, n in counts.items()}, tuple(range(people)), "a", "b")


def test_a_visit_that_the_text_demands_is_unknown_and_never_none() -> None:
    cases = {"meal": [tally(filed=20, trips__none=20)], "wedding": [tally(filed=10, trips__none=10)]}
    costs = {"meal": FREE, "wedding": Costs({}, MINUTES, 1)}
    assert observed(cases, costs).zero_visit == Rate(20, 30, 10)
    assert observed(cases, {"meal": FREE}).zero_visit == Rate(20, 30, 10)
    assert observed({"meal": [tally(filed=20, trips__unknown=3, trips__none=17)]}, costs).zero_visit == Rate(
        17, 20, 3
    )


def test_minutes_are_reckoned_from_what_was_asked_read_and_travelled() -> None:
    found = observed(
        {"meal": [tally(filed=10, asked__diet=10, asked__gone=2, questions=12, read=20, trips=1)]},
        {"meal": FREE},
    )
    assert found.minutes == 10 * 3 + 10 * 1 + 20 * Decimal("0.1") + 90
    assert found.unpriced == 2
    assert found.minutes_a_case == found.minutes / 10


def test_terms_that_run_are_not_yet_known_and_in_no_denominator() -> None:
    found = observed({"meal": [tally(filed=20, promise__kept=8, promise__late=2, promise__running=10)]}, {})
    assert found.kept == Rate(8, 10, 10)
    assert found.kept.value == pytest.approx(0.8)


def test_few_people_are_withheld_and_never_nought() -> None:
    found = observed({"meal": [tally(filed=40, withdrawn=3, adverse=0, objected=12)]}, {})
    assert (found.withdrawn.withheld, found.adverse.value, found.objected.value) == (True, 0, 12)
    assert not observed({"meal": [tally(people=9, filed=30)]}, {}).enough  # thirty filings of nine people


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1))
def test_what_is_withheld_cannot_be_reckoned_from_the_rest(counts: Mapping[str, int]) -> None:
    said = together(counts)
    hidden = [counts[word] for word, one in said.items() if one.withheld]
    assert all(one.value == counts[word] for word, one in said.items() if not one.withheld)
    assert not any(0 < one.value < FEWEST for one in said.values() if one.value is not None)
    others = [n for word, n in counts.items() if n and not said[word].withheld]
    assert len(hidden) != 1 or not others  # one alone is what is left of the sum
    assert not hidden or sum(hidden) >= FEWEST or not others


def test_questions_and_what_began_by_itself_are_withheld_where_few_stand_behind_them() -> None:
    found = observed(
        {
            "meal": [
                tally(filed=40, itself=3, trips=2, questions=47, asked__diet=40, asked__fire=4, asked__cost=3)
            ]
        },
        {},
    )
    assert (found.itself.withheld, found.trips.withheld, found.questions.numerator) == (True, True, 47)
    assert all(one.withheld for one in found.asked.values())  # 40 beside the sum of 47 would leave 7
    spread = observed(
        {"meal": [tally(filed=44, questions__0=30, questions__1=12, questions__2=2)]}, {}
    ).spread
    assert {number: one.value for number, one in spread.items()} == {0: 30, 1: None, 2: None}


def test_who_has_a_case_that_began_by_itself_filed_nothing() -> None:
    whole = Tally()
    for number in range(FEWEST):
        whole = change(whole, f"case-{number}", {"itself": 1}, {}, None)
    whole = change(whole, "case-99", {"filed": 1}, {}, 7)
    assert (whole.people, whole.few) == ((7,), True)


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 30)), max_size=40))
def test_a_tally_knows_of_people_only_whether_they_are_ten(moves: list[tuple[str, int]]) -> None:
    whole = Tally()
    for case, who in moves:
        whole = change(whole, case, {"filed": 1}, {}, mark(case, f"person-{who}"))
    marks = {mark("", f"person-{who}") for _, who in moves}
    assert whole["filed"] == len(moves)
    assert len(whole.people) == min(FEWEST, len(marks))
    assert merged([whole, whole]).people == whole.people
    assert all(0 <= one < 65_536 for one in whole.people)


def test_what_was_counted_can_be_taken_back_to_nothing() -> None:
    once = change(Tally(), "a", {"filed": 1, "late": 1}, {}, 1)
    assert change(once, "a", {}, {"filed": 1, "late": 1}, 1).counts == {}


def test_working_days_leave_out_weekends_and_days_on_which_the_clock_stood() -> None:
    days = Workdays(pack().bound["calendar"].values(), "Asia/Shanghai")
    assert (
        working_days(days, date(2026, 9, 30), date(2026, 10, 10)) == 3
    )  # the holiday of October; a Saturday worked
    stopped = [(date(2026, 3, 3), date(2026, 3, 5))]
    assert working_days(days, date(2026, 3, 2), date(2026, 3, 9), stopped) == 3


def test_the_computed_side_is_that_of_the_command_measure() -> None:
    from askonce.cases.measure import measure

    checked = pack()
    assert figures.computed(checked.bound).services == measure(checked).services
    costs = figures.costs_of(checked.bound, figures.computed(checked.bound))
    meal = costs["elder-meal"]
    asked_once = Tally({"filed": 1, "asked.diet": 1, "read": 1})
    alone = next(one for one in measure(checked).services if one.id == "elder-meal")
    assert meal.of(asked_once) == (alone.minutes, 0)
