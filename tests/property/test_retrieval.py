"""Every engine finds what the oracle finds and ranks as it ranks, whatever is indexed, replaced, deleted and asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.adapters.retrieval.fts5 import Fts5
from askonce.adapters.retrieval.tantivy import Tantivy
from askonce.methods.retrieval.brute import AllPairs, Brute
from askonce.methods.retrieval.documents import Document, Fact, Filter, analyse
from askonce.methods.retrieval.engine import Engine, search
from askonce.methods.retrieval.scoring import ask, fit, score
from askonce.methods.retrieval.vocabulary import vocabulary_of

NUMBERS = ("capacity",)
_WORDS = (
    "bolt", "bolts", "M12×1.75", "不锈钢", "螺栓", "PA66-GF30", "gear", "box", "not gear", "IATF 16949", "hexagon", "hxgn", "DVD-3800",
    '"', "* OR", "NEAR(a b)", "words : x", "^", "'", "\\", "\0", "\ud800", "()", "-", "été", "{title}:", "ⅷ", "ﬁtting",
)  # fmt: skip
_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=6).map(" ".join) | st.text(max_size=12)
_NAMES = st.sampled_from([f"offer-{number}" for number in range(12)])
_FACTS: st.SearchStrategy[dict[str, Fact]] = st.fixed_dictionaries(
    {},
    optional={
        "district": st.lists(st.sampled_from(["east", "west", "北"]), max_size=2, unique=True).map(tuple),
        "capacity": st.sampled_from([0.0, 10.0, 10.5, 50_000.0]),
    },
)
_DOCUMENTS = st.builds(
    Document, name=_NAMES, title=_TEXTS, text=_TEXTS, context=_TEXTS, part=_TEXTS, facts=_FACTS
)
_FILTERS = st.builds(
    Filter,
    fact=st.just("district"),
    values=st.sampled_from([("east",), ("west", "北"), ()]),
    unknown=st.booleans(),
) | st.builds(
    Filter,
    fact=st.just("capacity"),
    low=st.none() | st.sampled_from([0.0, 10.0]),
    high=st.none() | st.sampled_from([10.0, 50_000.0]),
    unknown=st.booleans(),
)


@contextmanager
def every_engine() -> Iterator[tuple[Engine, Sequence[Engine]]]:
    """The oracle, and the others."""
    fts5, tantivy = Fts5(), Tantivy(numbers=NUMBERS)
    try:
        yield Brute(), (fts5, tantivy)
    finally:
        fts5.close()
        tantivy.close()


@settings(max_examples=60)
@given(
    st.lists(_DOCUMENTS, max_size=12),
    st.lists(_DOCUMENTS, max_size=3),
    _DOCUMENTS,
    st.lists(_FILTERS, max_size=2),
)
def test_engines_find_and_rank_what_the_oracle_does(
    first: list[Document], later: list[Document], query: Document, filters: list[Filter]
) -> None:
    with every_engine() as (oracle, others):
        for engine in (oracle, *others):
            engine.index(first)
        wanted = search(oracle, query, filters, 50)
        for engine in others:
            assert search(engine, query, filters, 50) == wanted, type(engine)
        for engine in (oracle, *others):
            engine.index(later)
            engine.delete([one.name for one in first[:3]])
            engine.delete(["nobody"])
        wanted = search(oracle, query, filters, 50)
        fts5, tantivy = others
        assert search(fts5, query, filters, 50) == wanted
        assert {one.name for one in search(tantivy, query, filters, 50)} == {one.name for one in wanted}


@settings(max_examples=60)
@given(st.lists(_DOCUMENTS, max_size=12, unique_by=lambda one: one.name), st.lists(_DOCUMENTS, max_size=6))
def test_all_pairs_at_once_score_as_one_pair_does(documents: list[Document], queries: list[Document]) -> None:
    kept = [analyse(one) for one in documents]
    pairs = AllPairs(kept)
    vocabulary = vocabulary_of(pairs.statistics)
    asking = [vocabulary.widen(analyse(one)) for one in queries]
    scores, wholes = pairs.scores(asking)
    for row, query in enumerate(asking):
        asked = ask(query, pairs.statistics)
        assert wholes[row] == pytest.approx(asked.whole, rel=1e-5)
        for column, document in enumerate(kept):
            found = score(asked, document, pairs.statistics.lengths)
            assert scores[row, column] == pytest.approx(found.score, rel=1e-4, abs=1e-4)
            assert 0 <= found.fit <= 1
            assert found.fit == fit(found.score, asked.whole)
            assert sum(found.shares.values()) == pytest.approx(found.score)


def test_frequent_terms_score_as_rare_ones_do() -> None:
    """So many pairs share a word that it is multiplied as a column; the rest is added pair by pair."""
    kept = [analyse(Document(str(number), f"common word{number % 7} thing{number}")) for number in range(300)]
    queries = [analyse(Document("", f"common word{number % 5} thing{number}")) for number in range(120)]
    pairs = AllPairs(kept)
    scores, _ = pairs.scores(queries)
    slow = np.array(
        [
            [score(ask(query, pairs.statistics), one, pairs.statistics.lengths).score for one in kept]
            for query in queries
        ]
    )
    assert np.allclose(scores, slow, rtol=1e-4)


@given(_DOCUMENTS, st.lists(_DOCUMENTS, max_size=8, unique_by=lambda one: one.name), st.integers(0, 5))
def test_a_filter_never_lets_through_what_fails(query: Document, documents: list[Document], k: int) -> None:
    strict = [Filter("capacity", low=10.0, unknown=False), Filter("district", ("east",))]
    with every_engine() as (oracle, others):
        for engine in (oracle, *others):
            engine.index(documents)
            shown = search(engine, query, strict, k + 1)
            assert len(shown) <= k + 1
            for one in shown:
                facts = next(document.facts for document in documents if document.name == one.name)
                capacity, district = facts.get("capacity"), facts.get("district", ())
                assert isinstance(capacity, float)
                assert capacity >= 10.0
                assert not district or district == ("east",) or "east" in district  # type: ignore[operator]
