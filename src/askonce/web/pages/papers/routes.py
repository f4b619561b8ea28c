"""The pages of the group, with the notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.call import ANYBODY, Kind
from askonce.web.pages.frame.visit import PageRoute
from askonce.web.pages.papers.certificates import ask_number, certificate, checked, compared, typed_number
from askonce.web.pages.papers.forms import form
from askonce.web.pages.papers.slips import ask_code, make_slip, offer_slip, print_slip, shown

_BESIDE: Final[frozenset[Kind]] = frozenset({"person", "helper"})

PAGES: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", "/papers/certificate/{case}/{output}", "papers.certificate", "A certificate as PDF.", _BESIDE, certificate, costly=True),
    PageRoute("GET", "/check", "papers.check", "Where the number of a paper is typed.", ANYBODY, ask_number),
    PageRoute("POST", "/check", "papers.check_typed", "On to what is known of a number.", ANYBODY, typed_number),
    PageRoute("GET", "/check/{number}", "papers.checked", "Whether a paper is valid.", ANYBODY, checked, costly=True),
    PageRoute("POST", "/check/{number}", "papers.compared", "Whether a paper is for whom it says.", ANYBODY, compared, costly=True),
    PageRoute("GET", "/slip", "papers.slip", "Where the code of a slip is typed.", ANYBODY, ask_code, query=("code",)),
    PageRoute("POST", "/slip", "papers.slip_shown", "How a case stands, by its code.", ANYBODY, shown, costly=True),
    PageRoute("POST", "/slip/print", "papers.slip_print", "A slip as PDF.", ANYBODY, print_slip, costly=True),
    PageRoute("GET", "/papers/slip/{case}", "papers.new_slip", "What a slip is for.", _BESIDE, offer_slip),
    PageRoute("POST", "/papers/slip/{case}", "papers.make_slip", "A new slip, shown once.", _BESIDE, make_slip, costly=True),
    PageRoute("GET", "/papers/form/{service}", "papers.form", "The form of a service to fill in by hand, as PDF.", ANYBODY, form, costly=True),
)  # fmt: skip
NOTICES: Final[Mapping[str, str]] = {}
