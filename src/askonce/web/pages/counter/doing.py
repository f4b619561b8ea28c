"""What a helper does in a case for the person beside them: answers, speaks, calls a datum wrong, objects, says how it went."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

from askonce.adapters.uploads.checking import Clean
from askonce.adapters.uploads.keeping import keep_file, sealed
from askonce.cases import command as commands
from askonce.cases.command import AnyCommand
from askonce.cases.files import FileNote
from askonce.cases.journal import Journal
from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles
from askonce.registers.refusal import Refusal
from askonce.web.pages.counter.cases import DOING, Beside, beside_of, ready_of
from askonce.web.pages.counter.seat import HOME, counter_of
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.questions.files import MEGA, cleaned
from askonce.web.pages.questions.filling import sent_of
from askonce.web.pages.questions.question import FIELD, Question, question_of
from askonce.web.pages.questions.reading import UNREAD, read
from askonce.web.problem import refused

_LONGEST: Final = 5000
_STARS: Final = ("5", "4", "3", "2", "1")
_ID_BYTES: Final = 16
_DIGITS: Final = 9


class Given(NamedTuple):
    """A command, and the sealed file that belongs to it, if any."""

    command: AnyCommand
    file: tuple[str, bytes] | None = None


_Reader: TypeAlias = Callable[[Visit, Beside, Errors], Awaitable[Given | None]]


async def offer(visit: Visit) -> Result:
    """The page on which one thing is done in a case."""
    return await beside_of(visit, partial(_form, visit.path["what"], Errors(), {}))


async def do(visit: Visit) -> Result:
    """Do it, once, and tell the person."""
    what = visit.path["what"]
    return await beside_of(visit, partial(_done, what)) if what in DOING else refused("no-such-thing")


async def send_file(visit: Visit) -> Result:
    """Answer with a file."""
    return await beside_of(visit, partial(_done, "answer"))


async def _form(
    what: str, errors: Errors, said: Mapping[str, Any], visit: Visit, beside: Beside, *, changed: bool = False
) -> Result:
    if what not in DOING:
        return refused("no-such-thing")
    if what not in beside.may:
        return Page("counter/case.html", {"beside": beside, "it": beside.it, "over": True}, 409)
    values: dict[str, Any] = {
        "beside": beside, "it": beside.it, "said": said, "errors": errors, "changed": changed,
        "events": beside.view.line.events, "stars": _STARS,
    }  # fmt: skip
    if what == "answer":
        values["question"] = _question(visit, beside)
        values["most"] = visit.house.settings.limits.upload_bytes // MEGA
    if what == "dispute":
        values["data"] = _data(visit, beside)
    return Page(f"counter/{what}.html", values, 409 if changed else 422 if errors else 200)


async def _done(what: str, visit: Visit, beside: Beside) -> Result:
    errors = Errors()
    if what not in beside.may:
        return await visit.sent_before(f"counter.{what}") or await _form(what, errors, {}, visit, beside)
    given = await _READERS[what](visit, beside, errors)
    sent: Mapping[str, Any] = (
        sent_of(visit.form) if what == "answer" else {name: visit.form.one(name) for name in visit.form.names}
    )
    if given is None or errors:
        return await visit.sent_before(f"counter.{what}") or await _form(what, errors, sent, visit, beside)
    found = await _given(what, given, visit)
    if isinstance(found, Refusal) and found.code == "changed":
        return await beside_of(visit, partial(_form, what, errors, sent, changed=True))
    return found


async def _given(what: str, given: Given, visit: Visit) -> Result:
    counter, name = counter_of(visit), visit.path["case"]
    expected = visit.form.one("events")
    count = int(expected) if expected.isascii() and expected.isdigit() and len(expected) < _DIGITS else -1
    fetched = await visit.service.fetch_for(visit.who, name) if what in {"answer", "dispute"} else ()

    def job(journal: Journal) -> str | Refusal:
        found = counter.do(journal, visit.who, name, given.command, count, fetched)
        if isinstance(found, Refusal):
            return found
        if given.file is not None:
            keep_file(journal, name, *given.file)
        return f"{HOME}/cases/{name}"

    return await visit.once(job, f"counter.{what}")


def _question(visit: Visit, beside: Beside) -> Question | None:
    """The first thing that is asked of the person and that a helper may say for them; else the first at all."""
    ready = ready_of(visit, beside.view)
    asked = [] if ready is None else [question_of(ready.running, ready, one.name) for one in beside.it.asked]
    found = [one for one in asked if one is not None]
    return next((one for one in found if not one.own), next(iter(found), None))


def _data(visit: Visit, beside: Beside) -> tuple[tuple[str, Text], ...]:
    """What registers said in the case, by name; their values are not for a helper to see."""
    ready = ready_of(visit, beside.view)
    if ready is None:
        return ()
    titles = Titles(ready.running.bound)
    taken = {one.name: titles.taken(one) for one in ready.bound.taken}
    known = [one.name for one in beside.view.facts if one.by != "answer" and not one.disputed]
    return tuple((name, taken[name]) for name in known if name in taken)


async def _answer(visit: Visit, beside: Beside, errors: Errors) -> Given | None:
    question = _question(visit, beside)
    if question is None or question.own:
        errors.add(FIELD, visit.say("This cannot be answered here"))
        return None
    if question.widget == "file":
        return await _file(visit, question, errors)
    found = read(question, visit.form, visit.language, errors)
    return None if found is UNREAD else Given(commands.Answer(answers={question.name: found}))


async def _file(visit: Visit, question: Question, errors: Errors) -> Given | None:
    clean = await cleaned(visit, visit.form.file(FIELD))
    if not isinstance(clean, Clean):
        errors.add(FIELD, clean)
        return None
    note = FileNote(secrets.token_hex(_ID_BYTES), clean.kind, clean.name)
    case, keys = visit.path["case"], visit.house.keys
    body = await visit.aside(lambda: sealed(keys, case, note.id, clean.body))
    return Given(commands.Answer(answers={question.name: note.said}), (note.id, body))


async def _dispute(visit: Visit, beside: Beside, errors: Errors) -> Given | None:
    name = visit.form.one("name")
    if name not in dict(_data(visit, beside)):
        errors.add("name", visit.say("Choose what is wrong"))
    reason = _reason(visit, errors)
    return Given(commands.Dispute(name=name, reason=reason))


async def _object(visit: Visit, _beside: Beside, errors: Errors) -> Given | None:
    return Given(commands.Object(reason=_reason(visit, errors)))


async def _speak(visit: Visit, _beside: Beside, errors: Errors) -> Given | None:
    return Given(commands.Speak(words=_reason(visit, errors)))


async def _review(visit: Visit, _beside: Beside, errors: Errors) -> Given | None:
    stars, words = visit.form.one("stars"), visit.form.one("words")
    if stars not in _STARS:
        errors.add("stars", visit.say("Choose how it went"))
    if len(words) > _LONGEST:
        errors.add("words", visit.say("Write at most %(most)s characters", most=_LONGEST))
    return None if errors else Given(commands.Review(stars=int(stars), words=words))


def _reason(visit: Visit, errors: Errors) -> str:
    reason = visit.form.one("reason")
    if not reason:
        errors.add("reason", visit.say("Write what the person says, in their words"))
    if len(reason) > _LONGEST:
        errors.add("reason", visit.say("Write at most %(most)s characters", most=_LONGEST))
    return reason


_READERS: Final[Mapping[str, _Reader]] = {
    "answer": _answer, "speak": _speak, "dispute": _dispute, "object": _object, "review": _review,
}  # fmt: skip
