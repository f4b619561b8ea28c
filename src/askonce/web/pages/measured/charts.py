"""Charts of figures as Vega-Lite describes them; no person is in one, and what is withheld in a table is missing in its chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from askonce.cases.observing.figures import Observed
from askonce.web.pages.frame.language import Language, mark, say
from askonce.web.pages.measured.tables import month_words

Rows: TypeAlias = Sequence[Mapping[str, Any]]
_FONT: Final = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
_GREEN, _OCHRE, _INK, _GREY = "#0a6256", "#b5541c", "#0b0c0c", "#505a5f"
_WIDTH, _HEIGHT = 400, 240
_WHAT, _MONTH, _VALUE = "what", "month", "value"

RATES, DAYS, QUESTIONS, STARS = "rates", "days", "questions", "stars"
ALT: Final[Mapping[str, str]] = {
    RATES: mark("Line chart by month: the share filed online and the share without a visit. The table has its numbers."),
    DAYS: mark("Line chart by month: working days promised and working days taken. The table has its numbers."),
    QUESTIONS: mark("Bar chart: how many filings came with how many questions. The table has its numbers."),
    STARS: mark("Bar chart: how many reviews gave how many stars. The table has its numbers."),
}  # fmt: skip


def rates(language: Language, months: Mapping[date, Observed]) -> dict[str, Any]:
    """The shares filed online and without a visit, by month."""
    lines = {
        mark("Filed online"): lambda one: one.online.value,
        mark("Without a visit"): lambda one: one.zero_visit.value,
    }
    return _by_month(language, months, lines, mark("Share of filings"), share=True)


def days(language: Language, months: Mapping[date, Observed]) -> dict[str, Any]:
    """Days promised and taken, by month."""
    lines = {
        mark("Promised"): lambda one: one.took_promised.value,
        mark("Taken"): lambda one: one.took.value,
    }
    return _by_month(language, months, lines, mark("Working days"), share=False)


def bars(language: Language, counts: Mapping[int, int | None], across: str, up: str) -> dict[str, Any]:
    """How many have each number; what is withheld has no bar."""
    rows = [{_WHAT: str(number), _VALUE: count} for number, count in counts.items() if count is not None]
    x = {
        "field": _WHAT, "type": "ordinal", "title": say(language, across), "scale": {"domain": list(map(str, counts))}, "axis": {"labelAngle": 0},
    }  # fmt: skip
    y = {"field": _VALUE, "type": "quantitative", "title": say(language, up), "axis": {"tickMinStep": 1}}
    return {**_base(rows), "mark": {"type": "bar", "color": _GREEN}, "encoding": {"x": x, "y": y}}


def _by_month(
    language: Language,
    months: Mapping[date, Observed],
    lines: Mapping[str, Callable[[Observed], float | None]],
    title: str,
    *,
    share: bool,
) -> dict[str, Any]:
    rows = [
        {_MONTH: month_words(month)[language], _WHAT: say(language, what), _VALUE: of(one)}
        for month, one in months.items()
        for what, of in lines.items()
        if of(one) is not None
    ]
    domain = [say(language, what) for what in lines]
    names = [month_words(month)[language] for month in months]
    x = {
        "field": _MONTH, "type": "ordinal", "title": None, "scale": {"domain": names},
        "axis": {"labelAngle": -30, "labelOverlap": True},
    }  # fmt: skip
    y = {
        "field": _VALUE, "type": "quantitative", "title": say(language, title),
        "axis": {"format": "%"} if share else {}, "scale": {"domain": [0, 1]} if share else {"zero": True},
    }  # fmt: skip
    legend = {
        "title": None,
        "orient": "top",
        "symbolType": "stroke",
        "symbolSize": 160,
        "symbolStrokeWidth": 3,
    }
    what = {"field": _WHAT, "type": "nominal"}
    colour = {**what, "scale": {"domain": domain, "range": [_GREEN, _OCHRE]}, "legend": legend}
    dash = {**what, "scale": {"domain": domain, "range": [[1, 0], [6, 4]]}, "legend": legend}
    shape = {**what, "scale": {"domain": domain, "range": ["circle", "square"]}, "legend": None}
    # a missing month breaks the line: nothing is drawn where nothing is known
    line = {"mark": {"type": "line", "strokeWidth": 3}, "encoding": {"strokeDash": dash}}
    point = {
        "mark": {"type": "point", "filled": True, "opacity": 1, "size": 90},
        "encoding": {"shape": shape},
    }
    return {**_base(rows), "encoding": {"x": x, "y": y, "color": colour}, "layer": [line, point]}


def _base(rows: Rows) -> dict[str, Any]:
    text = {"labelFontSize": 14, "titleFontSize": 14, "labelColor": _INK, "titleColor": _INK}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH,
        "height": _HEIGHT,
        "data": {"values": list(rows)},
        "config": {
            "font": _FONT,
            "axis": {**text, "grid": False, "domainColor": _GREY, "tickColor": _GREY},
            "legend": {**text, "labelLimit": 400},
            "view": {"stroke": None},
            "background": "white",
        },
    }
