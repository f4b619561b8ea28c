"""Writes a snapshot that was read into its register: what changed and nothing else, and ends what is no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import Final, TypeAlias, TypeVar

import msgspec

from askonce.adapters.loading.snapshot import Read
from askonce.adapters.loading.staging import Staged, Staging
from askonce.cases.database import Database
from askonce.cases.journal import Journal
from askonce.feel.values import Value
from askonce.ledger.entry import Entry
from askonce.registers.sources import LOADS, Copy, loaded
from askonce.registers.store import Change, Row

T = TypeVar("T")
#: Writes all changes of a register at once: each subject with its values.
Bulk: TypeAlias = Callable[[Iterator[tuple[str, Mapping[str, Value]]]], object]
#: Rows are compared so many at a time, in a read job, and changes written so many in one write job: a filing that
#: comes in meanwhile waits for one of these at most.
_COMPARED: Final = 1_000
_WRITTEN: Final = 100


class Target(msgspec.Struct, frozen=True):
    """Where a snapshot goes: the register, whether who is missing in it is no more, and from which day it holds.

    `columns` are the attributes that the file holds at all; of the others it says nothing. `actor` is who loads.
    """

    register: str
    complete: bool
    valid_from: date
    columns: tuple[str, ...]
    source: str
    basis: str
    actor: str


class Missing(msgspec.Struct, frozen=True):
    """How many subjects of the register are not in the snapshot; `known` how many the register has."""

    known: int
    missing: int


class Written(msgspec.Struct, frozen=True):
    """What a load did: rows that are new, that changed, that said the same already, and that ended."""

    new: int = 0
    changed: int = 0
    same: int = 0
    ended: int = 0


def last_load(journal: Journal, register: str) -> date | None:
    """The day of which the last snapshot of a register was; none where there was none."""
    kept = journal.get(LOADS, register)
    return None if kept is None else msgspec.json.decode(kept, type=Copy).as_of


def count_missing(database: Database, staging: Staging, target: Target) -> Missing:
    """Who would end, before anything is written."""
    known = missing = 0
    for rows in _pages(database, target):
        known += len(rows)
        missing += len(_gone(rows, staging))
    return Missing(known, missing)


def write_snapshot(
    database: Database,
    staging: Staging,
    target: Target,
    read: Read,
    *,
    ends: bool,
    bulk: Bulk | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Written:
    """Write what changed, with `ends` end who is missing, and record the load.

    `bulk` takes all changes at once; without it they are written in small jobs, so that others are served
    meanwhile, and a load that broke off is made good by the next. Only once the last is written the register counts
    as loaded.
    """
    comparing = _Comparing(database, staging, target, progress)
    changes = iter(comparing)
    if bulk is None:
        for some in _some(changes, _WRITTEN):
            database.write(_Changes(some)).result()
    elif first := next(changes, None):
        bulk((change.subject, change.values) for change in chain([first], changes))
    ended = _end(database, staging, target) if ends else 0
    written = Written(comparing.new, comparing.changed, comparing.same, ended)
    database.write(_Loaded(target, read, written)).result()
    return written


class _Comparing:
    """What is to be written of a snapshot, and how many rows are new, changed, the same as far as it was compared."""

    def __init__(
        self, database: Database, staging: Staging, target: Target, progress: Callable[[int], None]
    ) -> None:
        self._database = database
        self._staging = staging
        self._target = target
        self._progress = progress
        self.new = self.changed = self.same = 0

    def __iter__(self) -> Iterator[Change]:
        for staged in _some(self._staging.rows(), _COMPARED):
            known = self._database.read(_Known(self._target, [one.subject for one in staged]))
            for one in staged:
                before = known.get(one.subject)
                change = _change(one, before, self._target)
                self.same += change is None
                self.new += change is not None and before is None
                self.changed += change is not None and before is not None
                if change is not None:
                    yield change
            self._progress(self.new + self.changed + self.same)


def _end(database: Database, staging: Staging, target: Target) -> int:
    ended = 0
    for rows in _pages(database, target):
        for some in _some(_gone(rows, staging), _WRITTEN):
            ended += database.write(_Endings(target, some)).result()
    return ended


def _gone(rows: Sequence[Row], staging: Staging) -> Sequence[str]:
    """The subjects of rows that a snapshot does not have."""
    return list(staging.absent([row.subject for row in rows]))


def _some(all_: Iterator[T] | Sequence[T], most: int) -> Iterator[list[T]]:
    rest = iter(all_)
    while some := list(islice(rest, most)):
        yield some


def _pages(database: Database, target: Target) -> Iterator[Sequence[Row]]:
    after = ""
    while rows := database.read(_Page(target, after)):
        yield rows
        after = rows[-1].subject


def _change(staged: Staged, known: Row | None, target: Target) -> Change | None:
    """What is to be written of a row, nothing where the register says the same.

    What the register says and the file does not say any more is none from now on.
    """
    before: Mapping[str, Value] = {} if known is None else known.values
    gone = {
        name: None for name in target.columns if before.get(name) is not None and name not in staged.values
    }
    values = {**staged.values, **gone}
    if known is not None and all(_is_same(before.get(name), value) for name, value in values.items()):
        return None
    return Change(
        target.register, staged.subject, values, target.valid_from, None, target.source, target.basis
    )


def _is_same(one: Value, other: Value) -> bool:
    return type(one) is type(other) and one == other


class _Known(msgspec.Struct, frozen=True):
    """A job: the rows of some subjects."""

    target: Target
    subjects: list[str]

    def __call__(self, journal: Journal) -> Mapping[str, Row]:
        return journal.rows(self.target.register, self.subjects, self.target.valid_from)


class _Page(msgspec.Struct, frozen=True):
    """A job: the next rows in the order of their subjects."""

    target: Target
    after: str

    def __call__(self, journal: Journal) -> Sequence[Row]:
        return journal.every(self.target.register, self.target.valid_from, self.after, _COMPARED)


class _Changes(msgspec.Struct, frozen=True):
    """A job: write changes."""

    changes: list[Change]

    def __call__(self, journal: Journal) -> None:
        for change in self.changes:
            journal.write(change)


class _Endings(msgspec.Struct, frozen=True):
    """A job: end the rows of some subjects; gives how many there were."""

    target: Target
    subjects: list[str]

    def __call__(self, journal: Journal) -> int:
        target = self.target
        return sum(journal.end(target.register, subject, target.valid_from) for subject in self.subjects)


class _Loaded(msgspec.Struct, frozen=True):
    """A job: record that a load is done."""

    target: Target
    read: Read
    written: Written

    def __call__(self, journal: Journal) -> None:
        target, written = self.target, self.written
        loaded(journal, target.register, journal.now, target.valid_from)
        what = {
            "event": "load", "register": target.register, "digest": self.read.digest, "rows": str(self.read.rows),
            "refused": str(self.read.refused),
            **{name: str(getattr(written, name)) for name in Written.__struct_fields__},
        }  # fmt: skip
        journal.record(Entry("act", journal.now, target.actor, basis=target.basis, what=what))
