"""Granting a service by command to whom its norms favour, as the rounds of the night do."""

from __future__ import annotations

from collections.abc import Mapping

from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.cases.rounds import Passed, Round, offer_to, open_for
from askonce.cases.running import Running
from askonce.ledger.entry import Entry


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


def note_round(journal: Journal, norm: str, service: str, counts: Mapping[str, int], *, dry: bool) -> None:
    """Put on record that everybody was looked at, and what came of it in numbers."""
    what = {outcome: str(count) for outcome, count in counts.items()}
    what |= {"do": "counted" if dry else "granted", "service": service}
    journal.record(Entry("act", journal.now, f"norm:{norm}", what=what))


def grant_to(journal: Journal, house: House, service: str, subject: str, *, dry: bool) -> str:
    """Grant a service to one person as a round of the night does, once in its episode; Passed where it is not."""
    found = open_for(house.handling, _round(journal, house, service), subject, journal)
    if dry:
        raise Passed(found)
    return found


def offer(journal: Journal, house: House, service: str, subject: str) -> str:
    """Tell a person, once in an episode, that a service is theirs for the asking."""
    return offer_to(house.handling, _round(journal, house, service), subject, journal)


def _round(journal: Journal, house: House, service: str) -> Round:
    return Round(service, house.local_day(journal.now), "")
