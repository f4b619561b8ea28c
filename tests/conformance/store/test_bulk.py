"""Snapshots over both databases: what a load leaves is what writing each row singly leaves, and Arrow shows it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.adapters.bulk.arrow import to_arrow
from askonce.adapters.bulk.loading import Loaded, Snapshot, bulk_load
from askonce.adapters.opening import open_database
from askonce.adapters.staging import stage_arrow, stage_rows
from askonce.cases.database import Database
from askonce.cases.journal import Journal
from askonce.feel.values import Money, Value
from askonce.registers.store import Change, Unfit
from tests.conformance.store.county import DAY, SCHEMA

PEOPLE = SCHEMA.tables[1]
DAYS = [DAY + timedelta(days) for days in range(5)]
ROUNDS = itertools.count()
VALUES: dict[str, Any] = {
    "born": st.sampled_from([date(1958, 2, 28), date(1, 1, 1)]),
    "grade": st.sampled_from(["mild", "severe", "", "补"]),
    "income": st.sampled_from([Money(Decimal("1.50"), "CNY"), Money(Decimal("1.5"), "CNY"), Money(Decimal(-2), "CNY")]),
    "members": st.integers(0, 2).map(Decimal),
    "resident": st.booleans(),
    "share": st.sampled_from([Decimal("0.125"), Decimal("1E+3"), Decimal(0)]),
    "said": st.sampled_from([("a", Decimal(1)), ()]),
}  # fmt: skip


def told(journal: Journal, change: Change) -> datetime:
    """Write a change, and say when."""
    journal.write(change)
    return journal.now


@st.composite
def some_values(draw: Any) -> dict[str, Value]:
    names = draw(st.sets(st.sampled_from(sorted(VALUES)), max_size=3))
    return {name: draw(st.none() | VALUES[name]) for name in sorted(names)}


def states(base: Database, subjects: list[str]) -> list[Any]:
    """What is known of subjects on every day, and how often it was rewritten."""

    def look(journal: Any) -> list[Any]:
        known = [[journal.row("people", one, day) for day in DAYS] for one in subjects]
        seen = [[None if row is None else (row.values, row.source) for row in rows] for rows in known]
        return [seen, [len(journal.history("people", one)) for one in subjects]]

    return base.read(look)


@pytest.fixture(scope="module")
def place(new_url: Callable[[], str]) -> Iterator[tuple[str, Database]]:
    url = new_url()
    with closing(open_database(url, SCHEMA)) as base:
        yield url, base


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), some_values(), st.integers(0, 3), st.booleans()), max_size=5),
    st.dictionaries(st.sampled_from("abcd"), some_values(), max_size=4),
    st.integers(0, 4),
)
def test_a_load_leaves_what_single_changes_leave(
    place: tuple[str, Database],
    before: list[tuple[str, dict[str, Value], int, bool]],
    rows: dict[str, dict[str, Value]],
    day: int,
) -> None:
    url, base = place
    loaded, single = ([f"{kind}{next(ROUNDS)}-" + name for name in "abcd"] for kind in "ls")
    for subjects in (loaded, single):
        names = dict(zip("abcd", subjects, strict=True))
        for name, values, start, ends in before:
            end = DAYS[start + 1] if ends else None
            change = Change("people", names[name], values, DAYS[start], end, "first")
            base.write(lambda journal, change=change: journal.write(change)).result()  # type: ignore[misc]
    names = dict(zip("abcd", single, strict=True))
    for name, values in rows.items():
        change = Change("people", names[name], values, DAYS[day], None, "load")
        base.write(lambda journal, change=change: journal.write(change)).result()  # type: ignore[misc]
    names = dict(zip("abcd", loaded, strict=True))
    staged = [(names[name], values) for name, values in rows.items()]
    snapshot = Snapshot("people", DAYS[day], "load")
    came = bulk_load(url, snapshot, stage_rows(PEOPLE, staged))
    assert states(base, loaded) == states(base, single)
    assert came.added + came.changed + came.same == len(rows)
    again = bulk_load(url, snapshot, stage_rows(PEOPLE, staged))
    assert again == Loaded(0, 0, len(rows))
    assert states(base, loaded) == states(base, single)


def test_a_whole_snapshot_ends_whom_it_does_not_name(new_url: Callable[[], str]) -> None:
    url = new_url()
    with closing(open_database(url, SCHEMA)) as base:
        rows: list[tuple[str, Mapping[str, Value]]] = [(name, {"grade": "mild"}) for name in "abc"]
        assert bulk_load(url, Snapshot("people", DAYS[0], "jan"), stage_rows(PEOPLE, rows)) == Loaded(3, 0, 0)
        whole = Snapshot("people", DAYS[2], "feb", whole=True)
        rows = [("a", {"grade": "mild"}), ("b", {"grade": "severe"}), ("d", {})]
        assert bulk_load(url, whole, stage_rows(PEOPLE, rows)) == Loaded(1, 1, 1, 1)
        found = [base.read(lambda journal, day=day: journal.every("people", day)) for day in DAYS[:4]]  # type: ignore[misc]
        assert [[row.subject for row in rows] for rows in found] == [["a", "b", "c"]] * 2 + [
            ["a", "b", "d"]
        ] * 2
        assert len(base.read(lambda journal: journal.history("people", "a"))) == 1


def test_arrow_goes_in_and_comes_out(new_url: Callable[[], str]) -> None:
    url = new_url()
    typed = pa.table(
        {
            "subject": [f"p{number:04}" for number in range(3000)],
            "born": pa.array([None] * 2999 + [date(1958, 3, 1)], pa.date32()),
            "grade": pa.array(["mild", None, "补"] * 1000).dictionary_encode(),
            "income": pa.array([Decimal("1.50"), None, Decimal(-3)] * 1000, pa.decimal128(20, 2)),
            "members": pa.array([1, None, 3] * 1000, pa.int32()),
            "resident": pa.array([True, False, None] * 1000),
            "share": pa.array([None] * 3000, pa.decimal128(10, 3)),
        }
    )
    open_database(url, SCHEMA).close()
    staged = stage_arrow(PEOPLE, typed.to_batches(max_chunksize=700), "none")
    assert bulk_load(url, Snapshot("people", DAY, "load"), staged) == Loaded(3000, 0, 0)
    with closing(open_database(url)) as base:
        row = base.read(lambda journal: journal.row("people", "p0000", DAY))
        assert row is not None
        assert row.values == {
            "born": None, "grade": "mild", "income": Money(Decimal("1.50"), "CNY"), "members": Decimal(1),
            "resident": True, "share": None, "said": None,
        }  # fmt: skip
        at = base.write(
            lambda journal: told(journal, Change("people", "p0000", {"grade": "x"}, DAY))
        ).result()
    found = to_arrow(url, "people", DAY, at - timedelta(microseconds=1)).sort_by("subject")
    for name in ("subject", "born", "resident"):
        assert found.column(name).combine_chunks() == typed.column(name).combine_chunks()
    assert found.column("income").to_pylist() == typed.column("income").to_pylist()
    assert found.column("income.currency").to_pylist() == ["CNY", None, "CNY"] * 1000
    assert found.column("members").to_pylist() == [1, None, 3] * 1000
    assert pa.types.is_decimal(found.column("members").type)
    assert found.column("grade").to_pylist() == ["mild", None, "补"] * 1000
    now = to_arrow(url, "people", DAY).sort_by("subject")
    assert now.column("grade").to_pylist()[:2] == ["x", None]
    assert to_arrow(url, "people", DAY - timedelta(1)).num_rows == 0
    assert to_arrow(url, "empty", DAY).num_rows == 0


def test_numbers_of_many_shapes_stay_exact(new_url: Callable[[], str]) -> None:
    """The first thousand say nothing of the last: a longer fraction, an exponent, none."""
    url = new_url()
    numbers = [Decimal(number) for number in range(1500)] + [
        Decimal("0.00000125"),
        Decimal("1E-7"),
        Decimal("-2E+3"),
    ]
    rows: list[tuple[str, Mapping[str, Value]]] = [
        (f"p{n:05}", {"share": one}) for n, one in enumerate(numbers)
    ]
    open_database(url, SCHEMA).close()
    bulk_load(url, Snapshot("people", DAY, "load"), stage_rows(PEOPLE, rows))
    assert to_arrow(url, "people", DAY).sort_by("subject").column("share").to_pylist() == numbers
    bulk_load(url, Snapshot("people", DAY, "load"), stage_rows(PEOPLE, [("q", {"share": Decimal("1E+37")})]))
    with pytest.raises(Unfit, match="38 digits"):
        to_arrow(url, "people", DAY)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"subject": ["a", "b", "a"]}, "`a` stands in it twice"),
        ({"subject": ["a", None, "b"]}, "wants a `subject`"),
        ({"grade": ["x"]}, "wants a `subject`"),
        ({"subject": ["a"], "height": [1]}, "no attribute `height`"),
        ({"subject": ["a"], "share": [1.5]}, "only decimals"),
        ({"subject": ["a"], "members": pa.array([Decimal("1.5")])}, "whole numbers"),
        ({"subject": ["a"], "grade": ["a\0b"]}, "NUL"),
        ({"subject": ["a"], "grade": ["x" * 1_000_001]}, "longer than"),
        ({"subject": ["a"], "born": ["1958-01-01"]}, "`born` is string"),
        ({"subject": ["a"], "said": ["[]"]}, "`said` is string"),
        ({"subject": ["a"], "income": pa.array([Decimal(1)]), "income.currency": ["USD"]}, "wants CNY"),
    ],
)
def test_a_snapshot_that_is_unfit_changes_nothing(
    place: tuple[str, Database], columns: dict[str, Any], message: str
) -> None:
    url, base = place
    before = base.read(lambda journal: journal.every("people", DAY, limit=100_000))
    with pytest.raises(Unfit, match=message):
        bulk_load(url, Snapshot("people", DAY, "load"), stage_arrow(PEOPLE, pa.table(columns).to_batches()))
    assert base.read(lambda journal: journal.every("people", DAY, limit=100_000)) == before


def test_a_row_that_is_unfit_is_named(place: tuple[str, Database]) -> None:
    rows: list[tuple[str, Mapping[str, Value]]] = [("a", {}), ("b", {"born": "1958"})]
    with pytest.raises(Unfit, match=r"row 2: `people\.born`"):
        bulk_load(place[0], Snapshot("people", DAY, "load"), stage_rows(PEOPLE, rows))
    with pytest.raises(Unfit, match="no register `none`"):
        bulk_load(place[0], Snapshot("none", DAY, "load"), iter(()))
