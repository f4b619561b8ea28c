"""What a helper sees of a case: how it stands and what is missing; what came of it only by a mandate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from askonce.cases import event as events
from askonce.cases.case import DECIDED
from askonce.cases.desk import Work
from askonce.cases.mandate import is_mandated
from askonce.cases.view import NOTHING, Happened, Shown, View

#: What may be seen to happen while nothing is decided; the rest would say how it may come out.
_SEEN: Final = frozenset(
    one.__name__
    for one in (
        events.Filed, events.Learnt, events.Waits, events.Hurried, events.HandedOver,
        events.AskedMore, events.Resumed, events.Stepped, events.Late, events.Withdrawn,
    )
)  # fmt: skip
_ASKED, _DECIDED, _REOPENED = (
    events.AskedMore.__name__, events.Decided.__name__, events.Reopened.__name__,
)  # fmt: skip


def for_helper(work: Work, view: View) -> View:
    """A case as its helper sees it: the values that they said themselves, and nothing of what registers say.

    The person agreed to be helped with filing. That it is decided the helper sees, not how: for that the person gives them
    a mandate in the service, which ends on its day.
    """
    said = _said_by_helper(work)
    facts = tuple(one if one.name in said else veiled(one) for one in view.facts)
    view = msgspec.structs.replace(view, facts=facts, choices=NOTHING)
    if _may_learn(work):
        return view
    over = work.case.decided is not None and not work.case.pending
    return msgspec.structs.replace(
        view,
        line=msgspec.structs.replace(view.line, state=DECIDED, step=None) if over else view.line,
        decision=None,
        notice_until=None,
        outputs=(),
        history=tuple(_history(view)),
        concerned_by=(),
        systems=NOTHING,
        deletes_on=None,
    )


def veiled(one: Shown) -> Shown:
    """A fact of which a helper may know that it is there, and not what it says."""
    return msgspec.structs.replace(one, value=None)


def _may_learn(work: Work) -> bool:
    case = work.case
    if case.applicant is None:
        return False
    return is_mandated(work.desk, work.desk.reveal(case.applicant), work.desk.actor.name, case.type)


def _said_by_helper(work: Work) -> frozenset[str]:
    """The answers that stand as the helper gave them; what the person said later is theirs."""
    said: dict[str, str] = {}
    for one in work.occurred:
        if isinstance(one.event, events.Learnt):
            said |= dict.fromkeys((*one.event.read, *one.event.told), "")
            said |= dict.fromkeys(one.event.told, one.event.by)
    return frozenset(name for name, by in said.items() if by == work.desk.actor.name)


def _history(view: View) -> Iterator[Happened]:
    """What happened as far as it does not say how the case came out."""
    over = False
    for one in view.history:
        if one.kind == _DECIDED:
            over = True
            yield Happened(one.number, one.at, one.kind, "")
        elif one.kind == _REOPENED:
            over = False
        elif one.kind in _SEEN and not over:
            yield one if one.kind == _ASKED else msgspec.structs.replace(one, words="")
