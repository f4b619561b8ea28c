"""The table of pages: every group's, with what the header and the footer offer to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from askonce.web.call import ANYBODY, Kind
from askonce.web.pages.admin import routes as admin
from askonce.web.pages.author import routes as author
from askonce.web.pages.clerk import routes as clerk
from askonce.web.pages.counter import routes as counter
from askonce.web.pages.everyone import routes as everyone
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import PageRoute, Visit
from askonce.web.pages.identity import routes as identity
from askonce.web.pages.industry import routes as industry
from askonce.web.pages.industry.market import keeps_market
from askonce.web.pages.industry.seat import acts_for_firms, walks
from askonce.web.pages.interview import routes as interview
from askonce.web.pages.measured import routes as measured
from askonce.web.pages.measured.auditors import audits
from askonce.web.pages.papers import routes as papers
from askonce.web.pages.resident import routes as resident

_GROUPS: Final = (
    everyone, interview, resident, counter, papers, clerk, author, measured, industry, identity, admin,
)  # fmt: skip

PAGES: Final[tuple[PageRoute, ...]] = tuple(page for group in _GROUPS for page in group.PAGES)

NOTICES: Final[Mapping[str, str]] = {
    "signed-out": mark(
        "You were signed out: nothing was done for a while, or the session was ended elsewhere."
    ),
    **{key: words for group in _GROUPS for key, words in group.NOTICES.items()},
}


def _always(_: Visit) -> bool:
    return True


def _audits(visit: Visit) -> bool:
    return audits(visit.actor, visit.running.bound)


def _has_counter(visit: Visit) -> bool:
    offices = visit.running.bound.get("office", {})
    own = visit.actor.offices if visit.actor is not None else ()
    return any(name in offices and offices[name].counter is not None for name in own)


class Item(msgspec.Struct, frozen=True):
    """What the header or the footer offers: a page by its name, under which words, to whom; `when` looks closer.

    In the footer, `kind` says of which definitions a pack has to have one.
    """

    page: str
    text: str
    kinds: frozenset[Kind] = ANYBODY
    when: Callable[[Visit], bool] = _always
    kind: str = ""


_ANONYMOUS: Final[frozenset[Kind]] = frozenset({"anonymous"})
_PERSON: Final[frozenset[Kind]] = frozenset({"person"})
_OFFICER: Final[frozenset[Kind]] = frozenset({"officer"})

HEADER: Final[tuple[Item, ...]] = (
    Item("resident.home", mark("My affairs"), _PERSON),
    Item("clerk.work", mark("Work list"), _OFFICER),
    Item("industry.zone", mark("The zone"), _OFFICER, keeps_market),
    Item("industry.visit", mark("Visit"), _OFFICER, walks),
    Item("industry.notes", mark("Notes"), _OFFICER, walks),
    Item("counter.home", mark("Counter"), frozenset({"helper"})),
    Item("counter.home", mark("Counter"), _OFFICER, _has_counter),
    Item("admin.home", mark("Administration"), frozenset({"admin"})),
    Item("everyone.services", mark("Services"), frozenset({"anonymous", "person", "helper"})),
    Item("everyone.life_events", mark("Life events"), frozenset({"anonymous", "person"})),
    Item("interview.what", mark("What would I get?"), _ANONYMOUS),
    Item("resident.looks", mark("Who looked"), _PERSON),
    Item("industry.firms", mark("My firms"), _PERSON, acts_for_firms),
    Item("author.home", mark("The rules"), frozenset({"officer", "admin"})),
    Item("measured.figures", mark("Figures"), frozenset({"anonymous", "officer", "admin"})),
    Item("measured.audit", mark("Audit"), _OFFICER, _audits),
    Item("identity.sign_in", mark("Sign in"), _ANONYMOUS),
    Item("identity.account", mark("Account"), frozenset({"person", "officer", "helper", "admin"})),
)
FOOTER: Final[tuple[Item, ...]] = (
    Item("everyone.about", mark("What this is")),
    Item("everyone.accessibility", mark("Accessibility")),
    Item("everyone.privacy", mark("Your data")),
    Item("papers.slip", mark("State of a case by code")),
    Item("papers.check", mark("Check a certificate")),
    Item("industry.map", mark("Map of the zone"), kind="market"),
    Item("measured.ledger", mark("The public ledger")),
    Item("measured.figures", mark("Figures")),
)
