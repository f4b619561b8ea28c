"""What the person may do: answer, take back, dispute, object, say how it went."""

from __future__ import annotations

from askonce.cases.case import ASKED, CORRECTION, OBJECTION, begin
from askonce.cases.command import Answer, Dispute, Object, Review, Speak, Withdraw
from askonce.cases.desk import Work
from askonce.cases.event import Filed, Learnt, Objected, Private, Reviewed, Spoke, Waits, Withdrawn
from askonce.cases.gathering import keep_answer, look, read_answers
from askonce.cases.procedure.allowing import takes_step
from askonce.cases.procedure.correcting import lift
from askonce.cases.procedure.disputing import may_dispute, open_correction
from askonce.cases.procedure.filing import is_for_another, is_remembered, refuse_answers
from askonce.cases.procedure.interest import found_out
from askonce.cases.procedure.party import said_itself
from askonce.cases.procedure.proceeding import close, facts_of, may_be_said, proceed, resume, strangers_of
from askonce.cases.procedure.subjects import roots_of
from askonce.cases.ready import Field
from askonce.cases.refusing import refuse
from askonce.cases.remembering import remember
from askonce.cases.running import Ready
from askonce.cases.strangers import strange_roles
from askonce.cases.telling import tell
from askonce.cases.wording.bilingual import both
from askonce.registers.refusal import Refusal

MOST_STARS = 5
SPOKEN = both("somebody has said what they think of a decision that is meant", "当事人已就拟作决定提交意见")


def answer(work: Work, command: Answer) -> Refusal | None:
    """Take answers: of the person, or of the officer whose step finds something out."""
    ready = work.ready
    if ready is None:
        return refuse("not-asked", ", ".join(command.answers))
    for name in command.answers:
        fault = _may_answer(work, ready, name)
        if fault is not None:
            return fault
    answers = read_answers(ready, command.answers, ready.fields)
    if isinstance(answers, Refusal):
        return answers
    kept = {name: keep_answer(work.desk, fact) for name, fact in answers.items()}
    work.add(Learnt(by=work.by, told=tuple(kept), private=Private(facts=kept)))
    strange = strange_roles(ready)
    roots = {role: those for role, those in roots_of(work).items() if role not in strange}
    if work.desk.actor.kind == "officer" or is_remembered(work.desk, ready, _applicant(work)):
        remember(work.desk, ready, work.case.id, roots, kept, work.days)
    left = tuple(name for name in work.case.asked if name not in kept)
    if work.case.state == ASKED and not left:
        resume(work)
    waits = tuple(name for name in work.case.waits if name not in kept)
    if waits != work.case.waits:
        work.add(Waits(by=work.by, names=waits))
    proceed(work)  # what was said is kept, even where no text is in force just now
    return None


def _may_answer(work: Work, ready: Ready, name: str) -> Refusal | None:
    field = ready.fields.get(name)
    officer = work.desk.actor.kind == "officer"
    if ready.bound.report is not None:
        return _may_fill(work, ready, field, name)
    if field is None or officer != bool(field.by_officer):
        return refuse("not-asked", name, ready.basis)
    if officer:
        at_work = field in found_out(work) and work.case.officer == work.desk.actor.id
        if not at_work:
            return refuse("not-at-hand", basis=ready.basis)
        return refuse("said-itself", name, ready.basis) if said_itself(work, name) else takes_step(work)
    if is_for_another(work.desk, ready, field, _applicant(work)):
        return refuse("only-self", name, ready.basis)
    if name in strangers_of(work) and name not in work.case.asked:
        return refuse("not-asked", name, ready.basis)
    if field.taken is None or name in work.case.asked or may_be_said(field, facts_of(work)):
        return None
    return _held(work, ready, field)


def _may_fill(work: Work, ready: Ready, field: Field | None, name: str) -> Refusal | None:
    """The cells of a report are filled by whoever it names, where no register fills them."""
    report = ready.bound.report
    wanted = report.filled_by.id if report is not None and report.filled_by is not None else ready.office
    if not work.desk.actor.may_act_as(wanted):
        return refuse("not-your-role", wanted, ready.basis)
    if field is None or not (field.asked or may_be_said(field, facts_of(work))):
        return refuse("not-asked", name, ready.basis)
    return None


def _held(work: Work, ready: Ready, field: Field) -> Refusal | None:
    looked = look(work.desk, ready, work.case.id, roots_of(work), work.days, only=(field.name,))
    if isinstance(looked, Refusal):
        return looked
    return refuse_answers(work.desk, ready, {field.name: None}, looked, _applicant(work))


def _applicant(work: Work) -> str:
    return work.desk.reveal(work.case.applicant) if work.case.applicant is not None else ""


def withdraw(work: Work, command: Withdraw) -> Refusal | None:
    """Take the filing back."""
    work.add(Withdrawn(by=work.by, private=Private(words=command.reason)))
    close(work)
    if work.case.type == CORRECTION:
        lift(work)
    return None


def dispute(work: Work, command: Dispute) -> Refusal | None:
    """Call a datum wrong: its holder gets a case, and this one does with the datum what its text says."""
    if not command.reason.strip():
        return refuse("reason-needed")
    if work.ready is not None:
        if is_for_another(work.desk, work.ready, work.ready.fields.get(command.name), _applicant(work)):
            return refuse("only-self", command.name, work.ready.basis)
        kept = work.case.facts.get(command.name)
        strange = strangers_of(work)
        if not may_dispute(work.desk, work.ready, command.name, kept, work.case.applicant, strange):
            return refuse("not-yours-to-dispute", command.name, work.ready.basis)
    opened = open_correction(work, command.name, command.reason, command.claimed)
    if isinstance(opened, Refusal):
        return opened
    ready, case = work.ready, work.case
    if ready is None or not case.pending:
        return None
    looked = look(work.desk, ready, case.id, roots_of(work), work.days, only=(command.name,))
    if isinstance(
        looked, Refusal
    ):  # the text refuses to go on with a disputed datum: it waits for the holder
        waits = tuple(dict.fromkeys((*case.waits, command.name)))
    else:
        work.add(Learnt(by=work.by, read=tuple(looked.kept), private=Private(facts=dict(looked.kept))))
        waits = tuple(dict.fromkeys((*case.waits, *looked.waits)))
    if waits != case.waits:
        work.add(Waits(by=work.by, names=waits))
    proceed(work)
    return None


def object_to(work: Work, command: Object) -> Refusal | None:
    """Open a case at the office that hears objections; whoever decided does not decide it."""
    ready, case = work.ready, work.case
    service = ready.service if ready is not None else None
    objection = service.objection if service is not None else None
    if ready is None or objection is None or objection.to is None:
        return refuse("no-objection")
    if not command.reason.strip():
        return refuse("reason-needed", basis=ready.basis)
    if case.object_until is not None and work.desk.today > case.object_until:
        return refuse("term-over", case.object_until.isoformat(), ready.basis)
    if case.objected:
        return refuse("done-already", basis=ready.basis)
    desk = work.desk
    made = Work(desk, begin(desk.journal.fresh("case"), OBJECTION, case.version), None, {})
    made.add(
        Filed(
            by=work.by,
            office=objection.to.id,
            application=desk.today,
            event=desk.today,
            channel=case.channel,
            terms=desk.terms(ready, desk.now),
            concerns=case.id,
            deciders=tuple(dict.fromkeys(case.deciders)),
            private=Private(filer=case.filer, applicant=case.applicant, words=command.reason),
        )
    )
    tell(made, "objection", both("an objection has arrived", "收到一件异议"), to=f"office:{objection.to.id}")
    made.keep("Filed")
    work.add(Objected(by=work.by, case=made.case.id))
    return None


def speak(work: Work, command: Speak) -> Refusal | None:
    """Take what the person says of the decision that is meant; that they were heard is for the named officer to record."""
    if not command.words.strip():
        return refuse("reason-needed")
    work.add(Spoke(by=work.by, private=Private(words=command.words)))
    tell(work, "spoke", SPOKEN, to=f"office:{work.case.office}")
    return None


def review(work: Work, command: Review) -> Refusal | None:
    """Note how it went, once."""
    if not 1 <= command.stars <= MOST_STARS:
        return refuse("bad-stars")
    if work.case.stars is not None:
        return refuse("done-already")
    work.add(Reviewed(by=work.by, stars=command.stars, private=Private(words=command.words)))
    return None
