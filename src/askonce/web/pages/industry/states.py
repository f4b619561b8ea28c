"""How the matches of each firm stand, for the map of the office."""

from __future__ import annotations

from datetime import date
from typing import Final

from askonce.apps.economy.concepts import ORDERS
from askonce.assembly.markets.following import Followed
from askonce.assembly.markets.memory import turned_down
from askonce.cases.journal import Journal
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.industry.market import Seen
from askonce.web.pages.industry.proposals import proposals_of

#: How the matches of a firm stand; of several what asks most for the office's attention is shown.
STATES: Final = (
    mark("no match"),
    mark("proposed"),
    mark("running"),
    mark("stalled"),
    mark("orders came of it"),
)
NO_MATCH, _PROPOSED, _RUNNING, _STALLED, _PRODUCING = range(len(STATES))
_ATTENTION: Final = (NO_MATCH, _PROPOSED, _PRODUCING, _RUNNING, _STALLED)


def states_of(visit: Visit, journal: Journal, seen: Seen) -> dict[str, int]:
    """How the matches of each firm stand, for the office alone; of firms that are not named there is no match."""
    found: dict[str, int] = {}

    def note(need: str, offer: str, state: int) -> None:
        for one in (seen.floor.needs.get(need), seen.floor.offers.get(offer)):
            if one is not None:
                found[one.firm] = first(found.get(one.firm, NO_MATCH), state)

    for one in proposals_of(seen, turned_down(visit.house, journal, seen.market)):
        note(one.need.id, one.line.offer, _PROPOSED)
    for followed in seen.pairs.values():
        note(followed.need, followed.offer, state_of(followed, seen.floor.day))
    return found


def first(one: int, other: int) -> int:
    """Of two states the one that asks more for the office's attention."""
    return max(one, other, key=_ATTENTION.index)


def state_of(followed: Followed, today: date) -> int:
    """How a match stands: what brought orders produces; what ended without any is none."""
    orders = followed.money(ORDERS)
    if orders is not None and orders.amount > 0:
        return _PRODUCING
    if followed.ended:
        return NO_MATCH
    return _STALLED if followed.is_stalled(today) else _RUNNING
