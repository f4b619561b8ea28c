"""The markets of a running house in memory: read from its registers, and read again where they changed."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import msgspec

from askonce.apps.economy.binding import BoundMarket
from askonce.apps.economy.listing import Listed, Remembered
from askonce.apps.economy.market import FIRM
from askonce.apps.economy.terms import terms_of
from askonce.assembly.house import House
from askonce.assembly.markets.reading import Plan, Reader, SidePlan, plan_of
from askonce.cases.journal import Journal
from askonce.cases.running import Running
from askonce.norms.ruling import Unsettled

# What reckons with columns weighs 60 MB: it is loaded with the first market that is asked for, not with each house that is served.
if TYPE_CHECKING:
    from askonce.apps.economy.board import Board
    from askonce.apps.economy.fitting import Words

    #: A market in memory, ready to be asked; all that it says is of one state of the registers.
    Floor: TypeAlias = Board


class NoMarket(Exception):  # noqa: N818 - a fact about the pack, which the caller shows
    """There is no market of this name, or a norm of it rules nothing on the day; the message says which."""


class _Held(NamedTuple):
    """What is kept of a market: for which version of the pack and day, up to which instant, and what was made of it."""

    version: str
    day: date
    instant: datetime
    plan: Plan
    remembered: tuple[Remembered, ...]
    words: Words
    board: Board


@contextmanager
def long_lived() -> Iterator[None]:
    """What is made within lives long: no collection of garbage walks it, then or later.

    A market of a thousand firms is 300,000 objects, and a walk over them holds up every thread for a quarter of a second.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was:
            gc.enable()


class Markets:
    """All markets of a house; one for a process, used by all its threads."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._held: dict[str, _Held] = {}
        self._asked: dict[str, date] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    @property
    def names(self) -> tuple[str, ...]:
        """The markets of the pack in force."""
        return tuple(self._house.current.bound.get("market", {}))

    def office(self, market: str) -> str:
        """The office whose officers see all of a market."""
        return self._bound(self._house.current, market).office

    def bound(self, market: str) -> BoundMarket:
        """A market as its text says; NoMarket where there is none."""
        return self._bound(self._house.current, market)

    def floor(self, market: str, journal: Journal, day: date | None = None) -> Floor:
        """A market as a read job sees it, today where no day is given; NoMarket where it cannot be had.

        What is kept is there at once for whoever sees nothing newer, also while another thread reads what is newer; what
        changed is read again, and no more.
        """
        self._asked[market] = self._house.local_day(journal.now)
        return self._floor(market, journal, day)

    def asked(self, market: str) -> date | None:
        """The last day on which this process was asked for a market."""
        return self._asked.get(market)

    def read_ahead(self, market: str, journal: Journal) -> Floor:
        """The same for whoever reads before somebody asks; it does not count as asking."""
        return self._floor(market, journal)

    def _floor(self, market: str, journal: Journal, day: date | None = None) -> Floor:
        now = self._house.local_day(journal.now)
        today, running = day or now, self._house.current
        self._bound(running, market)
        held = self._kept(market, running, journal, today)
        if held is not None:
            return held.board
        with self._guard:
            lock = self._locks.setdefault(market, threading.Lock())
        with lock:  # whoever sees what is newer waits for whoever reads it already
            held = self._kept(market, running, journal, today)
            if held is None:
                held = self._read(market, running, journal, today)
                if today >= now:
                    self._held[market] = held
        return held.board

    def _kept(self, market: str, running: Running, journal: Journal, day: date) -> _Held | None:
        """What is kept, where it is all that a read job sees; none where something newer was written."""
        held = self._held.get(market)
        if held is None or (held.version, held.day) != (running.version, day):
            return None
        instant = journal.last()
        if held.instant >= instant:
            return held
        if any(journal.changed(one, held.instant) for one in held.plan.registers):
            return None
        later = held._replace(instant=instant)
        with self._guard:
            if self._held.get(market) is held:
                self._held[market] = later
        return later

    def _read(self, market: str, running: Running, journal: Journal, day: date) -> _Held:
        held, instant = self._held.get(market), journal.last()
        if held is not None and (held.version, held.day) == (running.version, day):
            return self._refreshed(held, journal, instant)
        with long_lived():
            return self._loaded(running, market, journal, day, instant)

    def _bound(self, running: Running, market: str) -> BoundMarket:
        found: BoundMarket | None = running.bound.get("market", {}).get(market)
        if found is None:
            raise NoMarket(f"the pack has no market `{market}`")
        return found

    def _loaded(self, running: Running, market: str, journal: Journal, day: date, instant: datetime) -> _Held:
        from askonce.adapters.crossing import cross
        from askonce.apps.economy.board import Board
        from askonce.apps.economy.fitting import Fitting, Words

        bound = self._bound(running, market)
        plan, terms = plan_of(running, bound), terms_of(bound, running.book, day)
        if plan is None:
            raise NoMarket(f"market `{market}` lacks a side")
        if isinstance(terms, Unsettled):
            raise NoMarket(terms.message)
        terms = msgspec.structs.replace(terms, kept=plan.kept)
        reader = Reader(journal, self._house.keys, plan, day)
        offers, needs = reader.all_of(plan.offers), reader.all_of(plan.needs)
        remembered = tuple(reader.remembered())
        words = Words()
        board = Board(terms, day, needs, offers, Fitting(offers, words, remembered), cross)
        return _Held(running.version, day, instant, plan, remembered, words, board)

    def _refreshed(self, held: _Held, journal: Journal, instant: datetime) -> _Held:
        """What is kept with what was written since: only that is read again."""
        changed = {one: journal.changed(one, held.instant) for one in held.plan.registers}
        reader = Reader(journal, self._house.keys, held.plan, held.day)
        board, plan = held.board, held.plan
        if _is_far(plan, changed):
            offers, needs = reader.all_of(plan.offers), reader.all_of(plan.needs)
        else:
            firms = self._changed_firms(reader, changed)
            offers = _renewed(reader, plan.offers, board.offers, changed, firms)
            needs = _renewed(reader, plan.needs, board.needs, changed, firms)
        remembered = tuple(reader.remembered()) if _of_memory(plan, changed) else held.remembered
        if offers == list(board.offers.values()) and remembered == held.remembered:
            return held._replace(instant=instant, board=board.with_needs(needs))
        words = held.words.only([*offers, *needs])
        fitting = board.fitting.renewed(offers, words, remembered)
        board = board.renewed(needs, offers, fitting)
        return held._replace(instant=instant, remembered=remembered, words=words, board=board)

    def _changed_firms(self, reader: Reader, changed: Mapping[str, Iterable[str]]) -> frozenset[str]:
        """The firms of which a register that is about firms has something new."""
        desks = self._house.current.exchange.doors.desks
        found: set[str] = set()
        for register, names in changed.items():
            if desks[register].of == FIRM:
                found.update(reader.subjects_of(desks[register].holder, names))
        return frozenset(found)


def _is_far(plan: Plan, changed: Mapping[str, Iterable[str]]) -> bool:
    """Whether something changed of which nobody can tell whom it concerns but by reading all again.

    That is so for links that another side keeps, and for data that lie behind something else than the firm.
    """
    near = {plan.offers.side.register, plan.needs.side.register, *_memory_registers(plan)}
    for side in (plan.offers, plan.needs):
        for route in (side.firm, *side.routes.values()):
            far = {
                step.seat.desk.register for step in route.steps if step.seat.backward or len(route.steps) > 1
            }
            behind = route.door.desk if route.door is not None else None
            if behind is not None and behind.of != FIRM:
                far |= {behind.register} - near
            if any(changed.get(register) for register in far):
                return True
    return False


def _memory_registers(plan: Plan) -> frozenset[str]:
    return frozenset(route.door.desk.register for route in plan.memory.values() if route.door is not None)


def _of_memory(plan: Plan, changed: Mapping[str, Iterable[str]]) -> bool:
    return any(changed.get(register) for register in _memory_registers(plan))


def _renewed(
    reader: Reader,
    plan: SidePlan,
    known: Mapping[str, Listed],
    changed: Mapping[str, Iterable[str]],
    firms: frozenset[str],
) -> list[Listed]:
    """One side with what changed read again, in the order of ids."""
    own = set(reader.subjects_of(plan.holder, changed.get(plan.side.register, ())))
    stale = own | {one.id for one in known.values() if one.firm in firms}
    if not stale:
        return list(known.values())
    fresh = {one.id: one for one in reader.some_of(plan, sorted(stale))}
    kept = {name: one for name, one in known.items() if name not in stale}
    return [one for _, one in sorted({**kept, **fresh}.items())]
