"""The page of an interview: what is known, then one question, or at the end all of it to be checked and sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles
from askonce.invented.cast import FIRM
from askonce.registers.refusal import Refusal
from askonce.web.drafts import Draft
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.interview.marks import mark_of
from askonce.web.pages.interview.seat import Seat
from askonce.web.pages.interview.sheet import Sheet, sheet_of
from askonce.web.pages.interview.standing import Stand
from askonce.web.pages.interview.words import (
    DAY,
    PICK,
    WHOM,
    base_values,
    disputed_of,
    known_of,
    label_of,
    link,
    name_of,
    notes_of,
    outcomes,
    question,
    said_of,
)
from askonce.web.pages.interview.work import draft_of, picks_of, stand_of
from askonce.web.pages.questions.filling import fields_of
from askonce.web.pages.questions.question import Question
from askonce.web.service import now

_TEMPLATE: Final = "interview/apply.html"
_BLOCK: Final = "interview"
#: What says that the applicant does not fit, and is said where the applicant is asked for.
_WHOM: Final = frozenset({"no-mandate", "no-applicant", "bad-id", "channel-wrong"})
_WRONG: Final = 422
_MEGA: Final = 1_000_000


class Again(msgspec.Struct, frozen=True):
    """A page that is shown again: what is wrong, what stood in its fields, which part of it is asked."""

    errors: Errors
    sent: Mapping[str, Any] = {}
    ask: str = ""


async def show(visit: Visit, seat: Seat) -> Result:
    """The page as it stands, or the one for a question that is to be answered otherwise."""
    sheet = sheet_of(visit, seat)
    if isinstance(sheet, Refusal):
        return sheet
    return await page(visit, seat, sheet, visit.query.get("ask", ""))


async def page(visit: Visit, seat: Seat, sheet: Sheet, ask: str = "", again: Again | None = None) -> Result:
    """The page for one part of an interview: the part that is asked for, or the one that comes next."""
    draft = await draft_of(visit, seat, sheet)
    nobody = sheet.filer != "person" and not (seat.applicant or draft.applicant)
    if (ask == WHOM or nobody) and seat.applicant is None:
        return _made(visit, seat, sheet, {"mode": "whom", **_whom(visit, sheet, draft)}, again)
    stand = await (picks_of if ask == PICK else stand_of)(visit, seat, sheet)
    fault = _stops(stand, sheet)
    if fault is not None:
        if fault.code in _WHOM and seat.applicant is None:
            return _made(
                visit,
                seat,
                sheet,
                {"mode": "whom", **_whom(visit, sheet, draft)},
                again or _about(visit, fault),
            )
        return fault
    values: dict[str, Any] = {
        "stand": stand,
        "notes": notes_of(visit, sheet, stand.draft.notes),
        "known": known_of(visit, sheet, seat, stand),
        "outcomes": outcomes(visit, sheet, stand),
        "disputed": disputed_of(sheet, stand.draft),
        "applicant": name_of(visit, stand.draft.applicant) if stand.draft.applicant else "",
        "total": len(stand.open),
        "titles_of": {one.id: _title_of(visit, one.id) for one in sheet.readies},
    }
    return _made(visit, seat, sheet, values | _part(visit, sheet, stand, ask), again)


def _stops(stand: Stand, sheet: Sheet) -> Refusal | None:
    """Why the interview cannot go on; where one service of several is refused, the others go on."""
    if stand.offers or not stand.refused:
        return None
    fault = stand.refused[0][1]
    return fault if not sheet.is_event or fault.code in _WHOM else None


def _about(visit: Visit, fault: Refusal) -> Again:
    errors = Errors()
    errors.add("q", visit.words(fault.reason)[:1].upper() + visit.words(fault.reason)[1:])
    return Again(errors, {}, WHOM)


def _part(visit: Visit, sheet: Sheet, stand: Stand, ask: str) -> dict[str, Any]:
    draft = stand.draft
    if ask == DAY:
        return {"mode": "day", "values": fields_of_day(draft.event or visit.house.local_day(now()))}
    picked = _choice(visit, sheet, stand)
    if picked is not None:
        return picked
    key = ask if _may_ask(sheet, stand, ask) else stand.next
    asked = question(visit, sheet, key) if key is not None else None
    said = said_of(visit, sheet, draft, key or "")
    if key is None or asked is None:
        return {"mode": "check", "said": said, **_check(visit, sheet, stand)}
    first = not draft.answers and not ask
    return {
        "mode": "question",
        "said": said,
        "first": first,
        "seen_mark": mark_of(draft, key),
        **question_values(asked, draft.answers.get(key)),
        **_files(visit),
    }


def question_values(asked: Question, answer: Any) -> dict[str, Any]:
    """A question with what stands in its fields."""
    return {
        "question": asked,
        "values": {"rows": 1 + len(answer) if isinstance(answer, list) else 2, **fields_of(asked, answer)},
    }


def _files(visit: Visit) -> dict[str, Any]:
    return {"most": visit.house.settings.limits.upload_bytes // _MEGA}


def fields_of_day(day: date) -> dict[str, str]:
    """A day as its three fields show it."""
    return {"q-day": str(day.day), "q-month": str(day.month), "q-year": str(day.year)}


def _may_ask(sheet: Sheet, stand: Stand, key: str) -> bool:
    """Whether a question may be put now: it is open, optional, or answered already."""
    return (
        bool(key)
        and key in (*stand.open, *stand.extra, *stand.draft.answers)
        and sheet.ready(key.partition(".")[0]) is not None
    )


def _choice(visit: Visit, sheet: Sheet, stand: Stand) -> dict[str, Any] | None:
    """The subjects among whom is to be picked, first of all or once more."""
    if stand.choose is None:
        return None
    key, there = stand.choose
    service, _, role = key.partition(".")
    ready = sheet.ready(service)
    if ready is None:
        return None
    return {
        "mode": "choose",
        "role": key,
        "several": ready.roles[role].choose == "some",
        "role_title": role_title(visit, sheet, key),
        "options": [(one, name_of(visit, one)) for one in there],
        "values": {"ticked": list(stand.draft.choices.get(key, ()))},
    }


def role_title(visit: Visit, sheet: Sheet, key: str) -> Text:
    """What the subjects in a role are called: as the relation that leads to them."""
    service, _, role = key.partition(".")
    ready = sheet.ready(service)
    titles = Titles(visit.running.bound)
    subject = ready.words.subjects.get(role) if ready is not None else None
    each = subject.each if subject is not None else None
    return titles.step(each.steps[-1]) if each is not None else titles.word(role)


def _check(visit: Visit, sheet: Sheet, stand: Stand) -> dict[str, Any]:
    draft = stand.draft
    chosen = {}
    for key, those in draft.choices.items():
        title = role_title(visit, sheet, key)
        chosen[title["en"]] = (title, "、".join(name_of(visit, one) for one in those), key)
    extra = [(key, label_of(sheet, key), link(sheet.home, key)) for key in stand.extra]
    return {
        "chosen": list(chosen.values()),
        "extra": extra,
        "later": [label_of(sheet, key) for key in stand.later],
        "event": draft.event or visit.house.local_day(now()),
        "day_link": link(sheet.home, DAY),
        "pick_link": link(sheet.home, PICK),
        "seen": draft.seen(),
        "without": [(one.id, _title_of(visit, one.id)) for one in sheet.readies if one.id in draft.without],
        "needs_day": _needs_day(sheet),
    }


def _title_of(visit: Visit, service: str) -> Text:
    return Titles(visit.running.bound).title("service", service)


def _needs_day(sheet: Sheet) -> bool:
    """Whether the day on which it happened matters to a text or a datum."""
    for ready in sheet.readies:
        if any(field.at == "event" for field in ready.fields.values()):
            return True
        book = ready.running.book
        for one in ready.bound.deciders:
            forces = [text.version.in_force for text in book.norms[one.id].texts]
            if any(force is not None and force.governed_by == "event" for force in forces):
                return True
    return False


def _whom(visit: Visit, sheet: Sheet, draft: Draft) -> dict[str, Any]:
    return {
        "values": {"q": draft.applicant},
        "is_person": sheet.filer == "person",
        "example": FIRM if visit.service.cast else "",
    }


def _made(visit: Visit, seat: Seat, sheet: Sheet, values: dict[str, Any], again: Again | None) -> Page:
    made = {**base_values(visit, seat, sheet), "first": False, **values}
    status = 200
    if again is not None:
        made |= {"errors": again.errors, "first": False}
        if again.sent:
            made["values"] = {**made.get("values", {}), **again.sent}
        status = 200 if visit.partial else _WRONG  # htmx leaves out what comes with an error
    return Page(_TEMPLATE, made, status, _BLOCK)
