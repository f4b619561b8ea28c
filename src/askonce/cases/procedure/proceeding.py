"""How a case goes on by itself once its facts are known: the norms decide or propose, steps begin, outputs are given."""

from __future__ import annotations

from collections.abc import Iterator

from askonce.cases.case import ASKED, DECIDED
from askonce.cases.desk import Work
from askonce.cases.event import AskedMore, Closed, Decided, Private, Proposed, Resumed, Stepped
from askonce.cases.gathering import fact_of
from askonce.cases.procedure.allowing import takers
from askonce.cases.procedure.giving import give, stop_payments
from askonce.cases.ready import Field
from askonce.cases.refusing import refuse
from askonce.cases.ruled import Standing
from askonce.cases.running import Ready
from askonce.cases.strangers import open_part, strange_names
from askonce.cases.telling import tell
from askonce.cases.term import Pause, add_calendar
from askonce.cases.type import END
from askonce.cases.view import Ruling
from askonce.cases.wording.bilingual import both
from askonce.registers.fact import Facts
from askonce.registers.refusal import Refusal

NOTHING = Standing((), ())
ASKED_WORDS = both("please say what only you can say: {names}", "请补充只能由您提供的信息：{names}")
DECIDED_WORDS = both("your case has been decided", "您的申请已作出决定")


def facts_of(work: Work) -> Facts:
    """The facts of a case as its norms see them."""
    return {name: fact_of(kept) for name, kept in work.case.facts.items()}


def stand(work: Work) -> Standing:
    """Where the norms of a case stand today."""
    ready = work.ready
    if ready is None or not ready.texts.names:
        return NOTHING
    facts, dates = work.case.facts, work.dates
    if work.stood is None or work.stood[0] is not facts or work.stood[1] != dates:
        work.stood = (facts, dates, ready.texts.stand(facts_of(work), dates))
    return work.stood[2]


def strangers_of(work: Work) -> frozenset[str]:
    """The data of a case that are of somebody whom the person merely named."""
    case = work.case
    return frozenset() if work.ready is None else strange_names(work.ready, case.choices, case.applicant)


def open_facts(work: Work) -> Facts:
    """The facts on which rests what the person is told and asked before an officer has decided."""
    return {name: fact_of(one) for name, one in open_part(work.case.facts, strangers_of(work)).items()}


def open_stand(work: Work) -> Standing:
    """Where the norms stand with those facts alone."""
    ready = work.ready
    if ready is None or not strangers_of(work) or not ready.texts.names:
        return stand(work)
    return ready.texts.stand(open_facts(work), work.dates)


def owed(ready: Ready, facts: Facts, standing: Standing) -> Iterator[Field]:
    """What the person still has to say: what the norms miss, and what a step or an output wants, unless it is refused.

    A fact that a register gave, that was declined, or that an officer finds out is not among them.
    """
    for name in standing.missing:
        field = ready.fields.get(name.partition(".")[0].partition("[")[0])
        if field is not None and may_be_said(field, facts):
            yield field
    if standing.adverse or standing.empty:
        return
    for field in ready.fields.values():
        named = field.name in standing.missing
        if field.wanted and not field.optional and not named and may_be_said(field, facts):
            yield field


def may_be_said(field: Field, facts: Facts) -> bool:
    """Whether the person may say a fact now: it is asked, or its register cannot give it and the text says to ask."""
    fact = facts.get(field.name)
    if field.by_officer:
        return False
    if field.taken is None:
        return field.asked and (fact is None or fact.state.value in {"not asked", "unavailable"})
    use = field.taken.use
    if fact is None or fact.state.value in {"not asked", "unavailable"}:
        return use.if_unavailable == "ask"
    return (fact.stale and use.if_stale == "ask") or (fact.disputed and use.if_disputed == "ask")


def proceed(work: Work) -> Refusal | None:
    """Go on as far as no person is needed; refused where no text of a norm is in force, and nothing is done then."""
    ready, case = work.ready, work.case
    if ready is None or not case.pending or case.waits or case.state == ASKED:
        return None
    strange = strangers_of(work)
    standing = open_stand(work)
    if standing.unsettled is not None:
        found = standing.unsettled
        return refuse("unsettled", both(found.message, found.chinese or found.message), ready.basis)
    left = tuple(
        dict.fromkeys(
            field.name for field in owed(ready, open_facts(work), standing) if field.name not in strange
        )
    )
    if left:
        if ready.service is not None and not set(left) <= set(case.unanswered):
            ask_later(work, left)
        elif ready.service is not None:  # nobody said it in time: an officer goes on with what there is
            _begin(work, ready)
        return None
    if ready.texts.names:
        _rule(work, ready, standing)
    _begin(work, ready)
    if not ready.texts.names and not ready.words.steps and work.case.pending:
        grant(work)
    return None


def ask_later(work: Work, names: tuple[str, ...]) -> None:
    """Ask the person for what they alone can say; the clock stands until they have."""
    work.add(AskedMore(names=names))
    over = work.request_over()
    tell(work, "asked", ASKED_WORDS, names=names, until=None if over is None else over.day)


def resume(work: Work, unanswered: tuple[str, ...] = ()) -> None:
    """Let the clock run on; both terms end later by the days on which it stood still."""
    case = work.case
    pauses = case.pauses
    if case.suspended:
        pauses = (*pauses[:-1], Pause(pauses[-1].since, work.desk.now))
    terms = work.desk.terms(work.ready, case.since, pauses)
    work.add(Resumed(by=work.by, terms=terms, unanswered=unanswered))


def _rule(work: Work, ready: Ready, standing: Standing) -> None:
    """Decide by the norms alone where they favour the person and no officer is named for it, else propose."""
    hidden = bool(strangers_of(work)) and not standing.decided
    if hidden:  # it hangs on somebody who has not agreed: an officer looks at it, and the person sees no more than that
        standing = stand(work)
    alone = not hidden and ready.decides_in is None and not work.case.reopened and agreed(work)
    if alone and standing.decided and not standing.adverse:
        decide(work, ruling_of(work, standing, "norm"))
        return
    proposed = ruling_of(work, standing, "norm") if standing.decided else None
    was = work.case.proposed
    if (
        hidden
        or (proposed is None) != (was is None)
        or (proposed is not None and was is not None and proposed.norms != was.norms)
    ):
        work.add(Proposed(adverse=standing.adverse, private=Private(ruling=proposed)))


def agreed(work: Work) -> bool:
    """Whether each office that handles a case jointly has agreed."""
    service = work.ready.service if work.ready is not None else None
    return all(work.case.joined.get(ref.id) for ref in (service.joint if service is not None else ()))


def ruling_of(work: Work, standing: Standing, by: str, reason: str = "") -> Ruling:
    """What the norms come to, as a decision or a proposal says it."""
    return Ruling(
        work.desk.now, by, standing.outcome, standing.adverse, reason, standing.basis, standing.norms
    )


def grant(work: Work, by: str = "norm") -> None:
    """Decide a case that no norm decides: who files it has a right to it."""
    basis = work.ready.basis if work.ready is not None else ""
    decide(work, Ruling(work.desk.now, by, {}, adverse=False, basis=basis))


def decide(work: Work, ruling: Ruling) -> None:
    """Take the decision, tell the person, and end the case where nothing is left to do."""
    ready = work.ready
    service = ready.service if ready is not None else None
    objection = service.objection if service is not None else None
    until = work.desk.due(work.desk.now, objection.within) if objection is not None else None
    work.add(
        Decided(
            by=ruling.by,
            day=work.desk.today,
            adverse=ruling.adverse,
            basis=ruling.basis,
            object_until=until.day if until is not None else None,
            private=Private(ruling=ruling),
        )
    )
    tell(work, "decided", DECIDED_WORDS, adverse=ruling.adverse, basis=ruling.basis)
    if ruling.adverse or ready is None or not ready.words.steps:
        finish(work)


def _begin(work: Work, ready: Ready) -> None:
    """Begin the first step; where the norms decide alone the steps only carry the decision out."""
    case = work.case
    if not ready.words.steps or case.step is not None or case.ended:
        return
    if case.state == DECIDED or ready.decides_in is not None or not ready.texts.names:
        work.add(Stepped(then=next(iter(ready.words.steps))))


def step_on(work: Work, then: str, step: str | None, note: str = "") -> None:
    """Go on to a step, or to the end; who may not take what follows has the case at hand no longer."""
    noted = Private(words=note) if note else None
    if then != END:
        released = _is_for_others(work, then)
        work.add(Stepped(by=work.by, then=then, step=step, released=released, private=noted))
        return
    work.add(Stepped(by=work.by, then=None, step=step, private=noted))
    if work.case.pending and work.ready is not None and not work.ready.texts.names:
        grant(work, work.by)
    if work.case.state == DECIDED:
        finish(work)


def _is_for_others(work: Work, step: str) -> bool:
    actor = work.desk.actor
    if actor.kind != "officer" or work.case.officer != actor.id:
        return False
    return not any(actor.may_act_as(one) for one in takers(work, step))


def finish(work: Work) -> None:
    """Give what the service gives unless it was refused, and close the case."""
    if work.ready is not None:
        if work.case.adverse:
            stop_payments(work)
        else:
            give(work, work.ready)
    close(work)


def close(work: Work) -> None:
    """Close the case, and say when what is personal in it is erased."""
    kept = work.grounds.retention if work.grounds is not None else None
    work.add(Closed(deletes_on=None if kept is None else add_calendar(work.desk.today, kept)))
