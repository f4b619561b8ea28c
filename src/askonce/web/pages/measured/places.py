"""The figures of one office, and of one service."""

from __future__ import annotations

from askonce.cases.measure import Figures
from askonce.cases.wording.titles import Titles
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.measured.auditors import works_at
from askonce.web.pages.measured.comparing import compare
from askonce.web.pages.measured.overview import shared
from askonce.web.pages.measured.situation import situation
from askonce.web.pages.measured.tables import filed, months, rows
from askonce.web.problem import refused


async def office(visit: Visit) -> Result:
    """The figures of an office."""
    name, bound = visit.path["office"], visit.running.bound
    if name not in bound.get("office", {}):
        return refused("no-such-thing")
    there = await situation(visit, office=name)
    titles, seen = Titles(bound), there.seen()
    by_month, _ = months(there)
    return Page(
        "measured/office.html",
        {
            **shared(visit, there),
            "name": name,
            "name_title": titles.title("office", name),
            "seen": seen,
            "compared": compare(there, seen, filed(there)),
            "by_month": by_month,
            "by_service": rows(there.by_service(), lambda key: titles.title("service", key)),
            "own": works_at(visit.actor, name),
        },
    )


async def service(visit: Visit) -> Result:
    """The figures of a service: both sides, its questions as they were really asked, its months, what people said."""
    name, bound = visit.path["service"], visit.running.bound
    there = await situation(visit, service=name)
    says = next((one for one in there.known.measures.services if one.id == name), None)
    if says is None and not there.cells:
        return refused("no-such-thing")
    titles, seen = Titles(bound), there.seen()
    by_month, _ = months(there)
    offices = sorted({one.office for one in there.cells} | ({says.office} if says is not None else set()))
    case = bound.get("service", {}).get(name)
    questions = {one.name: titles.question(one) for one in case.asked} if case is not None else {}
    if case is not None:
        questions |= {one.name: titles.document(one) for one in case.demanded}
    return Page(
        "measured/service.html",
        {
            **shared(visit, there),
            "name": name,
            "name_title": titles.title("service", name),
            "seen": seen,
            "says": says,
            "demands": says is not None and bool(says.visits),
            "compared": compare(there, seen, filed(there) or {name: 1}),
            "by_month": by_month,
            "questions": questions,
            "never": _never(says, questions, seen.asked),
            "offices": [(one, titles.title("office", one), works_at(visit.actor, one)) for one in offices],
        },
    )


def _never(says: Figures | None, questions: dict[str, dict[str, str]], asked: object) -> list[str]:
    """Questions that the text has and that nobody had to answer."""
    known = set(asked) if isinstance(asked, dict) else set()
    return [] if says is None else [name for name in questions if name not in known]
