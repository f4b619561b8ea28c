"""What a store of registers does: bitemporal rows that are added and closed, never changed or deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

import msgspec

from askonce.feel.values import Value
from askonce.ledger.unit import Unit


class Unfit(ValueError):  # noqa: N818 - a fact about the value, which the caller shows
    """A value that no store keeps: another type than the register says, a character that is none, text too long."""


class Row(msgspec.Struct, frozen=True):
    """What a register says of one subject for a time: valid from a day to before another, recorded likewise.

    `valid_to` and `recorded_to` are none while it goes on. `source` says who wrote it (`case:…`, `load:…`, `office:…`),
    `basis` the article. A value that is missing in `values` was never said; null says that there is none.
    """

    subject: str
    values: Mapping[str, Value]
    valid_from: date
    valid_to: date | None
    recorded_from: datetime
    recorded_to: datetime | None
    source: str
    basis: str = ""


class Change(msgspec.Struct, frozen=True):
    """What is to be written of one subject: values that hold from a day on, or until before another."""

    register: str
    subject: str
    values: Mapping[str, Value]
    valid_from: date
    valid_to: date | None = None
    source: str = ""
    basis: str = ""


class Linking(msgspec.Struct, frozen=True, gc=False):
    """A relation between two subjects that begins or, with `ends`, ends on a day."""

    register: str
    relation: str
    subject: str
    target: str
    on: date
    ends: bool = False
    source: str = ""
    basis: str = ""


class Ending(msgspec.Struct, frozen=True):
    """All that a register says of one subject ends on a day: somebody died, moved away, a firm was struck off."""

    register: str
    subject: str
    on: date
    basis: str = ""


class Dispute(msgspec.Struct, frozen=True):
    """A datum that somebody disputes, until it is settled."""

    register: str
    subject: str
    attribute: str
    case: str
    since: datetime
    until: datetime | None = None


class Store(Unit, Protocol):
    """Registers within one transaction; subjects are the pseudonyms of the register's holder.

    `valid` is the day for which something is read, `recorded` the instant whose knowledge is wanted, now where none.
    """

    def row(self, register: str, subject: str, valid: date, recorded: datetime | None = None) -> Row | None:
        """What a register says of a subject for a day."""

    def rows(
        self, register: str, subjects: Sequence[str], valid: date, recorded: datetime | None = None
    ) -> Mapping[str, Row]:
        """The same of many subjects at once; who has no row is left out."""

    def every(self, register: str, valid: date, after: str = "", limit: int = 1000) -> Sequence[Row]:
        """The rows of a day in the order of their subjects, those after one, at most so many."""

    def last(self) -> datetime:
        """The last instant that was given out: while it stays the same nothing was written."""

    def changed(self, register: str, since: datetime) -> Sequence[str]:
        """The subjects of whom a register, or one of its relations, recorded or closed anything after an instant, in order."""

    def history(self, register: str, subject: str) -> Sequence[Row]:
        """All that was ever recorded of a subject, in the order of recording."""

    def write(self, change: Change) -> None:
        """Write values, closing what said otherwise; what else was known of the time stays known."""

    def end(self, register: str, subject: str, on: date) -> bool:
        """End all that is known of a subject from a day on; whether there was anything. What was known before stays."""

    def drop_copies(self, register: str, subject: str) -> None:
        """Delete what was fetched of a subject (rows and links whose source begins with `source:`): copies, and no history."""

    def link(self, linking: Linking) -> None:
        """Begin or end a relation; one that is there already, or is not, stays as it is."""

    def related(
        self,
        register: str,
        relation: str,
        subject: str,
        valid: date,
        recorded: datetime | None = None,
        *,
        backward: bool = False,
    ) -> Sequence[str]:
        """The subjects to which a relation leads, or from which it comes, in a stable order."""

    def dispute(self, dispute: Dispute) -> None:
        """Open a dispute, or settle it where `until` is given."""

    def disputed(self, register: str, subject: str) -> Mapping[str, Dispute]:
        """The disputes that are open about a subject, by attribute."""

    def observe(self, observations: Sequence[Observation]) -> None:
        """Record readings; one of the same thing, matter and instant as before is left out."""

    def observations(self, thing: str, what: str, since: datetime, until: datetime) -> Iterator[Observation]:
        """Readings from an instant to before another, in the order of time."""


class Observation(msgspec.Struct, frozen=True):
    """A reading: what is seen of a thing at an instant, in the unit that its concept names."""

    thing: str
    what: str
    at: datetime
    value: Value
    quality: str = ""


NO_VALUES: Mapping[str, Value] = MappingProxyType({})
