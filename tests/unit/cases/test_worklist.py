"""The work list: every case once and in its order whatever the pages, and nothing that is not the officer's."""

from __future__ import annotations

import random  # noqa: TID251 - seeded
from collections.abc import Iterator
from decimal import Decimal

import pytest

from askonce.cases.command import AskMore, Hurry, Join, Take
from askonce.cases.worklist import WHICH, Place, Which, place_of, services_of, work_list
from askonce.registers.actor import Actor
from tests.unit.cases.county import County, county, officer, person

CIVIL = officer("mei", "civil-affairs/officer")
STREET = officer("lei", "street/officer")
COOK = officer("lin", "street/cook")
NEIGHBOUR = officer("jing", "community/officer")
POLICE = officer("fang", "police/officer")
NAMES = "abcdefgh"
AID = {"calamity": "fire", "cost": "9000 CNY", "bills": "upload-1"}


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        for name in NAMES:
            found.write("care-status", name, aided_this_year=False)
            found.write("residence", name, household_size=Decimal(2))
            found.write("employment-pensions", name, payment_account="6222")
        yield found


def aid(there: County, name: str) -> str:
    return there.file(person(name), "temporary-aid", AID).line.id


def pages(
    there: County, who: Actor, which: Which = "all", service: str | None = None, limit: int = 25
) -> list[str]:
    """The ids of all pages of a list, joined."""
    found: list[str] = []
    after: Place | None = None
    for _ in range(100):
        page = there.do(
            lambda journal, after=after: work_list(there.handling, journal, who, which, service, after, limit)  # type: ignore[misc]
        )
        assert len(page.lines) <= limit
        found += [one.id for one in page.lines]
        if page.after is None:
            return found
        after = place_of(page.after.text)
        assert after == page.after
    raise AssertionError("the list has no end")


def test_each_case_stands_once_urgent_ones_first_then_by_day(there: County) -> None:
    chance = random.Random(7)  # noqa: S311 - cases, not secrets
    cases = []
    for number, name in enumerate(NAMES):
        cases.append(aid(there, name))
        if chance.random() < 0.5:
            there.forward(days=1 + number % 3)
    for case in chance.sample(cases, 3):
        there.act(CIVIL, case, Hurry(reason="no roof tonight"))
    lines = {case: there.do(lambda journal, case=case: journal.line(case)) for case in cases}  # type: ignore[misc]
    assert len({one.promised for one in lines.values()}) > 2
    lists: tuple[tuple[Which, set[str]], ...] = (("all", {"open"}), ("waiting", {"waiting"}))
    for which, states in lists:  # registers grow stale meanwhile
        wanted = [case for case in cases if lines[case].state in states]
        wanted.sort(key=lambda case: (not lines[case].urgent, lines[case].promised, case))
        assert len(wanted) > 1
        for limit in (1, 2, 3, 25):
            assert pages(there, CIVIL, which, limit=limit) == wanted
        assert pages(there, CIVIL, which, service="temporary-aid") == wanted
        assert pages(there, CIVIL, which, service="elder-meal") == []


def test_each_list_has_what_its_name_says(there: County) -> None:
    first, second, third = (aid(there, name) for name in "abc")
    there.act(CIVIL, first, Take())
    there.act(CIVIL, second, Take())
    there.act(CIVIL, second, AskMore(names=["bills"], reason="page two is missing"))
    assert pages(there, CIVIL, "mine") == [first, second]
    assert pages(there, CIVIL, "free") == [third]
    assert pages(there, CIVIL, "waiting") == [second]
    assert pages(there, CIVIL, "all") == [first, third]
    assert pages(there, officer("bo", "civil-affairs/assessor"), "free") == []
    assert sorted(pages(there, STREET, "joint")) == sorted([first, second, third])
    there.act(STREET, first, Join(office="street", agrees=True))
    assert pages(there, STREET, "joint", limit=1) == [third, second]
    assert pages(there, CIVIL, "joint") == []


def test_a_step_of_another_office_is_for_its_role_alone(there: County) -> None:
    answers = {"other_income": "0 CNY", "school_paper": "upload-1"}
    there.write("employment-pensions", "a", monthly_wage=None, monthly_pension=None, payment_account="6222")
    found = there.try_file(person("a"), "minimum-income", answers)
    case = getattr(found, "line", None)
    if case is None:
        pytest.fail(str(found))
    assert case.step == "look"
    assert pages(there, NEIGHBOUR) == pages(there, NEIGHBOUR, "free") == [case.id]
    assert pages(there, POLICE) == pages(there, COOK) == []
    assert pages(there, CIVIL) == [case.id]  # of their own office, though the step is for others
    assert pages(there, CIVIL, "free") == []


def test_nobody_finds_the_cases_of_an_office_that_is_not_theirs(there: County) -> None:
    aid(there, "a")
    for which in WHICH:
        assert pages(there, POLICE, which) == []
    assert "temporary-aid" not in services_of(there.handling, POLICE)
    assert {"temporary-aid", "elder-meal"} <= set(services_of(there.handling, STREET))


@pytest.mark.parametrize("text", ["", "1", "2.2026-01-01.c", "1.2026-13-01.c", "1.x.c", ".", "0.."])
def test_an_address_that_says_no_place_begins_anew(text: str) -> None:
    assert place_of(text) is None
