"""What officers write down beside a match: notes with a file where they have one, and the day on which to think of it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

import msgspec

from askonce.adapters.identity.sealing import seal, unseal
from askonce.adapters.uploads.keeping import find_file, keep_file, sealed
from askonce.assembly.house import House
from askonce.cases.case import ENDED
from askonce.cases.desk import SEALED
from askonce.cases.files import FileNote, forget_files
from askonce.cases.journal import Journal
from askonce.cases.wording.bilingual import both
from askonce.ledger.entry import Entry
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal

NOTES: Final = "match-notes"
REMINDERS: Final = "match-reminders"
_USE: Final = "matches"
LONGEST: Final = 2_000
#: More notes of a match, or reminders of an officer, than this are not kept.
MOST: Final = 200
_FULL: Final = Refusal("too-many", both("there are too many notes on this match", "该对接的记录过多"))
_ENDED: Final = Refusal("wrong-state", both("the match has ended", "该对接已结束"))


class Entered(msgspec.Struct, frozen=True, omit_defaults=True):
    """A note on a match: who wrote it, when, at which step, and the file beside it."""

    id: str
    by: str
    at: datetime
    step: str
    words: str
    file: FileNote | None = None


class Reminder(msgspec.Struct, frozen=True, omit_defaults=True):
    """A match of which an officer wants to think again on a day."""

    case: str
    on: date
    words: str = ""


class Diary:
    """Notes and reminders of the officers of a market's office; `journal` is that of the job in which a call is made."""

    def __init__(self, house: House, office: str) -> None:
        self.house = house
        self.office = office

    def write(
        self,
        journal: Journal,
        actor: Actor,
        case: str,
        words: str,
        file: FileNote | None = None,
        body: bytes = b"",
    ) -> Refusal | None:
        """Keep a note on a match that goes on; `body` is the file as `sealed_file` gave it. Within a write job."""
        line = journal.line(case)
        if line is None or line.state in ENDED:
            return _ENDED
        if len(journal.keys(NOTES, f"{case}/", limit=MOST)) >= MOST:
            return _FULL
        name = journal.fresh("note")
        if file is not None:
            keep_file(journal, _album(case), file.id, body)
        said = Entered(name, actor.id, journal.now, line.step or "", words, file)
        self._put(journal, NOTES, f"{case}/{name}", said)
        self._record(journal, actor, case, "note on a match")
        return None

    def notes(self, journal: Journal, case: str) -> tuple[Entered, ...]:
        """The notes on a match, the last first."""
        keys = journal.keys(NOTES, f"{case}/", limit=MOST)
        found = (self._get(journal, NOTES, key, Entered) for key in reversed(keys))
        return tuple(one for one in found if one is not None)

    def sealed_file(self, case: str, file: FileNote, body: bytes) -> bytes:
        """A file as it is kept; made outside of a write job."""
        return sealed(self.house.keys, _album(case), file.id, body)

    def file(self, journal: Journal, case: str, note: str) -> tuple[FileNote, bytes] | None:
        """The file of a note."""
        found: Entered | None = self._get(journal, NOTES, f"{case}/{note}", Entered)
        if found is None or found.file is None:
            return None
        body = find_file(journal, self.house.keys, _album(case), found.file.id)
        return None if body is None else (found.file, body)

    def remind(
        self, journal: Journal, actor: Actor, case: str, on: date | None, words: str = ""
    ) -> Refusal | None:
        """Let an officer think of a match on a day, instead of the day before, or with none no longer. Within a write job."""
        line, key = journal.line(case), self._key(actor, case)
        if on is not None and (line is None or line.state in ENDED):
            return _ENDED
        if on is None:
            journal.put(REMINDERS, key, None)
        else:
            self._put(journal, REMINDERS, key, Reminder(case, on, words))
        self._record(journal, actor, case, "reminder of a match")
        return None

    def reminder(self, journal: Journal, actor: Actor, case: str) -> Reminder | None:
        """When an officer wants to think of a match again."""
        found: Reminder | None = self._get(journal, REMINDERS, self._key(actor, case), Reminder)
        return found

    def reminders(self, journal: Journal, actor: Actor) -> tuple[Reminder, ...]:
        """All reminders of an officer for matches that go on, the earliest day first."""
        return tuple(sorted(self._reminders(journal, actor), key=lambda one: (one.on, one.case)))

    def _reminders(self, journal: Journal, actor: Actor) -> Iterator[Reminder]:
        for key in journal.keys(REMINDERS, f"{self.office}/{actor.id}/", limit=MOST):
            found: Reminder | None = self._get(journal, REMINDERS, key, Reminder)
            line = journal.line(found.case) if found is not None else None
            if found is not None and line is not None and line.state not in ENDED:
                yield found

    def _key(self, actor: Actor, case: str) -> str:
        return f"{self.office}/{actor.id}/{case}"

    def _put(self, journal: Journal, room: str, key: str, said: object) -> None:
        journal.put(room, key, seal(self.house.keys, _USE, f"{room}/{key}", msgspec.json.encode(said)))

    def _get(self, journal: Journal, room: str, key: str, kind: Any) -> Any:
        kept = journal.get(room, key)
        raw = unseal(self.house.keys, _USE, f"{room}/{key}", kept) if kept is not None else None
        return msgspec.json.decode(raw, type=kind) if raw is not None else None

    def _record(self, journal: Journal, actor: Actor, case: str, did: str) -> None:
        journal.record(Entry("act", journal.now, actor.name, None, self.office, case, what={"do": did}))


def sweep(journal: Journal, after: str = "", limit: int = 500) -> str:
    """Forget notes on matches of which all that is personal is erased, and reminders of what has ended; as `visiting.sweep`."""
    room, _, last = after.partition(":")
    room = room or NOTES
    found = journal.keys(room, after=last, limit=limit)
    for key in found:
        case = key.partition("/")[0] if room == NOTES else key.rpartition("/")[2]
        line = journal.line(case)
        if line is None or (journal.get(SEALED, case) is None if room == NOTES else line.state in ENDED):
            journal.put(room, key, None)
            if room == NOTES:
                forget_files(journal, _album(case))
    if len(found) == limit:
        return f"{room}:{found[-1]}"
    return f"{REMINDERS}:" if room == NOTES else ""


def _album(case: str) -> str:
    return f"match/{case}"
