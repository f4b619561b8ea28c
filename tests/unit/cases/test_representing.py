"""Who acts for another hears and sees of it as long as they may, whom it is for always; and nobody looks unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from askonce.cases.command import (
    Decide,
    Dispute,
    Filing,
    Notify,
    Object,
    Take,
    Withdraw,
)
from askonce.cases.journal import Journal, Search
from askonce.cases.own import Own
from askonce.cases.rounds import run
from askonce.cases.sitting import Consent, begin_sitting
from askonce.cases.view import Offered, View
from askonce.feel.values import Money
from askonce.ledger.entry import Entry
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import KEYS, County, county, officer, person

WANG, SON = person("wang"), person("son")
CLERK, DIRECTOR = officer("min", "labour/officer"), officer("zhou", "labour/director")
LEGAL = officer("fang", "county-legal/reviewer")
ASSESSOR = officer("sun", "civil-affairs/assessor")
HELPER = Actor("helper", "aunt-li", frozenset({"community"}))
COUNTER: dict[str, Any] = {"applicant": "wang", "channel": "counter", "consent": "said yes at hall 2"}
HIDDEN = {who.id: f"person:{KEYS.of('cases', who.id)}" for who in (WANG, SON, person("other"))}


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        for name in ("wang", "son", "other"):
            found.write("people", name, birth_date=date(1960, 5, 5), full_name="王", sex="male")
            found.write("residence", name, household_size=Decimal(2))
            found.write("care-status", name, aided_this_year=False)
            wage = Money(Decimal(3000), "CNY")
            found.write(
                "employment-pensions",
                name,
                contribution_months=Decimal(100),
                monthly_wage=wage,
                payment_account="6222",
            )
        mandate(found, until=date(2027, 3, 4))
        yield found


def mandate(there: County, until: date | None, service: str = "pension") -> None:
    found = there.do(lambda journal: there.handling.mandate(journal, WANG, SON.id, service, until))
    assert found is None


def code(found: object) -> str:
    return found.code if isinstance(found, Refusal) else "ok"


def told(there: County, kind: str) -> set[str]:
    """To whom messages of a kind go."""
    return {one.to for one in there.messages("mail") if json.loads(one.body)["kind"] == kind}


def listed(there: County, actor: Actor, limit: int = 50) -> list[str]:
    found, after = [], ""
    while True:
        search = Search(after=after, limit=limit)
        page = there.do(lambda journal, search=search: there.handling.list(journal, actor, search))  # type: ignore[misc]
        assert not isinstance(page, Refusal)
        found += [one.id for one in page]
        if len(page) < limit:
            return found
        after = page[-1].id


def looks(there: County, kind: str = "look") -> list[Entry]:
    openings = there.do(lambda journal: journal.openings(kind=kind, limit=10_000))
    return [one.entry for one in openings if one.entry is not None]


def interview(there: County, actor: Actor, **more: Any) -> Offered:
    filing = Filing(service="temporary-aid", **more)
    found = there.do(lambda journal: there.handling.interview(journal, actor, filing))
    assert isinstance(found, Offered), found
    return found


def refused(there: County, case: View) -> View:
    there.act(DIRECTOR, case, Take())
    there.act(DIRECTOR, case, Notify(reason="too few months"))
    there.forward(days=9)
    return there.act(DIRECTOR, case, Decide())


@pytest.mark.parametrize("holds", [True, False])
def test_whom_a_case_is_for_hears_of_it_and_who_filed_it_as_long_as_they_may(
    there: County, *, holds: bool
) -> None:
    case = there.file(SON, "pension", applicant="wang")
    both = {HIDDEN["wang"], HIDDEN["son"]}
    assert (told(there, "represented"), told(there, "received")) == ({HIDDEN["wang"]}, both)
    if not holds:
        mandate(there, None)
    refused(there, case)
    assert told(there, "notice") == told(there, "decided") == (both if holds else {HIDDEN["wang"]})
    objection = there.act(WANG, case, Object(reason="wrong")).concerned_by[0]
    there.act(LEGAL, objection, Take())
    there.act(LEGAL, objection, Decide(outcome={"upheld": True}, reason="look again"))
    assert told(there, "reopened") == (both if holds else {HIDDEN["wang"]})


def test_who_may_act_no_longer_finds_and_does_nothing_in_what_they_filed(there: County) -> None:
    filed = there.file(SON, "pension", applicant="wang")
    disputed = there.act(SON, filed, Dispute(name="months", reason="the army"))
    (correction,) = disputed.concerned_by
    own = there.file(SON, "pension").line.id
    everything = sorted([filed.line.id, correction, own])
    assert listed(there, SON) == listed(there, SON, limit=1) == everything
    assert listed(there, WANG) == sorted([filed.line.id, correction])
    mandate(there, None)
    assert listed(there, SON) == listed(there, SON, limit=1) == [own]
    for case in (filed.line.id, correction):
        seen = there.do(partial(there.handling.view, actor=SON, case=case))
        assert code(seen) == "no-such-case"
        assert code(there.try_act(SON, case, Withdraw())) == "no-such-case"
    assert there.view(WANG, correction).history[0].words == "the army"


def test_the_page_of_a_person_lists_what_is_theirs_and_where_they_act(there: County) -> None:
    filed = there.file(SON, "pension", applicant="wang").line.id
    own = Own(there.handling)

    def page(journal: Journal, actor: Actor) -> list[str]:
        acting = own.acting_in(journal, actor, own.filed_for_others(journal, actor))
        return [line.id for line in own.cases(journal, actor, acting)]

    assert there.do(lambda journal: page(journal, SON)) == [filed]
    assert there.do(lambda journal: page(journal, WANG)) == [filed]
    mandate(there, None)
    assert there.do(lambda journal: page(journal, SON)) == []


def test_a_firm_hears_through_those_who_may_act_for_it(there: County) -> None:
    there.write("firms-licences", "firm", firm_status="active")
    there.link("firms-licences", "mandates", "firm", "m1")
    there.link("mandates", "agent", "m1", "wang")
    there.write("mandates", "m1", mandate_until=date(2026, 3, 3), mandate_scope="all")
    there.link("firms-licences", "mandates", "firm", "m2")
    there.link("mandates", "agent", "m2", "son")
    there.write("mandates", "m2", mandate_until=date(2027, 3, 3), mandate_scope="all")
    answers = {"worker_number": "330000199001011234", "hired_on": "2026-03-01", "pay": "5000 CNY"}
    there.file(WANG, "hiring", answers, applicant="firm", choices={"worker": ["zhao"], "mandate": ["m1"]})
    assert (told(there, "received"), told(there, "represented")) == ({HIDDEN["wang"]}, set())
    there.forward(days=12)
    while there.fire():
        pass
    assert HIDDEN["son"] in told(there, "late")
    assert HIDDEN["wang"] not in told(there, "late")


def test_an_officer_without_a_case_sees_what_is_asked_and_nothing_else_and_the_person_is_told(
    there: County,
) -> None:
    own = interview(there, WANG)
    assert any(one.value is not None for one in own.facts)
    for actor in (ASSESSOR, HELPER):
        found = interview(there, actor, **COUNTER)
        assert found.open == own.open
        assert [one.value for one in found.facts if one.by == "register" and one.value is not None] == []
        assert (found.decided, found.outcome) == (False, ())
    acts = [one for one in looks(there, "act") if one.what.get("do") == "interview"]
    assert [(one.actor, one.what["consent"]) for one in acts] == [
        ("officer:sun", COUNTER["consent"]),
        ("helper:aunt-li", COUNTER["consent"]),
    ]
    assert told(there, "helped") == {HIDDEN["wang"]}
    before = len(there.messages("mail"))
    interview(there, ASSESSOR, **COUNTER)
    assert len(there.messages("mail")) == before, "once a day"


def test_who_sits_with_a_person_has_had_them_told(there: County) -> None:
    counter = there.handling._desk  # noqa: SLF001 - the desk of a job, as the counter makes it
    consent = Consent("counter", "spoken")
    there.do(lambda journal: begin_sitting(counter(journal, HELPER), consent, number="wang"))
    before = len(there.messages("mail"))
    interview(there, HELPER, **COUNTER)
    assert len(there.messages("mail")) == before == 1


def test_an_explanation_that_an_officer_reads_is_on_record(there: County) -> None:
    case = there.file(WANG, "pension")
    there.act(CLERK, case, Take())
    before = len(looks(there))
    for actor in (CLERK, WANG):
        found = there.do(lambda journal, actor=actor: there.handling.explain(journal, actor, case.line.id))  # type: ignore[misc]
        assert not isinstance(found, Refusal)
    assert [one.actor for one in looks(there)[before:]] == ["officer:min"]


def test_looks_that_led_to_no_case_are_erased_in_the_time_of_their_purpose_and_no_others(
    there: County,
) -> None:
    interview(there, WANG)
    interview(there, ASSESSOR, **COUNTER)
    assert code(there.try_file(WANG, "elder-meal")) == "missing-answers"
    kept = there.file(WANG, "elder-meal", {"diet": "-"}).line.id

    def left() -> set[str]:
        return {(one.case or "").partition("-")[0] for one in looks(there) if one.case != kept}

    def letters() -> int:
        return sum(one.key.startswith("interview/") for one in there.messages("mail"))

    assert (left(), letters()) == ({"interview", "case"}, 1)
    there.forward(days=366 * 3)  # meals are kept for two years, care for five, pensions for ten
    run(there.database, there.handling, lambda: True)
    remaining = {one.purpose for one in looks(there) if one.case != kept}
    assert remaining == {"social-care"}
    assert letters() == 1
    there.forward(days=366 * 3)
    run(there.database, there.handling, lambda: True)
    assert left() == set()
    assert letters() == 0
    assert [one for one in looks(there) if one.case == kept], "a case is erased by its own time"


def test_answers_of_others_hold_for_their_case_alone(there: County) -> None:
    mandate(there, date(2027, 3, 4), "temporary-aid")
    answers = {"calamity": "fire", "cost": "900 CNY", "bills": "b.pdf"}
    rooms = there.do(lambda journal: journal.keys("remembered"))
    there.file(SON, "temporary-aid", answers, applicant="wang")
    there.file(HELPER, "temporary-aid", answers, **COUNTER)
    assert there.do(lambda journal: journal.keys("remembered")) == rooms
    there.file(WANG, "temporary-aid", answers)
    assert there.do(lambda journal: journal.keys("remembered")) != rooms


@pytest.mark.parametrize("agent", ["", "x" * 500_000, "a\nb", "\ud800"])
def test_an_agent_has_a_name(there: County, agent: str) -> None:
    until = date(2027, 1, 1)
    found = there.do(lambda journal: there.handling.mandate(journal, WANG, agent, "pension", until))
    assert code(found) == "bad-id"


def test_a_round_counts_what_is_for_a_person_whoever_filed_it(there: County) -> None:
    for name in ("wang", "son"):
        there.write("people", name, since=date(1901, 1, 1), birth_date=date(1930, 1, 1))
    mandate(there, date(2027, 3, 4), "elder-allowance")
    assert there.file(SON, "elder-allowance", applicant="wang").line.state == "decided"
    found = run(there.database, there.handling)["elder-allowance"]
    assert found["opened"] == 1, "the one who filed for another has none of their own yet"
    both = there.do(lambda journal: journal.lines(Search(type="elder-allowance")))
    assert sorted(str(one.whose) for one in both) == sorted(KEYS.of("cases", one) for one in ("wang", "son"))
    (line,) = there.do(lambda journal: journal.lines(Search(applicant=KEYS.of("cases", "wang"))))
    assert (line.filer, line.whose) == (KEYS.of("cases", "son"), KEYS.of("cases", "wang"))
