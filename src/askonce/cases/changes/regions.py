"""Regions of a column: the stretches of values about which the tests of two tables answer alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from askonce.cases.wording.bilingual import OR, Text, both, join
from askonce.cases.wording.conditions import Bound, say_stretch
from askonce.cases.wording.values import say_known, say_value
from askonce.feel.check import Typed
from askonce.feel.rewrite import is_plain, literals
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, ChoiceType, MoneyType, Type
from askonce.feel.values import Money, Value

ONE = Decimal(1)
#: Stands for a rate that all tests of a column compare with; only what lies below, at and above it matters.
RATE = Decimal(1000)
ELSE = both("anything else", "其他")


class Region(msgspec.Struct, frozen=True):
    """Values about which all tests answer alike: a sample, its words, and the ends where values have an order."""

    sample: Value
    words: Text
    low: Value = None
    high: Value = None
    ordered: bool = False


class Column(msgspec.Struct, frozen=True):
    """A column cut into regions; `rate` is the parameter that its tests compare with, where they do."""

    name: str
    label: Text
    how: str
    regions: tuple[Region, ...]
    rate: str = ""
    rate_label: Text = {}

    def say(self, chosen: Iterable[int]) -> Text:
        """Some of the regions in words; neighbours that have an order are said as one stretch."""
        return join(self._runs(sorted(chosen)), OR)

    def _runs(self, chosen: Sequence[int]) -> Iterator[Text]:
        place = 0
        while place < len(chosen):
            end = place
            while (
                end + 1 < len(chosen)
                and chosen[end + 1] == chosen[end] + 1
                and self.regions[chosen[end]].ordered
                and self.regions[chosen[end + 1]].ordered
            ):
                end += 1
            first, last = self.regions[chosen[place]], self.regions[chosen[end]]
            yield self._stretch(first, last) if first.ordered else first.words
            place = end + 1

    def _stretch(self, first: Region, last: Region) -> Text:
        low = Bound(self._end(first.low), closed=_is_point(first)) if first.low is not None else None
        high = Bound(self._end(last.high), closed=_is_point(last)) if last.high is not None else None
        return say_stretch(self.how, low, high)

    def _end(self, value: Value) -> Text:
        return self.rate_label if self.rate else say_value(value)


def _is_point(region: Region) -> bool:
    return region.low is not None and region.low == region.high


def cut(
    name: str,
    label: Text,
    how: str,
    kind: Type,
    tests: Sequence[Typed],
    used: frozenset[str],
    rate_label: Text,
    labels: Mapping[str, Text],
) -> Column | None:
    """Cut a column where its tests change their answer; None where they do more than compare with constants.

    `used` are the parameters behind the names in the tests, with an empty one for a name that is none.
    """
    if not used and all(is_plain(test.tree) for test in tests):
        points = list(dict.fromkeys(point for test in tests for point in literals(test.tree)))
        regions = _regions(kind, points, labels)
        return None if regions is None else Column(name, label, how, tuple(regions))
    if len(used) != 1 or "" in used or any(literals(test.tree) or test.uses_age for test in tests):
        return None
    marker = rate_value(kind)
    regions = None if marker is None else _regions(kind, [marker], labels)
    return None if regions is None else Column(name, label, how, tuple(regions), next(iter(used)), rate_label)


def rate_value(kind: Type) -> Value:
    """The value that stands for a rate of a type, none where its type is not of numbers."""
    if kind in {NUMBER, INTEGER}:
        return RATE
    return Money(RATE, kind.currency or "XXX") if isinstance(kind, MoneyType) else None


def _regions(kind: Type, points: Sequence[Value], labels: Mapping[str, Text]) -> list[Region] | None:
    empty = [Region(None, say_value(None))] if None in points else []
    given = [point for point in points if point is not None]
    if isinstance(kind, ChoiceType):
        return [*(Region(option, say_known(option, labels)) for option in kind.options), *empty]
    if kind == BOOLEAN:
        return [*(Region(answer, say_value(answer)) for answer in (True, False)), *empty]
    if kind == TEXT and all(isinstance(point, str) for point in given):
        words = sorted(str(point) for point in given)
        other = "another" + "'" * len("".join(words))
        return [*(Region(word, say_known(word, labels)) for word in words), Region(other, ELSE), *empty]
    line = _line(kind, given)
    return None if line is None else [*line, *empty]


def _line(kind: Type, given: Sequence[Value]) -> list[Region] | None:
    if kind in {NUMBER, INTEGER}:
        numbers = {point for point in given if isinstance(point, Decimal)}
        return None if len(numbers) < len(given) else _cut_line(numbers, whole=kind == INTEGER)
    if isinstance(kind, MoneyType):
        amounts = {point.amount for point in given if isinstance(point, Money)}
        currencies = {point.currency for point in given if isinstance(point, Money)} | {kind.currency} - {
            None
        }
        if len(amounts) < len(given) or len(currencies) > 1:
            return None
        currency = next(iter(currencies), None) or "XXX"
        return [_as_money(region, currency) for region in _cut_line(amounts, whole=False)]
    if kind == DATE:
        days = {Decimal(point.toordinal()) for point in given if isinstance(point, date)}
        return None if len(days) < len(given) else [_as_day(one) for one in _cut_line(days, whole=True)]
    return None


def _cut_line(points: set[Decimal], *, whole: bool) -> list[Region]:
    """Each point, and each stretch before, between and behind; whole numbers leave nothing between neighbours."""
    if not points:
        return [Region(Decimal(738_000), {}, ordered=True)]
    ordered = sorted(points)
    regions = [Region(ordered[0] - ONE, {}, None, ordered[0], ordered=True)]
    for low, high in zip(ordered, [*ordered[1:], None], strict=True):
        regions.append(Region(low, {}, low, low, ordered=True))
        if high is None:
            regions.append(Region(low + ONE, {}, low, None, ordered=True))
        elif not whole:
            regions.append(Region((low + high) / 2, {}, low, high, ordered=True))
        elif high - low > ONE:
            regions.append(Region(low + ONE, {}, low, high, ordered=True))
    return regions


def _as_money(region: Region, currency: str) -> Region:
    def money(amount: Value) -> Value:
        return Money(amount, currency) if isinstance(amount, Decimal) else None

    return msgspec.structs.replace(
        region, sample=money(region.sample), low=money(region.low), high=money(region.high)
    )


def _as_day(region: Region) -> Region:
    def day(ordinal: Value) -> Value:
        return date.fromordinal(int(ordinal)) if isinstance(ordinal, Decimal) else None

    return msgspec.structs.replace(
        region, sample=day(region.sample), low=day(region.low), high=day(region.high)
    )
