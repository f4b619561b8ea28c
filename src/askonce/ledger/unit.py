"""A unit of work: one transaction, of which all is kept or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from askonce.ledger.entry import Entry


class Unit(Protocol):
    """One transaction, as whoever works in it sees it; the edge begins it and commits it.

    What a job raises undoes all that it wrote; what it returns, a refusal too, keeps it.
    """

    @property
    def now(self) -> datetime:
        """The instant of the transaction, in UTC, never before that of an earlier one even if a clock jumps back."""

    def fresh(self, prefix: str) -> str:
        """A new name that nobody can guess, such as `case-01K…`; names of one database sort by age."""

    def record(self, entry: Entry) -> int:
        """Append an entry to the ledger and give its number, counted from 0 without gaps."""
