"""Charts under addresses of their own: `/figures/chart/rates-en.svg`, of the county, an office, or a service."""

from __future__ import annotations

from typing import Any, Final

from askonce.web.answer import Answer
from askonce.web.pages.frame.language import LANGUAGES, Language, mark
from askonce.web.pages.frame.visit import Result, Visit
from askonce.web.pages.measured import charts
from askonce.web.pages.measured.drawing import DRAWING, NotDrawnError
from askonce.web.pages.measured.situation import Situation, situation
from askonce.web.pages.measured.tables import months
from askonce.web.problem import refused

_SVG: Final = b"image/svg+xml; charset=utf-8"
_ENDING: Final = ".svg"


async def chart(visit: Visit) -> Result:
    """A chart; its numbers stand in a table of the page that shows it."""
    name, _, language = visit.path["picture"].removesuffix(_ENDING).rpartition("-")
    spoken = next((one for one in LANGUAGES if one == language), None)
    if spoken is None or name not in charts.ALT or not visit.path["picture"].endswith(_ENDING):
        return refused("no-such-thing")
    bound = visit.running.bound
    office, service = visit.query.get("office", ""), visit.query.get("service", "")
    if (office and office not in bound.get("office", {})) or (
        service and service not in bound.get("service", {})
    ):
        return refused("no-such-thing")
    there = await situation(visit, office=office, service=service)
    described = _described(name, spoken, there)
    try:
        return Answer(200, await DRAWING.draw(described), media=_SVG)
    except NotDrawnError:
        return refused("busy")


def _described(name: str, language: Language, there: Situation) -> dict[str, Any]:
    if name in (charts.RATES, charts.DAYS):
        _, drawn = months(there)
        return (charts.rates if name == charts.RATES else charts.days)(language, drawn)
    seen = there.seen()
    if name == charts.STARS:
        stars = {number: one.value for number, one in seen.stars.items()} if seen.enough else {}
        return charts.bars(language, stars, mark("Stars"), mark("Reviews"))
    spread = {number: one.value for number, one in seen.spread.items()} if seen.enough else {}
    return charts.bars(language, spread, mark("Questions"), mark("Filings"))
