"""What is committed to is one text for each entry, and the salt hides it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.ledger.entry import Entry, canonical, commit, leaf, read
from askonce.ledger.hashing import algorithm

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
LOOK = Entry("look", AT, "officer:lin", subject="p-1", what={"register": "people", "attribute": "birth_date"})
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ENTRIES = st.builds(
    Entry,
    TEXTS,
    st.datetimes(timezones=st.just(UTC)),
    TEXTS,
    subject=st.none() | TEXTS,
    office=TEXTS,
    case=st.none() | TEXTS,
    purpose=TEXTS,
    basis=TEXTS,
    what=st.dictionaries(TEXTS, TEXTS, max_size=4),
)


@given(ENTRIES)
def test_what_is_read_back_has_the_same_text(entry: Entry) -> None:
    assert read(canonical(entry)) == entry
    assert canonical(read(canonical(entry).decode())) == canonical(entry)


@pytest.mark.parametrize(
    "same",
    [
        Entry(
            "look", AT, "officer:lin", subject="p-1", what={"attribute": "birth_date", "register": "people"}
        ),
        Entry("look", AT, "officer:lin", subject="p-1", what=MappingProxyType(dict(LOOK.what))),
        msgspec.structs.replace(LOOK, at=AT.astimezone(timezone(timedelta(hours=8)))),
        msgspec.structs.replace(LOOK, at=AT.astimezone(ZoneInfo("Asia/Shanghai"))),
        msgspec.structs.replace(LOOK, office="", case=None),
    ],
)
def test_an_entry_has_one_text_however_it_was_made(same: Entry) -> None:
    assert canonical(same) == canonical(LOOK)


def test_the_text_of_old_entries_never_changes() -> None:
    """Commitments of entries that were written years ago hash this text; a new word of `Entry` may not change it."""
    assert canonical(LOOK) == (
        b'{"actor":"officer:lin","at":"2026-03-01T08:30:00Z","kind":"look","subject":"p-1",'
        b'"what":{"attribute":"birth_date","register":"people"}}'
    )
    assert canonical(Entry("pack", AT, "system:upgrade", what=MappingProxyType({}))) == (
        b'{"actor":"system:upgrade","at":"2026-03-01T08:30:00Z","kind":"pack"}'
    )


def test_an_instant_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        canonical(msgspec.structs.replace(LOOK, at=datetime(2026, 3, 1)))  # noqa: DTZ001 - what is refused here


def test_the_leaf_hashes_the_commitment_and_the_commitment_the_salt_first() -> None:
    salt = bytes(range(32))
    commitment = commit(b"text", salt)
    assert commitment == hashlib.sha256(salt + b"text").digest()
    assert leaf(commitment) == hashlib.sha256(b"\x00" + commitment).digest()
    assert commit(b"text", bytes(32)) != commitment
    sm3 = algorithm("SM3")
    assert leaf(commitment, sm3) == hashlib.new("sm3", b"\x00" + commitment).digest()


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    """Salt and text stand side by side: with a salt of any length one commitment would open to many texts."""
    with pytest.raises(ValueError, match="32 bytes"):
        commit(b"text", bytes(length))


def test_a_hash_function_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="`MD5` is no hash function"):
        algorithm("MD5")


def test_sm3_is_refused_where_the_machine_lacks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashlib, "algorithms_available", {"sha256"})
    with pytest.raises(ValueError, match="without SM3"):
        algorithm("SM3")
