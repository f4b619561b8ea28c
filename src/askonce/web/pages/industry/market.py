"""The market as a visitor of its pages sees it: its floor, who looks, its firms, and the matches that are followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import msgspec

from askonce.apps.economy.binding import BoundMarket
from askonce.apps.economy.sight import OFFICER, Viewer
from askonce.assembly.house import House
from askonce.assembly.markets.firms import Firms, Profile, acting_firms
from askonce.assembly.markets.floor import NoMarket
from askonce.assembly.markets.following import Followed, Following
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.visit import Visit
from askonce.web.problem import refused

if TYPE_CHECKING:
    from askonce.assembly.markets.floor import Floor

_OFFICER: Final = "officer"


class Hall(msgspec.Struct, frozen=True):
    """What pages keep of the markets of a house in memory, beside the markets themselves."""

    firms: Firms
    following: Following


_HALLS: Final[WeakKeyDictionary[House, Hall]] = WeakKeyDictionary()


def hall_of(visit: Visit) -> Hall:
    """What pages keep of the markets; made once for a house."""
    house = visit.house
    found = _HALLS.get(house)
    if found is None:
        found = _HALLS.setdefault(house, Hall(Firms(house), Following(house)))
    return found


class Seen(msgspec.Struct, frozen=True):
    """A market at one moment, for one visitor."""

    market: BoundMarket
    floor: Floor
    viewer: Viewer
    profiles: Mapping[str, Profile]
    pairs: Mapping[tuple[str, str], Followed]

    def firm(self, name: str) -> Profile:
        """A firm as everybody may see it; one that the zone does not know goes by its number."""
        return self.profiles.get(name) or Profile(name, {})


def keeps_market(visit: Visit) -> bool:
    """Whether who asks is an officer of the office of a market, so that the header offers its pages."""
    return bool(_own_market(visit))


def _own_market(visit: Visit) -> str:
    """The market whose office the officer who asks works for, empty where there is none."""
    actor = visit.actor
    if actor is None or actor.kind != _OFFICER:
        return ""
    bound: Mapping[str, BoundMarket] = visit.running.bound.get("market", {})
    offices = {name: one.market.office.id for name, one in bound.items() if one.market.office is not None}
    return next((name for name, office in offices.items() if actor.may_act_as(office)), "")


def office_market(visit: Visit) -> str | Refusal:
    """The market of the officer's office; refused to whoever works elsewhere."""
    return _own_market(visit) or refused("not-for-you")


def any_market(visit: Visit) -> str | Refusal:
    """The market that everybody is shown: the officer's own, or the first that there is."""
    found = _own_market(visit) or next(iter(visit.running.bound.get("market", {})), "")
    return found or refused("no-such-thing")


def look(visit: Visit, journal: Journal, name: str, viewer: Viewer | None = None) -> Seen | Refusal:
    """A market as a read job sees it; for who asks, or for another `viewer` that was made sure of before."""
    hall, markets = hall_of(visit), visit.service.markets
    try:
        market = markets.bound(name)
        floor = markets.floor(name, journal)
    except NoMarket:
        return refused("no-such-thing")
    viewer = viewer or _viewer(visit, journal, market)
    return Seen(
        market,
        floor,
        viewer,
        hall.firms.profiles(market, journal),
        hall.following.pairs(journal, market) if viewer.officer or viewer.firms else {},
    )


def _viewer(visit: Visit, journal: Journal, market: BoundMarket) -> Viewer:
    actor, office = visit.actor, market.market.office
    if actor is None:
        return Viewer()
    if actor.kind == _OFFICER and office is not None and actor.may_act_as(office.id):
        return OFFICER
    return Viewer(firms=acting_firms(visit.house, journal, market, actor))
