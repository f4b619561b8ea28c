"""Writes that were answered already: the same key gets the same answer, and nothing is done twice.

What not everybody may see for ever, as a case, is not kept with its answer: only its name is, and it is shown anew as
it stands to who asks now. Who may no longer see it is told so, as with any other look.

The answer is kept in the transaction of what it answers, so that the one is there exactly when the other is. Write
jobs run one after the other, so that of two at the same time one does the work and the other finds its answer. Keys
live in a room of their day and hold until the day after.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, TypeAlias

import msgspec

from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.problem import refused

_ROOM: Final = "answered"
_SWEPT: Final = "swept"
#: So many of the last days are swept again and again.
_AGAIN: Final = 7
_KEY: Final = re.compile(r"[\x21-\x7e]{8,200}")
_ENCODER: Final = msgspec.msgpack.Encoder()


class Key(msgspec.Struct, frozen=True):
    """Under which name of which caller an answer is kept, and the digest of what was asked."""

    caller: str
    name: str
    asked: bytes


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """An answer: the digest of what was asked, the status, the body, further headers.

    Where there is something `left`, that alone is kept instead of body and headers, and the answer is made of it anew.
    """

    asked: bytes
    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    left: bytes | None = None


#: Makes an answer anew of what was left of it.
Again: TypeAlias = Callable[[Journal, Kept], Kept | Refusal]


_DECODER: Final = msgspec.msgpack.Decoder(Kept)


def is_fit(key: str) -> bool:
    r"""Whether a text can be a key: long enough to be nobody else's, and plain.

    >>> is_fit("8e03978e-40d5-43e8"), is_fit("short"), is_fit("line\nbreak-12")
    (True, False, False)
    """
    return _KEY.fullmatch(key) is not None


def asked_by(method: str, path: str, body: bytes) -> bytes:
    """The digest of what a request asks."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode("utf-8", "replace"), body))).digest()


def once(
    journal: Journal, key: Key, job: Callable[[Journal], Kept | Refusal], again: Again | None = None
) -> Kept | Refusal:
    """The answer that was kept for a key, or that of doing it now; within a write job.

    What is refused is not kept: whoever mends the reason may try again under the same key. `again` makes the answer anew
    of what a job left of it; TypeError where a job leaves something and nothing is there to do so.
    """
    name = hashlib.sha256(f"{key.caller}\n{key.name}".encode()).hexdigest()
    today = journal.now.date()
    for day in (today, today - timedelta(days=1)):
        found = journal.get(_room(day), name)
        if found is not None:
            kept = _DECODER.decode(found)
            if kept.asked != key.asked:
                return refused("key-reused")
            return kept if kept.left is None else _anew(again)(journal, kept)
    done = job(journal)
    if isinstance(done, Kept):
        if done.left is not None:
            _anew(again)
        journal.put(_room(today), name, _ENCODER.encode(_to_keep(done)))
    return done


def _anew(again: Again | None) -> Again:
    if again is None:
        raise TypeError("something was left of an answer that nothing makes anew")
    return again


def _to_keep(done: Kept) -> Kept:
    return done if done.left is None else Kept(done.asked, done.status, b"", (), done.left)


def forget(journal: Journal, limit: int = 1000) -> int:
    """Forget keys that no longer hold, at most so many of them; gives how many; within a write job.

    Every day is looked at up to which this has not come, however long nobody swept, and the last ones again: somebody
    may have set the clock back.
    """
    last = journal.now.date() - timedelta(days=2)
    day = min(_swept(journal), last - timedelta(days=_AGAIN))
    dropped = 0
    while day <= last:
        keys = journal.keys(_room(day), limit=limit - dropped)
        for key in keys:
            journal.put(_room(day), key, None)
        dropped += len(keys)
        if dropped == limit:
            break
        day += timedelta(days=1)
    journal.put(_ROOM, _SWEPT, min(day, last).isoformat().encode())
    return dropped


def _swept(journal: Journal) -> date:
    """The day up to which all is forgotten; at first the one on which the ledger, and with it the house, began."""
    kept = journal.get(_ROOM, _SWEPT)
    if kept is not None:
        return date.fromisoformat(kept.decode())
    first = journal.opening(0)
    return first.entry.at.date() if first is not None and first.entry is not None else journal.now.date()


@lru_cache(maxsize=16)
def _room(day: date) -> str:
    return f"{_ROOM}-{day.isoformat()}"
