"""What rewriting bitemporal rows keeps to: no two overlap, nothing known is lost, nothing is written for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.registers.bitemporal import Rewriting, ended, is_known, written
from askonce.registers.store import Change, Row

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days) for days in range(12)]
START = datetime(2026, 1, 1, tzinfo=UTC)


@st.composite
def acts(draw: Any) -> list[Change | date]:
    """Changes of one subject, and days on which all of it ends."""
    made: list[Change | date] = []
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, 10))
        if draw(st.integers(0, 5)) == 0:
            made.append(DAYS[start])
            continue
        end = draw(st.none() | st.integers(start + 1, 11))
        values = draw(st.dictionaries(st.sampled_from("abc"), st.none() | st.booleans(), max_size=2))
        made.append(Change("r", "s", values, DAYS[start], None if end is None else DAYS[end]))
    return made


def rewritten(rows: Sequence[Row], done: Rewriting, now: datetime) -> list[Row]:
    assert all(row in rows and row.recorded_to is None for row in done.closed)
    kept = [msgspec.structs.replace(row, recorded_to=now) if row in done.closed else row for row in rows]
    return [*kept, *done.added]


def by_act(act: Change | date, rows: Sequence[Row], now: datetime) -> Rewriting:
    known = [row for row in rows if row.recorded_to is None]
    return ended(known, act, now) if isinstance(act, date) else written(known, act, now)


def said(acts: Sequence[Change | date], valid: date) -> dict[str, Any] | None:
    """What a list of acts says of a day, each in its turn."""
    found: dict[str, Any] | None = None
    for act in acts:
        if isinstance(act, date):
            found = None if act <= valid else found
        elif act.valid_from <= valid and (act.valid_to is None or valid < act.valid_to):
            found = {**(found or {}), **act.values}
    return found


@given(acts())
def test_each_day_is_known_as_it_was_said(drawn: list[Change | date]) -> None:
    rows: list[Row] = []
    for place, act in enumerate(drawn):
        now = START + timedelta(seconds=place)
        rows = rewritten(rows, by_act(act, rows, now), now)
    for place in range(len(drawn)):
        recorded = START + timedelta(seconds=place)
        for day in DAYS:
            there = [row for row in rows if is_known(row, day, recorded)]
            assert [dict(row.values) for row in there] == [
                one for one in [said(drawn[: place + 1], day)] if one is not None
            ]
    known = [row for row in rows if row.recorded_to is None]
    assert all(sum(is_known(row, day) for row in known) <= 1 for day in DAYS)
    assert all(row.valid_to is None or row.valid_from < row.valid_to for row in rows)


@given(acts())
def test_what_is_said_again_changes_nothing(drawn: list[Change | date]) -> None:
    rows: list[Row] = []
    for place, act in enumerate(drawn):
        now = START + timedelta(seconds=place)
        rows = rewritten(rows, by_act(act, rows, now), now)
    assert by_act(drawn[-1], rows, START + timedelta(days=1)) == Rewriting()


def test_no_time_is_no_change() -> None:
    with pytest.raises(ValueError, match="is empty"):
        written([], Change("r", "s", {}, FIRST, FIRST), START)
