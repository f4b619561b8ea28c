"""The first page."""

from __future__ import annotations

from askonce.web.pages.frame.visit import Page, Result, Visit


async def home(visit: Visit) -> Result:
    """What this is, and what to press."""
    return Page("everyone/home.html", {"services": len(visit.running.bound.get("service", {}))})
