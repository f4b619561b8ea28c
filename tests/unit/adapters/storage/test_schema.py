"""The schema of a pack, names that databases keep apart, and values as JSON text."""

from __future__ import annotations

from datetime import date, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.adapters.opening import open_database, shown, sqlite_path
from askonce.adapters.storage.schema import RESERVED, Column, Schema, physical, schema_of
from askonce.adapters.storage.values import decode_value, encode_value
from askonce.assembly import LANGUAGE
from askonce.feel.values import (
    DaysTime,
    FarDate,
    FunctionValue,
    Money,
    Range,
    Value,
    WorkingDays,
    YearsMonths,
)
from askonce.pack.passes import check_folder
from askonce.registers.model import Concept, Register
from askonce.registers.store import Unfit

SCALARS: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.times().map(lambda one: one.replace(fold=0)),
    st.datetimes(timezones=st.just(timezone(timedelta(hours=8)))).map(lambda one: one.replace(fold=0)),
    st.builds(YearsMonths, st.integers()),
    st.builds(DaysTime, st.integers()),
    st.builds(WorkingDays, st.integers()),
    st.builds(FarDate, st.integers(10_000, 99_999), st.integers(1, 12), st.integers(1, 28)),
    st.builds(Money, st.decimals(allow_nan=False, allow_infinity=False), st.sampled_from(["CNY", "USD"])),
)
NESTED: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from(["a", "context", "number", "补"]), inner, max_size=3)
        | st.builds(Range, inner, inner, st.booleans(), st.booleans())
    ),
    max_leaves=8,
)


@given(NESTED)
def test_a_value_comes_back_out_of_its_text(value: Value) -> None:
    found = decode_value(encode_value(value))
    assert found == value
    assert repr(found) == repr(value)


def test_what_is_no_plain_value_has_no_text() -> None:
    deep: Value = ()
    for _ in range(80):
        deep = (deep,)
    for value in (FunctionValue((), lambda _: None), deep, "\ud800", Decimal("NaN")):
        with pytest.raises(Unfit):
            encode_value(value)


@given(
    st.lists(
        st.text(min_size=1, max_size=40) | st.sampled_from(["Name", "name", "NAME"]), unique=True, max_size=6
    )
)
def test_no_two_names_become_one(names: list[str]) -> None:
    made = [physical(name, RESERVED) for name in names]
    assert len({one.casefold() for one in made}) == len(names)
    assert all(len(f"reg_{one}__currency_change".encode()) < 63 for one in made)
    assert not set(made) & RESERVED


def test_an_attribute_has_the_type_of_its_concept(root: Path) -> None:
    bound = check_folder(root / "packs" / "qingshan", LANGUAGE, on=date(2026, 6, 1), keep=True).bound
    registers: list[Register] = list(bound["register"].values())
    concepts: dict[str, Concept] = bound["concept"]
    tables = {table.register: table for table in schema_of(registers, concepts).tables}
    assert len(tables) == len(registers) > 5
    care = {column.name: column for column in tables["care-status"].columns}
    assert care["orphan"] == Column("orphan", "boolean", "boolean")
    assert tables["care-status"].relations == ("guardian", "wards")
    named = [column for table in tables.values() for column in table.columns]
    assert {column.form for column in named} >= {"text", "date", "money", "boolean"}
    assert all(column.type for column in named)


@pytest.mark.parametrize("url", ["county.db", "sqlite:county.db", "sqlite:///", "mysql://x/y", ""])
def test_an_address_that_is_none_is_said(url: str) -> None:
    with pytest.raises(ValueError, match="is no address"):
        open_database(url, Schema())


def test_addresses_show_no_password() -> None:
    assert shown("postgresql://ask:s3cret@db:5432/county") == "postgresql://ask@db:5432/county"
    assert str(sqlite_path("sqlite:////srv/a%20b.db")) == "/srv/a b.db"
