"""A batch of cases laid under what texts need of them: the facts of each row, and which are lacking or do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

import msgspec

from askonce.feel.types import DATE, Type
from askonce.feel.values import Value
from askonce.norms.binding import DATES
from askonce.norms.columns import ABSENT, Absent, Batch, ColumnReader, Misfit
from askonce.norms.rehearsal.sides import Days, Deciding, Needs
from askonce.norms.ruling import Unsettled
from askonce.registers.fact import NOT_ASKED, Facts, known

Column: TypeAlias = list["Value | Misfit | Absent"]


class Parsed(msgspec.Struct, frozen=True):
    """A column read as a type, with the places of the rows that lack it and of those that do not fit."""

    values: Column
    absent: frozenset[int]
    misfits: frozenset[int]


class Sheet:
    """A batch, whose columns are read once for each type that some norm wants."""

    def __init__(self, batch: Batch, readers: dict[tuple[str, Type], ColumnReader], on: date) -> None:
        self.batch = batch
        self.readers = readers
        self.parsed: dict[tuple[str, Type], Parsed] = {}
        self._laid: dict[Needs, Laid] = {}
        days = {name: self.column(name, DATE) for name in DATES}
        self.assumed = {
            name: sum(1 for value in one.values if value is None or value is ABSENT)
            for name, one in days.items()
        }
        self.bad_dates = frozenset().union(*(one.misfits for one in days.values()))
        filled = (
            [on if not isinstance(value, date) else value for value in one.values] for one in days.values()
        )
        self.days: list[Days] = list(zip(*filled, strict=True))

    def column(self, name: str, wanted: Type) -> Parsed:
        """The values of a column as a type."""
        key = (name, wanted)
        if key not in self.parsed:
            self.parsed[key] = self._parse(name, wanted)
        return self.parsed[key]

    def laid(self, side: Deciding | Unsettled) -> Laid:
        """What a side needs, laid over the batch once for all texts that need the same."""
        needs: Needs = side.needs if isinstance(side, Deciding) else ((), ())
        if needs not in self._laid:
            self._laid[needs] = Laid(needs, self)
        return self._laid[needs]

    def _parse(self, name: str, wanted: Type) -> Parsed:
        count = len(self.batch.rows)
        if name not in self.batch.columns:
            return Parsed([ABSENT] * count, frozenset(range(count)), frozenset())
        if (name, wanted) not in self.readers:
            self.readers[name, wanted] = ColumnReader(wanted)
        values = self.readers[name, wanted].column(self.batch.columns[name])
        absent = frozenset(place for place, value in enumerate(values) if value is ABSENT)
        misfits = frozenset(place for place, value in enumerate(values) if type(value) is Misfit)
        return Parsed(values, absent, misfits)


class Laid:
    """What a text needs, laid over a batch: the facts of each row, and where some are lacking or do not fit."""

    def __init__(self, needs: Needs, sheet: Sheet) -> None:
        facts, unused = needs
        self.unused: Mapping[str, Value] = dict.fromkeys(unused)
        self.names = tuple(name for name, _ in facts)
        self.columns = {name: sheet.column(name, kind) for name, kind in facts}
        self.absent = frozenset().union(*(one.absent for one in self.columns.values()))
        self.misfits = frozenset().union(*(one.misfits for one in self.columns.values()))
        count = len(sheet.batch.rows)
        values = [one.values for one in self.columns.values()]
        cells = zip(*values, strict=True) if values else [()] * count
        self.rows: list[dict[str, Any]] = [dict(zip(self.names, row, strict=True)) for row in cells]

    def lacking(self, place: int) -> frozenset[str]:
        """The facts that a row does not have."""
        return frozenset(name for name, one in self.columns.items() if place in one.absent)

    def values(self, place: int, dates: Mapping[str, Value]) -> dict[str, Value]:
        """The facts of a row that has them all, with its dates; what no text looks at is null."""
        return {**self.unused, **dates, **self.rows[place]}

    def facts(self, place: int, dates: Mapping[str, Value]) -> Facts:
        """The facts of a row, with its dates; what the row does not have was not asked."""
        settled = {name: known(value) for name, value in {**self.unused, **dates}.items()}
        given = self.rows[place].items()
        return settled | {name: NOT_ASKED if value is ABSENT else known(value) for name, value in given}
