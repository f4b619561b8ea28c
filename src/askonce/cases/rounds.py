"""Rounds: the reports of each period are opened, and a service is granted to whom its norms favour without an application.

A round goes over the subjects of registers in short jobs, a page at a time; where it stands is kept, so that it goes on
after a stop. `run` is for the edge, which calls it once a night.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

import msgspec

from askonce.cases.case import ASKED
from askonce.cases.database import Database, Unavailable
from askonce.cases.desk import SCHEDULED, Desk, Work, load
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal, Message, Search
from askonce.cases.letters import forget_letters, send_letter
from askonce.cases.periods import begin, following, last_whole
from askonce.cases.procedure.filing import Opening, is_adopted
from askonce.cases.procedure.opening import OPENED, key_of, open_once
from askonce.cases.procedure.proceeding import stand
from askonce.cases.ready import Episode
from askonce.cases.running import Ready
from askonce.cases.sweeping import sweep
from askonce.cases.theirs import cases_for
from askonce.cases.wording.bilingual import both
from askonce.ledger.entry import Entry
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal

OFFER: Final = both(
    "by what the registers say you are entitled to a service that you do not receive",
    "根据登记信息，您符合条件但尚未享受一项服务",
)
#: What becomes of a subject in a round; a refusal counts under its own word.
OPEN, BEFORE, OFFERED, RECEIVES, NOT_ENTITLED, UNSURE, FAILED = (
    "opened", "opened before", "offered", "receives it", "not entitled", "not certain", "failed",
)  # fmt: skip
ROUNDS: Final = "rounds"
_PAGE: Final = 100
_MONEY: Final = re.compile(r"(-?\d+(?:\.\d+)?) [A-Z]{3}")
_ENCODER: Final = msgspec.json.Encoder()


class Round(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a round stands: the report or service, the first day of its period, the register, the last subject passed.

    `counts` says how many subjects came out how. A subject is named by the pseudonym of the register's holder.
    """

    name: str
    period: date
    register: str = ""
    after: str = ""
    counts: Mapping[str, int] = {}
    done: bool = False


_DECODER: Final = msgspec.json.Decoder(Round)


class Passed(Exception):  # noqa: N818 - carries the outcome out of a job of which nothing is kept
    """A subject for whom no case is opened: that it was looked at leaves no trace, the round as a whole is on record."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def due(handling: Handling, journal: Journal) -> tuple[Round, ...]:
    """The rounds that are to begin or to go on today, at most one for each report and service; a read job."""
    today = handling.running.local_day(journal.now)
    found = (_due(handling, journal, ready, today) for ready in handling.running.types.values())
    return tuple(one for one in found if one is not None)


def _due(handling: Handling, journal: Journal, ready: Ready, today: date) -> Round | None:
    period = _period(ready, today)
    among = registers_about(handling, ready)
    if period is None or not among:
        return None
    kept = journal.get(ROUNDS, ready.id)
    last = None if kept is None else _DECODER.decode(kept)
    if last is not None:
        if not last.done and (last.register in among) and (ready.service is None or last.period == period):
            return last
        if last.done and last.period >= period:
            return None
        if last.done and ready.bound.report is not None:  # no period is left out after a long stop
            period = min(period, following(ready.bound.report.every, last.period))
    return Round(ready.id, period, among[0])


def _period(ready: Ready, today: date) -> date | None:
    """The period for which there has to be a round by today: of a report the last that is over; none for others."""
    adopted = ready.words.adopted
    if adopted is None or not is_adopted(ready):
        return None
    report, service = ready.bound.report, ready.service
    if report is not None:
        if report.every == "once":
            return date.min
        period = last_whole(report.every, today)
        return period if period >= begin(report.every, adopted.on) else None
    words = service.without_application if service is not None else None
    return None if words is None else begin(words.every, today)


def registers_about(handling: Handling, ready: Ready) -> tuple[str, ...]:
    """The registers whose subjects a report or service is for: those that know everybody, else all that live here."""
    running = handling.running
    kind = next(iter(ready.bound.roles.values())).kind
    desks = [one for one in running.exchange.doors.desks.values() if one.of == kind and not one.is_asked]
    return tuple(sorted(one.register for one in [one for one in desks if one.complete] or desks))


def subjects_of(handling: Handling, journal: Journal, one: Round) -> tuple[tuple[str, ...], str]:
    """The next subjects of a round, and after which name it goes on, none where its register has no more; a read job."""
    holder = handling.running.exchange.doors.desks[one.register].holder
    today = handling.running.local_day(journal.now)
    rows = journal.every(one.register, today, one.after, _PAGE)
    found = tuple(handling.pseudonyms.subject(holder, row.subject) for row in rows)
    return found, rows[-1].subject if len(rows) == _PAGE else ""


def open_for(handling: Handling, one: Round, subject: str, journal: Journal) -> str:
    """Open the case of a round for one subject, in a job of its own; Passed, and nothing is kept, where none is opened."""
    ready = handling.running.types[one.name]
    if ready.service is None:
        view = handling.open_by_schedule(journal, one.name, subject, one.period)
        if view is None or isinstance(view, Refusal):
            raise Passed(BEFORE if view is None else view.code)
        return OPEN
    desk = _desk(handling, journal, ready)
    if _receives(desk, ready, subject):
        raise Passed(RECEIVES)
    work = open_once(desk, ready, episode_of(ready, desk.today), Opening(subject, "norm"))
    if work is None or isinstance(work, Refusal):
        raise Passed(BEFORE if work is None else UNSURE)
    wanting = _wanting(work)
    if wanting is not None:
        raise Passed(wanting)
    work.keep("Filed")
    return OPEN


def episode_of(ready: Ready, today: date) -> Episode:
    """The episode of a service that is granted without an application: a person has one case in it."""
    words = ready.service.without_application if ready.service is not None else None
    return Episode(f"unasked/{ready.id}/{begin(words.once if words else 'ever', today).isoformat()}")


def _desk(handling: Handling, journal: Journal, ready: Ready) -> Desk:
    actor = Actor("norm", next(one.id for one in ready.bound.deciders))
    return Desk(journal, handling.running, handling.pseudonyms, actor, handling.runnings)


def _wanting(work: Work) -> str | None:
    """What a case lacks to be opened unasked; nothing where its norms favour the person for certain."""
    standing, facts = stand(work), work.case.facts
    unsound = any(kept.stale or kept.disputed for name, kept in facts.items() if name in standing.used)
    if work.case.waits or unsound or (not standing.decided and standing.missing):
        return UNSURE
    if not standing.decided or standing.adverse or not is_worth(standing.outcome):
        return NOT_ENTITLED
    return OFFERED if work.case.state == ASKED else None


def is_worth(outcome: Mapping[str, Any]) -> bool:
    """Whether an outcome gives anything: one with amounts of money, any above nought.

    >>> is_worth({"amount": "0 CNY"}), is_worth({"amount": "60.5 CNY"}), is_worth({"allowed": True})
    (False, True, True)
    """
    amounts = [found[1] for value in outcome.values() if (found := _MONEY.fullmatch(str(value)))]
    return not amounts or any(Decimal(amount) > 0 for amount in amounts)


def _receives(desk: Desk, ready: Ready, subject: str) -> bool:
    """Whether a person has a case of the service that is open, or was decided in their favour in this episode."""
    words = ready.service.without_application if ready.service is not None else None
    since = begin(words.once if words else "ever", desk.today)
    for line in cases_for(desk.journal, desk.hide(subject), Search(type=ready.id)):
        work = load(desk, line.id)
        if work is None or line.state == "withdrawn":
            continue
        favoured = work.case.ruling is not None and not work.case.adverse
        if work.case.pending or (favoured and desk.running.local_day(line.filed) >= since):
            return True
    return False


def offer_to(handling: Handling, one: Round, subject: str, journal: Journal) -> str:
    """Tell a person, once in an episode, that a service is theirs for the asking; in a job of its own.

    The letter says of whom it is: it is kept as long as a case of the service would be.
    """
    ready = handling.running.types[one.name]
    desk = _desk(handling, journal, ready)
    key = f"offer/{key_of(desk, episode_of(ready, desk.today), subject)}"
    if journal.get(OPENED, key) is not None:
        return BEFORE
    journal.put(OPENED, key, b"")
    body = {"kind": "offer", "words": OFFER, "values": {"service": ready.id}}
    letter = Message(key, "mail", f"person:{desk.hide(subject)}", _ENCODER.encode(body))
    send_letter(journal, letter, desk.today, ready.retention)
    return OFFERED


def tidy(handling: Handling, journal: Journal) -> int:
    """Erase a page of old letters, and of old looks that led to no case, and give how many were gone over; a job of its own."""
    return forget_letters(journal, handling.running.local_day(journal.now)) + sweep(handling, journal)


def go_on(handling: Handling, one: Round, after: str, counts: Mapping[str, int], journal: Journal) -> Round:
    """Note how far a round has come, and at its end, in numbers, what came of it."""
    ready = handling.running.types[one.name]
    among = registers_about(handling, ready)
    said = dict(Counter(one.counts) + Counter(counts))
    register = one.register
    if not after:
        rest = among[among.index(register) + 1 :] if register in among else ()
        register = rest[0] if rest else ""
    moved = msgspec.structs.replace(one, register=register, after=after, counts=said, done=not register)
    journal.put(ROUNDS, one.name, _ENCODER.encode(moved))
    if moved.done:
        what = {"event": "round", "type": one.name, "period": one.period.isoformat()}
        what |= {name: str(count) for name, count in sorted(said.items())}
        journal.record(
            Entry(
                "act",
                journal.now,
                SCHEDULED,
                office=ready.office,
                purpose=ready.purpose,
                basis=ready.basis,
                what=what,
            )
        )
    return moved


def run(
    database: Database, handling: Handling, wanted: Callable[[], bool] = lambda: True
) -> Mapping[str, Mapping[str, int]]:
    """Hold all rounds that are due, as long as it is `wanted`, once old letters and looks are erased; gives for each report and service how many came out how.

    Each subject is a job of its own, so that filings are served in between and one that fails holds up nobody. What is not
    finished goes on with the next call.
    """
    while wanted() and database.write(partial(tidy, handling)).result():
        pass
    found: dict[str, Counter[str]] = {}
    while rounds := database.read(partial(due, handling)):
        for begun in rounds:
            one = begun
            while not one.done:
                if not wanted():
                    return found
                subjects, after = database.read(partial(subjects_of, handling, one=one))
                counts = Counter(_outcomes(database, handling, one, subjects))
                found.setdefault(one.name, Counter()).update(counts)
                one = database.write(partial(go_on, handling, one, after, counts)).result()
    return found


def _outcomes(database: Database, handling: Handling, one: Round, subjects: tuple[str, ...]) -> Iterator[str]:
    opening = [database.write(partial(open_for, handling, one, subject)) for subject in subjects]
    for subject, job in zip(subjects, opening, strict=True):
        outcome = _outcome(job)
        if outcome == OFFERED:
            outcome = _outcome(database.write(partial(offer_to, handling, one, subject)))
        yield outcome


def _outcome(job: Future[str]) -> str:
    fault = job.exception()
    if isinstance(fault, Unavailable):
        raise fault
    if isinstance(fault, Passed):
        return fault.outcome
    return FAILED if fault is not None else job.result()
