"""The rule of life events: in one moment of a life nobody is asked for one datum twice."""

from collections import defaultdict
from collections.abc import Iterator

from askonce.apps.government.life_event import EventFact
from askonce.cases.asking import AskedFact
from askonce.pack.view import PackView
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity


def check_events(pack: PackView) -> Iterator[Diagnostic]:
    """No two services of a life event ask for one datum."""
    by_service: dict[str, list[AskedFact]] = defaultdict(list)
    for fact in pack.facts(AskedFact):
        if fact.kind == "service":
            by_service[fact.id].append(fact)
    for event in pack.facts(EventFact):
        first: dict[tuple[str, str, str], AskedFact] = {}
        for fact in (one for service in event.services for one in by_service[service]):
            before = first.setdefault((fact.concept, _one_person(fact.subject), fact.at), fact)
            if before.id != fact.id:
                yield ASKED_TWICE.at(
                    fact.span,
                    f"service `{fact.id}` asks for `{fact.name}`, which service `{before.id}` asks in the same life event",
                    about=f"service {fact.id}",
                    related=(
                        Related(before.span, "asked here first"),
                        Related(event.span, f"life event `{event.id}` calls for both"),
                    ),
                    repair="let the first write it to a register, and take it from there",
                )


def _one_person(subject: str) -> str:
    """Whoever files for a firm in a life event is the person whose event it is."""
    return subject.replace("person:filer", "person:applicant", 1)


OUTING = """life_event: feast
title: {en: Feast day, zh: 节日}
for: person
services: [meal, outing]
--- services/outing.yaml
service: outing
title: {en: Outing, zh: 郊游}
for: person
purpose: meals
basis: street-rules/3
office: street
asks:
  table: {concept: seat, for_step: cook, because: street-rules/4}
steps: [cook]
visit: none
term: {promised: 1 working day, legal: 5 working days}
objection: {within: 60 days, to: county-legal}
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
--- concepts/seat.yaml
concept: seat
title: {en: Seat, zh: 座位}
type: text
"""
ASKED_TWICE = Rule(
    "AO401",
    "one datum asked twice in a life event",
    Severity.ERROR,
    "two services of one life event ask for the same datum",
    "To the person it is one moment. Parents of a newborn child once told four offices its weight.",
    Example(
        bad=OUTING.replace("table: {concept: seat", "food: {concept: diet").partition(
            "--- concepts/seat.yaml"
        )[0],
        good=OUTING,
        quotes="food",
    ),
    on="pack",
    check=check_events,
)
LIFE_EVENT_RULES = (ASKED_TWICE,)
