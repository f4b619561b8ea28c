"""The page of a link by which the maker of a match answers whether the buyer may have its contact, without an account."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from askonce.apps.economy.sight import Viewer
from askonce.apps.economy.visits import Link
from askonce.assembly.markets.agreeing import Agreeing
from askonce.assembly.markets.following import Followed
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry.introductions import ANSWERS
from askonce.web.pages.industry.links import QUIET, officer_of
from askonce.web.pages.industry.market import Seen, any_market, hall_of, look
from askonce.web.pages.industry.sides import SAID, Side, article_of, side_of

DONE: Final = "/zone/answered"
_OVER: Final = "link-over"


class Opened(msgspec.Struct, frozen=True):
    """What a code opens: the link, the name of its firm, and the match as that firm may see it."""

    link: Link
    firm: str
    side: Side


async def read(visit: Visit) -> Page | None:
    """Who wants to be introduced, as far as the link may show it; none where its code opens no match."""
    found = await _opened(visit)
    return _page(visit, found, Errors()) if found is not None else None


async def answer(visit: Visit) -> Result | None:
    """Take the answer and use the link up, in one; none where the code opens no match."""
    found = await _opened(visit)
    if found is None:
        return None
    word, errors = visit.form.one("agree"), Errors()
    if word not in ANSWERS:
        errors.add("agree", visit.say("Choose whether the firm agrees"))
        return _page(visit, found, errors)
    house, market = visit.house, any_market(visit)
    if isinstance(market, Refusal):
        return market

    def job(journal: Journal) -> str | Refusal:
        def find(case: str) -> Followed | None:
            bound = visit.service.markets.bound(market)
            every = hall_of(visit).following.matches(journal, bound)
            return next((one for one in every if one.line.id == case), None)

        code = visit.path["code"]
        done = Agreeing(house).by_link(journal, code, find, officer_of, agrees=ANSWERS[word])
        return done if isinstance(done, Refusal) else DONE

    done = await visit.once(job)
    return None if isinstance(done, Refusal) and done.code == _OVER else done


async def answered(_visit: Visit) -> Result:
    """What comes next; the page says nothing of what was answered."""
    return Page("industry/answered.html", {})


async def _opened(visit: Visit) -> Opened | None:
    market, agreeing = any_market(visit), Agreeing(visit.house)
    if isinstance(market, Refusal):
        return None

    def job(journal: Journal) -> Opened | None:
        link = agreeing.by_code(journal, visit.path["code"])
        if link is None or officer_of(journal, link) is None:
            return None
        seen = look(visit, journal, market, Viewer(firms=frozenset({link.firm})))
        return None if isinstance(seen, Refusal) else _in(visit, journal, seen, link)

    return await visit.read(job)


def _in(visit: Visit, journal: Journal, seen: Seen, link: Link) -> Opened | None:
    one = next((one for one in seen.pairs.values() if one.line.id == link.case), None)
    side = side_of(visit, journal, seen, one, link.firm) if one is not None and one.open else None
    return Opened(link, seen.firm(link.firm).name, side) if side is not None else None


def _page(visit: Visit, found: Opened, errors: Errors) -> Page:
    office = visit.running.bound.get("office", {}).get(found.link.office)
    values: dict[str, Any] = {
        "name": found.firm,
        "number": found.link.firm,
        "side": found.side,
        "said": SAID,
        "office": office.title.texts if office is not None and office.title is not None else {},
        "officer": found.link.officer,
        "until": found.link.until,
        "article": article_of(visit, found.side.stage.followed),
        "code": visit.path["code"],
        "errors": errors,
    }
    return Page("industry/answer.html", values, 422 if errors else 200, headers=QUIET)
