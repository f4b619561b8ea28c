"""Ranks candidates by BM25F over words, character grams and part numbers, with the statistics of the whole corpus.

After S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.5: counts are
weighed by their field and by its length before they saturate. Every engine's candidates are ranked here, so that
engines differ in cost alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from askonce.methods.retrieval.documents import FIELDS, Field, Terms, View

#: One amount, or many at once.
Amount = TypeVar("Amount", float, NDArray[np.float64])
#: How soon a repeated word stops telling more, and how much a long text is held against its words.
SATURATION: Final = 1.2
LENGTH: Final = 0.5
#: What a view counts beside words. Part numbers are rare and mean what they say.
VIEWS: Final[Mapping[View, float]] = {View.WORDS: 1.0, View.GRAMS: 1.0, View.PARTS: 2.0}


class Statistics(msgspec.Struct, frozen=True):
    """What a corpus says of its terms: how many documents, the mean length of each field, how many hold a term."""

    count: int
    lengths: tuple[float, ...]
    frequencies: Mapping[View, Mapping[str, int]]

    def rarity(self, view: View, term: str) -> float:
        """What a term tells: the fewer documents have it, the more; one that none has tells most."""
        having = self.frequencies[view].get(term, 0)
        return math.log(1 + (self.count - having + 0.5) / (having + 0.5))


class Ranked(msgspec.Struct, frozen=True):
    """A candidate with its score, the share of each view in it, and how well it fits, from 0 to 1.

    Scores compare candidates of one query; `fit` is the score beside that of a document which holds every word of the
    query once.
    """

    name: str
    score: float
    fit: float
    shares: Mapping[View, float]


class Asked(msgspec.Struct, frozen=True):
    """A query, ready to score: for each view its terms that the corpus knows, with what each is worth."""

    worth: Mapping[View, Mapping[str, float]]
    whole: float


def ask(query: Terms, statistics: Statistics) -> Asked:
    """What each term of a query is worth in a corpus; one that no document has is a part of the whole alone."""
    worth = {
        view: {
            term: share * weight * statistics.rarity(view, term)
            for term, weight in query.weights(view).items()
        }
        for view, share in VIEWS.items()
    }
    whole = sum(sum(terms.values()) for terms in worth.values())
    known = {
        view: {term: value for term, value in terms.items() if statistics.frequencies[view].get(term)}
        for view, terms in worth.items()
    }
    return Asked(known, whole)


def statistics_of(documents: Iterable[Terms]) -> Statistics:
    """The statistics of documents, counted one by one."""
    count, totals = 0, [0] * len(FIELDS)
    frequencies: dict[View, dict[str, int]] = {view: {} for view in View}
    for document in documents:
        count += 1
        held: dict[View, set[str]] = {view: set() for view in View}
        for place, (field, terms) in enumerate(zip(FIELDS, document.fields, strict=True)):
            totals[place] += len(terms)
            held[field.view].update(terms)
        for view, terms_held in held.items():
            kept = frequencies[view]
            for term in terms_held:
                kept[term] = kept.get(term, 0) + 1
    return Statistics(count, tuple(total / count if count else 0.0 for total in totals), frequencies)


def part(field: Field, length: int, mean: float) -> float:
    """What one token of a field counts, where the field is so long and its mean in the corpus so."""
    return field.weight / (1 - LENGTH + LENGTH * length / mean) if mean else field.weight


def saturated(amount: Amount) -> Amount:
    """What an amount of a term counts: 1 for one of middling length, never more than 2.2."""
    return amount * (SATURATION + 1) / (amount + SATURATION)


def score(asked: Asked, document: Terms, lengths: Sequence[float]) -> Ranked:
    """One document's score for a query."""
    held: dict[View, dict[str, float]] = {view: {} for view in View}
    for field, terms, mean in zip(FIELDS, document.fields, lengths, strict=True):
        worth, kept = asked.worth[field.view], held[field.view]
        asked_for = [term for term in terms if term in worth]
        if asked_for:
            counted = part(field, len(terms), mean)
            for term in asked_for:
                kept[term] = kept.get(term, 0.0) + counted
    shares = {
        view: math.fsum(asked.worth[view][term] * saturated(amount) for term, amount in amounts.items())
        for view, amounts in held.items()
    }
    total = math.fsum(shares.values())
    return Ranked(document.name, total, fit(total, asked.whole), shares)


def fit(total: float, whole: float) -> float:
    """A score beside the whole that was asked, at most 1."""
    return min(1.0, total / whole) if whole else 0.0


def rank(query: Terms, candidates: Iterable[Terms], statistics: Statistics) -> list[Ranked]:
    """The candidates by falling score; those that score alike by their names, so that every engine gives one order."""
    asked = ask(query, statistics)
    found = [score(asked, one, statistics.lengths) for one in candidates]
    return sorted(found, key=lambda one: (-one.score, one.name))
