"""One transaction at work: its instant, the names that it makes, and what it has appended so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from askonce.adapters.storage.dialect import Base, Dialect
from askonce.adapters.storage.holding import Bond, Holding, Times
from askonce.adapters.storage.schema import Schema
from askonce.cases.database import Unavailable
from askonce.methods.merkle import SHA256, Algorithm, Frontier
from askonce.registers.store import Unfit

_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS: Final = 5
#: Enough base-32 digits for the microseconds until the year 3100, and for 80 bits of chance.
_AGE_DIGITS: Final = 11
_CHANCE_BYTES: Final = 10
_CHANCE_DIGITS: Final = 16
STEP: Final = timedelta(microseconds=1)


class Head(msgspec.Struct, frozen=True):
    """Where a database stands: the last instant that it gave out, and how far its ledger has grown."""

    instant: datetime
    frontier: Frontier = Frontier()


class Prepared:
    """What is made once for a schema and a database: statements and codecs of its registers and relations."""

    def __init__(self, schema: Schema, dialect: Dialect, algorithm: Algorithm = SHA256) -> None:
        self.schema = schema
        self.algorithm = algorithm
        self.dialect = dialect
        self.times = Times(dialect)
        self.holdings: Mapping[str, Holding] = {
            table.register: Holding(table, dialect, self.times) for table in schema.tables
        }
        self.bonds: Mapping[tuple[str, str], Bond] = {
            (table.register, name): Bond(table.relation(name), self.times)
            for table in schema.tables
            for name in table.relations
        }


class Work:
    """The part of a transaction that all else builds upon; one object a connection, begun anew for each job."""

    def __init__(self, base: Base, prepared: Prepared, chance: Callable[[int], bytes]) -> None:
        self._base = base
        self._prepared = prepared
        self._times = prepared.times
        self._chance = chance
        self._now: datetime | None = None
        self._clock: Callable[[], datetime] | None = None
        self._part = 0
        self.head: Head | None = None

    @property
    def now(self) -> datetime:
        """The instant of the transaction, in UTC."""
        if self._now is None:
            if self._clock is None:
                raise RuntimeError("no transaction is at work")
            self._now = max(self._clock(), self.standing()[0])
        return self._now

    def begin_job(self, now: datetime) -> None:
        """Begin a job at an instant that is later than the last."""
        self._now = now
        self._part = 0
        if self.head is not None:
            self.head = msgspec.structs.replace(self.head, instant=now)

    def begin_reading(self, clock: Callable[[], datetime]) -> None:
        """Begin a read job; its instant is looked up only if it is asked for."""
        self._now, self._clock = None, clock

    def fresh(self, prefix: str) -> str:
        """A new name: the prefix, 11 digits of age, 16 of chance (80 bits)."""
        if self.head is None:
            raise TypeError("a read job makes no names")
        age = int.from_bytes(self._chance(_CHANCE_BYTES), "big")
        instant = self.head.instant
        name = f"{prefix}-{_digits(micros(instant), _AGE_DIGITS)}{_digits(age, _CHANCE_DIGITS)}"
        # the next name, and the next job, come later: names sort by age even where many are made in one job
        self.head = msgspec.structs.replace(self.head, instant=instant + STEP)
        return name

    def finish_job(self) -> None:
        """Write what the job has put off."""

    def standing(self) -> tuple[datetime, int]:
        """The last instant that the database gave out, and how many entries its ledger has."""
        kept = self._base.one("SELECT instant, entries FROM head WHERE one = 1")
        if kept is None:
            raise Unavailable("the database has lost its head row; restore a backup")
        return self._times.instant_out(kept[0]), kept[1]

    def leave_standing(self) -> None:
        """Write where the database stands now."""
        if self.head is not None:
            self._base.run(
                "UPDATE head SET instant = ?, entries = ? WHERE one = 1",
                (self._times.instant_in(self.head.instant), self.head.frontier.size),
            )

    def _next_part(self) -> int:
        self._part += 1
        return self._part

    def _holding(self, register: str) -> Holding:
        found = self._prepared.holdings.get(register)
        if found is None:
            raise Unfit(f"the database has no register `{register}`")
        return found

    def _bond(self, register: str, relation: str) -> Bond:
        found = self._prepared.bonds.get((register, relation))
        if found is None:
            raise Unfit(f"the database has no relation `{register}.{relation}`")
        return found


def paged(statement: Callable[[int], str], keys: Sequence[str], most: int) -> list[tuple[str, Sequence[str]]]:
    """A statement over many keys, in parts that a database takes at once; each part of a size has the same words."""
    parts = [keys[start : start + most] for start in range(0, len(keys), most)]
    return [(statement(len(part)), part) for part in parts]


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def micros(instant: datetime) -> int:
    """An instant as microseconds since 1970.

    >>> micros(datetime.fromisoformat("1970-01-01T08:00:01+08:00"))
    1000000
    """
    since = instant - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_micros(count: int) -> datetime:
    """The instant of a count of microseconds since 1970, in UTC."""
    return _EPOCH + timedelta(0, 0, count)


def _digits(number: int, count: int) -> str:
    return "".join(_DIGITS[number >> shift & 31] for shift in range((count - 1) * _BITS, -1, -_BITS))


def none_or(turn: Callable[[Any], Any], value: Any) -> Any:
    """A value turned, or none."""
    return None if value is None else turn(value)
