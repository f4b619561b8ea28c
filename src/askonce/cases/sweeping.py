"""Sweeping: looks that led to no case (an interview, a refused filing) are erased as long afterwards as their purpose says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from askonce.cases.handling import SCHEDULE, Handling
from askonce.cases.journal import Journal
from askonce.cases.procedure.erasing import erase_openings
from askonce.cases.term import add_calendar
from askonce.ledger.entry import Entry
from askonce.ledger.erasing import PERMANENT
from askonce.pack.shapes import Period
from askonce.registers.correction import forget_uses
from askonce.registers.forgetting import copied_for, forget_copies

#: The room of how far the ledger has been swept, by how long which purposes keep what they know.
SWEPT: Final = "swept"
_PAGE: Final = 100
_UNSAID: Final = "-"


def sweep(handling: Handling, journal: Journal) -> int:
    """Go over a page of old entries for each time of keeping, and give how many were passed; a job of its own.

    Each entry is passed once for each time of keeping. Where a pack keeps something for another time than before, the
    sweep for it begins anew.
    """
    return sum(
        _sweep(handling, journal, kept, purposes) for kept, purposes in _by_retention(handling).items()
    )


def _by_retention(handling: Handling) -> Mapping[Period, frozenset[str]]:
    """The purposes by how long they keep what they know: as the text in force says, or the last that had the purpose."""
    known: dict[str, Period | None] = {}
    for running in (*handling.runnings.values(), handling.running):
        known |= {name: one.retention for name, one in running.bound.get("purpose", {}).items()}
    return {
        kept: frozenset(name for name, one in known.items() if one == kept)
        for kept in dict.fromkeys(one for one in known.values() if one is not None)
    }


def _sweep(handling: Handling, journal: Journal, kept: Period, purposes: frozenset[str]) -> int:
    running = handling.running
    today = running.local_day(journal.now)
    key = f"{kept.count} {kept.unit}/{','.join(sorted(purposes))}"
    begun = int(journal.get(SWEPT, key) or b"-1")
    last, found = begun, dict[str, Entry]()
    for opening in journal.openings(after=begun, limit=_PAGE):
        entry = opening.entry
        if entry is not None:
            if add_calendar(running.local_day(entry.at), kept) > today:
                break
            if entry.case is not None and entry.purpose in purposes and _is_loose(journal, entry):
                found.setdefault(entry.case, entry)
        last = opening.number
    if last != begun:
        _forget(handling, journal, found.values())
        journal.put(SWEPT, key, str(last).encode())
    return last - begun


def _is_loose(journal: Journal, entry: Entry) -> bool:
    return entry.kind not in PERMANENT and entry.case is not None and journal.line(entry.case) is None


def _forget(handling: Handling, journal: Journal, entries: Iterable[Entry]) -> None:
    """Forget whatever was kept under the names of cases that came to nothing, and copies that no other case uses."""
    exchange = handling.running.exchange
    for entry in entries:
        case = entry.case or ""
        hatch = exchange.doors.purposes.get(entry.purpose)
        basis = (hatch.basis if hatch is not None else "") or entry.basis or _UNSAID
        copies = copied_for(journal, exchange.doors, case)
        erase_openings(journal, case, basis=basis, actor=SCHEDULE.name, office=entry.office)
        forget_uses(journal, case)
        forget_copies(journal, exchange.doors, handling.pseudonyms, copies)
        journal.forget(case)
