"""Cases from filing to closing: who may do what when, what waits, what is told, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from askonce.cases.command import (
    Answer,
    AskMore,
    Correct,
    Decide,
    Dispute,
    Filing,
    Hear,
    Join,
    Notify,
    Object,
    Review,
    Speak,
    Step,
    Take,
    Withdraw,
)
from askonce.cases.journal import Search
from askonce.cases.view import Offered, View
from askonce.feel.values import Money
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import KEYS, County, county, officer, person

WANG = person("wang")
COOK = officer("lin", "street/cook")
LABOUR, LABOUR_TWO = officer("hua", "labour/officer"), officer("min", "labour/clerk")
DIRECTOR = officer("zhou", "labour/director")
LEGAL = officer("fang", "county-legal/reviewer")
CIVIL = officer("mei", "civil-affairs/officer")


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        found.write("people", "wang", birth_date=date(1950, 5, 5), full_name="王", sex="male")
        yield found


def code(found: View | Refusal) -> str:
    return found.code if isinstance(found, Refusal) else found.line.state


def pension(there: County, months: int = 200) -> View:
    """A pension filed by Wang, who has paid for so many months."""
    there.write(
        "employment-pensions",
        "wang",
        contribution_months=Decimal(months),
        monthly_wage=_yuan(3000),
        payment_account="6222",
    )
    return there.file(WANG, "pension")


def _yuan(amount: int) -> Money:
    return Money(Decimal(amount), "CNY")


def test_a_meal_is_decided_by_its_norm_and_carried_out_by_the_cook(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "no pork"})
    assert filed.line.state == "decided"
    assert filed.decision is not None
    assert (filed.decision.by, filed.decision.outcome) == ("norm", {"price": "15 CNY"})
    assert code(there.try_act(COOK, filed, Step(step="cook"))) == "not-at-hand"
    there.act(COOK, filed, Take())
    assert there.act(COOK, filed, Step(step="cook")).line.state == "closed"
    assert [json.loads(one)["output"] for one in there.sent("certificate")] == ["meal-card"]
    assert there.act(WANG, filed, Review(stars=5)).line.state == "closed"
    assert code(there.try_act(WANG, filed, Review(stars=4))) == "done-already"


def test_what_a_register_supplies_is_not_taken_from_answers(there: County) -> None:
    refused = there.try_file(WANG, "elder-meal", {"diet": "-", "birth": "1990-01-01"})
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.basis) == ("already-held", "canteen-rules/3")
    assert "services/elder-meal.yaml:12" in refused.reason["en"]
    assert "registers/people.yaml:13" in refused.reason["zh"]


def test_what_is_missing_is_said_and_nothing_is_filed(there: County) -> None:
    refused = there.try_file(WANG, "elder-meal")
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.reason["en"]) == (
        "missing-answers",
        "these facts are still to be said: diet",
    )
    assert there.do(lambda journal: journal.lines(Search())) == []


def test_only_a_test_of_the_birth_date_is_shown(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "-"})
    birth = next(one for one in filed.facts if one.name == "birth")
    assert isinstance(birth.value, dict)
    assert "1950" not in json.dumps(birth.value)
    assert birth.receipt is not None


def test_an_adverse_decision_needs_notice_hearing_and_the_named_officer(there: County) -> None:
    case = pension(there, months=100)
    assert case.line.state == "open"
    assert code(there.try_act(LABOUR, case, Decide())) == "not-at-hand"
    there.act(LABOUR, case, Take())
    assert code(there.try_act(LABOUR, case, Decide())) == "not-named-officer"
    there.act(DIRECTOR, case, Take())
    assert code(there.try_act(DIRECTOR, case, Decide())) == "no-notice"
    noticed = there.act(DIRECTOR, case, Notify(reason="too few months"))
    assert noticed.notice_until == date(2026, 3, 9)
    assert code(there.try_act(DIRECTOR, case, Decide())) == "not-heard"
    assert code(there.try_act(LABOUR_TWO, case, Hear(words="I paid"))) == "not-your-role"
    there.act(LABOUR, case, Hear(words="I paid elsewhere too"))
    assert code(there.try_act(DIRECTOR, case, Decide())) == "not-heard", (
        "a note of ours takes no time from anybody"
    )
    there.act(WANG, case, Speak(words="I paid elsewhere too"))
    decided = there.act(DIRECTOR, case, Decide())
    assert (decided.line.state, decided.line.decided is not None) == ("closed", True)
    assert there.sent("payment") == []
    seen = there.view(WANG, case)
    assert seen.decision is not None
    assert (seen.decision.by, seen.decision.adverse) == ("officer:zhou", True)


def test_notice_time_over_is_as_good_as_a_hearing(there: County) -> None:
    case = pension(there, months=100)
    there.act(DIRECTOR, case, Take())
    there.act(DIRECTOR, case, Notify(reason="too few months"))
    there.forward(days=7)
    assert code(there.try_act(DIRECTOR, case, Decide())) == "not-heard"
    there.forward(days=1)
    assert code(there.try_act(DIRECTOR, case, Decide())) == "closed"


def test_an_officer_decides_otherwise_only_with_a_reason(there: County) -> None:
    case = pension(there)
    there.act(LABOUR, case, Take())
    assert code(there.try_act(LABOUR, case, Decide(outcome={"decision": "maybe"}))) == "outcome-wrong"
    there.act(LABOUR, case, Decide())
    assert code(there.try_act(LABOUR, case, Decide())) == "wrong-state"


def test_a_promise_that_is_missed_escalates_once_and_tells_the_person(there: County) -> None:
    pension(there)
    there.forward(days=8)
    assert {one.kind for one in there.fire()} == {"step", "promised"}
    assert there.fire() == []
    told = [(one.to.partition(":")[0], json.loads(one.body)) for one in there.messages("mail")]
    late = sorted((to, body["values"]["term"]) for to, body in told if body["kind"] == "late")
    assert late == [("office", "promised"), ("office", "step:decide"), ("person", "promised")]


def test_a_case_waits_for_a_register_and_goes_on_by_itself(there: County) -> None:
    case = there.file(WANG, "pension")
    assert (case.line.state, set(case.waits_for)) == ("waiting", {"months"})
    there.write(
        "employment-pensions",
        "wang",
        contribution_months=Decimal(200),
        monthly_wage=_yuan(3000),
        payment_account="6222",
    )
    there.forward(hours=5)
    there.fire()
    seen = there.view(WANG, case)
    assert (seen.line.state, seen.line.step, seen.waits_for) == ("open", "decide", ())


def test_what_a_register_could_not_say_cannot_be_wrong(there: County) -> None:
    case = there.file(WANG, "pension")
    assert {one.name: one.state for one in case.facts}["months"] == "unavailable"
    events = case.line.events
    refused = there.try_act(WANG, case, Dispute(name="months", reason="the army is missing"))
    assert code(refused) == "no-such-fact"
    assert isinstance(refused, Refusal)
    assert refused.reason["en"] == "no register supplied `months` in this case"
    seen = there.view(WANG, case)
    assert (seen.line.events, seen.concerned_by) == (events, ())
    name = KEYS.of("labour", "wang")
    assert there.do(lambda journal: journal.disputed("employment-pensions", name)) == {}
    there.write("employment-pensions", "wang", contribution_months=Decimal(200), monthly_wage=_yuan(3000))
    there.forward(hours=5)
    there.fire()
    assert there.act(WANG, case, Dispute(name="months", reason="the army is missing")).concerned_by


def test_more_is_asked_and_the_clock_stands(there: County) -> None:
    there.write("residence", "wang", household_size=Decimal(2))
    there.write("care-status", "wang", aided_this_year=False)
    there.write("employment-pensions", "wang", payment_account="6222")
    case = there.file(WANG, "temporary-aid", {"calamity": "fire", "cost": "9000 CNY", "bills": "upload-1"})
    clerk = officer("xu", "civil-affairs/officer", "street/officer")
    there.act(clerk, case, Take())
    before = there.view(WANG, case).line
    assert code(there.try_act(clerk, case, AskMore(names=["cost"], reason="again"))) == "done-already"
    asked = there.act(clerk, case, AskMore(names=["bills"], reason="page two is missing"))
    assert (asked.line.state, asked.suspended, asked.line.promised) == ("asked", True, None)
    there.forward(days=7)
    assert there.fire() == []
    answered = there.act(WANG, case, Answer(answers={"bills": "upload-2"}))
    assert before.promised is not None
    assert answered.line.promised is not None
    assert (answered.line.promised - before.promised).days == 7
    assert (answered.line.state, answered.suspended) == ("open", False)


def test_nobody_sees_anothers_case(there: County) -> None:
    case = there.file(WANG, "elder-meal", {"diet": "-"})
    stranger = person("li")
    refused = there.try_act(stranger, case, Withdraw())
    unknown = there.try_act(stranger, "case-none", Withdraw())
    assert refused == unknown
    assert code(refused) == "no-such-case"
    elsewhere = officer("x", "police/officer")
    assert code(there.try_act(elsewhere, case, Take())) == "no-such-case"
    frame = there.view(COOK, case)
    assert (frame.content, frame.facts, frame.decision) == (False, (), None)


def test_an_objection_goes_to_another_office_and_reopens_when_upheld(there: County) -> None:
    case = pension(there, months=100)
    there.act(DIRECTOR, case, Take())
    there.act(DIRECTOR, case, Notify(reason="too few months"))
    there.act(WANG, case, Speak(words="I paid elsewhere too"))
    there.act(DIRECTOR, case, Decide())
    objected = there.act(WANG, case, Object(reason="months of the army count"))
    objection = objected.concerned_by[0]
    both = officer("zhou", "labour/director", "county-legal/reviewer")
    assert code(there.try_act(both, objection, Take())) == "own-judge"
    there.act(LEGAL, objection, Take())
    upheld = there.act(LEGAL, objection, Decide(outcome={"upheld": True}, reason="they count"))
    assert upheld.line.state == "closed"
    again = there.view(WANG, case)
    assert again.line.state == "open"
    assert again.decision is not None  # the old decision holds until another is taken
    assert code(there.try_act(WANG, case, Object(reason="once more"))) == "no-objection"


def test_a_correction_travels_to_the_decision_that_used_the_datum(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "-"})
    disputed = there.act(WANG, filed, Dispute(name="birth", reason="I am younger", claimed="1980-05-05"))
    correction = disputed.concerned_by[0]
    assert code(there.try_act(COOK, correction, Take())) == "no-such-case"
    there.act(CIVIL, correction, Take())
    wrong = Correct(value="the 5th", reason="book of births")
    assert code(there.try_act(CIVIL, correction, wrong)) == "misread"
    there.act(CIVIL, correction, Correct(value="1980-05-05", reason="book of births"))
    seen = there.view(WANG, filed)
    assert seen.line.state == "open"
    assert seen.decision is not None
    assert seen.decision.outcome == {"price": "15 CNY"}
    assert [one.kind for one in seen.history][-3:] == ["Settled", "Reopened", "Proposed"]


def test_a_correction_that_changes_nothing_reopens_nothing(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "-"})
    disputed = there.act(WANG, filed, Dispute(name="birth", reason="a day off"))
    correction = disputed.concerned_by[0]
    there.act(CIVIL, correction, Take())
    there.act(CIVIL, correction, Correct(value="1950-05-06", reason="book of births"))
    assert there.view(WANG, filed).line.state == "decided"


def test_a_disputed_datum_makes_the_case_wait_and_burdens_nobody(there: County) -> None:
    case = pension(there, months=100)
    waiting = there.act(WANG, case, Dispute(name="months", reason="the army is missing"))
    assert (waiting.line.state, waiting.waits_for) == ("waiting", ("months",))
    there.act(DIRECTOR, case, Take())
    assert code(there.try_act(DIRECTOR, case, Notify(reason="too few"))) == "waiting"
    labour = officer("hua", "labour/officer")
    there.act(labour, waiting.concerned_by[0], Take())
    there.act(labour, waiting.concerned_by[0], Correct(value=200, reason="army book"))
    seen = there.view(WANG, case)
    assert (seen.line.state, seen.waits_for) == ("open", ())


def test_a_helper_files_with_consent_and_may_not_give_the_bank_account(there: County) -> None:
    helper = Actor("helper", "aunt-li", frozenset({"community"}))
    there.write("employment-pensions", "wang", contribution_months=Decimal(200), monthly_wage=_yuan(3000))
    no = there.try_file(helper, "pension", applicant="wang", channel="counter")
    assert code(no) == "no-consent"
    assert code(there.try_file(helper, "pension", applicant="wang", consent="said yes")) == "channel-wrong"
    filed = there.file(helper, "pension", applicant="wang", channel="counter", consent="said yes at hall 2")
    assert filed.channel == "counter"
    assert (filed.line.state, filed.asked) == ("asked", ("account",))
    assert code(there.try_act(helper, filed, Answer(answers={"account": "999"}))) == "only-self"
    assert there.act(WANG, filed, Answer(answers={"account": "6222"})).line.state == "open"


def test_a_mandate_lets_another_file_until_it_ends(there: County) -> None:
    son = person("wang-son")
    refused = there.try_file(son, "elder-meal", {"diet": "-"}, applicant="wang")
    assert code(refused) == "no-mandate"
    there.do(
        lambda journal: there.handling.mandate(journal, WANG, "wang-son", "elder-meal", date(2026, 3, 4))
    )
    assert there.file(son, "elder-meal", {"diet": "-"}, applicant="wang").line.state == "decided"
    other = there.try_file(son, "pension", applicant="wang")
    assert code(other) == "no-mandate"
    there.forward(days=3)
    assert code(there.try_file(son, "elder-meal", {"diet": "-"}, applicant="wang")) == "no-mandate"


def test_a_norm_opens_one_case_for_each_episode(there: County) -> None:
    def opened(episode: str) -> View | Refusal | None:
        return there.do(
            lambda journal: there.handling.open_by_norm(journal, "warning", "elder-meal", "wang", episode)
        )

    assert isinstance(opened("flood-1"), View)
    assert opened("flood-1") is None
    assert isinstance(opened("flood-2"), View)


def test_silence_accepts_where_the_service_says_so(there: County) -> None:
    there.write("land-buildings", "home", property_address="Bridge Street 4")
    there.link("residence", "properties", "wang", "home")
    answers = {"tenant_number": "330000199001011234", "rent": "900 CNY", "until": "2027-03-01"}
    filed = there.file(WANG, "rental", answers, choices={"tenant": ["li"]})
    assert filed.line.state == "open"
    there.forward(days=4)
    there.fire()
    seen = there.view(WANG, filed)
    assert seen.decision is not None
    assert seen.decision.by == "silence"


def test_what_is_personal_is_erased_in_time_and_the_fold_survives(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "no pork"})
    there.act(COOK, filed, Take())
    closed = there.act(COOK, filed, Step(step="cook"))
    assert there.view(WANG, filed).deletes_on == date(2028, 3, 2)
    there.forward(days=731)
    assert "erase" in {one.kind for one in there.fire()}
    line = there.do(lambda journal: journal.line(filed.line.id))
    assert line is not None
    assert (line.filer, line.state, line.events) == (None, "closed", closed.line.events + 1)
    assert there.do(lambda journal: journal.get("sealed", filed.line.id)) is None
    assert code(there.try_act(WANG, filed, Review(stars=1))) == "no-such-case"


def test_the_interview_says_what_is_known_and_asks_the_rest(there: County) -> None:
    found = there.do(lambda journal: there.handling.interview(journal, WANG, Filing(service="elder-meal")))
    assert isinstance(found, Offered)
    assert (found.next, found.open, found.decided) == ("diet", ("diet",), True)
    assert [one.name for one in found.facts] == ["birth"]


def test_joint_offices_each_give_their_opinion_before_it_is_decided(there: County) -> None:
    there.write("residence", "wang", household_size=Decimal(2))
    there.write("care-status", "wang", aided_this_year=False)
    there.write("employment-pensions", "wang", payment_account="6222")
    case = there.file(WANG, "temporary-aid", {"calamity": "fire", "cost": "9000 CNY", "bills": "upload-1"})
    clerk = officer("xu", "civil-affairs/officer", "street/officer")
    there.act(clerk, case, Take())
    assert code(there.try_act(clerk, case, Decide())) == "opinions-missing"
    street = officer("lin", "street/clerk")
    assert code(there.try_act(street, case, Join(office="street", agrees=False))) == "reason-needed"
    there.act(street, case, Join(office="street", agrees=True))
    assert code(there.try_act(street, case, Join(office="street", agrees=True))) == "done-already"
    assert code(there.try_act(clerk, case, Decide())) in {"decided", "closed"}


def test_two_at_once_one_is_told_that_it_changed(there: County) -> None:
    case = pension(there)
    there.act(LABOUR, case, Take(), expected=case.line.events)
    assert code(there.try_act(LABOUR, case, Decide(), expected=case.line.events)) == "changed"


def test_withdrawn_is_withdrawn(there: County) -> None:
    case = pension(there)
    gone = there.act(WANG, case, Withdraw(reason="moved away"))
    assert (gone.line.state, gone.line.promised) == ("withdrawn", None)
    there.forward(days=60)
    assert {one.kind for one in there.fire()} <= {"step"}
    assert code(there.try_act(LABOUR, case, Take())) == "wrong-state"
