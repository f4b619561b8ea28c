"""What time does to a case: a promise passes, silence accepts, a register is asked again."""

from __future__ import annotations

from askonce.cases.case import ASKED
from askonce.cases.desk import Work
from askonce.cases.event import Late, Learnt, Private, Waits
from askonce.cases.gathering import look
from askonce.cases.procedure.party import tell_parties
from askonce.cases.procedure.proceeding import decide, open_stand, proceed, resume
from askonce.cases.procedure.subjects import roots_of
from askonce.cases.telling import tell
from askonce.cases.view import Ruling
from askonce.cases.wording.bilingual import both
from askonce.registers.refusal import Refusal

LATE_PERSON = both(
    "we have not kept the term in your case; the office above has been told",
    "您的案件未在期限内办结，已报告上级机关",
)
LATE_OFFICE = both("a term has passed in a case below you", "下级机关有一件案件超过期限")
SLOW = both(
    "a stage of the case takes longer than it may: see what you are to do next; the office above has been told",
    "案件的一个环节超过规定时间，请查看您（贵单位）的待办事项；上级机关已获报告",
)
UNANSWERED = both(
    "we have had no answer in time, and your case goes on without it; you may still answer until it is decided",
    "未在期限内收到您的答复，案件将继续办理，作出决定之前您仍可补充",
)
SILENT = both(
    "the term passed without an answer: your filing is accepted", "期限届满未答复，您的申请视为同意"
)


def promised(work: Work) -> None:
    """A promise that was not kept escalates once, and the person is told unasked."""
    if work.case.pending and not work.case.suspended:
        _late(work, "promised")


def legal(work: Work) -> None:
    """The legal term passed: silence accepts where the service says so and nothing speaks against the person, else it escalates."""
    if not work.case.pending or work.case.suspended:
        return
    service = work.ready.service if work.ready is not None else None
    if service is not None and service.silence == "accepts" and _accept(work):
        tell(work, "silence", SILENT)
        return
    _late(work, "legal")


def _accept(work: Work) -> bool:
    """Accept what was filed, as the norms would have; not where they come to a refusal or to nothing yet, or where the person was silent."""
    ready = work.ready
    if (
        ready is None
        or work.case.unanswered
        or any(decider.seen.effect == "adverse" for decider in ready.bound.deciders)
    ):
        return False
    standing = open_stand(work)
    if standing.adverse or standing.empty or standing.unsettled is not None or standing.missing:
        return False
    decide(
        work,
        Ruling(
            work.desk.now,
            "silence",
            standing.outcome,
            adverse=False,
            basis=standing.basis or ready.basis,
            norms=standing.norms,
        ),
    )
    return True


def _late(work: Work, term: str) -> None:
    if term in work.case.late:
        return
    above = work.desk.running.above(work.case.office)
    work.add(Late(by="schedule", term=term, office=above))
    tell(work, "late", LATE_OFFICE, to=f"office:{above}", term=term)
    tell(work, "late", LATE_PERSON, term=term)


def unanswered(work: Work) -> None:
    """Nobody answered in time: the clock runs on, the person may still answer, and an officer goes on with what there is."""
    if work.case.state != ASKED:
        return
    names = work.case.asked
    resume(work, names)
    tell(work, "unanswered", UNANSWERED, names=names)
    proceed(work)


def step(work: Work) -> None:
    """A step takes longer than it may: the office above is told, and both sides of a case that has two."""
    case = work.case
    term = f"step:{case.step}"
    if case.step is None or case.ended or term in case.late:
        return
    above = work.desk.running.above(case.office)
    work.add(Late(by="schedule", term=term, office=above))
    tell(work, "late", LATE_OFFICE, to=f"office:{above}", term=term)
    if work.ready is not None and work.ready.parties:
        tell(work, "late", SLOW, term=term)
        tell_parties(work, "late", SLOW, term=term)


def retry(work: Work) -> None:
    """Ask the registers again that owed data."""
    ready, case = work.ready, work.case
    if ready is None or not case.waits or not case.pending:
        return
    silent = [name for name, kept in case.facts.items() if kept.datum and kept.state == "unavailable"]
    only = (*case.waits, *silent)
    looked = look(work.desk, ready, case.id, roots_of(work), work.days, only=only)
    if isinstance(looked, Refusal):
        work.add(Waits(by="schedule", names=case.waits))  # the door is shut just now; the next try comes
        return
    work.add(Learnt(by="schedule", read=tuple(looked.kept), private=Private(facts=dict(looked.kept))))
    work.add(Waits(by="schedule", names=looked.waits))
    proceed(work)


def reconcile(work: Work) -> None:
    """Ask an outside system that has not answered how a filing stands, each night until it has."""
    if work.case.erased:
        return
    for system, key in work.case.keys.items():
        if system not in work.case.systems:
            work.desk.journal.revive(key)
            work.send(f"reconcile/{work.desk.today}", "system", system, {"kind": "reconcile", "key": key})
            work.set_nightly()
