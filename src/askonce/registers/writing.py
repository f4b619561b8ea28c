"""Writes to registers: who may, whether the values fit, and who did it by which article."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

import msgspec

from askonce.feel.types import Type, conforms, type_name
from askonce.feel.values import Money, Value
from askonce.ledger.entry import Entry
from askonce.registers import refusing
from askonce.registers.ask import Ask
from askonce.registers.doors import PERSON, Desk, Doors, Seat
from askonce.registers.naming import actor_name, source_name
from askonce.registers.pseudonym import LEDGER, Pseudonyms
from askonce.registers.refusal import Refusal
from askonce.registers.room import Room
from askonce.registers.store import Change, Ending, Linking

#: What can be written.
Writing: TypeAlias = Change | Linking | Ending
#: Whether somebody may write what has these writers.
May: TypeAlias = Callable[[Desk, frozenset[str], Ask], bool]
#: A longer text is no datum but a document.
MOST_CHARACTERS: Final = 1_000_000
_HALF: Final = re.compile("[\ud800-\udfff]")


def write_changes(
    room: Room, doors: Doors, pseudonyms: Pseudonyms, ask: Ask, changes: Sequence[Writing]
) -> tuple[int, ...] | Refusal:
    """Write changes, links and endings, all of them or, where one is refused, nothing; one entry for each."""
    for change in changes:
        refusal = _refused(doors, ask, change, _may_write)
        if refusal is not None:
            return refusal
    return tuple(_write(room, doors, pseudonyms, ask, change) for change in changes)


def write_correction(
    room: Room, doors: Doors, pseudonyms: Pseudonyms, ask: Ask, change: Change
) -> int | Refusal:
    """Put a datum right by who answers for its register, whoever else may write it otherwise."""
    refusal = _refused(doors, ask, change, _may_correct)
    return _write(room, doors, pseudonyms, ask, change, "correct") if refusal is None else refusal


def fits(kind: Type | None, value: Value) -> bool:
    """Whether a value is one that an attribute may hold and a store can keep; null says that there is none."""
    return value is None or ((kind is None or conforms(value, kind)) and _can_be_kept(value))


def _can_be_kept(value: Value) -> bool:
    """Whether every store keeps a value: no NUL, no half of a character, nothing endless."""
    if isinstance(value, str):
        whole = len(value) <= MOST_CHARACTERS and "\0" not in value
        return whole and (value.isascii() or _HALF.search(value) is None)
    if isinstance(value, tuple):
        return all(map(_can_be_kept, value))
    if isinstance(value, Mapping):
        return all(map(_can_be_kept, (*value, *value.values())))
    number = value.amount if isinstance(value, Money) else value
    return not isinstance(number, Decimal) or number.is_finite()


def _refused(doors: Doors, ask: Ask, change: Writing, may: May) -> Refusal | None:
    if isinstance(change, Change):
        return _value_refused(doors, ask, change, may)
    return (
        _link_refused(doors, ask, change) if isinstance(change, Linking) else _end_refused(doors, ask, change)
    )


def _value_refused(doors: Doors, ask: Ask, change: Change, may: May) -> Refusal | None:
    for name, value in change.values.items():
        door = doors.doors.get((change.register, name))
        if door is None:
            return refusing.unknown(f"{change.register}.{name}")
        if not may(door.desk, door.written_by, ask):
            return refusing.not_writable(change.register, name, door.desk.basis)
        if not fits(door.type, value):
            return refusing.wrong_type(
                change.register, name, "" if door.type is None else type_name(door.type)
            )
    return None if change.register in doors.desks else refusing.unknown(change.register)


def _link_refused(doors: Doors, ask: Ask, change: Linking) -> Refusal | None:
    if (change.register, change.relation) not in doors.relations:
        return refusing.unknown(f"{change.register}.{change.relation}")
    desk = doors.desks[change.register]
    if not _may_write(desk, frozenset(), ask):
        return refusing.not_writable(change.register, change.relation, desk.basis)
    return None


def _end_refused(doors: Doors, ask: Ask, change: Ending) -> Refusal | None:
    """A row is ended by whoever may write part of it: the holder, or a service that an attribute is written by."""
    desk = doors.desks.get(change.register)
    if desk is None:
        return refusing.unknown(change.register)
    writers = {one.written_by for one in doors.doors.values() if one.desk.register == change.register}
    allowed = ask.office == desk.holder and _may_write(desk, frozenset(), ask)
    if allowed or any(_may_write(desk, one, ask) for one in writers):
        return None
    return refusing.not_writable(change.register, "*", desk.basis)


def _may_correct(desk: Desk, written_by: frozenset[str], ask: Ask) -> bool:
    """Whether somebody may put a datum right: an officer of the holder, in the case of a correction."""
    del written_by
    return ask.case is not None and ask.office == desk.holder and ask.actor.may_act_as(desk.holder)


def _may_write(desk: Desk, written_by: frozenset[str], ask: Ask) -> bool:
    """Whether somebody may: whom the attribute names, and where it names nobody its holder and services with a case."""
    by_office = bool(ask.office) and (ask.case is not None or ask.actor.may_act_as(ask.office))
    if written_by:
        return (ask.case is not None and ask.service in written_by) or (
            by_office and ask.office in written_by
        )
    return (ask.case is not None and bool(ask.service)) or (by_office and ask.office == desk.holder)


def _write(
    room: Room, doors: Doors, pseudonyms: Pseudonyms, ask: Ask, change: Writing, event: str = "write"
) -> int:
    desk = doors.desks[change.register]
    basis = change.basis or ask.basis
    subject = pseudonyms.of(desk.holder, change.subject)
    if isinstance(change, Ending):
        room.end(change.register, subject, change.on)
        _end_links(room, doors, change, subject)
        event, what = "end", "*"
    else:
        source = change.source or (f"case:{ask.case}" if ask.case is not None else f"office:{ask.office}")
        source = source_name(pseudonyms, desk.holder, source)
        made = msgspec.structs.replace(change, subject=subject, source=source, basis=basis)
        what = _put(room, doors, pseudonyms, made)
    return room.record(
        Entry(
            "act",
            room.now,
            actor_name(pseudonyms, ask.actor),
            pseudonyms.of(LEDGER, change.subject) if desk.of == PERSON else None,
            ask.office,
            ask.case,
            ask.purpose,
            basis,
            {"event": event, "register": desk.register, "attribute": what},
        )
    )


def _put(room: Room, doors: Doors, pseudonyms: Pseudonyms, change: Change | Linking) -> str:
    """Write values or a link under the holder's names, and say which attributes or which relation that was."""
    if isinstance(change, Change):
        room.write(change)
        return ",".join(sorted(change.values))
    desk = doors.desks[change.register]
    seat = doors.seat(change.register, change.relation, desk.of)
    made = msgspec.structs.replace(change, target=pseudonyms.of(desk.holder, change.target))
    if not change.ends:
        _make_way(room, doors, seat, change.relation, made)
    for link in links_at(seat, made):
        room.link(link)
    return change.relation


def _make_way(room: Room, doors: Doors, seat: Seat, relation: str, made: Linking) -> None:
    """A relation to one subject alone ends where one to another begins, at either end of it."""
    words = doors.relations[made.register, relation]
    if not words.many:
        _end_others(room, seat, made, keep=made.target)
    back = doors.relations.get((made.register, words.inverse or ""))
    if back is not None and not back.many and words.to is not None and words.to.id == seat.desk.of:
        turned = msgspec.structs.replace(made, subject=made.target, target=made.subject)
        other_way = msgspec.structs.replace(seat, backward=not seat.backward and not seat.both)
        _end_others(room, other_way, turned, keep=turned.target)


def _end_others(room: Room, seat: Seat, made: Linking, keep: str) -> None:
    before = room.related(made.register, seat.relation, made.subject, made.on, backward=seat.backward)
    for other in before:
        if other != keep:
            for link in links_at(seat, msgspec.structs.replace(made, target=other, ends=True)):
                room.link(link)


def _end_links(room: Room, doors: Doors, change: Ending, subject: str) -> None:
    """With what a register says of a subject its relations end: else whoever follows one meets what is there no more."""
    desk = doors.desks[change.register]
    for register, relation in doors.relations:
        if register == change.register:
            made = Linking(register, relation, subject, "", change.on, ends=True, basis=change.basis)
            _end_others(room, doors.seat(register, relation, desk.of), made, keep="")


def links_at(seat: Seat, linking: Linking) -> tuple[Linking, ...]:
    """A link as it is kept: under the name of its seat, turned where that leads the other way, twice where both are one."""
    turned = msgspec.structs.replace(
        linking, relation=seat.relation, subject=linking.target, target=linking.subject
    )
    if seat.backward:
        return (turned,)
    straight = msgspec.structs.replace(linking, relation=seat.relation)
    return (straight, turned) if seat.both and linking.subject != linking.target else (straight,)
