"""What a good law of procedure asks: time to speak, one request for more, nobody paid twice, no decision beyond review."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from askonce.cases.command import (
    Answer,
    AskMore,
    Correct,
    Decide,
    Dispute,
    HandOver,
    Hear,
    Join,
    Notify,
    Object,
    Speak,
    Step,
    Take,
    Withdraw,
)
from askonce.cases.view import View
from askonce.feel.values import Money
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import County, county, officer, person

WANG = person("wang")
HELPER = Actor("helper", "aunt-li", frozenset({"community"}))
LABOUR, DIRECTOR = officer("hua", "labour/officer"), officer("zhou", "labour/director")
LEGAL = officer("fang", "county-legal/reviewer")
CLERK = officer("feng", "education-health/clerk")
HEALTH = officer("yan", "education-health/officer")
AID, BOARD = officer("ting", "civil-affairs/officer"), officer("lei", "street/officer")
UPHELD, ADVERSE = {"upheld": True}, {"decision": "refused"}


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        found.write("people", "wang", birth_date=date(1960, 5, 5), full_name="王", sex="male")
        found.write("residence", "wang", household_size=Decimal(2))
        found.write("care-status", "wang", aided_this_year=False)
        yield found


def code(found: View | Refusal) -> str:
    return found.code if isinstance(found, Refusal) else found.line.state


def insured(there: County, months: int, **more: Any) -> None:
    wage = Money(Decimal(3000), "CNY")
    there.write("employment-pensions", "wang", contribution_months=Decimal(months), monthly_wage=wage, **more)


def pension(there: County, months: int = 100) -> View:
    insured(there, months, payment_account="6222")
    return there.file(WANG, "pension")


def refuse_it(there: County, case: View) -> View:
    there.act(DIRECTOR, case, Take())
    there.act(DIRECTOR, case, Notify(reason="too few months"))
    there.act(WANG, case, Speak(words="I paid elsewhere too"))
    return there.act(DIRECTOR, case, Decide())


def objected(there: County, case: View) -> str:
    """The objection of Wang to what holds, upheld; the case is looked at again."""
    objection = there.act(WANG, case, Object(reason="look again")).concerned_by[-1]
    there.act(LEGAL, objection, Take())
    there.act(LEGAL, objection, Decide(outcome=UPHELD, reason="look again"))
    return objection


def paid(there: County) -> list[dict[str, Any]]:
    """What was ordered, in order: the amount or the stop, and the number of the order whose place it takes."""
    messages = sorted(there.messages("payment"), key=lambda one: tuple(map(int, one.key.split("/")[1:3])))
    numbers = {one.key: number for number, one in enumerate(messages)}
    found = []
    for one in messages:
        said = json.loads(one.body)
        order: dict[str, Any] = {"stop": True} if said.get("stop") else {"amount": said["amount"]}
        if "replaces" in said:
            order["replaces"] = numbers[said["replaces"]]
        found.append(order)
    return found


def benefit(there: County) -> View:
    """A child benefit of 300 yuan that is paid."""
    there.write("people", "kid", birth_date=date(2025, 9, 1))
    there.link("people", "children", "wang", "kid")
    there.write("employment-pensions", "wang", payment_account="6222")
    case = there.file(WANG, "child-benefit", {"school_paper": "upload-1"}, choices={"child": ["kid"]})
    return carried_out(there, case)


def carried_out(there: County, case: View) -> View:
    there.act(CLERK, case, Take())
    there.act(CLERK, case, Step(step="review"))
    return there.act(CLERK, case, Step(step="pay"))


def test_a_decision_that_is_looked_at_again_is_not_made_immune_by_taking_the_filing_back(
    there: County,
) -> None:
    case = benefit(there)
    assert paid(there) == [{"amount": "300 CNY"}]
    objected(there, case)
    seen = there.view(WANG, case)
    assert (seen.line.state, "withdraw" in seen.may) == ("open", False)
    assert code(there.try_act(WANG, case, Withdraw())) == "looked-at-again"
    there.act(HEALTH, case, Take())
    assert there.act(HEALTH, case, Decide()).line.state == "decided", "it is still decided anew"


def test_nobody_is_paid_twice_and_another_amount_takes_the_place_of_the_first(there: County) -> None:
    case = benefit(there)
    objected(there, case)
    there.act(HEALTH, case, Take())
    there.act(HEALTH, case, Decide())
    assert carried_out(there, case).line.state == "closed"
    assert paid(there) == [{"amount": "300 CNY"}], "the same payment goes on under its order"
    objected(there, case)
    there.act(HEALTH, case, Take())
    more = Decide(outcome={"amount": "700 CNY"}, reason="hardship")
    there.act(HEALTH, case, more)
    carried_out(there, case)
    assert paid(there) == [{"amount": "300 CNY"}, {"amount": "700 CNY", "replaces": 0}]
    objected(there, case)
    head = officer("bo", "education-health/director")
    there.act(head, case, Take())
    there.act(head, case, Notify(reason="the child moved away"))
    there.forward(days=9)
    there.act(head, case, Decide(outcome={"decision": "refused", "amount": "0 CNY"}, reason="moved away"))
    assert paid(there)[2:] == [{"stop": True, "replaces": 1}]
    objected(there, case)
    there.act(HEALTH, case, Take())
    there.act(HEALTH, case, Decide())
    carried_out(there, case)
    assert paid(there)[3:] == [{"amount": "300 CNY"}], "what was stopped is ordered anew"


def test_each_decision_can_be_objected_to_once(there: County) -> None:
    case = refuse_it(there, pension(there))
    first = objected(there, case)
    refused = refuse_it(there, there.view(WANG, case))
    assert "object" in there.view(WANG, case).may
    second = there.act(WANG, refused, Object(reason="wrong again")).concerned_by[-1]
    assert second != first
    assert code(there.try_act(WANG, case, Object(reason="and again"))) == "done-already"


def test_who_decided_is_no_judge_whatever_their_account_is_called(there: County) -> None:
    odd = officer("zhou hui", "labour/director", "county-legal/reviewer")
    case = pension(there)
    there.act(odd, case, Take())
    there.act(odd, case, Notify(reason="too few months"))
    there.act(WANG, case, Speak(words="I paid"))
    there.act(odd, case, Decide())
    objection = there.act(WANG, case, Object(reason="wrong")).concerned_by[0]
    assert code(there.try_act(odd, objection, Take())) == "own-judge"


def test_what_an_office_notes_of_a_hearing_takes_no_time_from_the_person_who_is_told_of_it(
    there: County,
) -> None:
    case = pension(there)
    there.act(DIRECTOR, case, Take())
    there.act(DIRECTOR, case, Notify(reason="too few months"))
    there.act(LABOUR, case, Hear(words="nothing said"))
    told = [json.loads(one) for one in there.sent("mail")]
    heard = [one["values"] for one in told if one["kind"] == "heard"]
    assert [one.get("noted") for one in heard] == ["nothing said"]
    assert code(there.try_act(DIRECTOR, case, Decide())) == "not-heard"
    helper = officer("min", "labour/clerk")
    assert "speak" not in there.view(helper, case).may
    there.act(WANG, case, Speak(words="the army counts"))
    assert there.act(DIRECTOR, case, Decide()).line.state == "closed"


def test_a_notice_of_hours_is_over_after_hours(there: County) -> None:
    there.write("firms-licences", "firm", firm_status="active")
    there.write("mandates", "m1", mandate_until=date(2027, 3, 4), mandate_scope="filings")
    there.link("firms-licences", "mandates", "firm", "m1")
    there.link("mandates", "agent", "m1", "wang")
    there.write("consignments-legs", "box", detained_since=date(2026, 3, 1), current_leg="abroad")
    there.link("firms-licences", "consignments", "firm", "box")
    answers = {
        "online": True,
        "locked_down_at": "home",
        "papers_at": "downtown",
        "vehicle": "A1",
        "a_day": "8000 USD",
    }
    case = there.file(
        WANG, "cargo-pickup-permit", answers, applicant="firm", choices={"cargo": ["box"], "mandate": ["m1"]}
    )
    head = officer("ma", "commerce-port/director")
    there.act(head, case, Take())
    there.act(head, case, Notify(reason="papers are online"))
    refused = Decide(outcome={"decision": "refused"}, reason="papers are online")
    there.forward(minutes=119)
    assert code(there.try_act(head, case, refused)) == "not-heard"
    there.forward(minutes=2)
    assert there.act(head, case, refused).line.state == "closed"


def asked_for_bills(there: County) -> View:
    case = there.file(
        WANG, "temporary-aid", {"calamity": "fire", "cost": "900 CNY", "bills": "b.pdf", "account": "6222"}
    )
    there.act(AID, case, Take())
    return there.act(AID, case, AskMore(names=["bills"], reason="page two"))


def mails(there: County, kind: str) -> list[str]:
    return [one.to for one in there.messages("mail") if json.loads(one.body)["kind"] == kind]


def test_an_office_stops_the_clock_once_and_the_office_above_hears_of_the_second_time(there: County) -> None:
    case = asked_for_bills(there)
    assert (case.suspended, mails(there, "asked again")) == (True, [])
    there.forward(days=1)
    case = there.act(WANG, case, Answer(answers={"bills": "b2.pdf"}))
    before = case.line.promised
    case = there.act(AID, case, AskMore(names=["bills"], reason="page three"))
    assert (case.line.state, case.suspended, case.line.promised) == ("asked", False, before)
    assert mails(there, "asked again") == ["office:county-government"]
    there.forward(days=8)
    there.fire()
    assert "promised" in there.view(WANG, case).late, "whoever asks again and again is late"


def test_nobody_is_waited_for_longer_than_the_office_itself_may_take(there: County) -> None:
    insured(there, months=200)
    case = there.file(HELPER, "pension", applicant="wang", channel="counter", consent="said yes")
    assert (case.line.state, case.asked, case.suspended) == ("asked", ("account",), True)
    there.forward(days=60)
    while there.fire():
        pass
    seen = there.view(WANG, case)
    assert (seen.line.state, seen.suspended, seen.line.legal is not None) == ("open", False, True)
    assert len(mails(there, "unanswered")) == 1
    there.act(LABOUR, case, Take())
    favour = Decide(outcome={"decision": "granted"}, reason="the months are there")
    assert code(there.try_act(LABOUR, case, favour)) == "missing-answers", "nobody is paid without an account"
    there.act(WANG, case, Answer(answers={"account": "6222"}))
    assert there.act(LABOUR, case, Decide()).line.state == "decided"


def test_a_case_is_handed_only_to_those_whom_the_service_names_or_who_stand_above(there: County) -> None:
    case = asked_for_bills(there)
    there.act(WANG, case, Answer(answers={"bills": "b2.pdf"}))
    away = there.try_act(AID, case, HandOver(office="commerce-port", reason="please"))
    assert code(away) == "not-concerned"
    port = officer("yan", "commerce-port/clerk", "commerce-port/officer")
    assert code(there.try_act(port, case, Take())) == "no-such-case"
    there.act(AID, case, HandOver(office="street", reason="they know the house"))
    assert len(mails(there, "handed")) == 2
    assert (
        code(there.try_act(officer("cook", "street/cook", "street/clerk"), case, Take())) == "not-your-role"
    )
    there.act(BOARD, case, Take())


def test_a_step_is_answered_by_its_own_role_alone(there: County) -> None:
    there.write("people", "wife", birth_date=date(1961, 1, 1))
    there.write("residence", "wang", since=date(2026, 1, 1), child_crime=False, household_size=Decimal(2))
    there.link("residence", "household", "wang", "wife")
    case = there.file(WANG, "guardianship", {"doctor_finding": "d.pdf"}, choices={"ward": ["wife"]})
    assert case.line.step == "talk"
    head = officer("xu", "civil-affairs/director")
    there.act(head, case, Take())
    finding = Answer(answers={"finding": "partly"})
    assert code(there.try_act(head, case, finding)) == "not-your-role"
    visitor = officer("chen", "community/officer")
    there.act(visitor, case, Take())
    there.act(visitor, case, finding)
    assert not there.act(visitor, case, Step(step="talk")).content, (
        "who may not take what follows is done with it"
    )


def test_whoever_decides_against_an_opinion_says_why(there: County) -> None:
    case = there.file(
        WANG, "temporary-aid", {"calamity": "fire", "cost": "900 CNY", "bills": "b.pdf", "account": "6222"}
    )
    there.act(AID, case, Take())
    there.act(BOARD, case, Join(office="street", agrees=False, reason="no fire was seen"))
    assert code(there.try_act(AID, case, Decide())) == "reason-needed"
    assert there.act(AID, case, Decide(reason="the fire brigade was there")).line.state == "decided"


@pytest.mark.parametrize("event", [date(2026, 3, 3), date(9999, 12, 31)])
def test_an_event_has_happened(there: County, event: date) -> None:
    answers = {"calamity": "fire", "cost": "900 CNY", "bills": "b.pdf", "account": "6222"}
    assert code(there.try_file(WANG, "temporary-aid", answers, event=event)) == "not-yet"


def test_a_correction_holds_from_a_day_that_has_come(there: County) -> None:
    case = pension(there, months=200)
    wrong = Dispute(name="months", reason="the army is missing")
    correction = there.act(WANG, case, wrong).concerned_by[-1]
    there.act(LABOUR, correction, Take())
    late = Correct(value=300, valid_from=date(9999, 12, 31), reason="book")
    assert code(there.try_act(LABOUR, correction, late)) == "not-yet"
    assert there.act(LABOUR, correction, Correct(value=300, reason="book")).line.state == "closed"
