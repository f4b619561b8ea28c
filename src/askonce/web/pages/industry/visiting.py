"""The note of a visit: a page that works without a connection once it was loaded, and how its notes arrive."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from askonce.adapters.uploads.checking import Clean
from askonce.apps.economy.visits import (
    KINDS,
    LONGEST_FIRM,
    LONGEST_NUMBER,
    LONGEST_WORDS,
    NUMBERS,
    Note,
    find_firm,
    is_id,
)
from askonce.cases.codes import digest_of
from askonce.cases.files import FileNote
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer
from askonce.web.pages.frame import csrf
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.industry.seat import KINDS as KIND_WORDS
from askonce.web.pages.industry.seat import firms_here, office_of, visits_of
from askonce.web.pages.questions.files import cleaned
from askonce.web.service import now

HOME: Final = "/zone/visit"
_ID_BYTES: Final = 16
_OWNER_CHARACTERS: Final = 32
_JSON: Final = b"application/json"
_SCRIPT: Final = b"text/javascript; charset=utf-8"
_FIELDS: Final = ("firm", "kind", "words", *NUMBERS)


class Taken(msgspec.Struct, frozen=True):
    """A note as it came, and the photo beside it."""

    note: Note
    photo: bytes = b""


async def form(visit: Visit) -> Result:
    """Where a note is written."""
    office = office_of(visit)
    if isinstance(office, Refusal):
        return office
    return await _page(visit, office, dict.fromkeys(_FIELDS, ""), Errors())


async def shell(visit: Visit) -> Result:
    """The same page as a browser keeps it for when there is no connection: without token, name or notice."""
    office = office_of(visit)
    if isinstance(office, Refusal):
        return office
    return await _page(visit, office, dict.fromkeys(_FIELDS, ""), Errors(), kept=True)


async def _page(
    visit: Visit, office: str, said: Mapping[str, str], errors: Errors, *, kept: bool = False
) -> Page:
    values: dict[str, Any] = {
        "said": said,
        "errors": errors,
        "kept": kept,
        "firms": await firms_here(visit, office),
        "kinds": KIND_WORDS,
        "id": said.get("id") or secrets.token_hex(_ID_BYTES),
        "longest": LONGEST_WORDS,
    }
    return Page("industry/visit.html", values, 422 if errors else 200)


async def worker(visit: Visit) -> Result:
    """The service worker: it keeps this one page, and is asked for anew each time."""
    office = office_of(visit)
    if isinstance(office, Refusal):
        return office
    headers = (("service-worker-allowed", HOME), ("cache-control", "no-cache"))
    return Answer(200, _worker(), headers, _SCRIPT)


@cache
def _worker() -> bytes:
    return (files("askonce.web") / "static" / "js" / "visit-worker.js").read_bytes()


async def ready(visit: Visit) -> Result:
    """What a browser needs to send what it kept: whose notes they have to be, and a token of this session."""
    office = office_of(visit)
    if isinstance(office, Refusal):
        return office
    token = csrf.token_for(visit.house.keys.derive("forms"), visit.bound_to)
    return _json(200, {"owner": _owner(visit), "token": token})


async def send(visit: Visit) -> Result:
    """Take a note that a browser kept; its id, made there, lets it come again without being doubled."""
    office = office_of(visit)
    if isinstance(office, Refusal):
        return office
    if visit.form.one("owner") != _owner(visit):
        return _json(409, {"why": "owner"})
    errors = Errors()
    taken = await _taken(visit, office, errors)
    if taken is None:
        return _json(422, {"why": "; ".join(message for _, message in errors)})
    refusal = await _kept(visit, office, taken)
    return _json(409, {"why": "id"}) if refusal is not None else _json(200, {"kept": taken.note.id})


async def write(visit: Visit) -> Result:
    """Take a note from the form itself, as a browser without scripts sends it."""
    office = office_of(visit)
    if isinstance(office, Refusal):
        return office
    errors = Errors()
    taken = await _taken(visit, office, errors)
    if taken is None:
        said = {name: visit.form.one(name) for name in (*_FIELDS, "id")}
        return await _page(visit, office, said, errors)
    refusal = await _kept(visit, office, taken)
    return refusal or Redirect(f"/zone/notes/{taken.note.id}", "industry.noted")


async def _kept(visit: Visit, office: str, taken: Taken) -> Refusal | None:
    visits = visits_of(visit)
    note, photo = taken.note, b""
    if note.photo is not None:
        file = note.photo
        photo = await visit.aside(lambda: visits.sealed_photo(office, note.id, file, taken.photo))

    def job(journal: Journal) -> Refusal | None:
        return visits.keep(journal, office, note, photo)

    return await visit.write(job)


async def _taken(visit: Visit, office: str, errors: Errors) -> Taken | None:
    """The note that was sent; none where something is wrong with it."""
    form = visit.form
    name, kind, words, firm = (form.one(one) for one in ("id", "kind", "words", "firm"))
    numbers = {one: form.one(one) for one in NUMBERS if form.one(one)}
    if not firm:
        errors.add(
            "firm", visit.say("Say which firm it is: its name, its number, or what stands at the gate")
        )
    if len(firm) > LONGEST_FIRM:
        errors.add("firm", visit.say("Write at most %(most)s characters", most=LONGEST_FIRM))
    if kind not in KINDS:
        errors.add("kind", visit.say("Choose what it is about"))
    if not words:
        errors.add("words", visit.say("Write a few words"))
    if len(words) > LONGEST_WORDS:
        errors.add("words", visit.say("Write at most %(most)s characters", most=LONGEST_WORDS))
    for one, number in numbers.items():
        if len(number) > LONGEST_NUMBER:
            errors.add(one, visit.say("Write at most %(most)s characters", most=LONGEST_NUMBER))
    if not is_id(name):
        errors.add("words", visit.say("Open the page again: it was kept in a way that is no longer known"))
    photo = await _photo(visit, errors)
    if errors:
        return None
    file = FileNote(secrets.token_hex(_ID_BYTES), photo.kind, photo.name) if photo is not None else None
    firms = await firms_here(visit, office)
    at = now()
    note = Note(
        name, visit.who.id, kind, firm, words, at, at, find_firm(firm, firms), numbers, file
    )  # fmt: skip
    return Taken(note, photo.body if photo is not None else b"")


async def _photo(visit: Visit, errors: Errors) -> Clean | None:
    """The photo that was sent, made anew from its points; none where there is none, or where it cannot be taken."""
    sent = visit.form.file("photo")
    if sent is None:
        return None
    found = await cleaned(visit, sent)
    if isinstance(found, Clean) and found.kind != "pdf":
        return found
    errors.add("photo", visit.say("Send a photo as JPEG or PNG") if isinstance(found, Clean) else found)
    return None


def _owner(visit: Visit) -> str:
    """By what a browser knows whose notes it keeps: it says nothing of who that is."""
    return digest_of(visit.house.keys, "visits", visit.who.id)[:_OWNER_CHARACTERS]


def _json(status: int, said: Mapping[str, str]) -> Answer:
    return Answer(
        status, json.dumps(said, ensure_ascii=False).encode(), (("cache-control", "no-store"),), _JSON
    )
