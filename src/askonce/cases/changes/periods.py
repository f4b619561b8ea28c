"""Periods laid beside one another: which text of two timelines holds when, and how a period is said."""

from collections.abc import Hashable, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

import msgspec

from askonce.cases.wording.bilingual import EMPTY, Text, both, fill
from askonce.cases.wording.values import say_date

K = TypeVar("K", bound=Hashable)
ONE_DAY = timedelta(days=1)


class Stretch(msgspec.Struct, frozen=True):
    """A run of days, both ends within; without an end it is open there."""

    first: date | None
    last: date | None


class Segment(msgspec.Struct, frozen=True):
    """A run of days on which the same text of each timeline holds, by place; None where it has none."""

    days: Stretch
    old: int | None
    new: int | None


def line_up(olds: Sequence[Stretch], news: Sequence[Stretch]) -> list[Segment]:
    """Cut time wherever a text of either timeline begins or ends.

    >>> until = Stretch(None, date(2025, 12, 31))
    >>> [(one.old, one.new) for one in line_up([Stretch(None, None)], [until])]
    [(0, 0), (0, None)]
    """
    cuts: set[date] = set()
    for one in (*olds, *news):
        if one.first is not None and one.first > date.min:
            cuts.add(one.first)
        if one.last is not None and one.last < date.max:
            cuts.add(one.last + ONE_DAY)
    starts: list[date | None] = [None, *sorted(cuts)]
    ends: list[date | None] = [*(cut - ONE_DAY for cut in sorted(cuts)), None]
    return [
        Segment(Stretch(first, last), _holding(olds, first), _holding(news, first))
        for first, last in zip(starts, ends, strict=True)
    ]


def _holding(texts: Sequence[Stretch], day: date | None) -> int | None:
    """The text that holds on a day, the one begun last where several do; no day is before all others."""
    holding = [place for place, text in enumerate(texts) if _covers(text, day)]
    return max(holding, key=lambda place: (texts[place].first or date.min, place), default=None)


def _covers(text: Stretch, day: date | None) -> bool:
    if day is None:
        return text.first is None or text.first == date.min
    return (text.first is None or text.first <= day) and (text.last is None or day <= text.last)


def runs(said: Sequence[tuple[Stretch, frozenset[K]]]) -> Iterator[tuple[K, Stretch]]:
    """For each thing said of adjoining stretches, the longest runs over which it is said."""
    open_since: dict[K, date | None] = {}
    last: date | None = None
    for days, things in said:
        for thing in [one for one in open_since if one not in things]:
            yield thing, Stretch(open_since.pop(thing), last)
        for thing in things:
            open_since.setdefault(thing, days.first)
        last = days.last
    for thing, first in open_since.items():
        yield thing, Stretch(first, last)


def say_days(days: Stretch) -> Text:
    """A period in words, empty where it is all time.

    >>> say_days(Stretch(date(2027, 1, 1), None))
    {'en': 'from 1 January 2027', 'zh': '2027年1月1日起'}
    """
    if days.first is None and days.last is None:
        return EMPTY
    if days.last is None:
        return fill(both("from {first}", "{first}起"), first=say_date(days.first))
    if days.first is None:
        return fill(both("until {last}", "至{last}止"), last=say_date(days.last))
    return fill(
        both("from {first} to {last}", "{first}至{last}"),
        first=say_date(days.first),
        last=say_date(days.last),
    )
