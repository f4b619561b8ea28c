"""Which counts of a table may be shown, so that no small group of people can be told from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

#: A cell of fewer people than this is not shown.
LEAST: Final = 10
Named = TypeVar("Named")


def show(counts: Sequence[int], least: int = LEAST) -> tuple[int | None, ...]:
    """The counts that may be shown, None in the place of the others.

    Whoever knows the total can take what is shown from it. So what is hidden must hold `least` people together,
    and so be of two cells at least: else the smallest of the others is hidden too.

    >>> show([120, 45, 3]), show([120, 5, 2]), show([50, 60])
    ((120, None, None), (None, None, None), (50, 60))
    """
    rising = sorted((place for place, count in enumerate(counts) if count), key=lambda place: counts[place])
    hidden = {place for place in rising if counts[place] < least}
    for place in rising:
        if not hidden or sum(counts[one] for one in hidden) >= least:
            break
        hidden.add(place)
    return tuple(None if place in hidden else count for place, count in enumerate(counts))


def named(cells: Sequence[tuple[Named, int]]) -> tuple[tuple[Named, int], ...]:
    """The cells that may be named at all, each with its count: the name of a small one tells of somebody.

    >>> named([("granted", 120), ("refused", 45), ("fined 7,311 CNY", 1)])
    (('granted', 120),)
    """
    shown = show([count for _, count in cells])
    return tuple((name, count) for (name, _), count in zip(cells, shown, strict=True) if count)
