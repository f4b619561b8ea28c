"""What the ledger records: who looked at or did what, about whom, for which purpose and by which article."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec

#: A look, an act, a break-glass look, an erasure, a consent, an adopted version of the pack, a fault of a source.
KINDS = ("look", "act", "glass", "erasure", "consent", "pack", "source")


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One look or act, as its opening says it; the ledger itself holds only a salted commitment to it.

    `subject` is a pseudonym of who it is about (`registers.pseudonym`, holder `ledger`), none where it is about
    nobody. `actor` says who did it: `person:…`, `officer:…`, `system:…`, `schedule`, `norm:…`; a person stands under
    the same pseudonym. `office` is the office that the actor acted for. `what` are further plain words: register and
    attribute of a look, the event of an act.
    """

    kind: str
    at: datetime
    actor: str
    subject: str | None = None
    office: str = ""
    case: str | None = None
    purpose: str = ""
    basis: str = ""
    what: Mapping[str, str] = MappingProxyType({})
