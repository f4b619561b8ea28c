"""Files what was said: one case for a service, or one for each service of a life event; pressed twice, it is filed once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from askonce.adapters.uploads.keeping import copy_file, drop_file
from askonce.cases.command import Filing
from askonce.cases.files import FILES, file_of
from askonce.cases.journal import Journal
from askonce.cases.view import View
from askonce.registers.refusal import Refusal
from askonce.web.drafts import Draft, Note, drop, load, room_of_files, save
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Redirect, Result, Visit
from askonce.web.pages.interview.seat import ONLINE, Seat
from askonce.web.pages.interview.sheet import Sheet, sheet_of
from askonce.web.pages.interview.showing import Again, page
from askonce.web.pages.interview.standing import LOST_FILE, filings_of
from askonce.web.pages.interview.work import draft_of, fetched_for

#: Between the cases of one filing, in the path of the page after it.
JOINS: Final = "~"
SEEN, AGREED = "_seen", "agreed"
_CHANGED: Final = Refusal("draft-changed", {"en": "it was changed meanwhile", "zh": "内容已有变动"})
_GONE: Final = Refusal("file-gone", {"en": "a file is missing", "zh": "缺少文件"})
#: What is put right on the pages of the interview itself.
_OPEN_AGAIN: Final = frozenset(
    {"missing-answers", "choose", "file-gone", "already-held", "not-asked", "bad-choice"}
)


async def send(visit: Visit, seat: Seat) -> Result:
    """File it, or say what is still to be done."""
    sheet = sheet_of(visit, seat)
    if isinstance(sheet, Refusal):
        return sheet
    errors = Errors()
    if seat.channel != ONLINE and not visit.form.one(AGREED):
        errors.add(AGREED, visit.say("Ask whether the person agrees, and tick the box"))
        return await page(visit, seat, sheet, "", Again(errors))
    draft = await draft_of(visit, seat, sheet)
    fetched = await fetched_for(visit, seat, sheet, draft)
    keys, handling, who = visit.house.keys, visit.house.handling, visit.who

    def job(journal: Journal) -> str | Refusal:
        now = load(journal, keys, seat.owner, sheet.about)
        if now.seen() != visit.form.one(SEEN):
            return _CHANGED
        filings = filings_of(sheet, seat, now)
        lost = _lost(journal, seat, sheet, now, filings)
        if lost:
            left = {key: value for key, value in now.answers.items() if key not in lost}
            notes = tuple(Note(LOST_FILE, key) for key in lost)
            save(
                journal, keys, seat.owner, msgspec.structs.replace(now, answers=left, notes=notes), seat.lasts
            )
            return _GONE
        found = [(one, handling.file(journal, who, one, fetched)) for one in filings]
        return _filed(visit, journal, seat, sheet, now, found)

    done = await visit.once(job)
    if isinstance(done, Redirect) or done.code not in {*_OPEN_AGAIN, _CHANGED.code}:
        return done
    if done.code == _CHANGED.code:
        errors.add(
            "send",
            visit.say(
                "Something was changed meanwhile, perhaps on another device. Look at it again before you send it"
            ),
        )
        return await page(visit, seat, sheet, "", Again(errors))
    return Redirect(sheet.home)


def _lost(
    journal: Journal, seat: Seat, sheet: Sheet, draft: Draft, filings: Sequence[Filing]
) -> tuple[str, ...]:
    """The questions whose file is not there any more."""
    room = room_of_files(seat.owner, sheet.about)
    there = {key.rpartition("/")[2] for key in journal.keys(FILES, f"{room}/")}
    wanted = {f"{one.service}.{name}" for one in filings for name in one.answers}
    return tuple(key for key, note in draft.files.items() if key in wanted and note.id not in there)


def _filed(
    visit: Visit,
    journal: Journal,
    seat: Seat,
    sheet: Sheet,
    draft: Draft,
    found: list[tuple[Filing, View | Refusal]],
) -> str | Refusal:
    """Where to go after filing; what was refused stays in the draft, where there is something of a life event left."""
    filed = [(filing, view) for filing, view in found if isinstance(view, View)]
    if not filed:
        return next(view for _, view in found if isinstance(view, Refusal))
    room, keys = room_of_files(seat.owner, sheet.about), visit.house.keys
    for filing, view in filed:
        notes = (file_of(answer) for answer in filing.answers.values())
        for note in filter(None, notes):
            copy_file(journal, keys, room, note.id, view.line.id)
    if len(filed) == len(found):
        drop(journal, seat.owner, sheet.about)
    else:
        _keep_rest(journal, visit, seat, draft, {filing.service for filing, _ in filed})
    cases = JOINS.join(view.line.id for _, view in filed)
    return seat.done.replace("{case}", cases) if seat.done else f"{sheet.home}/done/{cases}"


def _keep_rest(journal: Journal, visit: Visit, seat: Seat, draft: Draft, filed: set[str]) -> None:
    """Keep what was said for the services that were not filed; the files of the others belong to their cases now."""
    room = room_of_files(seat.owner, draft.about)
    files = {key: note for key, note in draft.files.items() if key.partition(".")[0] not in filed}
    for key, note in draft.files.items():
        if key not in files:
            drop_file(journal, room, note.id)
    without = (*draft.without, *filed)
    save(
        journal,
        visit.house.keys,
        seat.owner,
        msgspec.structs.replace(draft, without=without, files=files),
        seat.lasts,
    )
