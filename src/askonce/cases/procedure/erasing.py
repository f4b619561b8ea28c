"""Erasing what is personal in a case that ended long ago; what was done, when and by which article stays."""

from __future__ import annotations

from typing import Final

from askonce.cases.case import ENDED
from askonce.cases.desk import SCHEDULED, SEALED, Work
from askonce.cases.event import Erased
from askonce.cases.files import forget_files
from askonce.cases.journal import Journal
from askonce.cases.procedure.giving import ASKED_SYSTEMS, FILED_SYSTEMS
from askonce.cases.procedure.subjects import roots_of
from askonce.cases.remembering import forget
from askonce.cases.slip import forget_slip
from askonce.ledger.erasing import PERMANENT
from askonce.ledger.erasing import erase as erase_opening
from askonce.registers.correction import forget_uses
from askonce.registers.forgetting import copied_for, forget_copies
from askonce.registers.naming import case_name

#: Where no text of a pack says by which article a case is kept, and so erased.
_UNSAID: Final = "-"
_PAGE: Final = 500


def erase(work: Work) -> None:
    """Erase a case wherever it left something: its words and facts, what later cases remember of it, its messages.

    While something that concerns it is open, an objection or a dispute, it waits for that and is tried again each day.
    Behind its entries in the ledger nothing is left either, and each erasure is an entry that names the article. What was
    fetched of other authorities goes with the last case that used it. The events stay without what was personal in
    them, and so do rows of registers that the case wrote: those are the registers' own.
    """
    case, desk = work.case, work.desk
    if not case.ended or case.erased:
        return
    journal, exchange = desk.journal, desk.running.exchange
    if _is_concerned(work):
        work.erase_later()
        return
    if work.ready is not None:
        forget(desk, work.ready, case.id, roots_of(work), work.days)
    copies = copied_for(journal, exchange.doors, case.id)
    erase_openings(journal, case.id, basis=_basis(work), actor=desk.actor.name, office=case.office)
    forget_uses(journal, case.id)
    forget_copies(journal, exchange.doors, desk.pseudonyms, copies)
    work.add(Erased(by=SCHEDULED))
    work.private.clear()
    work.keep("Erased")
    journal.put(SEALED, case.id, None)
    for room in (ASKED_SYSTEMS, FILED_SYSTEMS):
        for key in journal.keys(room, f"{case.id}/"):
            journal.put(room, key, None)
    forget_files(journal, case.id)
    forget_slip(journal, case.id)
    journal.forget(case.id)
    if case.about:  # a correction: the register knows the case under the holder's name for it
        holder = desk.running.holder(case.about.partition(".")[0])
        journal.forget(case_name(desk.pseudonyms, holder, case.id))
    journal.stop_timers(case.id)


def _is_concerned(work: Work) -> bool:
    """Whether a case that concerns this one goes on: it would be decided without what it is about."""
    concerning = (
        work.desk.journal.line(one) for one in (*work.case.objections, *work.case.disputes.values())
    )
    return any(line is not None and line.state not in ENDED for line in concerning)


def erase_openings(journal: Journal, case: str, *, basis: str, actor: str, office: str) -> None:
    """Erase what stands behind the entries about a case, by an article; what is about no person stays."""
    after = -1
    while page := journal.openings(case=case, after=after, limit=_PAGE):
        for opening in page:
            after = opening.number
            if opening.entry is not None and opening.entry.kind not in PERMANENT:
                erase_opening(journal, after, basis=basis, actor=actor, office=office)


def _basis(work: Work) -> str:
    """The article by which what was read for a purpose is kept for a time: that of the purpose, else of the service."""
    ready = work.grounds
    if ready is None:
        return _UNSAID
    hatch = work.desk.running.exchange.doors.purposes.get(ready.purpose)
    return (hatch.basis if hatch is not None else "") or ready.basis or _UNSAID
