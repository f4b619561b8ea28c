"""How facts, clocks and histories are shown: every event has words, every state a mark, days are counted as people count them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.cases import event as events
from askonce.cases.case import STATES
from askonce.cases.event import EVENTS
from askonce.cases.journal import Line
from askonce.cases.term import Workdays
from askonce.cases.view import Happened, View
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.told import read_told, say_tests, say_told
from askonce.feel.types import BOOLEAN, DATE, NUMBER, TEXT, ChoiceType, ListType, MoneyType
from askonce.feel.values import Money
from askonce.web.pages import shown

TITLES = Titles({})
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
LINE = Line("case-1", "meal", "v", "street", "open", AT, 1)
#: What the events that need words besides their names say.
MORE: dict[str, dict[str, Any]] = {
    "Learnt": {"read": ["birth"], "told": ["diet"]},
    "Waits": {"names": ["birth"]},
    "Taken": {"officer": "lin"},
    "HandedOver": {"office": "street"},
    "AskedMore": {"names": ["bills"]},
    "Resumed": {"terms": {"promised": "2026-03-09"}},
    "Stepped": {"then": "cook"},
    "Joined": {"office": "police", "agrees": False},
    "Notified": {"until": "2026-03-09"},
    "Given": {"outputs": ["card"]},
    "Disputed": {"name": "birth", "case": "case-2"},
    "Settled": {"name": "birth", "case": "case-2", "changed": True},
    "Reviewed": {"stars": 4},
    "Late": {"term": "legal", "office": "county"},
    "Sent": {"system": "province"},
    "Rekeyed": {"system": "province", "number": "17"},
    "Closed": {"deletes_on": "2028-03-09"},
}


def view(*happened: Happened) -> View:
    return View(LINE, (), history=happened)


@pytest.mark.parametrize("kind", [one.__name__ for one in EVENTS])
def test_every_event_is_told_in_both_languages(kind: str) -> None:
    (line,) = shown.history_of(
        None, TITLES, view(Happened(0, AT, kind, "officer:lin", more=MORE.get(kind, {})))
    )
    assert line.text["en"].endswith(".")
    assert line.text["zh"].endswith("。")
    assert line.text["en"] != line.text["zh"]
    assert "%(" not in line.text["en"] + line.text["zh"]
    assert line.by == {"en": "Officer lin", "zh": "工作人员lin"}


def test_the_person_is_you_only_where_nobody_acts_for_them() -> None:
    one = view(Happened(0, AT, "Withdrawn", "filer"))
    assert shown.history_of(None, TITLES, one, own=True)[0].by["en"] == "You"
    assert shown.history_of(None, TITLES, one)[0].by["en"] == "The person"


@pytest.mark.parametrize("by", ["filer", "norm", "silence", "schedule", "officer", "helper:he", "system:tax"])
def test_every_actor_has_words(by: str) -> None:
    found = shown.actor(by)
    assert found["en"]
    assert found["zh"]
    assert found["en"] != found["zh"]


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_mark_with_words(state: str) -> None:
    mark = shown.state_tag(Line("c", "t", "v", "o", state, AT, 1))
    assert mark.text["en"]
    assert mark.text["zh"]
    assert mark.colour


def test_facts_are_dated_by_the_event_that_brought_them() -> None:
    later = AT + timedelta(days=1)
    one = view(
        Happened(0, AT, events.Learnt.__name__, "norm", more={"read": ["birth"], "told": ["diet"]}),
        Happened(1, later, events.Learnt.__name__, "filer", more={"told": ["diet"]}),
    )
    assert shown.read_times(one.history) == {"birth": AT, "diet": later}


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 200), st.integers(0, 200))
def test_working_days_are_counted_the_same_both_ways(day: date, first: int, second: int) -> None:
    days = Workdays((), "Asia/Shanghai")
    middle, last = day + timedelta(days=first), day + timedelta(days=first + second)
    whole = shown.working_days(days, day, last)
    assert whole == shown.working_days(days, day, middle) + shown.working_days(days, middle, last)
    assert shown.working_days(days, last, day) == -whole
    assert (whole == 0) == (
        not any(days.is_working(day + timedelta(days=n)) for n in range(1, first + second + 1))
    )


@pytest.mark.parametrize("left", [-3, -1, 0, 1, 7])
def test_what_is_left_is_said_in_numbers(left: int) -> None:
    found = shown.left_in_words(left)
    assert left == 0 or str(abs(left)) in found["zh"]
    assert ("over" in found["en"]) == (left < 0)


@pytest.mark.parametrize(
    ("hours", "english"),
    [
        (0, "this evening"),
        (12, "this morning"),
        (20, "early this morning"),
        (24, "yesterday"),
        (48, "28 February 2026"),
    ],
)
def test_moments_are_spoken_of_as_people_do(hours: int, english: str) -> None:
    now = datetime(2026, 3, 2, 15, tzinfo=UTC)  # eleven in the evening there
    assert shown.say_moment(now - timedelta(hours=hours), now, ZoneInfo("Asia/Shanghai"))["en"] == english


@pytest.mark.parametrize(
    ("raw", "kind", "english"),
    [
        ("3120 CNY", MoneyType("CNY"), "3,120 CNY"), ("268", NUMBER, "268"), ("1958-03-12", DATE, "12 March 1958"),
        (True, BOOLEAN, "yes"), (None, TEXT, "none on record"), ("no peanuts", TEXT, "no peanuts"),
        ("at_work", ChoiceType(("at_work",)), "at work"), (["2", "3"], ListType(NUMBER), "2, 3"), ([], ListType(NUMBER), "none on record"),
        ("not a day", DATE, "not a day"), ("x", None, "x"), ({"a": "1"}, None, "a: 1"),
    ],
)  # fmt: skip
def test_values_of_views_are_said_in_words(raw: object, kind: Any, english: str) -> None:
    found = say_told(raw, kind, TITLES)
    assert found["en"] == english
    assert found["zh"]


def test_values_come_back_by_their_type() -> None:
    assert read_told("1,5", NUMBER) == "1,5"
    assert read_told("2.50", NUMBER) == Decimal("2.5")
    assert read_told("3 CNY", MoneyType("CNY")) == Money(Decimal(3), "CNY")


@given(st.integers(0, 100), st.lists(st.integers(0, 100), min_size=1, max_size=5, unique=True))
def test_tests_of_a_number_tell_the_stretch_in_which_it_lies(value: int, ends: list[int]) -> None:
    found = say_tests("size", {f"size >= {end}": value >= end for end in ends}, NUMBER)["en"]
    low = max((end for end in ends if value >= end), default=None)
    high = min((end for end in ends if value < end), default=None)
    said = [str(one) for one in (low, high) if one is not None]
    assert [word for word in found.replace(",", "").split() if word.isdigit()] == said


def test_a_test_of_another_kind_stands_with_its_answer() -> None:
    assert say_tests("x", {"even(x)": True, "x > 2": False}, NUMBER)["en"] == "even(x): yes, x > 2: no"
    assert say_tests("x", {"2 < x": True}, NUMBER)["en"] == "over 2"
