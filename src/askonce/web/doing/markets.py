"""Markets: what fits a need or an offer, all matches of a zone, its chain, and who could supply whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from askonce.apps.economy.allocation import allocate
from askonce.apps.economy.chain import Chain, chain_of
from askonce.apps.economy.sight import Viewer
from askonce.assembly.markets.firms import acting_firms
from askonce.assembly.markets.floor import NoMarket
from askonce.assembly.markets.shown import called, found_shown, zone_shown
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.addressing import from_address
from askonce.web.answer import Answer, answer
from askonce.web.call import Call
from askonce.web.problem import refused

if TYPE_CHECKING:
    from askonce.assembly.markets.floor import Floor

_MOST: Final = 50
_USUAL: Final = 10


class MarketShown(msgspec.Struct, frozen=True):
    """A market: its name, its title in each language, the office whose officers follow its matches."""

    market: str
    title: dict[str, str]
    office: str


async def markets(call: Call) -> Answer | Refusal:
    """The markets there are."""
    held = call.service.markets
    found = []
    for name in held.names:
        title = held.bound(name).market.title
        found.append(MarketShown(name, dict(title.texts) if title is not None else {}, held.office(name)))
    return answer(tuple(found))


async def need_matches(call: Call) -> Answer | Refusal:
    """What fits a need of one's own firm; officers of the market may ask for any."""
    return await _found(
        call, lambda floor, viewer, most: floor.for_need(_name(call, "need"), viewer, most, most)
    )


async def offer_matches(call: Call) -> Answer | Refusal:
    """Whom an offer of one's own firm fits; officers of the market may ask for any."""
    return await _found(
        call, lambda floor, viewer, most: floor.for_offer(_name(call, "offer"), viewer, most, most)
    )


async def all_matches(call: Call) -> Answer | Refusal:
    """What fits each need, in short."""
    return await _for_officers(call, lambda floor, _: zone_shown(floor, _most(call)))


async def chain(call: Call) -> Answer | Refusal:
    """Who makes and buys what, what nobody here makes, and which neighbouring zone does, as far as it told."""
    service, market = call.service, call.path["market"]

    def ask(floor: Floor, journal: Journal) -> Chain:
        abroad = service.neighbouring.abroad(service.markets.bound(market), journal)
        return chain_of(floor, service.prior, abroad)

    return await _for_officers(call, ask)


async def allocation(call: Call) -> Answer | Refusal:
    """Who could supply whom so that most are served."""
    return await _for_officers(call, lambda floor, _: allocate(floor))


def viewer_of(call: Call, journal: Journal, market: str) -> Viewer:
    """Who looks at a market: an officer of its office, a person for the firms for which they may act, or anybody."""
    actor, held = call.actor, call.service.markets
    if actor is None:
        return Viewer()
    if actor.kind == "officer":
        return Viewer(officer=actor.may_act_as(held.office(market)))
    return Viewer(firms=acting_firms(call.service.house, journal, held.bound(market), actor))


async def _found(call: Call, ask: Callable[[Floor, Viewer, int], Any]) -> Answer | Refusal:
    name, service = call.path["market"], call.service

    def job(journal: Journal) -> Any:
        try:
            floor = service.markets.floor(name, journal)
            found = ask(floor, viewer_of(call, journal, name), _most(call))
        except (NoMarket, KeyError):
            return None
        names = called(service.house.current)
        return found_shown(floor, found, "zh" if call.language == "zh" else "en", names)

    found = await service.read(job)
    return refused("no-such-thing") if found is None else answer(found)


async def _for_officers(call: Call, ask: Callable[[Floor, Journal], Any]) -> Answer | Refusal:
    name, service = call.path["market"], call.service

    def job(journal: Journal) -> Any:
        try:
            if not viewer_of(call, journal, name).officer:
                return refused("not-for-you")
            return ask(service.markets.floor(name, journal), journal)
        except NoMarket:
            return refused("no-such-thing")

    found = await service.read(job)
    return found if isinstance(found, Refusal) else answer(found)


def _name(call: Call, of: str) -> str:
    return from_address(call.path[of])


def _most(call: Call) -> int:
    most: int = call.query.get("most", _USUAL)
    return min(most, _MOST)
