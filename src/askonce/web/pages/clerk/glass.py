"""Breaking the glass: a datum is read without a case, by few, with a reason, and the person is told at once."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from askonce.cases.command import Glass
from askonce.cases.journal import Journal
from askonce.cases.view import Glimpse
from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.told import say_told
from askonce.registers.doors import PERSON
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.questions.reading import sentence

LONGEST: Final = 2000
_LONGEST_NUMBER: Final = 100
_MISSING: Final = {
    "purpose": mark("Choose what it is for"),
    "datum": mark("Choose what you have to know"),
    "subject": mark("Write the number of the person"),
    "reason": mark("Write what the emergency is"),
}
_AT: Final = {"no-glass": "purpose", "no-reason": "reason", "no-such-datum": "datum", "closed": "datum"}


class Choice(msgspec.Struct, frozen=True):
    """A purpose, or a datum of a register."""

    name: str
    title: Text
    register: Text = {}


class Seen(msgspec.Struct, frozen=True):
    """What was read, in words, and under which number it is on record."""

    datum: Text
    value: Text
    receipt: int | None
    state: str


async def ask(visit: Visit) -> Result:
    """The page on which one says what is needed, and why."""
    return _page(visit, Errors())


async def look(visit: Visit) -> Result:
    """Read it; the person is told in the same transaction. It is shown once, and not again by loading the page."""
    errors = Errors()
    for name, message in _MISSING.items():
        said = visit.form.one(name)
        if not said:
            errors.add(name, visit.say(message))
        elif len(said) > (LONGEST if name == "reason" else _LONGEST_NUMBER):
            errors.add(
                name,
                visit.say(
                    "Write at most %(most)s characters", most=LONGEST if name == "reason" else _LONGEST_NUMBER
                ),
            )
    if visit.form.one("sure") != "yes":
        errors.add("sure", visit.say("Say that you know that the person is told"))
    if errors:
        return _page(visit, errors)
    glass = Glass(*(visit.form.one(name) for name in ("purpose", "datum", "subject", "reason")))
    handling = visit.house.handling

    def job(journal: Journal) -> Glimpse | Refusal:
        return handling.glass(journal, visit.who, glass)

    found = await visit.write(job)
    if isinstance(found, Refusal):
        errors.add(_AT.get(found.code, "subject"), sentence(visit.words(found.reason)))
        return _page(visit, errors)
    return _page(visit, errors, seen=_seen(visit, glass, found))


def _page(visit: Visit, errors: Errors, seen: Seen | None = None) -> Page:
    titles = Titles(visit.running.bound)
    purposes = tuple(
        Choice(name, titles.title("purpose", name))
        for name, hatch in sorted(visit.running.exchange.doors.purposes.items())
        if any(map(visit.who.may_act_as, hatch.break_glass))
    )
    values: dict[str, Any] = {
        "purposes": purposes,
        "data": _data(visit, titles, [one.name for one in purposes]),
        "sent": visit.form,
        "errors": errors,
        "seen": seen,
        "longest": LONGEST,
    }
    return Page("clerk/glass.html", values, 422 if errors else 200)


def _data(visit: Visit, titles: Titles, purposes: list[str]) -> list[Choice]:
    """The data about people that open to one of these purposes."""
    doors = visit.running.exchange.doors.doors
    return [
        Choice(f"{register}.{name}", titles.attribute(register, name), titles.title("register", register))
        for (register, name), door in sorted(doors.items())
        if door.desk.of == PERSON and any(map(door.opens, purposes))
    ]


def _seen(visit: Visit, glass: Glass, found: Glimpse) -> Seen:
    titles = Titles(visit.running.bound)
    register, _, name = glass.datum.partition(".")
    door = visit.running.exchange.doors.doors.get((register, name))
    kind = door.type if door is not None else None
    value = say_told(found.fact.value, kind, titles)
    return Seen(titles.attribute(register, name), value, next(iter(found.receipts), None), found.fact.state)
