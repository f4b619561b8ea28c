"""Cases over HTTP: filing one, seeing it, doing something with it, listing those that one may see."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any, Final

import msgspec

from askonce.assembly.preview import preview
from askonce.cases import command as commands
from askonce.cases.command import AnyCommand, Filing
from askonce.cases.journal import Journal, Line, Search
from askonce.cases.refusing import refuse
from askonce.cases.view import View
from askonce.registers.actor import Actor
from askonce.registers.ask import Ask
from askonce.registers.glass import unbreakable
from askonce.registers.refusal import Refusal
from askonce.web.answer import ENCODER, Answer, answer
from askonce.web.answered import Kept
from askonce.web.call import Call
from askonce.web.problem import refused
from askonce.web.service import now

#: As many lines as a page has where nobody says otherwise, and at most.
PAGE, MOST = 50, 200
#: That somebody pressed a link themselves is said by the page behind it alone, never by who helps.
_PRESSED: Final = "link"
#: The commands that read registers again.
_READING: Final = (commands.Answer, commands.Dispute)


class Cases(msgspec.Struct, frozen=True):
    """A page of cases in the order of their ids; `after` begins the next one, none where this is the last."""

    cases: tuple[Line, ...]
    after: str | None = None


async def file_case(call: Call) -> Answer | Refusal:
    """File a case."""
    filing: Filing = call.body
    if filing.channel == _PRESSED:
        return refuse("channel-wrong")
    handling = call.service.house.handling
    fetched = await call.service.fetch(_actor(call), [filing])
    return await _written(
        call, lambda journal: handling.file(journal, _actor(call), filing, fetched), status=201
    )


async def do(call: Call) -> Answer | Refusal:
    """Do something with a case, as it stood when it was seen."""
    command: AnyCommand = call.body
    case, handling = call.path["case"], call.service.house.handling
    fetched = await call.service.fetch_for(_actor(call), case) if isinstance(command, _READING) else ()
    return await _written(
        call,
        lambda journal: handling.do(journal, _actor(call), case, command, call.expected, fetched),
        status=200,
    )


async def show(call: Call) -> Answer | Refusal:
    """A case as this actor sees it; what an officer sees goes on record."""
    case, handling = call.path["case"], call.service.house.handling
    view = await call.service.write(lambda journal: handling.view(journal, _actor(call), case))
    if isinstance(view, Refusal):
        return view
    body = ENCODER.encode(view)
    tag = f'"{view.line.events}.{zlib.crc32(body):08x}"'
    if tag in (one.strip().removeprefix("W/") for one in call.seen.split(",")):
        return Answer(304, headers=(("etag", tag),))
    return Answer(200, body, (("etag", tag),))


async def list_cases(call: Call) -> Answer | Refusal:
    """A page of the cases that this actor may see."""
    limit = min(call.query.get("limit", PAGE), MOST) or PAGE
    state = call.query.get("state")
    search = Search(
        type=call.query.get("type"),
        office=call.query.get("office"),
        officer=call.query.get("officer"),
        states=(state,) if state else (),
        concerns=call.query.get("concerns"),
        after=call.query.get("after", ""),
        limit=limit + 1,
    )
    handling = call.service.house.handling
    run = call.service.write if _actor(call).kind == "person" else call.service.read
    found = await run(lambda journal: handling.list(journal, _actor(call), search))
    if isinstance(found, Refusal):
        return refused("not-for-you")
    more = len(found) > limit
    return answer(Cases(tuple(found[:limit]), found[limit - 1].id if more else None))


async def explain(call: Call) -> Answer | Refusal:
    """Why a case was decided as it was: the facts and rows that made it so, and what would change it."""
    case, handling = call.path["case"], call.service.house.handling
    found = await call.service.write(lambda journal: handling.explain(journal, _actor(call), case))
    return found if isinstance(found, Refusal) else answer(found)


async def copy_page(call: Call) -> Answer | Refusal:
    """The page from which a clerk copies a case into an outside system, in that system's order."""
    case, system, handling = call.path["case"], call.path["system"], call.service.house.handling
    found = await call.service.write(lambda journal: handling.copy_page(journal, _actor(call), case, system))
    return found if isinstance(found, Refusal) else answer(found)


def _actor(call: Call) -> Actor:
    if call.actor is None:
        raise TypeError("this route is open to somebody who is no actor")
    return call.actor


async def _written(call: Call, job: Callable[[Journal], View | Refusal], *, status: int) -> Answer | Refusal:
    """Do a job once under the key of the request; what is refused is not kept under the key, only on record.

    Asked again, the case is shown as it stands then, to who may see it then.
    """

    def once(journal: Journal) -> Kept | Refusal:
        found = job(journal)
        return found if isinstance(found, Refusal) else _kept(call, found, status)

    def again(journal: Journal, kept: Kept) -> Kept | Refusal:
        case = (kept.left or b"").decode()
        found = call.service.house.handling.view(journal, _actor(call), case)
        return found if isinstance(found, Refusal) else _kept(call, found, kept.status)

    return await call.once(once, again)


def _kept(call: Call, view: View, status: int) -> Kept:
    body = ENCODER.encode(view)
    headers = [("etag", f'"{view.line.events}.{zlib.crc32(body):08x}"')]
    if status == 201:
        headers.append(("location", f"/api/cases/{view.line.id}"))
    return call.kept(body, status, tuple(headers), left=view.line.id.encode())


async def interview(call: Call) -> Answer | Refusal:
    """What a service would still ask, and what would come out; nothing is filed."""
    filing: Filing = call.body
    house = call.service.house
    if call.actor is None:
        if filing.applicant is not None:
            return refused("no-token")
        return _said(await call.service.aside(lambda: preview(house.current, filing, house.local_day(now()))))
    actor = call.actor
    fetched = await call.service.fetch(actor, [filing])
    return _said(
        await call.service.write(lambda journal: house.handling.interview(journal, actor, filing, fetched))
    )


def _said(found: Any) -> Answer | Refusal:
    return found if isinstance(found, Refusal) else answer(found)


async def look_without_case(call: Call) -> Answer | Refusal:
    """Read a datum without a case in an emergency; whom it is about is told in the same transaction.

    Asked again, it is not read and nobody is told again; only who still may break this glass gets the answer.
    """
    glass: commands.Glass = call.body
    handling = call.service.house.handling

    def job(journal: Journal) -> Kept | Refusal:
        found = handling.glass(journal, _actor(call), glass)
        if isinstance(found, Refusal):
            return found
        body = ENCODER.encode(found)
        return call.kept(body, left=body)

    def again(_: Journal, kept: Kept) -> Kept | Refusal:
        hatch = handling.running.exchange.doors.purposes.get(glass.purpose)
        if hatch is None:
            return refused("no-such-thing")
        fault = unbreakable(hatch, Ask(glass.purpose, hatch.basis, None, _actor(call)), glass.reason)
        return call.kept(kept.left or b"") if fault is None else fault

    return await call.once(job, again)
