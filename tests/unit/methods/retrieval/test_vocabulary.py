"""Which words of a corpus a word stands for that the corpus does not know."""

from __future__ import annotations

import pytest

from askonce.methods.retrieval.documents import Document, analyse
from askonce.methods.retrieval.scoring import statistics_of
from askonce.methods.retrieval.vocabulary import Vocabulary, vocabulary_of

CORPUS = (
    "corrugated paper and carriage bolts", "bleached cotton, monumental stone", "galvanized tubes", "machining of housings", "carrot",
)  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return vocabulary_of(statistics_of(analyse(Document(str(at), text)) for at, text in enumerate(CORPUS)))


def near(vocabulary: Vocabulary, word: str) -> list[str]:
    found = vocabulary.widen(analyse(Document("", word))).near
    return sorted(found, key=lambda known: -found[known])


@pytest.mark.parametrize(
    ("short", "meant"),
    [
        ("crrgtd", "corrug"),  # the ending is short too, and the corpus holds stems
        ("blchd", "bleach"),
        ("mnmntl", "monument"),
        ("mchnng", "machin"),
        ("ppr", "paper"),
        ("coton", "cotton"),
    ],
)
def test_a_short_form_meets_the_stem_of_its_word(vocabulary: Vocabulary, short: str, meant: str) -> None:
    assert near(vocabulary, short)[:1] == [meant]


@pytest.mark.parametrize("word", ["corrugated", "xyzd", "crd", "d", "纸箱", "td"])
def test_what_is_known_or_like_nothing_stands_for_itself(vocabulary: Vocabulary, word: str) -> None:
    assert near(vocabulary, word) == []
