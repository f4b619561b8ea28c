"""The page from which a clerk copies a case into an outside system, in that system's order; its number comes back here."""

from __future__ import annotations

from typing import Final

import msgspec

from askonce.cases import command as commands
from askonce.cases.journal import Journal
from askonce.cases.wording.bilingual import Text
from askonce.registers.refusal import Refusal
from askonce.web.pages import shown
from askonce.web.pages.clerk.case import bench_of, case_page, told
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.questions.reading import sentence
from askonce.web.problem import refused

LONGEST: Final = 200
_DIGITS: Final = 9


class Field(msgspec.Struct, frozen=True):
    """A field of the other system: its place in the order, what it is called, the value as it is typed in."""

    place: int
    label: Text
    value: str


async def page(visit: Visit) -> Result:
    """The page; the look is on record."""
    return await _page(visit, Errors())


async def note(visit: Visit) -> Result:
    """Take the number that the system gave."""
    errors = Errors()
    number = visit.form.one("number")
    if not number:
        errors.add("number", visit.say("Write the number that the system gave"))
    if len(number) > LONGEST:
        errors.add("number", visit.say("Write at most %(most)s characters", most=LONGEST))
    if errors:
        return await _page(visit, errors)
    name, handling = visit.path["case"], visit.house.handling
    command = commands.Rekey(system=visit.path["system"], number=number)
    events = visit.form.one("events")
    expected = int(events) if events.isascii() and events.isdigit() and len(events) < _DIGITS else -1

    def job(journal: Journal) -> str | Refusal:
        done = handling.do(journal, visit.who, name, command, expected)
        return done if isinstance(done, Refusal) else f"/work/{name}"

    done = await visit.once(job, "clerk.rekey")
    if not isinstance(done, Refusal):
        return done
    if done.code == "changed":
        return await _page(visit, errors, changed=True)
    errors.add("number", sentence(visit.words(done.reason)))
    return await _page(visit, errors)


async def _page(visit: Visit, errors: Errors, *, changed: bool = False) -> Result:
    found = await bench_of(visit)
    if isinstance(found, Refusal):
        return found
    name, system, handling = found.view.line.id, visit.path["system"], visit.house.handling
    ready = shown.ready_of(visit, found.view.line)
    known: set[str] = set()
    if ready is not None:
        known = {one.system for one in ready.words.recorded_in} | {
            one.system for one in ready.words.rekeyed_into
        }
    if system not in known:
        return refused("no-such-thing")
    if "rekey" not in found.view.may:
        return case_page(visit, found, 409, problem=visit.say("Take the case first."))
    fields = await visit.write(lambda journal: handling.copy_page(journal, visit.who, name, system))
    listed = (
        ()
        if isinstance(fields, Refusal)
        else tuple(Field(at, dict(one.label), one.value) for at, one in enumerate(fields, 1))
    )
    values = {
        "told": told(visit, found), "system": system, "fields": listed, "errors": errors, "changed": changed,
        "events": found.view.line.events, "number": visit.form.one("number"),
    }  # fmt: skip
    return Page("clerk/copy.html", values, 409 if changed else 422 if errors else 200)
