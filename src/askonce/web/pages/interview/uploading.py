"""Files that are sent as answers: checked, made harmless, scanned, kept sealed with the draft; shown again to who sent them."""

from __future__ import annotations

import secrets
from typing import Final

import msgspec

from askonce.adapters.uploads.checking import Clean
from askonce.adapters.uploads.keeping import drop_file, find_file, keep_file, sealed
from askonce.cases.files import FileNote
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.drafts import Draft, load, room_of_files, save
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.interview.answering import NAME, SEEN
from askonce.web.pages.interview.marks import put
from askonce.web.pages.interview.seat import Seat
from askonce.web.pages.interview.sheet import Sheet, sheet_of
from askonce.web.pages.interview.showing import Again, page
from askonce.web.pages.interview.words import base_values, file_of_draft, label_of, link, question
from askonce.web.pages.interview.work import draft_of
from askonce.web.pages.questions.files import cleaned, file_answer
from askonce.web.pages.questions.question import FIELD
from askonce.web.problem import refused

_ID_BYTES: Final = 16


async def upload(visit: Visit, seat: Seat) -> Result:
    """Keep a file as the answer to a question, and show it."""
    sheet = sheet_of(visit, seat)
    if isinstance(sheet, Refusal):
        return sheet
    key = visit.form.one(NAME)
    asked = question(visit, sheet, key)
    if asked is None or asked.widget != "file":
        return Redirect(sheet.home)
    found = await cleaned(visit, visit.form.file(FIELD))
    if not isinstance(found, Clean):
        errors = Errors()
        errors.add(FIELD, found)
        return await page(visit, seat, sheet, key, Again(errors, {}, key))
    note = await _keep(visit, seat, sheet, key, found)
    return Redirect(f"{sheet.home}/files/{note.id}")


async def _keep(visit: Visit, seat: Seat, sheet: Sheet, key: str, clean: Clean) -> FileNote:
    note = FileNote(secrets.token_hex(_ID_BYTES), clean.kind, clean.name)
    room, keys = room_of_files(seat.owner, sheet.about), visit.house.keys
    body = await visit.aside(lambda: sealed(keys, room, note.id, clean.body))
    seen = visit.form.one(SEEN)

    def job(journal: Journal) -> None:
        draft = load(journal, keys, seat.owner, sheet.about)
        old = draft.files.get(key)
        if old is not None:
            drop_file(journal, room, old.id)
        keep_file(journal, room, note.id, body)
        draft = put(draft, key, note.said, seen)
        save(
            journal,
            keys,
            seat.owner,
            msgspec.structs.replace(draft, files={**draft.files, key: note}),
            seat.lasts,
        )

    await visit.write(job)
    return note


async def _found(visit: Visit, seat: Seat) -> tuple[Sheet, Draft, str, FileNote] | Refusal:
    sheet = sheet_of(visit, seat)
    if isinstance(sheet, Refusal):
        return sheet
    draft = await draft_of(visit, seat, sheet)
    found = file_of_draft(draft, visit.path["file"])
    return (sheet, draft, *found) if found is not None else refused("no-such-thing")


async def preview(visit: Visit, seat: Seat) -> Result:
    """A file that was sent, to see whether it can be read."""
    found = await _found(visit, seat)
    if isinstance(found, Refusal):
        return found
    sheet, _, key, note = found
    values = {
        **base_values(visit, seat, sheet),
        "note": note,
        "label": label_of(sheet, key),
        "address": f"{sheet.home}/files/{note.id}",
        "again": link(sheet.home, key),
    }
    return Page("interview/file.html", values)


async def content(visit: Visit, seat: Seat) -> Result:
    """The bytes of a file that was sent."""
    found = await _found(visit, seat)
    if isinstance(found, Refusal):
        return found
    sheet, _, _, note = found
    room, keys = room_of_files(seat.owner, sheet.about), visit.house.keys
    body = await visit.read(lambda journal: find_file(journal, keys, room, note.id))
    return file_answer(note, body) if body is not None else refused("no-such-thing")


async def remove(visit: Visit, seat: Seat) -> Result:
    """Take a file back: it is gone at once."""
    found = await _found(visit, seat)
    if isinstance(found, Refusal):
        return found
    sheet, _, key, note = found
    room, keys = room_of_files(seat.owner, sheet.about), visit.house.keys

    def job(journal: Journal) -> None:
        draft = load(journal, keys, seat.owner, sheet.about)
        drop_file(journal, room, note.id)
        answers = {one: value for one, value in draft.answers.items() if one != key}
        files = {one: file for one, file in draft.files.items() if one != key}
        save(
            journal,
            keys,
            seat.owner,
            msgspec.structs.replace(draft, answers=answers, files=files),
            seat.lasts,
        )

    await visit.write(job)
    return Redirect(sheet.home)
