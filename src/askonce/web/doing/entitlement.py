"""What a person is entitled to by what registers hold already, without an answer from them."""

from __future__ import annotations

import msgspec

from askonce.cases.command import Filing
from askonce.cases.rounds import is_worth
from askonce.cases.view import Ruled
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer, answer
from askonce.web.call import Call
from askonce.web.problem import refused
from askonce.web.service import Service


class Entitled(msgspec.Struct, frozen=True, omit_defaults=True):
    """A service that the person may have: how its norms come out, and what would still be asked to file it."""

    service: str
    outcome: tuple[Ruled, ...]
    open: tuple[str, ...] = ()


async def entitled(call: Call) -> Answer | Refusal:
    """The services whose norms are certain to come out well for the person; each look stands on record."""
    if call.actor is None:
        return refused("no-token")
    return answer(await entitled_to(call.service, call.actor))


async def entitled_to(service: Service, actor: Actor) -> list[Entitled]:
    """What somebody may have by what registers hold; a job for each service, so that others come in between."""
    house, found = service.house, []
    for brief in service.services():
        ready = house.current.types.get(brief.id)
        if brief.filer != "person" or ready is None or not ready.bound.deciders:
            continue
        filing = Filing(service=brief.id)
        offered = await service.write(
            lambda journal, filing=filing: house.handling.interview(journal, actor, filing)  # type: ignore[misc]
        )
        if isinstance(offered, Refusal) or not offered.decided:
            continue
        outcome = {name: value for one in offered.outcome for name, value in one.outcome.items()}
        if outcome and not any(one.adverse for one in offered.outcome) and is_worth(outcome):
            found.append(Entitled(brief.id, offered.outcome, offered.open))
    return found
