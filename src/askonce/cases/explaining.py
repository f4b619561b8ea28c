"""Explains a decision years later: from the facts that it used and the texts and rates of its own dates."""

from __future__ import annotations

from askonce.cases.desk import Work
from askonce.cases.procedure.allowing import HELPER, OFFICER, admit, at_hand
from askonce.cases.procedure.proceeding import facts_of, open_facts, open_stand, strangers_of
from askonce.cases.refusing import refuse
from askonce.cases.ruled import Text
from askonce.norms.explain import Explanation, Foreseen
from askonce.norms.explain import explain as explained
from askonce.norms.ruling import Dates
from askonce.registers.refusal import Refusal


def explain(work: Work) -> tuple[Explanation, ...] | Refusal:
    """Why each norm came out as it did, or how it stands where nothing has been decided."""
    ready, case = work.ready, work.case
    if ready is None or case.erased:
        return refuse("no-such-case")
    if admit(work) == HELPER:
        return refuse("not-yours", basis=ready.basis)
    if admit(work) == OFFICER:
        fault = at_hand(work)
        if fault is not None:
            return fault
    decided = case.decided is not None and not case.reopened
    day = work.desk.running.local_day(case.decided) if decided and case.decided else work.desk.today
    dates = Dates(case.event, case.application, day)
    facts = facts_of(work)
    if admit(work) != OFFICER and strangers_of(work):
        facts = open_facts(work)
        if decided and not open_stand(work).decided:
            return refuse("withheld", basis=ready.basis)
    reached = {one.norm for one in case.ruling.norms} if decided and case.ruling is not None else None
    return tuple(
        explained(prepared.ruling, facts, Foreseen(prepared))
        for text in ready.texts.chosen(dates)
        if isinstance(text, Text) and (reached is None or text.ruling.norm.id in reached)
        for prepared in [text.prepared(dates)]
    )
