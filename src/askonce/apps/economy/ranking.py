"""Ranks what fits: a fixed sum of a few features, each of which shows its share."""

from collections.abc import Mapping
from typing import Final

import msgspec

#: What each feature counts. They hold for every market; none is tuned to data.
WEIGHTS: Final[Mapping[str, float]] = {"words": 0.5, "class": 0.3, "confirmed": 0.2, "rejected": -0.5}
#: Codes that agree so far are of one product; digits as in the Harmonized System.
ALIKE_DIGITS: Final = 6
#: Where a class is unknown, an offer is of the product that a need asks for if it says half of it.
ALIKE_WORDS: Final = 0.5
#: Scores are compared in thousandths: what differs by less is settled by the way between the firms.
PARTS: Final = 1000


class Share(msgspec.Struct, frozen=True):
    """What a feature adds: its value from 0 to 1, and the part of the score that comes of it."""

    feature: str
    value: float
    part: float


class Scored(msgspec.Struct, frozen=True):
    """A score from 0 to 1 with the shares that make it."""

    score: float
    shares: tuple[Share, ...]


def scored(words: float, classed: float, confirmed: float, rejected: float) -> Scored:
    """The score of a pair by its features, each from 0 to 1; what was rejected takes away.

    >>> scored(0.5, 1.0, 0.0, 0.0).score
    0.55
    """
    values = {"words": words, "class": classed, "confirmed": confirmed, "rejected": rejected}
    shares = tuple(
        Share(name, round(value, 4), round(WEIGHTS[name] * value, 4))
        for name, value in values.items()
        if value
    )
    return Scored(round(min(1.0, max(0.0, sum(share.part for share in shares))), 4), shares)


def class_fit(asked: str, offered: str) -> float:
    """How far two class codes agree from their beginning, from 0 to 1; 0 where one is unknown.

    >>> class_fit("481910", "481920"), class_fit("481910", "48191000"), class_fit("", "481910")
    (0.6666666666666666, 1.0, 0.0)
    """
    depth = 0
    for one, other in zip(asked, offered, strict=False):
        if one != other:
            break
        depth += 1
    shorter = min(len(asked), len(offered))
    # codes are read in steps of two digits: a heading that agrees in one digit more agrees in nothing
    depth -= depth % 2 if depth < shorter else 0
    return depth / shorter if shorter else 0.0
