"""All figures of the county: six from both sides, then by month, by office, by service; and what makes one of them up."""

from __future__ import annotations

from typing import Any

from askonce.cases.measure import Figures
from askonce.cases.wording.titles import Titles
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.measured.charts import ALT, DAYS, QUESTIONS, RATES, STARS
from askonce.web.pages.measured.comparing import BY_NAME, FIGURES, Compared, Figure, compare, value_of
from askonce.web.pages.measured.situation import ALL, Situation, situation
from askonce.web.pages.measured.tables import Row, filed, month_words, months, rows
from askonce.web.problem import refused


async def figures(visit: Visit) -> Result:
    """The figures of the county."""
    there = await situation(visit)
    titles, seen = Titles(visit.running.bound), there.seen()
    by_month, _ = months(there)
    return Page(
        "measured/figures.html",
        {
            **shared(visit, there),
            "seen": seen,
            "compared": compare(there, seen, filed(there)),
            "by_month": by_month,
            "by_office": rows(there.by_office(), lambda name: titles.title("office", name)),
            "by_service": rows(there.by_service(), lambda name: titles.title("service", name)),
            "services": len(there.known.measures.services),
        },
    )


def shared(visit: Visit, there: Situation) -> dict[str, Any]:
    """What every page of figures shows: the period, up to when it is counted, the charts' words."""
    query = f"?month={there.period}" if there.period else ""
    return {
        "there": there,
        "period": there.period,
        "query": query,
        "all": ALL,
        "offers_all": there.tells_all,
        "choices": [(f"{one:%Y-%m}", month_words(one)) for one in reversed(there.months)],
        "alt": ALT,
        "charts": {"rates": RATES, "days": DAYS, "questions": QUESTIONS, "stars": STARS},
        "wide": True,
        "here": visit.here.partition("?")[0],
    }


async def part(visit: Visit) -> Result:
    """What makes one figure up: each service with what its text says and what was observed."""
    figure = BY_NAME.get(visit.path["figure"])
    if figure is None:
        return refused("no-such-thing")
    office = visit.query.get("office", "")
    if office and office not in visit.running.bound.get("office", {}):
        return refused("no-such-thing")
    there = await situation(visit, office=office)
    return _part(visit, there, figure, office)


def _part(visit: Visit, there: Situation, figure: Figure, office: str) -> Page | Refusal:
    titles, seen = Titles(visit.running.bound), there.seen()
    says = {one.id: figure.computed(one) for one in _services(there, office)}
    found = rows(there.by_service(), lambda name: titles.title("service", name))
    lines = [_line(figure, row, says.get(row.key)) for row in found]
    silent = [name for name in says if name not in {row.key for row in found}]
    return Page(
        "measured/part.html",
        {
            **shared(visit, there),
            "figure": figure,
            "figures": FIGURES,
            "office": office,
            "office_title": titles.title("office", office) if office else {},
            "compared": next(one for one in compare(there, seen, filed(there)) if one.figure is figure),
            "lines": lines,
            "silent": [(name, titles.title("service", name), says[name]) for name in sorted(silent)],
        },
    )


def _services(there: Situation, office: str) -> list[Figures]:
    return [one for one in there.known.measures.services if not office or one.office == office]


def _line(figure: Figure, row: Row, says: float | None) -> tuple[Row, Compared | None]:
    """A service with both sides; nothing observed where it is withheld."""
    if row.seen is None:
        return row, None
    of = figure.observed(row.seen)
    promised = row.seen.took_promised.value if figure.from_promise else says
    return row, Compared(figure, promised, 0, value_of(figure, of), of)
