"""Chance that follows from words: the same words give the same draws, on every machine and in every process."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import accumulate
from random import Random  # noqa: TID251 - seeded with words that the caller hands in; nothing is left to chance
from statistics import NormalDist
from typing import Final, Generic, TypeVar

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)

_NORMAL: Final = NormalDist()
_LEAST: Final = 1e-12


class Chance:
    """A stream of draws. Only `random()` is used, the one draw that Python promises never to change.

    >>> Chance(1, "names").below(100) == Chance(1, "names").below(100)
    True
    """

    __slots__ = ("draw",)

    def __init__(self, *words: object) -> None:
        # Text is hashed by SHA-512 before it seeds, so the hash seed of the process does not matter.
        self.draw: Callable[[], float] = Random(" ".join(map(str, words))).random  # noqa: S311 - no secret

    def below(self, count: int) -> int:
        """A whole number from 0 to before another."""
        return int(self.draw() * count)

    def between(self, low: int, high: int) -> int:
        """A whole number from one to another, both included."""
        return low + int(self.draw() * (high - low + 1))

    def happens(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.draw() < share

    def pick(self, items: Sequence[T]) -> T:
        """One of several."""
        return items[int(self.draw() * len(items))]

    def count(self, mean: float) -> int:
        """A whole number with this mean, next to it."""
        return int(mean + self.draw())

    def normal(self, mean: float, deviation: float) -> float:
        """A number that is normally distributed."""
        return mean + deviation * _NORMAL.inv_cdf(max(_LEAST, self.draw()))

    def log_normal(self, median: float, deviation: float) -> float:
        """A number whose logarithm is normally distributed."""
        return median * math.exp(self.normal(0, deviation))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The same items in another order."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = int(self.draw() * (last + 1))
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed


class Shares(Generic[H]):
    """Things with shares, of which a draw picks one.

    >>> Shares({"a": 1, "b": 3}).at(0.25)
    'b'
    """

    def __init__(self, shares: Mapping[H, float]) -> None:
        self.items = tuple(shares)
        self._ends = list(accumulate(shares.values()))

    def at(self, draw: float) -> H:
        """What stands at a draw from 0 to before 1."""
        return self.items[min(bisect_right(self._ends, draw * self._ends[-1]), len(self.items) - 1)]
