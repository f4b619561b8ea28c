"""Erasing what stands behind an entry, with an entry that says so; every proof stays valid."""

from __future__ import annotations

from typing import Final

from askonce.ledger.entry import Entry
from askonce.ledger.log import Log

ERASURE: Final = "erasure"
#: Kinds that are about no person and are never erased: what was erased, and which text was in force.
PERMANENT: Final = frozenset({ERASURE, "pack"})


class Unerasable(ValueError):  # noqa: N818 - a fact about the entry
    """The entry may not be erased, or there is none."""


def erase(log: Log, number: int, *, basis: str, actor: str, office: str = "") -> int | None:
    """Erase an opening by an article, and give the number of the entry that says so; none where it was erased before.

    That entry is public and names the number, the article and who did it, so that nobody erases the trace of a look
    unseen. It names no subject: it would be about the person itself, and would have to be erased in turn.
    """
    if not basis:
        raise Unerasable(f"no article was named for erasing entry {number}")
    opening = log.opening(number)
    if opening is None:
        raise Unerasable(f"there is no entry {number}")
    if opening.entry is None:
        return None
    if opening.entry.kind in PERMANENT:
        raise Unerasable(f"entry {number} is of kind `{opening.entry.kind}`, which stays")
    said = log.record(
        Entry(ERASURE, log.now, actor, office=office, basis=basis, what={"number": str(number)})
    )
    log.erase(number)
    return said


def erased_by(entry: Entry, number: int) -> int | None:
    """The number of the earlier entry that this one, at a number, says was erased; none where it says no such thing."""
    said = entry.what.get("number", "")
    if entry.kind != ERASURE or not entry.basis or not (said.isascii() and said.isdecimal()):
        return None
    erased = int(said)
    return erased if erased < number else None
