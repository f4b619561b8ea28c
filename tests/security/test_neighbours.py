"""Neighbouring zones against the curious: what leaves the house for one, and what a hostile one brings onto a page."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import msgspec
import pytest

from askonce.assembly.markets.neighbours.known import ASKED, LastAsked
from askonce.cases.journal import Journal
from askonce.registers.sources import LOADS
from askonce.registers.store import Change
from tests.security.served import Served

LIST = "/api/exchange/offers"
ASKING = {"purpose": "industry-exchange", "basis": "linhai-act/3", "number": 1, "register": "offers"}
#: Attributes of the zone's registers that stand on no list, by the side that they are of.
SECRET = (
    "offer_capacity",
    "offer_price",
    "offer_minimum",
    "offer_unit",
    "need_volume",
    "zone_contact",
    "easting",
)


def page(house: Served, language: str = "en") -> str:
    officer = house.token("officer", "zhou", "zone/officer")
    headers = {"accept": "text/html", "cookie": f"askonce={officer}", "accept-language": language}
    answer = house.ask("GET", "/zone/chain", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_of_a_whole_zone_no_list_tells_what_was_not_published_or_is_for_the_office(house: Served) -> None:
    linhai = house.token("system", "linhai-county")
    answer = house.ask("POST", LIST, linhai, json=ASKING, headers={"idempotency-key": house.key()})
    assert answer.status_code == 200, answer.text
    told = answer.json()["offers"]
    board = house.house.database.read(lambda journal: house.service.markets.floor("zone-supply", journal))
    open_, hidden = (
        [one for one in board.offers.values() if one.published is published] for published in (True, False)
    )
    assert hidden
    assert 0 < len(told) <= len(open_)
    assert {name for one in told for name in one} == {"words", "class", "maker"}
    published = {tuple(" ".join(text.split()) for text in one.words if text.strip()) for one in open_}
    assert {tuple(one["words"]) for one in told} <= published
    text = json.dumps(told, ensure_ascii=False)
    for one in hidden:
        if one.words[1] and not any(one.words[1] in " ".join(other) for other in published):
            assert one.words[1] not in text
    for listed in board.offers.values():
        assert f'"{listed.id}"' not in text
        assert f'"{listed.firm}"' not in text
    assert not any(name in text for name in SECRET)


@pytest.mark.parametrize(
    "who", [("person", "p-maker"), ("officer", "zhou", "zone/officer"), ("system", "other-county")]
)
def test_the_list_is_for_a_neighbour_that_the_purpose_names(house: Served, who: tuple[str, ...]) -> None:
    answer = house.ask("POST", LIST, house.token(*who), json=ASKING, headers={"idempotency-key": house.key()})
    assert answer.status_code == 403
    assert "offers" not in answer.json()


def test_what_a_hostile_neighbour_calls_its_firms_acts_on_no_page(house: Served) -> None:
    hole = next(one for one in chain(house)["holes"] if one["elsewhere"])
    name = "<img src=x onerror=alert(1)>"
    put(
        house,
        outside_product="</td><script>alert(2)</script>",
        outside_class=str(hole["classed"]),
        outside_maker=name,
    )
    for number in range(9):  # so that it stands first
        put(
            house,
            str(number),
            outside_product=f"p{number}",
            outside_class=str(hole["classed"]),
            outside_maker=name,
        )
    found = page(house)
    assert "&lt;img src=x onerror=alert(1)&gt;" in found
    assert "<img src=x" not in found
    assert "<script>alert" not in found


def test_a_page_says_since_when_a_neighbour_gave_no_answer_and_what_is_known_of_it_stays(
    house: Served,
) -> None:
    assert "Development zone of Linhai County" in page(house)
    assert "not asked: its list is loaded from a file" in page(house)

    def fails(journal: Journal) -> None:
        asked = LastAsked(journal.now - timedelta(days=400), "it answered 500")
        journal.put(ASKED, "linhai-offers", msgspec.json.encode(asked))

    house.house.database.write(fails).result()
    known = text_of(page(house))
    assert "(no answer)" in known
    assert "published there, as of" in known
    house.house.database.write(lambda journal: journal.put(LOADS, "linhai-offers", None)).result()
    assert "Not known: it did not answer" in text_of(page(house))
    assert "对方未答复" in text_of(page(house, "zh"))


def text_of(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def chain(house: Served) -> dict[str, list[dict[str, object]]]:
    officer = house.token("officer", "zhou", "zone/officer")
    found: dict[str, list[dict[str, object]]] = house.ask(
        "GET", "/api/markets/zone-supply/chain", officer
    ).json()
    return found


def put(house: Served, subject: str = "hostile", **values: str) -> None:
    name = house.house.keys.of("zone", f"x-{subject}")

    def job(journal: Journal) -> None:
        day = house.house.local_day(journal.now)
        journal.write(Change("linhai-offers", name, values, day, source="load:test", basis="zone-act/14"))

    house.house.database.write(job).result()
