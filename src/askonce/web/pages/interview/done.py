"""The page after filing: the number of each case, what was decided already, what happens next; and files of a case."""

from __future__ import annotations

from typing import Any, Final

from askonce.adapters.uploads.keeping import find_file
from askonce.cases.files import file_of
from askonce.cases.handling import Handling
from askonce.cases.view import View
from askonce.cases.wording.titles import Titles
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.interview.seat import Seat
from askonce.web.pages.interview.sending import JOINS
from askonce.web.pages.interview.sheet import sheet_of
from askonce.web.pages.interview.words import base_values
from askonce.web.pages.interview.work import draft_of
from askonce.web.pages.questions.files import file_answer
from askonce.web.pages.shown.rulings import ruling_of
from askonce.web.problem import refused

_MOST: Final = 20


async def done(visit: Visit, seat: Seat) -> Result:
    """What was filed, and what happens next."""
    sheet = sheet_of(visit, seat)
    if isinstance(sheet, Refusal):
        return sheet
    handling: Handling = visit.house.handling
    names = visit.path["case"].split(JOINS)[:_MOST]
    views = await visit.write(lambda journal: [handling.view(journal, visit.who, one) for one in names])
    there = [one for one in views if isinstance(one, View)]
    if not there:
        return refused("no-such-thing")
    left = await draft_of(visit, seat, sheet)
    values = {
        **base_values(visit, seat, sheet),
        "cases": [_filed(visit, one) for one in there],
        "left": sheet.is_event and not left.is_empty,
    }
    return Page("interview/done.html", values)


def _filed(visit: Visit, view: View) -> dict[str, Any]:
    titles = Titles(visit.running.bound)
    ready = visit.running.types.get(view.line.type)
    ruling = ruling_of(ready, view.decision, titles) if view.decision is not None else None
    return {
        "view": view,
        "title": titles.title("service", view.line.type),
        "office": titles.title("office", view.line.office),
        "decided": [(part.label, part.value) for part in ruling.outcome] if ruling is not None else [],
        "adverse": view.decision is not None and view.decision.adverse,
        "disputes": len(view.concerned_by),
    }


async def case_file(visit: Visit) -> Result:
    """A file that was sent with a case, for whoever may see the answer that names it."""
    case, file = visit.path["case"], visit.path["file"]
    handling: Handling = visit.house.handling
    view = await visit.write(lambda journal: handling.view(journal, visit.who, case))
    if isinstance(view, Refusal):
        return view
    notes = [file_of(one.value) for one in view.facts]
    note = next((one for one in notes if one is not None and one.id == file), None)
    if note is None:
        return refused("no-such-thing")
    keys = visit.house.keys
    body = await visit.read(lambda journal: find_file(journal, keys, case, file))
    return file_answer(note, body) if body is not None else refused("no-such-thing")
