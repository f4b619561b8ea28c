"""The addresses of mail that persons gave: encrypted under a key that lies outside of the database."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from askonce.adapters.keys import Keys
from askonce.cases.database import Database
from askonce.cases.journal import Journal
from askonce.registers.pseudonym import CASES

_ROOM: Final = "address"
_PERSON: Final = "person:"
_NONCE_BYTES: Final = 12


class Addresses:
    """Where persons want to be told of their cases; whoever has the database alone reads none."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys
        self._cipher = AESGCM(keys.derive("addresses"))

    def put(self, journal: Journal, subject: str, address: str | None) -> None:
        """Keep the address of a person, or forget it; within a write job."""
        name = self._keys.of(CASES, subject)
        if address is None:
            journal.put(_ROOM, name, None)
            return
        nonce = secrets.token_bytes(_NONCE_BYTES)
        journal.put(_ROOM, name, nonce + self._cipher.encrypt(nonce, address.encode(), name.encode()))

    def find(self, to: str) -> str | None:
        """The address of whom a message is to, such as `person:` and the name by which cases know them."""
        if not to.startswith(_PERSON):
            return None
        name = to.removeprefix(_PERSON)
        kept = self._database.read(lambda journal: journal.get(_ROOM, name))
        if kept is None:
            return None
        try:
            return self._cipher.decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], name.encode()).decode()
        except InvalidTag:
            return None  # another house's, from before a key was lost
