"""One case as its person sees it: how it stands, the clock, who has it, what happens next, the decision, data, history."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from askonce.adapters.uploads.keeping import find_file
from askonce.cases.files import file_of
from askonce.cases.own import Seen
from askonce.cases.running import Ready
from askonce.cases.view import View
from askonce.cases.wording.bilingual import EMPTY, Text, said
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date, say_period
from askonce.registers.refusal import Refusal
from askonce.web.pages import shown
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.questions.files import file_answer
from askonce.web.pages.resident.affairs import has_spoken, offered, seen_of, sentence_of
from askonce.web.problem import refused

_NEXT_ASKED: Final = mark("You answer. Then the clock runs on.")
_NEXT_WAITS: Final = mark("The register gives what is missing, and the case goes on by itself.")
_NEXT_NOTICE: Final = mark("You may say what you think until %(day)s. Then a named officer decides.")
_NEXT_STEP: Final = mark("Next step: %(step)s.")
_NEXT_STEP_BY: Final = mark("Next step: %(step)s, by %(by)s.")
_NEXT_WITHIN: Final = mark("Next step: %(step)s, by %(by)s, within %(within)s.")
_NEXT_OFFICER: Final = mark("An officer of %(office)s looks at it and decides.")
_NEXT_NOTHING: Final = mark("Nothing more happens.")


class Linked(msgspec.Struct, frozen=True):
    """Another case that is about this one."""

    case: str
    title: Text


class Told(msgspec.Struct, frozen=True):
    """A case with what is said of it only to its person."""

    it: shown.CaseShown
    seen: Seen
    sentence: Text
    following: Text
    contact: str
    linked: tuple[Linked, ...]
    missing: tuple[Text, ...]
    spoken: bool
    may: frozenset[str]
    object_until: Text

    @property
    def view(self) -> View:
        """The view of the case."""
        return self.seen.view

    @property
    def why_not(self) -> str:
        """The word of the refusal to explain; empty where it is explained."""
        return self.seen.why.code if isinstance(self.seen.why, Refusal) else ""


async def case(visit: Visit) -> Result:
    """A case in full."""
    seen = await seen_of(visit, visit.path["case"])
    return refused("no-such-case") if seen is None else case_page(visit, seen)


def case_page(visit: Visit, seen: Seen, status: int = 200, **more: Any) -> Page:
    """The page of a case; `more` says what went otherwise than the person meant."""
    return Page("resident/case.html", {"told": told(visit, seen), "over": False, **more}, status)


def told(visit: Visit, seen: Seen) -> Told:
    """A case in words."""
    view = seen.view
    line, name = view.line, view.line.id
    titles = Titles(shown.running_of(visit, line).bound)
    ready = shown.ready_of(visit, line)
    why = seen.why if isinstance(seen.why, tuple) else ()
    may_dispute = "dispute" in view.may

    def wrong(fact: str) -> str:
        return f"/me/cases/{name}/dispute/{fact}" if may_dispute else ""

    def file(fact: str) -> str:
        return f"/me/cases/{name}/files/{fact}"

    office = titles.every("office").get(line.office)
    return Told(
        it=shown.case_of(visit, view, why, wrong, file, own=not seen.applicant and line.applicant is None),
        seen=seen,
        sentence=sentence_of(view),
        following=_following(ready, titles, view),
        contact=(office.contact or "") if office is not None else "",
        linked=tuple(_linked(view)),
        missing=tuple(shown.label_of(ready, one, titles) for one in (*view.asked, *view.waits_for)),
        spoken=has_spoken(view),
        may=offered(view),
        object_until=say_date(view.object_until) if view.object_until is not None else {},
    )


async def file(visit: Visit) -> Result:
    """A file that was handed in with a case, as its person sees it."""
    seen = await seen_of(visit, visit.path["case"])
    if seen is None:
        return refused("no-such-case")
    fact = next((one for one in seen.view.facts if one.name == visit.path["fact"]), None)
    note = file_of(fact.value) if fact is not None else None
    if note is None:
        return refused("no-such-thing")
    name, keys = seen.view.line.id, visit.house.keys
    body = await visit.read(lambda journal: find_file(journal, keys, name, note.id))
    return file_answer(note, body) if body is not None else refused("no-such-thing")


def _following(ready: Ready | None, titles: Titles, view: View) -> Text:
    """What happens next."""
    line = view.line
    if line.state == "asked":
        return shown.phrase(_NEXT_ASKED)
    if line.state == "waiting":
        return shown.phrase(_NEXT_WAITS)
    if view.notice_until is not None and line.state == "open" and not has_spoken(view):
        return shown.phrase(_NEXT_NOTICE, day=say_date(view.notice_until))
    if line.state in {"closed", "withdrawn"}:
        return shown.phrase(_NEXT_NOTHING)
    step = ready.words.steps.get(line.step) if ready is not None and line.step is not None else None
    if step is None or line.step is None:
        office = titles.title("office", line.office)
        return shown.phrase(_NEXT_OFFICER, office=office) if line.state == "open" else EMPTY
    named = said(step.title) if step.title is not None else titles.word(line.step)
    by = titles.role(step.by[0]) if step.by else titles.title("office", line.office)
    if step.within is not None:
        return shown.phrase(_NEXT_WITHIN, step=named, by=by, within=say_period(step.within))
    return shown.phrase(_NEXT_STEP_BY if step.by else _NEXT_STEP, step=named, by=by)


def _linked(view: View) -> list[Linked]:
    """The objections and corrections of a case, and the case that this one is about."""
    about = {"correction": mark("Correction of a record"), "objection": mark("Objection to a decision")}
    kinds = {one.more["case"]: "objection" for one in view.history if one.kind == "Objected"}
    found = [Linked(name, shown.phrase(about[kinds.get(name, "correction")])) for name in view.concerned_by]
    if view.line.concerns is not None:
        found.append(Linked(view.line.concerns, shown.phrase(mark("The case that this is about"))))
    return found
