"""Counting: tallies by month, service and office, kept beside the cases and brought up to date from the ledger in small jobs.

The ledger says which cases were changed, as every change of a case is an act in it. Of such a case the counts that it had
when it was last counted are taken back and those that it has now are added: events never change, and instants of jobs only grow,
so that the events up to an instant say what was counted then. Under another version of the pack, whose calendar may be
another, everything is counted anew beside what is shown meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final

import msgspec

from askonce.cases.case import BUILT_IN, OBJECTION
from askonce.cases.database import Database
from askonce.cases.event import Objected, Occurred, decode
from askonce.cases.journal import Journal, Line, Search
from askonce.cases.observing.seen import Seen, observe, until
from askonce.cases.observing.tally import Tally, change, mark, words
from askonce.cases.term import Workdays
from askonce.ledger.log import Opening

ROOM: Final = "figures"
_STANDING: Final = "standing"
#: Counted anew once what is counted changes.
_FORM: Final = 2
#: A job holds up who writes for some 10 ms at most.
_CASES_A_JOB: Final = 40
_ENTRIES_A_JOB: Final = 1000


class Standing(msgspec.Struct, frozen=True):
    """How far was counted: the ledger's entries before `mark` and the events up to `upto`, for the pack `version`.

    While everything is counted anew in `generation`, `after` is the last case that was, and `shown` the generation before.
    `looked` is the number of the first entry whose look is not counted yet.
    """

    version: str = ""
    generation: int = 0
    shown: int | None = None
    shown_upto: datetime | None = None
    mark: int = 0
    upto: datetime | None = None
    after: str | None = None
    looked: int = 0
    behind: bool = True


class Cell(msgspec.Struct, frozen=True):
    """The tally of a service in an office in a month."""

    month: date
    type: str
    office: str
    tally: Tally


class Looks(msgspec.Struct, frozen=True):
    """How many looks there were in a month for a purpose, by an office, of a kind (`look`, `glass`)."""

    month: date
    kind: str
    purpose: str
    office: str
    count: int


_KEPT: Final = msgspec.msgpack.Decoder(Standing)
_TALLIES: Final = msgspec.msgpack.Decoder(dict[str, Tally])
_COUNTS: Final = msgspec.msgpack.Decoder(dict[str, int])


def standing(journal: Journal) -> Standing:
    """How far was counted."""
    kept = journal.get(ROOM, _STANDING)
    return Standing() if kept is None else _KEPT.decode(kept)


def cells(journal: Journal) -> Iterator[Cell]:
    """The tallies that are shown, from the first month."""
    shown = standing(journal).shown
    if shown is None:
        return
    for key in _keys(journal, _cases_key(shown, "")):
        month = date.fromisoformat(key.rpartition("/")[2])
        for name, tally in _TALLIES.decode(journal.get(ROOM, key) or b"\x80").items():
            kind, _, office = name.partition("\n")
            yield Cell(month, kind, office, tally)


def looks(journal: Journal) -> Iterator[Looks]:
    """The looks of each month, from the first."""
    for key in _keys(journal, _LOOKS):
        month = date.fromisoformat(key.rpartition("/")[2])
        for name, count in sorted(_COUNTS.decode(journal.get(ROOM, key) or b"\x80").items()):
            kind, purpose, office = name.split("\n")
            yield Looks(month, kind, purpose, office, count)


def advance(journal: Journal, days: Workdays, version: str) -> Standing:
    """Count a little further, within a write job; gives how far it came, `behind` where more is to be counted."""
    before = standing(journal)
    now = before
    if f"{_FORM}/{version}" != before.version:
        now = Standing(
            version=f"{_FORM}/{version}",
            generation=before.generation + 1,
            shown=before.shown,
            shown_upto=before.shown_upto,
            mark=journal.size(),
            upto=journal.now,
            after="",
            looked=before.looked,
        )
        _clear(journal, _cases_key(now.generation, ""))
    now = _follow(journal, days, now) if now.after is None else _walk(journal, days, now)
    now = _look(journal, days, now)
    if now != before:
        journal.put(ROOM, _STANDING, msgspec.msgpack.encode(now))
    return now


def catch_up(database: Database, days: Workdays, version: str, going_on: Callable[[], bool]) -> None:
    """Count until nothing is left, in small jobs, as long as it may go on; for the edge, which calls it now and then."""
    while going_on():
        if not database.write(partial(advance, days=days, version=version)).result().behind:
            return


def _walk(journal: Journal, days: Workdays, now: Standing) -> Standing:
    """Count the next cases for the first time, as they were when this generation began."""
    lines = journal.lines(Search(after=now.after or "", limit=_CASES_A_JOB))
    changed = _Changed(journal, days, now.generation)
    for line in lines:
        if line.type not in BUILT_IN:
            changed.count(line, None, now.upto)
    changed.keep()
    if len(lines) == _CASES_A_JOB:
        return msgspec.structs.replace(now, after=lines[-1].id, behind=True)
    if now.shown is not None:
        _clear(journal, _cases_key(now.shown, ""))
    return msgspec.structs.replace(
        now, after=None, shown=now.generation, shown_upto=now.upto, behind=now.mark < journal.size()
    )


def _follow(journal: Journal, days: Workdays, now: Standing) -> Standing:
    """Count those cases anew that acts of the ledger have changed."""
    acts, more = _whole_jobs(journal, now.mark - 1)
    if not acts:
        return msgspec.structs.replace(now, behind=False)
    upto = acts[-1].entry.at if acts[-1].entry is not None else now.upto
    changed = _Changed(journal, days, now.generation)
    for line in _touched(journal, acts):
        changed.count(line, now.upto, upto)
    changed.keep()
    return msgspec.structs.replace(now, mark=acts[-1].number + 1, upto=upto, shown_upto=upto, behind=more)


def _whole_jobs(journal: Journal, after: int) -> tuple[Sequence[Opening], bool]:
    """The next acts, of whole jobs: those of one job bear one instant, up to which its events are counted together."""
    limit = _CASES_A_JOB
    while True:
        found = journal.openings(kind="act", after=after, limit=limit + 1)
        if len(found) <= limit:
            return found, False
        last = found[-1].entry
        whole = [
            one for one in found if one.entry is not None and last is not None and one.entry.at < last.at
        ]
        if whole:
            return whole, True
        limit *= 4


def _touched(journal: Journal, acts: Iterable[Opening]) -> Iterator[Line]:
    """The cases that acts have changed, each once; an objection changes the case that it concerns."""
    names = dict.fromkeys(one.entry.case for one in acts if one.entry is not None and one.entry.case)
    wanted: dict[str, Line] = {}
    for name in names:
        line = journal.line(name)
        if line is not None and line.type == OBJECTION and line.concerns is not None:
            line = journal.line(line.concerns)
        if line is not None and line.type not in BUILT_IN:
            wanted[line.id] = line
    yield from wanted.values()


class _Changed:
    """Tallies that a job changes, a month at a time."""

    def __init__(self, journal: Journal, days: Workdays, generation: int) -> None:
        self._journal = journal
        self._days = days
        self._generation = generation
        self._months: dict[date, dict[str, Tally]] = {}

    def count(self, line: Line, was: datetime | None, upto: datetime | None) -> None:
        """Count a case as it was at an instant instead of as it was at an earlier one, at which it may not have been."""
        occurred = events_of(self._journal, line.id)
        others = {
            one.event.case: events_of(self._journal, one.event.case)
            for one in occurred if isinstance(one.event, Objected)
        }  # fmt: skip
        old = None if was is None else self._at(line, occurred, others, was)
        new = None if upto is None else self._at(line, occurred, others, upto)
        who = mark(line.id, line.filer)
        if old is not None and (new is None or old.office != new.office):
            self._change(old, line, {}, words(old), who)
            old = None
        if new is not None:
            self._change(new, line, words(new), words(old) if old is not None else {}, who)

    def keep(self) -> None:
        """Write what was changed."""
        for month, tallies in self._months.items():
            key = _cases_key(self._generation, month.isoformat())
            self._journal.put(ROOM, key, msgspec.msgpack.encode(tallies))

    def _at(
        self, line: Line, occurred: Sequence[Occurred], others: Mapping[str, Sequence[Occurred]], at: datetime
    ) -> Seen | None:
        then = {name: until(events, at) for name, events in others.items()}
        return observe(line.type, until(occurred, at), then, self._days)

    def _change(
        self, seen: Seen, line: Line, more: Mapping[str, int], less: Mapping[str, int], who: int
    ) -> None:
        if seen.month not in self._months:
            kept = self._journal.get(ROOM, _cases_key(self._generation, seen.month.isoformat()))
            self._months[seen.month] = {} if kept is None else _TALLIES.decode(kept)
        tallies, name = self._months[seen.month], f"{seen.type}\n{seen.office}"
        filer = who if seen.asked_for else None
        tallies[name] = change(tallies.get(name, Tally()), line.id, more, less, filer)


def events_of(journal: Journal, case: str) -> list[Occurred]:
    """The events of a case without what is personal in them."""
    return [Occurred(one.number, one.at, decode(one.kind, one.body)) for one in journal.events(case)]


def _look(journal: Journal, days: Workdays, now: Standing) -> Standing:
    """Count looks by month, purpose and office; what was counted stays so when its opening is erased."""
    openings = journal.openings(after=now.looked - 1, limit=_ENTRIES_A_JOB)
    months: dict[str, Counter[str]] = {}
    for one in openings:
        entry = one.entry
        if entry is not None and entry.kind in {"look", "glass"}:
            month = days.local_day(entry.at).replace(day=1).isoformat()
            months.setdefault(month, Counter())[f"{entry.kind}\n{entry.purpose}\n{entry.office}"] += 1
    for month, counts in months.items():
        kept = journal.get(ROOM, f"{_LOOKS}{month}")
        counts.update({} if kept is None else _COUNTS.decode(kept))
        journal.put(ROOM, f"{_LOOKS}{month}", msgspec.msgpack.encode(dict(counts)))
    if not openings:
        return now
    more = len(openings) == _ENTRIES_A_JOB
    return msgspec.structs.replace(now, looked=openings[-1].number + 1, behind=now.behind or more)


_LOOKS: Final = "looks/"


def _cases_key(generation: int, month: str) -> str:
    return f"cases/{generation:08}/{month}"


def _keys(journal: Journal, prefix: str) -> Sequence[str]:
    return journal.keys(ROOM, prefix, limit=12_000)


def _clear(journal: Journal, prefix: str) -> None:
    for key in _keys(journal, prefix):
        journal.put(ROOM, key, None)
