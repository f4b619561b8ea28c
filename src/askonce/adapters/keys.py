"""The keys of an installation: one secret in a file of its own, and the pseudonyms that follow from it."""

from __future__ import annotations

import os
import secrets
import stat
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: The file begins with this line; a second line has the secret as hexadecimal digits, a third the first digits of
#: its check, so that a cut or mistyped file is found before it makes wrong names.
_FIRST_LINE: Final = "askonce-key 1"
_SECRET_BYTES: Final = 32
_CHECK_DIGITS: Final = 16
_MOST_BYTES: Final = 1000
#: Names are as long as the next multiple of this, before they are encrypted.
_FILLED_BYTES: Final = 16
#: A job names its few subjects again and again; no more is kept of them than that needs.
_MOST_NAMES: Final = 64
#: Read or written by others than the owner.
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class KeyFileError(Exception):
    """The key file is missing, damaged or readable by others; the message says which, and what to do."""


class Keys:
    """What follows from the secret: a key for each use, and the name by which each holder knows a subject.

    A name is the deterministic, authenticated encryption of the subject (AES-SIV, RFC 5297) under a key of the holder
    (HKDF, RFC 5869): the same for ever, turned back only with the secret, and none of another holder's.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._cipher = lru_cache(maxsize=None)(self._new_cipher)
        self._name = lru_cache(maxsize=_MOST_NAMES)(self._new_name)

    def derive(self, use: str, length: int = 32) -> bytes:
        """A key for a use of its own, so many bytes long."""
        return HKDF(SHA256(), length, salt=None, info=f"askonce/{use}".encode()).derive(self._secret)

    @property
    def fingerprint(self) -> str:
        """By what a database knows its keys again; it gives nothing of them away."""
        return self.derive("fingerprint").hex()

    def of(self, holder: str, subject: str) -> str:
        """The name by which a holder knows a subject, as lower-case hexadecimal digits.

        It is filled up, so that its length does not give away which names of two holders may be one subject's.
        ValueError for a subject that is no name: an empty one, or one that holds NUL, with which names are filled up.
        """
        return self._name(holder, subject)

    def _new_name(self, holder: str, subject: str) -> str:
        if not subject or "\0" in subject:
            raise ValueError("a subject has a name without NUL")
        plain = subject.encode()
        return self._cipher(holder).encrypt(plain + b"\0" * (-len(plain) % _FILLED_BYTES), None).hex()

    def subject(self, holder: str, pseudonym: str) -> str:
        """The subject behind a name; ValueError where it is none of this holder's."""
        try:
            plain = self._cipher(holder).decrypt(bytes.fromhex(pseudonym), None)
        except (InvalidTag, ValueError) as error:
            raise ValueError(f"no pseudonym of the holder {holder}") from error
        return plain.rstrip(b"\0").decode()

    def _new_cipher(self, holder: str) -> AESSIV:
        return AESSIV(self.derive(f"pseudonyms/{holder}", 64))


def create_keys(path: Path) -> Keys:
    """Make a new secret in a file that only its owner can read; KeyFileError where there is one already."""
    secret = secrets.token_bytes(_SECRET_BYTES)
    keys = Keys(secret)
    text = f"{_FIRST_LINE}\n{secret.hex()}\n{_check(keys)}\n"
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        place = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        _write_down(place, text)
        os.link(aside, path)  # the name comes to a whole file, or not at all, and takes the place of no other
        _keep_name(path)
    except FileExistsError:
        raise KeyFileError(f"{path} is there already; a new key would make all names unreadable") from None
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        aside.unlink(missing_ok=True)
    return keys


def _write_down(place: int, text: str) -> None:
    """Write a file to the disk: a database whose key is lost in a power cut can be read by nobody."""
    with os.fdopen(place, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _keep_name(path: Path) -> None:
    """Write the name of a file to the disk."""
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def open_keys(path: Path) -> Keys:
    """The keys in a file; KeyFileError where others can read it, or where it is not whole."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror}") from error
    if os.name == "posix" and mode & _OTHERS:
        raise KeyFileError(f"{path} can be read or written by others: run `chmod 600` on it")
    return _read(path, content)


def _read(path: Path, content: bytes) -> Keys:
    damaged = KeyFileError(f"{path} is no whole key file: restore it from its backup")
    try:
        first, digits, check = content.decode("ascii").split("\n")[:3]
        secret = bytes.fromhex(digits)
    except ValueError:
        raise damaged from None
    if first != _FIRST_LINE or len(secret) != _SECRET_BYTES:
        raise damaged
    keys = Keys(secret)
    if not secrets.compare_digest(check, _check(keys)):
        raise damaged
    return keys


def _check(keys: Keys) -> str:
    return keys.derive("check").hex()[:_CHECK_DIGITS]
