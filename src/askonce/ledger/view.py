"""What a person may read of the ledger about themselves, and how much of it is withheld from people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, Protocol

import msgspec

from askonce.ledger.entry import Entry
from askonce.ledger.log import Log, Opening

#: The day that a rule gives where an entry is withheld for as long as may be.
WITHHELD: Final = date.max
#: What stands in the place of another person.
ANOTHER: Final = "person:another"

_BLOCK: Final = 1024
_ABOUT: Final = 128
_PROBE: Final = 16
_PERSON: Final = re.compile(r"person:[^\s,;]*")


class Disclosure(Protocol):
    """The norms on delayed disclosure."""

    def __call__(self, entry: Entry) -> date:
        """The day from which the subject of an entry may read it; `WITHHELD` where nothing says when."""


class Shown(msgspec.Struct, frozen=True):
    """An entry as its subject may read it, and its number, by which anybody can prove it."""

    number: int
    entry: Entry


class Page(msgspec.Struct, frozen=True):
    """Entries in order; `after` begins the next page and is none where nothing more is to be read."""

    shown: tuple[Shown, ...]
    after: int | None


class Reader(msgspec.Struct, frozen=True):
    """Who reads: a subject by its pseudonym, on a day of a time zone, under the norms on disclosure.

    `owns` tells whether a case is the subject's own. Another's case is not named: a look that a notary takes for a
    relative would tell of the relative's affair.
    """

    subject: str
    on: date
    disclosure: Disclosure
    owns: Callable[[str], bool]
    zone: tzinfo = UTC


def open_from(entry: Entry, disclosure: Disclosure, zone: tzinfo = UTC) -> date:
    """The day from which an entry is open to its subject: what the norm says, and at most 12 months after the look.

    >>> at = datetime(2024, 2, 29, 8, tzinfo=UTC)
    >>> open_from(Entry("look", at, "officer:lin"), lambda entry: WITHHELD).isoformat()
    '2025-02-28'
    """
    looked = entry.at.astimezone(zone).date()
    leap = looked.month == 2 and looked.day == 29
    latest = looked.replace(year=looked.year + 1, day=28 if leap else looked.day)
    return min(disclosure(entry), latest)


def view(log: Log, reader: Reader, *, after: int = -1, limit: int = 50) -> Page:
    """The entries about a subject that are open on a day, those after a number, at most so many.

    A page is short only at the end: what is withheld leaves no gap by which its subject could tell that there is any.
    """
    found: list[Shown] = []
    for opening in _about(log, reader.subject, after):
        shown = _shown(opening, reader)
        if shown is None:
            continue
        if len(found) == limit:
            return Page(tuple(found), found[-1].number if found else after)
        found.append(shown)
    return Page(tuple(found), None)


def count_withheld(log: Log, on: date, disclosure: Disclosure, zone: tzinfo = UTC) -> int:
    """How many entries about people are withheld from them on a day, over the whole ledger: a public number.

    It is not counted for one subject: that number would tell a person that somebody looks, which the norm delays.
    """
    first = _first_since(log, datetime(on.year - 1, on.month, 1, tzinfo=UTC) - timedelta(days=2))
    return sum(
        opening.entry is not None
        and opening.entry.subject is not None
        and open_from(opening.entry, disclosure, zone) > on
        for opening in _pages(log, first - 1, _BLOCK)
    )


def _shown(opening: Opening, reader: Reader) -> Shown | None:
    entry = opening.entry
    if entry is None or entry.subject != reader.subject:
        return None
    if open_from(entry, reader.disclosure, reader.zone) > reader.on:
        return None

    def veiled(text: str) -> str:
        return _PERSON.sub(
            lambda found: found[0] if found[0] == f"person:{reader.subject}" else ANOTHER, text
        )

    return Shown(
        opening.number,
        msgspec.structs.replace(
            entry,
            actor=veiled(entry.actor),
            case=entry.case if entry.case is not None and reader.owns(entry.case) else None,
            what={veiled(word): veiled(said) for word, said in entry.what.items()},
        ),
    )


def _about(log: Log, subject: str, after: int) -> Iterator[Opening]:
    while page := log.openings(subject=subject, after=after, limit=_ABOUT):
        yield from page
        after = page[-1].number


def _pages(log: Log, after: int, limit: int) -> Iterator[Opening]:
    while page := log.openings(after=after, limit=limit):
        yield from page
        after = page[-1].number


def _first_since(log: Log, instant: datetime) -> int:
    """A number before which every entry is older than an instant; instants never fall along the ledger."""
    low, high = 0, log.size()
    while low < high:
        middle = (low + high) // 2
        entry = next((one.entry for one in _pages(log, middle - 1, _PROBE) if one.entry is not None), None)
        if entry is not None and entry.at < instant:
            low = middle + 1
        else:
            high = middle
    return low
