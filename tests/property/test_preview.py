"""The interview without signing in: every service of the county, whatever is answered, goes on to an end and never breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askonce.assembly.preview import preview
from askonce.cases.command import Filing
from askonce.cases.gathering import read_answers
from askonce.cases.running import Ready, Running
from askonce.cases.strangers import strange_roles
from askonce.cases.view import Offered
from askonce.feel.types import ChoiceType, ContextType, ListType, MoneyType, ScalarType, Type
from askonce.norms.ruling import Dates
from askonce.registers.refusal import Refusal
from tests.property.coverage import Coverage
from tests.unit.cases.county import KEYS, pack

TODAY = date(2026, 3, 2)
RUNNING = Running("1", pack(), KEYS)
SERVICES = sorted(name for name, one in RUNNING.types.items() if one.service is not None)
COVERAGE = Coverage(
    "decided", "asked of a register's datum", "left to an officer", "not-asked", "misread", "taken"
)
DAYS = st.dates(date(1900, 1, 1), date(2030, 12, 31)).map(date.isoformat)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(max_size=20),
    "number": st.decimals(-1000, 10**7, allow_nan=False, places=2).map(float),
    "integer": st.integers(-2, 120),
    "boolean": st.booleans(),
    "date": DAYS,
    "time": st.times().map(lambda one: one.replace(microsecond=0).isoformat()),
    "days duration": st.integers(0, 900).map("P{}D".format),
    "months duration": st.integers(0, 900).map("P{}M".format),
}
#: What no form offers, and an adversary sends.
HOSTILE: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.just({"state": "declined"}),
    st.just({"state": "known"}),
    st.integers(-(10**40), 10**40),
    st.just(Decimal("1e33")),
    st.text(max_size=5),
    st.just("9999-12-31"),
    st.just("0001-01-01"),
    st.recursive(st.none() | st.booleans(), lambda one: st.lists(one, max_size=60), max_leaves=200),
    st.just({"": {}}),
)


def values(kind: Type | None) -> st.SearchStrategy[Any]:
    """What somebody who means well may answer."""
    match kind:
        case ChoiceType(options=options):
            return st.sampled_from(options)
        case ListType(of=of):
            return st.lists(values(of), max_size=4)
        case ContextType(fields=fields):
            return st.fixed_dictionaries({name: values(one) for name, one in dict(fields).items()})
        case MoneyType(currency=currency):
            return st.decimals(0, 10**6, allow_nan=False, places=2).map(lambda one: f"{one} {currency}")
        case ScalarType(word=word):
            return SCALARS[word]
    raise TypeError(kind)


def of_strangers(ready: Ready) -> set[str]:
    roles = strange_roles(ready)
    return {one.name for one in ready.sources if one.role in roles}


def sayable(ready: Ready) -> set[str]:
    return {
        name
        for name, field in ready.fields.items()
        if not field.by_officer and name not in of_strangers(ready)
    }


def talk(draw: st.DataObject, service: str, event: date | None) -> Iterator[tuple[dict[str, Any], Offered]]:
    """Answer what is asked next until nothing is."""
    ready = RUNNING.types[service]
    answers: dict[str, Any] = {}
    while True:
        found = preview(RUNNING, Filing(service=service, answers=answers, event=event), TODAY)
        assert isinstance(found, Offered), (found, answers)
        yield dict(answers), found
        if found.next is None:
            return
        assert found.next in found.open
        assert found.next not in answers
        answers[found.next] = draw.draw(values(ready.fields[found.next].type), label=found.next)


@pytest.mark.parametrize("service", SERVICES)
def test_whoever_answers_what_is_asked_comes_to_an_end(service: str) -> None:
    ready = RUNNING.types[service]

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def talks(draw: st.DataObject) -> None:
        for answers, found in talk(draw, service, None):
            assert set(found.open) <= sayable(ready) - answers.keys()
            COVERAGE.saw(
                ["asked of a register's datum"] if any(ready.fields[one].taken for one in found.open) else []
            )
        facts = read_answers(ready, answers, ready.fields)
        assert not isinstance(facts, Refusal)
        standing = ready.texts.stand(facts, Dates(TODAY, TODAY, TODAY))
        assert found.decided == standing.decided
        assert found.outcome == (standing.norms if standing.decided else ())
        COVERAGE.saw(["decided"] if found.decided else [])
        if not found.decided and not standing.empty:  # what is left is for others to say
            assert {one.partition(".")[0].partition("[")[0] for one in standing.missing} <= (
                ready.fields.keys() - sayable(ready) | answers.keys()
            )
            COVERAGE.saw(["left to an officer"])

    talks()


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(SERVICES), st.data())
def test_whatever_is_sent_is_answered_or_refused(service: str, draw: st.DataObject) -> None:
    ready = RUNNING.types[service]
    own = sorted(sayable(ready))
    answers: dict[str, Any] = {name: draw.draw(values(ready.fields[name].type)) for name in own}
    for name in draw.draw(st.sets(st.sampled_from(own))) if own else ():
        answers[name] = draw.draw(HOSTILE)
    if draw.draw(st.integers(0, 9)) == 0:
        answers[draw.draw(st.sampled_from([*ready.fields, "x"]))] = draw.draw(HOSTILE)
    event = draw.draw(st.none() | st.dates())
    found = preview(RUNNING, Filing(service=service, answers=answers, event=event), TODAY)
    COVERAGE.saw([found.code] if isinstance(found, Refusal) else ["taken"])
    if isinstance(found, Offered):
        assert answers.keys() <= sayable(ready)


def test_all_of_it_was_seen() -> None:
    COVERAGE.check()
