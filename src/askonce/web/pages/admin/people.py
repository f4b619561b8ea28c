"""Who is signed in, and mandates in force: counted for all, read for one person alone and then on record."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from askonce.cases.journal import Journal
from askonce.web.identity.administering import Given, count_mandates
from askonce.web.identity.enrolling import show, shown
from askonce.web.pages.admin.accounts import keeper
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.problem import refused
from askonce.web.sessions import all_sessions

_PAGE: Final = 100
_MANDATES: Final = "mandates"
_LONGEST: Final = 200


class Counted(msgspec.Struct, frozen=True):
    """How many mandates there are in a service, by the title of the service."""

    title: object
    count: int


class Listed(msgspec.Struct, frozen=True):
    """A mandate as it is listed."""

    giver: str
    agent: str
    title: object
    until: date


async def sessions(visit: Visit) -> Result:
    """Who is signed in; a person stands there without a name."""
    after = visit.query.get("after", "")
    found, following = await visit.read(lambda journal: all_sessions(journal, after, _PAGE))
    own = visit.session.key if visit.session is not None else ""
    return Page("admin/sessions.html", {"sessions": found, "after": following, "own": own})


async def end_session(visit: Visit) -> Result:
    """End a session."""
    ended = await visit.write(lambda journal: keeper(visit, journal).end_one(visit.form.one("session")))
    if ended is None:
        return refused("no-such-thing")
    visit.service.known.drop(ended)
    own = visit.session is not None and visit.session.digest == ended
    return Redirect("/signed-out") if own else Redirect("/admin/sessions", "sessions-ended-by-admin")


async def mandates(visit: Visit) -> Result:
    """How many mandates are in force, and those of one person that were asked for a moment ago."""
    return await _page(visit, Errors())


async def _page(visit: Visit, errors: Errors, status: int = 200) -> Page:
    def job(journal: Journal) -> tuple[dict[str, int], tuple[str, ...]]:
        counts = count_mandates(journal, visit.house.local_day(journal.now))
        return counts, shown(journal, visit.house, visit.bound_to, _MANDATES)

    counts, lines = await visit.read(job)
    counted = tuple(Counted(_title(visit, one), counts[one]) for one in sorted(counts))
    found = tuple(msgspec.json.decode(line, type=Given) for line in lines if line.startswith("{"))
    listed = tuple(Listed(one.giver, one.agent, _title(visit, one.service), one.until) for one in found)
    values = {"errors": errors, "counted": counted, "listed": listed, "asked": bool(lines)}
    return Page("admin/mandates.html", values, status)


def _title(visit: Visit, service: str) -> object:
    bound = visit.running.bound.get("service", {}).get(service)
    title = bound.case.title if bound is not None else None
    return title.texts if title is not None else service


async def ask_mandates(visit: Visit) -> Result:
    """Read the mandates of one person; whoever stands in them is told in the ledger."""
    person = visit.form.one("person")
    if not person or len(person) > _LONGEST or not person.isprintable():
        errors = Errors()
        errors.add("person", visit.say("Write the number by which the registers know the person"))
        return await _page(visit, errors, 422)

    def job(journal: Journal) -> None:
        found = keeper(visit, journal).mandates(person)
        lines = tuple(msgspec.json.encode(one).decode() for one in found) or ("none",)
        show(journal, visit.house, visit.bound_to, _MANDATES, lines)

    await visit.write(job)
    return Redirect("/admin/mandates")
