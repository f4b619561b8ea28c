"""Firms publish what they make and seek; an officer brings two together and follows them to mass production."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from askonce.assembly import LANGUAGE
from askonce.cases.command import Answer, Decide, HandOver, Step, Take, Withdraw
from askonce.cases.view import View
from askonce.feel.values import Money
from askonce.pack.passes import check_folder
from askonce.registers.refusal import Refusal
from askonce.registers.store import Row
from tests.unit.cases.county import KEYS, MONDAY, ROOT, County, county, officer, person

BUYER, MAKER, STRANGER = person("p-buyer"), person("p-maker"), person("p-other")
OFFICER = officer("mei", "zone/officer")
LABOUR = officer("lin", "labour/officer")
TODAY = MONDAY.date()
STAGES = (
    "introduction",
    "specifications",
    "sample",
    "road_test",
    "factory_audit",
    "small_batch",
    "mass_production",
)
BOX: dict[str, Any] = {
    "product": "五层瓦楞纸箱", "product_class": "481910", "unit": "piece", "lead_time": 7, "capacity": 400000,
    "price": "2.90 CNY", "published": True,
}  # fmt: skip
NEED: dict[str, Any] = {
    "product": "Corrugated shipping cartons", "unit": "piece", "lead_time": 10, "volume": 60000, "price": "3.40 CNY",
    "bought_from": "Suzhou", "bought_distance": 420, "published": True,
}  # fmt: skip
INTRODUCED = {"interests": "none", "maker_agrees": True, "maker_agreed_how": "by telephone"}


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        for firm, agent in (("f-buyer", "p-buyer"), ("f-maker", "p-maker")):
            found.write("firms-licences", firm, firm_name=firm.upper(), firm_status="active")
            found.write("mandates", f"m-{agent}", mandate_scope="all", mandate_until=date(2030, 1, 1))
            found.link("firms-licences", "mandates", firm, f"m-{agent}")
            found.link("mandates", "agent", f"m-{agent}", agent)
        yield found


def row(there: County, register: str, subject: str, on: date = TODAY) -> Row:
    found = there.do(lambda journal: journal.row(register, KEYS.of("zone", subject), on))
    assert found is not None
    return found


def made_by(there: County, relation: str, firm: str) -> list[str]:
    """The offers or needs of a firm."""
    register = {"maker": "offers", "buyer": "needs"}[relation]
    name = KEYS.of("zone", firm)
    found = there.do(lambda journal: journal.related(register, relation, name, TODAY, backward=True))
    return [KEYS.subject("zone", one) for one in found]


def published(there: County) -> tuple[str, str]:
    """The need of the buyer and the offer of the maker."""
    there.file(MAKER, "publish-offer", BOX, applicant="f-maker")
    there.file(BUYER, "publish-need", NEED, applicant="f-buyer")
    return made_by(there, "buyer", "f-buyer")[0], made_by(there, "maker", "f-maker")[0]


def introduced(there: County) -> View:
    need, offer = published(there)
    case = there.file(
        OFFICER, "match", {"contact": True}, applicant="f-buyer", channel="telephone",
        consent="Mr Wu said yes", choices={"need": [need], "offer": [offer]},
    )  # fmt: skip
    return there.act(OFFICER, case, Take())


def test_a_firm_publishes_an_offer_and_it_is_entered_under_its_name(there: County) -> None:
    case = there.file(MAKER, "publish-offer", BOX, applicant="f-maker")
    assert case.line.state == "closed"  # nobody has to look at it first
    (offer,) = made_by(there, "maker", "f-maker")
    held = row(there, "offers", offer)
    assert held.values == {
        "offer_product": "五层瓦楞纸箱", "offer_class": "481910", "offer_unit": "piece", "offer_lead_time": Decimal(7),
        "offer_capacity": Decimal(400000), "offer_price": Money(Decimal("2.90"), "CNY"), "offer_published": True,
        "offer_confirmed_on": TODAY,
    }  # fmt: skip
    assert held.valid_from == TODAY
    name = KEYS.of("zone", offer)
    history = there.do(lambda journal: journal.history("offers", name))
    assert len(history) == 1  # one entry is one row, however many cells it has


def test_two_offers_of_a_firm_are_two_and_both_its_own(there: County) -> None:
    there.file(MAKER, "publish-offer", BOX, applicant="f-maker")
    there.file(MAKER, "publish-offer", {**BOX, "product": "纸护角"}, applicant="f-maker")
    both = made_by(there, "maker", "f-maker")
    assert {row(there, "offers", one).values["offer_product"] for one in both} == {"五层瓦楞纸箱", "纸护角"}
    assert made_by(there, "maker", "f-buyer") == []


def test_nobody_publishes_for_a_firm_that_is_not_theirs(there: County) -> None:
    found = there.try_file(STRANGER, "publish-offer", BOX, applicant="f-maker")
    assert isinstance(found, Refusal)
    assert found.code == "no-mandate"
    assert made_by(there, "maker", "f-maker") == []


def test_an_offer_is_confirmed_and_what_changed_is_written_over_the_rest(there: County) -> None:
    _, offer = published(there)
    there.forward(days=200)
    there.file(MAKER, "change-offer", {"lead_time": 5}, applicant="f-maker", choices={"offer": [offer]})
    later = TODAY + timedelta(days=200)
    values = row(there, "offers", offer, later).values
    assert (values["offer_lead_time"], values["offer_confirmed_on"]) == (Decimal(5), later)
    assert values["offer_product"] == "五层瓦楞纸箱"
    assert row(there, "offers", offer).values["offer_lead_time"] == Decimal(7)  # what was said then stays


def test_a_firm_confirms_no_offer_of_another(there: County) -> None:
    _, offer = published(there)
    found = there.try_file(
        BUYER, "change-offer", {"lead_time": 1}, applicant="f-buyer", choices={"offer": [offer]}
    )
    assert isinstance(found, Refusal)
    assert found.code == "bad-choice"
    assert row(there, "offers", offer).values["offer_lead_time"] == Decimal(7)


def test_an_offer_that_has_ended_is_the_firms_no_longer_and_its_past_stays(there: County) -> None:
    _, offer = published(there)
    there.forward(days=30)
    there.file(MAKER, "end-offer", applicant="f-maker", choices={"offer": [offer]})
    later, name = TODAY + timedelta(days=30), KEYS.of("zone", offer)
    assert there.do(lambda journal: journal.row("offers", name, later)) is None
    assert row(there, "offers", offer, later - timedelta(days=1)).values["offer_product"] == "五层瓦楞纸箱"
    again = there.try_file(
        MAKER, "change-offer", {"lead_time": 5}, applicant="f-maker", choices={"offer": [offer]}
    )
    assert isinstance(again, Refusal)
    assert again.code == "bad-choice"


def test_a_match_goes_through_its_stages_to_mass_production(there: County) -> None:
    case = introduced(there)
    assert case.line.step == "introduction"
    there.act(OFFICER, case, Answer(answers=INTRODUCED))
    for stage, following in zip(STAGES, (*STAGES[1:], "ending"), strict=True):
        there.forward(days=7)
        case = there.act(OFFICER, case, Step(step=stage, then=following))
        assert case.line.step == following
    outcome = {"reason": "in_production", "words": "", "orders": "2448000 CNY", "saved": "360000 CNY"}
    there.act(OFFICER, case, Answer(answers=outcome))
    case = there.act(OFFICER, case, Decide())
    assert case.line.state == "closed"
    lesson = row(there, "market-memory", f"{case.line.id}/lesson", TODAY + timedelta(days=49)).values
    assert lesson == {
        "memory_kind": "pair", "memory_text": "Corrugated shipping cartons", "memory_other": "五层瓦楞纸箱",
        "memory_verdict": "confirmed", "memory_on": TODAY + timedelta(days=49),
        "memory_asked_openly": True, "memory_offered_openly": True,
    }  # fmt: skip
    assert "f-" not in repr(lesson).lower()  # no firm is named in it


@pytest.mark.parametrize("stage", STAGES[:-1])
def test_a_match_ends_at_any_stage_with_its_reason(there: County, stage: str) -> None:
    case = introduced(there)
    there.act(OFFICER, case, Answer(answers=INTRODUCED))
    for at, following in pairwise(STAGES):
        if at == stage:
            break
        case = there.act(OFFICER, case, Step(step=at, then=following))
    case = there.act(OFFICER, case, Step(step=stage, then="ending"))
    assert not isinstance(
        there.try_act(OFFICER, case, Step(step="ending", then="end")), View
    )  # no reason yet
    ended = {"reason": "quality", "words": "the flutes break", "orders": "0 CNY", "saved": "0 CNY"}
    there.act(OFFICER, case, Answer(answers=ended))
    case = there.act(OFFICER, case, Decide())
    assert case.line.state == "closed"
    assert row(there, "market-memory", f"{case.line.id}/lesson").values["memory_verdict"] == "rejected"


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [
        ("in_production", "confirmed"),
        ("specification", "rejected"),
        ("price", "open"),
        ("plans_changed", "open"),
    ],
)
def test_a_price_says_nothing_of_the_product(there: County, reason: str, verdict: str) -> None:
    case = introduced(there)
    there.act(OFFICER, case, Answer(answers=INTRODUCED))
    case = there.act(OFFICER, case, Step(step="introduction", then="ending"))
    ended = {"reason": reason, "words": "", "orders": "0 CNY", "saved": "0 CNY"}
    there.act(OFFICER, case, Answer(answers=ended))
    there.act(OFFICER, case, Decide())
    assert row(there, "market-memory", f"{case.line.id}/lesson").values["memory_verdict"] == verdict


@pytest.mark.parametrize("left_out", [*INTRODUCED])
def test_nobody_is_introduced_before_the_officer_has_declared_interests_and_asked_the_maker(
    there: County, left_out: str
) -> None:
    case = introduced(there)
    there.act(OFFICER, case, Answer(answers={key: INTRODUCED[key] for key in INTRODUCED if key != left_out}))
    found = there.try_act(OFFICER, case, Step(step="introduction", then="specifications"))
    assert isinstance(found, Refusal)
    assert found.code == "missing-answers"
    assert there.view(OFFICER, case).line.step == "introduction"


def test_an_officer_opens_no_match_without_the_word_of_the_buyer(there: County) -> None:
    need, offer = published(there)
    chosen = {"need": [need], "offer": [offer]}
    found = there.try_file(
        OFFICER, "match", {"contact": True}, applicant="f-buyer", channel="telephone", choices=chosen
    )
    assert isinstance(found, Refusal)
    assert found.code == "no-consent"
    other = there.try_file(MAKER, "match", {"contact": True}, applicant="f-buyer", choices=chosen)
    assert isinstance(other, Refusal)
    assert other.code == "no-mandate"


def test_a_match_is_of_a_need_of_its_own_firm(there: County) -> None:
    need, offer = published(there)
    found = there.try_file(
        MAKER, "match", {"contact": True}, applicant="f-maker", choices={"need": [need], "offer": [offer]}
    )
    assert isinstance(found, Refusal)
    assert found.code == "bad-choice"


def test_the_maker_has_no_part_in_the_case_of_the_buyer_and_the_buyer_may_take_it_back(there: County) -> None:
    case = introduced(there)
    assert isinstance(there.try_act(MAKER, case, Withdraw(reason="")), Refusal)
    assert there.act(BUYER, case, Withdraw(reason="another plan")).line.state == "withdrawn"


def test_a_difficulty_goes_to_the_office_that_can_clear_it(there: County) -> None:
    said = {"matter": "labour", "words": "forty sewers are missing before the autumn orders"}
    case = there.file(
        OFFICER, "difficulty", said, applicant="f-maker", channel="counter", consent="said at the gate"
    )
    case = there.act(OFFICER, case, Take())
    case = there.act(OFFICER, case, Step(step="sort"))
    there.act(OFFICER, case, HandOver(office="labour", reason="workers"))
    there.act(LABOUR, case, Take())
    there.act(LABOUR, case, Answer(answers={"cleared_how": "a job fair on Saturday"}))
    case = there.act(LABOUR, case, Step(step="clear", then="end"))
    assert case.line.state == "closed"
    assert any(b"a job fair on Saturday" in one for one in there.sent("certificate"))


def test_a_profile_is_confirmed_and_nothing_of_it_asked_again(there: County) -> None:
    there.write("zone-firms", "f-maker", chain="packaging", easting=Decimal(310), northing=Decimal(95))
    there.file(MAKER, "confirm-profile", {"contact": "Ms Chen, 0500 5550 0123"}, applicant="f-maker")
    values = row(there, "zone-firms", "f-maker").values
    assert values["profile_confirmed_on"] == TODAY
    assert values["chain"] == "packaging"


@pytest.mark.parametrize("service", ["change-offer", "end-offer", "change-need", "end-need", "match"])
def test_a_firm_without_an_entry_is_told_that_there_is_none(there: County, service: str) -> None:
    answers = {"contact": True} if service == "match" else {}
    found = there.try_file(MAKER, service, answers, applicant="f-maker")
    assert isinstance(found, Refusal)
    assert found.code == "register-refuses"


@pytest.mark.parametrize(("register", "role"), [("offers", "nobody"), ("offers", "offer"), ("needs", "need")])
def test_a_relation_that_is_written_leads_to_somebody_of_its_kind_in_the_case(
    tmp_path: Path, register: str, role: str
) -> None:
    """A role that is not there, or one in which no firm stands, would leave an entry that is nobody's."""
    folder = tmp_path / "qingshan"
    shutil.copytree(ROOT / "packs" / "qingshan", folder)
    relation, service = {"offers": ("maker", "publish-offer"), "needs": ("buyer", "publish-need")}[register]
    text = folder / "services" / f"{service}.yaml"
    text.write_text(
        text.read_text("utf-8").replace(
            f"{register}.{relation}: applicant", f"{register}.{relation}: {role}"
        ),
        "utf-8",
    )
    found = check_folder(folder, LANGUAGE, on=TODAY, cached=False).findings
    assert [(one.code, f"`{role}`" in one.message) for one in found] == [("AO331", True)]
