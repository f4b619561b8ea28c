"""The interview of a service: what comes next, what can be an answer, and what is told of what was said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from askonce.cases.answer import Unclear, read_answer
from askonce.cases.interview import (
    Answers,
    Interview,
    doubtful,
    may_be_none,
    open_interview,
    progress,
    question_type,
    unlikely,
)
from askonce.feel.types import INTEGER, MoneyType
from askonce.feel.values import Money, Value
from askonce.norms.ruling import Unsettled, all_on, book_of
from askonce.registers.fact import DECLINED, NONE, Fact, known
from tests.unit.cases.test_explanations import DAY, bound


def interview(service: str, day: date = DAY) -> Interview:
    found = open_interview(bound()["service"][service], book_of(bound()), all_on(day), bound()["concept"])
    assert isinstance(found, Interview)
    return found


def yuan(amount: int) -> Fact:
    return known(Money(Decimal(amount), "CNY"))


def test_a_refusal_ends_it_and_what_only_a_payment_wants_is_not_asked() -> None:
    facts = {
        "household": known(Decimal(1)), "wage": yuan(9000), "spouse_wage": NONE, "pension": NONE, "other_income": yuan(0),
    }  # fmt: skip
    left = progress(interview("minimum-income"), facts)
    assert (left.next, left.decided, left.open) == (None, True, ())
    granted = progress(interview("minimum-income"), facts | {"wage": yuan(100)})
    assert (granted.next, granted.open) == ("account", ("account",))
    whole = progress(interview("minimum-income"), facts | {"wage": yuan(100), "account": known("6222")})
    assert (whole.next, whole.idle) == (None, ())


def test_no_outcome_ends_it_too() -> None:
    left = progress(interview("minimum-income"), {
        "household": known(Decimal(0)), "wage": NONE, "spouse_wage": NONE, "pension": NONE, "other_income": yuan(0),
    })  # fmt: skip
    assert (left.decided, left.next, left.residues["minimum-income"].outcome) == (True, None, None)


def test_a_fact_for_a_norm_that_was_not_reached_is_not_called_idle() -> None:
    left = progress(interview("corridor-subsidy"), {"by_way_of": known("road")})
    assert list(left.residues) == ["mandate-for-cargo"]
    assert left.idle == ()


def test_what_is_declined_is_never_asked_again() -> None:
    left = progress(interview("elder-meal"), {"birth": DECLINED})
    assert (left.next, left.decided) == (None, False)
    assert left.residues["meal-price"].missing == ("birth",)


def test_another_answer_takes_the_place_of_the_first() -> None:
    answers = Answers({"wage": NONE}).told("household", known(Decimal(2))).told("pension", NONE)
    changed = answers.told("household", known(Decimal(3))).told("wage", yuan(1))
    assert changed.order == ("household", "pension")
    assert changed.facts["household"].value == 3
    assert list(changed.facts) == ["wage", "household", "pension"]
    assert changed.given["wage"] == yuan(1)
    assert "wage" not in changed.without("wage").facts


@pytest.mark.parametrize(
    ("service", "name", "value", "words"),
    [
        ("rent-aid", "wages.count", Decimal(-1), "there cannot be fewer than none"),
        ("rent-aid", "wages.count", Decimal(51), "at most 50 are asked about one by one here; an officer takes longer lists"),
        ("rent-aid", "wages.count", Decimal(50), None),
        ("rent-aid", "wages.count", Decimal(0), None),
        ("elder-meal", "birth", date(2030, 1, 1), "1 January 2030 has not come yet: the case is of 21 November 2026"),
        ("elder-meal", "birth", DAY, None),
        ("newborn-enrolment", "born", date(2030, 1, 1), "1 January 2030 has not come yet: the case is of 21 November 2026"),
        ("food-licence", "certificates[1]", date(2030, 1, 1), None),
        ("foreigners-stay", "wanted_until", date(2030, 1, 1), None),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(service: str, name: str, value: Value, words: str | None) -> None:
    found = unlikely(interview(service), name, value)
    assert (None if found is None else found["en"]) == words


def test_a_number_below_nought_is_doubted() -> None:
    found = doubtful(interview("minimum-income"), "household", Decimal(-3))
    assert found is not None
    assert found["zh"] == "-3小于零，如确为此数请再次输入"
    assert doubtful(interview("minimum-income"), "household", Decimal(0)) is None


def test_what_only_a_person_can_say_is_never_none() -> None:
    asked = interview("minimum-income")
    assert not may_be_none(asked, "other_income")
    assert may_be_none(asked, "wage")
    assert not may_be_none(interview("rent-aid"), "wages.count")


def test_members_are_asked_by_their_own_types() -> None:
    asked = interview("rent-aid")
    assert question_type(asked, "wages.count") == INTEGER
    assert question_type(asked, "wages[2]") == MoneyType("CNY")
    assert isinstance(read_answer("many", INTEGER), Unclear)


def test_a_register_says_the_type_where_no_norm_does() -> None:
    found = interview("birth-certificate").questions["born_on"]
    assert (found.norm, found.past) == (None, True)


def test_a_day_before_every_text_is_told_with_its_place() -> None:
    service = bound()["service"]["minimum-income"]
    found = open_interview(service, book_of(bound()), all_on(date(1990, 1, 1)), bound()["concept"])
    assert isinstance(found, Unsettled)
