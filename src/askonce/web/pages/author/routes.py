"""The pages of the group, with the notices that they leave: the rules are for everybody to read, drafts for those who work on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.call import ANYBODY
from askonce.web.pages.author import (
    articles,
    comparing,
    findings,
    holdings,
    home,
    rehearsing,
    sending,
    trying,
)
from askonce.web.pages.author.packs import AUTHORS, OF
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import PageRoute

_OF: Final = (OF,)
_WITHOUT: Final = ("service", "question", "instead")

PAGES: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", "/pack", "author.home", "The pack in force, and the draft of whoever looks.", ANYBODY, home.home),
    PageRoute("GET", "/pack/norms", "author.norms", "Every norm.", ANYBODY, articles.norms, query=_OF),
    PageRoute("GET", "/pack/norms/{norm}", "author.norm", "A norm beside its article.", ANYBODY, articles.norm, query=_OF),
    PageRoute("GET", "/pack/laws", "author.laws", "Every law.", ANYBODY, articles.laws, query=_OF),
    PageRoute("GET", "/pack/laws/{law}", "author.law", "A law beside what rests on it.", ANYBODY, articles.law, query=_OF),
    PageRoute("GET", "/pack/registers", "author.registers", "Every register.", ANYBODY, holdings.registers, query=_OF),
    PageRoute("GET", "/pack/registers/{register}", "author.register", "What a register holds.", ANYBODY, holdings.register, query=_OF),
    PageRoute("GET", "/pack/offices", "author.offices", "Every office.", ANYBODY, holdings.offices, query=_OF),
    PageRoute("GET", "/pack/rules/{code}", "author.rule", "What a code of the check means.", ANYBODY, findings.rule),
    PageRoute(
        "GET", "/pack/findings", "author.findings", "What the check finds in a draft, or in the pack in force.",
        AUTHORS, findings.findings, query=(OF, "severity", "code"),
    ),
    PageRoute("GET", "/pack/draft", "author.draft", "Bring a draft.", AUTHORS, sending.draft),
    PageRoute("POST", "/pack/draft", "author.send", "Take a ZIP as draft.", AUTHORS, sending.send, costly=True, most_bytes=sending.MOST_FORM),
    PageRoute("POST", "/pack/draft/example", "author.example", "Begin with an example.", AUTHORS, sending.example, costly=True),
    PageRoute("POST", "/pack/draft/forget", "author.forget", "Forget the draft.", AUTHORS, sending.forget),
    PageRoute("GET", "/pack/compare", "author.compare", "What changes between the pack in force and the draft.", AUTHORS, comparing.compared),
    PageRoute("GET", "/pack/try", "author.try", "Choose what to try with whom.", AUTHORS, trying.choose, query=_OF),
    PageRoute("GET", "/pack/trial", "author.chosen", "Go to what was chosen to be tried.", AUTHORS, trying.go, query=(OF, "service", "person")),
    PageRoute("GET", "/pack/try/{service}", "author.trial", "A service tried with an invented person.", AUTHORS, trying.begin, query=(OF, "person")),
    PageRoute("POST", "/pack/try/{service}", "author.tried", "Go on with a trial.", AUTHORS, trying.go_on, query=_OF, costly=True),
    PageRoute("GET", "/pack/rehearse", "author.rehearse", "Choose what to rehearse.", AUTHORS, rehearsing.rehearse, query=("service", "question")),
    PageRoute("POST", "/pack/rehearse", "author.drop", "Rehearse without a question.", AUTHORS, rehearsing.drop, costly=True),
    PageRoute("GET", "/pack/rehearse/without", "author.without", "Closed cases without a question.", AUTHORS, rehearsing.without, query=_WITHOUT),
    PageRoute("GET", "/pack/rehearse/draft", "author.rehearsed", "Closed cases by the draft.", AUTHORS, rehearsing.draft),
    PageRoute("POST", "/pack/rehearse/draft", "author.rehearse_draft", "Rehearse the draft.", AUTHORS, rehearsing.begin_draft, costly=True),
)  # fmt: skip
NOTICES: Final[Mapping[str, str]] = {
    "author-draft": mark("Your draft is kept for a day. Only you see it."),
    "author-forgotten": mark("Your draft is forgotten."),
}
