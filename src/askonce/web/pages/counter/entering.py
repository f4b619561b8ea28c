"""Beginning and ending a sitting: who is here, how, and how they agreed; then what can be done for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from askonce.cases.codes import read_code
from askonce.cases.glance import Glance
from askonce.cases.journal import Journal
from askonce.cases.running import Running
from askonce.cases.sitting import BY_CODE, CHANNELS, CONSENTS, Consent, Sitting
from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles
from askonce.methods.finding import Finder
from askonce.methods.finding import Text as Words
from askonce.registers.refusal import Refusal
from askonce.web.pages.counter.seat import HOME, counter_of, keeps_counter
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.problem import refused

_FIELDS: Final = ("channel", "number", "code", "agreed", "note")
_MOST_FOUND: Final = 12
_LONGEST: Final = 500
#: At which field a refusal of the kernel is said, and in which words for who sits at the counter.
_AT: Final[Mapping[str, tuple[str, str]]] = {
    "no-slip": ("code", mark("No case is opened by this code. A newer slip makes an older one void")),
    "bad-id": ("number", mark("This can be no number of a person")),
    "too-long": ("note", mark("Write at most 500 characters")),
}


async def home(visit: Visit) -> Result:
    """Where a sitting begins; in one, what can be done for the person."""
    if not keeps_counter(visit, visit.who):
        return refused("not-for-you")
    counter = counter_of(visit)

    def job(journal: Journal) -> tuple[Sitting | None, tuple[Glance, ...], bool]:
        left = counter.is_left_behind(journal, visit.who)
        return counter.sitting(journal, visit.who), counter.cases(journal, visit.who), left

    sitting, cases, left = await visit.read(job)
    if left:
        await visit.write(lambda journal: counter.finish(journal, visit.who))
    if sitting is None:
        return Page("counter/begin.html", {"said": {"channel": "", "agreed": ""}})
    query = visit.query.get("q", "")
    titles = Titles(visit.running.bound)
    events = [(name, titles.title("life_event", name)) for name in visit.running.bound.get("life_event", {})]
    values = {
        "sitting": sitting,
        "cases": cases,
        "query": query,
        "found": _found(visit, query),
        "events": events,
    }
    return Page("counter/sitting.html", values, block="found")


async def begin(visit: Visit) -> Result:
    """Begin a sitting; what is said of the person at this place is the same whether there is such a person or not."""
    if not keeps_counter(visit, visit.who):
        return refused("not-for-you")
    said = {name: visit.form.one(name) for name in _FIELDS}
    errors = _errors(visit, said)
    if errors:
        return Page("counter/begin.html", {"said": said, "errors": errors}, 422)
    consent = Consent(said["channel"], said["agreed"], said["note"])
    code, counter = said["code"] if said["agreed"] == BY_CODE else "", counter_of(visit)

    def job(journal: Journal) -> str | Refusal:
        found = counter.begin(journal, visit.who, consent, number="" if code else said["number"], code=code)
        return found if isinstance(found, Refusal) else HOME

    found = await visit.once(job, "counter.begun")
    if isinstance(found, Refusal) and found.code in _AT:
        field, words = _AT[found.code]
        errors.add(field, visit.say(words))
        return Page("counter/begin.html", {"said": said, "errors": errors}, 422)
    return found


async def finish(visit: Visit) -> Result:
    """End the sitting, so that the next person's begins with nothing of this one."""
    await visit.write(lambda journal: counter_of(visit).finish(journal, visit.who))
    return Redirect(HOME, "counter.finished")


def _errors(visit: Visit, said: Mapping[str, str]) -> Errors:
    errors = Errors()
    if said["channel"] not in CHANNELS:
        errors.add("channel", visit.say("Choose how the person is here"))
    if said["agreed"] not in CONSENTS:
        errors.add("agreed", visit.say("Choose how the person agreed"))
    if said["agreed"] == BY_CODE and read_code(said["code"]) is None:
        errors.add("code", visit.say("Type the twelve letters and digits of the slip"))
    if said["agreed"] != BY_CODE and not said["number"]:
        errors.add("number", visit.say("Type the number that the person shows or says"))
    if len(said["note"]) > _LONGEST:
        errors.add("note", visit.say("Write at most 500 characters"))
    return errors


def _found(visit: Visit, query: str) -> list[tuple[str, Text]]:
    titles = Titles(visit.running.bound)
    names = [one.name for one in _finder(visit.running).find(query, _MOST_FOUND)] if query.strip() else []
    return [(name, titles.title("service", name)) for name in names]


@lru_cache(4)
def _finder(running: Running) -> Finder:
    titles = Titles(running.bound)
    every = {name: ready for name, ready in running.types.items() if ready.service is not None}
    return Finder(
        {
            name: [
                Words(name.replace("-", " ")),
                *(Words(text) for text in titles.title("service", name).values()),
            ]
            for name, ready in every.items()
            if ready.words.adopted is not None
        }
    )
