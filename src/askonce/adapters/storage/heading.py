"""Where a database stands, as it keeps it: read when a transaction begins, written when it ends."""

from __future__ import annotations

import msgspec

from askonce.adapters.storage.journal import Keeping
from askonce.adapters.storage.work import Head
from askonce.methods.merkle import frontier


def take_up(journal: Keeping) -> None:
    """Let a journal know where the database stands; another process may have written since it last did."""
    journal.begin_transaction()
    instant, entries = journal.standing()
    known = journal.head
    if known is None:
        journal.head = Head(instant)
        journal.head = Head(instant, frontier(journal.node, entries))
    elif known.frontier.size != entries:
        journal.head = Head(max(instant, known.instant), frontier(journal.node, entries))
    elif known.instant < instant:
        journal.head = msgspec.structs.replace(known, instant=instant)
