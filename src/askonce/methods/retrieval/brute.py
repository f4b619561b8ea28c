"""The engine that looks at every document: the oracle of the others, and the scorer of all pairs of a zone at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from askonce.methods.retrieval.documents import FIELDS, Document, Filter, Terms, View, analyse
from askonce.methods.retrieval.scoring import Statistics, ask, part, rank, saturated, statistics_of

Scores = NDArray[np.float32]
Places = NDArray[np.int64]
#: A term in so many pairs of query and document is multiplied as a whole column; a rarer one pair by pair.
_OFTEN: Final = 20_000
#: So many columns at once, so that memory stays small.
_COLUMNS: Final = 512


class Brute:
    """Documents in memory, all of them scored for every query."""

    def __init__(self) -> None:
        self._documents: dict[str, tuple[Terms, Document]] = {}

    def index(self, documents: Iterable[Document]) -> None:
        """Take documents in."""
        for document in documents:
            self._documents[document.name] = (analyse(document), document)

    def delete(self, names: Iterable[str]) -> None:
        """Forget documents."""
        for name in names:
            self._documents.pop(name, None)

    def candidates(self, query: Terms, filters: Sequence[Filter], k: int) -> Sequence[Terms]:
        """The `k` best of all that pass, by their score itself."""
        passing = [
            terms
            for terms, document in self._documents.values()
            if all(one.passes(document.facts) for one in filters)
        ]
        by_name = {terms.name: terms for terms in passing}
        ranked = rank(query, passing, self.snapshot(query))
        return [by_name[one.name] for one in ranked[:k] if one.score > 0]

    def snapshot(self, query: Terms) -> Statistics:  # noqa: ARG002 - it knows every term
        """The statistics of all that it holds."""
        return statistics_of(terms for terms, _ in self._documents.values())

    def words(self, beginning: str) -> Iterable[str]:
        """Its words that begin so."""
        held = statistics_of(terms for terms, _ in self._documents.values()).frequencies[View.WORDS]
        return [word for word in held if word.startswith(beginning)]


class AllPairs:
    """Documents turned into postings once, to score many queries against all of them.

    What words are worth is counted over these documents, or is that of the `statistics` of others.
    """

    def __init__(self, documents: Sequence[Terms], statistics: Statistics | None = None) -> None:
        self.names = tuple(one.name for one in documents)
        self.statistics = statistics or statistics_of(documents)
        self._postings = {view: _postings(view, documents, self.statistics.lengths) for view in View}

    def scores(self, queries: Sequence[Terms]) -> tuple[Scores, Scores]:
        """The score of each query (a row) for each document (a column), and what a whole fit of each query scores.

        Equal to `scoring.score` up to rounding to 24 bits; the fit is the smaller of 1 and a score by its row's whole.
        """
        asking: dict[tuple[View, str], tuple[list[int], list[float]]] = {}
        wholes = np.zeros(len(queries), np.float32)
        for row, query in enumerate(queries):
            asked = ask(query, self.statistics)
            wholes[row] = asked.whole
            for view, terms in asked.worth.items():
                for term, worth in terms.items():
                    if term in self._postings[view]:
                        rows, worths = asking.setdefault((view, term), ([], []))
                        rows.append(row)
                        worths.append(worth)
        return self._multiply(asking, len(queries)), wholes

    def _multiply(
        self, asking: Mapping[tuple[View, str], tuple[list[int], list[float]]], rows: int
    ) -> Scores:
        """Sum over terms of worth times amount: rare terms pair by pair, frequent ones as columns of a product."""
        found = np.zeros((rows, len(self.names)), np.float32)
        often: list[tuple[View, str]] = []
        for key, (asked_by, worths) in asking.items():
            places, amounts = self._postings[key[0]][key[1]]
            if len(asked_by) * len(places) >= _OFTEN:
                often.append(key)
            elif len(asked_by) == 1:
                found[asked_by[0], places] += np.float32(worths[0]) * amounts
            else:
                found[np.ix_(np.array(asked_by, np.int64), places)] += np.outer(
                    np.array(worths, np.float32), amounts
                )
        for start in range(0, len(often), _COLUMNS):
            keys = often[start : start + _COLUMNS]
            left = np.zeros((rows, len(keys)), np.float32)
            right = np.zeros((len(keys), len(self.names)), np.float32)
            for column, key in enumerate(keys):
                asked_by, worths = asking[key]
                left[asked_by, column] = worths
                places, amounts = self._postings[key[0]][key[1]]
                right[column, places] = amounts
            found += left @ right
        return found


def _postings(
    view: View, documents: Sequence[Terms], lengths: Sequence[float]
) -> dict[str, tuple[Places, Scores]]:
    """For each term of a view the places of the documents that have it, in their order, and what it counts in each."""
    terms: dict[str, int] = {}
    found: list[int] = []
    counts: list[float] = []
    sizes = []
    read = [(at, field, lengths[at]) for at, field in enumerate(FIELDS) if field.view is view]
    for document in documents:
        before = len(found)
        for at, field, mean in read:
            tokens = document.fields[at]
            if tokens:
                found += [terms.setdefault(token, len(terms)) for token in tokens]
                counts += [part(field, len(tokens), mean)] * len(tokens)
        sizes.append(len(found) - before)
    places = np.repeat(np.arange(len(documents)), sizes)
    pairs, at_pair = np.unique(
        np.array(found, np.int64) * max(1, len(documents)) + places, return_inverse=True
    )
    held, there = np.divmod(pairs, max(1, len(documents)))
    summed = np.zeros(len(pairs), np.float64)
    np.add.at(summed, at_pair, np.array(counts, np.float64))
    amounts = saturated(summed).astype(np.float32)
    ends = np.searchsorted(held, np.arange(len(terms) + 1)).tolist()
    return {
        term: (there[ends[at] : ends[at + 1]], amounts[ends[at] : ends[at + 1]]) for term, at in terms.items()
    }
