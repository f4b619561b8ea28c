"""One pair before an officer: whether it fits, its introduction, and the officer's word on it, from which the ranking learns."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from askonce.apps.economy.concepts import CONSENT
from askonce.apps.economy.sight import OFFICER
from askonce.assembly.markets.following import Followed
from askonce.assembly.markets.memory import Word, judge, word_on
from askonce.cases.command import Filing
from askonce.cases.journal import Journal
from askonce.cases.wording.bilingual import both
from askonce.registers.refusal import Refusal
from askonce.web.addressing import from_address
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry import beside
from askonce.web.pages.industry.beside import Beside
from askonce.web.pages.industry.following import Stage, stage_of
from askonce.web.pages.industry.market import Seen, hall_of, look, office_market
from askonce.web.pages.industry.sides import SAID
from askonce.web.pages.industry.telling import Card, Telling
from askonce.web.pages.questions.reading import sentence
from askonce.web.problem import refused

LONGEST: Final = 500
#: How the buyer may have agreed to be introduced, by the words of the kernel.
CHANNELS: Final = {
    "counter": mark("At the works or at our counter"),
    "telephone": mark("By telephone"),
    "paper": mark("In writing"),
}
#: Two officers may press at once: the second learns of the first.
_FOLLOWED: Final = Refusal("done-already", both("this pair is followed already", "该供需对接已在跟进"))
_VERDICTS: Final = {"fits": True, "not": False}


class Pair(msgspec.Struct, frozen=True):
    """A pair with all that its page shows."""

    seen: Seen
    card: Card
    need: Card
    followed: Followed | None
    said: Word | None
    beside: Beside


async def pair(visit: Visit) -> Result:
    """A pair in full."""
    return await _page(visit, Errors(), {})


async def introduce(visit: Visit) -> Result:
    """Begin a match for the buyer's firm, which agreed."""
    found = await _found(visit)
    if isinstance(found, Refusal):
        return found
    errors = Errors()
    said = _agreement(visit, errors)
    if errors:
        return await _page(visit, errors, said)
    filing = None if _is_own(found) else _filing(visit, found, said)
    if filing is None:
        return refused("no-such-thing")
    handling, fetched = visit.house.handling, await visit.service.fetch(visit.who, [filing])

    def job(journal: Journal) -> str | Refusal:
        match, market = found.card.match, found.seen.market
        if hall_of(visit).following.running(journal, market, match.need, match.offer) is not None:
            return _FOLLOWED
        done = handling.file(journal, visit.who, filing, fetched)
        return done if isinstance(done, Refusal) else f"/work/{done.line.id}"

    done = await visit.once(job, "industry.introduced")
    if isinstance(done, Refusal):
        errors.add("introduce", sentence(visit.words(done.reason)))
        return await _page(visit, errors, said)
    return done


def _agreement(visit: Visit, errors: Errors) -> dict[str, str]:
    """How the buyer agreed, as the form says it."""
    said = {name: visit.form.one(name) for name in ("channel", "consent", "contact")}
    if said["channel"] not in CHANNELS:
        errors.add("channel", visit.say("Choose how the buyer agreed"))
    if not said["consent"] or len(said["consent"]) > LONGEST:
        errors.add(
            "consent",
            visit.say("Write who agreed for the buyer, in at most %(most)s characters", most=LONGEST),
        )
    if said["contact"] not in {"yes", "no"}:
        errors.add("contact", visit.say("Choose whether the maker may have the buyer's contact"))
    return said


async def say(visit: Visit) -> Result:
    """Keep the officer's word on a pair."""
    found = await _found(visit)
    if isinstance(found, Refusal):
        return found
    form, errors = visit.form, Errors()
    verdict, words = form.one("verdict"), form.one("words")
    if verdict not in _VERDICTS:
        errors.add("verdict", visit.say("Choose whether they belong together"))
    if not words or len(words) > LONGEST:
        errors.add("words", visit.say("Write why, in at most %(most)s characters", most=LONGEST))
    if errors:
        return await _page(visit, errors, {"verdict": verdict, "words": words})
    floor, market = found.seen.floor, found.seen.market
    sides = floor.needs[found.card.match.need], floor.offers[found.card.match.offer]

    def job(journal: Journal) -> str | Refusal:
        refusal = judge(visit.house, journal, visit.who, market, sides, words, fits=_VERDICTS[verdict])
        return refusal or f"/zone/pair/{visit.path['need']}/{visit.path['offer']}"

    return await visit.once(job, "industry.judged")


async def remind(visit: Visit) -> Result:
    """Keep the day on which to think of the match again."""
    return await beside.remind(visit, _page)


async def note(visit: Visit) -> Result:
    """Keep a note on the match."""
    return await beside.note(visit, _page)


async def make_link(visit: Visit) -> Result:
    """Make the link by which the maker answers."""
    return await beside.make_link(visit, _page)


def _is_own(found: Pair) -> bool:
    """Whether both are of one firm, so that there is nobody to introduce."""
    return found.card.firm.id == found.need.firm.id


def _is_running(one: Followed | None) -> bool:
    return one is not None and not one.ended


def _filing(visit: Visit, found: Pair, said: dict[str, str]) -> Filing | None:
    """The filing that begins a match: its names are those that the service of the market has for need, offer and consent."""
    market = found.seen.market
    service = market.market.followed_by
    ready = visit.running.types.get(service.id) if service is not None else None
    if ready is None or service is None:
        return None
    roles = {one.of: one.role for one in market.sides}
    ids = {"need": found.card.match.need, "offer": found.card.match.offer}
    choices = {name: [ids[roles[one.kind]]] for name, one in ready.bound.roles.items() if one.kind in roles}
    answers = {
        name: said["contact"] == "yes"
        for name, field in ready.fields.items()
        if field.concept == CONSENT and not field.by_officer
    }
    buyer = found.seen.floor.needs[found.card.match.need].firm
    return Filing(
        service.id,
        applicant=buyer,
        answers=answers,
        choices=choices,
        channel=said["channel"],
        consent=said["consent"],
    )


async def _found(visit: Visit) -> Pair | Refusal:
    market = office_market(visit)
    if isinstance(market, Refusal):
        return market
    need, offer = from_address(visit.path["need"]), from_address(visit.path["offer"])

    def job(journal: Journal) -> Pair | Refusal:
        seen = look(visit, journal, market)
        if isinstance(seen, Refusal):
            return seen
        try:
            match = seen.floor.pair(need, offer, OFFICER)
        except KeyError:
            return refused("no-such-thing")
        telling = Telling(visit, seen)
        said = word_on(visit.house, journal, seen.market, need, offer)
        followed = seen.pairs.get((need, offer))
        aside = beside.beside(visit, journal, seen, followed)
        return Pair(seen, telling.offer(match), telling.need(match), followed, said, aside)

    return await visit.read(job)


async def _page(visit: Visit, errors: Errors, said: dict[str, str]) -> Result:
    found = await _found(visit)
    if isinstance(found, Refusal):
        return found
    stage: Stage | None = stage_of(visit, found.followed, found.seen) if found.followed is not None else None
    values: dict[str, Any] = {
        "card": found.card,
        "need": found.need,
        "stage": stage,
        "running": _is_running(found.followed),
        "word": found.said,
        "own": _is_own(found),
        "said": {
            "channel": "",
            "consent": "",
            "contact": "",
            "verdict": "",
            "words": "",
            "on": "",
            "remember": "",
            "note": "",
            **said,
        },
        "channels": CHANNELS,
        "beside": found.beside,
        "consents": SAID,
        "memory": bool(found.seen.market.memory),
        "longest": LONGEST,
        "errors": errors,
    }
    return Page("industry/pair.html", values, 422 if errors else 200)
