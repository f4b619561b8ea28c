"""Keeps files that people sent, sealed for the case or the draft that they belong to."""

from __future__ import annotations

from typing import Final

from askonce.adapters.identity.sealing import Deriving, seal, unseal
from askonce.cases.files import FILES
from askonce.cases.journal import Journal

_USE: Final = "files"


def sealed(keys: Deriving, owner: str, file: str, body: bytes) -> bytes:
    """A file as it is kept; made outside of a write job, as large ones take a while."""
    return seal(keys, _USE, f"{owner}/{file}", body)


def keep_file(journal: Journal, owner: str, file: str, kept: bytes) -> None:
    """Keep a sealed file; within a write job."""
    journal.put(FILES, f"{owner}/{file}", kept)


def find_file(journal: Journal, keys: Deriving, owner: str, file: str) -> bytes | None:
    """The bytes of a file; none where there is none."""
    kept = journal.get(FILES, f"{owner}/{file}")
    return unseal(keys, _USE, f"{owner}/{file}", kept) if kept is not None else None


def drop_file(journal: Journal, owner: str, file: str) -> None:
    """Forget a file; within a write job."""
    journal.put(FILES, f"{owner}/{file}", None)


def copy_file(journal: Journal, keys: Deriving, owner: str, file: str, to: str) -> bool:
    """Let a file belong to a case too; false where it is not there any more. Within a write job."""
    body = find_file(journal, keys, owner, file)
    if body is None:
        return False
    keep_file(journal, to, file, sealed(keys, to, file, body))
    return True
