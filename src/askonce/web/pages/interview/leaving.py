"""Forgets what was said so far, when the person wants that; and leads back from where a form was sent to."""

from __future__ import annotations

from askonce.registers.refusal import Refusal
from askonce.web.drafts import drop
from askonce.web.pages.frame.visit import Redirect, Result, Visit
from askonce.web.pages.interview.seat import Seat
from askonce.web.pages.interview.sheet import sheet_of

FORGOTTEN = "draft-forgotten"


async def forget(visit: Visit, seat: Seat) -> Result:
    """Forget the draft with its files."""
    sheet = sheet_of(visit, seat)
    if isinstance(sheet, Refusal):
        return sheet
    await visit.write(lambda journal: drop(journal, seat.owner, sheet.about))
    return Redirect(seat.back, FORGOTTEN)


async def back(visit: Visit, seat: Seat) -> Result:
    """The first page of the interview, to whoever opens or reloads the address that only a form goes to."""
    sheet = sheet_of(visit, seat)
    return sheet if isinstance(sheet, Refusal) else Redirect(sheet.home)
