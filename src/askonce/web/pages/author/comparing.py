"""What changes for people between the pack in force and the draft, in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import groupby
from typing import Any, Final

from askonce.assembly.inspecting import Inspected
from askonce.cases.changes.change import BETTER, OTHER, WORSE, Change
from askonce.cases.compare import compare
from askonce.registers.refusal import Refusal
from askonce.web.pages.author.packs import draft_of, in_force, inspected, no_draft, waiting
from askonce.web.pages.author.work import Errand, wait, workshop_of
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit

WEIGHTS: Final[Mapping[str, tuple[str, str]]] = {
    BETTER: (mark("Better for people"), "green"),
    WORSE: (mark("Worse for people"), "red"),
    OTHER: (mark("Neither"), "grey"),
}
_MOST_GROUPS: Final = 200


async def compared(visit: Visit) -> Result:
    """The differences, service by service."""
    draft = await draft_of(visit)
    if draft is None:
        return no_draft()
    force = await in_force(visit)
    old = await inspected(visit, force)
    if not isinstance(old, Inspected):
        return old
    new = await inspected(visit, draft)
    if not isinstance(new, Inspected):
        return new
    errand = workshop_of(visit.house).begin(
        f"compare/{force.digest}/{draft.digest}", partial(_compare, old, new)
    )
    if isinstance(errand, Refusal):
        return errand
    await wait(errand)
    if not errand.ended:
        return waiting(errand, "compare")
    return Page("author/compare.html", {**_values(errand.found), "draft": draft, "errors_in": new.has_errors})


def _compare(old: Inspected, new: Inspected, errand: Errand) -> tuple[Change, ...]:
    del errand
    return compare(old.checked, new.checked)


def _values(changes: tuple[Change, ...]) -> dict[str, Any]:
    groups = [
        (sort, title, tuple(group))
        for (sort, _, title), group in groupby(changes, key=lambda one: (one.sort, one.service, one.title))
    ]
    counts = {weight: sum(one.weight == weight for one in changes) for weight in WEIGHTS}
    return {
        "groups": groups[:_MOST_GROUPS],
        "left": max(0, len(groups) - _MOST_GROUPS),
        "counts": counts,
        "weights": WEIGHTS,
        "all": len(changes),
    }
