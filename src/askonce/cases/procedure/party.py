"""Somebody beside the applicant whom a case asks for their own answer: what they are asked, and how they give it.

They see nothing else of the case. An officer may note the answer where they gave it otherwise, but not over their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from askonce.cases.bounds import is_id, unfit
from askonce.cases.case import PARTY
from askonce.cases.desk import Desk, Work
from askonce.cases.event import Learnt, Private
from askonce.cases.gathering import keep_answer, read_answers
from askonce.cases.keeping import kept_value
from askonce.cases.mandate import agents_of, may_act_for
from askonce.cases.procedure.allowing import OFFICER, PERSON, admit
from askonce.cases.procedure.proceeding import proceed
from askonce.cases.procedure.subjects import roots_of
from askonce.cases.refusing import STATE_WORDS, refuse
from askonce.cases.running import Ready
from askonce.cases.telling import notices, tell
from askonce.cases.wording.bilingual import both
from askonce.feel.values import Value
from askonce.registers.days import Days
from askonce.registers.refusal import Refusal

ASKED = both("somebody's case asks for your answer", "有一件案件请您（贵单位）答复")

ANSWERED = both("somebody whom a case asks has answered", "案件所询问的一方已经答复")


class Part(msgspec.Struct, frozen=True):
    """What a case asks of somebody beside its applicant: the questions, what is known of them, and whether they may answer now.

    `itself` says that what is known was answered by them, or by who acts for them, and not noted by an officer.
    """

    case: str
    asked: tuple[str, ...]
    said: Mapping[str, Value]
    open: bool
    itself: bool


def said_itself(work: Work, name: str) -> bool:
    """Whether the last answer to a question was given by whom it is about."""
    told = (
        one.event
        for one in reversed(work.occurred)
        if isinstance(one.event, Learnt) and name in one.event.told
    )
    last = next(told, None)
    return last is not None and last.by == PARTY


def part_of(work: Work, subject: str) -> Part | Refusal:
    """What a case asks of a subject; one that it does not ask is told that there is no such case. Within a write job."""
    ready = work.ready
    asked = _asked(work, subject)
    if isinstance(asked, Refusal):
        return asked
    if ready is None or not asked or work.case.erased:
        return refuse("no-such-case")
    known = {name: kept for name in asked if (kept := work.case.facts.get(name)) is not None}
    return Part(
        work.case.id,
        asked,
        {name: kept_value(kept.value) for name, kept in known.items() if kept.state == "known"},
        any(_is_open(work, ready, name) for name in asked),
        bool(known) and all(said_itself(work, name) for name in known),
    )


def say(work: Work, subject: str, answers: Mapping[str, Any], consent: str = "") -> Refusal | None:
    """Take the answers of somebody whom the case asks: of who acts for them, or, with the `consent` on record, by an officer's link."""
    found = _may_say(work, subject, consent) or part_of(work, subject)
    ready = work.ready
    if isinstance(found, Refusal):
        return found
    if ready is None or not answers:
        return refuse("not-asked", "-")
    fault = unfit((dict(answers), consent))
    if fault is not None:
        return fault
    for name in answers:
        if name not in found.asked:
            return refuse("not-asked", name, ready.basis)
        if not _is_open(work, ready, name):
            return refuse("wrong-state", STATE_WORDS[work.case.state], ready.basis)
    read = read_answers(ready, answers, ready.fields)
    if isinstance(read, Refusal):
        return read
    kept = {name: keep_answer(work.desk, fact) for name, fact in read.items()}
    work.add(Learnt(by=PARTY, told=tuple(kept), private=Private(facts=kept, consent=consent)))
    tell(work, "said", ANSWERED, to=f"office:{work.case.office}")
    proceed(work)
    return None


def tell_parties(work: Work, kind: str, words: Mapping[str, str], **more: Any) -> None:
    """Send a message to who may answer for those whom the case asks beside its applicant."""
    ready = work.ready
    if ready is None or not ready.parties or work.case.erased:
        return
    desk = notices(work.desk)
    there = Work(desk, work.case, ready, {})
    found = {
        subject
        for name in ready.parties
        if not isinstance(some := _subjects(there, ready, name), Refusal)
        for subject in some
    }
    people = {agent for one in found for agent in agents_of(desk, ready, one, work.case.id)}
    for one in sorted(map(desk.hide, people)):
        tell(work, kind, words, to=f"person:{one}", **more)


def ask_parties(work: Work) -> None:
    """Tell those of whom the step that has begun asks something that it does."""
    ready = work.ready
    if ready is not None and any(ready.fields[name].by_officer == work.case.step for name in ready.parties):
        tell_parties(work, "asked", ASKED)


def _may_say(work: Work, subject: str, consent: str) -> Refusal | None:
    """Why who acts may not answer for a subject: they act for somebody else, or have no `consent` to note."""
    desk, ready = work.desk, work.ready
    if ready is None or not is_id(subject):
        return refuse("no-such-case")
    if desk.actor.kind == PERSON:
        return None if _acts_for(desk, ready, subject, work.case.id) else refuse("no-such-case")
    if admit(work) != OFFICER:
        return refuse("no-such-case")
    return None if consent.strip() else refuse("no-consent", basis=ready.basis)


def _acts_for(desk: Desk, ready: Ready, subject: str, case: str) -> bool:
    return desk.actor.id == subject or may_act_for(desk, ready, subject, case) is True


def _is_open(work: Work, ready: Ready, name: str) -> bool:
    """Whether a question may be answered now: in its step, as long as that is at hand."""
    return work.case.pending and not work.case.erased and work.case.step == ready.fields[name].by_officer


def _asked(work: Work, subject: str) -> tuple[str, ...] | Refusal:
    """The questions of a case that are about a subject."""
    ready, found = work.ready, list[str]()
    if ready is None:
        return ()
    for name in ready.parties:
        those = _subjects(work, ready, name)
        if isinstance(those, Refusal):
            return those
        if subject in those:
            found.append(name)
    return tuple(found)


def _subjects(work: Work, ready: Ready, name: str) -> tuple[str, ...] | Refusal:
    """Whom a question is about today."""
    route, desk = ready.parties[name], work.desk
    roots = roots_of(work).get(route.role, ())
    today = Days(desk.today, desk.today, desk.today, desk.today)
    found: list[str] = []
    for root in roots:
        ask = desk.ask(ready, work.case.id)
        there = desk.running.exchange.subjects(
            desk.journal, ask, route, {route.role: root}, today, desk.fetched
        )
        if isinstance(there, Refusal):
            return there
        found += there.ids
    return tuple(found)
