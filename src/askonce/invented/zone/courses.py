"""Matches that a demonstration has had: which need with which offer, how far each came, and where some stand still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from askonce.feel.values import Money
from askonce.invented.zone.firms import BUYER, CAST, MAKER
from askonce.invented.zone.trading import Entry

#: How a match ends, by the words of the choice that a pack has for it.
PRODUCED, TOO_DEAR = "in_production", "price"
_MONTHS: Final = 12


class Course(msgspec.Struct, frozen=True):
    """How a match goes: so many days before today it begins, the days that it spends in each stage, and how it ends.

    A stage with no days is the one in which it still is; `asks` says that nobody has answered for the maker yet.
    """

    name: str
    begins: int
    stages: tuple[tuple[str, int | None], ...]
    ends: str = ""
    asks: bool = False


class PastMatch(msgspec.Struct, frozen=True):
    """A course with its need, its offer and whose they are; `orders` and `saved` are what it brings in a year."""

    course: Course
    need: str
    offer: str
    buyer: str
    maker: str
    orders: Money
    saved: Money


#: From the oldest to the youngest: one ended well, one for its price; two stand still; the others go on.
COURSES: Final = (
    Course(
        "produced",
        112,
        (
            ("introduction", 3), ("specifications", 9), ("sample", 24), ("factory_audit", 16), ("small_batch", 33),
            ("mass_production", 11),
        ),
        PRODUCED,
    ),
    Course("too dear", 84, (("introduction", 2), ("specifications", 8), ("sample", 26)), TOO_DEAR),
    Course(
        "in series",
        81,
        (("introduction", 3), ("specifications", 10), ("sample", 22), ("small_batch", 38), ("mass_production", None)),
    ),
    Course("no sample", 60, (("introduction", 3), ("specifications", 9), ("sample", None))),
    Course("no drawing", 47, (("introduction", 4), ("specifications", None))),
    Course("on the road", 44, (("introduction", 2), ("specifications", 7), ("sample", 19), ("road_test", None))),
    Course("drawings", 9, (("introduction", 3), ("specifications", None))),
    Course("asked", 2, (("introduction", None),), asks=True),
)  # fmt: skip


def chosen(
    on: date, needs: Sequence[Entry], offers: Sequence[Entry], pairs: Sequence[tuple[str, str]]
) -> tuple[PastMatch, ...]:
    """A pair for each course out of those that are known to fit: entered by then, of firms that are in no other course.

    The youngest is about what the maker of the story makes, so that whoever signs in for it finds itself asked.
    """
    return tuple(_chosen(on, {one.id: one for one in needs}, {one.id: one for one in offers}, pairs))


def _chosen(
    on: date, needs: Mapping[str, Entry], offers: Mapping[str, Entry], pairs: Sequence[tuple[str, str]]
) -> Iterator[PastMatch]:
    known = [(needs[need], offers[offer]) for need, offer in pairs]
    makes = [one for one in offers.values() if one.firm == MAKER]
    alike = [(one, offer) for offer in makes for one in needs.values() if one.code == offer.code]
    theirs = [*(pair for pair in known if pair[1].firm == MAKER), *alike]
    busy = {name for name, *_ in CAST} - {BUYER}
    for course in COURSES:
        begun = on - timedelta(days=course.begins)
        found = _first(theirs, begun, {BUYER}) if course.asks else _first(known, begun, busy)
        if found is not None:
            need, offer = found
            busy |= {need.firm, offer.firm}
            yield PastMatch(course, need.id, offer.id, need.firm, offer.firm, *_brings(need, offer))


def _first(
    pairs: Iterable[tuple[Entry, Entry]], begun: date, busy: AbstractSet[str]
) -> tuple[Entry, Entry] | None:
    """The first pair that was there by then, of firms that are in nothing else."""
    return next((pair for pair in pairs if _may(pair, begun) and not busy & {one.firm for one in pair}), None)


def _may(pair: tuple[Entry, Entry], begun: date) -> bool:
    """Whether both had been entered and published by then, and something is saved as far as one can tell."""
    there = all(
        one.values.get("published") is True
        and isinstance(day := one.values["confirmed-on"], date)
        and day < begun
        for one in pair
    )
    return there and _brings(*pair)[1].amount >= 0


def _brings(need: Entry, offer: Entry) -> tuple[Money, Money]:
    """What is ordered and what is saved in a year, nothing where a number is not known."""
    volume, paid, price = (
        need.values.get("wanted-volume"),
        need.values.get("price-paid"),
        offer.values.get("unit-price"),
    )
    if not (isinstance(volume, Decimal) and isinstance(paid, Money) and isinstance(price, Money)):
        return Money(Decimal(0), "CNY"), Money(Decimal(0), "CNY")
    year = volume * _MONTHS
    orders, saved = (
        Money(round(year * one, 0), price.currency) for one in (price.amount, paid.amount - price.amount)
    )
    return orders, saved
