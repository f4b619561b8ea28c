"""What stands in a market: offers and needs of firms as plain values, each with where they come from."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from askonce.feel.values import Money, Value
from askonce.registers.fact import NOT_ASKED, Fact

NO_FACTS: Final[Mapping[str, Fact]] = MappingProxyType({})
CONFIRMED: Final = "confirmed"
REJECTED: Final = "rejected"
PAIR: Final = "pair"


class Place(NamedTuple):
    """Where a firm is, in metres on the grid of its market."""

    easting: Decimal
    northing: Decimal


class Listed(msgspec.Struct, frozen=True, dict=True):
    """An offer or a need.

    `id` and `firm` are subjects, `firm` empty where none is known. `facts` has every datum that constraints, price and
    allocation read, by its path in full; what is not there was never looked at.
    """

    id: str
    firm: str
    words: tuple[str, ...]
    part: str = ""
    classed: str = ""
    until: date | None = None
    published: bool = True
    place: Place | None = None
    facts: Mapping[str, Fact] = NO_FACTS

    def fact(self, path: str) -> Fact:
        """What is known of a path."""
        return self.facts.get(path, NOT_ASKED)

    @cached_property
    def known(self) -> Mapping[str, Value]:
        """The values that are known, by path: they are read far more often than their sources."""
        return {path: fact.value for path, fact in self.facts.items() if fact.is_settled}

    def value(self, path: str) -> Value:
        """The value of a path, null where there is none."""
        return self.known.get(path)

    def number(self, path: str) -> Decimal | None:
        """The value of a path that is a number."""
        value = self.value(path)
        return value if isinstance(value, Decimal) else None

    def money(self, path: str) -> Money | None:
        """The value of a path that is an amount of money."""
        value = self.value(path)
        return value if isinstance(value, Money) else None

    @cached_property
    def said(self) -> str:
        """All its words as one text."""
        return " ".join(one for one in self.words if one)

    def stands(self, day: date) -> bool:
        """Whether it still stands on a day."""
        return self.until is None or day <= self.until


class Remembered(msgspec.Struct, frozen=True):
    """What an officer confirmed or rejected: words of a need and of an offer; `public` where others knew both then."""

    need: str
    offer: str
    confirmed: bool
    public: bool
