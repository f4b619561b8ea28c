"""A trial of a pack: a house of its own that holds a few invented people, in which an author sees what a service asks and decides."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, Final
from weakref import finalize

import msgspec

from askonce.adapters.settings.model import Settings
from askonce.assembly.demonstration import Filling
from askonce.assembly.house import House, open_house, place_of
from askonce.cases.command import Filing
from askonce.cases.desk import Desk
from askonce.cases.event import Kept
from askonce.cases.gathering import fact_of, keep_answer, read_answers
from askonce.cases.handling import Handling
from askonce.cases.interview import Interview, progress
from askonce.cases.journal import Journal
from askonce.cases.offering import offer
from askonce.cases.procedure.filing import Known, Opening, find_out, who_for
from askonce.cases.procedure.proceeding import may_be_said, owed
from askonce.cases.refusing import refuse
from askonce.cases.ruled import Standing, Text
from askonce.cases.running import Ready, Running
from askonce.cases.showing import shown
from askonce.cases.strangers import open_part
from askonce.cases.view import Offered
from askonce.cases.wording.bilingual import both
from askonce.invented.cast import FIRM, PLAYERS
from askonce.norms.explain import Explanation, Foreseen, explain
from askonce.norms.ruling import Dates
from askonce.pack.bundle import Refusal as Unfit
from askonce.pack.bundle import import_pack
from askonce.registers.actor import Actor
from askonce.registers.fact import Facts
from askonce.registers.refusal import Refusal

#: As few people as an invented county has; the cast comes beside them.
_PEOPLE: Final = 40
#: Whom a service for others than persons is filed for, by what it is for.
_APPLICANTS: Final[Mapping[str, str]] = {"firm": FIRM}


class Told(msgspec.Struct, frozen=True):
    """What an author tries: a service, a person of the cast, what they answer and pick.

    `says` is what registers are taken to say otherwise than they do, by the names of the service.
    """

    service: str
    person: str
    answers: Mapping[str, Any] = {}
    choices: Mapping[str, tuple[str, ...]] = {}
    says: Mapping[str, Any] = {}


class Tried(msgspec.Struct, frozen=True):
    """Where the interview stands, and why each norm comes out as it does once all of them are decided."""

    offered: Offered
    dates: Dates
    explanations: tuple[Explanation, ...] = ()


class Trial:
    """A house of a version in a folder that is gone when it is closed; nobody real is in it."""

    def __init__(self, archive: bytes, on: date) -> None:
        folder = Path(tempfile.mkdtemp(prefix="askonce-trial-"))
        self._forget = finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._lock = Lock()
        found = import_pack(archive, folder / "pack")
        if isinstance(found, Unfit):
            raise TypeError(found.reason)  # a draft was read by the same reader before
        place = place_of(Settings(), f"sqlite:///{folder / 'trial.db'}")
        self.house: House = open_house(place, Settings(), on, folder / "pack")
        Filling(self.house, on, _PEOPLE).everything()

    @property
    def running(self) -> Running:
        """The version, ready to run."""
        return self.house.current

    def put(self, told: Told) -> Tried | Refusal:
        """Put a service to a person, as if they had signed in and answered so."""
        with self._lock:
            return self.house.database.write(
                lambda journal: _tried(journal, self.house.handling, told)
            ).result()

    def close(self) -> None:
        """Forget it."""
        with self._lock:
            self.house.close()
            self._forget()


def people() -> tuple[tuple[str, str, Mapping[str, str]], ...]:
    """The persons of the cast: id, name and part."""
    return tuple((one.id, one.name, one.part) for one in PLAYERS)


def _tried(journal: Journal, handling: Handling, told: Told) -> Tried | Refusal:
    running = handling.running
    ready = running.types.get(told.service)
    if ready is None or ready.service is None:
        return refuse("no-such-service", told.service)
    desk = Desk(journal, running, handling.pseudonyms, Actor("person", told.person), handling.runnings)
    kind = ready.service.filer.id if ready.service.filer is not None else "person"
    filing = Filing(
        service=told.service,
        applicant=_APPLICANTS.get(kind),
        answers=dict(told.answers),
        choices={name: list(those) for name, those in told.choices.items()},
    )
    opening = who_for(desk, ready, filing)
    if isinstance(opening, Refusal):
        return opening
    offered = offer(desk, ready, filing, journal.fresh("interview"), opening)
    dates = Dates(desk.today, desk.today, desk.today)
    if isinstance(offered, Refusal) or offered.choose:
        return offered if isinstance(offered, Refusal) else Tried(offered, dates)
    return _with_facts(desk, ready, filing, opening, told, dates)


def _with_facts(
    desk: Desk, ready: Ready, filing: Filing, opening: Opening, told: Told, dates: Dates
) -> Tried | Refusal:
    """Where it stands with the facts that there are, of which an author may have changed some."""
    known = find_out(desk, ready, filing, desk.journal.fresh("interview"), opening)
    if isinstance(known, Refusal):
        return known
    kept = _kept(desk, ready, known, {**told.says, **filing.answers})
    if isinstance(kept, Refusal):
        return kept
    facts = {name: fact_of(one) for name, one in kept.items()}
    standing = ready.texts.stand(facts, dates)
    if standing.unsettled is not None:
        found = standing.unsettled
        return refuse("unsettled", both(found.message, found.chinese or found.message), ready.basis)
    still = tuple(
        dict.fromkeys(
            one.name for one in owed(ready, facts, standing) if one.name not in known.looked.strange
        )
    )
    offered = Offered(
        ready.id,
        facts=tuple(shown(name, one) for name, one in kept.items()),
        next=_next(ready, dates, facts, still),
        open=still,
        decided=standing.decided,
        outcome=standing.norms if standing.decided else (),
        waits_for=tuple(name for name in known.looked.waits if name not in told.says),
    )
    return Tried(offered, dates, tuple(_why(ready, standing, facts, dates)))


def _kept(desk: Desk, ready: Ready, known: Known, said: Mapping[str, Any]) -> Mapping[str, Kept] | Refusal:
    answers = read_answers(ready, said, ready.fields)
    if isinstance(answers, Refusal):
        return answers
    told = {name: keep_answer(desk, fact) for name, fact in answers.items()}
    return open_part({**known.looked.kept, **known.earlier, **told}, known.looked.strange)


def _next(ready: Ready, dates: Dates, facts: Facts, still: tuple[str, ...]) -> str | None:
    """The question that would be put now, as the interview of those who have signed in puts it."""
    interview = ready.interview(dates) if len(still) > 1 else None
    if isinstance(interview, Interview):
        askable = {name: fact for name, fact in facts.items() if not may_be_said(ready.fields[name], facts)}
        following = progress(interview, askable).next
        if following in still:
            return following
    return next(iter(still), None)


def _why(ready: Ready, standing: Standing, facts: Facts, dates: Dates) -> list[Explanation]:
    """Why each norm that was reached came out as it did; none while one of them is open."""
    reached = {one.norm for one in standing.norms} if standing.decided else set()
    return [
        explain(prepared.ruling, facts, Foreseen(prepared))
        for text in ready.texts.chosen(dates)
        if isinstance(text, Text) and text.ruling.norm.id in reached
        for prepared in [text.prepared(dates)]
    ]
