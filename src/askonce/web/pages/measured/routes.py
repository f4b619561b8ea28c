"""The pages of the group, with the notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.call import ANYBODY, Kind
from askonce.web.pages.frame.visit import PageRoute
from askonce.web.pages.measured import auditing, ledger, opened, overview, pictures, places, planning

_OFFICER: Final[frozenset[Kind]] = frozenset({"officer"})
_PERIOD: Final = ("month",)

PAGES: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", "/figures", "measured.figures", "The figures of the county.", ANYBODY, overview.figures, query=_PERIOD),
    PageRoute(
        "GET", "/figures/parts/{figure}", "measured.part", "What makes up a figure.", ANYBODY, overview.part,
        query=(*_PERIOD, "office"),
    ),
    PageRoute("GET", "/figures/offices/{office}", "measured.office", "The figures of an office.", ANYBODY, places.office, query=_PERIOD),
    PageRoute("GET", "/figures/services/{service}", "measured.service", "The figures of a service.", ANYBODY, places.service, query=_PERIOD),
    PageRoute(
        "GET", "/figures/services/{service}/cases", "measured.cases", "The cases of one's own office that make up a figure.",
        _OFFICER, opened.cases, query=(*_PERIOD, "office", "what", "after"),
    ),
    PageRoute("GET", "/figures/plan", "measured.plan", "The changes that would save people most.", ANYBODY, planning.plan, query=("by",)),
    PageRoute(
        "GET", "/figures/chart/{picture}", "measured.chart", "A chart as SVG.", ANYBODY, pictures.chart,
        query=(*_PERIOD, "office", "service"),
    ),
    PageRoute("GET", "/audit", "measured.audit", "What an auditor sees.", _OFFICER, auditing.audit, query=_PERIOD),
    PageRoute("GET", "/ledger", "measured.ledger", "The public ledger.", ANYBODY, ledger.ledger),
    PageRoute("POST", "/ledger/verification", "measured.verify", "Verify the ledger.", ANYBODY, ledger.begin, costly=True),
    PageRoute("GET", "/ledger/verification", "measured.verification", "What verifying found.", ANYBODY, ledger.verification),
    PageRoute("POST", "/ledger/kept", "measured.kept", "Hold a head against the ledger.", ANYBODY, ledger.compare, costly=True),
)  # fmt: skip
NOTICES: Final[Mapping[str, str]] = {}
