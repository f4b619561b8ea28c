"""How what is known of a subject is rewritten: rows that said otherwise are closed, and others follow them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

import msgspec

from askonce.feel.values import Value
from askonce.registers.store import Change, Row


class Rewriting(msgspec.Struct, frozen=True):
    """Rows that end being what is known, and rows that are known from now on; both empty where nothing changes."""

    closed: tuple[Row, ...] = ()
    added: tuple[Row, ...] = ()


def is_known(row: Row, valid: date, recorded: datetime | None = None) -> bool:
    """Whether a row holds on a day, as known at an instant; as known now, where none is given."""
    if not (row.valid_from <= valid and (row.valid_to is None or valid < row.valid_to)):
        return False
    if recorded is None:
        return row.recorded_to is None
    return row.recorded_from <= recorded and (row.recorded_to is None or recorded < row.recorded_to)


def written(known: Sequence[Row], change: Change, now: datetime) -> Rewriting:
    """What writing a change makes of the rows that are known now of its subject.

    Within the time of the change its values hold, and what else was known stays beside them; outside of it everything
    stays as it was, under its own source. Rows that say the same already are left alone, so that a load that runs
    twice writes once. ValueError where the time of the change is empty.
    """
    if change.valid_to is not None and change.valid_to <= change.valid_from:
        raise ValueError(f"the time from {change.valid_from} to {change.valid_to} is empty")
    closed: list[Row] = []
    added: list[Row] = []
    reached = change.valid_from
    for row in _touched(known, change.valid_from, change.valid_to):
        if row.valid_from > reached:
            added.append(_fresh(change, change.values, reached, row.valid_from, now))
        ends = _sooner(row.valid_to, change.valid_to)
        if not _says(row.values, change.values):
            closed.append(row)
            starts = max(row.valid_from, change.valid_from)
            added += _outside(row, change.valid_from, change.valid_to, now)
            added.append(_fresh(change, {**row.values, **change.values}, starts, ends, now))
        if ends is None:
            return Rewriting(tuple(closed), _ordered(added))
        reached = ends
    if change.valid_to is None or reached < change.valid_to:
        added.append(_fresh(change, change.values, reached, change.valid_to, now))
    return Rewriting(tuple(closed), _ordered(added))


def ended(known: Sequence[Row], on: date, now: datetime) -> Rewriting:
    """What is left of the rows that are known now where all of it ends on a day."""
    closed = tuple(_touched(known, on, None))
    added = [part for row in closed for part in _outside(row, on, None, now)]
    return Rewriting(closed, _ordered(added))


def _touched(known: Sequence[Row], start: date, end: date | None) -> Iterator[Row]:
    """The rows that share a day with a time, in the order of their days."""
    for row in sorted(known, key=lambda one: one.valid_from):
        if (end is None or row.valid_from < end) and (row.valid_to is None or start < row.valid_to):
            yield row


def _outside(row: Row, start: date, end: date | None, now: datetime) -> Iterator[Row]:
    """The parts of a row before and after a time."""
    if row.valid_from < start:
        yield msgspec.structs.replace(row, valid_to=start, recorded_from=now)
    if end is not None and (row.valid_to is None or end < row.valid_to):
        yield msgspec.structs.replace(row, valid_from=end, recorded_from=now)


def _fresh(change: Change, values: Mapping[str, Value], start: date, end: date | None, now: datetime) -> Row:
    return Row(change.subject, values, start, end, now, None, change.source, change.basis)


def _says(known: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
    return all(
        name in known and type(known[name]) is type(value) and known[name] == value
        for name, value in values.items()
    )


def _sooner(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def _ordered(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.valid_from))
