"""Takes what a page of an interview sends: an answer, a pick, for whom it is, the day; each is kept at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import msgspec

from askonce.cases.bounds import is_id
from askonce.feel.types import DATE
from askonce.registers.refusal import Refusal
from askonce.web.drafts import Draft
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.form import Form
from askonce.web.pages.frame.visit import Redirect, Result, Visit
from askonce.web.pages.interview.marks import put
from askonce.web.pages.interview.seat import Seat
from askonce.web.pages.interview.sheet import Sheet, sheet_of
from askonce.web.pages.interview.showing import Again, page
from askonce.web.pages.interview.standing import alike_roles
from askonce.web.pages.interview.words import DAY, PICK, WHOM, question
from askonce.web.pages.interview.work import Change, change
from askonce.web.pages.questions.filling import sent_of
from askonce.web.pages.questions.question import FIELD, Question
from askonce.web.pages.questions.reading import UNREAD, read

#: The parts of a form beside the field: which step, which question, and what was there when the page was shown.
STEP, NAME, SEEN = "_step", "_name", "_seen"
_MORE: Final = "_more"
_SKIP: Final = "_skip"
_LATEST: Final = date(2200, 1, 1)


async def answer(visit: Visit, seat: Seat) -> Result:
    """Keep what was sent, and go on."""
    sheet = sheet_of(visit, seat)
    if isinstance(sheet, Refusal):
        return sheet
    steps: dict[str, Callable[[Visit, Seat, Sheet], Change | Again]] = {
        "whom": _whom,
        "choose": _choose,
        "day": _day,
        "question": _question,
        "without": _without,
    }
    step = steps.get(visit.form.one(STEP))
    found = step(visit, seat, sheet) if step is not None else Again(Errors())
    if isinstance(found, Again):
        return await page(visit, seat, sheet, found.ask, found if found.errors or found.sent else None)
    await change(visit, seat, sheet, found)
    return await page(visit, seat, sheet) if visit.partial else Redirect(sheet.home)


def _question(visit: Visit, seat: Seat, sheet: Sheet) -> Change | Again:
    del seat
    form, key = visit.form, visit.form.one(NAME)
    asked = question(visit, sheet, key)
    if asked is None or asked.widget == "file":
        return Again(Errors())
    if form.one(_MORE) and asked.widget == "rows":
        return Again(Errors(), {**sent_of(form), "rows": _rows(form, asked) + 1}, key)
    if asked.optional and form.one(_SKIP):
        return lambda draft: msgspec.structs.replace(
            draft, answers={one: value for one, value in draft.answers.items() if one != key}
        )
    errors = Errors()
    value = read(asked, form, visit.language, errors)
    if value is UNREAD:
        return Again(errors, {**sent_of(form), "rows": _rows(form, asked)}, key)
    seen = form.one(SEEN)
    return lambda draft: put(draft, key, value, seen)


def _rows(form: Form, asked: Question) -> int:
    """How many members of a list a page had."""
    heads = {name.split("-")[1] for name in form.names if name.startswith(f"{FIELD}-")}
    return (
        max((int(one) + 1 for one in heads if one.isascii() and one.isdigit() and len(one) < 3), default=1)
        if asked.parts
        else 1
    )


def _whom(visit: Visit, seat: Seat, sheet: Sheet) -> Change | Again:
    """For whom it is: oneself, or somebody by their number; whether one may act for them is said with the next page."""
    number = "" if visit.form.one("whom") == "self" and sheet.filer == "person" else visit.form.one(FIELD)
    if seat.applicant is not None:
        return Again(Errors())
    if visit.form.one("whom") != "self" and not is_id(number):
        errors = Errors()
        errors.add(FIELD, visit.say("Write the number"))
        return Again(errors, {FIELD: number[:200], "whom": visit.form.one("whom")}, WHOM)
    who = "" if visit.actor is not None and number == visit.actor.id else number

    def named(draft: Draft) -> Draft:
        """What was said of one says nothing of another: it begins anew with whom it is for."""
        return draft if who == draft.applicant else Draft(draft.about, applicant=who, event=draft.event)

    return named


def _choose(visit: Visit, seat: Seat, sheet: Sheet) -> Change | Again:
    del seat
    key, picked = visit.form.one(NAME), [one for one in visit.form.all(FIELD) if is_id(one)]
    service, _, role = key.partition(".")
    ready = sheet.ready(service)
    if ready is None or role not in ready.roles:
        return Again(Errors())
    if not picked:
        errors = Errors()
        errors.add(
            FIELD,
            visit.say("Choose one")
            if ready.roles[role].choose == "one"
            else visit.say("Choose at least one"),
        )
        return Again(errors, {"ticked": []}, PICK)
    alike = alike_roles(sheet, key)
    chosen = picked if ready.roles[role].choose == "some" else picked[:1]
    return lambda draft: msgspec.structs.replace(
        draft, choices={**draft.choices, **dict.fromkeys((*alike, key), chosen)}
    )


def _day(visit: Visit, seat: Seat, sheet: Sheet) -> Change | Again:
    del seat, sheet
    errors = Errors()
    asked = Question(
        key="", title={}, widget="date", type=DATE, reason={}, needed={}
    )  # only the kind of its field matters
    value = read(asked, visit.form, visit.language, errors)
    day = date.fromisoformat(value) if isinstance(value, str) else None
    if day is None or day > _LATEST:
        if not errors:
            errors.add(f"{FIELD}-year", visit.say("There is no such day"))
        return Again(errors, sent_of(visit.form), DAY)
    return lambda draft: msgspec.structs.replace(draft, event=day)


def _without(visit: Visit, seat: Seat, sheet: Sheet) -> Change | Again:
    """Leave a service of a life event out, or take it in again."""
    del seat
    name = visit.form.one(NAME)
    if not sheet.is_event or sheet.ready(name) is None:
        return Again(Errors())

    def turned(draft: Draft) -> Draft:
        if name in draft.without:
            return msgspec.structs.replace(draft, without=tuple(one for one in draft.without if one != name))
        left = (*draft.without, name)
        return draft if len(left) == len(sheet.readies) else msgspec.structs.replace(draft, without=left)

    return turned
