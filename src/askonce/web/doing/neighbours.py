"""Another AskOnce asks: a system with a token of ours, for a purpose that both packs agreed on, each with its own ledger."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import msgspec

from askonce.adapters.sources.wire import write_response
from askonce.cases.bounds import LONGEST_ID
from askonce.cases.journal import Journal
from askonce.registers.neighbour import Request
from askonce.registers.neighbour import answer as answered
from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer
from askonce.web.answered import Kept
from askonce.web.call import Call
from askonce.web.problem import refused

#: What goes into the ledger for good has a length.
Name: TypeAlias = Annotated[str, msgspec.Meta(max_length=LONGEST_ID)]


class Asking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a neighbour wants to know of one subject; who asks is known by the token.

    `identifiers` is the scheme of the subject's name: the house answers none but its own, as the same number means
    somebody else in another.
    """

    purpose: Name
    basis: Name
    case: Name
    number: int
    subject: Name
    register: Name
    attributes: tuple[str, ...]
    day: date
    identifiers: str = ""


async def exchange(call: Call) -> Answer | Refusal:
    """Answer a neighbour, once for each of its askings."""
    if call.session is None:
        return refused("no-token")
    asking: Asking = call.body
    house = call.service.house
    own = house.settings.identifiers
    if not own or asking.identifiers != own:
        return refused("other-identifiers", own, own)
    said = {name: getattr(asking, name) for name in asking.__struct_fields__ if name != "identifiers"}
    request = Request(authority=call.session.id, **said)

    def job(journal: Journal) -> Kept | Refusal:
        found = answered(journal, house.current.exchange.doors, house.keys, request, lambda name: name)
        return found if isinstance(found, Refusal) else call.kept(write_response(found))

    return await call.once(job)
