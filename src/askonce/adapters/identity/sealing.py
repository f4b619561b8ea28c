"""Seals small secrets of accounts under a key of the house, so that a copy of the database alone gives none away."""

from __future__ import annotations

from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

_BYTES: Final = 64


class Deriving(Protocol):
    """What gives a key for each use (`adapters.keys.Keys`)."""

    def derive(self, use: str, length: int = 32) -> bytes:
        """A key for a use of its own, so many bytes long."""


def seal(keys: Deriving, use: str, owner: str, secret: bytes) -> bytes:
    """A secret, sealed for a use and an owner: under another name it does not open."""
    return _cipher(keys, use).encrypt(secret, [owner.encode()])


def unseal(keys: Deriving, use: str, owner: str, sealed: bytes) -> bytes | None:
    """The secret; none where it was not sealed so."""
    try:
        return _cipher(keys, use).decrypt(sealed, [owner.encode()])
    except (InvalidTag, ValueError):
        return None


def _cipher(keys: Deriving, use: str) -> AESSIV:
    return AESSIV(keys.derive(f"identity/{use}", _BYTES))
