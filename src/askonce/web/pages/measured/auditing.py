"""What an auditor sees: looks by purpose and month, broken glass, what is withheld, and the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from askonce.cases.observing.counting import Looks, looks
from askonce.cases.wording.titles import Titles
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.measured.auditors import audits
from askonce.web.pages.measured.ledger import withheld
from askonce.web.pages.measured.overview import shared
from askonce.web.pages.measured.situation import situation
from askonce.web.pages.measured.tables import month_words, rows
from askonce.web.problem import refused

_MONTHS: Final = 6


class Counted(msgspec.Struct, frozen=True):
    """How often something happened in each month, and in all of them."""

    title: dict[str, str]
    counts: tuple[int, ...]
    whole: int


async def audit(visit: Visit) -> Result:
    """The page of an auditor."""
    bound = visit.running.bound
    if not audits(visit.actor, bound):
        return refused("not-for-you")
    there = await situation(visit)
    found = await visit.read(lambda journal: list(looks(journal)))
    titles = Titles(bound)
    months = sorted({one.month for one in found})[-_MONTHS:]
    glass = [one for one in found if one.kind == "glass"]
    values: dict[str, Any] = {
        **shared(visit, there),
        "months": [month_words(one) for one in months],
        "by_purpose": _counted(
            ((one.purpose, one) for one in found if one.kind == "look"), months, titles, "purpose"
        ),
        "by_office": _counted(
            ((one.office, one) for one in found if one.kind == "look"), months, titles, "office"
        ),
        "glass": _counted(((one.purpose, one) for one in glass), months, titles, "purpose"),
        "withheld": await withheld(visit),
        "offices": rows(there.by_office(), lambda name: titles.title("office", name)),
    }
    return Page("measured/audit.html", values)


def _counted(
    found: Iterable[tuple[str, Looks]], months: Sequence[date], titles: Titles, kind: str
) -> list[Counted]:
    counts: dict[str, Counter[date]] = {}
    for name, one in found:
        counts.setdefault(name, Counter())[one.month] += one.count
    made = [
        Counted(
            titles.title(kind, name) if name else {"en": "–", "zh": "–"},
            tuple(some[month] for month in months),
            some.total(),
        )
        for name, some in counts.items()
    ]
    return sorted(made, key=lambda one: one.title.get("en", ""))
