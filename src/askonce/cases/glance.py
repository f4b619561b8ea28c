"""How a case stands, without saying whose it is or how it came out: for who holds its slip, and for a counter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import msgspec

from askonce.cases.case import CORRECTION, DECIDED, OBJECTION
from askonce.cases.desk import Desk, Work, load
from askonce.cases.running import Ready
from askonce.cases.slip import find_slip
from askonce.cases.term import Pause
from askonce.cases.wording.bilingual import Text, both
from askonce.cases.wording.titles import Titles
from askonce.registers.paths import Way

_TITLES: Final = {
    CORRECTION: both("Correction of a record", "更正信息"),
    OBJECTION: both("Objection to a decision", "对决定的异议"),
}


class Missing(msgspec.Struct, frozen=True):
    """Something that is still needed: its name in the service, what it is called, and by which article it is asked."""

    name: str
    title: Text
    because: Text | None = None


class Glance(msgspec.Struct, frozen=True):
    """A case as its slip shows it.

    `state` is a word of `cases.case`; once something is decided it is `decided`, whatever it is. `promised` and `legal` are the last days
    of a clock that runs, `stopped` says since when it stands still. `asked` is what only the person can say, `owed` what registers owe. `done` are
    the commands that a person gives once and has given.
    """

    case: str
    service: Text
    office: Text
    state: str
    filed: datetime
    promised: date | None = None
    legal: date | None = None
    stopped: datetime | None = None
    asked: tuple[Missing, ...] = ()
    owed: tuple[Missing, ...] = ()
    late: tuple[str, ...] = ()
    object_until: date | None = None
    done: tuple[str, ...] = ()


def glance_by_code(desk: Desk, typed: str) -> Glance | None:
    """How the case stands that a code opens; none where it opens none."""
    case = find_slip(desk.journal, desk.pseudonyms, typed)
    work = load(desk, case) if case is not None else None
    return None if work is None or work.case.erased else glance(work)


def glance(work: Work) -> Glance:
    """How a case stands."""
    case, ready = work.case, work.ready
    titles = Titles(work.desk.running.bound)
    over = case.decided is not None and not case.pending
    pause = next(iter(case.pauses[-1:]), None)
    line = case.line
    return Glance(
        case.id,
        _TITLES[case.type] if ready is None else titles.title("service", ready.id),
        titles.title("office", case.office),
        DECIDED if over else case.state,
        case.filed,
        line.promised,
        line.legal,
        pause.since if isinstance(pause, Pause) and pause.until is None else None,
        tuple(_missing(ready, titles, name) for name in case.asked),
        tuple(_missing(ready, titles, name) for name in case.waits),
        case.late if not over else (),
        case.object_until if over else None,
        tuple(name for name, done in (("object", case.objected), ("review", case.stars)) if done),
    )


def _missing(ready: Ready | None, titles: Titles, name: str) -> Missing:
    """What a fact is called; of one that a register owes, with the register."""
    if ready is None:
        return Missing(name, titles.word(name))
    for asked in ready.bound.asked:
        if asked.name == name:
            because = asked.ask.because
            return Missing(
                name, titles.question(asked), titles.article(because) if because is not None else None
            )
    for demanded in ready.bound.demanded:
        if demanded.name == name:
            return Missing(name, titles.document(demanded))
    for taken in ready.bound.taken:
        if taken.name == name:
            way = taken.way
            return Missing(
                name, titles.taken(taken), titles.register_of(way) if isinstance(way, Way) else None
            )
    return Missing(name, titles.word(name))
