"""What the ledger records: who looked at or did what, about whom, for which purpose and by which article."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from askonce.methods.merkle import SHA256, Algorithm, leaf_hash

#: A look, an act, a break-glass look, an erasure, a consent, an adopted version of the pack, a fault of a source.
KINDS = ("look", "act", "glass", "erasure", "consent", "pack", "source")

#: Bytes of the salt of a commitment: as many as the hash has, so that guessing the salt is no easier than the hash.
SALT_BYTES: Final = 32


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One look or act, as its opening says it; the ledger itself holds only a salted commitment to it.

    `subject` is a pseudonym of who it is about (`registers.pseudonym`, holder `ledger`), none where it is about
    nobody. `actor` says who did it: `person:…`, `officer:…`, `system:…`, `schedule`, `norm:…`; a person stands under
    the same pseudonym. `office` is the office that the actor acted for. `what` are further plain words: register and
    attribute of a look, the event of an act. Where they name another person, they say `person:…` with the pseudonym
    as `actor` does, and nothing else: by this the view of the subject knows what it may not show.

    A word that comes later needs a default, and none may be renamed: the commitments of old entries hash these words.
    """

    kind: str
    at: datetime
    actor: str
    subject: str | None = None
    office: str = ""
    case: str | None = None
    purpose: str = ""
    basis: str = ""
    what: Mapping[str, str] = {}


_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_DECODER: Final = msgspec.json.Decoder(Entry)


def canonical(entry: Entry) -> bytes:
    """The one text of an entry: JSON in UTF-8, words in order, defaults left out, the instant in UTC.

    >>> canonical(
    ...     Entry("look", datetime(2026, 3, 1, 8, tzinfo=UTC), "officer:lin", what={"b": "2", "a": "1"})
    ... )
    b'{"actor":"officer:lin","at":"2026-03-01T08:00:00Z","kind":"look","what":{"a":"1","b":"2"}}'
    """
    if entry.at.tzinfo is not UTC:
        if entry.at.tzinfo is None:
            raise ValueError("the instant of an entry has no time zone")
        entry = msgspec.structs.replace(entry, at=entry.at.astimezone(UTC))
    if type(entry.what) is not dict:
        entry = msgspec.structs.replace(entry, what=dict(entry.what))
    return _ENCODER.encode(entry)


def read(text: bytes | str) -> Entry:
    """The entry of a canonical text; msgspec.DecodeError or ValidationError where it is none."""
    return _DECODER.decode(text)


def commit(text: bytes, salt: bytes, algorithm: Algorithm = SHA256) -> bytes:
    """The commitment to the canonical text of an entry: the hash of a salt of 32 bytes that nobody can guess, then the text.

    Without a salt the hash would be personal data itself: few people, few attributes and few instants are possible,
    so whoever tries them all reads the entry out of its hash, and erasing the opening would erase nothing. Once the
    salt is gone, the commitment fits every text alike.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return algorithm(salt + text).digest()


def leaf(commitment: bytes, algorithm: Algorithm = SHA256) -> bytes:
    """The hash of an entry's leaf in the tree: over its commitment alone.

    Nothing of an entry stays public beside it once it is erased: its number is its place, and tree heads say between
    which instants it was written. A kind or an instant in the leaf would outlive the erasure, and beside a case file
    would say again who it was about.
    """
    return leaf_hash(commitment, algorithm)
