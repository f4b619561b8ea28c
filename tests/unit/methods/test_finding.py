"""Finding by misspelt words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.methods.finding import Finder, Text

_FINDER = Finder(
    {
        "meal": [Text("Meal for the elderly"), Text("老年餐"), Text("A warm meal at noon", 0.5)],
        "marriage": [Text("Marriage registration"), Text("结婚登记")],
        "pension": [Text("Pension"), Text("养老金申领"), Text("for people who retire", 0.5)],
        "school": [Text("School place"), Text("小学入学")],
        "transfer": [Text("School transfer"), Text("转学")],
        "card": [Text("Identity card replacement"), Text("居民身份证补领")],
    }
)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("meal", "meal"), ("eldrely meel", "meal"), ("marrage", "marriage"), ("penson", "pension"),
        ("MARRIAGE", "marriage"), ("老人餐", "meal"), ("结昏登记", "marriage"), ("身份证", "card"), ("养老", "pension"),
        ("retire", "pension"), ("replace my identity card", "card"), ("scool transfre", "transfer"), ("ｍｅａｌ", "meal"),
        ("marri", "marriage"),
    ],
)  # fmt: skip
def test_it_forgives_slips(query: str, wanted: str) -> None:
    assert [one.name for one in _FINDER.find(query)[:1]] == [wanted]


@pytest.mark.parametrize("query", ["", "  ", "!?", "xylophone", "飞机票", "zzzz zzzz"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert _FINDER.find(query) == ()


def test_a_title_counts_more_than_what_surrounds_it() -> None:
    finder = Finder({"about": [Text("Rent", 0.5)], "title": [Text("Rent")]})
    assert [one.name for one in finder.find("rent")] == ["title", "about"]


@given(st.text(max_size=300))
def test_no_text_is_too_odd(query: str) -> None:
    found = _FINDER.find(query)
    assert all(0 < one.fit <= 1 for one in found)
    assert [one.fit for one in found] == sorted((one.fit for one in found), reverse=True)
