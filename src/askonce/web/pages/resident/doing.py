"""What a person does with a case: answers, disputes, objects, takes it back, speaks before a decision, says how it went."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from askonce.adapters.uploads.checking import Clean
from askonce.adapters.uploads.keeping import keep_file, sealed
from askonce.cases import command as commands
from askonce.cases.command import AnyCommand
from askonce.cases.files import FileNote
from askonce.cases.journal import Journal
from askonce.cases.own import Seen
from askonce.registers.refusal import Refusal
from askonce.web.pages import shown
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.questions.files import cleaned
from askonce.web.pages.questions.filling import sent_of
from askonce.web.pages.questions.question import FIELD, Question, question_of
from askonce.web.pages.questions.reading import UNREAD, read
from askonce.web.pages.resident.affairs import offered, seen_of
from askonce.web.pages.resident.case import case_page, told
from askonce.web.problem import refused

LONGEST: Final = 5000
STARS: Final = ("5", "4", "3", "2", "1")
#: The commands of a person that have a page of their own.
DOING: Final = ("answer", "object", "withdraw", "speak", "review")
_ID_BYTES: Final = 16
_DIGITS: Final = 9
_CHANGED: Final = mark(
    "The case has changed since you opened this page. Look at how it stands now, and send again if you still want to."
)
_WRITE: Final = {
    "object": mark("Write why you do not agree"),
    "speak": mark("Write what you think"),
    "dispute": mark("Write what is wrong"),
}
_TOO_LONG: Final = mark("Write at most %(most)s characters")


class _Sealed(NamedTuple):
    """An answer that names a file, and the file as it is kept with the case."""

    command: commands.Answer
    file: tuple[str, bytes]


_Said: TypeAlias = AnyCommand | _Sealed
_Reader: TypeAlias = Callable[[Visit, Seen, Errors], Awaitable[_Said | None]]


async def offer(visit: Visit) -> Result:
    """The page on which one thing is done."""
    seen = await seen_of(visit, visit.path["case"])
    return refused("no-such-case") if seen is None else _form(visit, seen, visit.path["what"], Errors(), {})


async def do(visit: Visit) -> Result:
    """Do it, once."""
    what = visit.path["what"]
    seen = await seen_of(visit, visit.path["case"])
    if seen is None:
        return refused("no-such-case")
    reader = _READERS.get(what)
    if reader is None:
        return refused("no-such-thing")
    return await _done(visit, seen, what, reader)


async def offer_dispute(visit: Visit) -> Result:
    """The page on which one datum is called wrong."""
    seen = await seen_of(visit, visit.path["case"])
    return refused("no-such-case") if seen is None else _form(visit, seen, "dispute", Errors(), {})


async def dispute(visit: Visit) -> Result:
    """Call it wrong."""
    seen = await seen_of(visit, visit.path["case"])
    return refused("no-such-case") if seen is None else await _done(visit, seen, "dispute", _dispute)


async def _done(visit: Visit, seen: Seen, what: str, reader: _Reader) -> Result:
    if what not in offered(seen.view):
        return await visit.sent_before(f"resident.{what}") or _form(visit, seen, what, Errors(), {})
    errors = Errors()
    said = await reader(visit, seen, errors)
    sent: Mapping[str, Any] = (
        sent_of(visit.form) if what == "answer" else {name: visit.form.one(name) for name in visit.form.names}
    )
    if said is None or errors:
        return await visit.sent_before(f"resident.{what}") or _form(visit, seen, what, errors, sent)
    refusal = await _given(visit, seen, what, said)
    if not isinstance(refusal, Refusal):
        return refusal
    if refusal.code == "changed":
        return await _changed(visit, what, sent)
    if refusal.code in {"misread", "misfit", "reason-needed", "too-long"}:
        errors.add(FIELD if what == "answer" else "reason", _sentence(visit.words(refusal.reason)))
        return _form(visit, seen, what, errors, sent)
    return refusal


async def _given(visit: Visit, seen: Seen, what: str, said: _Said) -> Result:
    name, handling = seen.view.line.id, visit.house.handling
    command, file = said if isinstance(said, _Sealed) else (said, None)
    expected = visit.form.one("events")
    count = int(expected) if expected.isascii() and expected.isdigit() and len(expected) < _DIGITS else -1
    fetched = await visit.service.fetch_for(visit.who, name) if what in {"answer", "dispute"} else ()

    def job(journal: Journal) -> str | Refusal:
        found = handling.do(journal, visit.who, name, command, count, fetched)
        if isinstance(found, Refusal):
            return found
        if file is not None:  # with the answer that names it, so that neither is there without the other
            keep_file(journal, name, *file)
        more = what == "answer" and found.asked
        return f"/me/cases/{name}/answer" if more else f"/me/cases/{name}"

    return await visit.once(job, f"resident.{what}")


async def _changed(visit: Visit, what: str, sent: Mapping[str, Any]) -> Result:
    """The same page over the case as it stands now, with what was written."""
    seen = await seen_of(visit, visit.path["case"])
    if seen is None:
        return refused("no-such-case")
    return _form(visit, seen, what, Errors(), sent, changed=visit.say(_CHANGED))


def _form(
    visit: Visit, seen: Seen, what: str, errors: Errors, sent: Mapping[str, Any], changed: str = ""
) -> Result:
    if what not in (*DOING, "dispute"):
        return refused("no-such-thing")
    if what not in offered(seen.view):
        return case_page(visit, seen, 409, over=True)
    values: dict[str, Any] = {
        "told": told(visit, seen), "sent": sent, "errors": errors, "changed": changed, "stars": STARS,
        "events": seen.view.line.events,
    }  # fmt: skip
    if what == "answer":
        values["question"] = _question(visit, seen)
        values["most"] = visit.house.settings.limits.upload_bytes // 1_000_000
    if what == "dispute":
        fact = next((one for one in values["told"].it.facts if one.name == visit.path["fact"]), None)
        if fact is None or fact.action is None:
            return refused("no-such-thing")
        values["fact"] = fact
    status = 409 if changed else 422 if errors else 200
    return Page(f"resident/{what}.html", values, status)


def _question(visit: Visit, seen: Seen) -> Question | None:
    """The first thing that is asked, as a question with its field."""
    line = seen.view.line
    ready = shown.ready_of(visit, line)
    return None if ready is None else question_of(ready.running, ready, seen.view.asked[0])


async def _answer(visit: Visit, seen: Seen, errors: Errors) -> _Said | None:
    question = _question(visit, seen) if seen.view.asked else None
    if question is None:
        return None
    if question.widget == "file":
        return await _sent_file(visit, seen, question, errors)
    found = read(question, visit.form, visit.language, errors)
    return None if found is UNREAD else commands.Answer(answers={question.name: found})


async def _sent_file(visit: Visit, seen: Seen, question: Question, errors: Errors) -> _Said | None:
    """A file to keep with the case, and the answer that names it."""
    clean = await cleaned(visit, visit.form.file(FIELD))
    if not isinstance(clean, Clean):
        errors.add(FIELD, clean)
        return None
    note, case = FileNote(secrets.token_hex(_ID_BYTES), clean.kind, clean.name), seen.view.line.id
    body = await visit.aside(lambda: sealed(visit.house.keys, case, note.id, clean.body))
    return _Sealed(commands.Answer(answers={question.name: note.said}), (note.id, body))


async def _dispute(visit: Visit, seen: Seen, errors: Errors) -> AnyCommand | None:
    del seen
    reason, claimed = _reason(visit, "dispute", errors), visit.form.one("claimed")
    if len(claimed) > LONGEST:
        errors.add("claimed", visit.say(_TOO_LONG, most=LONGEST))
    return (
        None if errors else commands.Dispute(name=visit.path["fact"], reason=reason, claimed=claimed or None)
    )


async def _object(visit: Visit, seen: Seen, errors: Errors) -> AnyCommand | None:
    del seen
    reason = _reason(visit, "object", errors)
    return None if errors else commands.Object(reason=reason)


async def _withdraw(visit: Visit, seen: Seen, errors: Errors) -> AnyCommand | None:
    del seen
    reason = visit.form.one("reason")
    if len(reason) > LONGEST:
        errors.add("reason", visit.say(_TOO_LONG, most=LONGEST))
    return None if errors else commands.Withdraw(reason=reason)


async def _speak(visit: Visit, seen: Seen, errors: Errors) -> AnyCommand | None:
    del seen
    words = _reason(visit, "speak", errors)
    return None if errors else commands.Speak(words=words)


async def _review(visit: Visit, seen: Seen, errors: Errors) -> AnyCommand | None:
    del seen
    stars, words = visit.form.one("stars"), visit.form.one("words")
    if stars not in STARS:
        errors.add("stars", visit.say("Choose how it went"))
    if len(words) > LONGEST:
        errors.add("words", visit.say(_TOO_LONG, most=LONGEST))
    return None if errors else commands.Review(stars=int(stars), words=words)


def _reason(visit: Visit, what: str, errors: Errors) -> str:
    reason = visit.form.one("reason")
    if not reason:
        errors.add("reason", visit.say(_WRITE[what]))
    if len(reason) > LONGEST:
        errors.add("reason", visit.say(_TOO_LONG, most=LONGEST))
    return reason


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


_READERS: Final[Mapping[str, _Reader]] = {
    "answer": _answer, "object": _object, "withdraw": _withdraw, "speak": _speak, "review": _review,
}  # fmt: skip
