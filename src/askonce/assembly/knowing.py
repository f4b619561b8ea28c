"""How a database knows the keys of its house again: fingerprints of both, kept in it since it was begun."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from askonce.adapters.keys import KeyFileError, Keys
from askonce.cases.journal import Journal
from askonce.ledger.head import Signer

_ROOM: Final = "house"
_KEY: Final = "keys"


class KnownBy(msgspec.Struct, frozen=True):
    """By what keys are known: the fingerprint of the secret behind the names, and the public key that checks heads."""

    names: str
    signing: str


def known_by(keys: Keys, signer: Signer) -> KnownBy:
    """By what keys are known."""
    return KnownBy(keys.fingerprint, f"{signer.algorithm}:{signer.public.hex()}")


def remember(journal: Journal, known: KnownBy) -> None:
    """Keep by what the keys are known; within a write job."""
    journal.put(_ROOM, _KEY, msgspec.json.encode(known))


def remembered(journal: Journal) -> KnownBy | None:
    """By what the keys of this house are known; none in one that was begun before houses kept it."""
    kept = journal.get(_ROOM, _KEY)
    return None if kept is None else msgspec.json.decode(kept, type=KnownBy)


def lost_signing(path: Path) -> KeyFileError:
    """Why a house does not open whose signing key is not there: under a new one no kept head would be believed."""
    return KeyFileError(
        f"{path}, the key that signs the heads of this ledger, is not there: restore it from its copy; "
        "nobody would believe a new one"
    )


def refuse_strangers(kept: KnownBy, known: KnownBy, keys: Path, signing: Path) -> None:
    """Stop before anything is written under keys that are not those of this house."""
    wrong = keys if kept.names != known.names else signing if kept.signing != known.signing else None
    if wrong is not None:
        raise KeyFileError(
            f"{wrong} is the key of another house: put back the one that was made with this database"
        )
