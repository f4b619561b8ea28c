"""What an engine does for retrieval: it keeps documents and finds candidates, and leaves ranking to `scoring`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from askonce.methods.retrieval.documents import Document, Filter, Terms, View, analyse
from askonce.methods.retrieval.scoring import Ranked, Statistics, ask, rank
from askonce.methods.retrieval.vocabulary import Vocabulary

#: However common its words are, a query is searched for so many of them.
_LEAST_TERMS: Final = 6


class Engine(Protocol):
    """Keeps documents under their names, and finds those that share terms with a query."""

    def index(self, documents: Iterable[Document]) -> None:
        """Take documents in; one whose name is known takes the place of the older. They are found at once."""

    def delete(self, names: Iterable[str]) -> None:
        """Forget documents; a name that is not known is no fault."""

    def candidates(self, query: Terms, filters: Sequence[Filter], k: int) -> Sequence[Terms]:
        """At most `k` documents that pass every filter and share a term with the query, the likeliest ones."""

    def snapshot(self, query: Terms) -> Statistics:
        """The statistics of the corpus at this moment, for the terms of a query at least."""

    def words(self, beginning: str) -> Iterable[str]:
        """The words of the corpus that begin so."""


def search(
    engine: Engine,
    query: Document,
    filters: Sequence[Filter] = (),
    k: int = 200,
    vocabulary: Vocabulary | None = None,
) -> list[Ranked]:
    """The documents that fit a query best, whichever engine finds them.

    A caller who asks often keeps a `Vocabulary(engine.words)` until much was indexed, and hands it in.
    """
    asked = (vocabulary or Vocabulary(engine.words)).widen(analyse(query))
    return rank(asked, engine.candidates(asked, filters, k), engine.snapshot(asked))


def telling(query: Terms, statistics: Statistics, postings: int) -> dict[View, list[str]]:
    """The terms of a query that a search can afford: the most telling first, until so many postings would be read.

    A corpus that is small enough is searched for all of them, and then every engine finds what the oracle finds.
    """
    asked = ask(query, statistics).worth
    by_worth = sorted(
        ((-worth, view, term) for view, terms in asked.items() for term, worth in terms.items()),
    )
    chosen: dict[View, list[str]] = {view: [] for view in View}
    left = postings
    for number, (_, view, term) in enumerate(by_worth):
        left -= statistics.frequencies[view][term]
        if left < 0 and number >= _LEAST_TERMS:
            break
        chosen[view].append(term)
    return chosen
