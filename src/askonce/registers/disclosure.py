"""Disclosure: from when on the subject of a look may read of it."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta
from typing import Final

import msgspec

from askonce.ledger.entry import Entry
from askonce.pack.shapes import Period
from askonce.registers.doors import Doors

#: No law may hide a look for longer.
MOST_MONTHS: Final = 12
_HIDDEN: Final = frozenset({"look", "source"})
_MONTHS: Final = {"month": 1, "year": 12}


class Hidden(msgspec.Struct, frozen=True):
    """A look that its subject does not see yet: until when, and by which article."""

    until: datetime
    basis: str


def hidden_of(entry: Entry, doors: Doors) -> Hidden | None:
    """Until when an entry is hidden from its subject; none where it may be read at once.

    Only looks are ever hidden, and that a source was asked for one; a look without a case is told to the subject and
    hidden from nobody. What a pack says beyond twelve months does not bind.
    """
    hatch = doors.purposes.get(entry.purpose)
    if entry.kind not in _HIDDEN or hatch is None or hatch.hidden_for is None:
        return None
    return Hidden(
        min(_after(entry.at, hatch.hidden_for), _months_after(entry.at, MOST_MONTHS)), hatch.hidden_by
    )


def disclosure_of(entry: Entry, doors: Doors) -> datetime | None:
    """From when on the subject of an entry may read it; none where it may at once."""
    hidden = hidden_of(entry, doors)
    return None if hidden is None else hidden.until


def is_too_long(period: Period) -> bool:
    """Whether a delay is longer than any law may make it.

    >>> is_too_long(Period(1, "year")), is_too_long(Period(13, "month")), is_too_long(Period(366, "day"))
    (False, True, False)
    """
    if period.unit in _MONTHS:
        return period.count * _MONTHS[period.unit] > MOST_MONTHS
    return period.days > 366  # a leap year is twelve months long


def _after(at: datetime, period: Period) -> datetime:
    if period.unit in _MONTHS:
        return _months_after(at, min(period.count * _MONTHS[period.unit], MOST_MONTHS))
    return at + timedelta(days=min(period.days, 366.0))


def _months_after(at: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of that month."""
    whole = at.year * 12 + at.month - 1 + months
    year, month = divmod(whole, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
