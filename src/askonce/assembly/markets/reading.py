"""Reads what stands in a market from the registers of a running house: for a day, with where each datum comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec

from askonce.apps.economy.binding import BoundMarket, BoundSide, Read
from askonce.apps.economy.listing import CONFIRMED, PAIR, REJECTED, Listed, Place, Remembered
from askonce.cases.journal import Journal
from askonce.cases.running import Running
from askonce.feel.values import Value
from askonce.pack.shapes import Path
from askonce.registers.doors import Door, Seat
from askonce.registers.fact import Fact, State
from askonce.registers.paths import Anchor, Way, follow
from askonce.registers.pseudonym import Pseudonyms
from askonce.registers.reading import fact_of, joined
from askonce.registers.route import Route
from askonce.registers.sources import copy_of
from askonce.registers.store import Row

_PAGE: Final = 5_000
_CLOSELY_KEPT: Final = frozenset({"personal", "special"})


class SidePlan(NamedTuple):
    """What is read of one side: its register and holder, the route to the firm, and a route for each path in full."""

    side: BoundSide
    holder: str
    firm: Route
    routes: Mapping[str, Route]


class Plan(NamedTuple):
    """What a market reads, made ready once for each version of a pack; `kept` says how closely each path is kept."""

    offers: SidePlan
    needs: SidePlan
    place: tuple[Route, Route] | None
    memory: Mapping[str, Route]
    learnt_openly: tuple[Route, ...]
    kept: Mapping[str, str]

    @property
    def registers(self) -> frozenset[str]:
        """Every register that something is read from, and those whose relations lead there."""
        found = {self.offers.side.register, self.needs.side.register}
        for route in self.every():
            found |= {step.seat.desk.register for step in route.steps}
            found |= {route.door.desk.register} if route.door is not None else set()
        return frozenset(found)

    def every(self) -> Iterator[Route]:
        """Every route."""
        for side in (self.offers, self.needs):
            yield side.firm
            yield from side.routes.values()
        yield from self.place or ()
        yield from self.memory.values()
        yield from self.learnt_openly


def plan_of(running: Running, bound: BoundMarket) -> Plan | None:
    """What a market of a checked pack reads; none where a side is missing."""
    if bound.offers is None or bound.needs is None:
        return None
    kept = {one.text: one.sensitivity for one in bound.reads()}
    sides = [_side_plan(running, bound, side, kept) for side in (bound.offers, bound.needs)]
    place = [_route(running, one) for one in (bound.easting, bound.northing) if one is not None]
    memory = {name: _route(running, one) for name, one in bound.memory}
    openly = tuple(_route(running, one) for one in bound.learnt_openly)
    return Plan(sides[0], sides[1], (place[0], place[1]) if len(place) == 2 else None, memory, openly, kept)


def _side_plan(running: Running, bound: BoundMarket, side: BoundSide, kept: dict[str, str]) -> SidePlan:
    if side.firm is None:
        raise ValueError(f"market {bound.id} has a side without a firm")
    reads = {one.text: one for one in bound.reads() if one.role == side.role and one is not side.firm}
    routes = {text: _route(running, one) for text, one in reads.items()}
    anchor = Anchor(side.of, side.role)
    doors = running.exchange.doors.doors
    register = running.bound["register"][side.register]
    for name in register.attributes:
        door, path = doors[side.register, name], f"{side.role}.{name}"
        if path in routes or door.sensitivity in _CLOSELY_KEPT or not door.opens(bound.purpose):
            continue
        way = follow(Path((side.role, name), side.words.node), {side.role: anchor}, running.scope)  # type: ignore[arg-type]
        if isinstance(way, Way):
            routes[path] = running.exchange.route(way, side.role, anchor, "latest")
            kept[path] = door.sensitivity
    return SidePlan(side, running.holder(side.register), _route(running, side.firm), routes)


def _route(running: Running, read: Read) -> Route:
    way = read.found
    if way is None:
        raise ValueError(f"{read.text} leads nowhere")
    return running.exchange.route(way, read.role, None, "latest")


class Reader:
    """Reads one state of the registers for a day; rows and links that were read are kept while it does."""

    def __init__(self, journal: Journal, pseudonyms: Pseudonyms, plan: Plan, day: date) -> None:
        self._journal = journal
        self._pseudonyms = pseudonyms
        self._plan = plan
        self._day = day
        self._rows: dict[str, dict[str, Row | None]] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._links: dict[tuple[Seat, str], tuple[str, ...]] = {}

    def all_of(self, plan: SidePlan) -> list[Listed]:
        """Everything that stands on one side."""
        return self._listed(plan, self._subjects(plan.side.register, plan.holder))

    def some_of(self, plan: SidePlan, subjects: Iterable[str]) -> list[Listed]:
        """These alone; what is no longer there is left out."""
        wanted = list(subjects)
        self._read_rows(plan.side.register, plan.holder, wanted)
        held = self._rows[plan.side.register]
        return self._listed(plan, [one for one in wanted if held[one] is not None])

    def remembered(self) -> list[Remembered]:
        """What officers confirmed and rejected of pairs, the last word on each."""
        memory = self._plan.memory
        if not memory:
            return []
        desk = memory["text"].door.desk  # type: ignore[union-attr]
        rows = self._subjects(desk.register, desk.holder)
        said = {name: self._read(route, rows) for name, route in memory.items()}
        openly = [self._read(route, rows) for route in self._plan.learnt_openly]
        found: dict[tuple[str, str], Remembered] = {}
        for row in sorted(rows, key=lambda one: (said["verdict"][one].as_of or self._day, one)):
            kind, text, other, verdict = (
                _text(said[name][row].value) for name in ("kind", "text", "other", "verdict")
            )
            if kind == PAIR and text and other and verdict in (CONFIRMED, REJECTED):
                public = bool(openly) and all(truths[row].value is True for truths in openly)
                found[text, other] = Remembered(text, other, verdict == CONFIRMED, public)
        return list(found.values())

    def subjects_of(self, holder: str, pseudonyms: Iterable[str]) -> list[str]:
        """The subjects behind the names that a holder has for them."""
        return [self._subject(holder, one) for one in pseudonyms]

    # -- subjects and rows

    def _subjects(self, register: str, holder: str) -> list[str]:
        found = self._rows.setdefault(register, {})
        after = ""
        while True:
            rows = self._journal.every(register, self._day, after, _PAGE)
            for row in rows:
                found[self._subject(holder, row.subject)] = row
            if len(rows) < _PAGE:
                return sorted(found)
            after = rows[-1].subject

    def _read_rows(self, register: str, holder: str, subjects: Iterable[str]) -> Mapping[str, Row | None]:
        held = self._rows.setdefault(register, {})
        missing = {self._name(holder, one): one for one in subjects if one not in held}
        if missing:
            rows = self._journal.rows(register, list(missing), self._day)
            held.update((subject, rows.get(name)) for name, subject in missing.items())
        return held

    def _name(self, holder: str, subject: str) -> str:
        key = (holder, subject)
        if key not in self._names:
            self._names[key] = self._pseudonyms.of(holder, subject)
        return self._names[key]

    def _subject(self, holder: str, name: str) -> str:
        subject = self._pseudonyms.subject(holder, name)
        self._names[holder, subject] = name
        return subject

    # -- facts

    def _read(self, route: Route, roots: Sequence[str]) -> dict[str, Fact]:
        """What a route leads to from each of these subjects."""
        reached: dict[str, tuple[str, ...]] = {root: (root,) for root in roots}
        for step in route.steps:
            reached = {
                root: tuple(dict.fromkeys(there for one in here for there in self._linked(step.seat, one)))
                for root, here in reached.items()
            }
        if route.door is None:
            return {root: self._counted(route, len(there)) for root, there in reached.items()}
        known = self._facts(
            route.door, list(dict.fromkeys(one for there in reached.values() for one in there))
        )
        nothing = Fact(State.UNAVAILABLE, source=route.register, as_of=self._day)
        if route.many:
            return {
                root: self._joined(route, [known[one] for one in there]) for root, there in reached.items()
            }
        return {root: known[there[0]] if there else nothing for root, there in reached.items()}

    def _counted(self, route: Route, count: int) -> Fact:
        return Fact(State.KNOWN, Decimal(count), route.register, self._day)

    def _joined(self, route: Route, facts: Sequence[Fact]) -> Fact:
        found = joined(facts, route.register, sure=bool(facts), stale=any(one.stale for one in facts))
        return found if found.as_of else msgspec.structs.replace(found, as_of=self._day)

    def _facts(self, door: Door, subjects: Sequence[str]) -> dict[str, Fact]:
        desk, now = door.desk, self._journal.now
        held = self._read_rows(desk.register, desk.holder, subjects)
        found = {}
        for subject in subjects:
            copy = None
            if not desk.is_here:
                copy = copy_of(self._journal, desk, door.attribute, self._name(desk.holder, subject))
            fact = fact_of(door, held[subject], copy, now)
            found[subject] = fact if fact.as_of else msgspec.structs.replace(fact, as_of=self._day)
        return found

    def _linked(self, seat: Seat, subject: str) -> tuple[str, ...]:
        key = (seat, subject)
        if key not in self._links:
            name = self._name(seat.desk.holder, subject)
            there = self._journal.related(
                seat.desk.register, seat.relation, name, self._day, backward=seat.backward
            )
            self._links[key] = tuple(self._subject(seat.desk.holder, one) for one in there)
        return self._links[key]

    # -- listings

    def _listed(self, plan: SidePlan, subjects: Sequence[str]) -> list[Listed]:
        facts = {path: self._read(route, subjects) for path, route in plan.routes.items()}
        firms = {one: "".join(self._walk(plan.firm, one)[:1]) for one in subjects}
        places = self._places(list(dict.fromkeys(firm for firm in firms.values() if firm)))
        side = plan.side

        def value(read: Read | None, subject: str) -> Value:
            return facts[read.text][subject].value if read is not None else None

        found = []
        for one in subjects:
            until = value(side.until, one)
            found.append(
                Listed(
                    one,
                    firms[one],
                    tuple(_text(facts[read.text][one].value) for read in side.texts),
                    _text(value(side.part, one)),
                    "".join(filter(str.isalnum, _text(value(side.classed, one)))),
                    until if isinstance(until, date) else None,
                    side.published is None or value(side.published, one) is True,
                    places.get(firms[one]),
                    {path: by_subject[one] for path, by_subject in facts.items()},
                )
            )
        return found

    def _walk(self, route: Route, subject: str) -> tuple[str, ...]:
        here: tuple[str, ...] = (subject,)
        for step in route.steps:
            here = tuple(there for one in here for there in self._linked(step.seat, one))
        return here

    def _places(self, firms: Sequence[str]) -> dict[str, Place]:
        if self._plan.place is None:
            return {}
        east, north = (self._read(route, firms) for route in self._plan.place)
        return {
            firm: Place(east[firm].value, north[firm].value)  # type: ignore[arg-type]
            for firm in firms
            if east[firm].value is not None and north[firm].value is not None
        }


def _text(value: Value) -> str:
    """A text, or several as one; nothing for what is no text."""
    if isinstance(value, tuple):
        return " ".join(_text(one) for one in value)
    return value if isinstance(value, str) else ""
