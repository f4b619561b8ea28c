"""What the handlers of an interview do to a draft: within one write job, with what registers elsewhere have said."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from askonce.cases.journal import Journal
from askonce.registers.sources import Fetched
from askonce.web.drafts import Draft, load, save
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.interview.seat import Seat
from askonce.web.pages.interview.sheet import Sheet
from askonce.web.pages.interview.standing import Kernel, Stand, filings_of

Change = Callable[[Draft], Draft]


async def draft_of(visit: Visit, seat: Seat, sheet: Sheet) -> Draft:
    """The draft as it stands."""
    keys = visit.house.keys
    return await visit.read(lambda journal: load(journal, keys, seat.owner, sheet.about))


async def change(visit: Visit, seat: Seat, sheet: Sheet, what: Change) -> Draft:
    """Change the draft as it stands at that moment, so that what another device says meanwhile is not undone."""
    keys = visit.house.keys

    def job(journal: Journal) -> Draft:
        draft = what(load(journal, keys, seat.owner, sheet.about))
        save(journal, keys, seat.owner, draft, seat.lasts)
        return draft

    return await visit.write(job)


async def fetched_for(visit: Visit, seat: Seat, sheet: Sheet, draft: Draft) -> tuple[Fetched, ...]:
    """What registers elsewhere say of what is asked for."""
    return await visit.service.fetch(visit.who, filings_of(sheet, seat, draft))


async def stand_of(visit: Visit, seat: Seat, sheet: Sheet) -> Stand:
    """Where the interview stands; notes of the draft are said once and are gone."""
    fetched = await fetched_for(visit, seat, sheet, await draft_of(visit, seat, sheet))
    keys, handling, who = visit.house.keys, visit.house.handling, visit.who

    def job(journal: Journal) -> Stand:
        before = load(journal, keys, seat.owner, sheet.about)
        stand = Kernel(handling, journal, who, sheet, fetched).stand(seat, before)
        left = msgspec.structs.replace(stand.draft, notes=())
        if left != before:
            save(journal, keys, seat.owner, left, seat.lasts)
        return stand

    return await visit.write(job)


async def picks_of(visit: Visit, seat: Seat, sheet: Sheet) -> Stand:
    """Where the interview would stand had nobody been picked: for whoever picks anew. The draft stays as it is."""
    draft = await draft_of(visit, seat, sheet)
    fetched = await fetched_for(visit, seat, sheet, draft)
    handling, who = visit.house.handling, visit.who
    bare = msgspec.structs.replace(draft, choices={})

    def job(journal: Journal) -> Stand:
        found = Kernel(handling, journal, who, sheet, fetched).stand(seat, bare, pick=False)
        return msgspec.structs.replace(found, draft=draft)

    return await visit.write(job)
