"""Registers that do not live here: what is to be fetched, what was brought, and how fresh the copy of it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from askonce.feel.values import Value
from askonce.registers.doors import Desk
from askonce.registers.room import Room

#: The rooms in which is kept when what was brought: of one subject, and of a whole register that is loaded.
COPIES = "copies"
LOADS = "loads"
#: Beside the attributes of a subject: when its source last answered or failed.
ANSWERED = ""


class Wanted(msgspec.Struct, frozen=True):
    """What the runner has to fetch before a case can go on, outside of any transaction.

    `setting` is the name of the source in the settings of the installation. The other side may be told the purpose,
    the article, the case and the office; `number` is the ledger's entry about the asking.
    """

    register: str
    setting: str
    kind: str
    subject: str
    attributes: tuple[str, ...]
    relations: tuple[str, ...]
    purpose: str
    basis: str
    case: str | None
    office: str
    number: int


class Fetched(msgspec.Struct, frozen=True):
    """What a source answered about one subject, at an instant in UTC.

    `values` is none where the other side has no row. `as_of` is the day of which it is, where it said so. `failure` says why
    there is no answer; then the rest means nothing. `receipt` is the number in the other side's ledger; `stale` and
    `disputed` name attributes that are so over there.
    """

    register: str
    subject: str
    at: datetime
    values: Mapping[str, Value] | None = None
    relations: Mapping[str, tuple[str, ...]] = {}
    as_of: date | None = None
    failure: str = ""
    receipt: int | None = None
    stale: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()


class Copy(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a datum was brought here, of which day it is, and whether the other side had none."""

    at: datetime
    as_of: date
    empty: bool = False

    def is_fresh(self, desk: Desk, now: datetime) -> bool:
        """Whether it is no older than the register says its data stay true."""
        return desk.fresh_for is not None and now <= self.at + desk.fresh_for


_COPIES = msgspec.json.Decoder(dict[str, Copy])
_COPY = msgspec.json.Decoder(Copy)


def loaded(room: Room, register: str, at: datetime, as_of: date) -> None:
    """Note that a whole register was loaded: at which instant, and of which day its data are."""
    room.put(LOADS, register, msgspec.json.encode(Copy(at, as_of)))


def copy_of(room: Room, desk: Desk, name: str, subject: str) -> Copy | None:
    """When an attribute or relation of a subject was brought here last; `subject` is the holder's pseudonym."""
    kept = room.get(LOADS, desk.register)
    whole = None if kept is None else _COPY.decode(kept)
    if desk.is_asked:
        kept = room.get(COPIES, f"{desk.register}/{subject}")
        own = _COPIES.decode(kept).get(name) if kept is not None else None
        if own is not None and (whole is None or whole.at <= own.at):
            return own
    return whole


def is_news(room: Room, desk: Desk, subject: str, at: datetime) -> bool:
    """Whether an answer is later than all that was kept of a subject: nobody keeps one twice, or an old one late."""
    kept = room.get(COPIES, f"{desk.register}/{subject}")
    last = None if kept is None else _COPIES.decode(kept).get(ANSWERED)
    return last is None or last.at < at


def keep_copies(room: Room, desk: Desk, subject: str, copies: Mapping[str, Copy]) -> None:
    """Note what was brought here of a subject, beside what was brought before."""
    key = f"{desk.register}/{subject}"
    kept = room.get(COPIES, key)
    before = {} if kept is None else _COPIES.decode(kept)
    room.put(COPIES, key, msgspec.json.encode({**before, **copies}))


def day_of(desk: Desk, fetched: Fetched, today: date) -> date:
    """The day of which an answer is: what the source says, else as much before today as its data are late."""
    return fetched.as_of or today - desk.delay
