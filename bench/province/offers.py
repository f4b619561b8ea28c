"""Invented offers and needs by the million: words by a steep law of frequency, part numbers, and facts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from askonce.methods.retrieval.documents import Document, Filter

_THINGS: Final = (
    "gearbox housing", "wheel hub", "wiring harness", "corrugated box", "deep groove ball bearing", "hex bolt", "circuit breaker",
    "bamboo board", "cotton yarn", "brake disc", "injection moulded cover", "terminal block", "oil seal", "roller chain",
    "coil spring", "pressure sensor", "stamped bracket", "rubber bush", "water pump", "servo motor", "变速箱壳体", "轮毂", "线束",
    "瓦楞纸箱", "深沟球轴承", "六角螺栓", "断路器", "竹板", "棉纱", "制动盘", "注塑外壳", "接线端子", "油封", "滚子链", "压力传感器",
)  # fmt: skip
_KINDS: Final = (
    "aluminium", "cast iron", "stainless steel", "galvanised", "forged", "die-cast", "nylon", "PA66-GF30", "sealed", "precision",
    "heavy duty", "miniature", "waterproof", "high temperature", "custom", "不锈钢", "铝合金", "精密", "防水", "耐高温", "镀锌", "铸铁",
)  # fmt: skip
_STANDARDS: Final = (
    "IATF 16949",
    "ISO 9001",
    "GB/T 307.1",
    "QC/T 413",
    "UL 94",
    "ISO 14001",
    "GB/T 6543",
    "EN 10204",
)
_SYLLABLES: Final = (
    "ka",
    "lo",
    "mi",
    "ren",
    "to",
    "sha",
    "vi",
    "dor",
    "pel",
    "nu",
    "gra",
    "zen",
    "fi",
    "bro",
    "tas",
    "qui",
)
#: Words of trade names and branches beyond the few above: fifty thousand, the most frequent a hundred times the rarest.
_OTHER_WORDS: Final = 50_000
DISTRICTS: Final = tuple(f"district-{number}" for number in range(40))
CAPACITIES: Final = (1_000, 5_000, 20_000, 50_000, 200_000)


#: What is asked, and the hard constraints that it has.
Need = tuple[Document, tuple[Filter, ...]]


class Invented:
    """Offers in the order of their numbers, and needs for them; a seed in, values out."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - which words, not secrets
        self._asking = random.Random(seed + 1)  # noqa: S311 - as above; who invents the offers again has the same needs
        self._others = [
            "".join(self._chance.choices(_SYLLABLES, k=self._chance.randint(2, 4)))
            for _ in range(_OTHER_WORDS)
        ]
        self._law = list(accumulate(1 / (place + 20) ** 0.7 for place in range(_OTHER_WORDS)))

    def offers(self, count: int, first: int = 0) -> Iterator[Document]:
        """So many offers, numbered from the first."""
        return (self._offer(number) for number in range(first, first + count))

    def _offer(self, number: int) -> Document:
        chance = self._chance
        facts: dict[str, tuple[str, ...] | float] = {
            "district": (chance.choice(DISTRICTS),),
            "standard": tuple(chance.sample(_STANDARDS, 2)),
        }
        if number % 10:  # one in ten says nothing of its capacity
            facts["capacity"] = float(chance.choice(CAPACITIES))
        return Document(f"offer-{number}", _title(chance), self._text(chance), part=self._part(), facts=facts)

    def need(self) -> Need:
        """A need, and its hard constraints: one of five districts, a certificate, a capacity."""
        chance = self._asking
        filters = (
            Filter("district", tuple(chance.sample(DISTRICTS, 5))),
            Filter("standard", (chance.choice(_STANDARDS),)),
            Filter("capacity", low=float(chance.choice(CAPACITIES[:3]))),
        )
        return Document("need", _title(chance), self._text(chance)), filters

    def need_of(self, offer: Document) -> Need:
        """A need that an offer fits: it says the same thing and three of the five other words, and asks for what it has."""
        chance = self._asking
        words = offer.text.split(" ")[:5]
        facts = offer.facts
        districts = facts["district"], tuple(chance.sample(DISTRICTS, 4))
        filters = (
            Filter(
                "district", tuple(str(one) for some in districts if isinstance(some, tuple) for one in some)
            ),
            Filter("standard", facts["standard"] if isinstance(facts["standard"], tuple) else ()),
            *(Filter("capacity", low=one) for one in (facts.get("capacity"),) if isinstance(one, float)),
        )
        return Document("need", offer.title, " ".join(chance.sample(words, 3))), filters

    def _text(self, chance: random.Random) -> str:
        others = chance.choices(self._others, cum_weights=self._law, k=5)
        return f"{' '.join(others)} {chance.choice(_STANDARDS)}"

    def _part(self) -> str:
        return f"{self._chance.choice(self._others)[:3].upper()}-{self._chance.randrange(10_000_000)}"


def _title(chance: random.Random) -> str:
    return f"{chance.choice(_KINDS)} {chance.choice(_THINGS)} M{chance.choice((6, 8, 10, 12))}×{chance.choice((1, 1.25, 1.75))}"
