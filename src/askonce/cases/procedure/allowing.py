"""Who may give which command in which state: the guards, each with its own refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from askonce.cases.case import ASKED, DECIDED, ENDED, OBJECTION
from askonce.cases.desk import Desk, Work
from askonce.cases.journal import Line
from askonce.cases.mandate import may_act_for
from askonce.cases.refusing import STATE_WORDS, refuse
from askonce.cases.sitting import sits_with
from askonce.pack.shapes import Ref
from askonce.registers.refusal import Refusal

Guard: TypeAlias = Callable[[Work], Refusal | None]

PERSON, HELPER, OFFICER = "person", "helper", "officer"


def admit(work: Work) -> str | None:
    """In which part somebody may come near a case: as the person, as who helps, as an officer; none where not at all.

    A helper comes near the cases that they filed, and, as long as they sit with a person, near all of that person's.
    """
    actor, case = work.desk.actor, work.case
    if actor.kind == "person":
        return PERSON if _is_theirs(work) else None
    if actor.kind == "helper":
        near = case.helper == actor.name or sits_with(work.desk, case.applicant)
        return HELPER if near and not case.erased else None
    if actor.kind == "officer" and any(actor.may_act_as(ref.partition("/")[0]) for ref in concerned(work)):
        return OFFICER
    return None


def _is_theirs(work: Work) -> bool:
    """Whether the person is whom it is for, or may act for them: who filed it for somebody is nothing to it after that."""
    desk, case = work.desk, work.case
    if case.erased or case.applicant is None:
        return False
    if desk.hide(desk.actor.id) == case.applicant:
        return True
    if work.grounds is None:
        return False
    return may_act_for(desk, work.grounds, desk.reveal(case.applicant), case.id) is True


def acts_in(desk: Desk, line: Line) -> bool:
    """Whether the person who acts may act in a case for somebody else just now; within a write job."""
    whose, concerned_by = line.whose, line
    if line.concerns is not None:
        concerned_by = desk.journal.line(line.concerns) or line
    running = desk.runnings.get(concerned_by.version)
    ready = running.types.get(concerned_by.type) if running is not None else None
    return (
        ready is not None
        and whose is not None
        and may_act_for(desk, ready, desk.reveal(whose), line.id) is True
    )


def concerned(work: Work) -> tuple[str, ...]:
    """The offices and roles that have to do with a case."""
    service = work.ready.service if work.ready is not None else None
    found = [work.case.office]
    if service is not None:
        found += [ref.id for ref in service.joint]
        if service.adverse is not None:
            found += _ids((service.adverse.hearing, service.adverse.officer))
    report = work.ready.bound.report if work.ready is not None else None
    if report is not None and report.filled_by is not None:
        found.append(report.filled_by.id)
    if work.ready is not None:
        found += [ref.id for step in work.ready.words.steps.values() for ref in step.by]
    return tuple(found)


def reachable(work: Work) -> tuple[str, ...]:
    """The offices that have to do with a case by its service, then those above the one that is to handle it."""
    lines = [work.ready.office if work.ready is not None else work.case.office]
    while (above := work.desk.running.above(lines[-1])) not in lines:
        lines.append(above)
    return tuple(dict.fromkeys((*(one.partition("/")[0] for one in concerned(work)), *lines)))


def _ids(refs: Iterable[Ref | None]) -> list[str]:
    return [ref.id for ref in refs if ref is not None]


def takers(work: Work, step: str | None = None) -> tuple[str, ...]:
    """The roles or offices that may take the step at hand, or another.

    In a case that was handed over the same role of its new office takes its place; where there is no such role there, it
    stays with those whom the service names.
    """
    ready, case = work.ready, work.case
    if ready is None:
        return (case.office,)
    step = step or case.step
    report = ready.bound.report
    if report is not None and report.filled_by is not None and step is None:
        return (report.filled_by.id,)
    words = ready.words.steps.get(step or "")
    named = tuple(ref.id for ref in words.by) if words is not None and words.by else (ready.office,)
    return named if case.office == ready.office else tuple(_handed(work, one) for one in named)


def _handed(work: Work, named: str) -> str:
    """A role or office of a service as it is in the office that a case was handed to."""
    office, ready = work.case.office, work.ready
    theirs, _, role = named.partition("/")
    if ready is None or theirs != ready.office:
        return named
    roles = work.desk.running.roles(office)
    return f"{office}/{role}" if role in roles else office if not role else named


def in_state(*states: str) -> Guard:
    """Only while the case stands so."""

    def guard(work: Work) -> Refusal | None:
        case = work.case
        if case.state in states and not case.erased:
            return None
        return refuse("wrong-state", STATE_WORDS["erased" if case.erased else case.state], _basis(work))

    return guard


def of_service(work: Work) -> Refusal | None:
    """Only in a case of a service or report, not in one about another case."""
    return None if work.ready is not None else refuse("wrong-state", STATE_WORDS[work.case.state])


def at_hand(work: Work) -> Refusal | None:
    """Only for the officer who has taken it."""
    if work.case.officer == work.desk.actor.id and work.desk.actor.kind == "officer":
        return None
    return refuse("not-at-hand", basis=_basis(work))


def in_presence(work: Work) -> Refusal | None:
    """A helper only while they sit with the person: to call a datum wrong or to object is for the person to want."""
    if work.desk.actor.kind != "helper" or sits_with(work.desk, work.case.applicant):
        return None
    return refuse("no-consent", basis=_basis(work))


def takes_step(work: Work) -> Refusal | None:
    """Only for those who may take the step at hand."""
    wanted = takers(work)
    if any(work.desk.actor.may_act_as(one) for one in wanted):
        return None
    return refuse("not-your-role", wanted, _basis(work))


def may_take(work: Work) -> Refusal | None:
    """Only for those of the step at hand, or for the officer whom an adverse decision needs."""
    service = work.ready.service if work.ready is not None else None
    named = service.adverse.officer if service is not None and service.adverse is not None else None
    if named is not None and work.desk.actor.may_act_as(named.id):
        return None
    return takes_step(work)


def not_own_judge(work: Work) -> Refusal | None:
    """Nobody decides an objection to a decision of their own."""
    if work.case.type == OBJECTION and work.desk.actor.name in work.case.not_by:
        return refuse("own-judge", basis=_basis(work))
    return None


def is_first_decision(work: Work) -> Refusal | None:
    """Not while a decision is looked at again: it holds meanwhile, and with the filing taken back nobody could change it."""
    return refuse("looked-at-again", basis=_basis(work)) if work.case.reopened else None


def is_pending(work: Work) -> Refusal | None:
    """Only while a decision is owed and nobody is waited for."""
    case = work.case
    if not case.pending or case.erased or case.state == ASKED:
        return refuse("wrong-state", STATE_WORDS["erased" if case.erased else case.state], _basis(work))
    return refuse("waiting", case.waits, _basis(work)) if case.waits else None


def not_ended(work: Work) -> Refusal | None:
    """Only while something is still done in it."""
    case = work.case
    if case.state in ENDED or case.erased:
        return refuse("wrong-state", STATE_WORDS["erased" if case.erased else case.state], _basis(work))
    return None


def not_erased(work: Work) -> Refusal | None:
    """Only while what is personal in it is there."""
    return refuse("wrong-state", STATE_WORDS["erased"], _basis(work)) if work.case.erased else None


def was_decided(work: Work) -> Refusal | None:
    """Only once something has been decided."""
    case = work.case
    if case.decided is None or case.reopened or case.state not in {DECIDED, *ENDED}:
        return refuse("no-objection", basis=_basis(work))
    return None


def _basis(work: Work) -> str:
    return work.ready.basis if work.ready is not None else ""


def first_refusal(work: Work, guards: Iterable[Guard]) -> Refusal | None:
    """The first reason why not."""
    return next((found for guard in guards if (found := guard(work)) is not None), None)
