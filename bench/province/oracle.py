"""One process that invents the same offers again and scores each that passes, to see what a search missed.

`python -m bench.province.oracle OFFERS < SAMPLE`, where the sample is what `bench.province.child` printed of it.
"""

from __future__ import annotations

import heapq
import json
import sys
from collections.abc import Sequence
from statistics import mean
from typing import Any, Final

import msgspec

from askonce.methods.retrieval.documents import Document, Filter, Terms, analyse
from askonce.methods.retrieval.scoring import Statistics, ask, score
from bench.province.offers import Invented

SEED: Final = 6
TEN: Final = 10
#: Scores are compared up to the rounding of sums.
_NEARLY: Final = 1e-9


class Asked(msgspec.Struct, frozen=True):
    """What was asked, as it was read and widened; its constraints; the statistics; and the ten best with their scores."""

    asked: Terms
    filters: tuple[Filter, ...]
    statistics: Statistics
    ten: tuple[tuple[str, float], ...]


def main(arguments: Sequence[str]) -> None:
    """Print what was found as one line of JSON."""
    sample = msgspec.json.decode(sys.stdin.buffer.read(), type=tuple[Asked, ...])
    print(json.dumps(judged(int(arguments[0]), sample)))


def judged(offers: int, sample: Sequence[Asked]) -> dict[str, Any]:
    """Of the ten best of all that pass the share that was shown, and how many were shown that fail a constraint."""
    ready = [ask(one.asked, one.statistics) for one in sample]
    shown = {name for one in sample for name, _ in one.ten}
    facts: dict[str, Document] = {}
    best: list[list[float]] = [[] for _ in sample]
    passed = 0
    for offer in Invented(SEED).offers(offers):
        if offer.name in shown:
            facts[offer.name] = offer
        asking = [place for place, one in enumerate(sample) if _passes(one.filters, offer)]
        terms = analyse(offer) if asking else None
        for place in asking:
            passed += 1
            one = score(ready[place], terms, sample[place].statistics.lengths).score if terms else 0.0
            if one > 0:
                (heapq.heappush if len(best[place]) < TEN else heapq.heappushpop)(best[place], one)
    recall = [_recall(one.ten, heap) for one, heap in zip(sample, best, strict=True) if heap]
    wrong = [name for one in sample for name, _ in one.ten if not _passes(one.filters, facts[name])]
    return {
        "recall_at_10": mean(recall),
        "least_recall": min(recall),
        "violating": len(wrong),
        "passed": passed / len(sample),
    }


def _passes(filters: Sequence[Filter], offer: Document) -> bool:
    return all(one.passes(offer.facts) for one in filters)


def _recall(ten: Sequence[tuple[str, float]], best: Sequence[float]) -> float:
    """The share of the best scores that is reached by what was shown; those that score alike stand for each other."""
    least = min(best) * (1 - _NEARLY)
    return min(1.0, sum(one >= least for _, one in ten) / len(best))


if __name__ == "__main__":
    main(sys.argv[1:])
