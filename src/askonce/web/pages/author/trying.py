"""Tries a service with invented people: what is known, what is asked in which order, what comes out and why.

What an author said goes from page to page in hidden fields; the people live in a house of the trial alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from askonce.assembly.inspecting import Inspected
from askonce.assembly.trial import Told, Trial, Tried, people
from askonce.cases.running import Ready, Running
from askonce.cases.wording.explanations import tell
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.told import say_told
from askonce.registers.refusal import Refusal
from askonce.web.decoding import load
from askonce.web.pages.author.packs import OF, Edition, chosen, inspected, nothing, today, waiting
from askonce.web.pages.author.work import wait, workshop_of
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.questions.filling import fields_of, sent_of
from askonce.web.pages.questions.question import Question, question_of
from askonce.web.pages.questions.reading import UNREAD, read
from askonce.web.pages.shown import FactLine, facts_of, kinds_of, label_of
from askonce.web.problem import refused

_TEMPLATE: Final = "author/trial.html"
_BLOCK: Final = "trial"
_LONGEST: Final = 50_000
#: What stands for a paper in a trial, in which nobody sends files.
_PAPER: Final = "upload-1"


class Said(msgspec.Struct, frozen=True):
    """What the hidden fields of a page say: who, what they answered and picked, what registers say otherwise."""

    person: str
    answers: Mapping[str, Any] = {}
    choices: Mapping[str, tuple[str, ...]] = {}
    says: Mapping[str, Any] = {}

    def told(self, service: str) -> Told:
        """What is to be tried."""
        return Told(service, self.person, self.answers, self.choices, self.says)


async def choose(visit: Visit) -> Result:
    """Choose a service and a person."""
    edition = await chosen(visit)
    if edition.is_draft:
        found = await inspected(visit, edition)
        if not isinstance(found, Inspected):
            return found
        if found.has_errors or not found.is_whole:
            return Page("author/untried.html", {"of": edition.of, "unopened": False})
        bound: Mapping[str, Mapping[str, Any]] = found.bound
    else:
        bound = visit.running.bound
    titles = Titles(bound)
    services = [(name, titles.title("service", name)) for name in bound.get("service", {})]
    values = {"services": services, "people": people(), "of": edition.of, "draft": edition.is_draft}
    return Page("author/try.html", values)


async def go(visit: Visit) -> Result:
    """From the form that chooses to the trial of what was chosen."""
    service = visit.query.get("service", "")
    words = {name: visit.query[name] for name in (OF, "person") if name in visit.query}
    return Redirect(f"/pack/try/{quote(service, safe='')}?{urlencode(words)}")


async def begin(visit: Visit) -> Result:
    """The service before anything was answered, for the person that was chosen."""
    return await _page(visit, Said(_person(visit.query.get("person", ""))))


def _person(name: str) -> str:
    known = [one for one, _, _ in people()]
    return name if name in known else known[0]


async def go_on(visit: Visit) -> Result:
    """Take an answer, or change one, and show where things stand."""
    form = visit.form
    raw = form.one("told")
    loaded = load(raw.encode()) if raw and len(raw) <= _LONGEST else {}
    if not isinstance(loaded, dict):
        return refused("no-form")
    parts = {name: loaded.get(name) for name in ("answers", "choices", "says")}
    if any(part is not None and not isinstance(part, dict) for part in parts.values()):
        return refused("no-form")
    choices = {
        str(role): tuple(str(one) for one in those)
        for role, those in (parts["choices"] or {}).items()
        if isinstance(those, list)
    }
    said = Said(_person(form.one("person")), parts["answers"] or {}, choices, parts["says"] or {})
    return await _go_on(visit, said)


async def _go_on(visit: Visit, said: Said) -> Result:
    form = visit.form
    if form.one("_again"):
        return await _page(visit, Said(said.person))
    if form.one("_change"):
        return await _page(visit, said, ask=form.one("_change"))
    dropped = form.one("_forget")
    if dropped:
        return await _page(visit, _without(said, dropped))
    role = form.one("_role")
    if role:
        return await _page(
            visit, msgspec.structs.replace(said, choices={**said.choices, role: form.all("pick")})
        )
    return await _page(visit, said, answered=form.one("_name"))


def _without(said: Said, name: str) -> Said:
    """What was said, without one answer, one pick, or one thing that a register was taken to say."""
    return msgspec.structs.replace(
        said,
        answers={key: value for key, value in said.answers.items() if key != name},
        choices={key: those for key, those in said.choices.items() if key != name},
        says={key: value for key, value in said.says.items() if key != name},
    )


async def _trial(visit: Visit, edition: Edition) -> Trial | Result:
    """The trial of an edition, or a page that waits for it."""
    services: Mapping[str, Any]
    if edition.is_draft:
        found = await inspected(visit, edition)
        if not isinstance(found, Inspected):
            return found
        if found.has_errors or not found.is_whole:
            return Page("author/untried.html", {"of": edition.of, "unopened": False})
        services = found.bound.get("service", {})
    else:
        services = visit.running.bound.get("service", {})
    if visit.path["service"] not in services:
        return nothing()
    errand = workshop_of(visit.house).trial(edition.digest, edition.archive, today(visit))
    if isinstance(errand, Refusal):
        return errand
    await wait(errand)
    if not errand.ended:
        return waiting(errand, "trial")
    if errand.failed and edition.is_draft:
        return Page("author/untried.html", {"of": edition.of, "unopened": True})
    trial: Trial = errand.found
    return trial


async def _page(visit: Visit, said: Said, *, ask: str = "", answered: str = "") -> Result:
    edition = await chosen(visit)
    trial = await _trial(visit, edition)
    if not isinstance(trial, Trial):
        return Redirect(visit.here) if visit.partial and isinstance(trial, Page) else trial
    ready = trial.running.types.get(visit.path["service"])
    if ready is None or ready.service is None:
        return nothing()
    tried = await visit.aside(partial(trial.put, said.told(ready.id)))
    errors = Errors()
    if answered and isinstance(tried, Tried):
        said, ask = _answered(visit, ready, tried, said, answered, errors)
        if not errors:
            tried = await visit.aside(partial(trial.put, said.told(ready.id)))
    view = _View(visit, edition, ready, said, errors)
    return view.refused(tried) if isinstance(tried, Refusal) else view.page(tried, ask)


def _answered(
    visit: Visit, ready: Ready, tried: Tried, said: Said, name: str, errors: Errors
) -> tuple[Said, str]:
    """What was said with one answer more, and the question to put again where it could not be read."""
    question = _question(ready.running, ready, name)
    if question is None:
        return said, ""
    value = _PAPER if question.widget == "file" else read(question, visit.form, visit.language, errors)
    if value is UNREAD:
        return said, name
    if name in tried.offered.open or name in said.answers:
        return msgspec.structs.replace(said, answers={**said.answers, name: value}), ""
    return msgspec.structs.replace(said, says={**said.says, name: value}), ""


def _question(running: Running, ready: Ready, name: str) -> Question | None:
    if name not in ready.fields:
        return None
    found = question_of(running, ready, name)
    return msgspec.structs.replace(found, own=False, autocomplete="") if found is not None else None


class _View:
    """One page of a trial."""

    def __init__(self, visit: Visit, edition: Edition, ready: Ready, said: Said, errors: Errors) -> None:
        self.visit = visit
        self.edition = edition
        self.ready = ready
        self.said = said
        self.errors = errors
        self.titles = Titles(ready.running.bound)

    def page(self, tried: Tried, ask: str) -> Page:
        """Where it stands."""
        offered = tried.offered
        name = ask or offered.next
        question = _question(self.ready.running, self.ready, name) if name is not None else None
        then = [label_of(self.ready, one, self.titles) for one in offered.open if one != name]
        facts = [
            one
            for one in facts_of(self.visit, self.ready, offered.facts)
            if one.name not in self.said.answers
        ]
        kinds = kinds_of(self.ready)
        outcome = [
            (self.titles.title("norm", one.norm), [(self.titles.outcome(key), say_told(value, kinds.get(key), self.titles)) for key, value in one.outcome.items()], self.titles.cite(one.basis) if one.basis else {})
            for one in offered.outcome
        ]  # fmt: skip
        values = {
            "question": question,
            "fields": self._fields(question),
            "then": then,
            "choose": next(iter(self._choose(offered.choose)), None),
            "facts": facts,
            "changed": self.said.says.keys(),
            "given": self._given(facts_of(self.visit, self.ready, offered.facts)),
            "outcome": outcome,
            "accounts": [tell(one, self.titles) for one in tried.explanations],
            "waits": [label_of(self.ready, one, self.titles) for one in offered.waits_for],
            "refusal": None,
        }
        return self._made(values)

    def refused(self, refusal: Refusal) -> Page:
        """Why it cannot be filed by this person as it is."""
        return self._made(
            {
                "refusal": refusal, "question": None, "then": (), "choose": None, "facts": (), "given": (),
                "outcome": (), "accounts": (), "waits": (), "changed": (), "fields": {},
            }
        )  # fmt: skip

    def _made(self, values: Mapping[str, Any]) -> Page:
        who = next(one for one in people() if one[0] == self.said.person)
        said = {"answers": self.said.answers, "choices": self.said.choices, "says": self.said.says}
        block = _BLOCK if self.visit.body else ""  # a page that loads itself again wants the whole
        wrong = bool(self.errors) and not self.visit.partial
        common = {
            "service": self.ready.id,
            "title_text": self.titles.title("service", self.ready.id),
            "person": who,
            "told": msgspec.json.encode(said).decode(),
            "papers": [name for name, one in self.ready.fields.items() if one.document or one.file],
            "touched": bool(self.said.answers or self.said.choices or self.said.says),
            "of": self.edition.of,
            "draft": self.edition.is_draft,
            "errors": self.errors,
            "wide": True,
        }
        return Page(_TEMPLATE, {**common, **values}, 422 if wrong else 200, block)

    def _fields(self, question: Question | None) -> Mapping[str, Any]:
        if question is None:
            return {}
        if self.errors:
            return {"rows": 2, **sent_of(self.visit.form)}
        known = {**self.said.says, **self.said.answers}
        return {"rows": 2, **fields_of(question, known.get(question.name))}

    def _given(self, facts: Sequence[FactLine]) -> list[FactLine]:
        return [one for one in facts if one.name in self.said.answers]

    def _choose(
        self, choose: Mapping[str, Sequence[str]]
    ) -> list[tuple[str, Any, list[tuple[str, str]], bool]]:
        """The subjects among whom is to be picked: the role, its name, those there are by name, and whether it is one."""
        names = {one: name for one, name, _ in people()}
        return [
            (
                role,
                self.titles.word(role),
                [(one, names.get(one, one)) for one in there],
                self.ready.roles[role].choose == "one",
            )
            for role, there in choose.items()
        ]
