"""What neighbouring zones published: which of their firms make what, and how sure anybody here is of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

import msgspec

from askonce.apps.economy.listing import Listed
from askonce.apps.economy.ranking import ALIKE_DIGITS, ALIKE_WORDS

if TYPE_CHECKING:
    from askonce.methods.retrieval.brute import AllPairs

#: Of one zone no more makers are named for one product; how many there are is said.
MOST_MAKERS: Final = 10


class OutsideOffer(msgspec.Struct, frozen=True):
    """An offer that a firm of a neighbouring zone published: its words, the most telling first, its class, who makes it."""

    words: tuple[str, ...]
    classed: str
    maker: str


class Neighbour(msgspec.Struct, frozen=True, omit_defaults=True):
    """A neighbouring zone: how many offers of it are known, in which register, and of which day they are.

    `as_of` is none where it never told anything. `asked` is when it was asked last, and `failure` why it gave no answer then;
    `stale` says that what is known is older than its register calls fresh.
    """

    zone: str
    title: Mapping[str, str]
    register: str
    offers: int = 0
    as_of: date | None = None
    stale: bool = False
    asked: datetime | None = None
    failure: str = ""


class Maker(msgspec.Struct, frozen=True):
    """A firm of a neighbouring zone as it is called there, what it makes of a product in its own words, and how many offers that is."""

    name: str
    product: str
    offers: int


class Elsewhere(msgspec.Struct, frozen=True):
    """That firms of a neighbouring zone make something: how many firms and offers, who they are, where and of which day it stands."""

    zone: str
    firms: int
    offers: int
    makers: tuple[Maker, ...]
    register: str
    as_of: date | None


class Listing:
    """The offers of one zone, ready to be looked through; nothing leaves this house while that is done."""

    def __init__(self, offers: Iterable[OutsideOffer]) -> None:
        self.offers = tuple(offers)
        self._by_class: defaultdict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(self.offers):
            self._by_class[one.classed[:ALIKE_DIGITS]].append(at)

    def of_product(self, classed: str, needs: Sequence[Listed]) -> list[OutsideOffer]:
        """What is of the product that needs ask for: their class says so, or where one of both has none, half of their words."""
        unsure = range(len(self.offers)) if not classed else self._by_class.get("", ())
        found = set(self._by_class.get(classed[:ALIKE_DIGITS], ()) if classed else ())
        if unsure and needs:
            from askonce.apps.economy.fitting import Words  # NumPy, which is loaded with the first market

            words = Words()
            scores, wholes = self._pairs.scores([words.of(one) for one in needs])
            for row, whole in zip(scores, wholes, strict=True):
                found.update(at for at in unsure if whole > 0 and row[at] >= ALIKE_WORDS * whole)
        return [self.offers[at] for at in sorted(found)]

    def of_industry(self, industry: str, industry_of: Mapping[str, str]) -> list[OutsideOffer]:
        """What is of an industry by its class; `industry_of` has that of each class here."""
        return [one for one in self.offers if industry_of.get(one.classed) == industry]

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes that are there."""
        return frozenset(one.classed for one in self.offers if one.classed)

    @cached_property
    def _pairs(self) -> AllPairs:
        from askonce.methods.retrieval.brute import AllPairs
        from askonce.methods.retrieval.documents import Document, analyse

        return AllPairs(
            [analyse(Document("", one.words[0], " ".join(one.words[1:]), "", "")) for one in self.offers]
        )


class Abroad(msgspec.Struct, frozen=True):
    """A neighbouring zone with what is known of it."""

    neighbour: Neighbour
    listing: Listing

    def elsewhere(self, offers: Sequence[OutsideOffer]) -> Elsewhere | None:
        """What some of its offers come to; none where there are none."""
        if not offers:
            return None
        makers = tuple(_makers(offers))
        told = self.neighbour
        return Elsewhere(told.zone, len(makers), len(offers), makers[:MOST_MAKERS], told.register, told.as_of)


def _makers(offers: Sequence[OutsideOffer]) -> Iterator[Maker]:
    """Who makes them, those first who make most."""
    products: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in offers:
        products[one.maker][one.words[0]] += 1
    for name, said in sorted(products.items(), key=lambda one: (-one[1].total(), one[0])):
        yield Maker(name, min(said, key=lambda word: (-said[word], word)), said.total())
