"""A figure opened into its cases, for officers of the office that handles them; for others a figure stays a count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from askonce.cases.event import Objected
from askonce.cases.journal import Journal, Line, Search
from askonce.cases.observing.counting import events_of
from askonce.cases.observing.seen import observe
from askonce.cases.observing.tally import FILED, words
from askonce.cases.term import Workdays
from askonce.cases.wording.titles import Titles
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.measured.auditors import works_at
from askonce.web.pages.measured.situation import Situation, situation
from askonce.web.pages.measured.tables import month_words
from askonce.web.problem import refused

#: The counts that can be opened, with what they are called.
WHATS: Final[Mapping[str, str]] = {
    FILED: mark("All filings"),
    "channel.online": mark("Filed online"),
    "channel.counter": mark("Filed at a counter"),
    "channel.telephone": mark("Filed by telephone"),
    "channel.paper": mark("Filed on paper"),
    "channel.link": mark("Agreed to by a link"),
    "trips.some": mark("Somebody had to come"),
    "trips.unknown": mark("Not known whether somebody had to come"),
    "promise.late": mark("Promise not kept"),
    "legal.late": mark("Legal term passed"),
    "escalated": mark("Told to the office above"),
    "more": mark("More was asked for"),
    "withdrawn": mark("Taken back"),
    "adverse": mark("Decided against the person"),
    "objected": mark("Objected to"),
    "disputed": mark("Something was called wrong"),
}
#: A page looks at so many cases and shows those that fit; the next page goes on.
_AT_ONCE: Final = 400
_SHOWN: Final = 25


class Found(msgspec.Struct, frozen=True):
    """Cases that make up a figure, and where the next page goes on."""

    lines: Sequence[Line]
    looked: int
    after: str | None


async def cases(visit: Visit) -> Result:
    """The cases of a service in the visitor's own office that make up a figure."""
    name, office = visit.path["service"], visit.query.get("office", "")
    what = visit.query.get("what", FILED)
    if what not in WHATS:
        return refused("no-such-thing")
    if not works_at(visit.actor, office):
        return refused("not-for-you")
    there = await situation(visit, office=office, service=name)
    titles = Titles(visit.running.bound)
    after = visit.query.get("after", "")
    found = await visit.read(_finding(there, name, office, what, after, visit.running.days))
    return Page(
        "measured/cases.html",
        {
            "name": name,
            "name_title": titles.title("service", name),
            "office": office,
            "office_title": titles.title("office", office),
            "what": what,
            "whats": WHATS,
            "period": there.period,
            "choices": [(f"{one:%Y-%m}", month_words(one)) for one in reversed(there.months)],
            "found": found,
        },
    )


def _finding(
    there: Situation, name: str, office: str, what: str, after: str, days: Workdays
) -> Callable[[Journal], Found]:
    """Look through the cases from the first to the last that the tallies name."""
    whole, months = there.whole(there.cells), {one.month for one in there.cells}
    first = after or (whole.first[:-1] if whole.first else "")

    def job(journal: Journal) -> Found:
        lines = [
            line
            for line in journal.lines(Search(type=name, office=office, after=first, limit=_AT_ONCE))
            if line.id <= whole.last
        ]
        shown: list[Line] = []
        for looked, line in enumerate(lines, 1):
            if _counts(journal, line, what, months, days):
                shown.append(line)
            if len(shown) == _SHOWN and looked < len(lines):
                return Found(shown, looked, line.id)
        more = lines[-1].id if len(lines) == _AT_ONCE else None
        return Found(shown, len(lines), more)

    return job


def _counts(journal: Journal, line: Line, what: str, months: set[date], days: Workdays) -> bool:
    occurred = events_of(journal, line.id)
    objections = {
        one.event.case: events_of(journal, one.event.case)
        for one in occurred
        if isinstance(one.event, Objected)
    }
    seen = observe(line.type, occurred, objections, days)
    return seen is not None and seen.month in months and what in words(seen)
