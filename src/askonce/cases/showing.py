"""Shows a case to one of its people: all of it to the person and to whoever has it at hand, its frame to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from askonce.cases import event as events
from askonce.cases.case import CORRECTION
from askonce.cases.desk import Work
from askonce.cases.event import Kept, Occurred
from askonce.cases.helping import for_helper
from askonce.cases.keeping import kept_value
from askonce.cases.procedure.allowing import HELPER, OFFICER, admit
from askonce.cases.procedure.commands import may
from askonce.cases.procedure.proceeding import strangers_of
from askonce.cases.strangers import open_part
from askonce.cases.view import Happened, Shown, View
from askonce.ledger.entry import Entry
from askonce.norms.rehearsal.rehearsed import json_value
from askonce.registers.pseudonym import LEDGER

#: What events say besides their words, which everybody who may see the case may see.
_PLAIN = frozenset({"by", "private"})


def show(work: Work) -> View:
    """A case as the one who acts may see it."""
    case = work.case
    part = admit(work)
    whole = not case.erased and (part != OFFICER or case.officer == work.desk.actor.id)
    facts = tuple(shown(name, kept) for name, kept in _to_show(work, part).items())
    view = View(
        line=case.line if part == OFFICER else msgspec.structs.replace(case.line, officer=None),
        may=may(work, part),
        content=whole,
        channel=case.channel,
        suspended=case.suspended,
        asked=case.asked,
        asked_because=case.asked_because if whole else "",
        waits_for=case.waits,
        facts=facts if whole else (),
        choices=case.choices if whole else {},
        proposed=case.proposed if whole and part == OFFICER else None,
        decision=case.ruling if whole else None,
        notice_until=case.notice_until,
        object_until=case.object_until,
        outputs=case.given,
        history=tuple(_history(work, whole=whole, named=part == OFFICER)),
        concerned_by=(*case.disputes.values(), *case.objections),
        systems={name: {"number": one, "status": two} for name, (one, two) in case.systems.items()},
        late=case.late,
        unknown_years=case.terms.unknown,
        about=case.about if case.type == CORRECTION else "",
        deletes_on=case.deletes_on,
        erased=case.erased,
    )
    return for_helper(work, view) if part == HELPER else view


def _named_by_others(work: Work) -> frozenset[str]:
    """Subjects whom the person named without a relation to them: what registers say of those is for the office alone."""
    ready = work.ready
    named = [role.name for role in ready.roles.values() if role.named] if ready is not None else []
    return frozenset(one for role in named for one in work.case.choices.get(role, ()))


def _to_show(work: Work, part: str | None) -> Mapping[str, Kept]:
    if part == OFFICER:
        return work.case.facts
    hidden = _named_by_others(work)
    told = open_part(work.case.facts, strangers_of(work))
    return {name: kept for name, kept in told.items() if not hidden & set(kept.of)}


def shown(name: str, kept: Kept) -> Shown:
    """A fact as people see it; where only tests of it were given, the tests."""
    value = dict(kept.tests) if kept.tests else json_value(kept_value(kept.value))
    return Shown(
        name, kept.state, value if kept.state == "known" else None, kept.by, kept.source, kept.as_of,
        kept.stale, kept.disputed, kept.receipt,
    )  # fmt: skip


def _history(work: Work, *, whole: bool, named: bool) -> Iterator[Happened]:
    for one in work.occurred:
        told = one.event.private
        by = (
            one.event.by
            if named or not one.event.by.startswith("officer:") or _is_answerable(one)
            else "officer"
        )
        yield Happened(
            one.number,
            one.at,
            type(one.event).__name__,
            by,
            told.words if told is not None and whole else "",
            _more(one, named=named),
        )


def _is_answerable(one: Occurred) -> bool:
    """Whether the officer stands by name for it: who decided, and who heard the person."""
    return isinstance(one.event, events.Decided | events.Heard | events.Notified)


def _more(one: Occurred, *, named: bool) -> dict[str, Any]:
    fields = msgspec.to_builtins(one.event)
    hidden = _PLAIN if named else _PLAIN | {"officer"}
    if isinstance(one.event, events.Proposed) and not named:  # nothing is decided yet
        hidden |= {"adverse"}
    return {name: value for name, value in fields.items() if name not in hidden}


def note_look(work: Work) -> None:
    """Put on record that an officer looked at what is personal in a case."""
    case, desk = work.case, work.desk
    of = None if case.applicant is None else desk.pseudonyms.of(LEDGER, desk.reveal(case.applicant))
    ready = work.grounds
    desk.journal.record(
        Entry(
            kind="look",
            at=desk.now,
            actor=desk.actor.name,
            subject=of,
            office=case.office,
            case=case.id,
            purpose=ready.purpose if ready is not None else "",
            basis=ready.basis if ready is not None else "",
            what={"look": "case", "type": case.type},
        )
    )
