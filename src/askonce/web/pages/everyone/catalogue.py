"""The services: found by words, by life event, by office; one of them as a person wants to know it before applying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from askonce.cases.asking import BoundCase
from askonce.cases.wording.bilingual import Text, said
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_period
from askonce.registers.paths import Way
from askonce.web.pages.everyone.finding import finder_of, services_of
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.problem import refused

_MOST_FOUND: Final = 30


class Line(msgspec.Struct, frozen=True):
    """A service in a list."""

    id: str
    title: Text
    about: Mapping[str, str]
    office: Text
    visit: bool


class Choice(msgspec.Struct, frozen=True):
    """Something by which a list is narrowed: an office or a life event, and how many services it has."""

    id: str
    title: Text
    count: int


class Question(msgspec.Struct, frozen=True):
    """A question of a service: what it asks, the article that makes it, whether one may leave it."""

    title: Text
    because: Text
    optional: bool


class Known(msgspec.Struct, frozen=True):
    """A datum that an office already has, and in which register."""

    title: Text
    register: Text


class Described(msgspec.Struct, frozen=True):
    """A service as a person wants to know it."""

    line: Line
    subject: Text
    for_firm: bool
    basis: Text
    gives: tuple[Text, ...]
    known: tuple[Known, ...]
    questions: tuple[Question, ...]
    brings: tuple[Text, ...]
    promised: Text | None
    legal: Text | None
    trips: int
    visit_to: Text | None
    visit_because: Mapping[str, str] | None
    visit_basis: Text | None
    counter: Mapping[str, str] | None
    hours: Mapping[str, str] | None
    contact: str
    objection: Text | None
    objection_to: Text | None
    events: tuple[Choice, ...]
    draft: bool


async def services(visit: Visit) -> Result:
    """The services there are, or those that fit the words; htmx replaces the list while one types."""
    bound, titles = visit.running.bound, Titles(visit.running.bound)
    every = services_of(bound)
    query, office = visit.query.get("q", "").strip(), visit.query.get("office", "")
    names: Sequence[str] = (
        [one.name for one in finder_of(visit.running).find(query, _MOST_FOUND)]
        if query
        else _sorted(visit, every)
    )
    lines = [line_of(every[name], titles) for name in names if not office or _office(every[name]) == office]
    chosen = titles.title("office", office) if office in bound.get("office", {}) else None
    return Page(
        "everyone/services.html",
        {
            "lines": lines,
            "query": query,
            "office": office,
            "chosen": chosen,
            "offices": _offices(visit, every, titles),
        },
        block="results",
    )


async def service(visit: Visit) -> Result:
    """One service: what one gets, what is known, what is asked, how long it takes, where else one can go."""
    case = services_of(visit.running.bound).get(visit.path["service"])
    if case is None or case.service is None:
        return refused("no-such-thing")
    return Page("everyone/service.html", {"it": described(case, visit.running.bound)})


async def life_events(visit: Visit) -> Result:
    """The life events, each with the services that belong to it."""
    bound, titles = visit.running.bound, Titles(visit.running.bound)
    every = services_of(bound)
    found = [
        (
            event,
            titles.title("life_event", name),
            [line_of(every[ref.id], titles) for ref in event.services if ref.id in every],
        )
        for name, event in bound.get("life_event", {}).items()
    ]
    return Page("everyone/life_events.html", {"events": found})


async def life_event(visit: Visit) -> Result:
    """One life event: one interview for all its services."""
    bound, titles = visit.running.bound, Titles(visit.running.bound)
    every = services_of(bound)
    event = bound.get("life_event", {}).get(visit.path["event"])
    if event is None:
        return refused("no-such-thing")
    lines = [line_of(every[ref.id], titles) for ref in event.services if ref.id in every]
    return Page(
        "everyone/life_event.html",
        {"event": event, "title_of": titles.title("life_event", event.id), "lines": lines},
    )


def line_of(case: BoundCase, titles: Titles) -> Line:
    """A service as a list shows it."""
    words = case.case
    return Line(
        case.id,
        titles.title("service", case.id),
        words.about.texts if words.about is not None else {},
        titles.title("office", _office(case)) if _office(case) else {},
        case.service is not None and case.service.visit not in (None, "none"),
    )


def described(case: BoundCase, bound: Mapping[str, Mapping[str, Any]]) -> Described:
    """A service in full."""
    service, titles = case.service, Titles(bound)
    if service is None:
        raise TypeError(f"{case.id} is no service")
    office = bound.get("office", {}).get(_office(case))
    trip = service.visit if service.visit not in (None, "none") else None
    term, objection = service.term, service.objection
    return Described(
        line=line_of(case, titles),
        subject=titles.subject(service.filer),
        for_firm=service.filer is not None and service.filer.id == "firm",
        basis=titles.article(service.basis),
        gives=tuple(
            said(output.title) if output.title else titles.word(name)
            for name, output in service.gives.items()
        ),
        known=_known(case, titles),
        questions=tuple(
            Question(titles.question(asked), titles.article(asked.ask.because), asked.ask.optional)
            for asked in case.asked
        ),
        brings=tuple(titles.document(one) for one in case.demanded if not one.already_held),
        promised=say_period(term.promised) if term is not None and term.promised is not None else None,
        legal=say_period(term.legal) if term is not None and term.legal is not None else None,
        trips=trip.trips if trip is not None else 0,
        visit_to=titles.title("office", trip.to.id) if trip is not None and trip.to is not None else None,
        visit_because=trip.because.texts if trip is not None and trip.because is not None else None,
        visit_basis=titles.article(trip.basis) if trip is not None and trip.basis is not None else None,
        counter=office.counter.texts if office is not None and office.counter is not None else None,
        hours=office.hours.texts if office is not None and office.hours is not None else None,
        contact=office.contact or "" if office is not None else "",
        objection=say_period(objection.within)
        if objection is not None and objection.within is not None
        else None,
        objection_to=titles.title("office", objection.to.id)
        if objection is not None and objection.to is not None
        else None,
        events=tuple(
            Choice(name, titles.title("life_event", name), len(event.services))
            for name, event in bound.get("life_event", {}).items()
            if any(ref.id == case.id for ref in event.services)
        ),
        draft=service.adopted is None,
    )


def _known(case: BoundCase, titles: Titles) -> tuple[Known, ...]:
    return tuple(
        Known(titles.taken(one), titles.register_of(one.way))
        for one in case.taken
        if isinstance(one.way, Way)
    )


def _office(case: BoundCase) -> str:
    return case.case.office.id if case.case.office is not None else ""


def _sorted(visit: Visit, every: Mapping[str, BoundCase]) -> list[str]:
    titles = Titles(visit.running.bound)
    return sorted(every, key=lambda name: visit.words(titles.title("service", name)))


def _offices(visit: Visit, every: Mapping[str, BoundCase], titles: Titles) -> list[Choice]:
    counts: dict[str, int] = {}
    for case in every.values():
        if _office(case):
            counts[_office(case)] = counts.get(_office(case), 0) + 1
    found = [Choice(name, titles.title("office", name), count) for name, count in counts.items()]
    return sorted(found, key=lambda one: visit.words(one.title))
