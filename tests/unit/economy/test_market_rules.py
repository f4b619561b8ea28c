"""What a market may not say, beyond the examples of its rules."""

from __future__ import annotations

import pytest

from askonce.apps.economy.checks.examples import TRADE
from askonce.assembly import LANGUAGE
from askonce.pack.passes import check_sources
from askonce.pack.starter import overlay
from tests.unit.economy.trade import ON, checked, terms

MATCHED = "{asked: need.need_size, made: offer.offer_size}"


def codes(text: str) -> list[tuple[str, str]]:
    found = check_sources(overlay(text), LANGUAGE, on=ON).findings
    return [(one.code, one.message) for one in found]


@pytest.mark.parametrize(
    ("bad", "good", "code", "said"),
    [
        ("register: needs, firm: buyer", "register: offers, firm: maker", "AO501", "`need_product`"),
        (MATCHED, "{asked: need.need_size}", "AO512", "needs `made`"),
        (MATCHED, "{asked: need.need_size, made: offer.offer_size, more: need.need_size}", "AO512", "needs no `more`"),
        ("asked: need.need_size,", "asked: need.need_price,", "AO504", "`need.need_price`"),
        ("result: asked = made", "table: {hit: unique, when: [asked], then: {fits: boolean, much: integer}, rows: [['-', true, 1]]}", "AO513", "2 outcomes"),
        ("words: offer_product", "words: offer_size", "AO506", "`offer.offer_size`"),
        ("allocates: {volume: need.need_volume", "allocates: {volume: need.need_product", "AO506", "`need.need_product`"),
        ("offer-price, 报价", "offer-price, 报价", "", ""),
        ("{concept: need-price, open_to", "{concept: need-price, sensitivity: special, open_to", "AO505", "special"),
        ("easting: easting,", "easting: eastings,", "AO501", "`eastings`"),
        ("firm: buyer", "firm: need_product", "AO501", "datum"),
    ],
)  # fmt: skip
def test_a_market_that_is_not_sound_is_a_finding(bad: str, good: str, code: str, said: str) -> None:
    assert bad in TRADE or not code
    found = codes(TRADE.replace(bad, good))
    if not code:
        assert not found
        return
    assert any(one == code and said in message for one, message in found), found


def test_prices_in_two_currencies_are_a_finding() -> None:
    changed = TRADE.replace("供应产品", "供应产品").replace(
        "concept: need-price\ntitle: {en: Price paid, zh: 现价}\ntype: money CNY",
        "concept: need-price\ntitle: {en: Price paid, zh: 现价}\ntype: money EUR",
    )
    assert ("AO506", "`offer.offer_price` is money CNY, and what is paid is in another currency") in codes(
        changed
    )


def test_the_market_of_the_tests_is_sound_and_tells_firms_only_what_is_public() -> None:
    assert not checked().findings
    assert [one.name for one in terms().constraints if one.confidential] == ["capacity", "price"]
    assert [one.name for one in terms().told(officer=False)] == [
        "size", "thread", "tolerance", "voltage", "certificate", "ready", "unit",
    ]  # fmt: skip
    assert all(
        terms().kept[one.path] == "public"
        for constraint in terms().open_constraints
        for one in constraint.inputs
    )
