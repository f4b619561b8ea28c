"""Letters about no case: each says of whom it is, and is erased as long afterwards as its purpose keeps what it knows."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from askonce.cases.journal import Journal, Message
from askonce.cases.term import add_calendar
from askonce.pack.shapes import Period

#: The room of such letters, by the day on which each is erased.
LETTERS: Final = "offers"
_PAGE: Final = 100


def send_letter(journal: Journal, message: Message, today: date, kept: Period | None) -> None:
    """Send a message that belongs to no case; without a time for which it is kept it stays."""
    journal.send(msgspec.structs.replace(message, case=message.key))
    if kept is not None:
        journal.put(LETTERS, f"{add_calendar(today, kept).isoformat()}/{message.key}", b"")


def forget_letters(journal: Journal, today: date) -> int:
    """Erase the letters whose time is over, a page of them, and give how many; a job of its own."""
    forgotten = 0
    for name in journal.keys(LETTERS, limit=_PAGE):
        until, _, key = name.partition("/")
        if until > today.isoformat():
            break
        journal.forget(key)
        journal.put(LETTERS, name, None)
        forgotten += 1
    return forgotten
