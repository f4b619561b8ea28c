"""Certificates: what a case gave, under a number that stays, that nobody can make up, and that a later decision takes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

import pytest

from askonce.cases.certificate import PAPERS, Certificate, Checked, belongs_to, certify, check, papers_of
from askonce.cases.codes import read_code
from askonce.cases.command import Correct, Decide, Dispute, Step, Take
from askonce.cases.desk import Desk, Work, load
from askonce.cases.journal import Search
from askonce.cases.sitting import Consent, begin_sitting, finish_sitting
from askonce.cases.view import View
from askonce.registers.actor import Actor
from askonce.registers.pseudonym import LEDGER
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import KEYS, County, county, officer, person

T = TypeVar("T")
WANG, ZHAO = person("wang-of-the-card"), person("zhao")
HELPER = Actor("helper", "aunt-li", frozenset({"street"}))
NOBODY = Actor("anonymous", "")
COOK = officer("lin", "street/cook")
CIVIL = officer("mei", "civil-affairs/officer")


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        for one in (WANG, ZHAO):
            found.write("people", one.id, birth_date=date(1950, 5, 5), full_name="王", sex="male")
        yield found


def at_desk(there: County, actor: Actor, job: Callable[[Desk], T]) -> T:
    handling = there.handling
    return there.do(lambda journal: job(Desk(journal, handling.running, KEYS, actor, handling.runnings)))


def on_case(there: County, actor: Actor, case: View, job: Callable[[Work], T]) -> T:
    def loaded(desk: Desk) -> T:
        work = load(desk, case.line.id)
        assert work is not None
        return job(work)

    return at_desk(there, actor, loaded)


def card(there: County, case: View, actor: Actor = WANG) -> Certificate | Refusal:
    return on_case(there, actor, case, lambda work: certify(work, "meal-card"))


def printed(there: County, case: View) -> Certificate:
    found = card(there, case)
    assert isinstance(found, Certificate), found
    return found


def checked(there: County, number: str) -> Checked | None:
    return at_desk(there, NOBODY, lambda desk: check(desk, number))


def served(there: County, who: Actor = WANG) -> View:
    case = there.file(who, "elder-meal", {"diet": "no lard"})
    there.act(COOK, case, Take())
    return there.act(COOK, case, Step(step="cook", then="end"))


def test_a_certificate_says_what_was_decided_when_and_by_which_article(there: County) -> None:
    case = served(there)
    found = printed(there, case)
    assert (found.title["zh"], found.service["zh"]) == ("老年餐卡", "老年餐")
    assert (found.basis["zh"], found.since, found.holder) == (
        "《社区食堂规定》第4条",
        date(2026, 3, 2),
        WANG.id,
    )
    assert [(one.label["en"], one.value["en"], one.value["zh"]) for one in found.lines] == [
        ("Price", "15 CNY", "15元")
    ]
    assert read_code(found.number) == found.number


def test_the_same_paper_has_the_same_number_in_later_years_and_no_other_has_it(there: County) -> None:
    case, other = served(there), served(there, ZHAO)
    first = printed(there, case)
    there.forward(days=400)
    assert printed(there, case) == first
    theirs = card(there, other, ZHAO)
    assert isinstance(theirs, Certificate)
    assert theirs.number != first.number


def test_a_check_confirms_kind_day_and_office_and_says_nothing_of_the_person(there: County) -> None:
    found = printed(there, served(there))
    told = checked(there, found.number.lower().replace("-", " "))
    assert told is not None
    assert (told.state, told.number, told.since) == ("valid", found.number, found.since)
    assert not any(
        secret in repr(told) for secret in (WANG.id, KEYS.of("cases", WANG.id), "王", "15", "lard")
    )


@pytest.mark.parametrize("number", ["", "7K2M-9QRT-4XWB", "meal-card", "\0", "x" * 5000])
def test_a_number_that_no_paper_has_is_unknown(there: County, number: str) -> None:
    printed(there, served(there))
    assert checked(there, number) is None
    assert at_desk(there, NOBODY, lambda desk: belongs_to(desk, number, WANG.id)) is None


def test_a_paper_is_told_from_one_whose_name_was_changed(there: County) -> None:
    number = printed(there, served(there)).number
    fits = [
        at_desk(there, NOBODY, lambda desk, who=who: belongs_to(desk, number, who))  # type: ignore[misc]
        for who in (WANG.id, ZHAO.id, "")
    ]
    assert fits == [True, False, None]


def test_a_later_decision_withdraws_what_the_one_before_gave(there: County) -> None:
    case = served(there)
    first = printed(there, case)
    there.act(WANG, case, Dispute(name="birth", reason="I was born later"))
    (correction,) = there.database.read(lambda journal: journal.lines(Search(type="correction")))
    there.act(CIVIL, correction.id, Take())
    there.act(
        CIVIL,
        correction.id,
        Correct(value="1980-05-05", valid_from=date(1980, 5, 5), reason="the book says so"),
    )
    told = checked(there, first.number)
    assert told is not None
    assert told.state == "valid"  # it holds on until another decision takes its place
    assert printed(there, case) == first
    there.act(officer("lin", "street/officer", "street/cook"), case, Take())
    there.act(officer("lin", "street/officer", "street/cook"), case, Decide())
    told = checked(there, first.number)
    assert told is not None
    assert (told.state, told.since) == ("withdrawn", first.since)


@pytest.mark.parametrize("actor", [ZHAO, HELPER, COOK, NOBODY], ids=lambda one: one.id or "nobody")
def test_nobody_else_has_it_printed(there: County, actor: Actor) -> None:
    case = served(there)
    found = card(there, case, actor)
    assert isinstance(found, Refusal)
    assert found.code == "not-yours"
    assert there.database.read(lambda journal: journal.keys(PAPERS)) == []


def test_a_helper_prints_it_beside_the_person_and_that_is_on_record(there: County) -> None:
    case = served(there)
    at_desk(there, HELPER, lambda desk: begin_sitting(desk, Consent("counter", "spoken"), number=WANG.id))
    assert card(there, case, HELPER) == printed(there, case)
    at_desk(there, HELPER, finish_sitting)
    assert isinstance(card(there, case, HELPER), Refusal)
    subject = KEYS.of(LEDGER, WANG.id)
    entries = there.database.read(lambda journal: journal.openings(subject=subject))
    by = [
        one.entry.actor
        for one in entries
        if one.entry is not None and one.entry.what.get("do") == "certificate"
    ]
    assert by == ["helper:aunt-li"]


def test_before_it_is_given_there_is_nothing_to_print(there: County) -> None:
    case = there.file(WANG, "elder-meal", {"diet": "x"})
    assert on_case(there, WANG, case, papers_of) == ()
    found = card(there, case)
    assert isinstance(found, Refusal)
    assert found.code == "no-such-thing"


def test_of_an_erased_case_the_paper_still_holds_and_nobody_is_told_for_whom(there: County) -> None:
    case = served(there)
    number = printed(there, case).number
    there.forward(days=366 * 2 + 2)
    while there.fire():
        pass
    told = checked(there, number)
    assert told is not None
    assert told.state == "valid"
    assert at_desk(there, NOBODY, lambda desk: belongs_to(desk, number, WANG.id)) is None
    assert isinstance(card(there, case), Refusal)
