"""The pages of a person's own affairs, with the notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.call import Kind
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import PageRoute
from askonce.web.pages.resident.acting import address, agree, be_told, consents, end, give, mandates
from askonce.web.pages.resident.case import case, file
from askonce.web.pages.resident.doing import dispute, do, offer, offer_dispute
from askonce.web.pages.resident.home import cases, entitled, home, take
from askonce.web.pages.resident.known import known
from askonce.web.pages.resident.looks import looks, withheld

_PERSON: Final[frozenset[Kind]] = frozenset({"person"})
_CASE: Final = "/me/cases/{case}"
#: A file with the form around it; the house says how large a file may be.
_FILE_BYTES: Final = 30_000_000

PAGES: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", "/me", "resident.home", "A person's first page.", _PERSON, home),
    PageRoute("GET", "/me/entitled", "resident.entitled", "What one may have and does not receive.", _PERSON, entitled, costly=True),
    PageRoute("POST", "/me/entitled/{service}", "resident.take", "Take a service that asks nothing.", _PERSON, take, costly=True),
    PageRoute("GET", "/me/cases", "resident.cases", "A person's cases.", _PERSON, cases, query=("page",)),
    PageRoute("GET", _CASE, "resident.case", "A case.", _PERSON, case),
    PageRoute("GET", f"{_CASE}/files/{{fact}}", "resident.file", "A file that was handed in.", _PERSON, file),
    PageRoute("GET", f"{_CASE}/dispute/{{fact}}", "resident.offer_dispute", "Where a datum is called wrong.", _PERSON, offer_dispute),
    PageRoute("POST", f"{_CASE}/dispute/{{fact}}", "resident.dispute", "Call a datum wrong.", _PERSON, dispute),
    PageRoute("GET", f"{_CASE}/{{what}}", "resident.offer", "Where something is done with a case.", _PERSON, offer),
    PageRoute("POST", f"{_CASE}/{{what}}", "resident.do", "Do it.", _PERSON, do, most_bytes=_FILE_BYTES),
    PageRoute("GET", "/me/looks", "resident.looks", "Who looked at one's data.", _PERSON, looks, query=("before", "by")),
    PageRoute("GET", "/me/looks/withheld", "resident.withheld", "How much is withheld.", _PERSON, withheld, costly=True),
    PageRoute("GET", "/me/known", "resident.known", "What registers hold about one.", _PERSON, known),
    PageRoute("GET", "/me/mandates", "resident.mandates", "Who may act for one.", _PERSON, mandates),
    PageRoute("POST", "/me/mandates", "resident.give", "Let somebody act.", _PERSON, give),
    PageRoute("POST", "/me/mandates/end", "resident.end", "End a mandate.", _PERSON, end),
    PageRoute("GET", "/me/consents", "resident.consents", "What one agreed to.", _PERSON, consents),
    PageRoute("POST", "/me/consents", "resident.agree", "Agree, or no longer.", _PERSON, agree),
    PageRoute("GET", "/me/address", "resident.address", "Where one is told.", _PERSON, address),
    PageRoute("POST", "/me/address", "resident.be_told", "Keep an address, or forget it.", _PERSON, be_told),
)  # fmt: skip
NOTICES: Final[Mapping[str, str]] = {
    "resident.taken": mark("It is yours. Below is how it stands."),
    "resident.answer": mark("Your answer has arrived."),
    "resident.object": mark("Your objection has arrived. Another office decides about it."),
    "resident.withdraw": mark("You have taken it back."),
    "resident.speak": mark("What you think has arrived. The officer reads it before deciding."),
    "resident.review": mark("Thank you. What you said goes to the office and into the figures."),
    "resident.dispute": mark("The office that holds it looks into it, and tells you."),
    "resident.mandate": mark("The mandate holds from now on."),
    "resident.mandate-ended": mark("The mandate has ended."),
    "resident.consent": mark("It is noted. It holds from the next look on."),
    "resident.address": mark("Messages go there from now on."),
    "resident.address-gone": mark("The address is forgotten."),
}
