"""A correction travels: who used a datum is found again by the receipts for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from askonce.registers.pseudonym import LEDGER, Pseudonyms
from askonce.registers.room import Room

#: Where the use of data is noted that leaves no receipt: those about no person, and the relations of a way.
USES: Final = "uses"
#: The same by cases, so that a case that is deleted takes its own with it.
USES_OF_CASES: Final = "uses_of_cases"
_PAGE: Final = 500


class Used(msgspec.Struct, frozen=True):
    """A case that read a datum, when it did so last, and the number of the entry; none where no person was read about."""

    case: str
    at: datetime
    number: int | None = None


def note_use(
    room: Room, pseudonyms: Pseudonyms, register: str, attribute: str, subject: str, case: str
) -> None:
    """Note that a case used a datum for which there is no receipt.

    It stands under the ledger's pseudonym: beside a case that of the holder would join two registers.
    """
    key = _key(pseudonyms, register, attribute, subject)
    room.put(USES, f"{key}{case}", room.now.isoformat().encode())
    room.put(USES_OF_CASES, f"{case}/{key}", b"")


def forget_uses(room: Room, case: str) -> None:
    """Forget what a case used, once it is deleted; its receipts are the ledger's to erase."""
    prefix = f"{case}/"
    page = room.keys(USES_OF_CASES, prefix, "", _PAGE)
    while page:
        for key in page:
            room.put(USES, f"{key[len(prefix) :]}{case}", None)
            room.put(USES_OF_CASES, key, None)
        page = room.keys(USES_OF_CASES, prefix, "", _PAGE)


def receipts_of(
    room: Room, pseudonyms: Pseudonyms, register: str, subject: str, attribute: str, since: datetime
) -> tuple[Used, ...]:
    """The cases that used a datum since an instant, each once, the earliest first; those of a neighbour as `authority/case`.

    `attribute` may be a relation; where it has an inverse, that of the other end was used as well. What was erased from
    the ledger is found no more.
    """
    found: dict[str, Used] = {}
    for one in (
        *_noted(room, _key(pseudonyms, register, attribute, subject)),
        *_read(room, pseudonyms.of(LEDGER, subject), register, attribute),
    ):
        before = found.get(one.case)
        if one.at >= since and (before is None or before.at <= one.at):
            found[one.case] = one
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.case)))


def _read(room: Room, subject: str, register: str, attribute: str) -> Iterator[Used]:
    after = -1
    names = {attribute, f"{attribute}.count"}
    while True:
        page = room.openings(subject=subject, kind="look", after=after, limit=_PAGE)
        for opening in page:
            after = opening.number
            entry = opening.entry
            if entry is None or entry.case is None or entry.what.get("register") != register:
                continue
            if not names.isdisjoint(entry.what.get("attribute", "").split(",")):
                yield Used(entry.case, entry.at, opening.number)
        if len(page) < _PAGE:
            return


def _noted(room: Room, prefix: str) -> Iterator[Used]:
    after = ""
    while True:
        page = room.keys(USES, prefix, after, _PAGE)
        for key in page:
            after = key
            kept = room.get(USES, key)
            if kept is not None:
                yield Used(key[len(prefix) :], datetime.fromisoformat(kept.decode()))
        if len(page) < _PAGE:
            return


def _key(pseudonyms: Pseudonyms, register: str, attribute: str, subject: str) -> str:
    return f"{register}.{attribute}/{pseudonyms.of(LEDGER, subject)}/"
