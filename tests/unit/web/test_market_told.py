"""What pages say of a market: who stalls, what came of it, how classes stand, what a picture has room for."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.apps.economy.chain import Node
from askonce.apps.economy.concepts import ENDING, ORDERS, SAVED
from askonce.assembly.markets.following import Followed
from askonce.cases.journal import Line
from askonce.cases.wording.titles import Titles
from askonce.feel.values import Money, Value
from askonce.web.pages.industry.chains import state_of
from askonce.web.pages.industry.drawing import broken, draw
from askonce.web.pages.industry.following import outcomes_of
from askonce.web.pages.industry.mapping import kinds_for
from askonce.web.pages.industry.states import STATES, first
from askonce.web.pages.industry.states import state_of as of_match

TODAY = date(2026, 6, 4)
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


def yuan(amount: int) -> Money:
    return Money(Decimal(amount), "CNY")


def followed(state: str = "open", due: date | None = None, **said: Value) -> Followed:
    line = Line("case-1", "match", "v", "zone", state, NOW, 3, step="sample")
    names = {"reason": ENDING, "saved": SAVED, "orders": ORDERS}
    return Followed(line, "n-1", "o-1", NOW, due, said={names[name]: value for name, value in said.items()})


@pytest.mark.parametrize(
    ("state", "due", "stalled"),
    [
        ("open", date(2026, 6, 3), True), ("open", TODAY, False), ("open", None, False),
        ("closed", date(2026, 6, 3), False), ("decided", date(2026, 6, 3), True),
    ],
)  # fmt: skip
def test_who_stalls(state: str, due: date | None, *, stalled: bool) -> None:
    assert followed(state, due).is_stalled(TODAY) is stalled


def test_what_came_of_all_matches() -> None:
    found = outcomes_of(
        Titles({}),
        [
            followed("closed", reason="in_production", saved=yuan(300), orders=yuan(9000)),
            followed("closed", reason="price", saved=yuan(0)),
            followed("closed", reason="price"),
            followed("closed"),
            followed("open", date(2026, 6, 1), orders=yuan(1000)),
            followed("open"),
        ],
        TODAY,
    )
    assert (found.saved, found.orders) == ((yuan(300),), (yuan(10000),))
    assert (found.ended, found.running, found.stalled) == (4, 2, 1)
    assert [(one.reason["en"], one.count) for one in found.reasons] == [
        ("price", 2), ("no reason noted", 1), ("in production", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("match", "word"),
    [
        (followed("closed", reason="in_production", orders=yuan(9000)), "orders came of it"),
        (followed("open", date(2026, 6, 1), orders=yuan(9000)), "orders came of it"),
        (followed("closed", reason="price", orders=yuan(0)), "no match"),
        (followed("open", date(2026, 6, 3)), "stalled"),
        (followed("open", TODAY), "running"),
    ],
)
def test_how_a_match_stands_on_the_map(match: Followed, word: str) -> None:
    assert STATES[of_match(match, TODAY)] == word


def test_how_matches_stand_is_for_officers_alone() -> None:
    assert set(kinds_for(officer=True)) - set(kinds_for(officer=False)) == {"state", "capacity"}


def test_of_several_matches_the_map_shows_what_asks_most_for_attention() -> None:
    order = ["no match", "proposed", "orders came of it", "running", "stalled"]
    for lower, higher in itertools.combinations(order, 2):
        one, other = STATES.index(lower), STATES.index(higher)
        assert first(one, other) == first(other, one) == other


@given(st.integers(0, 3), st.integers(0, 5), st.data())
def test_a_class_stands_as_its_needs_do(makers: int, needs: int, data: st.DataObject) -> None:
    unmet = data.draw(st.integers(0, needs))
    unsure = data.draw(st.integers(0, needs - unmet))
    state = state_of(Node("481910", makers, needs, makers, needs, unmet, unsure))
    assert (state == "made") == (needs == 0)
    assert (state == "hole") == (needs > 0 and unmet == needs)
    assert (state == "met") == (needs > 0 and unmet == 0 and unsure == 0)


@given(st.text(alphabet="ab 五层瓦楞纸箱,-", max_size=80))
def test_a_title_has_room_in_its_box(text: str) -> None:
    lines = broken(text)
    assert 1 <= len(lines) <= 2
    assert all(sum(2 if ord(sign) >= 0x2E80 else 1 for sign in line) <= 21 for line in lines)
    if not any(line.endswith("…") for line in lines):
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.integers(1, 9)), max_size=12)
)
def test_boxes_lie_within_the_picture_and_apart(arrows: list[tuple[str, str, int]]) -> None:
    labels = {name: (name, "met", name) for name in "abcdef"}
    drawn = draw(arrows, labels)
    assert len(drawn.curves) == len(arrows)
    for one in drawn.boxes:
        assert one.x >= 0
        assert one.x + one.width <= drawn.width
        assert one.y + one.height <= drawn.height
    corners = [(one.x, one.y) for one in drawn.boxes]
    assert all(
        abs(x1 - x2) >= 190 or abs(y1 - y2) >= 62
        for at, (x1, y1) in enumerate(corners)
        for x2, y2 in corners[at + 1 :]
    )
