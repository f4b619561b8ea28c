"""The pages of the group, with the notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.call import Kind
from askonce.web.pages.clerk import acting, case, copying, glass, worklist
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import PageRoute

_OFFICER: Final[frozenset[Kind]] = frozenset({"officer"})
_DO: Final = "/work/{case}/do/{what}"
_COPY: Final = "/work/{case}/copy/{system}"

PAGES: Final[tuple[PageRoute, ...]] = (
    PageRoute(
        "GET", "/work", "clerk.work", "The work list by deadline.", _OFFICER, worklist.work,
        query=("list", "service", "after"),
    ),
    PageRoute("GET", "/work/glass", "clerk.glass", "Reading without a case in an emergency.", _OFFICER, glass.ask),
    PageRoute("POST", "/work/glass", "clerk.glass.look", "Read without a case.", _OFFICER, glass.look, costly=True),
    PageRoute("GET", "/work/{case}", "clerk.case", "A case on one page.", _OFFICER, case.case),
    PageRoute("GET", "/work/{case}/files/{fact}", "clerk.file", "A document of a case.", _OFFICER, case.file),
    PageRoute("GET", _DO, "clerk.act", "What is to be done with a case.", _OFFICER, acting.offer),
    PageRoute("POST", _DO, "clerk.do", "Do something with a case.", _OFFICER, acting.do),
    PageRoute("GET", _COPY, "clerk.copy", "A case to be copied into an outside system.", _OFFICER, copying.page),
    PageRoute("POST", _COPY, "clerk.copied", "Note the number that an outside system gave.", _OFFICER, copying.note),
)  # fmt: skip
NOTICES: Final[Mapping[str, str]] = {
    "clerk.take": mark("The case is yours."),
    "clerk.give": mark("The case is in the hands of your colleague."),
    "clerk.hand_over": mark("The case was handed to the other office."),
    "clerk.ask_more": mark("The person was asked."),
    "clerk.step": mark("The step is finished."),
    "clerk.join": mark("The opinion of your office was given."),
    "clerk.notify": mark("The person was told that you mean to decide against them."),
    "clerk.hear": mark("The hearing was recorded."),
    "clerk.decide": mark("It is decided. The person was told."),
    "clerk.correct": mark("It is settled. Every case that rested on it was told."),
    "clerk.hurry": mark("The case goes before all others."),
    "clerk.calm": mark("The case goes in its turn again."),
    "clerk.answer": mark("What you found out was written down."),
    "clerk.rekey": mark("The number was written down."),
}
