"""A market of a running house: what its registers say, and what changes in them is matched at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from askonce.apps.economy.board import Board as Floor
from askonce.apps.economy.listing import Place
from askonce.apps.economy.matching import Verdict
from askonce.apps.economy.sight import OFFICER, Viewer
from askonce.assembly.house import House
from askonce.assembly.markets.floor import Markets, NoMarket
from askonce.feel.values import Money
from tests.unit.economy.trade import ON as TODAY
from tests.unit.economy.trading_house import SINCE, end, put, trading

BUYER, MAKER = Viewer(firms=frozenset({"firm-buyer"})), Viewer(firms=frozenset({"firm-maker"}))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with trading(tmp_path_factory.mktemp("trade")) as opened:
        put(opened, "firms", "firm-maker", {
            "easting": Decimal(0), "northing": Decimal(400), "held_standards": ("IATF 16949", "ISO 9001"),
        })  # fmt: skip
        put(opened, "firms", "firm-buyer", {"easting": Decimal(300), "northing": Decimal(0)})
        put(opened, "offers", "offer-1", {
            "offer_product": "steel bolt 钢螺栓", "offer_class": "7318.15", "offer_thread": "M12×1.75",
            "offer_size": Decimal(12), "offer_capacity": Decimal(50_000), "offer_price": Money(Decimal(2), "CNY"),
            "offer_published": True,
        }, "firm-maker")  # fmt: skip
        yield opened


def floor(house: House, markets: Markets) -> Floor:
    return house.database.read(lambda journal: markets.floor("supply", journal))


def need(house: House, name: str, **values: object) -> None:
    said = {"need_product": "bolts of steel", "need_class": "731815", "need_published": True, **values}
    put(house, "needs", name, said, "firm-buyer")  # type: ignore[arg-type]


def test_a_pair_says_what_registers_say_with_where_and_when(house: House) -> None:
    markets = Markets(house)
    need(house, "need-1", need_thread="M12×1.75", need_standard="IATF 16949", need_tolerance=Decimal("0.02"),
         need_volume=Decimal(40_000), need_price=Money(Decimal(3), "CNY"))  # fmt: skip
    (match,) = floor(house, markets).for_need("need-1", OFFICER).matches
    states = {one.name: (one.state, one.source, one.as_of) for one in match.checks}
    assert states == {
        "thread": ("pass", "offers", SINCE),
        "tolerance": ("unknown", "offers", TODAY),
        "certificate": ("pass", "firms", SINCE),
        "capacity": ("pass", "offers", SINCE),
    }
    assert match.verdict is Verdict.POSSIBLE
    assert match.distance_m == 500
    assert match.saving is not None
    assert match.saving.monthly == Money(Decimal(40_000), "CNY")
    assert {share.feature for share in match.shares} == {"words", "class"}
    seen = floor(house, markets).for_need("need-1", BUYER).matches[0]
    assert seen.saving is None
    assert [one.name for one in seen.checks] == ["thread", "tolerance", "certificate"]


def test_what_is_written_is_matched_at_once_and_the_rest_stays(house: House) -> None:
    markets = Markets(house)
    before = floor(house, markets)
    assert floor(house, markets) is before
    need(house, "need-new", need_thread="M12×1.75")
    after = floor(house, markets)
    assert [one.offer for one in after.for_need("need-new", BUYER).matches] == ["offer-1"]
    assert after.fitting is before.fitting, "no offer changed, so that none is read into words again"
    put(house, "offers", "offer-2", {"offer_product": "steel bolts", "offer_published": False}, "firm-maker")
    later = floor(house, markets)
    assert "offer-2" in {one.offer for one in later.for_need("need-new", OFFICER).matches}
    assert "offer-2" not in {one.offer for one in later.for_need("need-new", BUYER).matches}
    assert "offer-2" not in {one.id for one in later.visible_offers(BUYER)}
    assert "offer-2" in {one.id for one in later.visible_offers(MAKER)}
    end(house, "offers", "offer-2", TODAY)
    assert "offer-2" not in floor(house, markets).offers


def test_what_a_register_says_of_a_firm_reaches_all_that_it_lists(house: House) -> None:
    markets = Markets(house)
    need(house, "need-c", need_standard="ISO 14001")
    (near,) = floor(house, markets).for_need("need-c", OFFICER).near
    assert [one.name for one in near.checks if one.state == "fail"] == ["certificate"]
    put(house, "firms", "firm-maker", {"held_standards": ("ISO 14001",)}, since=TODAY)
    now = floor(house, markets)
    assert now.for_need("need-c", OFFICER).matches[0].verdict is Verdict.FEASIBLE
    put(house, "firms", "firm-buyer", {"easting": Decimal(0)}, since=TODAY)
    moved = floor(house, markets)
    assert moved.needs["need-c"].place == Place(Decimal(0), Decimal(0))
    assert moved.for_need("need-c", OFFICER).matches[0].distance_m == 400
    put(house, "firms", "firm-maker", {"held_standards": ("IATF 16949", "ISO 9001")}, since=TODAY)


def test_reading_what_changed_gives_what_reading_all_gives(house: House) -> None:
    markets = Markets(house)
    floor(house, markets)
    need(house, "need-a", need_size=Decimal(12))
    put(house, "lessons", "lesson-1", {
        "memory_kind": "pair", "memory_text": "bolts of steel", "memory_other": "steel bolt", "memory_verdict": "confirmed",
    })  # fmt: skip
    need(house, "need-a", need_size=Decimal(10))
    step, whole = floor(house, markets), floor(house, Markets(house))
    assert step.needs == whole.needs
    assert step.offers == whole.offers
    for name in whole.needs:
        assert step.for_need(name, OFFICER) == whole.for_need(name, OFFICER)
    shares = [share.feature for share in whole.for_need("need-1", OFFICER).matches[0].shares]
    assert shares == ["words", "class", "confirmed"]


def test_a_need_that_has_run_out_is_offered_to_nobody(house: House) -> None:
    need(house, "need-old", need_until=TODAY - timedelta(1))
    shown = floor(house, Markets(house))
    assert "need-old" not in shown.zone()
    assert "need-old" not in {one.id for one in shown.visible_needs(MAKER)}
    assert "need-old" not in {one.need for one in shown.for_offer("offer-1", MAKER, most=50).matches}


@pytest.mark.parametrize("viewer", [MAKER, Viewer(), Viewer(firms=frozenset({""}))])
def test_nobody_asks_for_the_matches_of_another(house: House, viewer: Viewer) -> None:
    need(house, "need-hidden", need_published=False)
    shown = floor(house, Markets(house))
    for one in ("need-1", "need-hidden"):
        with pytest.raises(KeyError):
            shown.for_need(one, viewer)
    with pytest.raises(KeyError):
        shown.pair("need-hidden", "offer-1", viewer)
    assert "need-hidden" not in {one.id for one in shown.visible_needs(viewer)}
    if viewer is MAKER:
        assert "need-hidden" not in {one.need for one in shown.for_offer("offer-1", viewer, most=50).matches}


def test_a_market_that_is_not_there_is_said(house: House) -> None:
    with pytest.raises(NoMarket, match="no market `trade`"):
        house.database.read(lambda journal: Markets(house).floor("trade", journal))


def test_a_day_before_shows_what_was_known_of_it(house: House) -> None:
    markets = Markets(house)
    early = house.database.read(lambda journal: markets.floor("supply", journal, date(2025, 1, 1)))
    assert not early.needs
    assert floor(house, markets).needs
