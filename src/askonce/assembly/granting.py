"""Granting without an application: a case opened by its norm for who is entitled, and undone where it comes out otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.cases.running import Running
from askonce.ledger.entry import Entry
from askonce.registers.refusal import Refusal

GRANTED: Final = "granted"
_HAS: Final = "granted before"
_ASKED: Final = "still to be asked something"
_NOTHING: Final = "entitled to an amount of nought"
_MONEY: Final = re.compile(r"(-?\d+(?:\.\d+)?) [A-Z]{3}")
_OTHERWISE: Final = "not entitled, or not certain"


class Undone(Exception):  # noqa: N818 - carries the outcome out of a job of which nothing is kept
    """What would have come of it; nothing of it is kept, for it was seen by nobody: the round as a whole is on record."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def norm_of(running: Running, service: str) -> str | None:
    """The first norm that decides a service, where all of them favour the person and no step wants an officer."""
    ready = running.types[service]
    deciders = [one.id for one in ready.bound.deciders]
    favourable = all(running.book.norms[one].norm.effect == "favourable" for one in deciders)
    return deciders[0] if deciders and favourable and ready.decides_in is None else None


def registers_of_people(house: House) -> tuple[str, ...]:
    """The registers that say that they know everybody they are about, and are about persons."""
    registers = house.current.bound.get("register", {}).values()
    return tuple(
        one.id for one in registers if one.of == "person" and one.complete and one.holder is not None
    )


def people(journal: Journal, house: House, register: str, after: str, limit: int) -> tuple[list[str], str]:
    """Persons of a register, those after a pseudonym of its holder, at most so many, and the last pseudonym."""
    holder = house.current.holder(register)
    rows = journal.every(register, house.local_day(journal.now), after, limit)
    found = [house.keys.subject(holder, row.subject) for row in rows]
    return found, rows[-1].subject if rows else after


def is_worth(outcome: Mapping[str, Any]) -> bool:
    """Whether an outcome gives anything: one with amounts of money, any above nought.

    >>> is_worth({"amount": "0 CNY"}), is_worth({"amount": "60.5 CNY"}), is_worth({"allowed": True})
    (False, True, True)
    """
    amounts = [found[1] for value in outcome.values() if (found := _MONEY.fullmatch(str(value)))]
    return not amounts or any(Decimal(amount) > 0 for amount in amounts)


def note_round(journal: Journal, norm: str, service: str, counts: Mapping[str, int], *, dry: bool) -> None:
    """Put on record that everybody was looked at, and what came of it in numbers."""
    what = {outcome: str(count) for outcome, count in counts.items()}
    what |= {"do": "counted" if dry else "granted", "service": service}
    journal.record(Entry("act", journal.now, f"norm:{norm}", what=what))


def grant_to(journal: Journal, house: House, norm: str, service: str, subject: str, *, dry: bool) -> str:
    """Grant a service to one person, once a year; what is not granted for certain is undone, by raising."""
    episode = str(house.local_day(journal.now).year)
    view = house.handling.open_by_norm(journal, norm, service, subject, episode)
    if view is None:
        raise Undone(_HAS)
    if isinstance(view, Refusal):
        raise Undone(_ASKED if view.code == "missing-answers" else _OTHERWISE)
    if view.decision is None or view.decision.adverse or view.asked:
        raise Undone(_OTHERWISE)
    if not is_worth(view.decision.outcome):
        raise Undone(_NOTHING)
    if dry:
        raise Undone(GRANTED)
    return GRANTED
