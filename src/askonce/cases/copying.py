"""One page in the order of an outside system, from which a clerk copies a case that has no interface to it."""

from __future__ import annotations

from askonce.cases.desk import Work
from askonce.cases.procedure.allowing import at_hand
from askonce.cases.procedure.giving import told
from askonce.cases.refusing import refuse
from askonce.cases.view import Copied
from askonce.cases.wording.titles import Titles
from askonce.registers.refusal import Refusal


def copy_page(work: Work, system: str) -> tuple[Copied, ...] | Refusal:
    """The fields that a system takes with their values, in its order; for the officer who has the case at hand."""
    ready = work.ready
    found = next(
        (one for one in (ready.words.recorded_in if ready is not None else ()) if one.system == system), None
    )
    if ready is None or found is None:
        return refuse("no-system", system)
    fault = at_hand(work)
    if fault is not None:
        return fault
    titles = Titles(ready.running.bound)
    labels = {one.name: titles.question(one) for one in ready.bound.asked}
    labels |= {one.name: titles.document(one) for one in ready.bound.demanded}
    labels |= {one.name: titles.taken(one) for one in ready.bound.taken}
    fields = []
    for name in found.order:
        value = told(work, name)
        fields.append(
            Copied(labels.get(name) or titles.outcome(name), "" if value is None else str(value), name)
        )
    return tuple(fields)
