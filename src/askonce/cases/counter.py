"""What people take home on paper, and what a counter does beside them: each call is a part of one job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import msgspec

from askonce.cases.blank import Sheet, sheet_of
from askonce.cases.certificate import Certificate, Checked, Paper, belongs_to, certify, check, papers_of
from askonce.cases.command import AnyCommand, Filing
from askonce.cases.desk import Desk, Work, load
from askonce.cases.glance import Glance, glance, glance_by_code
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal, Search
from askonce.cases.procedure.allowing import PERSON, admit
from askonce.cases.refusing import refuse
from askonce.cases.sitting import (
    Consent,
    Sitting,
    begin_sitting,
    finish_sitting,
    is_left_behind,
    sits_with,
    sitting_of,
    tell_of_help,
)
from askonce.cases.slip import keep_slip
from askonce.cases.theirs import cases_for
from askonce.cases.view import View
from askonce.ledger.entry import Entry
from askonce.registers.actor import Actor
from askonce.registers.pseudonym import CASES, LEDGER
from askonce.registers.refusal import Refusal
from askonce.registers.sources import Fetched

#: Whoever asks by a code or a number alone.
HOLDER: Final = Actor("anonymous", "holder")
_MOST_SHOWN: Final = 20


class Counter:
    """The counter of one house; `journal` is that of the job in which a call is made."""

    def __init__(self, handling: Handling) -> None:
        self.handling = handling

    def desk(self, journal: Journal, actor: Actor) -> Desk:
        """The desk of a job, for who acts."""
        one = self.handling
        return Desk(journal, one.running, one.pseudonyms, actor, one.runnings)

    def slip(self, journal: Journal, actor: Actor, case: str) -> str | Refusal:
        """A new code for a case, for its person or for who sits with them; the one before opens nothing any more."""
        work = self._near(journal, actor, case)
        if isinstance(work, Refusal):
            return work
        self._record(work, "slip")
        return keep_slip(journal, self.handling.pseudonyms, case)

    def by_code(self, journal: Journal, typed: str) -> Glance | None:
        """How the case stands that a code opens; none where it opens none."""
        return glance_by_code(self.desk(journal, HOLDER), typed)

    def glance(self, journal: Journal, actor: Actor, case: str) -> Glance | Refusal:
        """How a case stands, for its person or for who sits with them."""
        work = self._near(journal, actor, case)
        return work if isinstance(work, Refusal) else glance(work)

    def papers(self, journal: Journal, actor: Actor, case: str) -> tuple[Paper, ...]:
        """What can be printed of a case now, by whoever may."""
        work = self._near(journal, actor, case)
        return () if isinstance(work, Refusal) else papers_of(work)

    def certificate(self, journal: Journal, actor: Actor, case: str, output: str) -> Certificate | Refusal:
        """The certificate of an output; it can be checked from now on."""
        work = self._near(journal, actor, case)
        return work if isinstance(work, Refusal) else certify(work, output)

    def check(self, journal: Journal, typed: str) -> Checked | None:
        """What anybody may know of the number of a paper."""
        return check(self.desk(journal, HOLDER), typed)

    def belongs_to(self, journal: Journal, typed: str, holder: str) -> bool | None:
        """Whether a paper is for whom a number stands that is written on it."""
        return belongs_to(self.desk(journal, HOLDER), typed, holder)

    def sheet(self, service: str) -> Sheet | Refusal:
        """The form of a service on paper, as anybody may have it."""
        ready = self.handling.running.types.get(service)
        return (
            refuse("no-such-service", service) if ready is None or ready.service is None else sheet_of(ready)
        )

    def sheet_for(
        self, journal: Journal, actor: Actor, filing: Filing, fetched: Sequence[Fetched] = ()
    ) -> Sheet | Refusal:
        """The form of a service for one person: what registers know of them is left out. Within a write job."""
        offered = self.handling.interview(journal, actor, filing, fetched)
        if isinstance(offered, Refusal):
            return offered
        return sheet_of(self.handling.running.types[filing.service], offered)

    def begin(
        self, journal: Journal, actor: Actor, consent: Consent, *, number: str = "", code: str = ""
    ) -> Sitting | Refusal:
        """Begin a sitting with whoever has a number, or holds the slip of a case."""
        return begin_sitting(self.desk(journal, actor), consent, number=number, code=code)

    def sitting(self, journal: Journal, actor: Actor) -> Sitting | None:
        """The sitting in which somebody helps just now."""
        return sitting_of(self.desk(journal, actor))

    def is_left_behind(self, journal: Journal, actor: Actor) -> bool:
        """Whether a sitting is over by its time, so that it is to be finished."""
        return is_left_behind(self.desk(journal, actor))

    def applicant(self, sitting: Sitting) -> str:
        """With whom somebody sits, as a filing says it."""
        return self.handling.pseudonyms.subject(CASES, sitting.applicant)

    def finish(self, journal: Journal, actor: Actor) -> None:
        """End the sitting in which somebody helps."""
        finish_sitting(self.desk(journal, actor))

    def cases(self, journal: Journal, actor: Actor) -> tuple[Glance, ...]:
        """The cases of the person with whom somebody sits, the newest first."""
        sitting = self.sitting(journal, actor)
        if sitting is None:
            return ()
        return tuple(map(glance, islice(self._cases(journal, actor, sitting), _MOST_SHOWN)))

    def do(
        self,
        journal: Journal,
        actor: Actor,
        case: str,
        command: AnyCommand,
        expected: int | None = None,
        fetched: Sequence[Fetched] = (),
    ) -> View | Refusal:
        """Do something with a case beside its person, who is told of it; refused once the sitting is over."""
        work = self._near(journal, actor, case)
        if isinstance(work, Refusal):
            return work
        done = self.handling.do(journal, actor, case, command, expected, fetched)
        if isinstance(done, View):
            tell_of_help(work, str(command.__struct_config__.tag))
        return done

    def _near(self, journal: Journal, actor: Actor, case: str) -> Work | Refusal:
        """A case, for its person or for who sits with them at this moment."""
        work = load(self.desk(journal, actor), case)
        part = admit(work) if work is not None else None
        if work is None or part is None:
            return refuse("no-such-case")
        if part != PERSON and not sits_with(work.desk, work.case.applicant):
            return refuse("no-consent")
        return work

    def _cases(self, journal: Journal, actor: Actor, sitting: Sitting) -> Iterator[Work]:
        """The cases of whom one sits with, the newest first, as far as one may come near them."""
        desk = self.desk(journal, actor)
        for line in reversed(list(cases_for(journal, sitting.applicant, Search()))):
            work = load(desk, line.id)
            if work is not None and work.case.applicant == sitting.applicant and admit(work) is not None:
                yield work

    def _record(self, work: Work, did: str) -> None:
        desk, case = work.desk, work.case
        named = desk.pseudonyms.of(LEDGER, desk.actor.id) if desk.actor.kind == PERSON else desk.actor.id
        subject = None if case.applicant is None else desk.pseudonyms.of(LEDGER, desk.reveal(case.applicant))
        ready = work.grounds
        entry = Entry(
            "act", desk.now, f"{desk.actor.kind}:{named}", subject, case.office, case.id, what={"do": did}
        )
        if ready is not None:
            entry = msgspec.structs.replace(entry, purpose=ready.purpose, basis=ready.basis)
        desk.journal.record(entry)
