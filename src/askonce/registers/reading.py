"""Reads an attribute of subjects that were reached, and says how each fact stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from askonce.registers.days import PERIODS, Days
from askonce.registers.doors import Door
from askonce.registers.fact import Fact, State
from askonce.registers.pseudonym import Pseudonyms
from askonce.registers.room import Room
from askonce.registers.sources import Copy, copy_of
from askonce.registers.store import Row


def day_wanted(door: Door, at: str, days: Days) -> date:
    """The day for which an attribute is read: what never changes is read as it is known today."""
    if door.timeless:
        return days.latest
    return days.chosen(at if door.at not in PERIODS or at in PERIODS else door.at)


def read_facts(
    room: Room, pseudonyms: Pseudonyms, door: Door, subjects: Sequence[str], day: date
) -> list[Fact]:
    """The fact about each of the subjects, in their order."""
    desk = door.desk
    names = [pseudonyms.of(desk.holder, subject) for subject in subjects]
    if desk.is_here and len(names) > 1:
        rows = room.rows(desk.register, names, day)
        return [
            _with_disputes(room, door, name, fact_of(door, rows.get(name), None, room.now)) for name in names
        ]
    return [_read(room, door, name, day) for name in names]


def _read(room: Room, door: Door, name: str, day: date) -> Fact:
    desk = door.desk
    copy = None if desk.is_here else copy_of(room, desk, door.attribute, name)
    if copy is not None and (door.timeless or door.at == "latest"):
        day = max(day, copy.as_of)  # it came without a past, and stands for the present of any case
    row = room.row(desk.register, name, day)
    return _with_disputes(room, door, name, fact_of(door, row, copy, room.now))


def _with_disputes(room: Room, door: Door, name: str, fact: Fact) -> Fact:
    """A fact that somebody disputes says so; what the pack notes about a register disputes nobody's datum."""
    if fact.state is State.UNAVAILABLE or door.attribute not in room.disputed(door.desk.register, name):
        return fact
    return msgspec.structs.replace(fact, disputed=True)


def fact_of(door: Door, row: Row | None, copy: Copy | None, now: datetime) -> Fact:
    """How a datum stands, by the row that there is and by the copy that it came with.

    A register that is complete knows that there is none; of one that is not, and of one that never answered, the
    datum is unavailable. A row that does not say a value never said it; one that says null says that there is none.
    """
    desk = door.desk
    if not desk.is_here and copy is None and row is None:
        return Fact(State.UNAVAILABLE, source=desk.register)
    stale = not desk.is_here and (copy is None or not copy.is_fresh(desk, now))
    as_of = copy.as_of if copy is not None else None
    if row is None or (copy is not None and copy.empty):
        if desk.complete:
            return Fact(State.NONE, source=desk.register, as_of=as_of, stale=stale)
        return Fact(State.UNAVAILABLE, source=desk.register)
    if door.attribute not in row.values:
        return Fact(State.UNAVAILABLE, source=desk.register)
    value = row.values[door.attribute]
    state = State.NONE if value is None else State.KNOWN
    return Fact(state, value, desk.register, as_of or row.valid_from, stale)


def joined(facts: Sequence[Fact], register: str, *, sure: bool, stale: bool) -> Fact:
    """Facts about several subjects as one list; it is unavailable where one of them is, and never shorter in silence."""
    if not sure or any(not fact.is_settled for fact in facts):
        return Fact(State.UNAVAILABLE, source=register)
    return Fact(
        State.KNOWN,
        tuple(fact.value for fact in facts),
        register,
        min((fact.as_of for fact in facts if fact.as_of is not None), default=None),
        stale or any(fact.stale for fact in facts),
        any(fact.disputed for fact in facts),
    )
