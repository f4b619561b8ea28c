"""Officers' own interests: what each has to say of themselves before going on, and after which answer another has to."""

from __future__ import annotations

from collections.abc import Iterator

from askonce.cases.desk import Work
from askonce.cases.event import Learnt, Stepped
from askonce.cases.keeping import kept_value
from askonce.cases.ready import Field
from askonce.cases.refusing import refuse
from askonce.feel.values import Value
from askonce.registers.refusal import Refusal

_OFFICER = "officer:"


def found_out(work: Work, officer: str | None = None) -> Iterator[Field]:
    """What an officer, the one who acts where none is named, finds out in the step at hand.

    With it comes what an earlier step asks each officer of themselves, where this one has not said it yet.
    """
    step = work.case.step
    begun = {one.event.then for one in work.occurred if isinstance(one.event, Stepped)}
    for field in work.ready.fields.values() if work.ready is not None and step is not None else ():
        if not field.by_officer:
            continue
        if field.by_officer == step or (
            field.bars and field.by_officer in begun and not is_said(work, field, officer)
        ):
            yield field


def is_said(work: Work, field: Field, officer: str | None = None) -> bool:
    """Whether a fact is known; of what officers say of themselves, whether this one has said it."""
    if not field.bars:
        return field.name in work.case.facts
    return _name(work, officer) in dict(_said(work, field))


def undeclared(work: Work) -> tuple[str, ...]:
    """What the officer who acts still has to say of themselves."""
    return tuple(one.name for one in found_out(work) if one.bars and not is_said(work, one))


def interested_in(work: Work, officer: str | None = None) -> Field | None:
    """The question to which an officer gave the answer after which another has to go on; none where they gave none such."""
    fields = work.ready.fields.values() if work.ready is not None else ()
    name = _name(work, officer)
    return next(
        (
            one
            for one in fields
            if one.bars and any(who == name and said == one.bars for who, said in _said(work, one))
        ),
        None,
    )


def not_interested(work: Work, officer: str | None = None) -> Refusal | None:
    """Only for an officer who has no interest in the case; what was declared once is not taken back."""
    field = interested_in(work, officer)
    if field is None or work.ready is None:
        return None
    because = work.ready.words.asks[field.name].because
    return refuse("own-interest", basis=because.id if because is not None else work.ready.basis)


def _name(work: Work, officer: str | None) -> str:
    return work.desk.actor.name if officer is None else f"{_OFFICER}{officer}"


def _said(work: Work, field: Field) -> Iterator[tuple[str, Value]]:
    """Who said what of themselves, in its order; nothing once the case is erased."""
    for one in work.occurred:
        told = one.event.private.facts if one.event.private is not None else {}
        if isinstance(one.event, Learnt) and one.event.by.startswith(_OFFICER) and field.name in told:
            yield one.event.by, kept_value(told[field.name].value)
