"""Tries to sign in: after a few that failed each further one has to wait, for twice as long as the one before.

A try is counted before it is looked at, so that many at the same time are counted like many in a row. A name that
nobody has is counted like any other: the wait says nothing about whether there is an account.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

import msgspec

from askonce.cases.journal import Journal
from askonce.web import passing

#: So many tries with one name, and so many from one address, before anybody has to wait.
FREE: Final = 5
FREE_AT_ADDRESS: Final = 20
_FIRST: Final = timedelta(seconds=5)
#: Long enough that a day holds about a hundred guesses, short enough that a stranger cannot lock somebody out for long.
MOST: Final = timedelta(minutes=15)
_FORGOTTEN: Final = timedelta(days=1)
_MOST_DOUBLINGS: Final = 20


class Tries(msgspec.Struct, frozen=True, array_like=True):
    """How many tries failed, and until when the next has to wait."""

    count: int
    until: datetime


def key_of(secret: bytes, what: str, name: str) -> str:
    """Under which key tries are counted: a MAC, which gives away neither names nor addresses."""
    return (
        f"tries/{hmac.digest(secret, f'{what} {name}'.encode('utf-8', 'replace'), hashlib.sha256).hex()[:32]}"
    )


def wait_after(count: int, free: int) -> timedelta:
    """How long the next try waits after so many.

    >>> [wait_after(count, 5).total_seconds() for count in (4, 5, 6, 12, 100)]
    [0.0, 5.0, 10.0, 640.0, 900.0]
    """
    if count < free:
        return timedelta(0)
    doublings: int = min(count - free, _MOST_DOUBLINGS)
    return min(_FIRST * (1 << doublings), MOST)


def waits(journal: Journal, key: str) -> timedelta:
    """How long the next try still has to wait."""
    found = _found(journal, key)
    return max(found.until - journal.now, timedelta(0)) if found is not None else timedelta(0)


def begin(journal: Journal, key: str, free: int) -> None:
    """Count a try that is about to be looked at; within a write job."""
    found = _found(journal, key)
    count = 1 + (found.count if found is not None else 0)
    made = Tries(count, journal.now + wait_after(count, free))
    passing.keep(journal, key, msgspec.msgpack.encode(made), _FORGOTTEN)


def forget(journal: Journal, key: str) -> None:
    """Begin anew after a try that was right; within a write job."""
    passing.drop(journal, key)


def take_back(journal: Journal, key: str) -> None:
    """Count one try less, as it was right; within a write job.

    An address is not forgiven what others tried from there: whoever has one account could guess at all the rest.
    """
    found = _found(journal, key)
    if found is not None:
        made = Tries(max(found.count - 1, 0), journal.now)
        passing.keep(journal, key, msgspec.msgpack.encode(made), _FORGOTTEN)


def _found(journal: Journal, key: str) -> Tries | None:
    kept = passing.look(journal, key)
    return msgspec.msgpack.decode(kept, type=Tries) if kept is not None else None
