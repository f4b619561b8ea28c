"""Why a match stands where it does, in both languages; and the chain and the allocation of a small market."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from askonce.adapters.crossing import cross
from askonce.apps.economy.allocation import allocate
from askonce.apps.economy.board import Board
from askonce.apps.economy.chain import chain_of
from askonce.apps.economy.explaining import Called, explain
from askonce.apps.economy.fitting import Fitting, Words
from askonce.apps.economy.listing import Listed, Place, Remembered
from askonce.apps.economy.matching import Verdict
from askonce.apps.economy.ranking import WEIGHTS
from askonce.apps.economy.sight import OFFICER, Viewer
from askonce.cases.wording.bilingual import both
from askonce.feel.values import Money
from askonce.registers.fact import UNAVAILABLE, Fact, State
from tests.unit.economy.trade import ON, terms


def listed(name: str, firm: str, words: str, classed: str = "731815", **values: Any) -> Listed:
    role = name.partition("-")[0]
    facts = {
        path: Fact(State.KNOWN, value, f"{role}s", date(2026, 1, 1)) if value is not None else UNAVAILABLE
        for path, value in values.items()
    }
    place = Place(Decimal(0), Decimal(len(role)))
    return Listed(
        name, firm, (words,), classed=classed, place=place,
        facts={f"{role}.{path}": fact for path, fact in facts.items()},
    )  # fmt: skip


def board(needs: list[Listed], offers: list[Listed], *remembered: Remembered) -> Board:
    return Board(terms(), ON, needs, offers, Fitting(offers, Words(), remembered), cross)


NEED = listed(
    "need-1", "f-1", "steel bolt", need_thread="M8", need_tolerance=Decimal("0.02"),
    need_volume=Decimal(500), need_price=Money(Decimal(3), "CNY"),
)  # fmt: skip
OFFER = listed(
    "offer-1", "f-2", "steel bolt", offer_thread="M8", offer_tolerance=None,
    offer_capacity=Decimal(400), offer_price=Money(Decimal(2), "CNY"),
)  # fmt: skip


def test_a_match_is_explained_to_an_officer_and_to_a_firm() -> None:
    shown = board([NEED], [OFFER], Remembered("steel bolt", "steel bolt", confirmed=True, public=True))
    (match,) = shown.for_need("need-1", OFFICER).near
    said = explain(match, terms(), "en", Called())
    assert said[0] == "It nearly fits. What fails: Enough is made."
    assert "same-thread: asked for M8, offered M8. It fits (offers, 1 January 2026)." in said
    assert said[-2:] == (
        "It is 1 m away; among equals the nearer comes first.",
        "It would save 1 CNY apiece, 500 CNY a month.",
    )
    (open_match,) = shown.for_need("need-1", Viewer(firms=frozenset({"f-1"}))).matches
    assert open_match.verdict is Verdict.POSSIBLE
    told = explain(open_match, terms(), "zh", Called())
    assert told[0] == "可能符合。尚不清楚：条件。"
    assert not any("节省" in one or "400" in one or "500" in one for one in told)
    assert any("专员曾确认" in one for one in told)


def test_what_was_rejected_goes_behind_what_was_not() -> None:
    first, second = (
        listed(f"offer-{number}", "f-3", words) for number, words in ((1, "bolt of steel"), (2, "bolt"))
    )
    before = board([NEED], [first, second]).for_need("need-1", OFFICER).matches
    assert [one.offer for one in before] == ["offer-1", "offer-2"]
    lesson = Remembered("steel bolt", "bolt of steel", confirmed=False, public=True)
    after = board([NEED], [first, second], lesson).for_need("need-1", OFFICER).matches
    assert [one.offer for one in after] == ["offer-2", "offer-1"]
    (taken,) = [share for share in after[1].shares if share.feature == "rejected"]
    assert taken.part == pytest.approx(WEIGHTS["rejected"] * taken.value, abs=1e-4)
    assert taken.value > 0.8


def test_the_chain_names_what_nobody_here_makes_and_what_nearly_is() -> None:
    box = listed("need-2", "f-2", "paper box", classed="481910")
    shown = board([box, NEED], [OFFER])
    chain = chain_of(shown)
    assert [(one.classed, one.makers, one.buyers, one.unmet) for one in chain.nodes] == [
        ("481910", 0, 1, 1),
        ("731815", 1, 1, 1),
    ]
    assert [(hole.classed, hole.needs, hole.near) for hole in chain.holes] == [
        ("481910", ("need-2",), ()),
        ("731815", ("need-1",), ("need-1",)),
    ]
    assert [(one.bought, one.made) for one in chain.flows] == [("481910", "731815")]
    assert chain.supplies == ()


def test_capacity_goes_to_most_and_not_to_who_comes_first() -> None:
    def need(number: int, volume: int) -> Listed:
        return listed(f"need-{number}", f"f-{number}", "steel bolt", need_volume=Decimal(volume))

    maker = listed("offer-1", "f-9", "steel bolt", offer_capacity=Decimal(900))
    shared = allocate(board([need(1, 800), need(2, 400), need(3, 500), need(4, 1000)], [maker]))
    assert shared.first_come == {"need-1": "offer-1"}
    assert shared.served == {"need-2": "offer-1", "need-3": "offer-1"}
    assert (shared.needs, shared.most) == (3, 2)


@pytest.mark.parametrize("firm", ["f-1", "f-2"])
def test_a_firm_is_not_matched_with_itself(firm: str) -> None:
    own = listed("offer-9", firm, "steel bolt", offer_thread="M8")
    found = board([NEED], [OFFER, own]).for_need("need-1", OFFICER)
    assert ("offer-9" in {one.offer for one in found.matches}) == (firm != "f-1")


def test_a_word_of_a_choice_is_called_as_the_pack_calls_it() -> None:
    need = listed("need-1", "f-1", "steel bolt", need_unit="piece", need_thread="piece")
    offer = listed("offer-1", "f-2", "steel bolt", offer_unit="piece", offer_thread="piece")
    (match,) = board([need], [offer]).for_need("need-1", OFFICER).matches
    called = Called(words={"piece": both("piece", "件")})
    told = explain(match, terms(), "zh", called)
    assert sum("需要件，提供件" in one for one in told) == 1
    assert sum("需要piece，提供piece" in one for one in told) == 1


def test_a_near_miss_of_another_product_is_not_shown() -> None:
    other = listed("offer-2", "f-3", "steel bolt box", classed="481910", offer_thread="M10")
    like = listed("offer-3", "f-3", "bolt", offer_thread="M10")
    shown = board([NEED], [other, like])
    assert [one.offer for one in shown.for_need("need-1", OFFICER).near] == ["offer-3"]
    assert not shown.for_offer("offer-2", OFFICER).near
    assert [one.need for one in shown.for_offer("offer-3", OFFICER).near] == ["need-1"]
    assert not shown.pair("need-1", "offer-2", OFFICER).alike
