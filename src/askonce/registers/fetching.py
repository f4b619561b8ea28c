"""Fetching from registers elsewhere: what a way needs that is not here and fresh, and keeping what was brought."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from askonce.ledger.entry import Entry
from askonce.registers.ask import Ask
from askonce.registers.days import Days
from askonce.registers.doors import PERSON, Desk, Doors
from askonce.registers.naming import actor_name
from askonce.registers.pseudonym import LEDGER, Pseudonyms
from askonce.registers.room import Room
from askonce.registers.route import Route
from askonce.registers.sources import (
    ANSWERED,
    Copy,
    Fetched,
    Wanted,
    copy_of,
    day_of,
    is_news,
    keep_copies,
)
from askonce.registers.store import Change, Dispute, Linking
from askonce.registers.walking import walk
from askonce.registers.writing import fits

SYSTEM = "system:exchange"
#: A failure is a word on the ledger, not the log of a server.
_MOST_WORDS = 200


class Need(NamedTuple):
    """An attribute or a relation of a subject that is not here, or no longer fresh, and the person whom it tells of."""

    desk: Desk
    subject: str
    name: str
    person: str | None
    relation: bool


def needs(
    room: Room, pseudonyms: Pseudonyms, routes: Sequence[tuple[Route, str]], days: Days
) -> Iterator[Need]:
    """What routes, each from the subject of its role, need that has to be fetched; as far as anybody can see yet."""
    for route, root in routes:
        reached = walk(room, pseudonyms, route, root, days.chosen(route.at))
        for step, place in reached.missing:
            person = place.subject if step.of == PERSON else place.person
            yield Need(step.seat.desk, place.subject, step.seat.relation, person, relation=True)
        door = route.door
        if door is None or not door.desk.is_asked:
            continue
        for place in reached.places:
            name = pseudonyms.of(door.desk.holder, place.subject)
            copy = copy_of(room, door.desk, door.attribute, name)
            if copy is None or not copy.is_fresh(door.desk, room.now):
                person = place.subject if door.desk.of == PERSON else place.person
                yield Need(door.desk, place.subject, door.attribute, person, relation=False)


def ask_for(
    room: Room,
    pseudonyms: Pseudonyms,
    ask: Ask,
    found: Iterable[Need],
    fetched: Sequence[Fetched],
    today: date,
) -> tuple[Wanted, ...]:
    """What to fetch, once for each register and subject; a source that is closed today or was just asked is left alone.

    To ask another authority about a person tells it something: that stands on record before it is asked.
    """
    asked = {(one.register, one.subject) for one in fetched}
    groups: dict[tuple[str, str], list[Need]] = {}
    for need in found:
        key = (need.desk.register, need.subject)
        if key not in asked and today.weekday() not in need.desk.closed:
            groups.setdefault(key, []).append(need)
    return tuple(_wanted(room, pseudonyms, ask, group) for group in groups.values())


def _wanted(room: Room, pseudonyms: Pseudonyms, ask: Ask, group: Sequence[Need]) -> Wanted:
    first = group[0]
    names = {need.name: need.relation for need in group}
    number = room.record(
        Entry(
            "source",
            room.now,
            actor_name(pseudonyms, ask.actor),
            None if first.person is None else pseudonyms.of(LEDGER, first.person),
            ask.office,
            ask.case,
            ask.purpose,
            ask.basis,
            {"event": "asked", "register": first.desk.register, "attribute": ",".join(sorted(names))},
        )
    )
    return Wanted(
        first.desk.register,
        first.desk.setting,
        first.desk.source,
        first.subject,
        tuple(sorted(name for name, relation in names.items() if not relation)),
        tuple(sorted(name for name, relation in names.items() if relation)),
        ask.purpose,
        ask.basis,
        ask.case,
        ask.office,
        number,
    )


def keep_fetched(room: Room, doors: Doors, pseudonyms: Pseudonyms, fetched: Fetched) -> None:
    """Keep what a source answered, as it was known on its day; a failure goes on record and changes nothing else.

    A value of another type than the register holds is a failure too: a source that answers nonsense gives nothing.
    What a source did names nobody: an inquiry that is hidden for a while would show by it. ValueError for a register
    that is not asked, whose data others write.
    """
    desk = doors.desks[fetched.register]
    if not desk.is_asked:
        raise ValueError(f"register {desk.register} is none that is asked")
    name = pseudonyms.of(desk.holder, fetched.subject)
    if not is_news(room, desk, name, fetched.at):
        return
    day = day_of(desk, fetched, fetched.at.date())
    answered = {ANSWERED: Copy(fetched.at, day)}
    if fetched.failure:
        keep_copies(room, desk, name, answered)
        _note(room, desk, {"event": "failed", "failure": fetched.failure[:_MOST_WORDS]})
        return
    if fetched.receipt is not None:
        _note(room, desk, {"event": "answered", "their_number": str(fetched.receipt)})
    if fetched.values is None:
        every = [key for register, key in (*doors.doors, *doors.relations) if register == desk.register]
        keep_copies(room, desk, name, dict.fromkeys(every, Copy(fetched.at, day, empty=True)) | answered)
        return
    values = {key: value for key, value in fetched.values.items() if (desk.register, key) in doors.doors}
    wrong = [key for key, value in values.items() if not fits(doors.doors[desk.register, key].type, value)]
    if wrong:
        _note(room, desk, {"event": "failed", "failure": f"wrong type: {', '.join(sorted(wrong))}"})
    kept = {key: value for key, value in values.items() if key not in wrong}
    source = f"source:{desk.setting}"
    if kept:
        room.write(Change(desk.register, name, kept, day, source=source, basis=desk.basis))
    relations = {key: to for key, to in fetched.relations.items() if (desk.register, key) in doors.relations}
    for relation, targets in relations.items():
        _relink(room, desk, relation, name, [pseudonyms.of(desk.holder, one) for one in targets], day, source)
    brought = [key for key in (*kept, *relations) if key not in fetched.stale]
    keep_copies(room, desk, name, dict.fromkeys(brought, Copy(fetched.at, day)) | answered)
    _keep_disputes(room, desk, name, kept.keys(), fetched, source)


def _keep_disputes(
    room: Room, desk: Desk, name: str, kept: Iterable[str], fetched: Fetched, source: str
) -> None:
    """What is disputed over there is disputed here, until the source no longer says so."""
    here = {key for key, one in room.disputed(desk.register, name).items() if one.case == source}
    for key in sorted({*kept} & here.symmetric_difference(fetched.disputed)):
        until = fetched.at if key in here else None
        room.dispute(Dispute(desk.register, name, key, source, fetched.at, until))


def _relink(
    room: Room, desk: Desk, relation: str, subject: str, targets: Sequence[str], day: date, source: str
) -> None:
    """Make the links of a subject those that the source gave."""
    before = set(room.related(desk.register, relation, subject, day))
    for target in sorted(before.symmetric_difference(targets)):
        room.link(
            Linking(
                desk.register,
                relation,
                subject,
                target,
                day,
                ends=target in before,
                source=source,
                basis=desk.basis,
            )
        )


def _note(room: Room, desk: Desk, what: Mapping[str, str]) -> None:
    said = {"register": desk.register, **what}
    room.record(Entry("source", room.now, SYSTEM, None, desk.holder, basis=desk.basis, what=said))
