"""Walks a route over relations, subject by subject, each hop under the names that the register's holder knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from askonce.registers.doors import PERSON
from askonce.registers.pseudonym import Pseudonyms
from askonce.registers.room import Room
from askonce.registers.route import Route, Step
from askonce.registers.sources import copy_of


class Place(NamedTuple):
    """A subject that was reached, and the person nearest before it on the way whose relations were read."""

    subject: str
    person: str | None


class Missing(NamedTuple):
    """A relation of a subject that has to be fetched before anybody can go on from there."""

    step: Step
    place: Place


class Taken(NamedTuple):
    """A relation of a subject that was read."""

    register: str
    relation: str
    subject: str


class Reached(NamedTuple):
    """Where a walk ended, and whether the places are all there are.

    A subject that is reached twice is one place. `sure` is false where nobody can tell whether there are more;
    `last` are the persons whose relations were read last, `taken` all that was read, `missing` the hops for which a
    source outside should be asked.
    """

    places: tuple[Place, ...]
    sure: bool
    stale: bool
    last: tuple[str, ...]
    taken: tuple[Taken, ...]
    missing: tuple[Missing, ...]


class _Links(NamedTuple):
    subjects: Sequence[str]
    sure: bool
    stale: bool
    missing: bool


def walk(room: Room, pseudonyms: Pseudonyms, route: Route, root: str, day: date) -> Reached:
    """Walk from the subject of the route's role, for a day."""
    places: list[Place] = [Place(root, None)]
    if not route.steps:
        return Reached(tuple(places), True, False, (), (), ())  # noqa: FBT003 - a tuple's fields by place
    last: list[str] = []
    taken: list[Taken] = []
    missing: list[Missing] = []
    sure, stale = True, False
    for step in route.steps:
        found: list[Place] = []
        last = []
        for place in places:
            person = place.subject if step.of == PERSON else place.person
            links = _links(room, pseudonyms, step, place.subject, day)
            stale = stale or links.stale
            sure = sure and links.sure
            last += [] if person is None else [person]
            missing += [Missing(step, place)] if links.missing else []
            taken += _taken(step, place.subject, links.subjects)
            found += [Place(subject, person) for subject in links.subjects]
        places = list({place.subject: place for place in found}.values())
        if not places:
            break
    return Reached(
        tuple(places), sure, stale, tuple(dict.fromkeys(last)), tuple(dict.fromkeys(taken)), tuple(missing)
    )


def _taken(step: Step, subject: str, targets: Sequence[str]) -> list[Taken]:
    """What was read of whom; of a link that lies the other way round also of whom it leads from."""
    seat = step.seat
    back = [Taken(step.register, seat.relation, one) for one in targets] if seat.backward else []
    return [Taken(step.register, step.relation, subject), *back]


def _links(room: Room, pseudonyms: Pseudonyms, step: Step, subject: str, day: date) -> _Links:
    """The links of one subject, and how much is known of them."""
    seat = step.seat
    desk = seat.desk
    name = pseudonyms.of(desk.holder, subject)
    stale = missing = empty = False
    sure = True
    if not desk.is_here:
        copy = copy_of(room, desk, seat.relation, name)
        fresh = copy is not None and copy.is_fresh(desk, room.now)
        stale, sure = not fresh, copy is not None
        missing = not fresh and desk.is_asked and not seat.backward
        if copy is not None:
            day, empty = max(day, copy.as_of), copy.empty
    found = () if empty else room.related(desk.register, seat.relation, name, day, backward=seat.backward)
    subjects = [pseudonyms.subject(desk.holder, one) for one in found]
    return _Links(subjects, bool(found) or (sure and desk.complete), stale, missing)
