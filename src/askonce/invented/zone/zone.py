"""The development zone whole: its firms, offers and needs, and the pairs that tests look for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from askonce.feel.values import Money, Value
from askonce.invented.chance import Chance
from askonce.invented.zone.courses import PastMatch, chosen
from askonce.invented.zone.firms import BUYER, CAST, COACH, HARNESS, MAKER, Firm, found
from askonce.invented.zone.goods import Goods, goods
from askonce.invented.zone.neighbour import Published, published_there
from askonce.invented.zone.trading import Entry, Pair, needs, offers

FIRMS: Final = 1000
#: Fewer than these make no market, however small the county is.
LEAST_FIRMS: Final = 60
_PEOPLE_A_FIRM: Final = 5
#: The boxes that a gearbox works buys far away, and those that are made two streets off.
BOXES_SOUGHT, BOXES_MADE = "n-boxes", "o-boxes"
#: The harness of a coach works, and the maker behind its fence.
HARNESS_SOUGHT, HARNESS_MADE = "n-harness", "o-harness"


class Lesson(msgspec.Struct, frozen=True):
    """What the office learnt: words and other words, or words and a class, that belong together or do not."""

    id: str
    kind: str
    text: str
    other: str
    verdict: str
    on: date


class Zone(msgspec.Struct, frozen=True):
    """A zone on a day. `pairs` are needs with an offer that is known to fit: no register holds them.

    `outside` is what firms of the zone in the next county published, `followed` the matches that a demonstration has had.
    """

    on: date
    firms: tuple[Firm, ...]
    offers: tuple[Entry, ...]
    needs: tuple[Entry, ...]
    lessons: tuple[Lesson, ...]
    pairs: tuple[Pair, ...]
    outside: tuple[Published, ...] = ()
    followed: tuple[PastMatch, ...] = ()

    @property
    def told(self) -> frozenset[str]:
        """The firms of which a story is told: they are there before all others."""
        matched = (firm for one in self.followed for firm in (one.buyer, one.maker))
        return frozenset((*(name for name, *_ in CAST), *matched))


def firms_for(people: int) -> int:
    """How many firms the zone of a county has, by the people of the county.

    >>> firms_for(300), firms_for(20_000)
    (60, 1000)
    """
    return max(LEAST_FIRMS, min(FIRMS, people // _PEOPLE_A_FIRM))


def zone(seed: int, on: date, firms: int = FIRMS) -> Zone:
    """The zone of a seed, a day and a number of firms; the same arguments give the same zone everywhere."""
    kinds = goods()
    there = found(firms, on, Chance(seed, "zone", "firms"))
    made = offers(there, kinds, on, Chance(seed, "zone", "offers"))
    sought, pairs = needs(there, kinds, made, on, Chance(seed, "zone", "needs"))
    offered, wanted, known = _story(on)
    every = (*offered, *(one.entry for one in made))
    pairs = [*known, *pairs]
    wanted = (*wanted, *sought)
    return Zone(
        on,
        tuple(there),
        every,
        wanted,
        tuple(_lessons(kinds, on, Chance(seed, "zone", "lessons"))),
        tuple(pairs),
        published_there(kinds, Chance(seed, "zone", "beside")),
        chosen(on, wanted, every, [(one.need, one.offer) for one in pairs]),
    )


def _story(on: date) -> tuple[Sequence[Entry], Sequence[Entry], Sequence[Pair]]:
    """Two needs that went far away for years, and what neighbours make: 60,000 boxes a month at 3.40 are 2.4 million a year."""
    here: dict[str, Value] = {
        "published": True,
        "confirmed-on": on - timedelta(days=9),
        "needed-until": on + timedelta(days=365),
    }
    boxes_made: Mapping[str, Value] = {
        "product": "五层瓦楞纸箱",
        "product-text": "重型瓦楞纸箱，规格40厘米，材质A5B，可印刷，自备运输",
        "product-class": "481910",
        "part-number": "TX-5A40",
        "dimension": Decimal(400),
        "material": "A5B",
        "unit": "piece",
        "lead-time": Decimal(5),
        "minimum-order": Decimal(500),
        "capacity": Decimal(400_000),
        "unit-price": _yuan("2.85"),
        "published": True,
        "confirmed-on": on - timedelta(days=21),
    }
    boxes_sought: Mapping[str, Value] = {
        "product": "Export packaging for gearboxes",
        "product-text": "cardboard outer case for one gearbox, 400 mm, A5B board, printed; 变速箱外包装",
        "product-class": "481910",
        "dimension": Decimal(400),
        "deviation": Decimal(4),
        "material": "A5B",
        "unit": "piece",
        "lead-time": Decimal(10),
        "wanted-volume": Decimal(60_000),
        "price-paid": _yuan("3.40"),
        "price-limit": _yuan("3.20"),
        "bought-from": "苏州",
        "bought-distance": Decimal(420),
        **here,
    }
    harness_made: Mapping[str, Value] = {
        "product": "汽车线束",
        "product-text": "新能源客车低压线束，24伏，交联聚乙烯，长1.8米",
        "product-class": "854430",
        "part-number": "LJ-2418-C3",
        "dimension": Decimal(1800),
        "material": "XLPE",
        "voltage": Decimal(24),
        "unit": "set",
        "lead-time": Decimal(12),
        "minimum-order": Decimal(50),
        "capacity": Decimal(9_000),
        "unit-price": _yuan("286"),
        "published": True,
        "confirmed-on": on - timedelta(days=40),
    }
    harness_sought: Mapping[str, Value] = {
        "product": "Cable loom for battery coach",
        "product-text": "low-voltage loom, 24 V DC, XLPE insulation, 1.8 m; drawing LJ2418C3 on request",
        "product-class": "854430",
        "dimension": Decimal(1800),
        "deviation": Decimal(15),
        "material": "XLPE",
        "voltage": Decimal(24),
        "unit": "set",
        "lead-time": Decimal(20),
        "wanted-volume": Decimal(420),
        "price-paid": _yuan("352"),
        "price-limit": _yuan("340"),
        "bought-from": "Shenzhen",
        "bought-distance": Decimal(1180),
        **here,
    }
    return (
        (
            Entry(BOXES_MADE, MAKER, "481910", boxes_made),
            Entry(HARNESS_MADE, HARNESS, "854430", harness_made),
        ),
        (
            Entry(BOXES_SOUGHT, BUYER, "481910", boxes_sought),
            Entry(HARNESS_SOUGHT, COACH, "854430", harness_sought),
        ),
        (
            Pair(BOXES_SOUGHT, BOXES_MADE, "other language"),
            Pair(HARNESS_SOUGHT, HARNESS_MADE, "other language"),
        ),
    )


def _yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def _lessons(kinds: Sequence[Goods], on: date, chance: Chance) -> list[Lesson]:
    """What officers confirmed and rejected before: of each kind of goods a class for its words, of some a pair."""
    made: list[Lesson] = []

    def learn(kind: str, text: str, other: str, verdict: str) -> None:
        day = on - timedelta(days=chance.between(10, 500))
        made.append(Lesson(f"l-{len(made):04}", kind, text, other, verdict, day))

    for one in kinds:
        names = (*one.english, *one.chinese)
        if chance.happens(0.6):
            learn("code", chance.pick(names), one.code, "confirmed")
        if chance.happens(0.3):
            learn("pair", chance.pick(one.english), chance.pick(one.chinese), "confirmed")
        if chance.happens(0.2):
            learn("pair", chance.pick(names), chance.pick(chance.pick(kinds).chinese), "rejected")
    return made
