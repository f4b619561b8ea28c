"""The pages of the group, with the notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.call import ANYBODY, Kind
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import PageRoute
from askonce.web.pages.interview.done import case_file
from askonce.web.pages.interview.flow import own_seat, pages
from askonce.web.pages.interview.leaving import FORGOTTEN
from askonce.web.pages.interview.what import asked, what, what_service

_PERSON: Final[frozenset[Kind]] = frozenset({"person"})
_HANDLERS: Final[frozenset[Kind]] = frozenset({"person", "officer", "helper"})
_WHAT_BYTES: Final = 200_000

PAGES: Final[tuple[PageRoute, ...]] = (
    *pages("", "interview", _PERSON, own_seat),
    PageRoute(
        "GET", "/cases/{case}/files/{file}", "interview.case_file", "A file that was sent with a case.", _HANDLERS, case_file
    ),
    PageRoute("GET", "/what", "interview.what", "What would I get? Choose what it is about.", ANYBODY, what, query=("about",)),
    PageRoute(
        "POST", "/what", "interview.what_asked", "What would I get? The next question, and where things stand.",
        ANYBODY, asked, costly=True, most_bytes=_WHAT_BYTES,
    ),
    PageRoute("GET", "/what/{service}", "interview.what_service", "What would I get of one service?", ANYBODY, what_service, costly=True),
)  # fmt: skip
NOTICES: Final[Mapping[str, str]] = {
    FORGOTTEN: mark("What you had said was forgotten."),
}
