"""Filing: whoever may file begins a case, with what registers know and what the person alone can say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from askonce.cases.bounds import is_said, oversized
from askonce.cases.case import begin
from askonce.cases.command import Filing
from askonce.cases.desk import Desk, Work
from askonce.cases.event import Filed, Kept, Learnt, Private, Waits
from askonce.cases.gathering import (
    Looked,
    find_subjects,
    keep_answer,
    look,
    read_answers,
)
from askonce.cases.mandate import may_act_for
from askonce.cases.procedure.disputing import may_dispute, open_correction
from askonce.cases.procedure.party import ask_parties
from askonce.cases.procedure.proceeding import open_facts, open_stand, owed, proceed
from askonce.cases.ready import Field
from askonce.cases.refusing import refuse
from askonce.cases.remembering import recall, remember
from askonce.cases.ruled import Text
from askonce.cases.running import Ready
from askonce.cases.strangers import strange_roles
from askonce.cases.telling import tell, tell_applicant
from askonce.cases.wording.bilingual import both
from askonce.registers.days import Days
from askonce.registers.fact import Fact, State
from askonce.registers.paths import Way
from askonce.registers.refusal import Refusal

#: A firm may also agree by a link that its officer sent it, and press itself.
HELPED = frozenset({"counter", "telephone", "paper", "link"})
HELPED_WORDS = both(
    "somebody has filed this for you; say so if you did not agree",
    "有人代您提交了申请，如未经您同意请告知我们",
)
REPRESENTED = both(
    "somebody who may act for you has filed this for you; say so if you did not want it",
    "您的代理人代您提交了申请，如非您本意请告知我们",
)
RECEIVED = both("your filing has arrived", "您的申请已收到")


class Opening(msgspec.Struct, frozen=True):
    """How a case begins: who opens it, for whom, the day of the period that a report is about, the day of an event."""

    applicant: str
    opened: str = "person"
    period: date | None = None
    event: date | None = None


class Known(msgspec.Struct, frozen=True):
    """What is known before a case begins: its subjects, what registers gave, and earlier answers that still hold."""

    roots: Mapping[str, tuple[str, ...]]
    looked: Looked
    earlier: Mapping[str, Kept]
    days: Days


def who_for(desk: Desk, ready: Ready, filing: Filing) -> Opening | Refusal:
    """For whom it is filed, where the one who files may."""
    actor = desk.actor
    fault = oversized(filing)
    if fault is not None:
        return fault
    if filing.event is not None and filing.event > desk.today:
        return refuse("not-yet", filing.event.isoformat(), ready.basis)
    if actor.kind == "person":
        return _own(desk, ready, filing)
    if actor.kind not in {"helper", "officer"}:
        return refuse("not-yours", basis=ready.basis)
    if actor.kind == "officer" and not any(map(actor.may_act_as, handlers(ready))):
        return refuse("not-your-role", handlers(ready), ready.basis)
    if filing.channel not in HELPED:
        return refuse("channel-wrong", basis=ready.basis)
    if not is_said(filing.consent or ""):
        return refuse("no-consent", basis=ready.basis)
    if filing.applicant is None or not is_known(desk, ready, filing.applicant):
        return refuse("no-applicant", basis=ready.basis)
    return Opening(filing.applicant, "person" if actor.kind == "helper" else "office")


def handlers(ready: Ready) -> tuple[str, ...]:
    """The offices that handle cases of a service, alone or jointly."""
    service = ready.service
    return (ready.office, *(ref.id for ref in (service.joint if service is not None else ())))


def is_known(desk: Desk, ready: Ready, applicant: str) -> bool:
    """Whether a register that is kept here knows whom it is for; nobody can say where none of those is complete."""
    kind = next(iter(ready.bound.roles.values())).kind if ready.bound.roles else "person"
    here = [one for one in desk.running.exchange.doors.desks.values() if one.of == kind and one.is_here]
    return not any(one.complete for one in here) or any(
        desk.journal.history(one.register, desk.pseudonyms.of(one.holder, applicant)) for one in here
    )


def _own(desk: Desk, ready: Ready, filing: Filing) -> Opening | Refusal:
    if filing.channel != "online":
        return refuse("channel-wrong", basis=ready.basis)
    kind = (
        ready.service.filer.id if ready.service is not None and ready.service.filer is not None else "person"
    )
    applicant = filing.applicant or (desk.actor.id if kind == "person" else None)
    if applicant is None:
        return refuse("no-applicant", basis=ready.basis)
    if applicant == desk.actor.id and kind == "person":
        return Opening(applicant)
    allowed = may_act_for(desk, ready, applicant)
    if isinstance(allowed, Refusal):
        return allowed
    return Opening(applicant) if allowed else refuse("no-mandate", basis=ready.basis)


def is_adopted(ready: Ready) -> bool:
    """Whether two have adopted the case type, so that somebody may be decided about by it."""
    return ready.words.adopted is not None


def find_out(desk: Desk, ready: Ready, filing: Filing, case: str, opening: Opening) -> Known | Refusal:
    """What registers and earlier answers say, before anything is asked."""
    days = Days(desk.today, filing.event or desk.today, desk.today, desk.today, opening.period)
    roots = first_roots(ready, opening.applicant, desk.actor.id if desk.actor.kind == "person" else "")
    found = find_subjects(desk, ready, case, roots, filing.choices, days)
    if isinstance(found, Refusal):
        return found
    looked = look(desk, ready, case, found, days, disputed=filing.disputes)
    if isinstance(looked, Refusal):
        return looked
    unsaid = [
        name for name, field in ready.fields.items()
        if field.asked and name not in filing.answers and field.taken is None
    ]  # fmt: skip
    return Known(found, looked, recall(desk, ready, _own_roots(ready, found), unsaid, days), days)


def _own_roots(ready: Ready, roots: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The subjects of whom answers are remembered and recalled: nobody who was merely named."""
    strange = strange_roles(ready)
    return {role: subjects for role, subjects in roots.items() if role not in strange}


def first_roots(ready: Ready, applicant: str, filer: str = "") -> dict[str, tuple[str, ...]]:
    """The subjects with which the paths of a case type begin."""
    first = next(iter(ready.bound.roles), "applicant")
    roots: dict[str, tuple[str, ...]] = {first: (applicant,)}
    if filer and "filer" in ready.bound.roles:
        roots["filer"] = (filer,)
    return roots


def file(desk: Desk, ready: Ready, filing: Filing, case: str, opening: Opening) -> Work | Refusal:
    """Begin a case; refused as long as something is to be said that the person can say now."""
    if not is_adopted(ready):
        return refuse("draft", f"`{ready.id}`", ready.basis)
    known = find_out(desk, ready, filing, case, opening)
    if isinstance(known, Refusal):
        return known
    fault = refuse_answers(desk, ready, filing.answers, known.looked, opening.applicant, filing.disputes)
    if fault is not None:
        return fault
    answers = read_answers(ready, filing.answers, ready.fields)
    if isinstance(answers, Refusal):
        return answers
    work = _open(desk, ready, filing, case, opening, known)
    learn(work, known.looked, answers, known.earlier)
    refused = _settle(work, ready, known, opening)
    if refused is not None:
        return refused
    own = {name: kept for name, kept in work.case.facts.items() if name in answers}
    if is_remembered(desk, ready, opening.applicant):
        remember(desk, ready, case, _own_roots(ready, known.roots), own, known.days)
    for name, reason in filing.disputes.items():
        open_correction(work, name, reason, None)
    _say_filed(work, filing, opening)
    return work


def _say_filed(work: Work, filing: Filing, opening: Opening) -> None:
    """Tell the person what somebody else filed for them, and of what is not decided at once that it has arrived."""
    actor = work.desk.actor
    if actor.kind in {"helper", "officer"}:
        tell(work, "helped", HELPED_WORDS, by=work.by, channel=filing.channel)
    elif actor.kind == "person" and not is_self(work.desk, opening.applicant):
        tell_applicant(work, "represented", REPRESENTED)
    ask_parties(work)
    if work.case.pending:
        tell(work, "received", RECEIVED, promised=work.case.terms.promised, legal=work.case.terms.legal)


def _settle(work: Work, ready: Ready, known: Known, opening: Opening) -> Refusal | None:
    """Wait for a register, or go on; refused as long as something is to be said that can be said now.

    While a register is waited for, what another register may still supply is not demanded of the person.
    """
    if any(one.ruling.norm.adopted is None for one in _texts(work, ready)):
        return refuse("draft", f"`{ready.id}`", ready.basis)
    waits = known.looked.waits
    if opening.opened not in {"norm", "schedule"}:
        theirs = [
            field.name
            for field in owed(ready, open_facts(work), open_stand(work))
            if field.name not in known.looked.strange
            and not _only_later(work.desk, field, opening.applicant)
            and not (waits and field.taken is not None)
        ]
        if theirs:
            return refuse("missing-answers", theirs, ready.basis)
    if waits:
        work.add(Waits(names=waits))
        return None
    return proceed(work)


def _texts(work: Work, ready: Ready) -> list[Text]:
    return [one for one in ready.texts.chosen(work.dates) if isinstance(one, Text)]


def _only_later(desk: Desk, field: Field, applicant: str) -> bool:
    """Whether the one who files may not say it, so that the person is asked for it afterwards."""
    return field.own and not is_self(desk, applicant)


def is_self(desk: Desk, applicant: str) -> bool:
    """Whether the one who acts is the person whom it is about."""
    return desk.actor.kind == "person" and desk.actor.id == applicant


def is_remembered(desk: Desk, ready: Ready, applicant: str) -> bool:
    """Whether answers hold for later cases: not what somebody else says for a person; a firm has nobody but others."""
    return is_self(desk, applicant) or not _is_for_person(ready)


def _is_for_person(ready: Ready) -> bool:
    service = ready.service
    return service is None or service.filer is None or service.filer.id == "person"


def is_for_another(desk: Desk, ready: Ready, field: Field | None, applicant: str) -> bool:
    """Whether a fact is for the person alone to say or to call wrong, and somebody else acts; a firm has nobody but others."""
    return field is not None and field.own and _is_for_person(ready) and not is_self(desk, applicant)


def refuse_answers(
    desk: Desk,
    ready: Ready,
    answers: Mapping[str, Any],
    looked: Looked,
    applicant: str,
    disputes: Mapping[str, str] | None = None,
) -> Refusal | None:
    """Why answers cannot be taken: not asked, held by a register already, or not for this person to say."""
    for name in answers:
        field = ready.fields.get(name)
        if field is None or field.by_officer or not (field.asked or field.taken is not None):
            return refuse("not-asked", name, ready.basis)
        if is_for_another(desk, ready, field, applicant):
            return refuse("only-self", name, ready.basis)
        if name in looked.strange:
            return refuse("not-asked", name, ready.basis)
        if field.taken is not None and name not in looked.askable:
            return already_held(ready, field, looked.facts.get(name))
    for name in disputes or {}:
        if is_for_another(desk, ready, ready.fields.get(name), applicant):
            return refuse("only-self", name, ready.basis)
        if not may_dispute(desk, ready, name, looked.kept.get(name), desk.hide(applicant), looked.strange):
            return refuse("not-yours-to-dispute", name, ready.basis)
    unknown = next(
        (one for one in disputes or {} if (fact := looked.facts.get(one)) is None or not fact.is_settled),
        None,
    )
    return None if unknown is None else refuse("no-such-fact", unknown, ready.basis)


def already_held(ready: Ready, field: Field, fact: Fact | None) -> Refusal:
    """The refusal of an answer that a register gives, with both places: of the service and of the register."""
    taken = field.taken
    if taken is None or (fact is not None and fact.state is State.UNAVAILABLE):
        return refuse("not-asked", field.name, ready.basis)
    here = taken.use.place("source")
    way = taken.way
    held = (
        f"{way.held.span.path}:{way.held.span.line}" if isinstance(way, Way) and way.held is not None else ""
    )
    return refuse(
        "already-held", field.name, ready.basis, place=f"{here.path}:{here.line}", held=held or "relation"
    )


def _open(desk: Desk, ready: Ready, filing: Filing, case: str, opening: Opening, known: Known) -> Work:
    actor = desk.actor
    work = Work(desk, begin(case, ready.id, desk.running.version), ready, {})
    roles = {
        name: tuple(desk.hide(one) for one in subjects)
        for name, subjects in known.roots.items() if name in ready.roles
    }  # fmt: skip
    filer = desk.hide(actor.id) if actor.kind == "person" else desk.hide(opening.applicant)
    work.add(
        Filed(
            by=work.by,
            office=ready.office,
            application=desk.today,
            event=known.days.chosen("event"),
            period=opening.period,
            opened=opening.opened,
            channel=filing.channel,
            terms=desk.terms(ready, desk.now),
            private=Private(
                filer=filer,
                applicant=desk.hide(opening.applicant),
                choices=roles,
                consent=filing.consent or "",
            ),
        )
    )
    return work


def learn(
    work: Work, looked: Looked, answers: Mapping[str, Fact], earlier: Mapping[str, Kept] | None = None
) -> None:
    """Note what became known; an answer stands before what a register could not give."""
    told = {name: keep_answer(work.desk, fact) for name, fact in answers.items()}
    facts = {**looked.kept, **(earlier or {}), **told}
    if facts:
        work.add(
            Learnt(
                by=work.by if told else "norm",
                read=tuple(name for name in looked.kept if name not in told),
                told=tuple(told),
                private=Private(facts=facts),
            )
        )
