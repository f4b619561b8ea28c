"""The service that the API, the command line and the timers call: each call is a part of one write job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from askonce.cases.command import AnyCommand, Filing, Glass
from askonce.cases.copying import copy_page
from askonce.cases.desk import SCHEDULED, Desk, Work, load
from askonce.cases.event import Rekeyed
from askonce.cases.explaining import explain
from askonce.cases.glass import break_glass
from askonce.cases.journal import Journal, Line, Search, Timer
from askonce.cases.life import Combined, combine
from askonce.cases.mandate import give_mandate
from askonce.cases.offering import note_consent, offer
from askonce.cases.periods import begin
from askonce.cases.procedure import erasing, timing
from askonce.cases.procedure.allowing import OFFICER, PERSON, acts_in, admit
from askonce.cases.procedure.commands import RULES, refused
from askonce.cases.procedure.filing import Opening, file, who_for
from askonce.cases.procedure.giving import ASKED_SYSTEMS
from askonce.cases.procedure.opening import open_once
from askonce.cases.procedure.party import Part, part_of, say
from askonce.cases.ready import Episode
from askonce.cases.refusing import refuse
from askonce.cases.running import Ready, Running
from askonce.cases.showing import note_look, show
from askonce.cases.theirs import lines_of
from askonce.cases.view import Bundle, Copied, Glimpse, Offered, View
from askonce.norms.explain import Explanation
from askonce.registers.actor import Actor
from askonce.registers.pseudonym import Pseudonyms
from askonce.registers.refusal import Refusal
from askonce.registers.sources import Fetched

SCHEDULE = Actor(SCHEDULED, "timer")
_TIMERS = {
    "promised": timing.promised,
    "legal": timing.legal,
    "step": timing.step,
    "retry": timing.retry,
    "erase": erasing.erase,
    "reconcile": timing.reconcile,
    "asked": timing.unanswered,
}


class Handling:
    """Cases of one jurisdiction: begun under the `current` version of its pack, each kept under the one it began with.

    `journal` is that of the write job in which a call is made. What a call refuses leaves no event; the looks that it
    made stay on record.
    """

    def __init__(self, runnings: Mapping[str, Running], current: str, pseudonyms: Pseudonyms) -> None:
        self.runnings = runnings
        self.current = current
        self.pseudonyms = pseudonyms

    @property
    def running(self) -> Running:
        """The version under which cases begin now."""
        return self.runnings[self.current]

    def _desk(self, journal: Journal, actor: Actor, fetched: Sequence[Fetched] = ()) -> Desk:
        return Desk(journal, self.running, self.pseudonyms, actor, self.runnings, fetched)

    def file(
        self, journal: Journal, actor: Actor, filing: Filing, fetched: Sequence[Fetched] = ()
    ) -> View | Refusal:
        """Begin a case of a service for whom it is filed; refused while something is to be said that can be said now."""
        ready = self.running.types.get(filing.service)
        if ready is None or ready.service is None:
            return refuse("no-such-service", filing.service)
        desk = self._desk(journal, actor, fetched)
        opening = who_for(desk, ready, filing)
        if isinstance(opening, Refusal):
            return opening
        return self._file(desk, ready, filing, opening)

    def _file(self, desk: Desk, ready: Ready, filing: Filing, opening: Opening) -> View | Refusal:
        work = file(desk, ready, filing, desk.journal.fresh("case"), opening)
        if isinstance(work, Refusal):
            return work
        work.keep("Filed")
        return show(work)

    def _load(
        self, journal: Journal, actor: Actor, case: str, fetched: Sequence[Fetched] = ()
    ) -> Work | Refusal:
        """A case, for whom it concerns; whoever it does not concern is told no more than that there is none."""
        work = load(self._desk(journal, actor, fetched), case)
        if work is None or admit(work) is None:
            return refuse("no-such-case")
        return work

    def do(
        self,
        journal: Journal,
        actor: Actor,
        case: str,
        command: AnyCommand,
        expected: int | None = None,
        fetched: Sequence[Fetched] = (),
    ) -> View | Refusal:
        """Do something with a case; `expected` is the number of events that it had when it was looked at."""
        work = self._load(journal, actor, case, fetched)
        if isinstance(work, Refusal):
            return work
        if expected is not None and work.case.count != expected:
            return refuse("changed", str(work.case.count))
        fault = refused(work, command) or RULES[type(command)].run(work, command)
        if fault is not None:
            return fault
        work.keep(type(command).__name__)
        return show(work)

    def view(self, journal: Journal, actor: Actor, case: str) -> View | Refusal:
        """A case as this actor may see it; that an officer looked at what is personal in it goes on record."""
        work = self._load(journal, actor, case)
        if isinstance(work, Refusal):
            return work
        seen = show(work)
        if seen.content and admit(work) == OFFICER:
            note_look(work)
        return seen

    def list(self, journal: Journal, actor: Actor, search: Search) -> tuple[Line, ...] | Refusal:
        """Lines of the index: those for a person or in which they act, or those of an officer's offices, urgent ones first.

        The next page comes after the last line of the one before. For a person within a write job: whether they may still act
        for whom they filed may have to be looked up.
        """
        if actor.kind == PERSON:
            return _own(self._desk(journal, actor), search)
        if actor.kind != "officer":
            return refuse("not-yours")
        offices = [search.office] if search.office is not None else sorted(actor.offices)
        if not set(offices) <= actor.offices:
            return refuse("not-yours")
        return _urgent_first(journal, search, offices)

    def fire(self, journal: Journal, timer: Timer) -> None:
        """Let a timer do its work, unless it has fired or was stopped before."""
        if not journal.fired(timer.id):
            return
        work = load(self._desk(journal, SCHEDULE), timer.case)
        run = _TIMERS.get(timer.kind)
        if work is None or run is None:
            return
        run(work)
        work.keep(f"timer {timer.kind}")

    def interview(
        self, journal: Journal, actor: Actor, filing: Filing, fetched: Sequence[Fetched] = ()
    ) -> Offered | Refusal:
        """Where the interview of a service stands: what is known and from where, and what is to be asked next."""
        ready = self.running.types.get(filing.service)
        if ready is None or ready.service is None:
            return refuse("no-such-service", filing.service)
        desk = self._desk(journal, actor, fetched)
        opening = who_for(desk, ready, filing)
        if isinstance(opening, Refusal):
            return opening
        case = journal.fresh("interview")
        if actor.kind != PERSON:
            note_consent(desk, ready, filing, case, opening)
        return offer(desk, ready, filing, case, opening)

    def life(
        self,
        journal: Journal,
        actor: Actor,
        filings: Sequence[Filing],
        shared: Mapping[str, object],
        fetched: Sequence[Fetched] = (),
    ) -> Bundle | Refusal:
        """The one interview of a life event: the union of what its services need, each datum asked once.

        `shared` are answers by `service.name`; an answer is taken for every service that asks for the same datum.
        """
        combined = self._combine(journal, actor, filings, shared, fetched)
        return combined if isinstance(combined, Refusal) else combined.bundle

    def life_file(
        self,
        journal: Journal,
        actor: Actor,
        filings: Sequence[Filing],
        shared: Mapping[str, object],
        fetched: Sequence[Fetched] = (),
    ) -> tuple[View | Refusal, ...] | Refusal:
        """One case for each service of a life event, in their order, so that each finds what those before have written."""
        combined = self._combine(journal, actor, filings, shared, fetched)
        if isinstance(combined, Refusal):
            return combined
        return tuple(self.file(journal, actor, one, fetched) for one in combined.filings)

    def _combine(
        self,
        journal: Journal,
        actor: Actor,
        filings: Sequence[Filing],
        shared: Mapping[str, object],
        fetched: Sequence[Fetched],
    ) -> Combined | Refusal:
        offers = []
        for filing in filings:
            one = self.interview(journal, actor, filing, fetched)
            if isinstance(one, Refusal):
                return one
            offers.append(one)
        readies = [self.running.types[filing.service] for filing in filings]
        combined = combine(readies, filings, offers, shared)
        if not shared:
            return combined
        again = []
        for filing in combined.filings:
            one = self.interview(journal, actor, filing, fetched)
            if isinstance(one, Refusal):
                return one
            again.append(one)
        return combine(readies, combined.filings, again, {})

    def open_by_norm(
        self, journal: Journal, norm: str, service: str, subject: str, episode: str, day: date | None = None
    ) -> View | Refusal | None:
        """Open a case because a norm says so, once for each episode; none where that episode has its case."""
        named = Episode(f"norm/{norm}/{service}/{episode}")
        return self._open(journal, Actor("norm", norm), service, named, Opening(subject, "norm", event=day))

    def open_by_schedule(
        self, journal: Journal, report: str, subject: str, period: date
    ) -> View | Refusal | None:
        """Open a round of a report for whom it is about, once for each period; `period` is any day of it."""
        ready = self.running.types.get(report)
        words = ready.bound.report if ready is not None else None
        if words is None:
            return refuse("no-such-service", report)
        first = begin(words.every, period)
        opening = Opening(subject, SCHEDULED, None if first == date.min else first)
        named = Episode(f"schedule/{report}/{first.isoformat()}")
        return self._open(journal, Actor(SCHEDULED, report), report, named, opening)

    def _open(
        self, journal: Journal, actor: Actor, name: str, episode: Episode, opening: Opening
    ) -> View | Refusal | None:
        ready = self.running.types.get(name)
        if ready is None:
            return refuse("no-such-service", name)
        work = open_once(self._desk(journal, actor), ready, episode, opening)
        if work is None or isinstance(work, Refusal):
            return work
        work.keep("Filed")
        return show(work)

    def mandate(
        self, journal: Journal, actor: Actor, agent: str, service: str, until: date | None
    ) -> Refusal | None:
        """Let somebody act for the person in a service until a day; without a day it is taken back."""
        return give_mandate(self._desk(journal, actor), agent, service, until)

    def say(
        self,
        journal: Journal,
        actor: Actor,
        case: str,
        subject: str,
        answers: Mapping[str, object],
        consent: str = "",
    ) -> Part | Refusal:
        """Take the answers of somebody whom a case asks beside its applicant; by an officer's link with the `consent` on record.

        Nothing else of the case is shown to them.
        """
        work = load(self._desk(journal, actor), case)
        if work is None:
            return refuse("no-such-case")
        fault = say(work, subject, answers, consent)
        if fault is not None:
            return fault
        found = part_of(work, subject)
        work.keep("Said")
        return found

    def recorded(self, journal: Journal, key: str, number: str, status: str = "") -> None:
        """Note what an outside system answered to the message of a key; an answer that comes twice changes nothing."""
        kept = journal.get(ASKED_SYSTEMS, key)
        if kept is None:
            return
        case, _, system = kept.decode().partition("\n")
        work = load(self._desk(journal, Actor("system", system)), case)
        if work is not None and work.case.systems.get(system) != (number, status):
            work.add(Rekeyed(by=f"system:{system}", system=system, number=number, status=status))
            work.keep("Recorded")

    def copy_page(
        self, journal: Journal, actor: Actor, case: str, system: str
    ) -> tuple[Copied, ...] | Refusal:
        """The page from which a clerk copies a case into an outside system, in that system's order; the look is on record."""
        work = self._load(journal, actor, case)
        if isinstance(work, Refusal):
            return work
        page = copy_page(work, system)
        if not isinstance(page, Refusal):
            note_look(work)
        return page

    def glass(
        self, journal: Journal, actor: Actor, glass: Glass, fetched: Sequence[Fetched] = ()
    ) -> Glimpse | Refusal:
        """Read a datum without a case, for a purpose whose glass this actor may break; the person is told in the same job."""
        return break_glass(self._desk(journal, actor, fetched), glass)

    def explain(self, journal: Journal, actor: Actor, case: str) -> tuple[Explanation, ...] | Refusal:
        """Why each norm came out as it did, from the facts that the decision used and the text of then; an officer's look is on record."""
        work = self._load(journal, actor, case)
        if isinstance(work, Refusal):
            return work
        found = explain(work)
        if not isinstance(found, Refusal) and admit(work) == OFFICER:
            note_look(work)
        return found


def _own(desk: Desk, search: Search) -> tuple[Line, ...]:
    """The cases that are for a person, and those of others in which they act just now, in the order of their ids."""
    me, found = desk.hide(desk.actor.id), list[Line]()
    while len(found) < search.limit:
        page = lines_of(desk.journal, me, search)
        found += [line for line in page if line.whose == me or acts_in(desk, line)]
        if len(page) < search.limit:
            break
        search = msgspec.structs.replace(search, after=page[-1].id)
    return tuple(found[: search.limit])


def _urgent_first(journal: Journal, search: Search, offices: Sequence[str]) -> tuple[Line, ...]:
    """The lines of some offices: first those that go before all others, then the rest, each in the order of their ids."""
    last = journal.line(search.after) if search.after else None
    found: list[Line] = []
    for urgent in (False,) if last is not None and not last.urgent else (True, False):
        begun = search.after if last is None or last.urgent == urgent else ""
        left = search.limit - len(found)
        if left <= 0 or search.urgent == (not urgent):
            continue
        some = [
            line
            for office in offices
            for line in journal.lines(
                msgspec.structs.replace(search, office=office, urgent=urgent, after=begun, limit=left)
            )
        ]
        found += sorted(some, key=lambda line: line.id)[:left]
    return tuple(found)
