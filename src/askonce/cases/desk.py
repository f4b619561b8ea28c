"""The desk on which one job works: the transaction, who acts, the pack of the case, and the case as its events come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import msgspec

from askonce.cases.case import ASKED, ENDED, FILER, Case, begin, fold
from askonce.cases.event import (
    AskedMore,
    Event,
    Kept,
    Occurred,
    Private,
    Sent,
    Terms,
    Waits,
    decode,
    decode_private,
    encode,
    encode_private,
)
from askonce.cases.journal import Journal, Message, Timer, Written
from askonce.cases.ruled import Standing
from askonce.cases.running import Ready, Running
from askonce.ledger.entry import Entry
from askonce.norms.ruling import Dates
from askonce.pack.shapes import Period
from askonce.registers.actor import Actor
from askonce.registers.days import Days
from askonce.registers.exchange import Ask
from askonce.registers.pseudonym import CASES, LEDGER, Pseudonyms
from askonce.registers.sources import Fetched

#: The room in which what is personal in a case lies, under the case's name.
SEALED: Final = "sealed"
#: Who did what a timer did, as events write it.
SCHEDULED: Final = "schedule"
_ENCODER: Final = msgspec.json.Encoder()


class Desk:
    """What every rule of procedure works with."""

    def __init__(
        self,
        journal: Journal,
        running: Running,
        pseudonyms: Pseudonyms,
        actor: Actor,
        runnings: Mapping[str, Running],
        fetched: Sequence[Fetched] = (),
    ) -> None:
        self.journal = journal
        self.running = running
        self.pseudonyms = pseudonyms
        self.actor = actor
        self.runnings = runnings
        self.fetched = fetched
        self.now: datetime = journal.now
        self.today: date = running.local_day(self.now)
        self._names: dict[str, str] = {}
        #: Who was found within this job to act for whom or not: by agent, the one acted for, and service.
        self.acting: dict[tuple[str, str, str], bool] = {}

    def hide(self, subject: str) -> str:
        """The pseudonym by which cases know a subject."""
        found = self._names.get(subject)
        if found is None:
            found = self._names[subject] = self.pseudonyms.of(CASES, subject)
        return found

    def reveal(self, pseudonym: str) -> str:
        """The subject behind a pseudonym of cases."""
        return self.pseudonyms.subject(CASES, pseudonym)

    def ask(self, ready: Ready, case: str | None) -> Ask:
        """Who asks the exchange, for what and for which case."""
        self.running.judge.hold(case, self.actor)
        return Ask(
            purpose=ready.purpose,
            basis=ready.basis,
            case=case,
            actor=self.actor,
            office=ready.office,
            service=ready.id,
        )

    def due(self, since: datetime, period: Period | None, pauses: Sequence[Any] = ()) -> Any:
        """When a term is over; none where there is none."""
        return None if period is None else self.running.days.due(since, period, pauses)

    def terms(self, ready: Ready | None, since: datetime, pauses: Sequence[Any] = ()) -> Terms:
        """The last days of both terms of a case type that began to run at an instant."""
        words = getattr(ready.words, "term", None) if ready is not None else None
        if words is None:
            return Terms()
        promised, legal = self.due(since, words.promised, pauses), self.due(since, words.legal, pauses)
        unknown = {year for one in (promised, legal) if one is not None for year in one.unknown}
        return Terms(
            promised.day if promised is not None else None,
            legal.day if legal is not None else None,
            tuple(sorted(unknown)),
        )


class Work:
    """A case in the hands of one job: rules add events, which it folds at once, and `keep` writes them all."""

    def __init__(
        self,
        desk: Desk,
        case: Case,
        ready: Ready | None,
        private: Mapping[int, Private],
        occurred: Sequence[Occurred] = (),
    ) -> None:
        self.desk = desk
        self.case = case
        self.before = case
        self.ready = ready
        self.private = dict(private)
        self.new: list[Occurred] = []
        self.occurred = list(occurred)
        self.messages = 0
        self.stood: tuple[Mapping[str, Kept], Dates, Standing] | None = None  # what facts and dates came to

    @property
    def by(self) -> str:
        """Who acts, as events write it: a person is `filer`, for the rest of it is personal."""
        return FILER if self.desk.actor.kind == "person" else self.desk.actor.name

    @property
    def grounds(self) -> Ready | None:
        """The case type by whose purpose and article it is handled and kept: its own, or that of the case it concerns."""
        return self.ready or self._concerned

    @cached_property
    def _concerned(self) -> Ready | None:
        concerns = self.case.concerns
        line = self.desk.journal.line(concerns) if concerns is not None else None
        return None if line is None else self.desk.running.types.get(line.type)

    @property
    def dates(self) -> Dates:
        """The three dates on which its texts are chosen, were it decided now."""
        return Dates(self.case.event, self.case.application, self.desk.today)

    @property
    def days(self) -> Days:
        """The days for which it reads its data."""
        case = self.case
        return Days(self.desk.today, case.event, case.application, self.desk.today, case.period)

    def add(self, event: Event) -> None:
        """One more event."""
        occurred = Occurred(self.case.count, self.desk.now, event)
        if event.private is not None:
            self.private[occurred.number] = event.private
        self.case = fold(self.case, (occurred,))
        self.new.append(occurred)
        self.occurred.append(occurred)

    def send(self, what: str, channel: str, to: str, body: Mapping[str, Any]) -> str:
        """Queue a message; its key says the case, its place in it and what it is, so that it leaves once."""
        key = f"{self.case.id}/{self.before.count}/{self.messages}/{what}"
        self.messages += 1
        content = _ENCODER.encode({"case": self.case.id, "type": self.case.type, **body})
        self.desk.journal.send(Message(key, channel, to, content, self.case.id))
        return key

    def keep(self, did: str) -> Case:
        """Write the events, the index, what is personal, the timers, and the act into the ledger."""
        case, journal = self.case, self.desk.journal
        if not self.new:
            return case
        written = [
            Written(case.id, one.number, one.at, type(one.event).__name__, encode(one.event))
            for one in self.new
        ]
        journal.append(case.line, written)
        if any(one.event.private is not None for one in self.new):
            journal.put(SEALED, case.id, encode_private(self.private))
        self._time()
        self._record(did)
        self.before, self.new = case, []
        return case

    def _record(self, did: str) -> None:
        actor = self.desk.actor
        applicant = None if self.case.erased else self.before.applicant or self.case.applicant
        of = self.desk.pseudonyms.of
        name = f"person:{of(LEDGER, actor.id)}" if actor.kind == "person" else actor.name
        subject = None if applicant is None else of(LEDGER, self.desk.reveal(applicant))
        ready = self.grounds
        self.desk.journal.record(
            Entry(
                kind="act",
                at=self.desk.now,
                actor=name,
                subject=subject,
                office=self.case.office,
                case=self.case.id,
                purpose=ready.purpose if ready is not None else "",
                basis=ready.basis if ready is not None else "",
                what={"do": did, "type": self.case.type},
            )
        )

    def _time(self) -> None:
        """Set and stop the timers by what has changed; each has a name of its own, so that it fires once."""
        before, case = self.before, self.case
        self._time_terms(before, case)
        if case.step != before.step or case.state != before.state:
            self._time_step(before, case)
        self._time_request(before, case)
        if any(isinstance(one.event, Waits) for one in self.new) or (before.waits and not case.waits):
            self._again("retry", _RETRY if case.waits else None)
        if any(isinstance(one.event, Sent) for one in self.new):
            self.set_nightly()
        if case.deletes_on != before.deletes_on:
            self._stop("erase")
            if case.deletes_on is not None:
                self._set("erase", self.desk.running.days.start_of(case.deletes_on))

    def _time_terms(self, before: Case, case: Case) -> None:
        running = case.line.promised, case.line.legal
        was = (before.line.promised, before.line.legal) if before.count else (None, None)
        if running == was:
            return
        self._stop("promised", "legal")
        for kind, day in zip(("promised", "legal"), running, strict=True):
            if day is not None and kind not in case.late:
                self._set(kind, self.desk.running.days.end_of(day))

    def _time_step(self, before: Case, case: Case) -> None:
        if before.step is not None:
            self._stop("step")
        step = self.ready.words.steps.get(case.step) if self.ready is not None and case.step else None
        if step is not None and step.within is not None and case.state not in ENDED and not case.suspended:
            self._set("step", self.desk.due(self.desk.now, step.within).over)

    def _time_request(self, before: Case, case: Case) -> None:
        """Nobody is waited for longer than the office itself may take: then what was asked counts as not answered."""
        asked = any(isinstance(one.event, AskedMore) for one in self.new)
        if before.state == ASKED and (asked or case.state != ASKED):
            self._stop("asked")
        over = self.request_over() if asked and case.state == ASKED else None
        if over is not None:
            self._set("asked", over.over)

    def request_over(self) -> Any:
        """When what is asked now counts as not answered; none where no term says how long the office may take."""
        words = getattr(self.ready.words, "term", None) if self.ready is not None else None
        length = None if words is None else words.legal or words.promised
        return self.desk.due(self.desk.now, length)

    def _again(self, kind: str, period: Period | None) -> None:
        self._stop(kind)
        if period is not None:
            self._set(kind, self.desk.due(self.desk.now, period).over)

    def _set(self, kind: str, due: datetime) -> None:
        self.desk.journal.set_timer(
            Timer(f"{self.case.id}/{kind}/{self.case.count}", self.case.id, due, kind)
        )

    def set_nightly(self) -> None:
        """Reconcile with outside systems in the night to come."""
        self._set("reconcile", self.desk.running.days.end_of(self.desk.today))

    def erase_later(self) -> None:
        """Look again on the next day whether what is personal in it can be erased."""
        today, days = self.desk.today, self.desk.running.days
        name = f"{self.case.id}/erase/{self.case.count}/{today.isoformat()}"
        self.desk.journal.set_timer(Timer(name, self.case.id, days.end_of(today), "erase"))

    def _stop(self, *kinds: str) -> None:
        if self.before.count:
            self.desk.journal.stop_timers(self.case.id, kinds)


#: A register that owes a datum is asked again after this.
_RETRY: Final = Period(4, "hour")


def read_case(journal: Journal, case: str) -> tuple[tuple[Occurred, ...], dict[int, Private]]:
    """The events of a case with what is personal in them; none where there is no such case."""
    private = decode_private(journal.get(SEALED, case))
    occurred = []
    for one in journal.events(case):
        event = decode(one.kind, one.body)
        told = private.get(one.number)
        if told is not None:
            event = msgspec.structs.replace(event, private=told)
        occurred.append(Occurred(one.number, one.at, event))
    return tuple(occurred), private


def load(desk: Desk, case: str, actor: Actor | None = None) -> Work | None:
    """A case that exists, with the pack that it began with, for the same actor or another; none where there is none."""
    line = desk.journal.line(case)
    running = desk.runnings.get(line.version) if line is not None else None
    if line is None or running is None:
        return None
    occurred, private = read_case(desk.journal, case)
    there = Desk(desk.journal, running, desk.pseudonyms, actor or desk.actor, desk.runnings, desk.fetched)
    folded = fold(begin(case, line.type, line.version), occurred)
    return Work(there, folded, running.types.get(line.type), private, occurred)
