"""What is known here of neighbouring zones: the lists that they published, as they lie in registers, and how they were asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

import msgspec

from askonce.apps.economy.binding import BoundMarket, BoundNeighbour
from askonce.apps.economy.outside import Abroad, Listing, Neighbour, OutsideOffer
from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.cases.wording.bilingual import said
from askonce.feel.values import Value
from askonce.registers.doors import Desk
from askonce.registers.sources import LOADS, Copy

#: The room in which is kept how a neighbour was asked last, by its register.
ASKED: Final = "neighbours"
_PAGE: Final = 5_000


class LastAsked(msgspec.Struct, frozen=True):
    """When a neighbour was asked last, and why it gave no answer; empty where it gave one."""

    at: datetime
    failure: str = ""


class _Held(NamedTuple):
    """What is kept of a register: of which pack and day, up to which instant, its list, and what was made of it last."""

    version: str
    day: date
    instant: datetime
    listing: Listing
    abroad: Abroad


class Neighbouring:
    """The neighbours of a house's markets; one for a process, used by all its threads. It asks nobody, so that nobody waits."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._held: dict[tuple[str, str], _Held] = {}
        self._guard = threading.Lock()

    def abroad(self, market: BoundMarket, journal: Journal) -> tuple[Abroad, ...]:
        """What is known of each neighbour of a market, as a read job sees it; the same values while nothing changed."""
        with self._guard:
            return tuple(self._abroad(market, one, journal) for one in market.neighbours)

    def _abroad(self, market: BoundMarket, neighbour: BoundNeighbour, journal: Journal) -> Abroad:
        running, today = self._house.current, self._house.local_day(journal.now)
        key, instant = (market.id, neighbour.name), journal.last()
        held = self._held.get(key)
        if held is not None and (held.version, held.day) != (running.version, today):
            held = None
        same = held is not None and not journal.changed(neighbour.register, held.instant)
        listing = held.listing if held is not None and same else Listing(_offers(neighbour, journal, today))
        told = self._told(neighbour, journal, len(listing.offers))
        abroad = held.abroad if held is not None and same and held.abroad.neighbour == told else None
        found = abroad or Abroad(told, listing)
        self._held[key] = _Held(running.version, today, instant, listing, found)
        return found

    def _told(self, neighbour: BoundNeighbour, journal: Journal, offers: int) -> Neighbour:
        running, register = self._house.current, neighbour.register
        desk = running.exchange.doors.desks[register]
        brought, asked = brought_at(journal, register), asked_at(journal, register)
        return Neighbour(
            neighbour.name,
            said(running.bound["register"][register].title, neighbour.name),
            register,
            offers,
            brought.as_of if brought is not None else None,
            _is_stale(desk, brought, journal.now),
            asked.at if asked is not None else None,
            asked.failure if asked is not None else "",
        )


def brought_at(journal: Journal, register: str) -> Copy | None:
    """When a list was brought here last, and of which day it is."""
    kept = journal.get(LOADS, register)
    return None if kept is None else msgspec.json.decode(kept, type=Copy)


def asked_at(journal: Journal, register: str) -> LastAsked | None:
    """When a neighbour was asked last for its list."""
    kept = journal.get(ASKED, register)
    return None if kept is None else msgspec.json.decode(kept, type=LastAsked)


def _is_stale(desk: Desk, brought: Copy | None, now: datetime) -> bool:
    return brought is not None and desk.fresh_for is not None and not brought.is_fresh(desk, now)


def _offers(neighbour: BoundNeighbour, journal: Journal, day: date) -> Iterator[OutsideOffer]:
    """What stands in the register of a neighbour; a row without words or without a maker tells nothing."""
    words = [one.steps[-1] for one in neighbour.texts]
    classed = neighbour.classed.steps[-1] if neighbour.classed is not None else ""
    maker = neighbour.maker.steps[-1] if neighbour.maker is not None else ""
    after = ""
    while rows := journal.every(neighbour.register, day, after, _PAGE):
        for row in rows:
            texts = tuple(text for name in words if (text := _text(row.values, name)))
            code = "".join(filter(str.isalnum, _text(row.values, classed)))
            if texts and (name := _text(row.values, maker)):
                yield OutsideOffer(texts, code, name)
        after = rows[-1].subject


def _text(values: Mapping[str, Value], name: str) -> str:
    found = values.get(name)
    if isinstance(found, tuple):
        return " ".join(one for one in found if isinstance(one, str))
    return found.strip() if isinstance(found, str) else ""
