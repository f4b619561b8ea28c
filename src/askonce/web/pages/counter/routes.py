"""The pages of the group, with the notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec

from askonce.web.call import Kind
from askonce.web.pages.counter.cases import case, filed
from askonce.web.pages.counter.doing import do, offer, send_file
from askonce.web.pages.counter.entering import begin, finish, home
from askonce.web.pages.counter.seat import HOME, seat_of_sitting, told_whom
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import PageRoute
from askonce.web.pages.interview import flow

#: A form with a file in it may be so large; the settings say how large the file may be.
_MOST_UPLOAD: Final = 64_000_000
_BEHIND: Final[frozenset[Kind]] = frozenset({"helper", "officer"})

PAGES: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", HOME, "counter.home", "Where a sitting begins, and what can be done in it.", _BEHIND, home, query=("q",)),
    PageRoute("POST", HOME, "counter.begin", "Begin a sitting with somebody.", _BEHIND, begin, costly=True),
    PageRoute("POST", f"{HOME}/finish", "counter.finish", "End the sitting.", _BEHIND, finish),
    PageRoute("GET", f"{HOME}/cases/{{case}}", "counter.case", "A case beside its person.", _BEHIND, case),
    PageRoute("GET", f"{HOME}/filed/{{case}}", "counter.filed", "What was filed, and the slip to take home.", _BEHIND, filed),
    PageRoute("GET", f"{HOME}/cases/{{case}}/{{what}}", "counter.offer", "One thing to do in a case.", _BEHIND, offer),
    PageRoute("POST", f"{HOME}/cases/{{case}}/{{what}}", "counter.do", "Do it for the person.", _BEHIND, do),
    PageRoute("POST", f"{HOME}/cases/{{case}}/file", "counter.send_file", "Answer with a file.", _BEHIND, send_file, costly=True, most_bytes=_MOST_UPLOAD),
    *(
        msgspec.structs.replace(page, run=partial(told_whom, page.run))
        for page in flow.pages(HOME, "counter", _BEHIND, seat_of_sitting)
    ),
)  # fmt: skip
NOTICES: Final[Mapping[str, str]] = {
    "counter.begun": mark("You are helping one person now. They are told, and it is on record."),
    "counter.finished": mark("Finished. Nothing of this person is shown here any more."),
    "counter.over": mark("Nobody sits with you now: the half hour is over, or it was finished. Begin anew."),
    "counter.answer": mark("The answer has been given. The person is told that you did it for them."),
    "counter.dispute": mark("The office that keeps the record looks at it now. The person is told that you did it for them."),
    "counter.speak": mark("What was said is with the office now. The person is told that you did it for them."),
    "counter.object": mark("The objection has been filed. The person is told that you did it for them."),
    "counter.review": mark("Thank you. What was said goes to the office and into the figures."),
}  # fmt: skip
