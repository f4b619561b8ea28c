"""Turns the decisions of a model into drafts of norms, or says at which line a pack has no words for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from askonce.norms.dmn.drafting import Draft, Drafting
from askonce.norms.dmn.examine import examine
from askonce.norms.dmn.library import Library
from askonce.norms.dmn.model import Fault, Model
from askonce.norms.dmn.naming import Naming, Unsaid


def import_decisions(
    library: Library, model: Model, *, languages: Sequence[str], on: date | None, file: str
) -> tuple[Draft, ...] | tuple[Fault, ...]:
    """A draft for each decision of a model; faults, each with its line, where one cannot be said in a pack."""
    faults = examine(library, model)
    if faults:
        return faults
    if model.imports:
        first = model.imports[0]
        return (
            Fault(first.line, f"the model imports `{first.namespace}`; a pack takes one model at a time"),
        )
    drafts: list[Draft] = []
    found: dict[Fault, None] = {}
    try:
        whole = Naming(model, languages, on, file)
        narrowed = whole.narrowed()
    except Unsaid as unsaid:
        return (unsaid.fault,)
    for one in whole.decisions():
        try:
            drafts.append(Drafting(whole, one, narrowed).draft())
        except Unsaid as unsaid:
            found.setdefault(unsaid.fault)
    return tuple(found) or tuple(drafts)
