"""The ledger over HTTP: its signed head, proofs, an export for everybody, and a person's own looks."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import IO, Final

import msgspec

from askonce.cases.journal import Journal
from askonce.ledger.export import export
from askonce.ledger.proving import Consistency, Inclusion, prove_consistency, prove_inclusion
from askonce.ledger.view import Page, Reader, count_withheld, view
from askonce.registers.pseudonym import CASES, LEDGER
from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer, answer
from askonce.web.call import Call
from askonce.web.problem import refused

_PAGE: Final = 50
_MOST: Final = 200
#: No ledger has a number of so many digits.
_DIGITS: Final = 12
_BLOCK: Final = 65536
#: How long one export waits for the one before it.
_EXPORT_SECONDS: Final = 10.0
_TEXT: Final = b"text/plain"
_LINES: Final = b"application/jsonl"


class Before(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text of a signed head that somebody kept."""

    head: str


class Withheld(msgspec.Struct, frozen=True):
    """How many entries about people are withheld from them today, over the whole ledger."""

    withheld: int


class Key(msgspec.Struct, frozen=True):
    """The public key that signs heads, in one line, as `askonce ledger verify --key` takes it."""

    key: str


async def head(call: Call) -> Answer | Refusal:
    """The signed head of the ledger as it stands."""
    house = call.service.house
    text = await call.service.read(house.head)
    return Answer(200, text.encode(), media=_TEXT)


async def key(call: Call) -> Answer | Refusal:
    """The key that signs heads."""
    return answer(Key(call.service.house.key_text))


async def proof(call: Call) -> Answer | Refusal:
    """That an entry is in the ledger, without what it says."""
    number, house = call.path["number"], call.service.house
    if not (number.isascii() and number.isdigit() and len(number) < _DIGITS):
        return refused("no-such-thing")

    def job(journal: Journal) -> Inclusion | None:
        if int(number) >= journal.size():
            return None
        return prove_inclusion(journal, int(number), house.head(journal), opened=False)

    found = await call.service.read(job)
    return refused("no-such-thing") if found is None else answer(found)


async def consistency(call: Call) -> Answer | Refusal:
    """That the ledger of a head that was kept is the beginning of the ledger as it stands."""
    before: Before = call.body
    house = call.service.house

    def job(journal: Journal) -> Consistency | None:
        try:
            return prove_consistency(journal, before.head, house.head(journal))
        except ValueError:
            return None

    found = await call.service.read(job)
    return (
        refused("misfit", "this is no head of this ledger", "这不是本账簿的树头")
        if found is None
        else answer(found)
    )


async def withheld(call: Call) -> Answer | Refusal:
    """How much is withheld."""
    house = call.service.house
    count = await call.service.read(
        lambda journal: count_withheld(journal, house.local_day(journal.now), house.disclosure, house.zone)
    )
    return answer(Withheld(count))


async def export_all(call: Call) -> Answer | Refusal:
    """The whole ledger as lines that anybody can check, with no more opened than is public."""
    exporting = call.service.exporting
    try:
        await asyncio.wait_for(exporting.acquire(), _EXPORT_SECONDS)
    except TimeoutError:
        return refused("busy")
    try:
        house = call.service.house
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it is open until the last block has left
        await call.service.read(lambda journal: _fill(file, house.origin, house.head(journal), journal))
    finally:
        exporting.release()
    return Answer(200, media=_LINES, stream=_blocks(file))


def _fill(file: IO[bytes], origin: str, text: str, journal: Journal) -> None:
    for line in export(journal, origin, [text]):
        file.write(line)
    file.seek(0)


async def _blocks(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while block := file.read(_BLOCK):
            yield block


async def looks(call: Call) -> Answer | Refusal:
    """Who looked at the data of the person who asks, and what was done with them."""
    if call.actor is None:
        return refused("no-token")
    house, person = call.service.house, call.actor.id
    own = house.keys.of(CASES, person)
    after, limit = call.query.get("after", ""), min(call.query.get("limit", _PAGE), _MOST) or _PAGE
    if after and not (after.isascii() and after.isdigit() and len(after) < _DIGITS):
        return refused("misfit-query")

    def job(journal: Journal) -> Page:
        def owns(case: str) -> bool:
            line = journal.line(case)
            return line is not None and own in (line.filer, line.applicant)

        reader = Reader(
            house.keys.of(LEDGER, person), house.local_day(journal.now), house.disclosure, owns, house.zone
        )
        return view(journal, reader, after=int(after) if after else -1, limit=limit)

    return answer(await call.service.read(job))
