"""Settling a disputed datum, by its holder; what was decided with it is looked at again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from askonce.cases.case import Case
from askonce.cases.command import Correct
from askonce.cases.desk import Work
from askonce.cases.event import Kept
from askonce.cases.procedure.disputing import mark
from askonce.cases.procedure.proceeding import decide
from askonce.cases.procedure.reopening import reconsider
from askonce.cases.refusing import refuse
from askonce.cases.view import Ruling
from askonce.feel.values import Value
from askonce.norms.columns import Misfit, value_from
from askonce.registers.ask import Ask
from askonce.registers.correction import receipts_of
from askonce.registers.model import Attribute, Register
from askonce.registers.refusal import Refusal
from askonce.registers.store import Change
from askonce.registers.types import feel_type

ALWAYS = datetime.min.replace(tzinfo=UTC)


def correct(work: Work, command: Correct) -> Refusal | None:
    """Write the right value from a day on, or say that the datum stands; then tell every case that used it."""
    if not command.reason.strip():
        return refuse("reason-needed")
    case, desk = work.case, work.desk
    if command.valid_from is not None and command.valid_from > desk.today:
        return refuse("not-yet", command.valid_from.isoformat())
    register, _, attribute = case.about.partition(".")
    model: Register | None = desk.running.bound["register"].get(register)
    held = model.attributes.get(attribute) if model is not None else None
    if model is None or held is None or not case.choices.get("subject"):
        return refuse("no-such-fact", case.about)
    subject = desk.reveal(case.choices["subject"][0])
    if not command.stands:
        written = _write(work, model, attribute, held, subject, command)
        if written is not None:
            return written
    mark(work, Kept("known", datum=case.about, of=case.choices["subject"]), case.id, settled=True)
    outcome = {"corrected": not command.stands}
    decide(
        work,
        Ruling(desk.now, desk.actor.name, outcome, adverse=False, reason=command.reason, basis=_basis(model)),
    )
    work.keep("Decided")
    _travel(work, case, subject, register, attribute, corrected=not command.stands)
    return None


def _basis(model: Register) -> str:
    return model.basis.id if model.basis is not None else ""


def _write(
    work: Work, model: Register, attribute: str, held: Attribute, subject: str, command: Correct
) -> Refusal | None:
    desk, case = work.desk, work.case
    concept = desk.running.bound["concept"].get(held.concept.id) if held.concept is not None else None
    kind = feel_type(held.type or (concept.type if concept is not None else None))
    value: Value | Misfit = value_from(command.value, kind) if kind is not None else command.value
    if isinstance(value, Misfit):
        return refuse("misread", value.message)
    holder = model.holder.id if model.holder is not None else ""
    row = desk.journal.row(model.id, desk.pseudonyms.of(holder, subject), desk.today)
    since = command.valid_from or (row.valid_from if row is not None else desk.today)
    desk.running.judge.hold(case.id, desk.actor)
    ask = Ask("", _basis(model) or "-", case.id, desk.actor, holder)
    change = Change(
        model.id, subject, {attribute: value}, since, source=f"case:{case.id}", basis=_basis(model)
    )
    found = desk.running.exchange.correct(desk.journal, ask, change)
    return found if isinstance(found, Refusal) else None


def _travel(work: Work, case: Case, subject: str, register: str, attribute: str, *, corrected: bool) -> None:
    """Go to the case in which the datum was disputed, and to all that read it, where it has been corrected."""
    desk = work.desk
    found: dict[str, Any] = dict.fromkeys([case.concerns] if case.concerns is not None else [])
    if corrected:
        used = receipts_of(desk.journal, desk.pseudonyms, register, subject, attribute, ALWAYS)
        found |= dict.fromkeys(one.case for one in used)
    for one in found:
        reconsider(desk, one, case.about, subject, case.id)


def lift(work: Work) -> None:
    """Take a dispute back with the case that was to settle it: the datum stands, and the disputing case goes on."""
    case, desk = work.case, work.desk
    register, _, attribute = case.about.partition(".")
    subject = case.choices["subject"]
    mark(work, Kept("known", datum=case.about, of=subject), case.id, settled=True)
    _travel(work, case, desk.reveal(subject[0]), register, attribute, corrected=False)
