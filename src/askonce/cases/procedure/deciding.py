"""Deciding by an officer: as the norms propose or otherwise with reasons; against the person only after notice and hearing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from askonce.cases.case import OBJECTION
from askonce.cases.command import Decide, Hear, Notify
from askonce.cases.desk import Work
from askonce.cases.event import Heard, Notified, Private
from askonce.cases.procedure.allowing import takes_step
from askonce.cases.procedure.interest import undeclared
from askonce.cases.procedure.proceeding import decide as take_decision
from askonce.cases.procedure.proceeding import facts_of, may_be_said, step_on
from askonce.cases.procedure.reopening import uphold
from askonce.cases.promise_words import Adverse
from askonce.cases.refusing import refuse
from askonce.cases.ruled import Text
from askonce.cases.running import Ready
from askonce.cases.telling import tell
from askonce.cases.type import END
from askonce.cases.view import Ruling
from askonce.cases.wording.bilingual import both
from askonce.norms.columns import Misfit, value_from
from askonce.norms.rehearsal.rehearsed import json_value
from askonce.registers.refusal import Refusal

NOTICE = both(
    "your office means to decide against you; you may speak before it does",
    "办理机关拟作出对您不利的决定，您可在此之前陈述意见",
)
HEARD = both(
    "your office has noted what you said about a decision that it means to take; correct it if you said otherwise",
    "办理机关已记录您对拟作决定的陈述，如与您所述不符请予更正",
)
UPHELD = "upheld"


def _adverse_words(work: Work) -> Adverse | None:
    service = work.ready.service if work.ready is not None else None
    return service.adverse if service is not None else None


def notify(work: Work, command: Notify) -> Refusal | None:
    """Tell the person that an adverse decision is meant, why, and until when they may speak."""
    words = _adverse_words(work)
    if words is None or words.notice is None:
        return refuse("outcome-wrong", "-")
    if not command.reason.strip():
        return refuse("reason-needed")
    if work.case.notice_until is not None:
        return refuse("done-already")
    term = work.desk.due(work.desk.now, words.notice)
    work.add(Notified(by=work.by, until=term.day, over=term.over, private=Private(words=command.reason)))
    tell(work, "notice", NOTICE, reason=command.reason, until=term.day)
    return None


def hear(work: Work, command: Hear) -> Refusal | None:
    """Note what the person said when heard, and tell them what was noted; the time that they have runs on."""
    words = _adverse_words(work)
    if words is None or work.case.notice_until is None:
        return refuse("no-notice")
    if words.hearing is not None and not work.desk.actor.may_act_as(words.hearing.id):
        return refuse("not-your-role", words.hearing.id)
    if not command.words.strip():
        return refuse("reason-needed")
    if work.case.heard:
        return refuse("done-already")
    work.add(Heard(by=work.by, private=Private(words=command.words)))
    tell(work, "heard", HEARD, noted=command.words, by=work.by, until=work.case.notice_until)
    return None


def decide(work: Work, command: Decide) -> Refusal | None:
    """Decide, within what the norms know as outcomes."""
    if work.case.type == OBJECTION:
        return _decide_objection(work, command)
    ready, case = work.ready, work.case
    if ready is None:
        return refuse("outcome-wrong", "-")
    service = ready.service
    left = [ref.id for ref in (service.joint if service is not None else ()) if ref.id not in case.joined]
    if left:
        return refuse("opinions-missing", left, ready.basis)
    unsaid = undeclared(work)
    if unsaid:
        return refuse("missing-answers", unsaid, ready.basis)
    chosen = _chosen(work, ready, command)
    if isinstance(chosen, Refusal):
        return chosen
    fault = _may_burden(work, ready, chosen) if chosen.adverse else _may_favour(work, ready, chosen)
    if fault is not None:
        return fault
    take_decision(work, chosen)
    _leave_step(work, ready)
    return None


def _may_favour(work: Work, ready: Ready, ruling: Ruling) -> Refusal | None:
    """A favourable decision: with the reason where a joint office said no, and not without what its steps and outputs want."""
    if not all(work.case.joined.values()) and not ruling.reason.strip():
        return refuse("reason-needed", basis=ready.basis)
    unsaid = [
        name for name in work.case.unanswered
        if (field := ready.fields.get(name)) is not None and field.wanted and may_be_said(field, facts_of(work))
    ]  # fmt: skip
    return refuse("missing-answers", unsaid, ready.basis) if unsaid else _role_fault(work, ready)


def _role_fault(work: Work, ready: Ready) -> Refusal | None:
    """Whoever may take the step decides in it, and in no other step; a proposal without such a step is for its office."""
    wanted = ready.decides_in
    if wanted is not None and work.case.step != wanted and not work.case.reopened:
        return refuse("no-such-step", wanted, ready.basis)
    return takes_step(work)


def _leave_step(work: Work, ready: Ready) -> None:
    """A decision ends the step in which it was taken; where several may follow, the one that carries it out."""
    step = work.case.step
    if work.case.ended or ready.decides_in is None or step != ready.decides_in:
        if not work.case.ended and step is None and ready.words.steps:
            step_on(work, next(iter(ready.words.steps)), None)
        return
    following = ready.flow[step]
    then = next((one for one in following if one != END), END)
    step_on(work, then, step)


def _chosen(work: Work, ready: Ready, command: Decide) -> Ruling | Refusal:
    """What the officer decides: the proposal, or an outcome of their own with the reason for it."""
    proposed, by = work.case.proposed, work.desk.actor.name
    if command.outcome is None:
        if proposed is None:
            return refuse("outcome-wrong", "-", ready.basis)
        return msgspec.structs.replace(proposed, at=work.desk.now, by=by, reason=command.reason)
    outcome = dict(proposed.outcome) if proposed is not None else {}
    texts = [one for one in ready.texts.chosen(work.dates) if isinstance(one, Text)]
    adverse = False
    for name, raw in command.outcome.items():
        text = next((one for one in texts if name in one.outputs), None)
        value = _read(text, name, raw) if text is not None else None
        if text is None or value is None:
            return refuse("outcome-wrong", name, ready.basis)
        outcome[name] = json_value(value.value)
    adverse = any(
        text.is_adverse({name: outcome.get(name) for name in text.outputs})
        for text in texts
        if any(name in outcome for name in text.outputs)
    )
    differs = proposed is None or outcome != dict(proposed.outcome)
    if differs and not command.reason.strip():
        return refuse("reason-needed", basis=ready.basis)
    norms = proposed.norms if proposed is not None else ()
    basis = proposed.basis if proposed is not None and proposed.basis else ready.basis
    return Ruling(work.desk.now, by, outcome, adverse, command.reason, basis, norms)


class _Read(msgspec.Struct, frozen=True):
    """A value that was read; null too is one."""

    value: Any


def _read(text: Text, name: str, raw: Any) -> _Read | None:
    kinds: Mapping[str, Any] = dict(text.ruling.outputs)
    value = value_from(raw, kinds[name])
    return None if isinstance(value, Misfit) else _Read(value)


def _may_burden(work: Work, ready: Ready, ruling: Ruling) -> Refusal | None:
    """An adverse decision: by the named officer, on sound data alone, once the time of the notice is over.

    It is taken earlier only where the person has spoken for themselves, under an account of their own: what an officer
    notes of a hearing shortens nothing.
    """
    case, words = work.case, _adverse_words(work)
    if words is None or words.officer is None:
        return refuse("outcome-wrong", "-", ready.basis)
    if not work.desk.actor.may_act_as(words.officer.id):
        return refuse("not-named-officer", words.officer.id, ready.basis)
    if case.notice_until is None:
        return refuse("no-notice", basis=ready.basis)
    over = case.notice_over or work.desk.running.days.end_of(case.notice_until)
    if not case.spoke and work.desk.now < over:
        return refuse("not-heard", case.notice_until.isoformat(), ready.basis)
    used = {name for one in ruling.norms for name in one.facts} or set(case.facts)
    unsound = [
        name for name in sorted(used)
        if (kept := case.facts.get(name)) is not None and (kept.stale or kept.disputed)
    ]  # fmt: skip
    unsound += [name for name in case.disputes if name not in unsound]
    return refuse("unsound-data", unsound, ready.basis) if unsound else None


def _decide_objection(work: Work, command: Decide) -> Refusal | None:
    """Say whether an objection is upheld; then the decision is taken anew by its office."""
    outcome = command.outcome or {}
    if set(outcome) != {UPHELD} or not isinstance(outcome[UPHELD], bool):
        return refuse("outcome-wrong", UPHELD)
    if not command.reason.strip():
        return refuse("reason-needed")
    take_decision(
        work,
        Ruling(work.desk.now, work.desk.actor.name, outcome, adverse=False, reason=command.reason),
    )
    if outcome[UPHELD]:
        uphold(work)
    return None
