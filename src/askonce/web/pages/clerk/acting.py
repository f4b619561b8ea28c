"""What an officer does with a case: a page for each, and the doing of it, once, over the case as it was seen."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from askonce.cases.journal import Journal
from askonce.cases.type import END
from askonce.cases.view import Happened, Ruling
from askonce.cases.wording.bilingual import Text, said
from askonce.cases.wording.titles import Titles
from askonce.cases.workbench import Bench, outcome_is_adverse
from askonce.registers.refusal import Refusal
from askonce.web.pages import shown
from askonce.web.pages.clerk.case import (
    NO_REASONS,
    bench_of,
    case_page,
    offered,
    reasons_of,
    role_names,
    told,
)
from askonce.web.pages.clerk.forms import (
    AT,
    LONGEST,
    OTHERWISE,
    READERS,
    datum_field,
    open_fields,
    outcome_fields,
    outcome_of,
)
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.questions.reading import sentence
from askonce.web.problem import refused
from askonce.web.service import now

_DIGITS: Final = 9
_IDS: Final = re.compile(r"[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9-]*)?")
_FINISH: Final = mark("Finish the case")
_NOT_NOW: Final = mark("This cannot be done now. The case stands as you see it here.")
#: What leaves the case in other hands, so that there may be nothing more to see of it.
_AWAY: Final = frozenset({"hand_over", "give"})


async def offer(visit: Visit) -> Result:
    """The page on which one thing is done."""
    what = visit.path["what"]
    found = await bench_of(visit, reading=what == "join")
    if isinstance(found, Refusal):
        return found
    if what not in READERS or what in {"take", "rekey"}:
        return refused("no-such-thing")
    return await _form(visit, found, what, Errors())


async def do(visit: Visit) -> Result:
    """Do it."""
    what = visit.path["what"]
    reader = READERS.get(what)
    found = await bench_of(visit, reading=what == "join")
    if isinstance(found, Refusal):
        return found
    if reader is None:
        return refused("no-such-thing")
    if visit.form.one("_preview") and what == "decide":
        return await _preview(visit, found)
    errors = Errors()
    command = reader(visit, found, errors)
    if errors or command is None:
        return await visit.sent_before(f"clerk.{what}") or await _form(visit, found, what, errors)
    name, handling = found.view.line.id, visit.house.handling
    fetched = await visit.service.fetch_for(visit.who, name) if what == "answer" else ()

    def job(journal: Journal) -> str | Refusal:
        done = handling.do(journal, visit.who, name, command, _expected(visit), fetched)
        if isinstance(done, Refusal):
            return done
        return "/work" if what in _AWAY or not done.content else f"/work/{name}"

    refusal = await visit.once(job, f"clerk.{what}")
    return await _refused(visit, what, errors, refusal) if isinstance(refusal, Refusal) else refusal


async def _refused(visit: Visit, what: str, errors: Errors, refusal: Refusal) -> Result:
    """The form again, with why not at its field or above; over the case as it stands by now."""
    found = await bench_of(visit, reading=what == "join")
    if isinstance(found, Refusal):
        return found
    if refusal.code == "changed":
        return await _form(visit, found, what, errors, since=_expected(visit))
    titles = Titles(shown.running_of(visit, found.view.line).bound)
    said_ = sentence(_with_names(visit, found, visit.words(refusal.reason), titles))
    if refusal.basis:
        said_ = visit.say("%(why)s (%(article)s)", why=said_, article=visit.words(titles.cite(refusal.basis)))
    errors.add(AT.get(refusal.code, "act"), said_)
    return await _form(visit, found, what, errors)


def _with_names(visit: Visit, found: Bench, words: str, titles: Titles) -> str:
    """A reason of the kernel, which names roles, offices and facts by their ids, with what people call them."""
    ready = shown.ready_of(visit, found.view.line)
    labels = dict(shown.labels_of(ready)) if ready is not None else {}
    offices = titles.every("office")

    def named(match: re.Match[str]) -> str:
        name = match[0]
        office, slash, _ = name.partition("/")
        if slash:
            return visit.words(role_names(titles, (name,))) if office in offices else name
        known = labels.get(name) or (titles.title("office", name) if name in offices else None)
        return visit.words(known) if known is not None else name

    head, colon, ids = words.rpartition("：" if visit.language == "zh" else ": ")
    return head + colon + _IDS.sub(named, ids) if colon else words


def _expected(visit: Visit) -> int:
    """How many events the case had when it was seen; a form that does not say so fits no case."""
    said_ = visit.form.one("events")
    return int(said_) if said_.isascii() and said_.isdigit() and len(said_) < _DIGITS else -1


async def _form(
    visit: Visit, found: Bench, what: str, errors: Errors, *, since: int | None = None, preview: Any = None
) -> Result:
    """The page of one thing to do; what somebody else did in between stands above it."""
    changed = since is not None
    if what in {"take", "rekey"} or what not in set(offered(found)):
        first = next((message for _, message in errors), "")
        return case_page(visit, found, 422 if errors else 409, problem=first or visit.say(_NOT_NOW))
    why = await reasons_of(visit, found) if what == "decide" and not visit.partial else NO_REASONS
    values: dict[str, Any] = {
        "told": told(visit, found, why), "what": what, "errors": errors, "changed": _since(visit, found, since),
        "events": found.view.line.events, "sent": visit.form, "longest": LONGEST, "preview": preview,
        **_more(visit, found, what),
    }  # fmt: skip
    status = 409 if changed else 422 if errors else 200
    return Page("clerk/act.html", values, 200 if visit.partial else status, block="preview")


def _since(visit: Visit, found: Bench, since: int | None) -> tuple[shown.HistoryLine, ...]:
    """What happened since the case was seen."""
    if since is None:
        return ()
    ready = shown.ready_of(visit, found.view.line)
    titles = Titles(shown.running_of(visit, found.view.line).bound)
    new: tuple[Happened, ...] = tuple(one for one in found.view.history if one.number >= since)
    return shown.history_of(ready, titles, msgspec.structs.replace(found.view, history=new))


def _more(visit: Visit, found: Bench, what: str) -> dict[str, Any]:
    """What the form of one thing needs besides."""
    line = found.view.line
    ready, titles = shown.ready_of(visit, line), Titles(shown.running_of(visit, line).bound)
    match what:
        case "decide":
            return {"fields": outcome_fields(visit, found), "burden": _burden(found, titles)}
        case "answer":
            return {"fields": open_fields(visit, found)}
        case "correct":
            return {"datum": datum_field(visit, found)}
        case "ask_more":
            return {"askable": [(one, shown.label_of(ready, one, titles)) for one in found.askable]}
        case "hand_over":
            return {"offices": [(one, titles.title("office", one)) for one in found.reachable]}
        case "step":
            steps = ready.words.steps if ready is not None else {}
            return {"following": [(one, _step(one, steps)) for one in found.following]}
        case "join":
            return {"opine": [(one, titles.title("office", one)) for one in found.opine]}
        case "hurry":
            words = ready.service.urgent if ready is not None and ready.service is not None else None
            return {"when": said(words)} if words is not None else {"when": {}}
    return {}


def _step(name: str, steps: Any) -> Text:
    if name == END:
        return shown.phrase(_FINISH)
    found = steps.get(name)
    return said(found.title if found is not None else None, name)


def _burden(found: Bench, titles: Titles) -> dict[str, Any] | None:
    one = found.burden
    if one is None:
        return None
    return {
        "it": one,
        "hearing": role_names(titles, (one.hearing,)) if one.hearing else {},
        "officer": role_names(titles, (one.officer,)) if one.officer else {},
    }


async def _preview(visit: Visit, found: Bench) -> Result:
    """The decision as the person would read it, from what stands in the form; nothing is done."""
    errors = Errors()
    view = found.view
    outcome = dict(view.proposed.outcome) if view.proposed is not None else {}
    if visit.form.one("how") == OTHERWISE:
        outcome |= outcome_of(visit, found, errors)
    ready = shown.ready_of(visit, view.line)
    basis = view.proposed.basis if view.proposed is not None else ""
    ruling = Ruling(
        now(), visit.who.name, outcome, outcome_is_adverse(found, outcome), visit.form.one("reason")[:LONGEST],
        basis or (ready.basis if ready is not None else ""),
    )  # fmt: skip
    titles = Titles(shown.running_of(visit, view.line).bound)
    return await _form(visit, found, "decide", errors, preview=shown.ruling_of(ready, ruling, titles))
