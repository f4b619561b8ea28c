"""The words of a corpus, and which of them a word that it does not know may stand for: short forms and slips."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

from askonce.methods.retrieval.documents import Terms, View
from askonce.methods.retrieval.scoring import Statistics

#: What a word that may be meant counts beside one that was written. At .6 and .4 the gain is the same within .002.
_MEANT: Final = 0.6
_MOST: Final = 4
_LIKE: Final = 0.75
_SHORTEST: Final = 2
_LONGEST: Final = 24
_VOWELS: Final = re.compile("[aeiouy]")
#: English endings without their vowels: -ed, -ing, -ated, -ation, -ized, -er, -ment, -able, -ness, -ive, -ance and the like.
_ENDINGS: Final = re.compile("[tzsf]?[dnrs]|[tzs]?ng|mnt|bl|nss|nc|v|c|l|t")
_LONGEST_ENDING: Final = 3
_SHORTEST_BASE: Final = 3
_ENOUGH: Final = 0.6
_MOST_KEPT: Final = 20_000


class Vocabulary:
    """The words of a corpus, asked for by their first letter; what a word may stand for is kept once it was looked up."""

    def __init__(self, beginning: Callable[[str], Iterable[str]]) -> None:
        self._ask = beginning
        self._beginning: dict[str, _Alike] = {}
        self._found: dict[str, dict[str, float]] = {}

    def widen(self, query: Terms) -> Terms:
        """A query with the words that its unknown ones may stand for: `mnmntl` for monumental, `fiber` for fibre.

        Schedule B, which is full of short forms: .650 -> .665 NDCG@10; product pairs unchanged.
        """
        near: dict[str, float] = {}
        for word, weight in msgspec.structs.replace(query, near={}).weights(View.WORDS).items():
            for meant, likeness in self._meant(word).items():
                near[meant] = max(near.get(meant, 0.0), weight * likeness)
        return msgspec.structs.replace(query, near=near)

    def _meant(self, word: str) -> dict[str, float]:
        """Known words that a word may stand for, with what they count; none for a word that is known."""
        if not (_is_plain(word) and _SHORTEST <= len(word) <= _LONGEST):
            return {}
        kept = self._found.get(word)
        if kept is None:
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            kept = self._found[word] = self._look(word)
        return kept

    def _alike(self, letter: str) -> _Alike:
        alike = self._beginning.get(letter)
        if alike is None:
            words = sorted(set(filter(_is_plain, self._ask(letter))))
            skeletons: dict[str, list[str]] = {}
            for word in words:
                skeletons.setdefault(_skeleton(word), []).append(word)
            alike = self._beginning[letter] = _Alike(words, frozenset(words), "\n".join(words), skeletons)
        return alike

    def _look(self, word: str) -> dict[str, float]:
        alike = self._alike(word[0])
        if word in alike.known:
            return {}
        longer = _longer(word).findall(alike.lines)
        fits = {known: fit for known in longer if (fit := _shortened(word, known)) >= _ENOUGH}
        for base in _bases(word):
            for known in alike.skeletons.get(_skeleton(base), ()):
                if (fit := _shortened(base, known)) >= _ENOUGH:
                    fits[known] = max(fits.get(known, 0.0), fit)
        for known, likeness, _ in process.extract(
            word, alike.words, scorer=OSA.normalized_similarity, score_cutoff=_LIKE, limit=_MOST
        ):
            fits[known] = max(fits.get(known, 0.0), likeness)
        best = sorted(fits, key=lambda known: (-fits[known], known))[:_MOST]
        return {known: _MEANT * min(1.0, fits[known] / fits[best[0]]) for known in best}


class _Alike(NamedTuple):
    """The words of one first letter: in order, as a set, a line each, and by what is left of them without vowels."""

    words: list[str]
    known: frozenset[str]
    lines: str
    skeletons: dict[str, list[str]]


def _skeleton(word: str) -> str:
    """The first letter of a word and its consonants behind."""
    return word[:1] + _VOWELS.sub("", word[1:])


def _bases(short: str) -> Iterator[str]:
    """A short form without what may be short for an ending, since a corpus has stems: `crrg` of `crrgtd`, corrugated."""
    for cut in range(1, _LONGEST_ENDING + 1):
        if len(short) - cut >= _SHORTEST_BASE and _ENDINGS.fullmatch(short[-cut:]):
            yield short[:-cut]


def _longer(short: str) -> re.Pattern[str]:
    """The lines that hold the letters of a word in their order and one more; up to each letter there is but one way."""
    return re.compile("^" + "".join(f"[^{letter}\n]*{letter}" for letter in short) + ".*$", re.MULTILINE)


def vocabulary_of(statistics: Statistics) -> Vocabulary:
    """The vocabulary of a corpus whose statistics hold every word."""
    by_letter: dict[str, list[str]] = {}
    for word in statistics.frequencies[View.WORDS]:
        by_letter.setdefault(word[0], []).append(word)
    return Vocabulary(lambda letter: by_letter.get(letter, ()))


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _shortened(short: str, long: str) -> float:
    """How well a word may be short for another that holds its letters in their order: better as its beginning or consonants.

    >>> _shortened("blchd", "bleached") > _shortened("blchd", "bloodchilled") > _shortened("blchd", "b")
    True
    """
    if len(short) >= len(long):
        return 0.0
    fit = len(short) / len(long)
    if long.startswith(short):
        fit += 0.5
    if _VOWELS.sub("", long[1:]).startswith(short[1:]):
        fit += 0.5
    return fit
