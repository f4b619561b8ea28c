"""What officers say of proposed pairs: kept as text in the memory of the market, from which the ranking learns, and at the pair."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import msgspec

from askonce.adapters.identity.sealing import seal, unseal
from askonce.apps.economy.binding import BoundMarket
from askonce.apps.economy.concepts import ENDING_WORDS, LEARNT_ON
from askonce.apps.economy.listing import CONFIRMED, PAIR, REJECTED, Listed
from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.cases.wording.bilingual import both
from askonce.feel.values import Value
from askonce.ledger.entry import Entry
from askonce.registers.actor import Actor
from askonce.registers.ask import Ask
from askonce.registers.refusal import Refusal
from askonce.registers.store import Change

#: The room of the words on pairs, and the use of the key that seals them: by market, need and offer, under the pseudonyms of the office, sealed.
SAID: Final = "market-said"
#: The room of the pairs that were rejected last, by the same keys, so that they are found without being opened.
TURNED_DOWN: Final = "market-rejected"
_THERE: Final = b"1"
_MOST: Final = 10_000
_NO_MEMORY: Final = Refusal("no-such-thing", both("this market keeps no memory", "该市场不留存撮合记录"))
_NOTHING_SAID: Final = Refusal(
    "reason-needed", both("both sides have to say what it is about", "供需双方须写明产品")
)


class Word(msgspec.Struct, frozen=True):
    """What an officer said of a pair: whether it belongs together, why, who said so and when."""

    fits: bool
    words: str
    by: str
    at: datetime


def judge(
    house: House,
    journal: Journal,
    actor: Actor,
    market: BoundMarket,
    pair: tuple[Listed, Listed],
    words: str,
    *,
    fits: bool,
) -> Refusal | None:
    """Remember that the words of a need and of an offer belong together, or do not; no firm is named. Within a write job.

    `words` are the officer's own.
    """
    names = {name: read.steps[-1] for name, read in market.memory}
    model = market.market.memory
    register = model.register.id if model is not None and model.register is not None else ""
    if not register or not market.office:
        return _NO_MEMORY
    need, offer = ("".join(one.words[:1]) for one in pair)
    if not need or not offer:
        return _NOTHING_SAID
    verdict, office = CONFIRMED if fits else REJECTED, market.office
    today = house.local_day(journal.now)
    values: dict[str, Value] = {
        names["kind"]: PAIR,
        names["text"]: need,
        names["other"]: offer,
        names["verdict"]: verdict,
        **{one.steps[-1]: all(side.published for side in pair) for one in market.learnt_openly},
        **_more(house, register, today, words),
    }
    basis = market.market.basis.id if market.market.basis is not None else ""
    ask = Ask(market.purpose, basis, None, actor, office)
    # lessons are read in the order of their names, the last holds: one from a press and one from a case sort by age
    lesson = f"{journal.fresh('case')}/lesson"
    found = house.current.exchange.write(journal, ask, [Change(register, lesson, values, today)])
    if isinstance(found, Refusal):
        return found
    key = _key(house, market, pair[0].id, pair[1].id)
    said = msgspec.json.encode(Word(fits, words, actor.id, journal.now))
    journal.put(SAID, key, seal(house.keys, SAID, key, said))
    journal.put(TURNED_DOWN, key, None if fits else _THERE)
    what = {"do": f"pair {verdict}", "lesson": lesson}
    journal.record(Entry("act", journal.now, actor.name, None, office, None, market.purpose, basis, what))
    return None


def word_on(house: House, journal: Journal, market: BoundMarket, need: str, offer: str) -> Word | None:
    """The last word of an officer on a pair; none where nobody said one."""
    key = _key(house, market, need, offer)
    kept = journal.get(SAID, key)
    raw = unseal(house.keys, SAID, key, kept) if kept is not None else None
    return msgspec.json.decode(raw, type=Word) if raw is not None else None


def turned_down(house: House, journal: Journal, market: BoundMarket) -> frozenset[tuple[str, str]]:
    """The pairs of needs and offers that an officer rejected last."""
    office = market.office
    found = set()
    for key in journal.keys(TURNED_DOWN, f"{market.id}/", limit=_MOST):
        _, need, offer = key.split("/", 2)
        found.add((house.keys.subject(office, need), house.keys.subject(office, offer)))
    return frozenset(found)


def _key(house: House, market: BoundMarket, need: str, offer: str) -> str:
    office = market.office
    return f"{market.id}/{house.keys.of(office, need)}/{house.keys.of(office, offer)}"


def _more(house: House, register: str, today: date, words: str) -> dict[str, Value]:
    """The day and the words, where the register holds such."""
    said: dict[str, Value] = {LEARNT_ON: today, ENDING_WORDS: words}
    attributes = house.current.bound["register"][register].attributes
    return {
        name: said[one.concept.id]
        for name, one in attributes.items()
        if one.concept is not None and said.get(one.concept.id)
    }
