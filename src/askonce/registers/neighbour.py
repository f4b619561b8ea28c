"""Two jurisdictions exchange: what one asks of the other, what that answers, each with an entry in its own ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

import msgspec

from askonce.feel.values import Value
from askonce.ledger.entry import Entry
from askonce.registers import refusing
from askonce.registers.doorkeeping import without_consent
from askonce.registers.doors import PERSON, Desk, Door, Doors, Hatch
from askonce.registers.fact import Fact, State
from askonce.registers.pseudonym import LEDGER, Pseudonyms
from askonce.registers.reading import read_facts
from askonce.registers.refusal import Refusal
from askonce.registers.room import Room
from askonce.registers.sources import Fetched, Wanted


class Request(msgspec.Struct, frozen=True):
    """What an authority of another jurisdiction wants to know of one subject.

    `authority` is who asks, as the edge has made sure of it; `subject` an identifier that both sides know, `register` and
    `attributes` are names of the side that answers, `purpose` one that both agreed on. `case`, `basis` and
    `number` are those of the side that asks: its case, its article, its entry in its ledger.
    """

    authority: str
    purpose: str
    basis: str
    case: str
    number: int
    subject: str
    register: str
    attributes: tuple[str, ...]
    day: date


class Response(msgspec.Struct, frozen=True):
    """The facts by their attributes, and the number of the entry in the ledger of the side that answers."""

    facts: Mapping[str, Fact]
    receipt: int


def request_of(wanted: Wanted, authority: str, register: str, subject: str, day: date) -> Request:
    """What to ask a neighbour; `subject` is the identifier that it knows, `register` its name for the register."""
    return Request(
        authority=authority,
        purpose=wanted.purpose,
        basis=wanted.basis,
        case=wanted.case or "",
        number=wanted.number,
        subject=subject,
        register=register,
        attributes=wanted.attributes,
        day=day,
    )


def fetched_of(wanted: Wanted, response: Response, at: datetime) -> Fetched:
    """What a neighbour answered, as any source's answer; what it calls stale or disputed stays so here."""
    settled = {name: fact for name, fact in response.facts.items() if fact.is_settled}
    values: dict[str, Value] = {name: fact.value for name, fact in settled.items()}
    days = [fact.as_of for fact in settled.values() if fact.as_of is not None]
    return Fetched(
        wanted.register,
        wanted.subject,
        at,
        values,
        as_of=min(days, default=None),
        receipt=response.receipt,
        stale=tuple(sorted(name for name, fact in settled.items() if fact.stale)),
        disputed=tuple(sorted(name for name, fact in settled.items() if fact.disputed)),
    )


def answer(
    room: Room,
    doors: Doors,
    pseudonyms: Pseudonyms,
    request: Request,
    who: Callable[[str], str | None],
) -> Response | Refusal:
    """Answer a neighbour, or say why not; `who` finds the subject of an identifier.

    Only what lives here is answered: what was itself fetched elsewhere is to be asked there.
    """
    found = _opened(doors, request)
    if isinstance(found, Refusal):
        return found
    hatch, desk, wanted = found
    subject = who(request.subject)
    about = (subject,) if subject is not None and desk.of == PERSON else ()
    refusal = without_consent(room, pseudonyms, hatch, None, about)
    if refusal is not None:
        return refusal
    facts = {door.attribute: _fact(room, pseudonyms, door, subject, request.day) for door in wanted}
    receipt = room.record(
        Entry(
            "look",
            room.now,
            f"system:{request.authority}",
            pseudonyms.of(LEDGER, about[0]) if about else None,
            desk.holder,
            f"{request.authority}/{request.case}",
            request.purpose,
            hatch.asked_by[request.authority],
            {
                "register": desk.register,
                "attribute": ",".join(sorted(facts)),
                "their_basis": request.basis,
                "their_number": str(request.number),
            },
        )
    )
    return Response(facts, receipt)


def agreed(doors: Doors, authority: str, purpose: str, basis: str) -> Hatch | Refusal:
    """The purpose for which an authority of another jurisdiction may ask by its own article, or why it may not."""
    hatch = doors.purposes.get(purpose)
    if hatch is None:
        return refusing.no_purpose(purpose)
    if not hatch.adopted:
        return refusing.draft_purpose(purpose, hatch.basis)
    if authority not in hatch.asked_by:
        return refusing.no_authority(authority, purpose, hatch.basis)
    return hatch if basis else refusing.no_basis()


def _opened(doors: Doors, request: Request) -> tuple[Hatch, Desk, tuple[Door, ...]] | Refusal:
    hatch = agreed(doors, request.authority, request.purpose, request.basis)
    if isinstance(hatch, Refusal):
        return hatch
    if not request.case:
        return refusing.no_case(hatch.basis)
    desk = doors.desks.get(request.register)
    if desk is None or desk.is_asked:
        return refusing.unknown(request.register)
    wanted = []
    for name in request.attributes:
        door = doors.doors.get((request.register, name))
        if door is None:
            return refusing.unknown(f"{request.register}.{name}")
        if not door.opens(request.purpose):
            return refusing.closed(request.register, name, request.purpose, desk.basis)
        wanted.append(door)
    return (hatch, desk, tuple(wanted)) if wanted else refusing.unknown(request.register)


def _fact(room: Room, pseudonyms: Pseudonyms, door: Door, subject: str | None, day: date) -> Fact:
    if subject is not None:
        return read_facts(room, pseudonyms, door, [subject], day)[0]
    state = State.NONE if door.desk.complete else State.UNAVAILABLE
    return Fact(state, source=door.desk.register)
