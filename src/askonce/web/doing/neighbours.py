"""Another AskOnce asks: a system with a token of ours, for a purpose that both packs agreed on, each with its own ledger."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import msgspec

from askonce.adapters.sources.listing import Place, PublishedPage
from askonce.adapters.sources.wire import write_response
from askonce.assembly.markets.floor import NoMarket
from askonce.assembly.markets.neighbours.sharing import Asked
from askonce.cases.bounds import LONGEST_ID
from askonce.cases.journal import Journal
from askonce.registers import refusing
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


class AskingOffers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a neighbour wants to know of a market: what is published in its register of offers, `after` the page before.

    It names no product: whoever asks for all of it tells nothing of what it lacks.
    """

    purpose: Name
    basis: Name
    number: int
    register: Name
    after: Place = ""


async def exchange(call: Call) -> Answer | Refusal:
    """Answer a neighbour, once for each of its askings."""
    if call.session is None:
        return refused("no-token")
    asking: Asking = call.body
    house = call.service.house
    if call.service.sharing.keeps(asking.register):
        # what a firm did not publish stands in the same rows: of a market its list is told alone
        return refusing.closed(asking.register, "*", asking.purpose, "")
    own = house.settings.identifiers
    if not own or asking.identifiers != own:
        return refused("other-identifiers", own, own)
    said = {name: getattr(asking, name) for name in asking.__struct_fields__ if name != "identifiers"}
    request = Request(authority=call.session.id, **said)

    def job(journal: Journal) -> Kept | Refusal:
        found = answered(journal, house.current.exchange.doors, house.keys, request, lambda name: name)
        return found if isinstance(found, Refusal) else call.kept(write_response(found))

    return await call.once(job)


async def offers(call: Call) -> Answer | Refusal:
    """Tell a neighbour a page of what everybody may know of the offers of a market, once for each of its askings."""
    if call.session is None:
        return refused("no-token")
    service, body = call.service, call.body
    asking: AskingOffers = body
    asked = Asked(call.session.id, asking.purpose, asking.basis, asking.number, asking.register, asking.after)

    def look(journal: Journal) -> PublishedPage | Refusal:
        try:
            return service.sharing.page(journal, asked)
        except NoMarket:
            return refused("no-such-thing")

    page = await service.read(look)
    if isinstance(page, Refusal):
        return page

    def again(_: Journal, kept: Kept) -> Kept:
        """The page as it is now, under the number that it was told by: a list is not kept a second time for that."""
        told = msgspec.structs.replace(page, receipt=int(kept.left or b"0"))
        return msgspec.structs.replace(kept, body=msgspec.json.encode(told))

    def job(journal: Journal) -> Kept | Refusal:
        receipt = service.sharing.note(journal, asked, len(page.offers))
        if isinstance(receipt, Refusal):
            return receipt
        told = msgspec.structs.replace(page, receipt=receipt)
        return call.kept(msgspec.json.encode(told), left=str(receipt).encode())

    return await call.once(job, again)
