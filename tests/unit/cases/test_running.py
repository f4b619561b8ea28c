"""What lies around a case: firms, reports, life events, those entitled, rehearsals, outside systems, explanations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from askonce.cases.command import Answer, Decide, Dispute, Filing, Object, Rekey, Step, Take
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal, Search
from askonce.cases.rehearse import decided_cases, every_batch
from askonce.cases.view import Bundle, View
from askonce.feel.values import Money
from askonce.norms.explain import Explanation
from askonce.norms.rehearsal.rehearse import Selection, rehearse
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import KEYS, County, county, officer, pack, person

WANG, CLERK = person("wang"), officer("yu", "medical-insurance/clerk", "medical-insurance/officer")
COOK = officer("lin", "street/cook")


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        found.write("people", "wang", birth_date=date(1950, 5, 5), full_name="王", sex="male")
        yield found


def code(found: object) -> str:
    return found.code if isinstance(found, Refusal) else "ok"


def test_who_holds_a_mandate_in_a_register_files_for_the_firm_until_it_ends(there: County) -> None:
    there.write("firms-licences", "firm", firm_status="active")
    there.write("mandates", "m1", mandate_until=date(2026, 3, 4), mandate_scope="all")
    there.link("firms-licences", "mandates", "firm", "m1")
    there.link("mandates", "agent", "m1", "wang")
    answers = {"worker_number": "330000199001011234", "hired_on": "2026-03-01", "pay": "5000 CNY"}
    stranger = there.try_file(person("li"), "hiring", answers, applicant="firm", choices={"worker": ["zhao"]})
    assert code(stranger) == "no-mandate"
    assert code(there.try_file(WANG, "hiring", answers)) == "no-applicant"
    filed = there.file(WANG, "hiring", answers, applicant="firm", choices={"worker": ["zhao"]})
    assert filed.line.state in {"open", "waiting"}
    there.forward(days=3)
    late = there.try_file(WANG, "hiring", answers, applicant="firm", choices={"worker": ["zhao"]})
    assert code(late) == "no-mandate"


def test_an_outside_system_gets_a_case_once_and_is_asked_each_night(there: County) -> None:
    there.write("firms-licences", "firm", firm_status="active")
    there.write("mandates", "m1", mandate_until=date(2027, 3, 4), mandate_scope="all")
    there.link("firms-licences", "mandates", "firm", "m1")
    there.link("mandates", "agent", "m1", "wang")
    answers = {"worker_number": "330000199001011234", "hired_on": "2026-03-01", "pay": "5000 CNY"}
    filed = there.file(WANG, "hiring", answers, applicant="firm", choices={"worker": ["zhao"]})
    labour = officer("hua", "labour/clerk", "labour/officer", "medical-insurance/clerk")
    there.act(labour, filed, Take())
    if filed.line.state == "open":
        there.act(labour, filed, Step(step="enrol"))
    system = there.sent("system")
    assert [json.loads(one)["fields"]["pay"] for one in system] == ["5000 CNY"]
    there.forward(days=1)
    assert "reconcile" in {one.kind for one in there.fire()}
    asked = [json.loads(one) for one in there.sent("system")][-1]
    assert asked["kind"] == "reconcile"
    for _ in range(2):
        there.do(lambda journal: there.handling.recorded(journal, asked["key"], "N-7", "entered"))
    seen = there.view(WANG, filed)
    assert seen.systems == {"national employment register": {"number": "N-7", "status": "entered"}}
    assert [one.kind for one in seen.history].count("Rekeyed") == 1
    there.forward(days=1)
    there.fire()
    assert len(there.sent("system")) == 2


def test_a_clerk_copies_a_case_from_one_page_in_the_systems_order(there: County) -> None:
    there.write("insured", "wang", insurance_scheme="residents", out_of_county_until=date(2026, 12, 31))
    there.write("employment-pensions", "wang", payment_account="6222")
    answers = {"bill": "900 CNY", "place": "in_county", "treated_on": "2026-02-20", "bills": "upload-1"}
    filed = there.try_file(WANG, "reimbursement", answers, event=date(2026, 2, 20))
    assert isinstance(filed, View), filed
    name, system = filed.line.id, "provincial insurance system"
    first = there.do(lambda journal: there.handling.copy_page(journal, CLERK, name, system))
    assert code(first) == "not-at-hand"
    there.act(CLERK, filed, Take())
    page = there.do(lambda journal: there.handling.copy_page(journal, CLERK, name, system))
    assert not isinstance(page, Refusal)
    assert [one.name for one in page] == ["treated_on", "place", "bill", "scheme", "account"]
    assert [one.value for one in page][2] == "900 CNY"
    assert page[2].label["zh"]
    noted = there.act(CLERK, filed, Rekey(system=system, number="P-1"))
    assert noted.systems[system]["number"] == "P-1"


def test_a_round_of_a_report_is_opened_once_and_filled_by_its_officer(there: County) -> None:
    def opened() -> View | Refusal | None:
        return there.do(
            lambda journal: there.handling.open_by_schedule(
                journal, "monthly-round", "bridge-street", date(2026, 2, 1)
            )
        )

    round_one = opened()
    assert isinstance(round_one, View)
    assert opened() is None
    chen = officer("chen", "community/officer")
    assert round_one.line.state in {"open", "waiting"}
    there.act(chen, round_one, Take())
    filled = there.act(chen, round_one, Answer(answers={"lonely_visits": 4, "disputes": 2}))
    assert {"lonely_visits", "disputes"} <= {one.name for one in filled.facts}
    stranger = officer("lin", "street/cook")
    assert code(there.try_act(stranger, round_one, Answer(answers={"disputes": 3}))) in {
        "no-such-case",
        "not-at-hand",
    }


def test_a_life_event_is_one_interview_and_one_case_for_each_service(there: County) -> None:
    there.write("people", "child", birth_date=date(2026, 2, 27), sex="female", born_at="County Hospital")
    there.link("people", "children", "wang", "child")
    there.write("residence", "wang", registered_address="Bridge Street 4")
    filings = [Filing(service="birth-certificate"), Filing(service="birth-entry")]

    def combined(journal: Journal) -> Bundle | Refusal:
        return there.handling.life(journal, WANG, filings, {})

    bundle = there.do(combined)
    assert isinstance(bundle, Bundle), bundle
    assert bundle.open == (("birth-certificate", "name"), ("birth-entry", "entered_with"))
    shared = {"birth-certificate.name": "小雨", "birth-entry.entered_with": "mother"}
    made = there.do(lambda journal: there.handling.life_file(journal, WANG, filings, shared))
    assert not isinstance(made, Refusal)
    assert [one.line.type for one in made if isinstance(one, View)] == ["birth-certificate", "birth-entry"]
    assert isinstance(made[1], View)
    assert made[1].waits_for == ("name",)  # until the certificate has written it
    doctor = officer("sun", "education-health/doctor")
    assert isinstance(made[0], View)
    there.act(doctor, made[0], Take())
    there.act(doctor, made[0], Step(step="certify"))
    there.forward(hours=5)
    there.fire()
    assert there.view(WANG, made[1]).waits_for == ()


def test_decided_cases_are_rehearsed_under_another_text(there: County) -> None:
    for name, year in (("a", 1950), ("b", 1962), ("c", 1990)):
        there.write("people", name, birth_date=date(year, 1, 1))
        there.file(person(name), "elder-meal", {"diet": "-"})
    book = there.handling.running.book
    batches = there.do(lambda journal: list(every_batch(there.handling, journal, ["elder-meal"])))
    assert [len(one.rows) for one in batches] == [3]
    assert batches[0].columns["birth"] == [date(1950, 1, 1), date(1962, 1, 1), date(1990, 1, 1)]
    made = rehearse(book, book, Selection(("meal-price",)), batches, date(2026, 3, 2), named=True)
    assert (made.norms[0].cases, made.norms[0].same) == (3, 3)


def test_a_rehearsal_reads_no_value_that_it_does_not_use(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "-"})

    def looks() -> int:
        found = there.do(lambda journal: journal.openings(case=filed.line.id, kind="look", limit=100))
        return len(found)

    before = looks()
    batch, _ = there.do(
        lambda journal: decided_cases(there.handling, journal, ["elder-meal"], wanted=["diet"])
    )
    assert set(batch.columns) == {"event", "application", "decision", "diet"}
    assert looks() == before
    batch, _ = there.do(
        lambda journal: decided_cases(there.handling, journal, ["elder-meal"], wanted=["birth"])
    )
    assert set(batch.columns) == {"event", "application", "decision", "birth"}
    assert looks() == before + 1


def test_a_decision_is_explained_from_the_facts_that_it_kept(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "-"})
    there.write("people", "wang", since=date(2026, 3, 1), birth_date=date(1990, 1, 1))
    found = there.do(lambda journal: there.handling.explain(journal, WANG, filed.line.id))
    assert not isinstance(found, Refusal)
    assert isinstance(found[0], Explanation)
    assert found[0].outcome == Money(Decimal(15), "CNY")
    assert [row.number for row in found[0].rows] == [2]
    refused = there.do(lambda journal: there.handling.explain(journal, COOK, filed.line.id))
    assert code(refused) == "not-at-hand"


def test_a_filing_at_half_past_eleven_at_night_counts_on_that_day() -> None:
    with county(start=datetime(2026, 9, 29, 15, 30, tzinfo=UTC)) as there:
        there.write("employment-pensions", "wang", contribution_months=Decimal(200), payment_account="6222")
        there.write("people", "wang", birth_date=date(1960, 1, 1), sex="male")
        filed = there.file(WANG, "pension", {"wage": "3000 CNY"} if _asks_wage(there) else {})
        filing = next(one for one in filed.history if one.kind == "Filed")
        assert filing.more["application"] == "2026-09-29"
        assert filed.line.promised == date(2026, 10, 12)  # a holiday week, and a Saturday worked for it


def _asks_wage(there: County) -> bool:
    return isinstance(there.try_file(WANG, "pension"), Refusal)


def test_the_time_to_object_ends(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "-"})
    assert filed.object_until == date(2026, 5, 6)
    there.forward(days=70)
    assert code(there.try_act(WANG, filed, Object(reason="too dear"))) == "term-over"


def test_each_act_stands_in_the_ledger_under_pseudonyms(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "-"})
    entries = there.do(lambda journal: journal.openings(case=filed.line.id))
    kinds = [one.entry.kind for one in entries if one.entry is not None]
    assert sorted(kinds) == ["act", "look"]
    me = KEYS.of("ledger", "wang")
    assert all(one.entry is not None and one.entry.subject == me for one in entries)
    assert all(one.entry is not None and "wang" not in one.entry.actor for one in entries)


def test_no_name_of_a_person_stands_in_what_is_kept(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "no pork"})
    there.act(WANG, filed, Dispute(name="birth", reason="a day off"))
    bodies = there.do(lambda journal: b"".join(one.body for one in journal.events(filed.line.id)))
    assert b"wang" not in bodies
    assert b"pork" not in bodies
    sealed = there.do(lambda journal: journal.get("sealed", filed.line.id))
    assert sealed is not None
    assert b"wang" not in sealed
    assert b"no pork" in sealed


def test_lists_show_a_person_their_own_and_an_officer_those_of_the_office(there: County) -> None:
    there.file(WANG, "elder-meal", {"diet": "-"})
    there.write("people", "li", birth_date=date(1990, 1, 1))
    there.file(person("li"), "elder-meal", {"diet": "-"})

    def count(actor: Actor, search: Search) -> int | str:
        found = there.do(lambda journal: there.handling.list(journal, actor, search))
        return found.code if isinstance(found, Refusal) else len(found)

    assert count(WANG, Search()) == 1
    assert count(WANG, Search(filer=KEYS.of("cases", "li"))) == 1  # still their own
    assert count(COOK, Search()) == 2
    assert count(COOK, Search(office="police")) == "not-yours"
    assert count(Actor("system", "bank"), Search()) == "not-yours"


def test_a_case_keeps_the_version_with_which_it_began(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "-"})
    old = there.handling.running
    fresh = type(old)("qingshan-2", pack(), KEYS)
    there.handling = Handling({old.version: old, fresh.version: fresh}, fresh.version, KEYS)
    there.act(COOK, filed, Take())
    assert there.act(COOK, filed, Step(step="cook")).line.version == "qingshan-1"
    there.write("people", "li", birth_date=date(1990, 1, 1))
    assert there.file(person("li"), "elder-meal", {"diet": "-"}).line.version == "qingshan-2"


def test_an_officer_decides_by_a_proposal_and_pays(there: County) -> None:
    there.write("people", "child", birth_date=date(2025, 2, 27), sex="female")
    there.link("people", "children", "wang", "child")
    there.write("employment-pensions", "wang", payment_account="6222")
    filed = there.file(WANG, "child-benefit", {"school_paper": "upload-1"})
    assert filed.decision is not None
    amount = filed.decision.outcome["amount"]
    clerk = officer("bo", "education-health/clerk")
    there.act(clerk, filed, Take())
    assert code(there.try_act(clerk, filed, Decide())) == "wrong-state"
    there.act(clerk, filed, Step(step="review"))
    assert there.sent("payment") == []
    there.act(clerk, filed, Step(step="pay"))
    paid = [json.loads(one) for one in there.sent("payment")]
    assert [(one["amount"], one["account"]) for one in paid] == [(amount, "6222")]
