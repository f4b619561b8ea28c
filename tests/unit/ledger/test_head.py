"""Heads are signed, read back, and believed only of their key."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from askonce.adapters.signing import Unavailable, new_key, open_signer, signer, verifier
from askonce.ledger.head import Head, body_of, key_text, read, sign

HEAD = Head("qingshan", 1234, bytes(range(32)), datetime(2026, 3, 1, 8, 30, tzinfo=UTC))
SIGNER = signer("Ed25519", new_key("Ed25519"))
OTHER = signer("Ed25519", new_key("Ed25519"))


def test_a_head_is_a_checkpoint_that_reads_back() -> None:
    text = sign(HEAD, SIGNER)
    assert text.startswith(
        "qingshan\n1234\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nat 2026-03-01T08:30:00Z\nhash SHA-256\n\n— qingshan "
    )
    signed = read(text)
    assert signed.head == HEAD
    assert signed.is_by(SIGNER)
    assert signed.is_by(verifier("Ed25519", SIGNER.public))
    assert not signed.is_by(OTHER)


def test_a_key_is_named_as_signed_notes_name_it() -> None:
    """The key of RFC 8032's first test vector; the name of the key by the formula of C2SP signed-note."""
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    key = verifier("Ed25519", public)
    text = key_text("qingshan", key)
    assert text == "qingshan+775007ab+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"


def test_signatures_of_witnesses_stay_and_are_not_taken_for_ours() -> None:
    text = sign(HEAD, SIGNER) + sign(HEAD, OTHER).partition("\n\n")[2].replace("qingshan", "witness.example")
    signed = read(text)
    assert [one.name for one in signed.signatures] == ["qingshan", "witness.example"]
    assert signed.is_by(SIGNER)
    assert not signed.is_by(OTHER)


@pytest.mark.parametrize(
    "changed",
    [
        msgspec.structs.replace(HEAD, size=1235),
        msgspec.structs.replace(HEAD, root=bytes(32)),
        msgspec.structs.replace(HEAD, origin="elsewhere"),
        msgspec.structs.replace(HEAD, at=datetime(2026, 3, 2, tzinfo=UTC)),
        msgspec.structs.replace(HEAD, hash="SM3"),
    ],
)
def test_a_changed_head_is_not_believed(changed: Head) -> None:
    signature = sign(HEAD, SIGNER).partition("\n\n")[2].replace("qingshan", changed.origin)
    assert not read(body_of(changed) + "\n" + signature).is_by(SIGNER)


WHOLE = sign(HEAD, SIGNER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "qingshan\n1234\n",
        WHOLE[:-1],
        WHOLE.replace("\n\n", "\n"),
        WHOLE.replace("1234", "01234"),
        WHOLE.replace("1234", "-1"),
        WHOLE.replace("1234", "١٢٣٤"),
        WHOLE.replace("AAEC", "AA!C"),
        WHOLE.replace("at 2026", "at the 2026"),
        WHOLE.replace("at ", ""),
        WHOLE.replace("08:30:00Z", "08:30:00"),
        WHOLE.replace("hash SHA-256", "SHA-256"),
        WHOLE.replace("hash SHA-256", "hash SHA-256\nmore"),
        WHOLE.replace("— ", "- "),
        WHOLE.replace("— qingshan ", "— qingshan"),
        WHOLE.partition("\n\n")[0] + "\n\n",
        WHOLE.partition("\n\n")[0] + "\n\n— qingshan AAAA\n",
    ],
)
def test_what_is_not_written_as_a_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"head|base64|size|isoformat|time zone"):
        read(text)


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "line\nbreak", "tab\t"])
def test_a_name_that_a_head_cannot_carry_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match="cannot be called"):
        sign(msgspec.structs.replace(HEAD, origin=origin), SIGNER)


def test_sm2_is_refused_with_what_to_do() -> None:
    for attempt in (lambda: new_key("SM2"), lambda: signer("SM2", b""), lambda: verifier("SM2", b"")):
        with pytest.raises(
            Unavailable, match="cannot sign with SM2: it signs with Ed25519; write `signature: Ed25519`"
        ):
            attempt()


def test_a_key_of_another_kind_or_locked_or_damaged_is_refused() -> None:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    curve = generate_private_key(SECP256R1()).private_bytes(encoding, form, serialization.NoEncryption())
    locked = Ed25519PrivateKey.generate().private_bytes(
        encoding, form, serialization.BestAvailableEncryption(b"word")
    )
    with pytest.raises(ValueError, match="none of Ed25519"):
        signer("Ed25519", curve)
    with pytest.raises(ValueError, match="locked by a password"):
        signer("Ed25519", locked)
    with pytest.raises(ValueError, match=r"."):
        signer("Ed25519", b"no key")


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: open_signer(path, "Ed25519"), range(16)))
    assert len({one.public for one in made}) == 1
    assert open_signer(path, "Ed25519").public == made[0].public
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.key"]
    with pytest.raises(Unavailable):
        open_signer(tmp_path / "other.key", "SM2")
