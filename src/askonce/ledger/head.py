"""Heads of the tree: how large it was and what its root was at an instant, signed, as a small text for the world outside.

The text is a checkpoint as transparency logs publish it (C2SP tlog-checkpoint in a C2SP signed-note), so that witnesses
that exist can keep it and sign it too. A head guards against whoever can rewrite the database only where it lies outside.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import Final, Protocol

import msgspec

_MARK: Final = "— "  # begins the line of a signature
_ED25519: Final = b"\x01"
_NAMED: Final = b"\xff"  # the kind of a signature that has no number: the name of its algorithm follows


class Head(msgspec.Struct, frozen=True):
    """A tree head: `origin` is the name of the pack, `root` the root over the first `size` entries, `at` an instant in UTC."""

    origin: str
    size: int
    root: bytes
    at: datetime
    hash: str = "SHA-256"


class Verifier(Protocol):
    """Tells whether a signature is of a key."""

    @property
    def algorithm(self) -> str:
        """The algorithm as the manifest of a pack names it: `Ed25519`, `SM2`."""

    @property
    def public(self) -> bytes:
        """The public key, raw: 32 bytes for Ed25519."""

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether this key signed a message so."""


class Signer(Verifier, Protocol):
    """Signs with a key that lies outside of the database."""

    def sign(self, message: bytes) -> bytes:
        """The signature of a message: 64 bytes for Ed25519."""


class Signature(msgspec.Struct, frozen=True):
    """A line under a head: who signed, the first 4 bytes of what names the key, and the signature."""

    name: str
    key: bytes
    signature: bytes


class SignedHead(msgspec.Struct, frozen=True):
    """A head as it was read, with the signatures under it, of which nothing is believed yet."""

    head: Head
    signatures: tuple[Signature, ...]

    def is_by(self, verifier: Verifier) -> bool:
        """Whether the key signed it under the name of its origin."""
        name, body = self.head.origin, body_of(self.head).encode()
        key = key_id(name, verifier)
        return any(
            one.name == name and one.key == key and verifier.verify(body, one.signature)
            for one in self.signatures
        )


def body_of(head: Head) -> str:
    """What is signed: origin, size, root, instant and hash function, a line each."""
    if not head.origin or "+" in head.origin or any(one.isspace() for one in head.origin):
        raise ValueError(f"a ledger cannot be called {head.origin!r}: no spaces, no `+`")
    if head.at.tzinfo is None:
        raise ValueError("the instant of a head has no time zone")
    at = head.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return f"{head.origin}\n{head.size}\n{b64encode(head.root).decode()}\nat {at}\nhash {head.hash}\n"


def sign(head: Head, signer: Signer) -> str:
    """The text of a head with its signature."""
    body = body_of(head)
    line = b64encode(key_id(head.origin, signer) + signer.sign(body.encode())).decode()
    return f"{body}\n{_MARK}{head.origin} {line}\n"


def read(text: str) -> SignedHead:
    """A head of its text; ValueError where it is none. Lines of other signers, witnesses say, are kept."""
    body, gap, signatures = text.partition("\n\n")
    lines = body.split("\n")
    if len(lines) != 5 or not gap or not signatures.endswith("\n"):
        raise ValueError("a head has five lines, an empty one, and signatures")
    origin, size, root, at, hash_name = lines
    if not size.isdecimal():
        raise ValueError(f"{size!r} is no size of a tree")
    head = Head(
        origin,
        int(size),
        _bytes(root),
        datetime.fromisoformat(at.removeprefix("at ")),
        hash_name.removeprefix("hash "),
    )
    if body_of(head) != body + "\n":
        raise ValueError("the lines of the head are not written as a head is")
    return SignedHead(head, tuple(map(_signature, signatures[:-1].split("\n"))))


def key_id(name: str, verifier: Verifier) -> bytes:
    """The 4 bytes by which a signature says whose it is."""
    return hashlib.sha256(name.encode() + b"\n" + _kind(verifier.algorithm) + verifier.public).digest()[:4]


def key_text(name: str, verifier: Verifier) -> str:
    """A public key as it is handed out: whoever checks heads or exports outside needs this one line.

    It is the verifier key of C2SP signed-note: the name, what names the key, the kind and the key itself.
    """
    key = b64encode(_kind(verifier.algorithm) + verifier.public).decode()
    return f"{name}+{key_id(name, verifier).hex()}+{key}"


def _kind(algorithm: str) -> bytes:
    return _ED25519 if algorithm == "Ed25519" else _NAMED + algorithm.encode()


def _signature(line: str) -> Signature:
    name, gap, text = line.removeprefix(_MARK).partition(" ")
    signed = _bytes(text)
    if not line.startswith(_MARK) or not name or not gap or len(signed) <= 4:
        raise ValueError(f"{line!r} is no signature of a head")
    return Signature(name, signed[:4], signed[4:])


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"{text!r} is not base64") from error
