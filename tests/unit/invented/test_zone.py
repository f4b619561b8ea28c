"""The development zone: a thousand firms, what they make and seek in two languages, and pairs that nobody is told of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain, combinations
from math import hypot
from typing import Any

import pytest

from askonce.feel.values import Money, Value
from askonce.invented.zone.firms import BUYER, MAKER, Firm
from askonce.invented.zone.goods import goods, trades
from askonce.invented.zone.trading import HOWS, Entry
from askonce.invented.zone.zone import BOXES_MADE, BOXES_SOUGHT, HARNESS_MADE, HARNESS_SOUGHT, Zone, zone
from askonce.registers.types import feel_type
from askonce.registers.writing import fits
from tests.unit.invented.counties import ON, bound, county

SEED = 20261122
#: What only the office sees; no text that firms read may say it.
SECRET = {
    "capacity", "unit-price", "wanted-volume", "price-paid", "price-limit", "bought-from", "bought-distance",
    "zone-contact", "published",
}  # fmt: skip
HAN = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile("[A-Za-z]{3,}")


@cache
def whole() -> Zone:
    return zone(SEED, ON)


def by_id(entries: tuple[Entry, ...]) -> dict[str, dict[str, Value]]:
    return {one.id: dict(one.values) for one in entries}


def firms(of: Zone) -> dict[str, Firm]:
    return {one.id: one for one in of.firms}


def failing(need: dict[str, Any], offer: dict[str, Any], maker: Firm) -> set[str]:
    """What an offer does not meet of what a need asks, or is not known to meet: the oracle of the hidden pairs."""
    tests: dict[str, Callable[[], bool]] = {
        "thread": lambda: need["thread"] == offer["thread"],
        "material": lambda: need["material"] == offer["material"],
        "voltage": lambda: need["voltage"] == offer["voltage"],
        "unit": lambda: need["unit"] == offer["unit"],
        "tolerance": lambda: offer["tolerance"] <= need["tolerance"],
        "dimension": lambda: abs(offer["dimension"] - need["dimension"]) <= need["deviation"],
        "lead-time": lambda: offer["lead-time"] <= need["lead-time"],
        "wanted-volume": lambda: offer["minimum-order"] <= need["wanted-volume"] <= offer["capacity"],
        "price-limit": lambda: offer["unit-price"].amount <= need["price-limit"].amount,
        "wanted-standard": lambda: need["wanted-standard"] in maker.holds(ON),
    }

    def holds(name: str) -> bool:
        try:
            return bool(tests[name]())
        except KeyError:
            return False

    return {name for name in tests if name in need and not holds(name)}


def test_it_is_as_large_as_a_zone_is() -> None:
    there = whole()
    assert len(there.firms) == 1000
    assert len(there.offers) >= 3000
    assert len(there.needs) >= 2000
    assert len(there.pairs) >= 300
    assert {one.trade.chain for one in there.firms} == {
        "vehicles",
        "packaging",
        "textiles",
        "bamboo",
        "electrical",
    }
    assert {one.trade.key for one in there.firms} == {one.key for one in trades()}
    named: Iterable[Any] = chain(there.firms, there.offers, there.needs, there.lessons)
    everything = [one.id for one in named]
    assert len(set(everything)) == len(everything)


def test_the_same_arguments_give_the_same_zone_and_others_another() -> None:
    assert zone(SEED, ON, 80) == zone(SEED, ON, 80)
    assert zone(SEED, ON, 80) != zone(SEED + 1, ON, 80)
    assert (
        zone(SEED, ON, 80).offers != zone(SEED, date(2026, 6, 5), 80).offers
    )  # days of confirmation move along


def test_no_two_firms_stand_in_one_place_and_none_outside() -> None:
    places = [(one.easting // 150, one.northing // 160) for one in whole().firms]
    assert len(set(places)) == len(places)
    assert all(0 <= east < 40 and 0 <= north < 26 for east, north in places)


def test_it_speaks_two_languages_and_much_of_it_only_one() -> None:
    for entries in (whole().offers, whole().needs):
        said = [f"{one.values['product']} {one.values['product-text']}" for one in entries]
        counts = Counter(
            (bool(HAN.search(one)), bool(LATIN.search(re.sub("[A-Z0-9-]+", "", one)))) for one in said
        )
        assert counts[True, False] > 0.25 * len(said)
        assert counts[False, True] > 0.2 * len(said)
        assert not counts[False, False]


@pytest.mark.parametrize(
    "ways",
    [("mm", " cm", "毫米", "厘米"), ("µm", "微米", "±"), ("M12×1.75", "M12*1.75", "M12-1.75"), (" V", "伏", "kV"),
     ("IATF 16949", "IATF16949"), ("PA66-GF30", "PA66 GF30")],
)  # fmt: skip
def test_units_and_codes_are_written_in_several_ways(ways: tuple[str, ...]) -> None:
    said = [str(one.values["product-text"]) for one in chain(whole().offers, whole().needs)]
    assert all(any(way in text for text in said) for way in ways)


def test_things_are_missing_stale_and_misspelt() -> None:
    there = whole()
    known = Counter(concept for one in there.offers for concept in one.values)
    for concept in ("product-class", "capacity", "unit-price", "lead-time", "part-number"):
        assert 0.7 * len(there.offers) < known[concept] < 0.98 * len(there.offers), concept
    days = [(ON - one.values["confirmed-on"]).days for one in there.offers]  # type: ignore[operator]
    stale = sum(1 for one in days if one > 180) / len(days)
    assert 0.1 < stale < 0.4
    assert min(days) >= 0
    names = {name for one in goods() for name in (*one.english, *one.chinese)}
    strange = [one for one in there.needs if not any(name in str(one.values["product"]) for name in names)]
    assert len(strange) > 40
    assert sum(1 for one in there.firms if not one.standards) > 20


def test_each_hidden_pair_fits_in_everything_that_is_asked_and_is_said_otherwise() -> None:
    there = whole()
    needs, offers, makers = by_id(there.needs), by_id(there.offers), firms(there)
    owner = {one.id: one.firm for one in chain(there.offers, there.needs)}
    for pair in there.pairs:
        need, offer = needs[pair.need], offers[pair.offer]
        assert failing(need, offer, makers[owner[pair.offer]]) == set(), pair
        assert need["product"] != offer["product"]
        assert owner[pair.need] != owner[pair.offer]
        assert need["published"] is True
        assert offer["published"] is True
        assert len([one for one in ("dimension", "material", "thread", "voltage") if one in need]) >= 2
        if pair.how == "part number":
            assert "product-class" not in need
            assert re.sub("[ -]", "", str(need["part-number"])).upper() == str(offer["part-number"]).replace(
                "-", ""
            )
    assert (
        len({pair.need for pair in there.pairs})
        == len(there.pairs)
        == len({one.offer for one in there.pairs})
    )
    assert {pair.how for pair in there.pairs} == set(HOWS.items)


def test_most_needs_that_no_offer_was_thought_of_for_have_few_that_fit() -> None:
    """A zone in which everything fitted everything would try nobody's search."""
    there = whole()
    offers, makers = by_id(there.offers), firms(there)
    hidden = {pair.need for pair in there.pairs}
    tried = [one for one in there.needs if one.id not in hidden][:150]
    fitting = [
        sum(1 for one in there.offers if one.code == need.code and not failing(dict(need.values), offers[one.id], makers[one.firm]))
        for need in tried
    ]  # fmt: skip
    assert sum(1 for one in fitting if one == 0) > len(tried) / 3


def test_the_story_is_there() -> None:
    there = whole()
    needs, offers, known = by_id(there.needs), by_id(there.offers), firms(there)
    boxes: dict[str, Any] = needs[BOXES_SOUGHT]
    assert boxes["wanted-volume"] * boxes["price-paid"].amount * 12 > 2_000_000
    assert boxes["bought-distance"] > 300
    buyer, maker = known[BUYER], known[MAKER]
    assert hypot(buyer.easting - maker.easting, buyer.northing - maker.northing) < 600
    assert abs(buyer.northing // 160 - maker.northing // 160) == 2  # streets
    paid: Money = boxes["price-paid"]
    asked = offers[BOXES_MADE]["unit-price"]
    assert isinstance(asked, Money)
    assert (paid.amount - asked.amount) * boxes["wanted-volume"] * 12 > Decimal(300_000)
    assert {(one.need, one.offer) for one in there.pairs} >= {
        (BOXES_SOUGHT, BOXES_MADE), (HARNESS_SOUGHT, HARNESS_MADE),
    }  # fmt: skip


def test_no_text_that_firms_read_tells_volume_price_or_capacity() -> None:
    secret = re.compile(r"\d\s*元|yuan|CNY|¥|RMB|a month|per month|/月|月产|产能|capacity", re.IGNORECASE)
    for one in chain(whole().offers, whole().needs):
        assert not secret.search(f"{one.values['product']} {one.values['product-text']}")


def test_the_pack_shows_nobody_what_only_the_office_may_see() -> None:
    for name in ("zone-firms", "offers", "needs"):
        register = bound("qingshan")["register"][name]
        for key, attribute in register.attributes.items():
            public = attribute.sensitivity == "public"
            assert public is (attribute.concept.id not in SECRET), f"{name}.{key}"
            assert public or "industry-matching" in attribute.open_to


def test_registers_hold_all_of_it_and_nothing_of_the_pairs() -> None:
    made = county(6_000)
    there = made.zone
    assert there is not None
    batches = [one for story in (True, False) for one in made.zone_batches(story=story)]
    held = Counter(
        {name: sum(len(one.holdings) for one in batches if one.register == name) for name in made.registers}
    )
    assert (held["offers"], held["needs"]) == (len(there.offers), len(there.needs))
    assert held["zone-firms"] == held["firms-licences"] == len(there.firms) == 1000
    ids = {one.id for one in chain(there.offers, there.needs)}
    for batch in batches:
        for one in batch.holdings:
            linked = {target for targets in one.relations.values() for target, _ in targets}
            assert not linked & ids
            assert not {str(value) for value in one.values.values()} & ids


def test_what_is_held_is_what_registers_take() -> None:
    made = county(300)
    for batch in made.zone_batches(
        "offers", "needs", "zone-firms", "firms-licences", "market-memory", story=False
    ):
        register = made.registers[batch.register]
        for one in batch.holdings:
            for key, value in one.values.items():
                attribute = register.attributes[key]
                concept = made.concepts[attribute.concept.id] if attribute.concept is not None else None
                kind = feel_type(attribute.type or (concept.type if concept is not None else None))
                assert fits(kind, value), f"{batch.register}.{key}: {value!r}"


def test_a_village_has_no_offers_and_its_firms_no_place_in_the_zone() -> None:
    made = county(300)
    village = made.village(0)
    held = {
        one.register: one.holdings
        for one in made.held(village, ("offers", "needs", "market-memory", "zone-firms"))
    }
    assert not any(held.values())


def test_a_pack_without_offers_has_no_zone() -> None:
    made = county(300, pack="before")
    assert made.zone is None
    assert list(made.zone_batches(story=True)) == []


def test_a_small_county_has_a_small_zone_with_its_story() -> None:
    there = county(0).zone
    assert there is not None
    assert len(there.firms) == 60
    assert {BUYER, MAKER} <= {one.id for one in there.firms}
    assert len({pair.need for pair in there.pairs}) > 10
    assert all(
        one.easting != other.easting or one.northing != other.northing
        for one, other in combinations(there.firms, 2)
    )


def test_a_zone_that_fits_the_classes_of_trade() -> None:
    codes = [one.code for one in goods()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"\d{6}", one) for one in codes)
    known = {one.key for one in trades()}
    assert all(set(one.makers) | set(one.buyers) <= known and (one.makers or one.buyers) for one in goods())
    assert sum(1 for one in goods() if not one.makers) >= 10  # what the zone buys and nobody here makes
