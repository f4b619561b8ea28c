"""Rehearses over closed cases: without a question of a service, or by the draft in place of the pack in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from askonce.assembly.inspecting import Inspected
from askonce.assembly.rehearsing import (
    HAS_ERRORS,
    MOST_NAMED,
    NOTHING,
    Dropped,
    instead_of,
    rehearse_draft,
    rehearse_without,
    why_not,
)
from askonce.cases.procedure.filing import handlers
from askonce.cases.running import Ready
from askonce.cases.wording.bilingual import Text, same
from askonce.cases.wording.choices import YES_OR_NO
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.told import say_told
from askonce.feel.types import BOOLEAN, Type
from askonce.norms.rehearsal.model import Rehearsed
from askonce.norms.rehearsal.rehearsed import ShownNorm, is_few, show
from askonce.norms.rehearsal.tally import Shift
from askonce.registers.refusal import Refusal
from askonce.web.pages.author.packs import draft_of, inspected, no_draft, nothing, today, waiting
from askonce.web.pages.author.work import Errand, wait, workshop_of
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.shown import kinds_of, label_of, phrase

_WITHOUT: Final = "/pack/rehearse/without"
_DRAFT: Final = "/pack/rehearse/draft"
#: A draft is rehearsed anew after this: each time registers are read again, and people find it on record.
_RESTS: Final = timedelta(minutes=10)
#: How an outcome changes, by `norms.rehearsal.tally.Shift.what`.
WAYS: Final[Mapping[str, str]] = {
    "up": mark("goes up"),
    "down": mark("goes down"),
    "from_nothing": mark("from nothing to something"),
    "to_nothing": mark("from something to nothing"),
    "later": mark("becomes later"),
    "earlier": mark("becomes earlier"),
    "longer": mark("becomes longer"),
    "shorter": mark("becomes shorter"),
    "others": mark("in yet other ways"),
    "hidden": mark("in ways that are too rare to be shown"),
}
_NO_OUTCOME: Final = mark("no outcome")
_OTHER_OUTCOME: Final = mark("something else")
_WAY: Final = mark("from “%(before)s” to “%(after)s”")
#: Why a norm is left out, by `LeftOut.why`.
LEFT_OUT: Final[Mapping[str, str]] = {
    "only_before": mark("only the pack in force has it"),
    "only_after": mark("only the draft has it"),
    "needs_not_in_file": mark("no closed case knows what it needs"),
    "dates_choose_no_change": mark("its texts differ, but not on the days of these cases"),
    HAS_ERRORS: mark("it has errors in the draft"),
}
BARS: Final[Mapping[str, str]] = {
    "no-norm": mark(
        "No norm decides this service: an officer does. What they would have done nobody can reckon."
    ),
    "not-looked-at": mark("No norm looks at it, so no outcome would change."),
}


class Asked(msgspec.Struct, frozen=True):
    """A question of a service in a list: what it is called, whether a register answers it, why it cannot be rehearsed."""

    name: str
    label: Text
    register: Text
    bar: str
    wanted: Text


async def rehearse(visit: Visit) -> Result:
    """Choose a service whose question is dropped, or the draft."""
    titles = Titles(visit.running.bound)
    offered = [
        (ready.id, titles.title("service", ready.id))
        for ready in visit.running.types.values()
        if ready.service is not None
    ]
    name = visit.query.get("service", "")
    ready = visit.running.types.get(name)
    if ready is None or ready.service is None:
        return Page("author/rehearse.html", {"services": offered, "draft": await draft_of(visit)})
    question = visit.query.get("question", "")
    if question in ready.fields and not why_not(ready, question):
        return _ask_instead(ready, question, titles)
    values = {
        "service": ready.id,
        "title_text": titles.title("service", ready.id),
        "asked": [_asked(ready, one, titles) for one in ready.fields],
        "bars": BARS,
        "bar": "no-norm" if not ready.texts.names else "",
    }
    return Page("author/rehearse_question.html", values)


def _asked(ready: Ready, name: str, titles: Titles) -> Asked:
    field = ready.fields[name]
    register = titles.register_of(field.taken.way) if field.taken is not None else same("")
    step = ready.words.steps.get(field.step) if field.step else None
    wanted = titles.word(field.step or field.output) if field.step or field.output else same("")
    if step is not None and step.title is not None:
        wanted = dict(step.title.texts)
    return Asked(name, label_of(ready, name, titles), register, why_not(ready, name), wanted)


def _ask_instead(ready: Ready, name: str, titles: Titles) -> Page:
    values = {
        "service": ready.id,
        "title_text": titles.title("service", ready.id),
        "question": name,
        "label": label_of(ready, name, titles),
        "options": _options(ready, name, titles),
    }
    return Page("author/rehearse_instead.html", values)


def _options(ready: Ready, name: str, titles: Titles) -> list[tuple[str, Text]]:
    kind = ready.fields[name].type
    found = []
    for one in instead_of(ready, name):
        if one == NOTHING:
            found.append((one, phrase(mark("Nobody says it"))))
        elif kind == BOOLEAN:
            found.append((one, YES_OR_NO[one == "true"]))
        else:
            found.append((one, titles.word(one)))
    return found


def _key(visit: Visit, service: str, question: str, instead: str) -> str:
    return f"without/{visit.running.version}/{service}/{question}/{instead}"


async def drop(visit: Visit) -> Result:
    """Begin to rehearse that a question is dropped."""
    service, question, instead = (visit.form.one(name) for name in ("service", "question", "instead"))
    ready = visit.running.types.get(service)
    if ready is None or ready.service is None or why_not(ready, question):
        return nothing()
    taken = instead if instead in instead_of(ready, question) else NOTHING
    errand = workshop_of(visit.house).begin(
        _key(visit, service, question, taken),
        partial(_without, visit, service, question, taken),
        again=True,
    )
    if isinstance(errand, Refusal):
        return errand
    return Redirect(f"{_WITHOUT}?{urlencode({'service': service, 'question': question, 'instead': taken})}")


def _without(visit: Visit, service: str, question: str, taken: str, errand: Errand) -> Dropped:
    return rehearse_without(visit.house, service, question, taken, errand.told)


async def without(visit: Visit) -> Result:
    """What would become of the closed cases without a question."""
    service, question, taken = (visit.query.get(name, "") for name in ("service", "question", "instead"))
    errand = workshop_of(visit.house).peek(_key(visit, service, question, taken))
    ready = visit.running.types.get(service)
    if ready is None or errand is None:
        return Redirect(f"/pack/rehearse?{urlencode({'service': service, 'question': question})}")
    await wait(errand)
    if not errand.ended:
        return waiting(errand, "rehearsal")
    found: Dropped = errand.found
    titles = Titles(ready.running.bound)
    kinds = kinds_of(ready)
    is_theirs = visit.actor is not None and any(map(visit.actor.may_act_as, handlers(ready)))
    values = {
        "service": service,
        "title_text": titles.title("service", service),
        "question": question,
        "label": label_of(ready, question, titles),
        "instead": dict(_options(ready, question, titles))[taken],
        "nobody": taken == NOTHING,
        "taken": taken,
        "found": found,
        "ways": [(titles.outcome(one.outcome), _way(one.shift, kinds.get(one.outcome), titles), one.cases) for one in found.ways],
        "named": found.named if is_theirs else (),
        "theirs": is_theirs,
        "most": MOST_NAMED,
        "at": errand.since,
    }  # fmt: skip
    return Page("author/dropped.html", values)


def _way(shift: Shift, kind: Type | None, titles: Titles) -> Text:
    if shift.what in WAYS:
        return phrase(WAYS[shift.what])
    before = phrase(_NO_OUTCOME) if shift.what == "begins" else _word(shift.before, kind, titles)
    after = phrase(_NO_OUTCOME) if shift.what == "ends" else _word(shift.after, kind, titles)
    return phrase(_WAY, before=before, after=after)


def _word(word: str | None, kind: Type | None, titles: Titles) -> Text:
    if word is None:
        return phrase(_OTHER_OUTCOME)
    told = {"true": True, "false": False}.get(word, word) if kind == BOOLEAN else word
    return say_told(told, kind, titles)


async def begin_draft(visit: Visit) -> Result:
    """Begin to rehearse the draft."""
    draft = await draft_of(visit)
    if draft is None:
        return no_draft()
    found = await inspected(visit, draft)
    if not isinstance(found, Inspected):
        return found
    shop, key = workshop_of(visit.house), _draft_key(visit, draft.digest)
    before = shop.peek(key)
    rested = before is None or visit.house.clocks.now() - before.since > _RESTS
    errand = shop.begin(key, partial(_rehearse, visit, found), again=rested)
    return errand if isinstance(errand, Refusal) else Redirect(_DRAFT)


def _draft_key(visit: Visit, digest: str) -> str:
    return f"draft/{visit.running.version}/{digest}"


class Made(msgspec.Struct, frozen=True):
    """What came of a rehearsal of a draft, as it may be shown, and what its norms are called."""

    norms: tuple[tuple[ShownNorm, Text, tuple[tuple[Text, tuple[Any, ...]], ...]], ...]
    left_out: tuple[tuple[str, Text, str], ...]
    unchanged: int
    rows: int
    few: bool
    differs: bool


def _rehearse(visit: Visit, found: Inspected, errand: Errand) -> Made:
    made = rehearse_draft(visit.house, found, today(visit), errand.told)
    return _shown(made, Titles(visit.running.bound), Titles(found.bound))


def _shown(made: Rehearsed, was: Titles, now: Titles) -> Made:
    norms = []
    for one in map(show, made.norms):
        outcomes = tuple(
            (now.outcome(name), tuple((_way(kind.shift, _kind_of(now, one.norm.id, name), now), kind.cases, kind.weight) for kind in kinds))
            for name, kinds in one.outcomes
        )  # fmt: skip
        norms.append((one, now.title("norm", one.norm.id), outcomes))
    left = tuple(
        (one.norm, (now if one.norm in now.every("norm") else was).title("norm", one.norm), one.why)
        for one in made.left_out
    )
    differs = any(one.differs for one in made.norms)
    return Made(tuple(norms), left, len(made.unchanged), made.rows, is_few(made), differs)


def _kind_of(titles: Titles, norm: str, outcome: str) -> Type | None:
    texts = titles.every("norm")[norm].texts
    kinds: Iterator[tuple[str, Type]] = (
        pair for text in texts if text.table is not None for pair in text.table.outputs
    )
    return dict(kinds).get(outcome)


async def draft(visit: Visit) -> Result:
    """What the draft would have made of the closed cases."""
    edition = await draft_of(visit)
    if edition is None:
        return no_draft()
    errand = workshop_of(visit.house).peek(_draft_key(visit, edition.digest))
    if errand is None:
        return Page("author/rehearse_draft.html", {"draft": edition})
    await wait(errand)
    if not errand.ended:
        return waiting(errand, "rehearsal")
    made: Made = errand.found
    at: datetime = errand.since
    return Page("author/rehearsed.html", {"made": made, "draft": edition, "why": LEFT_OUT, "at": at})
