"""Who may use the pages of the zone's office, and what they share."""

from __future__ import annotations

from askonce.apps.economy.visits import Firm
from askonce.assembly.markets.visiting import Visits
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Visit
from askonce.web.problem import refused

#: What a note or an entry is, in words.
KINDS = {
    "offer": mark("What the firm makes"),
    "need": mark("What the firm needs"),
    "difficulty": mark("A difficulty of the firm"),
    "note": mark("Only a note"),
}


def visits_of(visit: Visit) -> Visits:
    """The notes of the house."""
    return Visits(visit.house)


def office_of(visit: Visit) -> str | Refusal:
    """The office for which who asks walks from firm to firm."""
    office = visits_of(visit).office(visit.who)
    return office or refused("not-for-you")


def walks(visit: Visit) -> bool:
    """Whether who asks walks from firm to firm, so that the header offers the pages for it."""
    return bool(visits_of(visit).office(visit.who))


def acts_for_firms(visit: Visit) -> bool:
    """Whether the pack has a market, so that the header offers a firm its own pages."""
    return visits_of(visit).ready("offer") is not None


async def firms_here(visit: Visit, office: str) -> tuple[Firm, ...]:
    """The firms of the zone as everybody may see them."""

    def job(journal: Journal) -> tuple[Firm, ...]:
        return visits_of(visit).firms(journal, office)

    return await visit.read(job)
