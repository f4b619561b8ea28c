"""Life events over HTTP: one interview for all the services of a moment, then one case for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from askonce.cases.command import Filing, Subject
from askonce.cases.journal import Journal
from askonce.cases.view import View
from askonce.registers.refusal import Refusal
from askonce.web.answer import ENCODER, Answer, answer
from askonce.web.answered import Kept
from askonce.web.call import Call
from askonce.web.problem import Problem, problem_of, refused


class Event(msgspec.Struct, frozen=True):
    """A life event: its title, and the services that it calls for in the order in which a person needs them."""

    id: str
    title: Mapping[str, str]
    services: tuple[str, ...]


class Moment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person says at such a moment: answers by `service.name`, each datum once, and the services wanted.

    Without `services` all of the event are meant; `choices` name the subjects that were picked, by service.
    """

    answers: dict[str, Any] = {}
    services: tuple[str, ...] = ()
    applicant: Subject | None = None
    event: date | None = None
    choices: dict[str, dict[str, list[Subject]]] = {}


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one service: its case, or why there is none."""

    service: str
    case: View | None = None
    problem: Problem | None = None


class _Left(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of it: which case it was."""

    service: str
    case: str | None = None
    problem: Problem | None = None


_LEFT: Final = msgspec.json.Decoder(tuple[_Left, ...])


async def events(call: Call) -> Answer | Refusal:
    """The life events of the pack."""
    found = call.service.house.current.bound.get("life_event", {})
    return answer(
        [
            Event(
                one.id,
                one.title.texts if one.title is not None else {},
                tuple(ref.id for ref in one.services),
            )
            for one in found.values()
        ]
    )


async def ask(call: Call) -> Answer | Refusal:
    """Where the one interview of a moment stands."""
    filings, actor, moment = _filings(call), call.actor, call.body
    if actor is None or isinstance(filings, Refusal):
        return filings if isinstance(filings, Refusal) else refused("no-token")
    handling = call.service.house.handling
    fetched = await call.service.fetch(actor, filings)
    found = await call.service.write(
        lambda journal: handling.life(journal, actor, filings, moment.answers, fetched)
    )
    return found if isinstance(found, Refusal) else answer(found)


async def file_all(call: Call) -> Answer | Refusal:
    """One case for each service of a moment, all in one transaction; asked again, each as it stands to who asks then."""
    filings, actor, moment = _filings(call), call.actor, call.body
    if actor is None or isinstance(filings, Refusal):
        return filings if isinstance(filings, Refusal) else refused("no-token")
    handling = call.service.house.handling
    fetched = await call.service.fetch(actor, filings)

    def job(journal: Journal) -> Kept | Refusal:
        found = handling.life_file(journal, actor, filings, moment.answers, fetched)
        if isinstance(found, Refusal):
            return found
        said = [
            _outcome(filing.service, one, call.language) for filing, one in zip(filings, found, strict=True)
        ]
        left = [_Left(one.service, one.case.line.id if one.case else None, one.problem) for one in said]
        return call.kept(ENCODER.encode(said), 201, left=ENCODER.encode(left))

    def again(journal: Journal, kept: Kept) -> Kept:
        said = [
            Outcome(one.service, problem=one.problem)
            if one.case is None
            else _outcome(one.service, handling.view(journal, actor, one.case), call.language)
            for one in _LEFT.decode(kept.left or b"[]")
        ]
        return call.kept(ENCODER.encode(said), kept.status)

    return await call.once(job, again)


def _filings(call: Call) -> list[Filing] | Refusal:
    """A filing for each service that is wanted, in the order of the event."""
    moment: Moment = call.body
    event = call.service.house.current.bound.get("life_event", {}).get(call.path["event"])
    if event is None:
        return refused("no-such-thing")
    names = [ref.id for ref in event.services]
    if not set(moment.services) <= set(names):
        return refused("misfit", "a service is none of this event", "有服务不属于此事项")
    return [
        Filing(
            service=name, applicant=moment.applicant, event=moment.event, choices=moment.choices.get(name, {})
        )
        for name in names
        if not moment.services or name in moment.services
    ]


def _outcome(service: str, found: View | Refusal, language: str) -> Outcome:
    if isinstance(found, Refusal):
        return Outcome(service, problem=problem_of(found, language))
    return Outcome(service, case=found)
