"""Drafts: what somebody has said in an interview and not filed yet, kept sealed for them alone, for thirty days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from askonce.adapters.identity.sealing import Deriving, seal, unseal
from askonce.cases.files import FileNote, forget_files
from askonce.cases.journal import Journal

ROOM: Final = "drafts"
LASTS: Final = timedelta(days=30)
SERVICE, EVENT = "service", "event"
_USE: Final = "drafts"
#: More drafts than this of one person are not listed.
MOST: Final = 100


class Note(msgspec.Struct, frozen=True):
    """Something that the person has to be told once: `what` happened to the answer or the data of `key`."""

    what: str
    key: str


class Draft(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was said so far; keys of answers, choices and disputes are `service.name`.

    `about` is `service/NAME` or `event/NAME`. `applicant` is for whom it is, where that is not the one who fills it
    in. `files` are those that were sent, by the key of their question. `without` are services of a life event that
    the person does not want. `notes` are said on the next page, and only there.
    """

    about: str
    applicant: str = ""
    event: date | None = None
    answers: dict[str, Any] = {}
    choices: dict[str, list[str]] = {}
    disputes: dict[str, str] = {}
    files: dict[str, FileNote] = {}
    without: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been said."""
        return msgspec.structs.replace(self, about="", notes=()) == Draft("")

    def seen(self) -> str:
        """By what a page knows that nothing was said since: it says nothing of what it was."""
        said = msgspec.json.encode(msgspec.structs.replace(self, notes=(), files={}), order="sorted")
        return _digest(said)


class Listed(msgspec.Struct, frozen=True):
    """A draft in a list: `kind` is `service` or `event`, `name` that of the service or the life event."""

    kind: str
    name: str
    path: str
    changed: datetime
    until: datetime


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    until: datetime
    changed: datetime
    sealed: bytes


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(_Kept)
_READER: Final = msgspec.json.Decoder(Draft)


def owner_of(keys: Any, subject: str) -> str:
    """The name under which the drafts of a person lie, which no other part of the house knows them by."""
    name: str = keys.of(_USE, subject)
    return name


def room_of_files(owner: str, about: str) -> str:
    """Where the files of a draft lie."""
    return f"draft/{owner}/{about}"


def load(journal: Journal, keys: Deriving, owner: str, about: str) -> Draft:
    """A draft as it stands; an empty one where there is none, or where its time is over."""
    kept = journal.get(ROOM, f"{owner}/{about}")
    if kept is None:
        return Draft(about)
    found = _DECODER.decode(kept)
    raw = unseal(keys, _USE, f"{owner}/{about}", found.sealed) if found.until > journal.now else None
    return _READER.decode(raw) if raw is not None else Draft(about)


def save(journal: Journal, keys: Deriving, owner: str, draft: Draft, lasts: timedelta = LASTS) -> None:
    """Keep a draft from now on for so long; within a write job."""
    key = f"{owner}/{draft.about}"
    sealed = seal(keys, _USE, key, msgspec.json.encode(draft))
    journal.put(ROOM, key, _ENCODER.encode(_Kept(journal.now + lasts, journal.now, sealed)))


def drop(journal: Journal, owner: str, about: str) -> None:
    """Forget a draft with its files; within a write job."""
    journal.put(ROOM, f"{owner}/{about}", None)
    forget_files(journal, room_of_files(owner, about))


def drafts_of(journal: Journal, owner: str) -> tuple[Listed, ...]:
    """The drafts of somebody, the one that was changed last first."""
    found = []
    for key in journal.keys(ROOM, f"{owner}/", limit=MOST):
        kept = journal.get(ROOM, key)
        one = _DECODER.decode(kept) if kept is not None else None
        if one is not None and one.until > journal.now:
            kind, _, name = key.removeprefix(f"{owner}/").partition("/")
            path = f"/apply/{name}" if kind == SERVICE else f"/life-events/{name}/apply"
            found.append(Listed(kind, name, path, one.changed, one.until))
    return tuple(sorted(found, key=lambda one: one.changed, reverse=True))


def sweep(journal: Journal, after: str = "", limit: int = 500) -> str:
    """Forget drafts whose time is over, so many looked at; gives where to go on, nothing at the end; within a write job."""
    found = journal.keys(ROOM, after=after, limit=limit)
    for key in found:
        kept = journal.get(ROOM, key)
        if kept is not None and _DECODER.decode(kept).until <= journal.now:
            owner, _, about = key.partition("/")
            drop(journal, owner, about)
    return found[-1] if len(found) == limit else ""


def _digest(raw: bytes) -> str:
    from hashlib import sha256

    return sha256(raw).hexdigest()[:24]
