"""Pseudonyms: each holder knows a subject by a name of its own, so that two stolen registers cannot be joined."""

from __future__ import annotations

from typing import Protocol

#: The holders that are not offices: the ledger and the cases know subjects by pseudonyms of their own.
LEDGER = "ledger"
CASES = "cases"


class Pseudonyms(Protocol):
    """Turns names of subjects into pseudonyms and back, by a secret that never lies in the database."""

    def of(self, holder: str, subject: str) -> str:
        """The name by which a holder knows a subject; always the same for the same secret."""

    def subject(self, holder: str, pseudonym: str) -> str:
        """The subject behind a pseudonym; ValueError where it is none of this holder's."""
