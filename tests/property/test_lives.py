"""In no simulated life is anybody asked twice for one datum within its freshness."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from askonce.assembly import LANGUAGE
from askonce.cases.command import Filing
from askonce.cases.journal import Journal
from askonce.cases.running import Ready
from askonce.cases.term import add_calendar
from askonce.cases.view import Offered, View
from askonce.pack.passes import Checked, check_sources
from askonce.pack.starter import overlay
from askonce.registers.days import PERIODS, Days
from tests.property.coverage import Coverage
from tests.unit.cases.county import County, county_of, person

WANG = person("wang")
TIMES = ("application", "event", "month", "year")
CHANGES = {"size": "often", "origin": "never", "guests": "often", "wish": "rarely"}
COVERAGE = Coverage("asked", "asked again after it grew old", "held from before", "of another event")


def service(name: str, asks: Mapping[str, tuple[str, str, str]]) -> str:
    """A service that asks for some data: concept, time and how long an answer holds, by name."""
    said = "".join(
        f"  {key}: {{concept: {concept}, at: {at}, for_output: card, because: street-rules/4{holds}}}\n"
        for key, (concept, at, period) in asks.items()
        for holds in [f", holds_for: {period}" if period else ""]
    )
    return f"""--- services/{name}.yaml
service: {name}
title: {{en: {name}, zh: 服务}}
for: person
purpose: meals
basis: street-rules/3
office: street
asks:
{said}visit: none
term: {{promised: 1 working day, legal: 5 working days}}
gives: card
objection: {{within: 60 days, to: county-legal}}
adopted: {{act: street-rules, on: 2021-12-15, by: [street director, county legal office]}}
"""


def concepts() -> str:
    return "".join(
        f"--- concepts/{name}.yaml\nconcept: {name}\ntitle: {{en: {name}, zh: 事项}}\ntype: text\nchanges: {changes}\n"
        for name, changes in CHANGES.items()
    )


ASKS = st.dictionaries(
    st.sampled_from(("one", "two", "three")),
    st.tuples(
        st.sampled_from(sorted(CHANGES)), st.sampled_from(TIMES), st.sampled_from(("", "10 days", "3 months"))
    ),
    min_size=1,
)
PACKS = st.lists(ASKS, min_size=2, max_size=3)
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 60), st.integers(0, 40), st.booleans()),
    min_size=2,
    max_size=10,
)


@cache
def checked(texts: tuple[str, ...]) -> Checked:
    return check_sources(overlay("".join(texts) + concepts()), LANGUAGE, on=date(2026, 3, 2), keep=True)


def datum(ready: Ready, name: str, days: Days) -> tuple[str, str]:
    """Which datum a question is: its concept and the time that it means."""
    asked = next(one for one in ready.bound.asked if one.name == name)
    at = asked.ask.at
    if CHANGES[asked.concept] == "never":
        return asked.concept, "ever"
    if at == "event":
        return asked.concept, f"event {days.event}"
    return asked.concept, f"{at} {days.chosen(at)}" if at in PERIODS else "now"


def last_day(ready: Ready, name: str, when: date) -> date:
    """Up to when an answer holds: for ever where its time is said, else as long as the text says."""
    asked = next(one for one in ready.bound.asked if one.name == name)
    if CHANGES[asked.concept] == "never" or asked.ask.at in {*PERIODS, "event"}:
        return date.max
    held = asked.ask.holds_for
    return add_calendar(when, held) if held is not None else date.min


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(PACKS, STEPS)
def lives(packs: list[dict[str, tuple[str, str, str]]], steps: list[tuple[int, int, int, bool]]) -> None:
    note(f"{packs} {steps}")
    names = [f"s{number}" for number in range(len(packs))]
    texts = tuple(service(name, asks) for name, asks in zip(names, packs, strict=True))
    with county_of(checked(texts)) as there:
        live(there, names, steps)


def live(there: County, names: list[str], steps: list[tuple[int, int, int, bool]]) -> None:
    told: dict[tuple[str, str], date] = {}
    for which, wait, back, decline in steps:
        there.forward(days=wait)
        ready = there.handling.running.types[names[which % len(names)]]
        today = there.handling.running.local_day(there.clock[0])
        event = date.fromordinal(today.toordinal() - back)
        days = Days(today, event, today, today)
        asked = interviewed(there, Filing(service=ready.id, event=event))
        for name in asked.open:
            until = told.get(datum(ready, name, days))
            assert until is None or until < today, f"{name} of {ready.id} is asked again"
            COVERAGE.saw(["asked", *(["asked again after it grew old"] if until is not None else [])])
        if any(one.by == "earlier" for one in asked.facts):
            COVERAGE.saw(["held from before"])
        if len({key for key in told if key[1].startswith("event")}) > 1:
            COVERAGE.saw(["of another event"])
        answers: dict[str, Any] = dict.fromkeys(asked.open, f"said on {today}")
        if decline and answers:
            answers[next(iter(answers))] = {"state": "declined"}
        filed = there.try_file(WANG, ready.id, answers, event=event)
        assert isinstance(filed, View), filed
        for name, raw in answers.items():
            if isinstance(raw, str):
                key = datum(ready, name, days)
                told[key] = last_day(ready, name, today)


def interviewed(there: County, filing: Filing) -> Offered:
    def job(journal: Journal) -> Offered:
        found = there.handling.interview(journal, WANG, filing)
        assert isinstance(found, Offered), found
        return found

    return there.do(job)


def test_nobody_is_asked_twice_for_one_datum() -> None:
    lives()
    COVERAGE.check()
