"""Mandates: who may act for whom, in which service, and until when."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from askonce.cases.desk import Desk
from askonce.cases.ready import THROUGH, Representing
from askonce.cases.refusing import refuse
from askonce.cases.running import Ready
from askonce.ledger.entry import Entry
from askonce.registers.ask import Ask
from askonce.registers.days import Days
from askonce.registers.pseudonym import LEDGER
from askonce.registers.refusal import Refusal

#: The room of mandates: by giver, agent and service, under their pseudonyms.
MANDATES: Final = "mandates"
#: The same by agent, giver and service, so that an agent finds them; whether one is in force says the other room.
HELD: Final = "mandates-held"
_THERE: Final = b"1"
_MOST: Final = 1000


class Mandate(msgspec.Struct, frozen=True):
    """One may act for another in a service, up to and with a day."""

    until: date


class Given(msgspec.Struct, frozen=True):
    """A mandate in a list: with whom, in which service, up to and with which day."""

    other: str
    service: str
    until: date


def _key(desk: Desk, giver: str, agent: str, service: str) -> str:
    return f"{desk.hide(giver)}/{desk.hide(agent)}/{service}"


def give_mandate(desk: Desk, agent: str, service: str, until: date | None) -> Refusal | None:
    """Let somebody act for the person in a service until a day; without a day the mandate is taken back."""
    if desk.actor.kind != "person" or agent == desk.actor.id:
        return refuse("not-yours")
    if service not in desk.running.types:
        return refuse("no-such-service", service)
    if until is not None and until < desk.today:
        return refuse("term-over", until.isoformat())
    key = _key(desk, desk.actor.id, agent, service)
    desk.journal.put(MANDATES, key, None if until is None else msgspec.json.encode(Mandate(until)))
    held = f"{desk.hide(agent)}/{desk.hide(desk.actor.id)}/{service}"
    desk.journal.put(HELD, held, None if until is None else _THERE)
    subject = desk.pseudonyms.of(LEDGER, desk.actor.id)
    desk.journal.record(
        Entry(
            kind="act",
            at=desk.now,
            actor=f"person:{subject}",
            subject=subject,
            what={"do": "mandate", "service": service, "until": "" if until is None else until.isoformat()},
        )
    )
    return None


def is_mandated(desk: Desk, giver: str, agent: str, service: str) -> bool:
    """Whether a mandate of the giver lets an agent act in a service today."""
    kept = desk.journal.get(MANDATES, _key(desk, giver, agent, service))
    return kept is not None and desk.today <= msgspec.json.decode(kept, type=Mandate).until


def mandates_given(desk: Desk) -> tuple[Given, ...]:
    """The mandates in force that the person who acts has given."""
    return _listed(desk, MANDATES, given=True)


def mandates_held(desk: Desk) -> tuple[Given, ...]:
    """The mandates in force by which the person who acts may act for others."""
    return _listed(desk, HELD, given=False)


def _listed(desk: Desk, room: str, *, given: bool) -> tuple[Given, ...]:
    me, found = desk.hide(desk.actor.id), []
    for key in desk.journal.keys(room, f"{me}/", limit=_MOST):
        _, other, service = key.split("/", 2)
        there = key if given else f"{other}/{me}/{service}"
        kept = desk.journal.get(MANDATES, there)
        until = msgspec.json.decode(kept, type=Mandate).until if kept is not None else None
        if until is not None and desk.today <= until:
            found.append(Given(desk.reveal(other), service, until))
    return tuple(found)


def may_act_for(desk: Desk, ready: Ready, applicant: str, case: str | None = None) -> bool | Refusal:
    """Whether the person who acts may do so for another: by a mandate that has not ended, or by a relation.

    A relation is looked up each time: who is a guardian no longer acts no longer.
    """
    if is_mandated(desk, applicant, desk.actor.id, ready.id):
        return True
    days = Days(desk.today, desk.today, desk.today, desk.today)
    name = case or desk.journal.fresh("mandate")
    for one in ready.representatives:
        found = _holders(desk, desk.ask(ready, name), one, applicant, days)
        if isinstance(found, Refusal):
            return found
        if desk.actor.id in found:
            return True
    return False


def _holders(desk: Desk, ask: Ask, one: Representing, applicant: str, days: Days) -> set[str] | Refusal:
    """The people to whom a relation leads, those whose mandate has ended left out."""
    exchange, journal = desk.running.exchange, desk.journal
    found = exchange.subjects(journal, ask, one.route, {one.role: applicant}, days, desk.fetched)
    if isinstance(found, Refusal):
        return found
    if one.agent is None:
        return set(found.ids)
    holders: set[str] = set()
    for mandate in found.ids:
        roots = {THROUGH: mandate}
        agents = exchange.subjects(journal, ask, one.agent, roots, days, desk.fetched)
        if isinstance(agents, Refusal):
            return agents
        if one.until is not None and desk.actor.id in agents.ids:
            given = exchange.look(journal, ask, one.until, roots, days, desk.fetched)
            if isinstance(given, Refusal):
                return given
            last = given.fact.value if given.fact.is_settled else date.min
            if isinstance(last, date) and last < desk.today:
                continue
        holders |= set(agents.ids)
    return holders
