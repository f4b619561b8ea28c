"""The one door to a datum: purpose, article and case go in; a fact and its receipt come out, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import msgspec

from askonce.ledger.entry import Entry
from askonce.registers import refusing
from askonce.registers.ask import Ask, Given, Subjects
from askonce.registers.correction import note_use
from askonce.registers.days import Days
from askonce.registers.doorkeeping import refused, shut, without_consent
from askonce.registers.doors import PERSON, Doors
from askonce.registers.fact import Fact, State
from askonce.registers.fetching import ask_for, keep_fetched, needs
from askonce.registers.glass import Broken, Notice, unbreakable
from askonce.registers.judge import Judge
from askonce.registers.minimal import minimised
from askonce.registers.naming import actor_name
from askonce.registers.paths import Anchor, Way
from askonce.registers.pseudonym import LEDGER, Pseudonyms
from askonce.registers.reading import day_wanted, joined, read_facts
from askonce.registers.refusal import Refusal
from askonce.registers.room import Room
from askonce.registers.route import Route, route
from askonce.registers.sources import Fetched, Wanted
from askonce.registers.store import Change
from askonce.registers.walking import Reached, walk
from askonce.registers.writing import Writing, write_changes, write_correction


class _Seen(NamedTuple):
    """What was read, and the persons about whom."""

    given: Given
    persons: tuple[str, ...]


class Exchange:
    """The door to the registers of one version of a pack; it keeps nothing of anybody."""

    def __init__(self, doors: Doors, pseudonyms: Pseudonyms, judge: Judge) -> None:
        self.doors = doors
        self.pseudonyms = pseudonyms
        self.judge = judge

    def route(
        self, way: Way, role: str, anchor: Anchor | None = None, at: str = "application", name: str = ""
    ) -> Route:
        """A way made ready, once for each use of a service: see `registers.route`."""
        return route(self.doors, way, role, anchor, at, name)

    def look(
        self,
        room: Room,
        ask: Ask,
        route: Route,
        roots: Mapping[str, str],
        days: Days,
        fetched: Sequence[Fetched] = (),
    ) -> Given | Refusal:
        """Read what a route leads to: one fact, a list where it leads to several, or a count.

        `roots` are the subjects of the roles. Each person about whom something was read gets an entry in the ledger,
        in the transaction of the look.
        """
        refusal = refused(self.doors, self.judge, room, ask, route)
        if refusal is not None:
            return refusal
        self.keep(room, fetched)
        seen = self._read(room, ask, route, roots[route.role], days, {})
        return seen if isinstance(seen, Refusal) else seen.given

    def subjects(
        self,
        room: Room,
        ask: Ask,
        route: Route,
        roots: Mapping[str, str],
        days: Days,
        fetched: Sequence[Fetched] = (),
    ) -> Subjects | Refusal:
        """The subjects to which a route leads: children to choose from, the members of a household."""
        refusal = refused(self.doors, self.judge, room, ask, route)
        if refusal is not None:
            return refusal
        self.keep(room, fetched)
        reached = self._walk(room, route, roots[route.role], days)
        persons = _persons(reached, route)
        refusal = self._without_consent(room, ask, persons)
        if refusal is not None:
            return refusal
        self._note_way(room, ask, reached)
        ids = tuple(place.subject for place in reached.places)
        receipts = self._record(room, ask, route, persons, {})
        if not reached.sure:
            return Subjects(State.UNAVAILABLE, (), receipts)
        return Subjects(State.KNOWN if ids or route.many else State.NONE, ids, receipts, reached.stale)

    def wanted(
        self,
        room: Room,
        ask: Ask,
        routes: Sequence[Route],
        roots: Mapping[str, str],
        days: Days,
        fetched: Sequence[Fetched] = (),
    ) -> tuple[Wanted, ...] | Refusal:
        """What has to be fetched before these routes are looked at; asking another authority stands on record too.

        To be called again with all that was `fetched`, until it is empty: a way may lead over two sources, and
        what failed is not wanted twice. Routes whose role has no subject yet are left out.
        """
        begun = [(one, roots[one.role]) for one in routes if one.role in roots]
        for one, _ in begun:
            refusal = refused(self.doors, self.judge, room, ask, one)
            if refusal is not None:
                return refusal
        self.keep(room, fetched)
        found = list(needs(room, self.pseudonyms, begun, days))
        persons = [need.person for need in found if need.person is not None]
        refusal = self._without_consent(room, ask, tuple(dict.fromkeys(persons)))
        if refusal is not None:
            return refusal
        return ask_for(room, self.pseudonyms, ask, found, fetched, days.latest)

    def keep(self, room: Room, fetched: Sequence[Fetched]) -> None:
        """Keep what sources answered in the copy that lives here."""
        for one in fetched:
            keep_fetched(room, self.doors, self.pseudonyms, one)

    def glass(
        self,
        room: Room,
        ask: Ask,
        reason: str,
        route: Route,
        roots: Mapping[str, str],
        days: Days,
        fetched: Sequence[Fetched] = (),
    ) -> Broken | Refusal:
        """Read without a case, in an emergency: for the roles that the purpose names, with a reason, never in secret.

        Whoever calls it sends the notices in the same transaction.
        """
        refusal = shut(self.doors, ask, route)
        if refusal is None:
            refusal = unbreakable(self.doors.purposes[ask.purpose], ask, reason)
        if refusal is not None:
            return refusal
        self.keep(room, fetched)
        seen = self._read(room, ask, route, roots[route.role], days, {"reason": reason}, glass=True)
        if isinstance(seen, Refusal):
            return seen
        given = seen.given
        return Broken(
            given,
            tuple(
                Notice(
                    person,
                    number,
                    room.now,
                    ask.office,
                    ask.purpose,
                    ask.basis,
                    reason,
                    given.register,
                    given.attribute,
                )
                for person, number in zip(seen.persons, given.receipts, strict=True)
            ),
        )

    def write(self, room: Room, ask: Ask, changes: Sequence[Writing]) -> tuple[int, ...] | Refusal:
        """Write what an office or service may write, all of it or nothing; gives the numbers of the entries.

        Subjects stand in `changes` by their own names, and the office's own work needs no case.
        """
        refusal = self._unwritable(room, ask)
        return refusal or write_changes(room, self.doors, self.pseudonyms, ask, changes)

    def correct(self, room: Room, ask: Ask, change: Change) -> int | Refusal:
        """Put a datum right in a case at hand of its register's holder, whoever else may write it; gives the entry."""
        refusal = self._unwritable(room, ask)
        return refusal or write_correction(room, self.doors, self.pseudonyms, ask, change)

    def _unwritable(self, room: Room, ask: Ask) -> Refusal | None:
        if not ask.basis:
            return refusing.no_basis()
        if ask.case is not None and not self.judge.assigned(room, ask.case, ask.actor):
            return refusing.not_assigned(ask.case, ask.basis)
        return None

    def _walk(self, room: Room, route: Route, root: str, days: Days) -> Reached:
        return walk(room, self.pseudonyms, route, root, days.chosen(route.at))

    def _note_way(self, room: Room, ask: Ask, reached: Reached) -> None:
        """Note the relations that were read: they leave no receipt of their own, and a correction has to find them."""
        if ask.case is not None:
            for one in reached.taken:
                note_use(room, self.pseudonyms, one.register, one.relation, one.subject, ask.case)

    def _read(
        self,
        room: Room,
        ask: Ask,
        route: Route,
        root: str,
        days: Days,
        said: Mapping[str, str],
        *,
        glass: bool = False,
    ) -> _Seen | Refusal:
        reached = self._walk(room, route, root, days)
        persons = _persons(reached, route)
        refusal = None if glass else self._without_consent(room, ask, persons)
        if refusal is not None:
            return refusal
        self._note_way(room, ask, reached)
        fact = self._fact(room, route, reached, days)
        if route.name and not glass:
            fact = minimised(fact, self.judge.enough(ask.service, route.name, days))
        if fact.tests:
            said = {**said, "tests": ", ".join(test for test, _ in fact.tests)}
        receipts = self._record(room, ask, route, persons, said, glass=glass)
        subjects = tuple(place.subject for place in reached.places)
        if ask.case is not None and route.door is not None:
            for subject in subjects:
                if subject not in persons:
                    note_use(room, self.pseudonyms, route.register, route.door.attribute, subject, ask.case)
        return _Seen(Given(fact, route.register, route.attribute, subjects, receipts), persons)

    def _fact(self, room: Room, route: Route, reached: Reached, days: Days) -> Fact:
        door = route.door
        if route.counts or door is None:
            if not reached.sure:
                return Fact(State.UNAVAILABLE, source=route.register)
            count = Decimal(len(reached.places))
            return Fact(State.KNOWN, count, route.register, days.chosen(route.at), reached.stale)
        subjects = [place.subject for place in reached.places]
        if route.many:
            facts = read_facts(room, self.pseudonyms, door, subjects, day_wanted(door, route.at, days))
            return joined(facts, route.register, sure=reached.sure, stale=reached.stale)
        if (
            not reached.sure or len(subjects) > 1
        ):  # of several where one should be, nobody knows which is meant
            return Fact(State.UNAVAILABLE, source=route.register)
        if not subjects:
            return Fact(State.NONE, source=route.register, stale=reached.stale)
        (fact,) = read_facts(room, self.pseudonyms, door, subjects, day_wanted(door, route.at, days))
        return msgspec.structs.replace(fact, stale=True) if reached.stale and fact.is_settled else fact

    def _without_consent(self, room: Room, ask: Ask, persons: tuple[str, ...]) -> Refusal | None:
        return without_consent(room, self.pseudonyms, self.doors.purposes[ask.purpose], ask.case, persons)

    def _record(
        self,
        room: Room,
        ask: Ask,
        route: Route,
        persons: tuple[str, ...],
        said: Mapping[str, str],
        *,
        glass: bool = False,
    ) -> tuple[int, ...]:
        """Append one entry for each person about whom something was read."""
        if not persons:
            return ()
        what = {"register": route.register, "attribute": route.recorded, **said}
        actor = actor_name(self.pseudonyms, ask.actor)
        kind = "glass" if glass else "look"
        return tuple(
            room.record(
                Entry(
                    kind,
                    room.now,
                    actor,
                    self.pseudonyms.of(LEDGER, person),
                    ask.office,
                    ask.case,
                    ask.purpose,
                    ask.basis,
                    what,
                )
            )
            for person in persons
        )


def _persons(reached: Reached, route: Route) -> tuple[str, ...]:
    """The persons about whom a walk tells something: whose datum is read, else the nearest on the way to it.

    Where nobody was reached, it tells of those whose relations lead nowhere.
    """
    door = route.door
    if not reached.places:
        return reached.last
    if door is not None and door.guarded and door.desk.of == PERSON:
        return tuple(place.subject for place in reached.places)
    led_to_persons = door is None and not route.counts and bool(route.steps) and route.steps[-1].to == PERSON
    found = [
        place.person if place.person is not None else place.subject if led_to_persons else None
        for place in reached.places
    ]
    return tuple(dict.fromkeys(person for person in found if person is not None))


__all__ = ["Ask", "Days", "Exchange", "Given", "Route", "Subjects"]
