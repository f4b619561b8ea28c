"""Boxes from two streets off: a buyer and a maker of the zone, brought together over the interface for programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from askonce.assembly.demonstration import accounts, persons
from askonce.invented.zone.firms import BUYER, MAKER
from askonce.invented.zone.zone import BOXES_MADE, BOXES_SOUGHT
from tests.e2e.county import County, invented_zone

STAGES = ("introduction", "specifications", "sample", "small_batch", "mass_production", "ending")


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with invented_zone(tmp_path_factory.mktemp("zone")) as found:
        yield found


def officer(there: County, role: str) -> str:
    """A token of whoever has a role in the zone."""
    one = next(one for one in accounts(there.house) if role in one.roles)
    return there.token(f"officer:{one.account}", *one.roles)


def memory(there: County, case: str) -> dict[str, object]:
    """The lesson that a case left."""
    name = there.house.keys.of("zone", f"{case}/lesson")
    row = there.house.database.read(lambda journal: journal.row("market-memory", name, date(2100, 1, 1)))
    return {} if row is None else dict(row.values)


def test_the_cast_has_a_buyer_a_maker_and_those_who_bring_them_together(there: County) -> None:
    assert {"p-buyer", "p-maker"} <= {who for who, _, _ in persons()}
    roles = {role for one in accounts(there.house) for role in one.roles if role.startswith("zone/")}
    assert roles == {"zone/clerk", "zone/officer", "zone/director"}


def test_boxes_from_two_streets_off(there: County) -> None:
    buyer, zone = there.token("person:p-buyer"), officer(there, "zone/officer")
    chosen = {"need": [BOXES_SOUGHT], "offer": [BOXES_MADE]}
    helped = {"channel": "telephone", "consent": "Ms Zheng said yes at the gate", "choices": chosen}
    view = there.filed(zone, "match", applicant=BUYER, answers={"contact": True}, **helped)
    case = view["line"]["id"]
    assert there.show(buyer, case)["line"]["step"] == "introduction"  # the buyer follows it
    there.given(zone, case, "take")
    assert (
        there.give(zone, case, "step", step="introduction", then="specifications").said["code"]
        == "missing-answers"
    )
    agreed = {"interests": "none", "maker_agrees": True, "maker_agreed_how": "by telephone"}
    there.given(zone, case, "answer", answers=agreed)
    for stage, then in pairwise(STAGES):
        there.clock.forward(days=9)
        assert there.given(zone, case, "step", step=stage, then=then)["line"]["step"] == then
    won = {"reason": "in_production", "words": "by handcart", "orders": "2052000 CNY", "saved": "396000 CNY"}
    there.given(zone, case, "answer", answers=won)
    assert there.given(zone, case, "decide")["line"]["state"] == "closed"
    assert memory(there, case)["memory_verdict"] == "confirmed"
    assert memory(there, case)["memory_text"] == "Export packaging for gearboxes"
    assert there.show(buyer, case)["decision"]["outcome"]["verdict"] == "confirmed"
    there.verify()


def test_each_firm_publishes_for_itself_alone_and_no_officer_of_another_office_follows(there: County) -> None:
    maker, buyer = there.token("person:p-maker"), there.token("person:p-buyer")
    said = {"product": "paper corner guards", "unit": "piece", "published": True}
    assert there.filed(maker, "publish-offer", applicant=MAKER, answers=said)["line"]["state"] == "closed"
    assert there.file(maker, "publish-offer", applicant=BUYER, answers=said).said["code"] == "no-mandate"
    other = {"choices": {"offer": [BOXES_MADE]}, "answers": {"lead_time": 1}}
    assert there.file(buyer, "change-offer", applicant=BUYER, **other).status == 422
    market = officer(there, "market/officer")
    words = {
        "channel": "telephone",
        "consent": "yes",
        "choices": {"need": [BOXES_SOUGHT], "offer": [BOXES_MADE]},
    }
    found = there.file(market, "match", applicant=BUYER, answers={"contact": True}, **words)
    assert found.said["code"] == "not-your-role"


def test_a_buyer_reads_no_case_of_the_makers(there: County) -> None:
    maker, buyer = there.token("person:p-maker"), there.token("person:p-buyer")
    said = {"matter": "power", "words": "the transformer is too small for a second line"}
    case = there.filed(maker, "difficulty", applicant=MAKER, answers=said)["line"]["id"]
    assert there.ask("GET", f"/api/cases/{case}", buyer).status in {403, 404}
    assert there.show(maker, case)["line"]["step"] == "sort"
