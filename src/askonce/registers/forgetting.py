"""Forgetting copies: what was fetched of another authority's register for a case that is erased, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from askonce.registers.correction import USES, USES_OF_CASES
from askonce.registers.doors import Doors
from askonce.registers.pseudonym import LEDGER, Pseudonyms
from askonce.registers.room import Room
from askonce.registers.sources import COPIES

_PAGE = 500
_LOOKS = frozenset({"look", "source"})


class Copied(msgspec.Struct, frozen=True, order=True):
    """A register of another authority and a subject, by the ledger's pseudonym, of which there may be a copy here."""

    register: str
    subject: str


def copied_for(room: Room, doors: Doors, case: str) -> tuple[Copied, ...]:
    """What was fetched for a case, as its receipts and uses tell; to be asked for before they are erased."""
    found = {one for one in (*_read(room, case), *_used(room, case)) if one.register in doors.desks}
    return tuple(sorted(one for one in found if doors.desks[one.register].is_asked))


def forget_copies(room: Room, doors: Doors, pseudonyms: Pseudonyms, copies: tuple[Copied, ...]) -> int:
    """Delete those copies that no case uses any more, and give how many; once the receipts of the case are erased."""
    forgotten = 0
    for one in copies:
        if _is_needed(room, doors, one):
            continue
        subject = pseudonyms.of(doors.desks[one.register].holder, pseudonyms.subject(LEDGER, one.subject))
        room.drop_copies(one.register, subject)
        room.put(COPIES, f"{one.register}/{subject}", None)
        forgotten += 1
    return forgotten


def _read(room: Room, case: str) -> Iterator[Copied]:
    after = -1
    while page := room.openings(case=case, after=after, limit=_PAGE):
        for opening in page:
            after = opening.number
            entry = opening.entry
            if entry is not None and entry.kind in _LOOKS and entry.subject is not None:
                yield Copied(entry.what.get("register", ""), entry.subject)


def _used(room: Room, case: str) -> Iterator[Copied]:
    prefix, after = f"{case}/", ""
    while page := room.keys(USES_OF_CASES, prefix, after, _PAGE):
        after = page[-1]
        for key in page:
            name, _, subject = key.removeprefix(prefix).rstrip("/").rpartition("/")
            yield Copied(name.partition(".")[0], subject)


def _is_needed(room: Room, doors: Doors, one: Copied) -> bool:
    """Whether a case that is not erased has read it too."""
    held = [name for register, name in (*doors.doors, *doors.relations) if register == one.register]
    if any(room.keys(USES, f"{one.register}.{name}/{one.subject}/", "", 1) for name in held):
        return True
    after = -1
    while page := room.openings(subject=one.subject, kind="look", after=after, limit=_PAGE):
        for opening in page:
            after = opening.number
            entry = opening.entry
            if entry is not None and entry.case is not None and entry.what.get("register") == one.register:
                return True
    return False
