"""A case as an officer has it before them: all of it, what may be done with it, and what belongs beside it.

What is personal is shown to whoever has taken it, and to the office that is asked for its opinion; each such look is on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from askonce.cases.case import CORRECTION, OBJECTION
from askonce.cases.desk import Desk, Work, load
from askonce.cases.explaining import explain
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal
from askonce.cases.procedure.allowing import OFFICER, admit, reachable, takers
from askonce.cases.procedure.interest import found_out, not_interested
from askonce.cases.procedure.proceeding import facts_of, may_be_said
from askonce.cases.ready import Field
from askonce.cases.refusing import refuse
from askonce.cases.ruled import Text
from askonce.cases.showing import note_look, show, shown
from askonce.cases.type import END
from askonce.cases.view import Shown, View
from askonce.feel.types import Type
from askonce.norms.explain import Explanation
from askonce.norms.rehearsal.rehearsed import json_value
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from askonce.registers.types import feel_type


class Opinion(msgspec.Struct, frozen=True):
    """What an office that handles a case jointly said of it; `agrees` is none while it has said nothing."""

    office: str
    agrees: bool | None = None
    reason: str = ""
    at: datetime | None = None
    by: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What a decision may say: a name with its type."""

    name: str
    type: Type


class Burden(msgspec.Struct, frozen=True):
    """What a decision against the person needs, and what of it is there: roles by their names.

    `hears` says that this officer may record a hearing, `heard` one was recorded, `spoke` that the person wrote what they think; `over` that the time for it has passed.
    """

    hearing: str = ""
    officer: str = ""
    hears: bool = False
    notified: bool = False
    heard: bool = False
    spoke: bool = False
    over: bool = False
    unsound: tuple[str, ...] = ()


class Doubted(msgspec.Struct, frozen=True):
    """The datum that a correction is about, as its register has it, beside what the person says instead."""

    register: str
    attribute: str
    type: Type | None
    held: Any
    claimed: Any
    since: datetime | None = None
    source: str = ""


class Beside(msgspec.Struct, frozen=True):
    """The case that an objection is about."""

    view: View


class Reasons(msgspec.Struct, frozen=True):
    """Why the norms came out as they did, or how they stand; of an objection, in the case that it is about."""

    own: tuple[Explanation, ...] = ()
    beside: tuple[Explanation, ...] = ()


class Bench(msgspec.Struct, frozen=True):
    """A case before an officer.

    `askable` are the names of which the person may be asked for more, `open` the facts that the officer has to find out in
    the step at hand, `following` the steps that may come after it, `reachable` the offices to which it may go. `opine` are the offices for which this officer may give
    the opinion that is still owed; `takers` the roles and offices that the step at hand is for. `applicant` and `chosen` are
    subjects by their own ids, as the officer's other papers name them. `barred` is the article by which this officer, who declared
    an interest, gives the case away.
    """

    view: View
    askable: tuple[str, ...] = ()
    open: tuple[Field, ...] = ()
    following: tuple[str, ...] = ()
    reachable: tuple[str, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    opine: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    burden: Burden | None = None
    doubted: Doubted | None = None
    beside: Beside | None = None
    takers: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()
    applicant: str = ""
    chosen: Mapping[str, tuple[str, ...]] = {}
    barred: str = ""


def bench(
    handling: Handling, journal: Journal, actor: Actor, case: str, *, reading: bool = False
) -> Bench | Refusal:
    """A case for an officer whom it concerns; within a write job, as looks at what is personal are put on record.

    `reading` shows it to the office whose opinion is owed, which has not taken it.
    """
    desk = Desk(journal, handling.running, handling.pseudonyms, actor, handling.runnings)
    work = load(desk, case)
    if work is None or admit(work) != OFFICER:
        return refuse("no-such-case")
    opine = _opine(work)
    view = show(work)
    if reading and opine and not view.content and not work.case.erased:
        view = _opened(work, view)
    if not view.content:
        burden = _burden(work)
        frame = None if burden is None else msgspec.structs.replace(burden, unsound=())
        return Bench(view, opinions=_opinions(work, view), opine=opine, takers=takers(work), burden=frame)
    note_look(work)
    return _whole(work, view, opine)


def reasons(handling: Handling, journal: Journal, actor: Actor, found: Bench) -> Reasons:
    """Why the norms came out so in a case that is before an officer; it may take a while, and leaves no trace of its own."""
    desk = Desk(journal, handling.running, handling.pseudonyms, actor, handling.runnings)
    beside = found.beside.view.line.id if found.beside is not None else None
    return Reasons(_why(desk, found.view.line.id), _why(desk, beside) if beside is not None else ())


def _why(desk: Desk, case: str) -> tuple[Explanation, ...]:
    work = load(desk, case)
    found = explain(work) if work is not None and work.ready is not None else ()
    return found if isinstance(found, tuple) else ()


def _whole(work: Work, view: View, opine: tuple[str, ...]) -> Bench:
    ready = work.ready
    texts = tuple(one for one in ready.texts.chosen(work.dates) if isinstance(one, Text)) if ready else ()
    return Bench(
        view=view,
        askable=tuple(_askable(work)),
        open=tuple(_open(work)),
        following=_following(work),
        reachable=tuple(one for one in reachable(work) if one != work.case.office),
        opinions=_opinions(work, view),
        opine=opine,
        outcomes=tuple(Outcome(name, kind) for one in texts for name, kind in one.ruling.outputs),
        burden=_burden(work),
        doubted=_doubted(work),
        beside=_beside(work),
        takers=takers(work),
        texts=texts,
        applicant=work.desk.reveal(work.case.applicant) if work.case.applicant is not None else "",
        chosen={role: tuple(map(work.desk.reveal, ones)) for role, ones in work.case.choices.items()},
        barred=barred.basis if (barred := not_interested(work)) is not None else "",
    )


def _opened(work: Work, view: View) -> View:
    """The view with what the decision rests on, for an office that handles the case jointly: neither accounts nor what later steps want."""
    case, ready = work.case, work.ready
    used = (
        {*ready.needs, *(one.name for one in ready.fields.values() if one.document)}
        if ready is not None
        else set()
    )
    facts = tuple(shown(name, kept) for name, kept in case.facts.items() if name in used)
    return msgspec.structs.replace(
        view, content=True, facts=facts, choices=case.choices, proposed=case.proposed, decision=case.ruling
    )


def _opine(work: Work) -> tuple[str, ...]:
    case = work.case
    if not case.pending or case.erased:
        return ()
    return tuple(one for one in _joint(work) if work.desk.actor.may_act_as(one) and one not in case.joined)


def _joint(work: Work) -> tuple[str, ...]:
    service = work.ready.service if work.ready is not None else None
    return tuple(ref.id for ref in service.joint) if service is not None else ()


def _opinions(work: Work, view: View) -> tuple[Opinion, ...]:
    said = {one.more["office"]: one for one in view.history if one.kind == "Joined"}
    return tuple(
        Opinion(name, one.more["agrees"], one.words, one.at, one.by)
        if (one := said.get(name)) is not None
        else Opinion(name)
        for name in _joint(work)
    )


def _askable(work: Work) -> list[str]:
    """What a person may be asked for: documents, and what no register gave."""
    if work.ready is None or work.ready.service is None:
        return []
    facts = facts_of(work)
    return [
        field.name
        for field in work.ready.fields.values()
        if not field.by_officer and (field.document or may_be_said(field, facts))
    ]


def _open(work: Work) -> list[Field]:
    """What the officer says: what the step at hand finds out; of a report its cells, where no register fills them."""
    ready, case = work.ready, work.case
    if ready is None or case.ended:
        return []
    if ready.bound.report is not None:
        facts = facts_of(work)
        return [one for one in ready.fields.values() if one.asked or may_be_said(one, facts)]
    return list(found_out(work))


def _following(work: Work) -> tuple[str, ...]:
    """The steps that may come next; none while the step at hand is the one that decides."""
    ready, case = work.ready, work.case
    words = ready.words.steps.get(case.step or "") if ready is not None else None
    if ready is None or words is None or case.step is None or (words.decides and case.pending):
        return ()
    stays = case.pending and bool(
        ready.texts.names
    )  # the norms have not come out yet, so that it cannot end here
    return tuple(one for one in ready.flow[case.step] if one != END or not stays)


def _burden(work: Work) -> Burden | None:
    service = work.ready.service if work.ready is not None else None
    words = service.adverse if service is not None else None
    if words is None:
        return None
    case = work.case
    over = case.notice_over
    if over is None and case.notice_until is not None:
        over = work.desk.running.days.end_of(case.notice_until)
    return Burden(
        hearing=words.hearing.id if words.hearing is not None else "",
        officer=words.officer.id if words.officer is not None else "",
        hears=words.hearing is None or work.desk.actor.may_act_as(words.hearing.id),
        notified=case.notice_until is not None,
        heard=case.heard,
        spoke=case.spoke,
        over=over is not None and work.desk.now >= over,
        unsound=tuple(name for name, kept in case.facts.items() if kept.stale or kept.disputed),
    )


def _doubted(work: Work) -> Doubted | None:
    case, desk = work.case, work.desk
    if case.type != CORRECTION:
        return None
    register, _, attribute = case.about.partition(".")
    model = desk.running.bound["register"].get(register)
    said = next((one.event.private for one in work.occurred if one.event.private is not None), None)
    claimed = said.value.get("claimed") if said is not None and isinstance(said.value, Mapping) else None
    words = model.attributes.get(attribute) if model is not None else None
    if model is None or words is None or not case.choices.get("subject"):
        return Doubted(register, attribute, None, None, claimed)
    concept = desk.running.bound["concept"].get(words.concept.id) if words.concept is not None else None
    subject = desk.reveal(case.choices["subject"][0])
    holder = model.holder.id if model.holder is not None else ""
    row = desk.journal.row(register, desk.pseudonyms.of(holder, subject), desk.today)
    return Doubted(
        register,
        attribute,
        feel_type(words.type or (concept.type if concept is not None else None)),
        json_value(row.values.get(attribute)) if row is not None else None,
        claimed,
        row.recorded_from if row is not None else None,
        row.source if row is not None else "",
    )


def _beside(work: Work) -> Beside | None:
    """The case that an objection is about, with all that was known in it; the look at it is on record too."""
    if work.case.type != OBJECTION or work.case.concerns is None:
        return None
    other = load(work.desk, work.case.concerns)
    if other is None:
        return None
    facts: tuple[Shown, ...] = tuple(shown(name, kept) for name, kept in other.case.facts.items())
    view = msgspec.structs.replace(show(other), facts=facts, may=())
    note_look(other)
    return Beside(view)


def outcome_is_adverse(found: Bench, outcome: Mapping[str, Any]) -> bool:
    """Whether an outcome would refuse or burden."""
    return any(
        text.is_adverse({name: outcome.get(name) for name in text.outputs})
        for text in found.texts
        if any(name in outcome for name in text.outputs)
    )
