"""Passwords, codes and seals: what is kept gives nothing away, and what fits fits once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.adapters.identity import codes, passwords
from askonce.adapters.identity.sealing import seal, unseal
from askonce.adapters.keys import Keys

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_a_password_is_kept_as_argon2id_with_its_own_salt_and_fits_however_it_is_typed() -> None:
    one, other = passwords.hashed("caf\u00e9 lantern bridge"), passwords.hashed("caf\u00e9 lantern bridge")
    assert one != other
    assert one.startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert passwords.fits(one, "cafe\u0301 lantern bridge")  # the same letters, composed otherwise
    assert not passwords.fits(one, "caf\u00e9 lantern bridgE")
    assert not passwords.is_outdated(one)


def test_what_was_kept_with_weaker_parameters_fits_and_is_renewed() -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("caf\u00e9 lantern bridge")
    assert passwords.fits(weak, "caf\u00e9 lantern bridge")
    assert passwords.is_outdated(weak)


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$v=19$m=8,t=1,p=1$", "$2b$12$abcdefghijklmnopqrstuv"])
def test_nothing_fits_what_is_no_hash(kept: str) -> None:
    assert not passwords.fits_or_nobodys(kept, "")
    assert not passwords.fits_or_nobodys(kept, "\0nobody has this password\0")


@pytest.mark.parametrize(
    "obvious",
    [
        "123456789012", "qwertyuiop[]", "1q2w3e4r5t6y", "passwordpassword", "P@ssw0rd1234", "letmein2024!!", "iloveyou1314",
        "woaini520520", "admin@admin123", "abcabcabcabc", "qazwsxedcrfv", "zaq12wsxcde3", "qingshan2026!", "000000000000",
        "asdfghjkl;'\\", "lkjhgfdsapoi", "Welcome123456", "abcdefghijklm",
        "woaini1314520", "iloveyouforever", "p@ssw0rd p@ssw0rd", "monkeydragon12", "passwort passwort",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_obvious(obvious: str) -> None:
    assert passwords.fault_of(obvious) == "obvious"


@pytest.mark.parametrize(
    "good",
    [
        "correct horse battery",
        "seven lanterns over the bridge",
        "床前明月光疑是地上霜举头望",
        "x9$Kq!vB2#mZ7w",
        "Tr0ub4dor&3xyzQ",
    ],
)
def test_what_nobody_guesses_is_taken(good: str) -> None:
    assert passwords.fault_of(good, "lin.jing", "林静") is None


@given(st.text(max_size=140), st.text(max_size=20))
@settings(deadline=None)
def test_every_text_is_judged(password: str, name: str) -> None:
    fault = passwords.fault_of(password, name)
    length = len(passwords.plain(password))
    assert (fault == "short") == (length < 12)
    assert (fault == "long") == (length > 128)


def test_a_code_fits_for_a_minute_and_a_half_and_never_again_once_used() -> None:
    secret = codes.new_secret()
    app = pyotp.TOTP(secret)
    at = {shift: app.at(int((NOW + timedelta(seconds=30 * shift)).timestamp())) for shift in range(-3, 4)}
    step = int(NOW.timestamp()) // 30
    found = {shift: codes.step_of(secret, code, NOW) for shift, code in at.items()}
    assert found == {-3: None, -2: None, -1: step - 1, 0: step, 1: step + 1, 2: None, 3: None}
    assert codes.step_of(secret, at[0], NOW, last=step) is None
    assert codes.step_of(secret, at[-1], NOW, last=step) is None
    assert codes.step_of(secret, f"{at[0][:3]} {at[0][3:]}", NOW) == step
    for odd in ("", "12345", "1234567", "abcdef", "１２３４５６", "-12345"):
        assert codes.step_of(secret, odd, NOW) is None


def test_codes_for_paper_are_many_and_different_and_kept_as_digests() -> None:
    made = codes.recovery_codes()
    assert len(set(made)) == 10
    assert all(len(one) == 19 for one in made)
    digests = {codes.recovery_digest(one) for one in made}
    assert len(digests) == 10
    assert not any(one in "".join(digests) for one in made)


def test_the_picture_is_plain_svg() -> None:
    drawn = codes.picture(codes.address_for(codes.new_secret(), "林静", "qingshan")).decode()
    assert drawn.startswith("<svg")
    assert "<script" not in drawn
    assert "style=" not in drawn


def test_a_seal_opens_for_its_owner_and_use_and_house_alone() -> None:
    keys = Keys(b"k" * 32)
    sealed = seal(keys, "totp", "officer:lin", b"the secret")
    assert b"the secret" not in sealed
    assert unseal(keys, "totp", "officer:lin", sealed) == b"the secret"
    assert unseal(keys, "totp", "officer:wu", sealed) is None
    assert unseal(keys, "codes", "officer:lin", sealed) is None
    assert unseal(Keys(b"x" * 32), "totp", "officer:lin", sealed) is None
    assert unseal(keys, "totp", "officer:lin", sealed[:-1]) is None
    assert unseal(keys, "totp", "officer:lin", b"") is None
