"""The notes that arrived: a list by officer, and each as a draft that its officer corrects and sends to the firm."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final

import msgspec

from askonce.apps.economy.concepts import DIFFICULTY_WORDS
from askonce.apps.economy.visits import KINDS, LONGEST_FIRM, Firm, Note, find_firm, from_numbers, kind_of
from askonce.assembly.markets.visiting import refuse
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry.entry import answers_of, grouped, lines_of, proposed, said_of, sent
from askonce.web.pages.industry.links import link_values, new_code
from askonce.web.pages.industry.seat import KINDS as KIND_WORDS
from askonce.web.pages.industry.seat import firms_here, office_of, visits_of
from askonce.web.pages.questions.files import file_answer
from askonce.web.problem import refused
from askonce.web.service import now

HOME: Final = "/zone/notes"


class Listed(msgspec.Struct, frozen=True):
    """A note in a list."""

    note: Note
    state: str
    firm: str


async def notes(visit: Visit) -> Result:
    """The notes of the office: one's own first, then those of each colleague."""
    office = office_of(visit)
    if isinstance(office, Refusal):
        return office
    visits, own = visits_of(visit), visit.who.id

    def job(journal: Journal) -> tuple[tuple[Note, ...], Mapping[str, str]]:
        found = visits.notes(journal, office)
        names = {one.id: one.name for one in visits.firms(journal, office)} if found else {}
        return found, names

    found, names = await visit.read(job)
    at = now()
    listed = [Listed(one, one.state(at), names.get(one.firm, one.firm_words)) for one in found]
    listed.sort(key=lambda one: (one.note.officer != own, one.note.officer))
    groups = [(officer, list(some)) for officer, some in groupby(listed, key=lambda one: one.note.officer)]
    return Page("industry/notes.html", {"groups": groups, "own": own, "kinds": KIND_WORDS})


async def note(visit: Visit) -> Result:
    """A note as it was written and the draft that is to come of it."""
    found = await _here(visit)
    if isinstance(found, Refusal):
        return found
    office, one = found
    return await _page(visit, office, one, _said(visit, one), Errors())


async def save(visit: Visit) -> Result:
    """Keep the corrected draft; a link that is out holds no longer, since its firm would read something else."""
    found = await _own(visit)
    if isinstance(found, Refusal):
        return found
    office, one = found
    visits, errors = visits_of(visit), Errors()
    kind, firm = visit.form.one("kind"), visit.form.one("firm")
    if kind not in KINDS:
        errors.add("kind", visit.say("Choose what it is about"))
    if not firm or len(firm) > LONGEST_FIRM:
        errors.add("firm", visit.say("Say which firm it is"))
    firms = await firms_here(visit, office)
    number = find_firm(firm, firms)
    if firm and not number:
        errors.add("firm", visit.say("No firm of the zone is surely meant by this. Choose one from the list"))
    changed = kind != one.kind
    fields = visits.fields(kind)
    said = sent(fields, visit.form)
    answers = {} if changed else answers_of(visit, fields, said, errors)
    draft = msgspec.structs.replace(
        one, kind=kind if kind in KINDS else one.kind, firm=number, firm_words=firm or one.firm_words
    )
    if errors:
        return await _page(visit, office, draft, said, errors)
    kept = msgspec.structs.replace(
        draft,
        answers=answers,
        checked=not changed and kind != "note",
        link="",
        link_until=None,
        changed=now(),
    )

    def job(journal: Journal) -> str | Refusal:
        before = visits.find(journal, office, one.id)
        if before is None or before.filed:
            return refuse("no-such-note" if before is None else "filed-already")
        visits.drop_link(journal, before)
        visits.save(journal, office, kept)
        return f"{HOME}/{one.id}"

    return await visit.once(job, "industry.saved")


async def drop(visit: Visit) -> Result:
    """Forget a note."""
    found = await _own(visit)
    if isinstance(found, Refusal):
        return found
    office, one = found

    def job(journal: Journal) -> str:
        visits_of(visit).drop(journal, office, one)
        return HOME

    return await visit.once(job, "industry.dropped")


async def make_link(visit: Visit) -> Result:
    """A link for the firm, shown this once; the one before opens nothing any more."""
    found = await _own(visit)
    if isinstance(found, Refusal):
        return found
    office, one = found
    code = new_code()

    def job(journal: Journal) -> Note | Refusal:
        return visits_of(visit).make_link(journal, visit.who, office, one.id, code)

    kept = await visit.write(job)
    if isinstance(kept, Refusal):
        return kept
    firm = await _firm_name(visit, office, kept)
    return Page("industry/link.html", link_values(visit, code, firm, kept.link_until, f"{HOME}/{kept.id}"))


async def photo(visit: Visit) -> Result:
    """The photo of a note."""
    found = await _here(visit)
    if isinstance(found, Refusal):
        return found
    office, one = found
    body = await visit.read(lambda journal: visits_of(visit).photo(journal, office, one))
    return (
        file_answer(one.photo, body)
        if one.photo is not None and body is not None
        else refused("no-such-thing")
    )


async def _here(visit: Visit) -> tuple[str, Note] | Refusal:
    """A note of the office of who asks; one that is not there and one of another office look alike."""
    office = office_of(visit)
    if isinstance(office, Refusal):
        return office
    found = await visit.read(lambda journal: visits_of(visit).find(journal, office, visit.path["note"]))
    return (office, found) if found is not None else refused("no-such-thing")


async def _own(visit: Visit) -> tuple[str, Note] | Refusal:
    """A note that who asks wrote, and of which nothing has been filed."""
    found = await _here(visit)
    if isinstance(found, Refusal):
        return found
    if found[1].officer != visit.who.id:
        return refuse("others-note")
    return refuse("filed-already") if found[1].filed else found


def _said(visit: Visit, one: Note) -> dict[str, str]:
    """What stands in the fields of a draft: what was confirmed, or before that the numbers that the officer typed."""
    fields = visits_of(visit).fields(one.kind)
    if one.checked:
        return said_of(fields, one.answers)
    words = {field.name: one.words for field in fields if field.concept == DIFFICULTY_WORDS}
    return {**words, **from_numbers(one, fields)}


async def _page(visit: Visit, office: str, one: Note, said: Mapping[str, str], errors: Errors) -> Page:
    fields = visits_of(visit).fields(one.kind)
    wanted = one.kind in ("offer", "need") and not one.checked
    proposals = await proposed(visit, one.words, fields) if wanted else {}
    firms: tuple[Firm, ...] = await firms_here(visit, office)
    names = {firm.id: firm.choice for firm in firms}
    values: dict[str, Any] = {
        "note": one,
        "state": one.state(now()),
        "mine": one.officer == visit.who.id and not one.filed,
        "groups": grouped(lines_of(fields, said, proposals)),
        "fields": kind_of(one) is not None,
        "firms": firms,
        "firm": names.get(one.firm, one.firm_words),
        "kinds": KIND_WORDS,
        "errors": errors,
    }
    return Page("industry/note.html", values, 422 if errors else 200)


async def _firm_name(visit: Visit, office: str, one: Note) -> str:
    firms = await firms_here(visit, office)
    return next((firm.name for firm in firms if firm.id == one.firm), one.firm_words)
