"""What a market tells its neighbours: what everybody here may know of its offers, and nothing else."""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from askonce.adapters.sources.listing import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ON_A_PAGE,
    Published,
    PublishedPage,
    clean,
)
from askonce.apps.economy.binding import BoundMarket
from askonce.apps.economy.sight import ANYBODY, shown_facts
from askonce.assembly.house import House
from askonce.assembly.markets.firms import Firms, Profile
from askonce.assembly.markets.floor import Markets
from askonce.cases.journal import Journal
from askonce.ledger.entry import Entry
from askonce.registers import refusing
from askonce.registers.neighbour import agreed
from askonce.registers.refusal import Refusal

if TYPE_CHECKING:
    from askonce.apps.economy.listing import Listed
    from askonce.assembly.markets.floor import Floor

#: A page ends before it is larger than this, so that whoever asks need not take more.
_PAGE_BYTES: Final = 400_000


class Asked(NamedTuple):
    """What a neighbour wants: who it is, as the edge has made sure, the purpose and article, its entry, the register, and from where on."""

    authority: str
    purpose: str
    basis: str
    number: int
    register: str
    after: str


class _List(NamedTuple):
    """What a market publishes, each offer under a key that says nothing, in the order of keys; and of what it was made."""

    floor: Floor
    profiles: Mapping[str, Profile]
    keys: Sequence[str]
    offers: Sequence[Published]


class Sharing:
    """The lists of a house's markets as neighbours may have them; one for a process, used by all its threads."""

    def __init__(self, house: House, markets: Markets) -> None:
        self._house = house
        self._markets = markets
        self._firms = Firms(house)
        self._held: dict[str, _List] = {}
        self._guard = threading.Lock()

    def keeps(self, register: str) -> bool:
        """Whether a register is a side of a market: of such a one nothing is told one by one, published or not."""
        bound = self._house.current.bound.get("market", {}).values()
        return any(register == side.register for market in bound for side in market.sides)

    def page(self, journal: Journal, asked: Asked) -> PublishedPage | Refusal:
        """The page that a neighbour wants, without a receipt, or why it gets none; for a read job."""
        market = self._market(asked)
        if isinstance(market, Refusal):
            return market
        there = self._list(market, journal)
        start = bisect_right(there.keys, asked.after) if asked.after else 0
        end = start + _fitting(there.offers[start : start + MOST_ON_A_PAGE])
        following = there.keys[end - 1] if end < len(there.keys) else ""
        return PublishedPage(self._house.local_day(journal.now), tuple(there.offers[start:end]), following, 0)

    def note(self, journal: Journal, asked: Asked, offers: int) -> int | Refusal:
        """Put on record that a neighbour was told of so many offers; gives the number of the entry, for a write job."""
        doors = self._house.current.exchange.doors
        hatch = agreed(doors, asked.authority, asked.purpose, asked.basis)
        market = self._market(asked)
        if isinstance(hatch, Refusal) or isinstance(market, Refusal):
            return hatch if isinstance(hatch, Refusal) else refusing.unknown(asked.register)
        what = {
            "register": asked.register,
            "attribute": ",".join(_attributes(market)),
            "offers": str(offers),
            "their_basis": asked.basis,
            "their_number": str(asked.number),
        }
        return journal.record(
            Entry(
                "look",
                journal.now,
                f"system:{asked.authority}",
                office=doors.desks[asked.register].holder,
                purpose=asked.purpose,
                basis=hatch.asked_by[asked.authority],
                what=what,
            )
        )

    def _market(self, asked: Asked) -> BoundMarket | Refusal:
        """The market that shares the offers of a register for a purpose, where who asks may ask for it."""
        doors = self._house.current.exchange.doors
        hatch = agreed(doors, asked.authority, asked.purpose, asked.basis)
        if isinstance(hatch, Refusal):
            return hatch
        bound: Mapping[str, BoundMarket] = self._house.current.bound.get("market", {})
        for market in bound.values():
            offers = market.offers
            if (
                market.shared_for == asked.purpose
                and offers is not None
                and offers.register == asked.register
            ):
                return market
        return refusing.unknown(asked.register)

    def _list(self, market: BoundMarket, journal: Journal) -> _List:
        floor = self._markets.floor(market.id, journal)
        profiles = self._firms.profiles(market, journal)
        with self._guard:
            held = self._held.get(market.id)
            if held is None or held.floor is not floor or held.profiles is not profiles:
                found = {
                    _key(one): one
                    for listed in floor.visible_offers(ANYBODY)
                    if (one := _published(market, floor, listed, profiles.get(listed.firm))) is not None
                }
                keys = sorted(found)
                held = self._held[market.id] = _List(floor, profiles, keys, [found[key] for key in keys])
            return held


def _attributes(market: BoundMarket) -> list[str]:
    """The attributes of its offers that a market tells."""
    side = market.offers
    reads = (*side.texts, side.classed) if side is not None else ()
    return sorted(one.steps[-1] for one in reads if one is not None)


def _published(market: BoundMarket, floor: Floor, listed: Listed, firm: Profile | None) -> Published | None:
    """A published offer as everybody may know of it; none where it says nothing, or its firm has no name for everybody."""
    side = market.offers
    if side is None:
        return None
    facts = shown_facts(listed, ANYBODY, floor.terms.kept)
    said = [facts[read.text].value for read in side.texts if read.text in facts]
    words = tuple(text for one in said if (text := clean(" ".join(_texts(one)), LONGEST_TEXT)))
    name = clean(firm.name, LONGEST_NAME) if firm is not None and firm.name != listed.firm else ""
    shows_class = side.classed is not None and side.classed.text in facts
    classed = listed.classed if shows_class and listed.classed.isascii() and len(listed.classed) <= 20 else ""
    return Published(words, classed, name) if words and name else None


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a value; none of what is no text."""
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, tuple) else ()


def _key(offer: Published) -> str:
    """A name for an offer that follows from what is told of it alone: its own may tell of the case that wrote it."""
    said = "\x1f".join((offer.maker, offer.classed, *offer.words))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _fitting(offers: Sequence[Published]) -> int:
    """How many of these fit on a page; one at least, where there is one."""
    size = 0
    for count, one in enumerate(offers):
        size += sum(4 * len(text) for text in (*one.words, one.maker)) + 60
        if size > _PAGE_BYTES and count:
            return count
    return len(offers)
