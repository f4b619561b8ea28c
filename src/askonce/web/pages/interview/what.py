"""A few questions show somebody who has not signed in what they would get; nothing is kept and no register is read.

What was said goes from page to page in hidden fields of the form, never in an address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from askonce.cases.running import Ready
from askonce.cases.wording.bilingual import EMPTY, Text, join
from askonce.cases.wording.titles import Titles
from askonce.norms.ruling import Dates
from askonce.web.decoding import load
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.interview.outcomes import outcomes_of
from askonce.web.pages.interview.prospects import MOST_SERVICES, OPEN, Data, Looked, Prospect, look
from askonce.web.pages.questions.filling import fields_of, sent_of, words_of
from askonce.web.pages.questions.question import Question, question_of
from askonce.web.pages.questions.reading import UNREAD, read
from askonce.web.problem import refused
from askonce.web.service import now

SERVICE, EVENT, OFFICE = "service", "event", "office"
_TEMPLATE: Final = "interview/what.html"
_BLOCK: Final = "interview"
_MOST_TOLD: Final = 100
_LONGEST: Final = 100_000


class Told(msgspec.Struct, frozen=True):
    """What the hidden fields of a page say: what it is about, the answers, the questions that were passed over."""

    about: str = ""
    answers: Mapping[str, Any] = {}
    passed: tuple[str, ...] = ()


async def what(visit: Visit) -> Result:
    """Choose a moment of life or an office; or the first question about the one that was chosen."""
    about = visit.query.get("about", "")
    if about:
        return await _page(visit, Told(about))
    titles = Titles(visit.running.bound)
    events = [
        (one.id, titles.title("life_event", one.id))
        for one in visit.running.bound.get("life_event", {}).values()
    ]
    offices: dict[str, int] = {}
    for ready in visit.running.types.values():
        if _is_open(ready):
            offices[ready.office] = offices.get(ready.office, 0) + 1
    listed = [(name, titles.title("office", name), count) for name, count in offices.items()]
    return Page(
        "interview/topics.html", {"events": events, "offices": sorted(listed, key=lambda one: one[0])}
    )


async def what_service(visit: Visit) -> Result:
    """The first question about one service."""
    return await _page(visit, Told(f"{SERVICE}:{visit.path['service']}"))


async def asked(visit: Visit) -> Result:
    """Take an answer with all those before it, and show where things stand."""
    form = visit.form
    told = _told(form.one("about"), form.one("told"), form.all("passed"))
    if told is None:
        return refused("no-form")
    again, change = form.one("_again"), form.one("_change")
    if again:
        return Redirect("/what")
    if change:
        return await _page(visit, told, ask=change)
    key = form.one("_name")
    found = _question(visit, key)
    if found is None:
        return await _page(visit, told)
    if form.one("_pass"):
        return await _page(visit, msgspec.structs.replace(told, passed=(*told.passed, key)))
    errors = Errors()
    value = read(found, form, visit.language, errors)
    if value is UNREAD:
        return await _page(visit, told, ask=key, errors=errors)
    answers = {**told.answers, key: value}
    passed = tuple(one for one in told.passed if one != key)
    return await _page(visit, Told(told.about, answers, passed))


def _told(about: str, raw: str, passed: Sequence[str]) -> Told | None:
    """What the hidden fields say; none where they are not those of a page of ours."""
    loaded = load(raw.encode()) if raw and len(raw) <= _LONGEST else {}
    fits = isinstance(loaded, dict) and len(loaded) <= _MOST_TOLD and len(passed) <= _MOST_TOLD
    return Told(about[:200], loaded, tuple(one[:200] for one in passed)) if fits else None


def _question(visit: Visit, key: str) -> Question | None:
    service, _, name = key.partition(".")
    ready = visit.running.types.get(service)
    found = question_of(visit.running, ready, name) if ready is not None else None
    # a register that would know is not asked here, and so is not silent
    return msgspec.structs.replace(found, instead_of=EMPTY, own=False) if found is not None else None


def _is_open(ready: Ready) -> bool:
    """Whether people can file it: it is a service, adopted, for persons or firms."""
    return ready.service is not None and ready.words.adopted is not None


def _readies(visit: Visit, about: str) -> tuple[Ready, ...]:
    kind, _, name = about.partition(":")
    types = visit.running.types
    if kind == SERVICE:
        names = [name]
    elif kind == EVENT:
        event = visit.running.bound.get("life_event", {}).get(name)
        names = [ref.id for ref in event.services] if event is not None else []
    else:
        names = [one.id for one in types.values() if kind == OFFICE and one.office == name]
    found = [types[one] for one in names if one in types]
    return tuple(one for one in found if _is_open(one))[:MOST_SERVICES]


def _title(visit: Visit, about: str) -> Text:
    kind, _, name = about.partition(":")
    return Titles(visit.running.bound).title({EVENT: "life_event"}.get(kind, kind), name)


async def _page(visit: Visit, told: Told, ask: str = "", errors: Errors | None = None) -> Result:
    readies = _readies(visit, told.about)
    if not readies:
        return refused("no-such-thing")
    data, today = Data(readies), visit.house.local_day(now())
    found: Looked = await visit.aside(lambda: look(visit.running, data, told.answers, told.passed, today))
    key = ask or found.next
    shown = _question(visit, key) if key is not None else None
    values = fields_of(shown, told.answers.get(shown.key)) if shown is not None else {}
    if errors is not None:
        values = sent_of(visit.form)
    dates = Dates(today, today, today)
    page = {
        "title_text": _title(visit, told.about),
        "about": told.about,
        "question": shown,
        "values": {"rows": 2, **values},
        "held_by": _held_by(visit, shown),
        "said": list(_said(visit, told.answers)),
        "told": msgspec.json.encode(told.answers).decode(),
        "passed": told.passed,
        "left": found.left,
        "first": not told.answers and not told.passed,
        "groups": _groups(visit, found, dates),
        "errors": errors or Errors(),
    }
    wrong = errors is not None and not visit.partial
    return Page(_TEMPLATE, page, 422 if wrong else 200, _BLOCK)


def _held_by(visit: Visit, shown: Question | None) -> Text:
    """The register that would say it of somebody who has signed in."""
    ready = visit.running.types.get(shown.service) if shown is not None else None
    if ready is None or shown is None:
        return EMPTY
    taken = ready.fields[shown.name].taken
    return Titles(visit.running.bound).register_of(taken.way) if taken is not None else EMPTY


def _said(visit: Visit, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for key, value in answers.items():
        one = _question(visit, key)
        if one is not None:
            found.append({"key": key, "label": one.title, "value": words_of(value, one.type, one.labels)})
    return found


def _groups(visit: Visit, found: Looked, dates: Dates) -> dict[str, list[dict[str, Any]]]:
    """The services by how they stand."""
    groups: dict[str, list[dict[str, Any]]] = {"yes": [], "open": [], "no": []}
    for one in found.prospects:
        groups[one.standing].append(_shown(visit, one, dates))
    return groups


def _shown(visit: Visit, one: Prospect, dates: Dates) -> dict[str, Any]:
    titles = Titles(visit.running.bound)
    offered = one.offered
    bring = [
        titles.document(paper)
        for paper in one.ready.bound.demanded
        if not (paper.already_held and not paper.closed)
    ]
    return {
        "id": one.ready.id,
        "title": titles.title("service", one.ready.id),
        "came": outcomes_of(one.ready, offered, dates)
        if offered is not None and one.standing != OPEN
        else (),
        "bring": join(bring) if bring else EMPTY,
        "refusal": one.refusal,
    }
