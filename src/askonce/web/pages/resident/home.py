"""The first page of a person: what waits for them, their cases, what they may have, who looked."""

from __future__ import annotations

from typing import Final

import msgspec

from askonce.cases.command import Filing
from askonce.cases.journal import Journal, Line
from askonce.cases.own import Own
from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.told import say_told
from askonce.feel.types import MoneyType
from askonce.registers.refusal import Refusal
from askonce.web.doing.entitlement import Entitled, entitled_to
from askonce.web.drafts import drafts_of, owner_of
from askonce.web.pages import shown
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.resident.affairs import Entry, acting_of, entries_of, own_of
from askonce.web.problem import refused

_SHOWN: Final = 6
_PAGE: Final = 20
_DIGITS: Final = 5
#: What the norms of a service call its outcome; every other outcome is a sum or a kind that one wants to see.
_PLAIN_OUTCOMES: Final = frozenset({"decision"})


class DraftLine(msgspec.Struct, frozen=True):
    """Something begun and not sent: what it is, where one goes on."""

    title: Text
    href: str
    until: Text


class Offer(msgspec.Struct, frozen=True):
    """A service that the person may have: what it is, what it would give, how many questions are left, its article."""

    service: str
    title: Text
    about: Text
    gives: tuple[shown.Part, ...]
    questions: int
    article: Text
    pays: bool = False


async def home(visit: Visit) -> Result:
    """What waits first, then drafts, cases, and the ways to everything else."""
    own, acting = own_of(visit), await acting_of(visit)

    def job(journal: Journal) -> tuple[tuple[Entry, ...], int, tuple[DraftLine, ...]]:
        lines = own.cases(journal, visit.who, acting)
        chosen = _first(lines)
        return entries_of(visit, journal, chosen), len(lines), _drafts(visit, journal)

    entries, count, drafts = await visit.read(job)
    waiting = tuple(one for one in entries if one.asked or one.notice)
    news = tuple(one for one in entries if one.news and one not in waiting)
    rest = tuple(one for one in entries if one not in waiting and one not in news)
    events = [
        (name, Titles(visit.running.bound).title("life_event", name))
        for name in visit.running.bound.get("life_event", {})
    ]
    return Page(
        "resident/home.html",
        {
            "waiting": waiting, "news": news[:_SHOWN], "rest": rest[:_SHOWN], "count": count,
            "drafts": drafts, "events": events,
        },
    )  # fmt: skip


async def cases(visit: Visit) -> Result:
    """All cases of a person, the newest first."""
    own, page = own_of(visit), _number(visit.query.get("page", ""))
    acting = await acting_of(visit)

    def job(journal: Journal) -> tuple[tuple[Entry, ...], int]:
        lines = own.cases(journal, visit.who, acting)
        return entries_of(visit, journal, lines[(page - 1) * _PAGE : page * _PAGE]), len(lines)

    entries, count = await visit.read(job)
    pages = max(1, -(-count // _PAGE))
    return Page("resident/cases.html", {"entries": entries, "count": count, "page": page, "pages": pages})


async def entitled(visit: Visit) -> Result:
    """What the person may have by what registers hold, and does not receive; each look stands on record."""
    found = await entitled_to(visit.service, visit.who)
    own = own_of(visit)
    had = await visit.read(lambda journal: _had(own, visit, journal))
    offers = [_offer(visit, one) for one in found if one.service not in had]
    values = {
        "offers": [one for one in offers if one.pays],
        "others": [one for one in offers if not one.pays],
    }
    return Page("resident/entitled.html", values, block="offers")


async def take(visit: Visit) -> Result:
    """File a service of which nothing has to be asked; one that asks goes on with its questions."""
    service, handling = visit.path["service"], visit.house.handling
    if service not in visit.running.types:
        return refused("no-such-thing")
    filing = Filing(service=service)
    fetched = await visit.service.fetch(visit.who, [filing])

    def job(journal: Journal) -> str | Refusal:
        found = handling.file(journal, visit.who, filing, fetched)
        return found if isinstance(found, Refusal) else f"/me/cases/{found.line.id}"

    done = await visit.once(job, "resident.taken")
    if isinstance(done, Refusal) and done.code in {"missing-answers", "choose"}:
        return Redirect(f"/apply/{service}")
    return done


def _first(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The cases that the first page may have to show: all that are not over, and the newest of the rest."""
    pending = [line for line in lines if line.state in {"asked", "open", "waiting"}]
    others = [line for line in lines if line.state not in {"asked", "open", "waiting"}]
    return (*pending[: 5 * _SHOWN], *others[: 2 * _SHOWN])


def _drafts(visit: Visit, journal: Journal) -> tuple[DraftLine, ...]:
    titles = Titles(visit.running.bound)
    kinds = {"service": "service", "event": "life_event"}
    today = visit.house.local_day(journal.now)
    return tuple(
        DraftLine(
            titles.title(kinds[one.kind], one.name),
            one.path,
            shown.say_day(visit.house.local_day(one.until), today),
        )
        for one in drafts_of(journal, owner_of(visit.house.keys, visit.who.id))
        if one.kind in kinds
    )


def _had(own: Own, visit: Visit, journal: Journal) -> frozenset[str]:
    """The services that the person has, or has asked for: what was taken back or refused they may ask for again."""
    lines = [line for line in own.cases(journal, visit.who) if line.state != "withdrawn"]
    return frozenset(
        view.line.type
        for view in own.views(journal, visit.who, lines)
        if view.decision is None or not view.decision.adverse
    )


def _offer(visit: Visit, one: Entitled) -> Offer:
    titles, ready = Titles(visit.running.bound), visit.running.types[one.service]
    kinds = shown.kinds_of(ready)
    outcome = {
        name: value for ruled in one.outcome for name, value in ruled.outcome.items() if value is not None
    }
    about = ready.words.about
    return Offer(
        one.service,
        titles.title("service", one.service),
        dict(about.texts) if about is not None else {},
        tuple(
            shown.Part(titles.outcome(name), say_told(value, kinds.get(name), titles))
            for name, value in outcome.items()
            if name not in _PLAIN_OUTCOMES
        ),
        len(one.open),
        titles.cite(next((ruled.basis for ruled in one.outcome if ruled.basis), ready.basis)),
        any(output.pays is not None for output in ready.outputs.values())
        or any(isinstance(kinds.get(name), MoneyType) for name in outcome),
    )


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 1
