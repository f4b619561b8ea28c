"""A case on one page: where it stands, what may be done, the proposal with its reasons, facts, opinions, systems, history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

import msgspec

from askonce.adapters.uploads.keeping import find_file
from askonce.cases.case import CORRECTION, OBJECTION
from askonce.cases.files import file_of
from askonce.cases.view import Shown
from askonce.cases.wording.bilingual import EMPTY, LISTED, Text, join, said, same
from askonce.cases.wording.explanations import Account, tell
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.told import say_told
from askonce.cases.workbench import Bench, Opinion, Reasons, bench, reasons
from askonce.registers.refusal import Refusal
from askonce.web.pages import shown
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.questions.files import file_answer
from askonce.web.problem import refused

#: A longer id than this is none of ours.
_LONGEST: Final = 80
NO_REASONS: Final = Reasons()
_ROLE: Final = mark("%(role)s of %(office)s")
_READ: Final = mark("Read it and give the opinion")
#: What an officer may do, in the order in which it is offered.
ACTIONS: Final = {
    "answer": mark("Write down what you found out"),
    "decide": mark("Decide"),
    "step": mark("Finish the step"),
    "correct": mark("Settle what is disputed"),
    "join": mark("Give your office's opinion"),
    "ask_more": mark("Ask the person for more"),
    "notify": mark("Tell the person that you mean to decide against them"),
    "hear": mark("Record the hearing"),
    "hurry": mark("Put it before all others"),
    "calm": mark("Let it go in its turn again"),
    "hand_over": mark("Hand it to another office"),
    "give": mark("Give it to a colleague"),
}


def _may_hear(found: Bench) -> bool:
    burden = found.burden
    may = "hear" in found.view.may
    return may and burden is not None and burden.hears and burden.notified and not burden.heard


#: Beside the kernel's word for it: the command that it gives, and when there is anything to do it with.
_OFFERS: Final[Mapping[str, tuple[str, Callable[[Bench], bool]]]] = {
    "answer": ("answer", lambda it: bool(it.open)),
    "decide": ("decide", lambda it: bool(it.outcomes) or it.view.line.type == OBJECTION),
    "correct": ("correct", lambda _: True),
    "step": ("step", lambda it: bool(it.following)),
    "ask_more": ("ask_more", lambda it: bool(it.askable)),
    "notify": ("notify", lambda it: it.burden is not None and not it.burden.notified),
    "hear": ("hear", _may_hear),
    "hurry": ("hurry", lambda it: not it.view.line.urgent),
    "calm": ("hurry", lambda it: it.view.line.urgent),
    "hand_over": ("hand_over", lambda it: bool(it.reachable)),
    "give": ("take", lambda _: True),
}


class Act(msgspec.Struct, frozen=True):
    """Something that may be done: its word, where, and what it is called."""

    what: str
    href: str
    text: str


class Joint(msgspec.Struct, frozen=True):
    """A joint office and what it said."""

    title: Text
    opinion: Opinion


class System(msgspec.Struct, frozen=True):
    """An outside system: where to copy from, where a case is to be typed in, and the number that it gave."""

    name: str
    number: str
    status: str
    copy: str
    by_hand: bool


class Linked(msgspec.Struct, frozen=True):
    """Another case that has to do with this one."""

    case: str
    title: Text


class Doubt(msgspec.Struct, frozen=True):
    """The disputed datum of a correction in words."""

    datum: Text
    register: Text
    held: Text
    claimed: Text
    reason: str


class Told(msgspec.Struct, frozen=True):
    """A case as an officer's pages show it."""

    found: Bench
    it: shown.CaseShown
    step: Text
    takers: Text
    acts: tuple[Act, ...]
    joint: tuple[Joint, ...]
    systems: tuple[System, ...]
    linked: tuple[Linked, ...]
    beside: shown.CaseShown | None
    doubt: Doubt | None
    chosen: tuple[tuple[Text, str], ...]
    words: str
    accounts: tuple[Account, ...] = ()
    barred: Text = {}

    @property
    def id(self) -> str:
        """The name of the case."""
        return self.found.view.line.id


async def case(visit: Visit) -> Result:
    """A case; of one that is not the officer's to see nobody learns that it is there."""
    found = await bench_of(visit)
    return (
        found if isinstance(found, Refusal) else case_page(visit, found, why=await reasons_of(visit, found))
    )


async def bench_of(visit: Visit, *, reading: bool = False) -> Bench | Refusal:
    """The case of the address, for the officer who comes; a look at what is personal is put on record."""
    name, handling = visit.path["case"], visit.house.handling
    if len(name) > _LONGEST:
        return refused("no-such-case")
    found = await visit.write(lambda journal: bench(handling, journal, visit.who, name, reading=reading))
    return refused("no-such-case") if isinstance(found, Refusal) else found


async def reasons_of(visit: Visit, found: Bench) -> Reasons:
    """Why the norms came out so, where the officer sees what is in the case; worked out beside the writing of others."""
    if not found.view.content:
        return NO_REASONS
    handling = visit.house.handling
    return await visit.read(lambda journal: reasons(handling, journal, visit.who, found))


def case_page(
    visit: Visit, found: Bench, status: int = 200, problem: str = "", why: Reasons = NO_REASONS
) -> Page:
    """The page of a case; `problem` says what went otherwise than the officer meant."""
    values = {"told": told(visit, found, why), "problem": problem, "me": visit.who.id}
    return Page("clerk/case.html", values, status)


def told(visit: Visit, found: Bench, why: Reasons = NO_REASONS) -> Told:
    """A case in words."""
    view = found.view
    line, ready = view.line, shown.ready_of(visit, view.line)
    titles = Titles(shown.running_of(visit, line).bound)

    def file(fact: str) -> str:
        return f"/work/{line.id}/files/{quote(fact, safe='')}"

    step = ready.words.steps.get(line.step) if ready is not None and line.step is not None else None
    filed = next((one.words for one in view.history if one.kind == "Filed"), "")
    return Told(
        found=found,
        it=shown.case_of(visit, view, why.own, None, file),
        step=said(step.title, line.step) if step is not None and line.step is not None else EMPTY,
        takers=role_names(titles, found.takers),
        acts=tuple(_acts(visit, found)),
        joint=tuple(Joint(titles.title("office", one.office), one) for one in found.opinions),
        systems=tuple(_systems(visit, found)),
        linked=tuple(_linked(visit, found)),
        beside=shown.case_of(visit, found.beside.view, why.beside) if found.beside is not None else None,
        doubt=_doubt(found, titles),
        chosen=tuple(
            (titles.word(role), "、".join(ones)) for role, ones in found.chosen.items() if role != "subject"
        ),
        words=filed,
        accounts=tuple(tell(one, titles) for one in why.own)
        if view.proposed is None and view.decision is None
        else (),
        barred=titles.cite(found.barred) if found.barred else EMPTY,
    )


def role_names(titles: Titles, roles: tuple[str, ...]) -> Text:
    """Roles and offices in words."""
    return join((_role(titles, one) for one in roles), LISTED)


def _role(titles: Titles, name: str) -> Text:
    office, _, role = name.partition("/")
    found = titles.every("office").get(office)
    if not role or found is None:
        return titles.title("office", office)
    words = found.roles.get(role)
    return shown.phrase(
        _ROLE,
        office=titles.title("office", office),
        role=said(words.title if words is not None else None, role),
    )


def offered(found: Bench) -> Iterator[str]:
    """The words of what this officer may do now."""
    if found.opine:
        yield "join"
    if not found.view.content:
        if _may_hear(found):  # whoever hears the person need not be who has the case
            yield "hear"
    else:
        yield from (
            what for what, (command, fits) in _OFFERS.items() if command in found.view.may and fits(found)
        )


def _acts(visit: Visit, found: Bench) -> Iterator[Act]:
    name, words = found.view.line.id, set(offered(found))
    for what, text in ACTIONS.items():
        if what in words:
            unread = what == "join" and not found.view.content
            yield Act(what, f"/work/{name}/do/{what}", visit.say(_READ if unread else text))


def _systems(visit: Visit, found: Bench) -> Iterator[System]:
    ready, view = shown.ready_of(visit, found.view.line), found.view
    if ready is None or not view.content:
        return
    kept = {one.system: one for one in ready.words.recorded_in}
    names = dict.fromkeys([*kept, *(one.system for one in ready.words.rekeyed_into), *view.systems])
    for name in names:
        known = view.systems.get(name, {})
        by_hand = name not in kept or not kept[name].interface
        copy = f"/work/{view.line.id}/copy/{quote(name, safe='')}"
        yield System(
            name, known.get("number", ""), known.get("status", ""), copy, by_hand and "rekey" in view.may
        )


def _linked(visit: Visit, found: Bench) -> Iterator[Linked]:
    """Disputes and objections that concern it."""
    del visit
    view = found.view
    kinds = {one.more["case"]: OBJECTION for one in view.history if one.kind == "Objected"}
    about = {CORRECTION: mark("Correction of a record"), OBJECTION: mark("Objection to a decision")}
    for name in view.concerned_by:
        yield Linked(name, shown.phrase(about[kinds.get(name, CORRECTION)]))


def _doubt(found: Bench, titles: Titles) -> Doubt | None:
    one = found.doubted
    if one is None:
        return None
    reason = next((each.words for each in found.view.history if each.kind == "Filed"), "")
    return Doubt(
        titles.attribute(one.register, one.attribute),
        titles.title("register", one.register),
        _value(one.held, found, titles),
        _value(one.claimed, found, titles) if one.claimed is not None else EMPTY,
        reason,
    )


def _value(value: Any, found: Bench, titles: Titles) -> Text:
    kind = found.doubted.type if found.doubted is not None else None
    return same(value) if isinstance(value, str) and kind is None else say_told(value, kind, titles)


async def file(visit: Visit) -> Result:
    """A document of a case, for the officer who has it."""
    found = await bench_of(visit)
    if isinstance(found, Refusal):
        return found
    fact: Shown | None = next((one for one in found.view.facts if one.name == visit.path["fact"]), None)
    note = file_of(fact.value) if fact is not None else None
    if note is None:
        return refused("no-such-thing")
    name, keys = found.view.line.id, visit.house.keys
    body = await visit.read(lambda journal: find_file(journal, keys, name, note.id))
    return file_answer(note, body) if body is not None else refused("no-such-thing")
