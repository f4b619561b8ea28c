"""The page of a link by which a firm agrees to what its officer prepared: it needs no account, and opening it changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from askonce.apps.economy.visits import Link, Note
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry import answering
from askonce.web.pages.industry.entry import answers_of, grouped, lines_of, said_of, sent
from askonce.web.pages.industry.links import QUIET, officer_of
from askonce.web.pages.industry.seat import KINDS as KIND_WORDS
from askonce.web.pages.industry.seat import visits_of

DONE: Final = "/zone/confirmed"
_NO_LONGER: Final = frozenset({"link-over"})
_DIGEST: Final = 16


class Opened(msgspec.Struct, frozen=True):
    """What a code opens: the note, and the name of its firm."""

    link: Link
    note: Note
    firm: str


async def read(visit: Visit) -> Result:
    """What would be published and what only the office would see, or who wants to be introduced; nothing is done."""
    found = await _opened(visit)
    if found is None:
        return await answering.read(visit) or _over()
    fields = visits_of(visit).fields(found.note.kind)
    return _page(visit, found, said_of(fields, found.note.answers), Errors())


async def agree(visit: Visit) -> Result:
    """The firm agrees: what it says is filed and the link is used up, in one."""
    found = await _opened(visit)
    visits, errors = visits_of(visit), Errors()
    if found is None and (done := await answering.answer(visit)) is not None:
        return done
    if found is None:
        return await visit.sent_before() or _over()
    fields = visits.fields(found.note.kind)
    said = sent(fields, visit.form)
    answers = answers_of(visit, fields, said, errors)
    if visit.form.one("agree") != "yes":
        errors.add(
            "agree", visit.say("Say that the firm agrees, or close this page: nothing is published then")
        )
    if errors:
        return _page(visit, found, said, errors)
    consent = _consent(answers)

    def job(journal: Journal) -> str | Refusal:
        done = visits.confirm(journal, visit.path["code"], answers, consent, officer_of)
        return done if isinstance(done, Refusal) else DONE

    done = await visit.once(job)
    if isinstance(done, Refusal) and done.code in _NO_LONGER:
        return _over()
    return done


async def confirmed(_visit: Visit) -> Result:
    """What comes next; the page says nothing of what was agreed to."""
    return Page("industry/confirmed.html", {})


async def _opened(visit: Visit) -> Opened | None:
    visits = visits_of(visit)

    def job(journal: Journal) -> Opened | None:
        found = visits.by_code(journal, visit.path["code"])
        if found is None or officer_of(journal, found[0]) is None:
            return None
        link, note = found
        names = {one.id: one.name for one in visits.firms(journal, link.office)}
        return Opened(link, note, names.get(note.firm, note.firm_words))

    return await visit.read(job)


def _page(visit: Visit, found: Opened, said: Mapping[str, str], errors: Errors) -> Page:
    lines = lines_of(visits_of(visit).fields(found.note.kind), said)
    ready = visits_of(visit).ready(found.note.kind)
    offices = visit.running.bound.get("office", {})
    office = offices.get(found.link.office)
    values: dict[str, Any] = {
        "firm": found.firm,
        "number": found.note.firm,
        "kind": KIND_WORDS[found.note.kind],
        "is_entry": found.note.kind in ("offer", "need"),
        "groups": grouped(lines),
        "office": office.title.texts if office is not None and office.title is not None else {},
        "officer": found.link.officer,
        "until": found.link.until,
        "basis": ready.basis if ready is not None else "",
        "code": visit.path["code"],
        "errors": errors,
    }
    return Page("industry/confirm.html", values, 422 if errors else 200, headers=QUIET)


def _over() -> Page:
    """One answer for a link that was used, that ended and that never was."""
    return Page("industry/no_link.html", {}, 404, headers=QUIET)


def _consent(answers: Mapping[str, Any]) -> str:
    """How the firm agreed, as the case keeps it: by the link, to these very words."""
    shown = hashlib.sha256(msgspec.json.encode(answers, order="sorted")).hexdigest()[:_DIGEST]
    return f"link: pressed by the firm; what it read {shown}"
