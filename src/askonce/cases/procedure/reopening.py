"""Reopening: a correction travels to the decisions that used the datum, and an objection that is upheld to its own."""

from __future__ import annotations

from collections.abc import Iterable

from askonce.cases.case import WITHDRAWN
from askonce.cases.desk import Desk, Work, load
from askonce.cases.event import Learnt, Private, Reopened, Settled, Waits
from askonce.cases.gathering import fact_of, look
from askonce.cases.procedure.proceeding import facts_of, proceed
from askonce.cases.procedure.subjects import roots_of
from askonce.cases.telling import tell
from askonce.cases.wording.bilingual import both
from askonce.norms.ruling import Dates
from askonce.registers.actor import Actor
from askonce.registers.days import Days
from askonce.registers.refusal import Refusal

REOPENED = both(
    "the decision in your case is looked at again; until then it holds",
    "您的案件将重新审查，原决定在此期间继续有效",
)
#: Who reads again what was corrected: no officer, but the rule that a correction travels.
TRAVELLING = Actor("norm", "correction")


def uphold(objection: Work) -> None:
    """Reopen the case that an objection is about."""
    concerned = objection.case.concerns
    work = load(objection.desk, concerned) if concerned is not None else None
    if work is not None:
        reopen(work, "objection", objection.case.id)
        work.keep("Reopened")


def reopen(work: Work, because: str, case: str) -> None:
    """Look at a decision again; it holds until another is taken, so that what is paid goes on."""
    if work.case.erased or work.case.state == WITHDRAWN:
        return
    terms = work.desk.terms(work.ready, work.desk.now)
    work.add(Reopened(by=work.by, because=because, case=case, terms=terms))
    tell(work, "reopened", REOPENED, because=because)
    proceed(work)


def reconsider(desk: Desk, case: str, datum: str, subject: str, cause: str) -> None:
    """Read a corrected datum again for a case that used it, and reopen a decision that would come out otherwise."""
    work = load(desk, case, TRAVELLING)
    if work is None or work.ready is None or work.case.erased or work.case.state == WITHDRAWN:
        return
    hidden = desk.hide(subject)
    names = [name for name, kept in work.case.facts.items() if kept.datum == datum and hidden in kept.of]
    settled = [name for name, found in work.case.disputes.items() if found == cause]
    if work.case.pending:
        _read_again(work, names, settled, cause)
    elif names:
        _decide_again(work, names, settled, cause)
    work.keep("Corrected")


def _settle(work: Work, settled: Iterable[str], cause: str, *, changed: bool) -> None:
    for name in settled:
        work.add(Settled(name=name, case=cause, changed=changed))


def _read_again(work: Work, names: list[str], settled: list[str], cause: str) -> None:
    """A case that is not decided yet goes on with the datum as it is now."""
    if work.ready is None:
        return
    looked = look(work.desk, work.ready, work.case.id, roots_of(work), work.days, only=names)
    if isinstance(looked, Refusal):
        return
    work.add(Learnt(read=tuple(looked.kept), private=Private(facts=dict(looked.kept))))
    _settle(work, settled, cause, changed=True)
    waits = tuple(name for name in work.case.waits if name not in names or name in looked.waits)
    if waits != work.case.waits:
        work.add(Waits(names=waits))
    proceed(work)


def _decide_again(work: Work, names: list[str], settled: list[str], cause: str) -> None:
    """A decision is reopened where the texts and dates of then come to something else with the datum of now."""
    case, ready, ruling = work.case, work.ready, work.case.ruling
    if ready is None or ruling is None or case.decided is None:
        return
    then = work.desk.running.local_day(case.decided)
    days = Days(work.desk.today, case.event, case.application, then)
    looked = look(work.desk, ready, case.id, roots_of(work), days, only=names)
    if isinstance(looked, Refusal):
        return
    facts = {**facts_of(work), **{name: fact_of(kept) for name, kept in looked.kept.items()}}
    now = ready.texts.stand(facts, Dates(case.event, case.application, then))
    was = {one.norm: one.outcome for one in ruling.norms}
    same = now.decided and {one.norm: one.outcome for one in now.norms} == was
    if settled or not same:
        work.add(Learnt(read=tuple(looked.kept), private=Private(facts=dict(looked.kept))))
        _settle(work, settled, cause, changed=not same)
    if not same:
        reopen(work, "correction", cause)
