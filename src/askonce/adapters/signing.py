"""Signing heads of the ledger with a key in a file of its own, by the algorithm that the manifest names."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from askonce.ledger.head import Signer, Verifier

ED25519 = "Ed25519"


class Unavailable(ValueError):  # noqa: N818 - a fact about the installation
    """The manifest names an algorithm that this installation cannot sign with."""


class Ed25519Verifier:
    """Tells whether a signature is of an Ed25519 key, by its 32 raw bytes."""

    algorithm = ED25519

    def __init__(self, public: bytes) -> None:
        self.public = public
        self._key = Ed25519PublicKey.from_public_bytes(public)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether this key signed a message so."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Ed25519Signer(Ed25519Verifier):
    """Signs with an Ed25519 key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        super().__init__(key.public_key().public_bytes_raw())
        self._private = key

    def sign(self, message: bytes) -> bytes:
        """The signature of a message, 64 bytes."""
        return self._private.sign(message)


def new_key(algorithm: str) -> bytes:
    """A new private key as PEM (PKCS #8)."""
    _refuse_unless_available(algorithm)
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def signer(algorithm: str, pem: bytes) -> Signer:
    """The signer of a private key in PEM; ValueError where it is none of this algorithm."""
    _refuse_unless_available(algorithm)
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except TypeError as error:  # what the library raises where the key wants a password
        raise ValueError("the key is locked by a password, which nobody could give at a start") from error
    if isinstance(key, Ed25519PrivateKey):
        return Ed25519Signer(key)
    raise ValueError(f"the key is none of {algorithm}")


def verifier(algorithm: str, public: bytes) -> Verifier:
    """What checks signatures of a raw public key."""
    _refuse_unless_available(algorithm)
    return Ed25519Verifier(public)


def open_signer(path: Path, algorithm: str) -> Signer:
    """The signer of the key in a file, which is made, readable by its owner alone, where it is not there yet."""
    _refuse_unless_available(algorithm)
    try:
        return signer(algorithm, path.read_bytes())
    except FileNotFoundError:
        pem = new_key(algorithm)
    made = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(
            made, path
        )  # unlike a renaming it fails where another process was first, whose key then counts
    except FileExistsError:
        return signer(algorithm, path.read_bytes())
    finally:
        made.unlink()
    return signer(algorithm, pem)


def _refuse_unless_available(algorithm: str) -> None:
    if algorithm != ED25519:
        raise Unavailable(
            f"this installation cannot sign with {algorithm}: it signs with {ED25519}; "
            f"write `signature: {ED25519}` in the manifest, or install a signer of {algorithm}"
        )
