"""Keeps the markets of a house ready beside its serving: read when it begins, on a new day, and soon after changes.

What reckons with a market takes a hundred megabytes or two. So a market is kept ready where somebody asks for it: in this
process, or not long ago in one before. A house whose markets nobody asks for loads none of it.
"""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from weakref import ref

from askonce.assembly.markets.floor import NoMarket
from askonce.cases.journal import Journal
from askonce.web.loops import Loop
from askonce.web.service import Service

if TYPE_CHECKING:
    from askonce.assembly.markets.floor import Floor

_ROOM: Final = "markets-asked"
_SECONDS: Final = 1.0
#: So long after somebody last asked for a market it is kept ready.
KEPT_READY: Final = timedelta(days=30)
#: It rests so many times as long as a round took, so that a stream of changes never takes more than a fifth of a processor.
_RESTS: Final = 4.0


class Warming:
    """Reads what is asked for before somebody waits for it; `always` also what nobody has asked for yet.

    After a round it rests `rests` times as long as that took.
    """

    def __init__(self, service: Service, *, always: bool = False, rests: float = _RESTS) -> None:
        self._service = service
        self._always = always
        self._rests = rests
        self._noted: dict[str, date] = {}
        self._ready: dict[str, ref[Floor]] = {}
        self._rests_until = 0.0

    def __call__(self) -> None:
        """One round."""
        if time.monotonic() < self._rests_until:
            return
        began = time.monotonic()
        for market in self._service.markets.names:
            self._warm(market)
        self._rests_until = time.monotonic() + self._rests * (time.monotonic() - began)

    def _warm(self, market: str) -> None:
        service, markets = self._service, self._service.markets
        today = service.house.local_day(service.house.clocks.now())
        if not (self._note(market, today) or self._always):
            return
        try:
            floor = service.house.database.read(lambda journal: markets.read_ahead(market, journal))
        except NoMarket:
            return
        ready = self._ready.get(market)
        if ready is None or ready() is not floor:
            floor.make_ready()
            self._ready[market] = ref(floor)

    def _note(self, market: str, today: date) -> bool:
        """Whether somebody asked for a market not long ago; the next process is told."""
        database = self._service.house.database
        if market not in self._noted:
            self._noted[market] = database.read(lambda journal: _asked(journal, market))
        asked = self._service.markets.asked(market)
        if asked is not None and asked > self._noted[market]:
            database.write(lambda journal: journal.put(_ROOM, market, asked.isoformat().encode())).result()
            self._noted[market] = asked
        return today - self._noted[market] <= KEPT_READY


def _asked(journal: Journal, market: str) -> date:
    kept = journal.get(_ROOM, market)
    return date.fromisoformat(kept.decode()) if kept else date.min


def warming(service: Service) -> Loop:
    """The loop that keeps the markets of a house ready; those of a demonstration from the beginning."""
    return Loop("markets", Warming(service, always=bool(service.cast)), _SECONDS, service.metrics)
