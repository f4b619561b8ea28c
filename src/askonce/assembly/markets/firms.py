"""The firms of a market as everybody may see them, and those for which a person may act in it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec

from askonce.apps.economy.binding import BoundMarket
from askonce.apps.economy.concepts import CHAIN, CONTACT, FIRM_NAME, PROFILE_CONFIRMED
from askonce.apps.economy.listing import Place
from askonce.apps.economy.market import FIRM
from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.cases.ready import Representing
from askonce.cases.running import Ready
from askonce.registers.actor import Actor
from askonce.registers.doors import Door
from askonce.registers.fact import NOT_ASKED, Fact
from askonce.registers.reading import fact_of
from askonce.registers.route import Route

#: After half a year a firm is asked to call right what is said of it (the Development Zone Act says so in article 6).
FRESH: Final = timedelta(days=183)
_PERSON: Final = "person"
_PAGE: Final = 5_000


class Profile(msgspec.Struct, frozen=True):
    """What everybody may know of a firm, by concept; `place` is in metres on the grid of its market."""

    id: str
    said: Mapping[str, Fact]
    place: Place | None = None

    def fact(self, concept: str) -> Fact:
        """What is known of it."""
        return self.said.get(concept, NOT_ASKED)

    @property
    def name(self) -> str:
        """What it is called, its number where no register says."""
        found = self.fact(FIRM_NAME).value
        return found if isinstance(found, str) and found else self.id

    @property
    def chain(self) -> str:
        """The word of its chain, empty where none is known."""
        found = self.fact(CHAIN).value
        return found if isinstance(found, str) else ""

    @property
    def confirmed(self) -> date | None:
        """The day on which the firm last confirmed what is said of it."""
        found = self.fact(PROFILE_CONFIRMED).value
        return found if isinstance(found, date) else None

    def is_stale(self, today: date) -> bool:
        """Whether what is said of it was last called right too long ago, or never."""
        return is_stale(self.confirmed, today)


def is_stale(confirmed: date | None, today: date) -> bool:
    """Whether what was last called right on a day is old by now; what never was is."""
    return confirmed is None or today - confirmed > FRESH


class _Held(NamedTuple):
    """What is kept of a market's firms: of which pack and day, up to which instant, from which registers."""

    version: str
    day: date
    instant: datetime
    registers: tuple[str, ...]
    profiles: Mapping[str, Profile]


class Firms:
    """The firms of the markets of a house; one for a process, used by all its threads."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._held: dict[str, _Held] = {}
        self._guard = threading.Lock()

    def profiles(self, market: BoundMarket, journal: Journal) -> Mapping[str, Profile]:
        """Every firm of which the office of a market keeps a register, by its id, as a read job sees them."""
        running, today = self._house.current, self._house.local_day(journal.now)
        with self._guard:
            held, instant = self._held.get(market.id), journal.last()
            if (
                held is not None
                and (held.version, held.day) == (running.version, today)
                and not any(journal.changed(one, held.instant) for one in held.registers)
            ):
                self._held[market.id] = held._replace(instant=max(instant, held.instant))
                return held.profiles
            doors = tuple(self._doors())
            found = self._read(market, journal, doors, today)
            registers = tuple(dict.fromkeys(one.desk.register for _, one in doors))
            self._held[market.id] = _Held(running.version, today, instant, registers, found)
            return found

    def _doors(self) -> Iterator[tuple[str, Door]]:
        """What is public of firms: each concept with the door of its datum."""
        bound, doors = self._house.current.bound, self._house.current.exchange.doors.doors
        for register, words in bound.get("register", {}).items():
            for name, one in words.attributes.items() if words.of == FIRM else ():
                if one.concept is not None and not doors[register, name].guarded:
                    yield one.concept.id, doors[register, name]

    def _read(
        self, market: BoundMarket, journal: Journal, doors: Sequence[tuple[str, Door]], today: date
    ) -> dict[str, Profile]:
        firms = sorted(self._members(market, journal, doors, today))
        said: dict[str, dict[str, Fact]] = {firm: {} for firm in firms}
        for register in dict.fromkeys(door.desk.register for _, door in doors):
            own = [(concept, door) for concept, door in doors if door.desk.register == register]
            holder = own[0][1].desk.holder
            names = {self._house.keys.of(holder, firm): firm for firm in firms}
            for name, row in journal.rows(register, list(names), today).items():
                for concept, door in own:
                    fact = fact_of(door, row, None, journal.now)
                    if fact.is_settled:
                        said[names[name]].setdefault(concept, fact)
        east, north = (_concept(self._house, one) for one in (market.easting, market.northing))
        return {firm: Profile(firm, facts, _place(facts, east, north)) for firm, facts in said.items()}

    def _members(
        self, market: BoundMarket, journal: Journal, doors: Iterable[tuple[str, Door]], today: date
    ) -> set[str]:
        """The firms in the registers that the office of the market keeps of firms."""
        office = market.office
        found: set[str] = set()
        for desk in {door.desk.register: door.desk for _, door in doors}.values():
            after = ""
            while desk.holder == office and (rows := journal.every(desk.register, today, after, _PAGE)):
                found.update(self._house.keys.subject(office, row.subject) for row in rows)
                after = rows[-1].subject
        return found


def _concept(house: House, read: object) -> str:
    """The concept of the datum to which a path of a market leads, empty where there is none."""
    way = getattr(read, "found", None)
    if way is None or way.held is None:
        return ""
    words = house.current.bound["register"][way.held.value.register].attributes[way.held.value.attribute]
    return words.concept.id if words.concept is not None else ""


def _place(facts: Mapping[str, Fact], east: str, north: str) -> Place | None:
    here = [facts.get(one, NOT_ASKED).value for one in (east, north)]
    if isinstance(here[0], Decimal) and isinstance(here[1], Decimal):
        return Place(here[0], here[1])
    return None


def contact_of(house: House, journal: Journal, market: BoundMarket, firm: str) -> str:
    """Whom to call at a firm, empty where no register says so to the purpose of the market."""
    doors = house.current.exchange.doors.doors
    for register, words in house.current.bound.get("register", {}).items():
        for name, one in words.attributes.items() if words.of == FIRM else ():
            door = doors[register, name]
            if one.concept is None or one.concept.id != CONTACT or not door.opens(market.purpose):
                continue
            desk = door.desk
            row = journal.row(register, house.keys.of(desk.holder, firm), house.local_day(journal.now))
            found = row.values.get(name) if row is not None else None
            if isinstance(found, str):
                return found
    return ""


def acting_firms(house: House, journal: Journal, market: BoundMarket, actor: Actor) -> frozenset[str]:
    """The firms for which a person may act in a market, by what its services say of who represents a firm.

    It is looked up from the person and leaves no trace, as one's own affairs do; who files is looked up again.
    """
    return represented(house, journal, market.office, actor)


def represented(house: House, journal: Journal, office: str, actor: Actor) -> frozenset[str]:
    """The firms for which a person may act before an office, whether or not anything was filed of them."""
    if actor.kind != _PERSON:
        return frozenset()
    found: set[str] = set()
    for ready in house.current.types.values():
        if ready.office == office and _is_of_firms(ready):
            for one in ready.representatives:
                found |= _Backward(house, journal).firms(one, actor.id)
    return frozenset(found)


def _is_of_firms(ready: Ready) -> bool:
    service = ready.service
    return service is not None and service.filer is not None and service.filer.id == FIRM


class _Backward:
    """Ways walked from their end to their beginning."""

    def __init__(self, house: House, journal: Journal) -> None:
        self._house = house
        self._journal = journal
        self._today = house.local_day(journal.now)

    def firms(self, one: Representing, person: str) -> set[str]:
        """The firms from which such a way leads to a person."""
        here = {person}
        if one.agent is not None:
            until = one.until
            here = {
                mandate
                for mandate in self.back(one.agent, here)
                if until is None or self._holds(until, mandate)
            }
        return self.back(one.route, here)

    def back(self, route: Route, ends: set[str]) -> set[str]:
        """Where a way begins that leads to one of these."""
        for step in reversed(route.steps):
            seat, keys = step.seat, self._house.keys
            desk = seat.desk
            ends = {
                keys.subject(desk.holder, there)
                for one in ends
                for there in self._journal.related(
                    desk.register,
                    seat.relation,
                    keys.of(desk.holder, one),
                    self._today,
                    backward=not seat.backward,
                )
            }
        return ends

    def _holds(self, until: Route, mandate: str) -> bool:
        """Whether a mandate has not ended; one that says no day holds on."""
        door = until.door
        if door is None:
            return True
        desk = door.desk
        row = self._journal.row(desk.register, self._house.keys.of(desk.holder, mandate), self._today)
        last = row.values.get(door.attribute) if row is not None else date.min
        return not isinstance(last, date) or self._today <= last
