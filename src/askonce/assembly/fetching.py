"""What a house asks of registers outside, before a case is filed or goes on; nothing is sent from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from functools import cached_property
from typing import Final, TypeAlias

from askonce.adapters.calling.caller import Caller
from askonce.adapters.settings.model import HttpSource as HttpSettings
from askonce.adapters.settings.model import Neighbour
from askonce.adapters.settings.model import SqlSource as SqlSettings
from askonce.adapters.sources.http import HttpSource
from askonce.adapters.sources.source import Source
from askonce.adapters.sources.sources import Sources
from askonce.assembly.house import House
from askonce.cases.command import Filing
from askonce.cases.desk import Desk, Work, load
from askonce.cases.gathering import find_subjects
from askonce.cases.journal import Journal, Timer
from askonce.cases.procedure.allowing import admit
from askonce.cases.procedure.filing import first_roots, who_for
from askonce.cases.procedure.subjects import roots_of
from askonce.cases.running import Ready
from askonce.feel.types import Type
from askonce.registers.actor import Actor
from askonce.registers.days import Days
from askonce.registers.refusal import Refusal
from askonce.registers.route import Route
from askonce.registers.sources import Fetched, Wanted
from askonce.registers.types import feel_type

#: A way may lead over two sources, and a subject of the one over two more.
MOST_ROUNDS: Final = 4
#: Who asks again for a case that waits.
_AGAIN: Final = Actor("schedule", "timer")

#: What has still to be asked outside, given what was asked already; a write job, for each asking stands on record.
Wants: TypeAlias = Callable[[Journal, Sequence[Fetched]], tuple[Wanted, ...]]


class Fetching:
    """The sources of one house; whoever made it closes it, and the caller that it was given."""

    def __init__(self, house: House, caller: Caller) -> None:
        self._house = house
        self._sources = Sources(_sources(house, caller), house.clocks)

    def close(self) -> None:
        """Let go of every source."""
        self._sources.close()

    @cached_property
    def _away(self) -> frozenset[str]:
        """The registers that are asked outside about one subject at a time."""
        return frozenset(
            one.register for one in self._house.current.exchange.doors.desks.values() if one.is_asked
        )

    def asks(self, services: Iterable[str]) -> bool:
        """Whether any of these services takes something from a register outside, so that somebody has to wait for it."""
        types = self._house.current.types
        return any(name in types and self._takes(types[name]) for name in services)

    @cached_property
    def asks_at_all(self) -> bool:
        """Whether any service does."""
        return self.asks(self._house.current.types)

    def _takes(self, ready: Ready) -> bool:
        return any(
            not self._away.isdisjoint((one.route.register, *(step.register for step in one.route.steps)))
            for one in ready.sources
        )

    def ask(self, wanted: Sequence[Wanted]) -> tuple[Future[Fetched], ...]:
        """Ask outside what is wanted; whoever waits need not keep a thread for it."""
        return self._sources.begin(wanted)

    def fetch(self, wants: Wants) -> tuple[Fetched, ...]:
        """Ask until nothing more is wanted; whoever calls may wait long."""
        fetched: tuple[Fetched, ...] = ()
        for _ in range(MOST_ROUNDS):
            known = fetched
            wanted = self._house.database.write(lambda journal, known=known: wants(journal, known)).result()  # type: ignore[misc]
            if not wanted:
                break
            fetched = (*fetched, *(one.result() for one in self.ask(wanted)))
        return fetched

    def for_filings(self, actor: Actor, filings: Sequence[Filing]) -> Wants:
        """What these filings take from outside, before the job that files them."""

        def wants(journal: Journal, fetched: Sequence[Fetched]) -> tuple[Wanted, ...]:
            return tuple(
                one for filing in filings for one in self._for_filing(journal, actor, filing, fetched)
            )

        return wants

    def for_case(self, actor: Actor, case: str) -> Wants:
        """What a case takes from outside, before somebody does something with it; nothing for whom it does not concern."""

        def wants(journal: Journal, fetched: Sequence[Fetched]) -> tuple[Wanted, ...]:
            work = self._load(journal, actor, case, fetched)
            if work is None or not work.case.pending or admit(work) is None:
                return ()
            return self._of_case(work, fetched, None)

        return wants

    def owed(self, timer: Timer) -> tuple[Fetched, ...]:
        """What registers outside owe the case of a timer; whoever calls may wait long."""

        def wants(journal: Journal, fetched: Sequence[Fetched]) -> tuple[Wanted, ...]:
            work = self._load(journal, _AGAIN, timer.case, fetched)
            return () if work is None else self._of_case(work, fetched, frozenset(work.case.waits))

        return self.fetch(wants)

    def _load(self, journal: Journal, actor: Actor, case: str, fetched: Sequence[Fetched]) -> Work | None:
        house = self._house
        return load(Desk(journal, house.current, house.keys, actor, house.runnings, fetched), case)

    def _of_case(
        self, work: Work, fetched: Sequence[Fetched], names: frozenset[str] | None
    ) -> tuple[Wanted, ...]:
        ready = work.ready
        if ready is None or not self._takes(ready) or work.case.erased:
            return ()
        routes = [one.route for one in ready.sources if names is None or one.name in names]
        desk = work.desk
        return _wanted(desk, ready, work.case.id, routes, roots_of(work), work.days, fetched)

    def _for_filing(
        self, journal: Journal, actor: Actor, filing: Filing, fetched: Sequence[Fetched]
    ) -> tuple[Wanted, ...]:
        house = self._house
        ready = house.current.types.get(filing.service)
        if ready is None or not self._takes(ready):
            return ()
        desk = Desk(journal, house.current, house.keys, actor, house.runnings, fetched)
        opening = who_for(desk, ready, filing)
        if isinstance(opening, Refusal):
            return ()  # the job that files says why
        roots = first_roots(ready, opening.applicant, actor.id if actor.kind == "person" else "")
        days = Days(desk.today, filing.event or desk.today, desk.today, desk.today, opening.period)
        routes = [one.route for one in ready.sources]
        case = journal.fresh("filing")
        found = find_subjects(
            desk, ready, case, roots, filing.choices, days
        )  # none that the person only says
        return _wanted(
            desk, ready, case, routes, roots if isinstance(found, Refusal) else found, days, fetched
        )


@contextmanager
def fetching(house: House) -> Iterator[Fetching]:
    """The sources of a house for a while, for who sends nothing."""
    caller = Caller()
    found = Fetching(house, caller)
    try:
        yield found
    finally:
        found.close()
        caller.close()


def _wanted(
    desk: Desk,
    ready: Ready,
    case: str,
    routes: Sequence[Route],
    roots: Mapping[str, tuple[str, ...]],
    days: Days,
    fetched: Sequence[Fetched],
) -> tuple[Wanted, ...]:
    """What these routes still want, from each of the subjects of their roles; nothing where the door is shut."""
    ask = desk.ask(ready, case)
    found: list[Wanted] = []
    for role in dict.fromkeys(route.role for route in routes):
        own = [route for route in routes if route.role == role]
        for subject in roots.get(role, ()):
            wanted = desk.running.exchange.wanted(desk.journal, ask, own, {role: subject}, days, fetched)
            if isinstance(wanted, Refusal):
                return ()
            found += wanted
    return tuple(found)


def _sources(house: House, caller: Caller) -> Mapping[str, Source]:
    """The sources of the settings, each with the types of the registers of the pack."""
    types = _types(house)
    listed = {one.setting for one in house.current.exchange.doors.desks.values() if not one.is_asked}
    made: dict[str, Source] = {}
    for name, one in house.settings.sources.items():
        if isinstance(one, HttpSettings):
            made[name] = HttpSource(one, types, caller)
        elif isinstance(one, SqlSettings):
            from askonce.adapters.sources.sql import (
                SqlSource,  # SQLAlchemy, where a department's database is asked
            )

            made[name] = SqlSource(one, types)
        elif isinstance(one, Neighbour):
            from askonce.adapters.sources.listing import ListingSource
            from askonce.adapters.sources.neighbour import NeighbourSource

            made[name] = (ListingSource if name in listed else NeighbourSource)(
                one,
                types,
                caller,
                today=lambda: house.local_day(house.clocks.now()),
                identifiers=house.settings.identifiers,
            )
    return made


def _types(house: House) -> Mapping[str, Mapping[str, Type]]:
    """The type of each attribute, by register."""
    found: dict[str, dict[str, Type]] = {}
    concepts = house.current.bound.get("concept", {})
    for name, register in house.current.bound.get("register", {}).items():
        columns = found.setdefault(name, {})
        for attribute, words in register.attributes.items():
            concept = concepts.get(words.concept.id) if words.concept is not None else None
            kind = feel_type(words.type or (concept.type if concept is not None else None))
            if kind is not None:
                columns[attribute] = kind
    return found
