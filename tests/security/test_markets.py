"""No route tells a firm what another keeps to itself: its unpublished need, its volume, price and capacity."""

from __future__ import annotations

from decimal import Decimal

import pytest

from askonce.cases.journal import Journal
from askonce.feel.values import Money, Value
from askonce.registers.store import Change
from askonce.web.routes import ROUTES
from tests.security.served import Served

PATH = "/api/markets/zone-supply"
MARKET_ROUTES = [route for route in ROUTES if "/markets/" in route.path]


@pytest.fixture(scope="module")
def hidden(house: Served) -> str:
    """A need of the buyer of the story that it did not publish."""
    running = house.house.current
    name = house.house.keys.of(running.holder("needs"), "n-boxes")

    def job(journal: Journal) -> str:
        row = journal.row("needs", name, house.house.local_day(journal.now))
        assert row is not None
        journal.write(
            Change("needs", name, {**row.values, "need_published": False}, row.valid_from, source="load:test")
        )
        return "n-boxes"

    return house.house.database.write(job).result()


def test_an_unpublished_need_is_there_for_its_firm_and_for_officers_alone(house: Served, hidden: str) -> None:
    path = f"{PATH}/needs/{hidden}/matches"
    for who in (("person", "p-buyer"), ("officer", "zhou", "zone/officer")):
        assert house.ask("GET", path, house.token(*who)).status_code == 200
    for who in (("person", "p-maker"), ("person", "p-elder"), ("officer", "wu", "police/clerk")):
        there = house.ask("GET", path, house.token(*who))
        absent = house.ask("GET", f"{PATH}/needs/n-none/matches", house.token(*who))
        assert (there.status_code, there.json()) == (absent.status_code, absent.json())
        assert there.status_code == 404
    maker = house.token("person", "p-maker")
    shown = house.ask("GET", f"{PATH}/offers/o-boxes/matches?most=50", maker)
    assert shown.status_code == 200
    assert hidden not in {one["need"] for one in (*shown.json()["matches"], *shown.json()["near"])}
    officers = house.ask(
        "GET", f"{PATH}/offers/o-boxes/matches?most=50", house.token("officer", "z", "zone/officer")
    )
    assert hidden in {one["need"] for one in (*officers.json()["matches"], *officers.json()["near"])}


@pytest.mark.parametrize("route", MARKET_ROUTES, ids=lambda route: route.words)
@pytest.mark.parametrize("person", ["p-maker", "p-elder"])
def test_no_route_gives_a_person_what_is_another_firm_s(
    house: Served, hidden: str, route: object, person: str
) -> None:
    path = route.path.format(market="zone-supply", need=hidden, offer="o-boxes")  # type: ignore[attr-defined]
    answer = house.ask("GET", path, house.token("person", person))
    assert hidden not in answer.text
    for secret in ("3.4 CNY", "3.40", "60,000", "60000", "need_volume", "need_price", "saving"):
        assert secret not in answer.text


def test_what_another_firm_changes_in_private_changes_no_answer(house: Served) -> None:
    maker = house.token("person", "p-maker")
    path = f"{PATH}/offers/o-boxes/matches?most=50"
    before = house.ask("GET", path, maker).json()
    assert before["matches"]
    running, keys = house.house.current, house.house.keys
    name = keys.of(running.holder("needs"), before["matches"][0]["need"])

    def job(journal: Journal) -> None:
        row = journal.row("needs", name, house.house.local_day(journal.now))
        assert row is not None
        limit = Money(Decimal(1), "CNY")
        secret: dict[str, Value] = {"need_volume": Decimal(7), "need_price_limit": limit, "need_price": limit}
        journal.write(Change("needs", name, {**row.values, **secret}, row.valid_from, source="load:test"))

    house.house.database.write(job).result()
    assert house.ask("GET", path, maker).json() == before


@pytest.mark.parametrize("who", [("person", "p-buyer"), ("officer", "wu", "police/clerk")])
def test_the_whole_zone_is_for_its_officers(house: Served, who: tuple[str, ...]) -> None:
    for path in ("matches", "chain", "allocation"):
        assert house.ask("GET", f"{PATH}/{path}", house.token(*who)).status_code == 403
        officer = house.token("officer", "zhou", "zone/officer")
        assert house.ask("GET", f"{PATH}/{path}", officer).status_code == 200
        assert house.ask("GET", f"/api/markets/none/{path}", officer).status_code == 404
