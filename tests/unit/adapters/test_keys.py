"""The key file and the pseudonyms that follow from it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.adapters.keys import KeyFileError, Keys, create_keys, open_keys

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40)


def test_a_key_file_opens_to_the_same_names_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    made = create_keys(tmp_path / "keys")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600
    again = open_keys(tmp_path / "keys")
    assert again.of("street", "ann") == made.of("street", "ann")
    assert again.derive("sessions") == made.derive("sessions") != made.derive("heads")
    assert create_keys(tmp_path / "other").of("street", "ann") != made.of("street", "ann")


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    create_keys(tmp_path / "keys")
    before = (tmp_path / "keys").read_bytes()
    with pytest.raises(KeyFileError, match="is there already"):
        create_keys(tmp_path / "keys")
    assert (tmp_path / "keys").read_bytes() == before
    with pytest.raises(KeyFileError, match="cannot be written"):
        create_keys(tmp_path / "no" / "keys")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601])
def test_a_key_file_that_others_can_open_is_refused(tmp_path: Path, mode: int) -> None:
    create_keys(tmp_path / "keys")
    (tmp_path / "keys").chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        open_keys(tmp_path / "keys")


def test_a_damaged_key_file_is_refused_wherever_it_was_hit(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    create_keys(path)
    whole = path.read_bytes()
    wrong = [whole[:cut] for cut in range(len(whole) - 1)]
    for place, byte in enumerate(whole[:-1]):
        wrong.append(whole[:place] + (b"0" if byte != ord("0") else b"1") + whole[place + 1 :])
    wrong += [b"\xff" * 90, b"", b"a" * 5000]
    for content in wrong:
        path.write_bytes(content)
        with pytest.raises(KeyFileError):
            open_keys(path)
    path.write_bytes(whole)
    open_keys(path)
    path.unlink()
    with pytest.raises(KeyFileError, match="cannot be read"):
        open_keys(path)


def test_a_write_that_fails_leaves_no_half_of_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyFileError, match="No space left"):
        create_keys(tmp_path / "keys")
    assert not (tmp_path / "keys").exists()


@given(NAMES, st.sampled_from(["street", "ledger", "cases", "县"]), st.binary(min_size=32, max_size=32))
def test_a_name_comes_back_from_its_own_holder_alone(subject: str, holder: str, secret: bytes) -> None:
    keys = Keys(secret)
    name = keys.of(holder, subject)
    assert keys.subject(holder, name) == subject
    assert keys.of(holder, subject) == name
    with pytest.raises(ValueError, match="no pseudonym"):
        keys.subject(f"{holder}-other", name)
    with pytest.raises(ValueError, match="no pseudonym"):
        keys.subject(holder, subject)
    assert len(subject) < 4 or subject.encode().hex() not in name


@given(NAMES, NAMES)
def test_names_of_two_holders_share_nothing_that_could_join_them(one: str, other: str) -> None:
    keys = Keys(b"s" * 32)
    here, there = keys.of("street", one), keys.of("police", one)
    assert not {here[place : place + 8] for place in range(len(here) - 7)} & {
        there[place : place + 8] for place in range(len(there) - 7)
    }
    if len(one.encode()) <= 16 and len(other.encode()) <= 16:
        assert len(keys.of("street", one)) == len(keys.of("police", other))
    if one != other:
        assert keys.of("street", other) != here


@pytest.mark.parametrize("subject", ["", "\0", "ann\0", "a\0b", "half \ud83d"])
def test_what_is_no_name_gets_none(subject: str) -> None:
    with pytest.raises(ValueError, match=r"NUL|surrogates"):
        Keys(b"s" * 32).of("street", subject)
