"""Every command with its guards: who may give it in which state, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from askonce.cases import command as commands
from askonce.cases.bounds import oversized_command
from askonce.cases.case import CLOSED, CORRECTION, DECIDED, OPEN, WAITING
from askonce.cases.desk import Work
from askonce.cases.procedure import allowing as allow
from askonce.cases.procedure import deciding, office, person
from askonce.cases.procedure.allowing import HELPER, OFFICER, PERSON, Guard, admit, first_refusal
from askonce.cases.procedure.correcting import correct
from askonce.cases.procedure.interest import not_interested
from askonce.cases.refusing import STATE_WORDS, refuse
from askonce.registers.refusal import Refusal


class Rule(msgspec.Struct, frozen=True):
    """A command: in which parts somebody may give it, the guards that let them, and what it does."""

    parts: frozenset[str]
    guards: tuple[Guard, ...]
    run: Callable[[Work, Any], Refusal | None]


def _answering(work: Work) -> Refusal | None:
    """Who may answer: the person or who helped, while it is not decided; the officer whose step finds something out."""
    if work.desk.actor.kind == "officer":
        return allow.not_ended(work) or allow.at_hand(work) or not_interested(work)
    return None if work.case.pending and not work.case.erased else _closed(work)


def _closed(work: Work) -> Refusal:
    return refuse("wrong-state", STATE_WORDS[work.case.state])


def _pending(work: Work) -> Refusal | None:
    return None if work.case.pending and not work.case.erased else _closed(work)


def _about(kind: str) -> Guard:
    def guard(work: Work) -> Refusal | None:
        return None if work.case.type == kind else _closed(work)

    return guard


def _not_about(kind: str) -> Guard:
    def guard(work: Work) -> Refusal | None:
        return _closed(work) if work.case.type == kind else None

    return guard


def _may_notify(work: Work) -> Refusal | None:
    """There is somebody to tell, and a service that may decide against them."""
    service = work.ready.service if work.ready is not None else None
    return None if service is not None and service.adverse is not None else _closed(work)


def _may_speak(work: Work) -> Refusal | None:
    """While an adverse decision is meant, and not taken."""
    pending = work.case.pending and not work.case.erased
    return None if pending and work.case.notice_until is not None else _closed(work)


def _may_hurry(work: Work) -> Refusal | None:
    """An officer of those who handle it, where its service says when a case is urgent."""
    service = work.ready.service if work.ready is not None else None
    if service is None or service.urgent is None:
        return refuse("not-urgent", basis=work.ready.basis if work.ready is not None else "")
    return None


_OFFICER: Final = frozenset({OFFICER})
_PERSON: Final = frozenset({PERSON})
_HELPED: Final = frozenset({PERSON, HELPER})
RULES: Final[Mapping[type[commands.Command], Rule]] = {
    commands.Answer: Rule(
        frozenset({PERSON, HELPER, OFFICER}), (allow.of_service, _answering), person.answer
    ),
    commands.Withdraw: Rule(_PERSON, (_pending, allow.is_first_decision), person.withdraw),
    commands.Dispute: Rule(_HELPED, (allow.of_service, allow.not_erased, allow.in_presence), person.dispute),
    commands.Object: Rule(
        _HELPED, (allow.of_service, allow.was_decided, allow.in_presence), person.object_to
    ),
    commands.Speak: Rule(_HELPED, (allow.of_service, _may_speak, allow.in_presence), person.speak),
    commands.Review: Rule(
        _HELPED, (allow.of_service, allow.in_state(CLOSED), allow.in_presence), person.review
    ),
    commands.Take: Rule(_OFFICER, (allow.not_ended, allow.may_take, allow.not_own_judge), office.take),
    commands.Hurry: Rule(_OFFICER, (allow.of_service, allow.not_ended, _may_hurry), office.hurry),
    commands.HandOver: Rule(_OFFICER, (allow.of_service, allow.not_ended, allow.at_hand), office.hand_over),
    commands.AskMore: Rule(
        _OFFICER,
        (allow.of_service, allow.in_state(OPEN, WAITING), allow.at_hand, not_interested),
        office.ask_more,
    ),
    commands.Step: Rule(
        _OFFICER,
        (allow.of_service, allow.in_state(OPEN, DECIDED), allow.at_hand, allow.takes_step, not_interested),
        office.step,
    ),
    commands.Join: Rule(_OFFICER, (allow.of_service, _pending), office.join),
    commands.Notify: Rule(
        _OFFICER, (allow.is_pending, allow.at_hand, not_interested, _may_notify), deciding.notify
    ),
    commands.Hear: Rule(_OFFICER, (allow.is_pending, _may_notify), deciding.hear),
    commands.Decide: Rule(
        _OFFICER,
        (_not_about(CORRECTION), allow.is_pending, allow.not_own_judge, allow.at_hand, not_interested),
        deciding.decide,
    ),
    commands.Correct: Rule(_OFFICER, (_about(CORRECTION), allow.is_pending, allow.at_hand), correct),
    commands.Rekey: Rule(_OFFICER, (allow.of_service, allow.not_erased, allow.at_hand), office.rekey),
}


def refused(work: Work, command: commands.Command) -> Refusal | None:
    """Why somebody may not give a command now, before it is looked at more closely."""
    rule = RULES[type(command)]
    if admit(work) not in rule.parts:
        return refuse("not-yours", basis=work.ready.basis if work.ready is not None else "")
    return oversized_command(command) or first_refusal(work, rule.guards)


def may(work: Work, part: str | None) -> tuple[str, ...]:
    """The commands that somebody in a part may give now, by their words."""
    return tuple(
        str(kind.__struct_config__.tag)
        for kind, rule in RULES.items()
        if part in rule.parts and first_refusal(work, rule.guards) is None
    )
