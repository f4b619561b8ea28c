"""Slips: a code on paper that opens the state of one case to whoever holds it, without an account and without a name.

Only a digest of the code is kept. A new code takes the place of the old one, and none opens a case whose personal part is erased.
"""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest
from typing import Final

import msgspec

from askonce.cases import codes
from askonce.cases.event import KINDS, Erased
from askonce.cases.journal import Journal
from askonce.registers.pseudonym import Pseudonyms

#: The room of slips by the digest of their codes, and that of the digest that is in force for a case.
SLIPS: Final = "slip"
_OF_CASES: Final = "slip-of"
_ERASED: Final = next(name for name, kind in KINDS.items() if kind is Erased)


class Slip(msgspec.Struct, frozen=True):
    """What is kept of a slip: which case it opens, since when, and the digest of its code."""

    case: str
    given: datetime
    digest: str


def keep_slip(journal: Journal, pseudonyms: Pseudonyms, case: str) -> str:
    """A new code for a case, which is never seen again; the one before opens nothing from now on. Within a write job."""
    forget_slip(journal, case)
    code = codes.spelled(journal.fresh("slip"))
    digest = codes.digest_of(pseudonyms, SLIPS, code)
    journal.put(SLIPS, digest, msgspec.json.encode(Slip(case, journal.now, digest)))
    journal.put(_OF_CASES, case, digest.encode())
    return code


def find_slip(journal: Journal, pseudonyms: Pseudonyms, typed: str) -> str | None:
    """The case that a code opens; none where it opens none, and the same work is done for that."""
    code = codes.read_code(typed)
    digest = codes.digest_of(pseudonyms, SLIPS, code or "-")
    kept = journal.get(SLIPS, digest)
    slip = msgspec.json.decode(kept, type=Slip) if kept is not None else None
    if slip is None or not compare_digest(slip.digest, digest):
        return None
    if any(one.kind == _ERASED for one in journal.events(slip.case)):
        return None
    return slip.case


def forget_slip(journal: Journal, case: str) -> None:
    """Let the slip of a case open nothing any more; within a write job."""
    before = journal.get(_OF_CASES, case)
    if before is not None:
        journal.put(SLIPS, before.decode(), None)
        journal.put(_OF_CASES, case, None)
