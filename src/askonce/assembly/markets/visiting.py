"""Keeps notes of visits for the office whose officers wrote them, sealed, each once; and files what a firm agrees to by its link."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from hmac import compare_digest
from typing import Any, Final

import msgspec

from askonce.adapters.identity.sealing import seal, unseal
from askonce.adapters.uploads.keeping import drop_file, find_file, keep_file, sealed
from askonce.apps.economy.concepts import FIRM_NAME
from askonce.apps.economy.entries import SERVICES, Field, fields_of
from askonce.apps.economy.market import FIRM
from askonce.apps.economy.visits import LINK_LASTS, Firm, Link, Note, kind_of
from askonce.assembly.house import House
from askonce.cases.codes import digest_of
from askonce.cases.command import Filing
from askonce.cases.files import FileNote, forget_files
from askonce.cases.journal import Journal
from askonce.cases.running import Ready
from askonce.cases.view import View
from askonce.cases.wording.bilingual import both
from askonce.ledger.entry import Entry
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal

NOTES: Final = "visit-notes"
LINKS: Final = "visit-links"
#: The digest of the link that is out for a match, by its case.
LINK_OF: Final = "match-link"
_USE: Final = "visits"
_CLAIMED: Final = "visit"
_PUBLIC: Final = "public"
_PAGE: Final = 1_000
#: More notes of an office than this are not listed.
MOST: Final = 500
_WORDS: Final[Mapping[str, Any]] = {
    "no-such-note": both("there is no such note", "没有这一走访记录"),
    "filed-already": both("what the note says has been filed", "该记录内容已经提交"),
    "not-ready": both("say which firm it is and check what is to be published first", "请先确认企业并核对拟发布内容"),
    "others-note": both("another officer wrote this note", "该记录由其他专员填写"),
    "not-at-hand": both("take the match at hand first", "请先领办该对接"),
    "link-late": both("the maker is not asked at this stage", "当前环节不再征求供方意见"),
    "link-over": both("this link has been used, has ended, or never was", "该链接已使用、已失效或不存在"),
}  # fmt: skip


def refuse(code: str) -> Refusal:
    """Why something cannot be done with a note or a link.

    >>> refuse("link-over").code
    'link-over'
    """
    return Refusal(code, _WORDS[code])


class Visits:
    """The notes of the office of a house that serves its market; `journal` is that of the job in which a call is made."""

    def __init__(self, house: House) -> None:
        self.house = house

    def ready(self, kind: str) -> Ready | None:
        """The service that publishes an entry of a kind; none where the pack has none."""
        name = SERVICES.get(kind)  # type: ignore[call-overload]
        return self.house.current.types.get(name) if name is not None else None

    def fields(self, kind: str) -> tuple[Field, ...]:
        """What an entry of a kind says."""
        ready = self.ready(kind)
        return fields_of(ready) if ready is not None else ()

    def office(self, actor: Actor) -> str:
        """The office for which an officer walks from firm to firm; empty where they work for no such office."""
        if actor.kind != "officer":
            return ""
        offices = {ready.office for kind in SERVICES if (ready := self.ready(kind)) is not None}
        return next((one for one in sorted(offices) if actor.may_act_as(one)), "")

    def firms(self, journal: Journal, office: str) -> tuple[Firm, ...]:
        """The firms of which an office keeps a register, with their names as everybody may see them."""
        return tuple(firms_of(self.house, journal, office))

    def keep(self, journal: Journal, office: str, note: Note, photo: bytes = b"") -> Refusal | None:
        """Keep a note; one that came before, from whatever tab or device, changes nothing. Within a write job."""
        if not journal.once(f"{_CLAIMED}/{office}/{note.id}"):
            there = self.find(journal, office, note.id)
            return refuse("others-note") if there is not None and there.officer != note.officer else None
        if note.photo is not None:
            keep_file(journal, _album(office, note.id), note.photo.id, photo)
        self.save(journal, office, note)
        return None

    def sealed_photo(self, office: str, note: str, file: FileNote, body: bytes) -> bytes:
        """A photo as it is kept; made outside of a write job."""
        return sealed(self.house.keys, _album(office, note), file.id, body)

    def photo(self, journal: Journal, office: str, note: Note) -> bytes | None:
        """The photo of a note."""
        if note.photo is None:
            return None
        return find_file(journal, self.house.keys, _album(office, note.id), note.photo.id)

    def save(self, journal: Journal, office: str, note: Note) -> None:
        """Keep a note as it now stands; within a write job."""
        key = f"{office}/{note.id}"
        journal.put(NOTES, key, seal(self.house.keys, _USE, key, msgspec.json.encode(note)))

    def find(self, journal: Journal, office: str, note: str) -> Note | None:
        """A note of an office, none where there is none or its time is over."""
        key = f"{office}/{note}"
        kept = journal.get(NOTES, key)
        raw = unseal(self.house.keys, _USE, key, kept) if kept is not None else None
        found = msgspec.json.decode(raw, type=Note) if raw is not None else None
        return found if found is not None and journal.now < found.until else None

    def notes(self, journal: Journal, office: str) -> tuple[Note, ...]:
        """The notes of an office, those first of which nothing has been filed yet, of each the last written first."""
        kept, after = [], ""
        while keys := journal.keys(NOTES, f"{office}/", after=after, limit=_PAGE):
            found = (self.find(journal, office, key.partition("/")[2]) for key in keys)
            kept += [one for one in found if one is not None]
            after = keys[-1]
        kept.sort(key=lambda one: (not one.filed, one.written), reverse=True)
        return tuple(kept[:MOST])

    def drop(self, journal: Journal, office: str, note: Note) -> None:
        """Forget a note with its photo and its link; that it came once stays known. Within a write job."""
        self.drop_link(journal, note)
        if note.photo is not None:
            drop_file(journal, _album(office, note.id), note.photo.id)
        journal.put(NOTES, f"{office}/{note.id}", None)

    def drop_link(self, journal: Journal, note: Note) -> None:
        """Let the link of a note hold no longer; within a write job."""
        if note.link:
            journal.put(LINKS, note.link, None)

    def make_link(self, journal: Journal, actor: Actor, office: str, note: str, code: str) -> Refusal | Note:
        """Let a code open a note to its firm from now on, and the code before no longer; within a write job.

        `code` is drawn by chance at the edge, of 128 bits at least; only a digest of it is kept.
        """
        found = self.find(journal, office, note)
        if found is None:
            return refuse("no-such-note")
        if found.filed:
            return refuse("filed-already")
        if kind_of(found) is None or not found.firm or not found.checked:
            return refuse("not-ready")
        self.drop_link(journal, found)
        digest = digest_of(self.house.keys, LINKS, code)
        until = journal.now + LINK_LASTS
        link = Link(note, office, actor.id, tuple(sorted(actor.roles)), journal.now, until, digest)
        journal.put(LINKS, digest, msgspec.json.encode(link))
        kept = msgspec.structs.replace(found, link=digest, link_until=until, changed=journal.now)
        self.save(journal, office, kept)
        journal.record(Entry("act", journal.now, actor.name, None, office, what={"do": "link to confirm"}))
        return kept

    def by_code(self, journal: Journal, code: str) -> tuple[Link, Note] | None:
        """The note that a code opens; none where it was used, has ended, or never was."""
        digest = digest_of(self.house.keys, LINKS, code)
        kept = journal.get(LINKS, digest)
        link = msgspec.json.decode(kept, type=Link) if kept is not None else None
        if link is None or not compare_digest(link.digest, digest) or journal.now >= link.until:
            return None
        note = self.find(journal, link.office, link.note)
        if note is None or note.filed or not compare_digest(note.link, digest):
            return None
        return link, note

    def confirm(
        self,
        journal: Journal,
        code: str,
        answers: Mapping[str, Any],
        consent: str,
        actor_of: Callable[[Journal, Link], Actor | None],
    ) -> View | Refusal:
        """File what the firm agreed to, as the officer who sent the link, and use the link up, both or neither.

        `actor_of` says who that officer is today: whoever works there no longer files nothing. Within a write job.
        """
        found = self.by_code(journal, code)
        actor = actor_of(journal, found[0]) if found is not None else None
        if found is None or actor is None:
            return refuse("link-over")
        link, note = found
        kind = kind_of(note)
        if kind is None:
            return refuse("link-over")
        filing = Filing(
            SERVICES[kind], applicant=note.firm, answers=dict(answers), channel="link", consent=consent
        )
        view = self.house.handling.file(journal, actor, filing)
        if isinstance(view, Refusal):
            return view
        journal.put(LINKS, link.digest, None)
        done = msgspec.structs.replace(
            note, answers=dict(answers), filed=view.line.id, link="", link_until=None, changed=journal.now
        )
        self.save(journal, link.office, done)
        return view


def firms_of(house: House, journal: Journal, office: str) -> Iterator[Firm]:
    """The firms of the registers of an office that are about firms, by name."""
    registers = house.current.bound.get("register", {})
    today = house.local_day(journal.now)
    keepers = [
        (name, one.holder.id) for name, one in registers.items()
        if one.of == FIRM and one.holder is not None and one.holder.id == office
    ]  # fmt: skip
    found = {
        house.keys.subject(holder, subject)
        for register, holder in keepers
        for subject in _subjects(journal, register, today)
    }
    names = _names(house, journal, sorted(found), today)
    yield from sorted((Firm(one, names.get(one, one)) for one in found), key=lambda one: (one.name, one.id))


def _subjects(journal: Journal, register: str, today: date) -> Iterator[str]:
    after = ""
    while page := journal.every(register, today, after, _PAGE):
        yield from (row.subject for row in page)
        after = page[-1].subject


def _names(house: House, journal: Journal, firms: list[str], today: date) -> dict[str, str]:
    """The public names of firms."""
    found: dict[str, str] = {}
    for register, words in house.current.bound.get("register", {}).items():
        named = [
            name for name, one in words.attributes.items()
            if one.concept is not None and one.concept.id == FIRM_NAME and one.sensitivity == _PUBLIC
        ]  # fmt: skip
        if words.of != FIRM or words.holder is None or not named:
            continue
        hidden = {house.keys.of(words.holder.id, firm): firm for firm in firms}
        for subject, row in journal.rows(register, list(hidden), today).items():
            name = row.values.get(named[0])
            if isinstance(name, str) and name:
                found.setdefault(hidden[subject], name)
    return found


def sweep(house: House, journal: Journal, after: str = "", limit: int = 500) -> str:
    """Forget notes whose time is over; so many are looked at, gives where to go on, empty at the end. Within a write job."""
    visits = Visits(house)
    found = journal.keys(NOTES, after=after, limit=limit)
    for key in found:
        office, _, name = key.partition("/")
        if visits.find(journal, office, name) is None:
            journal.put(NOTES, key, None)
            forget_files(journal, _album(office, name))
    return found[-1] if len(found) == limit else ""


def sweep_links(journal: Journal, after: str = "", limit: int = 500) -> str:
    """Forget links that have ended, as `sweep` does notes."""
    found = journal.keys(LINKS, after=after, limit=limit)
    for digest in found:
        kept = journal.get(LINKS, digest)
        link = msgspec.json.decode(kept, type=Link) if kept is not None else None
        if link is not None and link.until <= journal.now:
            journal.put(LINKS, digest, None)
            if link.case and journal.get(LINK_OF, link.case) == digest.encode():
                journal.put(LINK_OF, link.case, None)
    return found[-1] if len(found) == limit else ""


def _album(office: str, note: str) -> str:
    return f"visit/{office}/{note}"
