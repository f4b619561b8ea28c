"""Which neighbouring zones make what the market lacks, and who here makes something near it."""

from __future__ import annotations

from datetime import date

import pytest

from askonce.apps.economy.chain import Nearby, Prior, chain_of
from askonce.apps.economy.checks.examples import BESIDE
from askonce.apps.economy.outside import (
    MOST_MAKERS,
    Abroad,
    Elsewhere,
    Listing,
    Maker,
    Neighbour,
    OutsideOffer,
)
from tests.unit.economy.test_explaining import NEED, OFFER, board, listed
from tests.unit.economy.test_market_rules import codes

DAY = date(2026, 11, 20)
BOX = listed("need-2", "f-2", "paper box", classed="481910")


def zone(*offers: OutsideOffer, name: str = "linhai", as_of: date | None = DAY) -> Abroad:
    told = Neighbour(name, {"en": name, "zh": name}, f"{name}-offers", len(offers), as_of)
    return Abroad(told, Listing(offers))


def made(words: str, classed: str, maker: str) -> OutsideOffer:
    return OutsideOffer((words,), classed, maker)


def test_a_hole_names_the_zones_that_make_it_and_who_there_makes_most() -> None:
    boxes = zone(
        made("carton", "4819.10".replace(".", ""), "Box works"), made("纸箱", "48191000", "Red paper"),
        made("纸箱", "481910", "Red paper"), made("gift carton", "481910", "Red paper"),
        made("paper bag", "481930", "Bag works"),
    )  # fmt: skip
    more = zone(*(made("carton", "481910", f"maker {number:02}") for number in range(12)), name="xian")
    nothing = zone(name="far", as_of=None)
    hole = chain_of(board([BOX], []), abroad=(nothing, boxes, more)).holes[0]
    assert [(one.zone, one.firms, one.offers) for one in hole.elsewhere] == [
        ("xian", 12, 12),
        ("linhai", 2, 4),
    ]
    assert len(hole.elsewhere[0].makers) == MOST_MAKERS
    assert hole.elsewhere[1] == Elsewhere(
        "linhai", 2, 4, (Maker("Red paper", "纸箱", 3), Maker("Box works", "carton", 1)), "linhai-offers", DAY
    )


def test_the_chain_says_of_every_neighbour_what_is_known_of_it_also_where_nothing_is() -> None:
    chain = chain_of(
        board([BOX], []), abroad=(zone(made("gear", "848340", "Gears")), zone(name="far", as_of=None))
    )
    assert [(one.zone, one.offers, one.as_of) for one in chain.neighbours] == [
        ("linhai", 1, DAY),
        ("far", 0, None),
    ]
    assert chain.holes[0].elsewhere == ()


def test_where_a_class_is_missing_half_of_the_words_say_that_it_is_the_product() -> None:
    unclassed = listed("need-3", "f-2", "paper box", classed="")
    beside = zone(
        made("paper box", "", "Box works"),
        made("paper tube for drilling", "", "Tubes"),
        made("paper box", "481910", "Both"),
    )
    of_class = chain_of(board([BOX], []), abroad=(beside,)).holes[0].elsewhere[0]
    assert [one.name for one in of_class.makers] == ["Both", "Box works"]
    of_words = chain_of(board([unclassed], []), abroad=(beside,)).holes[0].elsewhere[0]
    assert [one.name for one in of_words.makers] == ["Both", "Box works"]
    other = listed("need-4", "f-2", "ball bearing", classed="")
    assert chain_of(board([other], []), abroad=(beside,)).holes[0].elsewhere == ()


def test_a_guess_too_names_the_zones_that_make_it() -> None:
    prior = Prior({"481910": "BOXES", "731815": "BOLTS"}, {"BOLTS": {"BOXES": 0.4}}, {"BOXES": "Boxes"})
    beside = zone(made("carton", "481910", "Box works"), made("bolt", "731815", "Bolts"))
    (guess,) = (one for one in chain_of(board([], [OFFER]), prior, (beside,)).holes if one.prior)
    assert [one.name for one in guess.elsewhere[0].makers] == ["Box works"]


def test_who_makes_what_is_near_a_hole_could_widen_but_who_seeks_it_does_not_make_it() -> None:
    offers = [
        listed("offer-1", "f-near", "carton of board", classed="481920"),
        listed("offer-2", "f-near", "board sleeve", classed="481930"),
        listed("offer-3", "f-also", "carton", classed="481920"),
        listed("offer-4", "f-2", "carton", classed="481920"),
        listed("offer-5", "f-far", "paper", classed="480100"),
    ]
    hole = chain_of(board([BOX], offers)).holes[0]
    assert hole.nearby == (Nearby("f-near", 2), Nearby("f-also", 1))
    unclassed = listed("need-3", "f-9", "ball bearing", classed="")
    assert chain_of(board([unclassed, NEED], offers)).holes[0].nearby == ()


@pytest.mark.parametrize(
    ("bad", "good", "code", "said"),
    [
        ("register: linhai-offers, words", "register: offers, words", "AO515", "`here`"),
        ("{kind: snapshot, fresh_for: 7 days}", "{kind: sql, fresh_for: 7 days}", "AO515", "`sql`"),
        ("maker: outside_maker", "maker: outside_makers", "AO501", "`outside_makers`"),
        ("outside_maker: {concept: maker-name, sensitivity: public}", "outside_maker: {concept: maker-name, sensitivity: personal, open_to: {matching: street-rules/1}}", "AO505", "personal"),
        ("shared_for: exchange", "shared_for: matching", "AO516", "`needs.need_price`"),
        ("offer_capacity: {concept: offer-capacity, open_to: {matching: street-rules/1}}", "offer_capacity: {concept: offer-capacity}", "AO516", "`offers.offer_capacity`"),
    ],
)  # fmt: skip
def test_a_neighbour_that_is_asked_wrongly_or_told_too_much_is_a_finding(
    bad: str, good: str, code: str, said: str
) -> None:
    assert bad in BESIDE
    found = codes(BESIDE.replace(bad, good))
    assert any(one == code and said in message for one, message in found), found


def test_two_neighbours_have_two_registers_and_no_relations_of_a_list_are_followed() -> None:
    line = "  linhai: {register: linhai-offers, words: outside_product, class: outside_class, maker: outside_maker}\n"
    assert line in BESIDE
    twice = codes(BESIDE.replace(line, line + line.replace("linhai:", "linhai_two:", 1)))
    assert (
        "AO515",
        "register `linhai-offers` of neighbour `linhai_two` holds what neighbour `linhai` published",
    ) in twice
    related = BESIDE.replace(
        "attributes:\n  outside_product", "relations:\n  shop: {to: firm}\nattributes:\n  outside_product"
    ).replace("maker: outside_maker}", "maker: shop.easting}")
    assert ("AO515", "`neighbour.shop.easting` is no attribute of register `linhai-offers`") in codes(related)
