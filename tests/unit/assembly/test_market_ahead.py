"""A market that is read beside the serving: who waits for it and who does not, and for whom it is kept ready."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from askonce.adapters.settings.model import Settings
from askonce.apps.economy.board import Board as Floor
from askonce.apps.economy.sight import OFFICER
from askonce.assembly.house import House, open_house, place_of
from askonce.assembly.markets.floor import Markets
from askonce.cases.journal import Journal
from askonce.web.warming import KEPT_READY, Warming
from tests.unit.economy.trade import ON as TODAY
from tests.unit.economy.trade import write_pack
from tests.unit.economy.trading_house import MORNING, put, trading

SECONDS = 20.0


class Watched(Markets):
    """Markets that say what was read of them, and that can be held up while they read."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.read: list[str] = []
        self.reads, self.goes_on = threading.Event(), threading.Event()
        self.goes_on.set()
        self.looked = threading.Event()

    def _kept(self, *asked: Any) -> Any:
        found = super()._kept(*asked)
        self.looked.set()
        return found

    def _read(self, market: str, *rest: Any) -> Any:
        self.read.append(market)
        self.reads.set()
        assert self.goes_on.wait(SECONDS)
        return super()._read(market, *rest)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with trading(tmp_path) as opened:
        need(opened, "need-1")
        put(
            opened,
            "offers",
            "offer-1",
            {"offer_product": "steel bolts", "offer_published": True},
            "firm-maker",
        )
        yield opened


def need(house: House, name: str) -> None:
    put(house, "needs", name, {"need_product": "bolts of steel", "need_published": True}, "firm-buyer")


def floor(house: House, markets: Markets) -> Floor:
    return house.database.read(lambda journal: markets.floor("supply", journal))


def warming(house: House, markets: Markets, *, always: bool = False) -> Warming:
    service: Any = SimpleNamespace(house=house, markets=markets)
    return Warming(service, always=always, rests=0)


def test_who_sees_nothing_newer_waits_for_nobody_and_who_does_waits_for_it(house: House) -> None:
    markets = Watched(house)
    former = floor(house, markets)
    began, may_look = threading.Event(), threading.Event()

    def early(journal: Journal) -> Floor:
        journal.last()  # from here on it sees one state
        began.set()
        assert may_look.wait(SECONDS)
        return markets.floor("supply", journal)

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(house.database.read, early)
        assert began.wait(SECONDS)
        need(house, "need-2")
        markets.reads.clear()
        markets.goes_on.clear()
        reading = pool.submit(floor, house, markets)
        assert markets.reads.wait(SECONDS)
        try:
            markets.looked.clear()
            waiting = pool.submit(floor, house, markets)
            assert markets.looked.wait(SECONDS), "it has seen that nothing new enough is kept"
            may_look.set()
            assert first.result(SECONDS) is former
            assert not waiting.done()
        finally:
            markets.goes_on.set()
        assert reading.result(SECONDS) is waiting.result(SECONDS)
        assert "need-2" in reading.result().needs
    assert markets.read == ["supply", "supply"], "who waited does not read it again"


def test_a_market_that_nobody_asks_for_is_never_read(house: House) -> None:
    markets = Watched(house)
    rounds = warming(house, markets)
    rounds()
    rounds()
    assert markets.read == []
    warming(house, markets, always=True)()
    assert markets.read == ["supply"]
    assert markets.asked("supply") is None, "who reads ahead asks for nothing"


def test_a_market_that_is_asked_for_is_kept_ready_also_by_the_next_process(house: House) -> None:
    markets = Watched(house)
    floor(house, markets)
    assert markets.asked("supply") == TODAY
    rounds = warming(house, markets)
    rounds()
    need(house, "need-2")
    rounds()
    assert markets.read == ["supply", "supply"]
    ready = floor(house, markets)
    assert markets.read == ["supply", "supply"], "it was read before anybody asked"
    assert [one.offer for one in ready.for_need("need-2", OFFICER).matches] == ["offer-1"]
    later = Watched(house)
    warming(house, later)()
    assert later.read == ["supply"]


def test_a_market_that_nobody_asked_for_in_a_month_is_let_be(house: House) -> None:
    long_ago = (TODAY - KEPT_READY - timedelta(1)).isoformat().encode()
    house.database.write(lambda journal: journal.put("markets-asked", "supply", long_ago)).result()
    markets = Watched(house)
    warming(house, markets)()
    assert markets.read == []


def test_on_a_new_day_it_is_read_anew_before_anybody_asks(tmp_path: Path) -> None:
    instants = [MORNING]
    pack = write_pack(tmp_path / "pack")
    place = place_of(Settings(), f"sqlite:///{tmp_path / 'trade.db'}")
    house = open_house(place, Settings(), TODAY, pack, clock=lambda: instants[-1])
    try:
        need(house, "need-1")
        markets = Watched(house)
        rounds = warming(house, markets)
        assert floor(house, markets).day == TODAY
        rounds()
        assert len(markets.read) == 1
        instants.append(MORNING + timedelta(1))
        rounds()
        assert len(markets.read) == 2
        assert floor(house, markets).day == TODAY + timedelta(1)
        assert len(markets.read) == 2
    finally:
        house.close()


def test_no_collection_of_garbage_walks_a_market(house: House) -> None:
    before, was = gc.get_freeze_count(), gc.isenabled()
    floor(house, Markets(house))
    assert gc.get_freeze_count() > before
    assert gc.isenabled() == was
