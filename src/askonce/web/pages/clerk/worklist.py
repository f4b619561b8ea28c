"""The work list: what an officer's offices and roles have to do, by its deadline, without saying for whom it is."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import msgspec

from askonce.cases.journal import Line
from askonce.cases.wording.bilingual import EMPTY, Text, said
from askonce.cases.wording.titles import Titles
from askonce.cases.worklist import WHICH, Which, place_of, services_of, work_list
from askonce.web.pages import shown
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.service import now

PAGE: Final = 25
#: The lists, each with its name and what stands in it.
NAMES: Final = {
    "all": mark("To do"),
    "mine": mark("Mine"),
    "free": mark("Not taken"),
    "joint": mark("Opinions wanted"),
    "objections": mark("Objections"),
    "corrections": mark("Corrections"),
    "waiting": mark("Waiting"),
}
SAYS: Final = {
    "all": mark("What your offices and roles have to do."),
    "mine": mark("What you have taken."),
    "free": mark("What nobody has taken yet, and you may take."),
    "joint": mark("Cases of other offices that want the opinion of yours."),
    "objections": mark("Objections to decisions of other offices."),
    "corrections": mark("Data of your registers that somebody calls wrong."),
    "waiting": mark(
        "What waits for a person's answer or for a register. The clock stands still while a person is asked."
    ),
}
_NO_DAY: Final = mark("No last day is promised.")
_STILL: Final = mark("The clock stands still.")
_TAKEN: Final = mark("Taken by %(officer)s")
_YOURS: Final = mark("Yours")
_FREE: Final = mark("Not taken")


class Entry(msgspec.Struct, frozen=True):
    """A line in words; `late` are those whose promised day has passed, which the words say too."""

    line: Line
    title: Text
    office: Text
    step: Text
    state: shown.Tag
    due: Text
    holder: Text
    late: bool


class Tab(msgspec.Struct, frozen=True):
    """One of the lists."""

    which: str
    name: str
    href: str
    here: bool


async def work(visit: Visit) -> Result:
    """A page of the list."""
    which = _which(visit.query.get("list", ""))
    actor, handling = visit.who, visit.house.handling
    mine = services_of(handling, actor)
    service = visit.query.get("service", "")
    service = service if service in mine else ""
    after = place_of(visit.query.get("after", ""))
    found = await visit.read(
        lambda journal: work_list(handling, journal, actor, which, service or None, after, PAGE)
    )
    titles = Titles(visit.running.bound)
    services = sorted(
        ((one, titles.title("service" if one in titles.every("service") else "report", one)) for one in mine),
        key=lambda one: visit.words(one[1]),
    )
    values = {
        "entries": tuple(entry_of(visit, one) for one in found.lines),
        "tabs": [Tab(one, NAMES[one], _address(one, service), one == which) for one in NAMES],
        "which": which,
        "says": SAYS[which],
        "name": NAMES[which],
        "services": services,
        "service": service,
        "start": _address(which, service) if after is not None else "",
        "more": _address(which, service, found.after.text) if found.after is not None else "",
    }
    return Page("clerk/work.html", values, block="list")


def entry_of(visit: Visit, line: Line) -> Entry:
    """A line in words."""
    running, ready = shown.running_of(visit, line), shown.ready_of(visit, line)
    titles = Titles(running.bound)
    step = ready.words.steps.get(line.step) if ready is not None and line.step is not None else None
    left = None
    if line.promised is not None:
        left = shown.working_days(running.days, running.local_day(now()), line.promised)
    return Entry(
        line,
        shown.title_of(visit, line),
        titles.title("office", line.office),
        said(step.title, line.step) if step is not None and line.step is not None else EMPTY,
        shown.state_tag(line),
        _due(line, left),
        _holder(visit, line),
        left is not None and left < 0,
    )


def _due(line: Line, left: int | None) -> Text:
    if left is not None:
        return shown.left_in_words(left)
    return shown.phrase(_STILL if line.state == "asked" else _NO_DAY)


def _holder(visit: Visit, line: Line) -> Text:
    if line.officer is None:
        return shown.phrase(_FREE)
    return (
        shown.phrase(_YOURS) if line.officer == visit.who.id else shown.phrase(_TAKEN, officer=line.officer)
    )


def _which(text: str) -> Which:
    return next((one for one in WHICH if one == text), "all")


def _address(which: str, service: str, after: str = "") -> str:
    query = {"list": which if which != "all" else "", "service": service, "after": after}
    kept = {name: value for name, value in query.items() if value}
    return "/work" + ("?" + urlencode(kept) if kept else "")
