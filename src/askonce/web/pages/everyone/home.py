"""The first page and those that explain the house."""

from __future__ import annotations

from askonce.cases.wording.titles import Titles
from askonce.web.pages.everyone.catalogue import line_of
from askonce.web.pages.everyone.finding import services_of
from askonce.web.pages.frame.visit import Page, Result, Visit


async def home(visit: Visit) -> Result:
    """What this is, and what to press."""
    bound, titles = visit.running.bound, Titles(visit.running.bound)
    every = services_of(bound)
    events = [(name, titles.title("life_event", name)) for name in bound.get("life_event", {})]
    without = sum(not line_of(case, titles).visit for case in every.values())
    return Page("everyone/home.html", {"events": events, "count": len(every), "without": without})


async def about(visit: Visit) -> Result:
    """What AskOnce is and does here."""
    bound = visit.running.bound
    counts = {kind: len(bound.get(kind, {})) for kind in ("service", "office", "register", "norm", "law")}
    return Page("everyone/about.html", {"counts": counts})


async def accessibility(_: Visit) -> Result:
    """How the pages can be used, and what does not work yet."""
    return Page("everyone/accessibility.html")


async def privacy(_: Visit) -> Result:
    """What is kept of people here, and what is not."""
    return Page("everyone/privacy.html")
