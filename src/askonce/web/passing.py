"""Small things that hold for a while: half a sign-in, a challenge, a count of tries; each ends by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

from askonce.cases.journal import Journal

ROOM: Final = "passing"


class Passing(msgspec.Struct, frozen=True, array_like=True):
    """Something that is kept, and until when."""

    until: datetime
    value: bytes


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Passing)


def keep(journal: Journal, key: str, value: bytes, lasts: timedelta) -> None:
    """Keep something under a key for so long; within a write job."""
    journal.put(ROOM, key, _ENCODER.encode(Passing(journal.now + lasts, value)))


def look(journal: Journal, key: str) -> bytes | None:
    """What is kept under a key and has not ended."""
    kept = journal.get(ROOM, key)
    if kept is None:
        return None
    found = _DECODER.decode(kept)
    return found.value if found.until > journal.now else None


def take(journal: Journal, key: str) -> bytes | None:
    """What is kept under a key, which is nobody's after that; within a write job, so that one alone gets it."""
    found = look(journal, key)
    drop(journal, key)
    return found


def drop(journal: Journal, key: str) -> None:
    """Forget what is kept under a key; within a write job."""
    journal.put(ROOM, key, None)


def sweep(journal: Journal, after: str = "", limit: int = 1000) -> str:
    """Forget what has ended, so many looked at; gives where to go on, nothing at the end; within a write job."""
    found = journal.keys(ROOM, after=after, limit=limit)
    for key in found:
        kept = journal.get(ROOM, key)
        if kept is not None and _DECODER.decode(kept).until <= journal.now:
            journal.put(ROOM, key, None)
    return found[-1] if len(found) == limit else ""
