"""What a person settles for themselves: who may act for them, what may be read with their consent, where they are told."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import msgspec

from askonce.adapters.sending.addresses import Addresses
from askonce.cases.bounds import is_id
from askonce.cases.journal import Journal
from askonce.cases.refusing import refuse
from askonce.registers.ask import Ask
from askonce.registers.consent import grant, withdraw
from askonce.registers.refusal import Refusal
from askonce.web.answer import ENCODER, Answer
from askonce.web.answered import Kept
from askonce.web.call import Call
from askonce.web.problem import refused

#: One name, one host; what else mail allows, nobody has as an address.
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST: Final = 254


class Agreed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the person agrees to be read about for a purpose: in every case, or in one alone."""

    purpose: str
    agrees: bool
    case: str | None = None


class Agent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may act for the person in a service, and to which last day; without a day, no longer."""

    agent: str
    service: str
    until: date | None = None


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The address of mail at which the person is told of their cases; none is told there no longer."""

    mail: str | None


class Done(msgspec.Struct, frozen=True):
    """That it is done; `entry` is the number in the ledger, where there is one of its own."""

    done: bool = True
    entry: int | None = None


async def agree(call: Call) -> Answer | Refusal:
    """Give consent for a purpose, or take it back: from the next look on it holds no longer."""
    actor, said = call.actor, call.body
    if actor is None:
        return refused("no-token")
    house = call.service.house
    hatch = house.current.exchange.doors.purposes.get(said.purpose)
    if hatch is None or not hatch.consent:
        return refused("no-such-thing")
    if said.case is not None and not is_id(said.case):
        return refuse("bad-id", "case")

    def job(journal: Journal) -> Kept | Refusal:
        ask = Ask(said.purpose, hatch.basis, said.case, actor)
        note = grant if said.agrees else withdraw
        return _done(call, note(journal, house.keys, ask, actor.id, "said by the person"))

    return await call.once(job)


async def let_act(call: Call) -> Answer | Refusal:
    """Let somebody act for the person in a service until a day, or end it."""
    actor, said = call.actor, call.body
    if actor is None:
        return refused("no-token")
    handling = call.service.house.handling

    def job(journal: Journal) -> Kept | Refusal:
        refusal = handling.mandate(journal, actor, said.agent, said.service, said.until)
        return _done(call) if refusal is None else refusal

    return await call.once(job)


async def be_told(call: Call) -> Answer | Refusal:
    """Keep the address at which the person is told of their cases, or forget it."""
    actor, said = call.actor, call.body
    if actor is None:
        return refused("no-token")
    if said.mail is not None and not is_address(said.mail):
        return refused("misfit", "`mail` is no address of mail", "`mail` 不是电子邮件地址")
    house = call.service.house
    addresses = Addresses(house.database, house.keys)

    def job(journal: Journal) -> Kept | Refusal:
        addresses.put(journal, actor.id, said.mail)
        return _done(call)

    return await call.once(job)


def is_address(text: str) -> bool:
    """Whether a text may be an address of mail.

    >>> (
    ...     is_address("lin@county.example"),
    ...     is_address("lin@county.example, wang@county.example"),
    ...     is_address("lin"),
    ... )
    (True, False, False)
    """
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def _done(call: Call, entry: int | None = None) -> Kept:
    return call.kept(ENCODER.encode(Done(entry=entry)))
