"""What the pages of an interview show: known data, what was said, the question, the outcome; as values for templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

import msgspec

from askonce.cases.files import FileNote
from askonce.cases.gathering import ANSWER
from askonce.cases.running import Ready
from askonce.cases.view import Offered, Shown
from askonce.cases.wording.bilingual import Text, plain
from askonce.cases.wording.titles import Titles
from askonce.norms.ruling import Dates
from askonce.registers.refusal import Refusal
from askonce.web.drafts import Draft, Note
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.interview.outcomes import Came, outcomes_of
from askonce.web.pages.interview.seat import ONLINE, Seat
from askonce.web.pages.interview.sheet import Sheet
from askonce.web.pages.interview.standing import DROPPED, REPLACED, Stand
from askonce.web.pages.questions.filling import words_of
from askonce.web.pages.questions.question import Question, question_of
from askonce.web.pages.shown.facts import FactLine, facts_of, labels_of
from askonce.web.service import now

WHOM, DAY, PICK = "_whom", "_day", "_pick"


class Said(msgspec.Struct, frozen=True):
    """An answer in the list of what was said, with the link by which it is changed; `file` where it is one."""

    key: str
    label: Text
    value: Text
    change: str
    file: str = ""


class Known(msgspec.Struct, frozen=True):
    """What is known for a service of an interview; a helper is told of what, and not what."""

    title: Text
    lines: tuple[FactLine, ...]
    names: tuple[Text, ...]


class Outcome(msgspec.Struct, frozen=True):
    """What comes out of a service already, or why it cannot be had."""

    service: str
    title: Text
    decided: bool
    came: tuple[Came, ...]
    waits: tuple[Text, ...]
    refusal: Refusal | None = None
    article: Text = msgspec.field(default_factory=dict)

    @property
    def adverse(self) -> bool:
        """Whether it would be refused."""
        return any(one.adverse for one in self.came)


def link(home: str, what: str) -> str:
    """The page of one question of an interview."""
    return f"{home}?ask={quote(what, safe='')}"


def question(visit: Visit, sheet: Sheet, key: str) -> Question | None:
    """A question of an interview by its key."""
    service, _, name = key.partition(".")
    ready = sheet.ready(service)
    return question_of(visit.running, ready, name) if ready is not None else None


def known_of(visit: Visit, sheet: Sheet, seat: Seat, stand: Stand) -> tuple[Known, ...]:
    """What registers and earlier cases say, by service; of a life event each datum once."""
    moment = now()
    seen: set[tuple[str, str]] = set()
    found = []
    for offered in stand.offers:
        ready = sheet.ready(offered.service)
        facts = [one for one in offered.facts if one.by != ANSWER]
        if ready is None or not facts:
            continue
        wrong = _wrong(sheet, ready, stand.draft)
        lines = facts_of(visit, ready, facts, moment, wrong)
        lines = tuple(one for one in lines if (one.label["en"], one.value["en"]) not in seen)
        seen |= {(one.label["en"], one.value["en"]) for one in lines}
        if lines:
            names = tuple(one.label for one in lines)
            title = (
                ready.service.title.texts
                if ready.service is not None and ready.service.title
                else plain(ready.id)
            )
            found.append(Known(dict(title), lines if seat.channel == ONLINE else (), names))
    return tuple(found)


def _wrong(sheet: Sheet, ready: Ready, draft: Draft) -> Callable[[str], str]:
    def href(name: str) -> str:
        key = f"{ready.id}.{name}"
        return "" if key in draft.disputes else f"{sheet.home}/wrong?what={quote(key, safe='')}"

    return href


def said_of(visit: Visit, sheet: Sheet, draft: Draft, except_for: str = "") -> tuple[Said, ...]:
    """What the person has said, in the order in which they said it."""
    found = []
    for key, answer in draft.answers.items():
        one = question(visit, sheet, key)
        if one is None or key == except_for:
            continue
        file = draft.files.get(key)
        href = f"{sheet.home}/files/{file.id}" if file is not None else ""
        found.append(
            Said(key, one.title, words_of(answer, one.type, one.labels), link(sheet.home, key), href)
        )
    return tuple(found)


def disputed_of(sheet: Sheet, draft: Draft) -> tuple[Said, ...]:
    """What the person calls wrong, with what they say of it."""
    found = []
    for key, reason in draft.disputes.items():
        href = f"{sheet.home}/wrong?what={quote(key, safe='')}"
        found.append(Said(key, label_of(sheet, key), {"en": reason, "zh": reason}, href))
    return tuple(found)


def label_of(sheet: Sheet, key: str) -> Text:
    """What a datum or a question of an interview is called."""
    service, _, name = key.partition(".")
    ready = sheet.ready(service)
    return labels_of(ready).get(name) or plain(name) if ready is not None else plain(name)


def outcomes(visit: Visit, sheet: Sheet, stand: Stand) -> tuple[Outcome, ...]:
    """What comes out of each service, as far as it is certain."""
    titles = Titles(visit.running.bound)
    today = visit.house.local_day(now())
    found = []
    for offered in stand.offers:
        ready = sheet.ready(offered.service)
        if ready is not None:
            found.append(_outcome(titles, ready, offered, today, stand.draft.event))
    for service, refusal in stand.refused:
        article = titles.cite(refusal.basis) if "/" in refusal.basis else {}
        found.append(Outcome(service, titles.title("service", service), False, (), (), refusal, article))  # noqa: FBT003
    return tuple(found)


def _outcome(titles: Titles, ready: Ready, offered: Offered, today: date, event: date | None) -> Outcome:
    dates = Dates(event or today, today, today)
    waits = tuple(labels_of(ready).get(name) or plain(name) for name in offered.waits_for)
    came = outcomes_of(ready, offered, dates) if offered.decided else ()
    return Outcome(offered.service, titles.title("service", ready.id), offered.decided, came, waits)


def notes_of(visit: Visit, sheet: Sheet, notes: Iterable[Note]) -> tuple[str, ...]:
    """What the person is told once, in their language."""
    found = []
    for note in notes:
        label = visit.words(label_of(sheet, note.key))
        if note.what == REPLACED:
            found.append(
                visit.say(
                    "“%(what)s” had been answered otherwise meanwhile, perhaps on another device. What you said last stands.",
                    what=label,
                )
            )
        elif note.what == DROPPED:
            found.append(
                visit.say(
                    "“%(what)s” is not asked of you any more, so what you said of it was left out.",
                    what=label,
                )
            )
        else:
            found.append(
                visit.say("The file for “%(what)s” is not there any more. Send it again.", what=label)
            )
    return tuple(found)


def name_of(visit: Visit, subject: str) -> str:
    """What a subject is called on a page: in a demonstration the name of the part, else the number."""
    return next((f"{one.name} ({subject})" for one in visit.service.cast if one.who == subject), subject)


def file_of_draft(draft: Draft, file: str) -> tuple[str, FileNote] | None:
    """A file of a draft by its id, with the key of its question."""
    return next(((key, one) for key, one in draft.files.items() if one.id == file), None)


def facts_by_name(offered: Offered) -> Mapping[str, Shown]:
    """The facts of an offer by name."""
    return {one.name: one for one in offered.facts}


def base_values(visit: Visit, seat: Seat, sheet: Sheet) -> dict[str, Any]:
    """What every page of an interview shows."""
    return {
        "sheet": sheet,
        "seat": seat,
        "home": sheet.home,
        "helped": seat.channel != ONLINE,
        "heading": visit.words(sheet.title),
    }
