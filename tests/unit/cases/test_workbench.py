"""A case before an officer: its frame for who has not taken it, all of it for who has, and each look on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from askonce.cases.command import Answer, Dispute, HandOver, Hear, Join, Notify, Object, Speak, Take
from askonce.cases.view import View
from askonce.cases.workbench import Bench, bench, outcome_is_adverse, reasons
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import County, county, officer, person

WANG = person("wang")
CIVIL, DIRECTOR = officer("mei", "civil-affairs/officer"), officer("bo", "civil-affairs/director")
STREET, POLICE = officer("lei", "street/officer"), officer("fang", "police/officer")
REGISTRAR, REVIEWER = officer("hui", "civil-affairs/registrar"), officer("wu", "county-legal/reviewer")
AID = {"calamity": "fire", "cost": "9000 CNY", "bills": "upload-1"}


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        found.write("people", "wang", birth_date=date(1950, 5, 5), full_name="王", sex="male")
        found.write("residence", "wang", household_size=Decimal(2))
        found.write("employment-pensions", "wang", payment_account="6222")
        yield found


def aid(there: County, *, aided: bool) -> str:
    there.write("care-status", "wang", aided_this_year=aided)
    return there.file(WANG, "temporary-aid", AID).line.id


def seen(there: County, who: Actor, case: str, *, reading: bool = False) -> Bench:
    found = there.do(lambda journal: bench(there.handling, journal, who, case, reading=reading))
    assert isinstance(found, Bench), found
    return found


def looks(there: County) -> list[tuple[str, str | None]]:
    """Who looked into which case, by the ledger."""
    found = there.do(lambda journal: journal.openings(kind="look", limit=1000))
    return [
        (one.entry.actor, one.entry.case)
        for one in found
        if one.entry is not None and one.entry.what.get("look") == "case"
    ]


def test_who_has_not_taken_it_sees_the_frame_and_leaves_no_look(there: County) -> None:
    case = aid(there, aided=False)
    found = seen(there, CIVIL, case)
    assert (found.view.content, found.applicant, found.chosen, found.askable) == (False, "", {}, ())
    assert b"9000" not in msgspec.json.encode(found.view)
    assert looks(there) == []
    there.act(CIVIL, case, Take())
    found = seen(there, CIVIL, case)
    assert (found.view.content, found.applicant, found.askable) == (True, "wang", ("bills",))
    assert b"9000" in msgspec.json.encode(found.view)
    assert looks(there) == [("officer:mei", case)]
    assert reasons_of(there, CIVIL, found)


def reasons_of(there: County, who: Actor, found: Bench) -> bool:
    return bool(there.do(lambda journal: reasons(there.handling, journal, who, found)).own)


@pytest.mark.parametrize("who", [POLICE, WANG, person("other"), Actor("helper", "h", frozenset({"street"}))])
def test_for_everybody_else_it_is_not_there(there: County, who: Actor) -> None:
    case = aid(there, aided=False)
    answers = [
        there.do(lambda journal, name=name: bench(there.handling, journal, who, name, reading=True))  # type: ignore[misc]
        for name in (case, "case-none")
    ]
    assert all(isinstance(one, Refusal) for one in answers)
    assert answers[0] == answers[1]


def test_a_joint_office_reads_what_the_decision_rests_on_until_it_has_spoken(there: County) -> None:
    case = aid(there, aided=False)
    assert not seen(there, STREET, case).view.content
    found = seen(there, STREET, case, reading=True)
    names = {one.name for one in found.view.facts}
    assert {"cost", "calamity", "bills"} <= names
    assert "account" not in names
    assert found.view.proposed is not None
    assert looks(there) == [("officer:lei", case)]
    assert not seen(there, CIVIL, case, reading=True).view.content
    there.act(STREET, case, Join(office="street", agrees=False, reason="not so"))
    assert not seen(there, STREET, case, reading=True).view.content
    there.act(CIVIL, case, Take())
    (opinion,) = seen(there, CIVIL, case).opinions
    assert (opinion.office, opinion.agrees, opinion.reason) == ("street", False, "not so")


def test_what_an_adverse_decision_needs_is_counted_up(there: County) -> None:
    case = aid(there, aided=True)
    there.act(CIVIL, case, Take())
    found = seen(there, CIVIL, case)
    assert found.burden is not None
    assert (found.burden.notified, found.burden.spoke, found.burden.over) == (False, False, False)
    assert found.burden.officer == "civil-affairs/director"
    assert outcome_is_adverse(found, {"decision": "refused"})
    assert not outcome_is_adverse(found, {"decision": "granted"})
    there.act(CIVIL, case, Notify(reason="aided in March"))
    there.act(DIRECTOR, case, Take())
    frame = seen(there, CIVIL, case)
    assert not frame.view.content
    assert frame.burden is not None
    assert (frame.burden.hears, frame.burden.unsound) == (True, ())
    burden = seen(there, DIRECTOR, case).burden
    assert burden is not None
    assert not burden.hears
    there.act(WANG, case, Speak(words="that was my brother"))
    there.act(CIVIL, case, Hear(words="so he says"))
    burden = seen(there, DIRECTOR, case).burden
    assert burden is not None
    assert (burden.notified, burden.spoke, burden.heard, burden.over) == (True, True, True, False)
    there.forward(days=30)
    burden = seen(there, DIRECTOR, case).burden
    assert burden is not None
    assert burden.over


def test_the_holder_sees_the_datum_and_what_the_person_says(there: County) -> None:
    case = there.file(WANG, "elder-meal", {"diet": "no pork"})
    view = there.act(WANG, case, Dispute(name="birth", reason="wrong year", claimed="1951-05-05"))
    correction = view.concerned_by[0]
    assert seen(there, REGISTRAR, correction).doubted is None
    there.act(REGISTRAR, correction, Take())
    doubted = seen(there, REGISTRAR, correction).doubted
    assert doubted is not None
    assert (doubted.held, doubted.claimed) == ("1950-05-05", "1951-05-05")
    assert doubted.type is not None


def test_the_reviewer_reads_the_decision_and_both_looks_are_on_record(there: County) -> None:
    case = there.file(WANG, "elder-meal", {"diet": "no pork"})
    objection = there.act(WANG, case, Object(reason="too dear")).concerned_by[0]
    assert seen(there, REVIEWER, objection).beside is None
    there.act(REVIEWER, objection, Take())
    found = seen(there, REVIEWER, objection)
    assert found.beside is not None
    assert found.beside.view.decision is not None
    assert found.beside.view.may == ()
    assert {name for _, name in looks(there)} == {objection, case.line.id}
    why = there.do(lambda journal: reasons(there.handling, journal, REVIEWER, found))
    assert why.beside


def test_a_case_goes_only_where_the_bench_says(there: County) -> None:
    case = aid(there, aided=False)
    there.act(CIVIL, case, Take())
    reachable = seen(there, CIVIL, case).reachable
    offices = set(there.handling.running.bound["office"])
    for office in sorted(offices - set(reachable)):
        assert isinstance(there.try_act(CIVIL, case, HandOver(office=office, reason="why")), Refusal), office
    assert reachable
    for office in reachable:
        other = aid(there, aided=False)
        there.act(CIVIL, other, Take())
        assert not isinstance(there.try_act(CIVIL, other, HandOver(office=office, reason="why")), Refusal), (
            office
        )


def test_the_cells_of_a_report_are_for_its_officer_to_fill(there: County) -> None:
    neighbour = officer("jing", "community/officer")
    found = there.do(
        lambda journal: there.handling.open_by_schedule(journal, "monthly-round", "c-1", date(2026, 2, 3))
    )
    assert isinstance(found, View)
    case = found.line.id
    there.act(neighbour, case, Take())
    whole = seen(there, neighbour, case)
    assert {"lonely_visits", "disputes"} <= {one.name for one in whole.open}
    assert (whole.askable, whole.outcomes, whole.following) == ((), (), ())
    there.act(neighbour, case, Answer(answers={"lonely_visits": 4, "disputes": 1}))
    assert not seen(there, neighbour, case).open
