"""What people find of their own affairs, and that no stand-in for a value that was not given is ever told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

import pytest

from askonce.cases.own import Mandates, Own, Seen
from askonce.cases.wording.explanations import tell
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date
from askonce.norms.explain import Explanation
from askonce.registers.actor import Actor
from tests.unit.cases.county import County, county, person

WANG, SON, STRANGER = person("wang"), person("wang-son"), person("li")


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        found.write("people", "wang", birth_date=date(1950, 5, 5), full_name="王", sex="male")
        yield found


def mandates(there: County, actor: Actor) -> Mandates:
    return there.database.read(lambda journal: Own(there.handling).mandates(journal, actor))


def let(there: County, service: str, until: date | None) -> None:
    assert there.do(lambda journal: there.handling.mandate(journal, WANG, SON.id, service, until)) is None


def seen(there: County, actor: Actor, case: str) -> Seen | None:
    return there.database.read(lambda journal: Own(there.handling).case(journal, actor, case))


def test_both_sides_find_a_mandate_as_long_as_it_holds(there: County) -> None:
    let(there, "elder-meal", date(2026, 3, 4))
    let(there, "pension", date(2027, 3, 4))
    given, held = mandates(there, WANG), mandates(there, SON)
    assert {(one.other, one.service) for one in given.given} == {
        ("wang-son", "elder-meal"),
        ("wang-son", "pension"),
    }
    assert {(one.other, one.service) for one in held.held} == {("wang", "elder-meal"), ("wang", "pension")}
    assert given.held == held.given == ()
    let(there, "pension", None)
    assert [one.service for one in mandates(there, SON).held] == ["elder-meal"]
    there.forward(days=3)
    assert mandates(there, SON).held == mandates(there, WANG).given == ()
    assert mandates(there, STRANGER) == Mandates((), ())


def test_a_case_is_seen_by_whom_it_is_about_without_a_trace(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "-"})
    before = there.database.read(lambda journal: journal.size())
    found = seen(there, WANG, filed.line.id)
    assert found is not None
    assert (found.view, found.applicant) == (there.view(WANG, filed), "")
    assert seen(there, STRANGER, filed.line.id) is None
    assert seen(there, WANG, "case-none") is None
    assert there.database.read(lambda journal: journal.size()) == before


def test_an_explanation_tells_the_tests_and_never_what_stands_in_for_the_value(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "-"})
    found = seen(there, WANG, filed.line.id)
    assert found is not None
    titles = Titles(there.handling.running.bound)
    for why in cast("tuple[Explanation, ...]", found.why):
        said = list(tell(why, titles).sentences())
        english = " ".join(one["en"] for one in said)
        assert "Reasons – age: 60 or over." in english
        assert "Date of birth: before " in english
        stand_in = next(fact.value for name, fact in why.facts if name == "birth")
        assert isinstance(stand_in, date)
        hidden = say_date(stand_in)
        for one in said:
            assert hidden["en"] not in one["en"]
            assert hidden["zh"] not in one["zh"]
            assert "1950" not in one["en"] + one["zh"]
