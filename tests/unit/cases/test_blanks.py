"""Forms on paper: what registers know does not stand on them, what may come to matter does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from askonce.cases.blank import AMOUNT, CHOICE, PAPER, TEXT, sheet_of
from askonce.cases.command import Filing
from askonce.cases.view import Offered
from askonce.registers.actor import Actor
from tests.unit.cases.county import County, county, pack, person

WANG = person("wang")
HELPER = Actor("helper", "aunt-li", frozenset({"street"}))


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        found.write("people", "wang", birth_date=date(1950, 5, 5), full_name="王", sex="male")
        found.write("residence", "wang", household_size=Decimal(2))
        found.write("care-status", "wang", aided_this_year=False)
        yield found


def offered(there: County, service: str, actor: Actor = WANG, **more: object) -> Offered:
    filing = Filing(service=service, **more)  # type: ignore[arg-type]
    found = there.do(lambda journal: there.handling.interview(journal, actor, filing))
    assert isinstance(found, Offered), found
    return found


def names(there: County, service: str, found: Offered | None = None) -> list[str]:
    return [one.name for one in sheet_of(there.handling.running.types[service], found).questions]


@pytest.mark.parametrize("service", sorted(pack().bound["service"]))
def test_no_form_asks_what_an_officer_finds_out_or_a_register_holds(there: County, service: str) -> None:
    ready = there.handling.running.types[service]
    for one in sheet_of(ready).questions:
        if not one.name.startswith("which-"):
            field = ready.fields[one.name]
            assert field.asked
            assert field.taken is None
            assert not field.by_officer
        assert one.text["en"]
        assert one.text["zh"]


def test_a_question_stands_with_its_article_and_its_kind(there: County) -> None:
    sheet = sheet_of(there.handling.running.types["temporary-aid"])
    kinds = {one.name: one.kind for one in sheet.questions}
    assert kinds["cost"] == AMOUNT
    assert kinds["bills"] == PAPER
    assert all((one.because or {})["zh"] for one in sheet.questions if one.kind != PAPER)
    assert sheet.counter["zh"]
    meal = sheet_of(there.handling.running.types["elder-meal"])
    assert [(one.name, one.kind) for one in meal.questions] == [("diet", TEXT)]
    choices = [one for one in sheet.questions if one.kind == CHOICE]
    assert all(len(one.options) > 1 for one in choices)


def test_what_a_register_cannot_give_is_asked_on_the_form_of_that_person_alone(there: County) -> None:
    there.write("people", "newcomer", birth_date=date(1950, 5, 5))
    there.write("care-status", "newcomer", aided_this_year=False)
    known = names(there, "temporary-aid", offered(there, "temporary-aid"))
    unknown = names(there, "temporary-aid", offered(there, "temporary-aid", person("newcomer")))
    assert set(unknown) - set(known) == {"household"}
    assert set(known) <= set(unknown)


def test_what_was_answered_already_is_left_out(there: County) -> None:
    blank = names(there, "temporary-aid", offered(there, "temporary-aid"))
    said = names(there, "temporary-aid", offered(there, "temporary-aid", answers={"calamity": "fire"}))
    assert "calamity" in blank
    assert set(said) < set(blank)


def test_the_form_of_a_helper_says_no_less_than_that_of_the_person(there: County) -> None:
    mine = names(there, "temporary-aid", offered(there, "temporary-aid"))
    more = {"applicant": "wang", "channel": "paper", "consent": "signed"}
    theirs = names(there, "temporary-aid", offered(there, "temporary-aid", HELPER, **more))
    assert set(mine) <= set(theirs)
