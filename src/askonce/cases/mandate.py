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


class Mandate(msgspec.Struct, frozen=True):
    """One may act for another in a service, up to and with a day."""

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


def may_act_for(desk: Desk, ready: Ready, applicant: str, case: str | None = None) -> bool | Refusal:
    """Whether the person who acts may do so for another: by a mandate that has not ended, or by a relation.

    A relation is looked up each time: who is a guardian no longer acts no longer.
    """
    kept = desk.journal.get(MANDATES, _key(desk, applicant, desk.actor.id, ready.id))
    if kept is not None and desk.today <= msgspec.json.decode(kept, type=Mandate).until:
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
