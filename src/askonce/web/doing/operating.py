"""What whoever keeps the house asks: whether it is well, figures, and messages that were given up."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from askonce import VERSION
from askonce.cases.database import Unavailable
from askonce.cases.journal import Journal, Waiting
from askonce.registers.refusal import Refusal
from askonce.web.answer import ENCODER, Answer, answer
from askonce.web.answered import Kept
from askonce.web.call import Call
from askonce.web.metrics import MEDIA
from askonce.web.problem import refused

_PAGE: Final = 50
_MOST: Final = 200


class Health(msgspec.Struct, frozen=True):
    """That the process answers, and which version it is."""

    status: str
    version: str


class Letter(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message that was given up, without what it says: that is for its reader alone."""

    key: str
    channel: str
    queued: datetime
    tries: int
    failure: str
    case: str | None = None


class Letters(msgspec.Struct, frozen=True):
    """A page of messages that were given up."""

    letters: tuple[Letter, ...]
    after: str | None = None


class Revived(msgspec.Struct, frozen=True):
    """A message that is tried again."""

    key: str


async def health(call: Call) -> Answer | Refusal:  # noqa: ARG001 - a route is given a call
    """Whether the process answers."""
    return answer(Health("well", VERSION))


async def ready(call: Call) -> Answer | Refusal:
    """Whether it takes requests: the database answers, and it is not about to end."""
    if call.service.draining:
        return refused("busy")
    await call.service.read(lambda journal: journal.size())
    return answer(Health("ready", VERSION))


async def figures(call: Call) -> Answer | Refusal:
    """What the house counts, for Prometheus; while the database is away, what it counts without it."""

    def job(journal: Journal) -> dict[str, float]:
        now = journal.now
        return {
            "ledger_entries": journal.size(),
            "messages_due": len(journal.waiting(now, 1000)),
            "messages_given_up": len(journal.dead(1000)),
            "timers_due": len(journal.due_timers(now, 1000)),
        }

    try:
        gauges = await call.service.read(job) | {"database_up": 1}
    except Unavailable:
        gauges = {"database_up": 0}
    return Answer(200, call.service.metrics.text(gauges).encode(), media=MEDIA)


async def letters(call: Call) -> Answer | Refusal:
    """Messages that were given up."""
    limit = min(call.query.get("limit", _PAGE), _MOST) or _PAGE
    after = call.query.get("after", "")
    found = await call.service.read(lambda journal: journal.dead(limit + 1, after))
    shown = tuple(map(_letter, found[:limit]))
    return answer(Letters(shown, shown[-1].key if len(found) > limit else None))


async def revive(call: Call) -> Answer | Refusal:
    """Try a message again that was given up."""
    key = call.path["key"]

    def job(journal: Journal) -> Kept | Refusal:
        if not journal.revive(key):
            return refused("no-such-thing")
        return call.kept(ENCODER.encode(Revived(key)))

    return await call.once(job)


async def openapi(call: Call) -> Answer | Refusal:
    """The interface, described for programs."""
    return Answer(200, call.service.openapi())


def _letter(waiting: Waiting) -> Letter:
    message = waiting.message
    return Letter(message.key, message.channel, waiting.queued, waiting.tries, waiting.failure, message.case)
