"""What fits a need, and whom an offer fits: for the firm whose it is, and for officers of the market."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from askonce.apps.economy.listing import Listed
from askonce.apps.economy.matching import Match
from askonce.assembly.markets.firms import contact_of
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.addressing import from_address
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry.following import stage_of
from askonce.web.pages.industry.market import Seen, any_market, look
from askonce.web.pages.industry.telling import Card, Telling
from askonce.web.problem import refused

if TYPE_CHECKING:
    from askonce.apps.economy.board import Found

MOST: Final = 10
_NEAR: Final = 5


async def for_need(visit: Visit) -> Result:
    """What fits a need."""
    name = from_address(visit.path["need"])
    return await _matches(
        visit, name, lambda seen: seen.floor.for_need(name, seen.viewer, MOST, _NEAR), "need"
    )


async def for_offer(visit: Visit) -> Result:
    """Whom an offer fits."""
    name = from_address(visit.path["offer"])
    return await _matches(
        visit, name, lambda seen: seen.floor.for_offer(name, seen.viewer, MOST, _NEAR), "offer"
    )


async def _matches(visit: Visit, name: str, find: Callable[[Seen], Found], side: str) -> Result:
    market = any_market(visit)
    if isinstance(market, Refusal):
        return market

    def job(journal: Journal) -> dict[str, Any] | Refusal:
        seen = look(visit, journal, market)
        if isinstance(seen, Refusal):
            return seen
        try:
            found = find(seen)
        except KeyError:
            return refused("no-such-thing")
        own = (seen.floor.needs if side == "need" else seen.floor.offers)[name]
        return _values(visit, journal, seen, own, found, side)

    values = await visit.read(job)
    return values if isinstance(values, Refusal) else Page("industry/matches.html", values)


def _values(
    visit: Visit, journal: Journal, seen: Seen, own: Listed, found: Found, side: str
) -> dict[str, Any]:
    telling = Telling(visit, seen)
    tell = telling.offer if side == "need" else telling.need

    def card(match: Match) -> Card:
        return _with_case(visit, journal, seen, tell(match))

    matches = tuple(map(card, found.matches))
    return {
        "side": side,
        "own": own,
        "title_words": "".join(own.words[:1]) or own.id,
        "text": " ".join(one for one in own.words[1:] if one),
        "firm": seen.firm(own.firm),
        "published": own.published,
        "stands": own.stands(seen.floor.day),
        "until": own.until,
        "matches": tuple(one for one in matches if one.alike),
        "others": tuple(one for one in matches if not one.alike),
        "near": tuple(map(card, found.near)),
        "officer": seen.viewer.officer,
        "distances": seen.viewer.officer or seen.floor.terms.open_distance,
        "hidden": any(one.confidential for one in seen.floor.terms.constraints) and not seen.viewer.officer,
        "stage": lambda one: stage_of(visit, one),
    }


def _with_case(visit: Visit, journal: Journal, seen: Seen, card: Card) -> Card:
    """A card with the case of its pair, where the visitor may know of it, and the contact once both sides agreed."""
    followed = seen.pairs.get((card.match.need, card.match.offer))
    if followed is None:
        return card
    buyer = seen.floor.needs[card.match.need].firm
    if not (seen.viewer.officer or followed.agreed or buyer in seen.viewer.firms):
        return card
    contact = contact_of(visit.house, journal, seen.market, card.other.firm) if followed.agreed else ""
    return msgspec.structs.replace(card, followed=followed, contact=contact)
