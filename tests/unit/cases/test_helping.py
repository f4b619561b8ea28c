"""What a helper sees of a case that they filed: two outcomes look alike, until the person gives them a mandate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from askonce.cases.command import Answer, Decide, Dispute, Hear, Notify, Speak, Step, Take
from askonce.cases.desk import Desk
from askonce.cases.journal import Journal
from askonce.cases.procedure.commands import RULES
from askonce.cases.sitting import Consent, Sitting, begin_sitting
from askonce.cases.view import View
from askonce.feel.values import Money
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import KEYS, County, county, officer, person

HELPER = Actor("helper", "aunt-li", frozenset({"community"}))
PEOPLE = {"short": 100, "long": 200}
CLERK = officer("min", "labour/officer", "labour/clerk")
DIRECTOR = officer("zhou", "labour/director")
MORE: dict[str, Any] = {"channel": "counter", "consent": "said yes at hall 2"}


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        for name, months in PEOPLE.items():
            found.write("people", name, birth_date=date(1950, 5, 5), full_name="王", sex="male")
            found.write(
                "employment-pensions",
                name,
                contribution_months=Decimal(months),
                monthly_wage=Money(Decimal(3000), "CNY"),
            )
        yield found


def seen(view: View) -> dict[str, Any]:
    """What a view says, but for its own names and instants."""
    said: dict[str, Any] = msgspec.to_builtins(view)
    for name in ("id", "filed", "filer", "events", "decided"):
        said["line"].pop(name)
    for one in (*said["history"], *said["facts"]):
        for name in ("at", "number", "receipt"):
            one.pop(name, None)
    return said


def decided(there: County, name: str, months: int) -> tuple[View, View]:
    """A pension that a helper files for somebody and officers decide, before and after."""
    there.write("employment-pensions", name, since=date(2026, 1, 1), payment_account="6222 1111")
    filed = there.file(HELPER, "pension", applicant=name, **MORE)
    before = there.view(HELPER, filed)
    there.act(CLERK, filed, Take())
    if months < 180:
        there.act(CLERK, filed, Notify(reason="too few months"))
        there.act(DIRECTOR, filed, Take())
        there.act(CLERK, filed, Hear(words="they said: count the army"))
        there.act(person(name), filed, Speak(words="count the army"))
        there.act(DIRECTOR, filed, Decide())
    else:
        there.act(CLERK, filed, Decide())
    return before, there.view(HELPER, filed)


def test_a_helper_cannot_tell_how_a_case_came_out(there: County) -> None:
    views = {name: decided(there, name, months) for name, months in PEOPLE.items()}
    own = {name: there.view(person(name), after) for name, (_, after) in views.items()}
    assert [own[name].decision.adverse for name in ("short", "long")] == [True, False]  # type: ignore[union-attr]
    for when in (0, 1):
        assert seen(views["short"][when]) == seen(views["long"][when])
    after = views["short"][1]
    assert (after.line.state, after.decision, after.outputs) == ("decided", None, ())
    assert [one.kind for one in after.history][-1] == "Decided"
    assert "army" not in repr(after)


def test_a_helper_sees_what_is_missing_the_clock_and_what_they_said_themselves(there: County) -> None:
    filed = there.file(HELPER, "pension", applicant="long", **MORE)
    assert (filed.line.state, filed.asked, filed.suspended) == ("asked", ("account",), True)
    there.act(person("long"), filed, Answer(answers={"account": "6222 0000"}))
    view = there.view(HELPER, filed)
    assert view.line.promised is not None
    assert "6222 0000" not in repr(view), "the person said it themselves, later"
    assert {one.name for one in view.facts} >= {"account"}
    assert all(one.value is None for one in view.facts)
    meal = there.file(HELPER, "elder-meal", {"diet": "no pork"}, applicant="long", **MORE)
    assert {one.name: one.value for one in meal.facts} == {"birth": None, "diet": "no pork"}
    assert meal.decision is None
    assert set(meal.may) <= {
        str(kind.__struct_config__.tag) for kind, rule in RULES.items() if "helper" in rule.parts
    }


def test_a_mandate_of_the_person_shows_the_outcome_until_it_ends(there: County) -> None:
    meal = there.file(HELPER, "elder-meal", {"diet": "-"}, applicant="long", **MORE)

    def let(agent: str, until: date | None, service: str = "elder-meal", giver: str = "long") -> None:
        there.do(lambda journal: there.handling.mandate(journal, person(giver), agent, service, until))

    let("aunt-li", date(2026, 3, 9))
    let("helper:aunt-li", date(2026, 3, 9), service="pension")
    let("helper:aunt-li", date(2026, 3, 9), giver="short")
    assert there.view(HELPER, meal).decision is None, "of another name, in another service, of somebody else"
    let("helper:aunt-li", date(2026, 3, 4))
    shown = there.view(HELPER, meal)
    assert shown.decision is not None
    assert shown.decision.outcome == {"price": "15 CNY"}
    assert {one.name: one.value for one in shown.facts} == {"birth": None, "diet": "-"}
    there.forward(days=3)
    assert there.view(HELPER, meal).decision is None
    let("helper:aunt-li", date(2026, 3, 9))
    let("helper:aunt-li", None)
    assert there.view(HELPER, meal).decision is None


def test_a_helper_is_turned_away_once_the_case_is_erased(there: County) -> None:
    meal = there.file(HELPER, "elder-meal", {"diet": "-"}, applicant="long", **MORE)
    cook = officer("lin", "street/cook")
    there.act(cook, meal, Take())
    there.act(cook, meal, Step(step="cook"))
    assert there.view(HELPER, meal).line.state == "decided"
    there.forward(days=4000)
    while there.fire():
        pass
    found = there.do(lambda journal: there.handling.view(journal, HELPER, meal.line.id))
    assert isinstance(found, Refusal)
    assert found.code == "no-such-case"


def test_a_helper_beside_the_person_sees_no_more_of_a_case_that_they_did_not_file(there: County) -> None:
    own = there.file(person("long"), "elder-meal", {"diet": "no pork"})
    handling = there.handling

    def sit(journal: Journal) -> Sitting | Refusal:
        desk = Desk(journal, handling.running, KEYS, HELPER, handling.runnings)
        return begin_sitting(desk, Consent("counter", "spoken", "an elderly neighbour"), number="long")

    assert isinstance(there.do(sit), Sitting)
    view = there.view(HELPER, own)
    assert {one.name: one.value for one in view.facts} == {"birth": None, "diet": None}
    assert (view.line.state, view.decision) == ("decided", None)
    there.act(HELPER, own, Dispute(name="birth", reason="it was in May"))
    assert there.view(HELPER, own).decision is None
