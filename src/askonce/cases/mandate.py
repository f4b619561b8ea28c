"""Mandates: who may act for whom, in which service, and until when."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from askonce.cases.bounds import is_id
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
_HELPER: Final = "helper:"
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
    if not is_id(agent):
        return refuse("bad-id", "agent")
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


def may_act_for(
    desk: Desk, ready: Ready, applicant: str, case: str | None = None, agent: str | None = None
) -> bool | Refusal:
    """Whether the person who acts, or another `agent`, may do so for somebody: by a mandate that has not ended, or by a relation.

    A relation is looked up once in each job: who is a guardian no longer acts no longer.
    """
    agent = desk.actor.id if agent is None else agent
    if is_mandated(desk, applicant, agent, ready.id):
        return True
    key = agent, applicant, ready.id
    if key not in desk.acting:
        held = _related(desk, ready, applicant, case, agent)
        if isinstance(held, Refusal):
            return held
        desk.acting[key] = agent in held
    return desk.acting[key]


def agents_of(desk: Desk, ready: Ready, applicant: str, case: str) -> set[str]:
    """All people who may act for somebody in a service just now; a relation that cannot be looked up leads to nobody."""
    found = _related(desk, ready, applicant, case, None)
    giver = desk.hide(applicant)
    for key in desk.journal.keys(MANDATES, f"{giver}/", limit=_MOST):
        _, agent, service = key.split("/", 2)
        name = desk.reveal(agent) if service == ready.id else ""
        if name and not name.startswith(_HELPER) and is_mandated(desk, applicant, name, service):
            found = found if isinstance(found, set) else set()
            found.add(name)
    return found if isinstance(found, set) else set()


def _related(
    desk: Desk, ready: Ready, applicant: str, case: str | None, agent: str | None
) -> set[str] | Refusal:
    """The people who may act for somebody by a relation; of one agent alone no more is looked up than has to be."""
    days = Days(desk.today, desk.today, desk.today, desk.today)
    name = (case or desk.journal.fresh("mandate")) if ready.representatives else ""
    held: set[str] = set()
    for one in ready.representatives:
        found = _holders(desk, desk.ask(ready, name), one, applicant, days, agent)
        if isinstance(found, Refusal):
            return found
        held |= found
        if agent in held:
            break
    return held


def _holders(
    desk: Desk, ask: Ask, one: Representing, applicant: str, days: Days, agent: str | None
) -> set[str] | Refusal:
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
        if one.until is not None and (agent is None or agent in agents.ids):
            given = exchange.look(journal, ask, one.until, roots, days, desk.fetched)
            if isinstance(given, Refusal):
                return given
            last = given.fact.value if given.fact.is_settled else date.min
            if isinstance(last, date) and last < desk.today:
                continue
        holders |= set(agents.ids)
    return holders
