"""What a paper says, put in words in the visitor's language, and the PDF of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from askonce.adapters.papers.marks import square_mark
from askonce.adapters.papers.printing import Unprintable, print_soon
from askonce.cases.blank import AMOUNT, CHOICE, DAY, PAPER, TEXT, Blank, Sheet
from askonce.cases.certificate import Certificate
from askonce.cases.glance import Glance
from askonce.cases.running import Ready
from askonce.cases.wording.bilingual import both
from askonce.cases.wording.values import say_date
from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.questions.question import question_of
from askonce.web.service import now

_PDF: Final = b"application/pdf"
_UNPRINTABLE: Final = both(
    "this paper cannot be printed here: a sign of it has no letter in the fonts of this machine, or too much is being printed",
    "此文件目前无法生成：其中有本机字体没有的字，或打印任务过多",
)
_LINES: Final = 2


async def printed(template: str, values: Mapping[str, Any], day: date, name: str) -> Answer | Refusal:
    """A paper as a file that the browser shows; `name` is what it is called when it is kept."""
    try:
        pdf = await asyncio.wrap_future(print_soon(template, values, day))
    except Unprintable:
        return Refusal("unprintable", _UNPRINTABLE)
    return Answer(200, pdf, (("content-disposition", f'inline; filename="{name}.pdf"'),), _PDF)


def certificate_values(visit: Visit, found: Certificate) -> dict[str, Any]:
    """What a certificate says."""
    address = f"{visit.service.url}/check/{found.number}"
    known = [
        (visit.say("For the person with the number"), found.holder),
        (visit.say("Service"), visit.words(found.service)),
        *((_capital(visit.words(one.label)), visit.words(one.value)) for one in found.lines),
        (visit.say("Decided on"), visit.words(say_date(found.since))),
        (visit.say("By which article"), visit.words(found.basis)),
    ]
    return {
        **_head(visit, visit.words(found.title), visit.words(found.office)),
        "statement": visit.say("%(office)s certifies the following.", office=visit.words(found.office)),
        "facts": _facts(known),
        "number": {"label": visit.say("Number of this paper"), "value": found.number},
        "check": visit.say("Anybody can check here whether it is valid:"),
        "address": address,
        "note": visit.say(
            "The check says what kind of paper it is, who gave it and when. It names nobody. Compare the address before you type the number."
        ),
        "mark": _mark(visit, address),
    }  # fmt: skip


def slip_values(visit: Visit, code: str, found: Glance) -> dict[str, Any]:
    """What a slip says: the code, where it is typed, of which service and office it is."""
    address = f"{visit.service.url}/slip"
    return {
        **_head(visit, visit.say("How your case stands"), visit.words(found.office)),
        "statement": visit.say("Type this code, or read it out on the telephone. You need no account."),
        "facts": _facts([(visit.say("Service"), visit.words(found.service)), (visit.say("Filed on"), _day(visit, found))]),
        "number": {"label": visit.say("Code"), "value": code},
        "check": visit.say("Where to type it:"),
        "address": address,
        "note": visit.say(
            "Whoever has this code sees how the case stands, and not whose it is. The letters I and O and the digits 0 and 1 do not occur in it. A new slip makes this one void."
        ),
        "mark": _mark(visit, f"{address}?code={code}"),
    }  # fmt: skip


def form_values(visit: Visit, ready: Ready, found: Sheet, *, personal: bool) -> dict[str, Any]:
    """What a form to fill in by hand says."""
    where = [visit.words(one) for one in (found.office, found.counter, found.hours) if visit.words(one)]
    said = (
        visit.say("Only what no register knows of you is asked here.")
        if personal
        else visit.say(
            "What registers already know is not asked here. The counter sees what of it you may leave out."
        )
    )
    how = visit.say("Write in capital letters, or tick what applies.")
    return {
        **_head(visit, visit.words(found.service), visit.words(found.office)),
        "statement": f"{said} {how}",
        "facts": [],
        "questions": [_question(visit, ready, one) for one in found.questions],
        "person": {
            "title": visit.say("Who you are, and that you agree"),
            "says": visit.say("Whoever types this form in at the counter does it for you. You are told when it is done."),
            "lines": [visit.say("Number of your identity card"), visit.say("Day and signature")],
        },
        "hand-in": {
            "title": visit.say("Where to hand it in"),
            "says": visit.say(", ").join([*where, *([found.contact] if found.contact else [])]),
        },
    }  # fmt: skip


def picture_of(text: str) -> str:
    """The square mark of an address, as an address of the picture itself."""
    from urllib.parse import quote

    return f"data:image/svg+xml,{quote(square_mark(text))}"


def today(visit: Visit) -> date:
    """The day that it is here."""
    return visit.house.local_day(now())


def _head(visit: Visit, title: str, office: str) -> dict[str, Any]:
    manifest = visit.running.bound["manifest"][visit.house.origin]
    county = visit.words(manifest.title.texts) if manifest.title is not None else visit.house.origin
    if visit.service.cast:
        county = visit.say("%(county)s (invented, for demonstration)", county=county)
    return {"language": visit.language, "county": county, "office": office, "title": title}


def _facts(known: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in known]


def _mark(visit: Visit, address: str) -> dict[str, str]:
    return {
        "picture": square_mark(address),
        "says": visit.say("Square mark with the address %(address)s", address=address),
    }


def _day(visit: Visit, found: Glance) -> str:
    return visit.words(say_date(visit.house.local_day(found.filed)))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _question(visit: Visit, ready: Ready, one: Blank) -> dict[str, Any]:
    return {
        "kind": one.kind if one.kind in {TEXT, CHOICE, DAY, AMOUNT, PAPER} else TEXT,
        "text": _capital(visit.words(one.text)),
        "because": visit.say(". ").join(_notes(visit, ready, one)),
        "options": [_capital(visit.words(option)) for option in one.options],
        "units": [visit.say("year"), visit.say("month"), visit.say("day")],
        "unit": visit.say("is enclosed") if one.kind == PAPER else visit.words(one.unit or {"en": ""}),
        "lines": _LINES,
    }


def _notes(visit: Visit, ready: Ready, one: Blank) -> Iterator[str]:
    """Why it is asked: by which article, and what hangs on it; whether one may leave it, and who may say it."""
    question = question_of(ready.running, ready, one.name)
    because = question.reason if question is not None else one.because
    if because is not None:
        yield visit.say("Asked by %(article)s", article=visit.words(because))
    if question is not None and visit.words(question.needed):
        yield visit.say("Needed for: %(what)s", what=visit.words(question.needed))
    if one.optional:
        yield visit.say("You may leave this open")
    if one.own:
        yield visit.say("Only you yourself say this: a helper does not type it in")
