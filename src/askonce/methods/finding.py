"""Finds short texts by words that may be misspelt, in languages with spaces and in Chinese."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD: Final = re.compile(r"[^\W_]+")
_HAN: Final = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
#: How like a word must be to be taken for another: one slip in four letters.
_LIKE: Final = 0.7
#: A word that begins another says nearly as much as it.
_BEGINS: Final = 0.92
_SHORTEST_BEGINNING: Final = 3
#: How much of what was asked must be found in a text.
_ENOUGH: Final = 0.45
#: One wrong sign of Chinese is up to three tokens that nothing has: together they count as about one.
_ONE_SLIP: Final = 0.3
_MOST_CHARACTERS: Final = 200
_MOST_TOKENS: Final = 24


class Text(msgspec.Struct, frozen=True):
    """A text of a thing, and how much a word in it counts: 1 in a title, less in what only surrounds it."""

    text: str
    weight: float = 1.0


class Found(msgspec.Struct, frozen=True):
    """A thing that was found, and how well it fits, up to 1."""

    name: str
    fit: float


def tokens(text: str) -> list[str]:
    """The words of a text; of Chinese each sign and each two that stand together.

    >>> tokens("Meal for the ELDERLY, 老年餐")
    ['meal', 'for', 'the', 'elderly', '老', '年', '餐', '老年', '年餐']
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    found: list[str] = _WORD.findall(_HAN.sub(" ", plain))
    for run in re.findall(rf"{_HAN.pattern}+", plain):
        found += [*run, *(a + b for a, b in pairwise(run))]
    return found


class Finder:
    """Things under their texts; made once, asked often."""

    def __init__(self, things: Mapping[str, Iterable[Text]]) -> None:
        self._names = tuple(things)
        self._where: dict[str, dict[int, float]] = {}
        for number, texts in enumerate(things.values()):
            for one in texts:
                for token in tokens(one.text):
                    kept = self._where.setdefault(token, {})
                    kept[number] = max(kept.get(number, 0.0), one.weight)
        self._words: Sequence[str] = [token for token in self._where if not _HAN.match(token)]

    def find(self, query: str, limit: int = 20) -> tuple[Found, ...]:
        """What fits a query best, the best first; things that fit alike stay in their order."""
        asked = list(dict.fromkeys(tokens(query[:_MOST_CHARACTERS])))[:_MOST_TOKENS]
        if not asked:
            return ()
        scores = [0.0] * len(self._names)
        whole = 0.0
        for token in asked:
            alike = self._alike(token)
            rarity = self._rarity(alike) * (1.0 if alike or not _HAN.match(token) else _ONE_SLIP)
            whole += rarity
            best: dict[int, float] = {}
            for known, likeness in alike.items():
                for number, weight in self._where[known].items():
                    best[number] = max(best.get(number, 0.0), likeness * weight)
            for number, part in best.items():
                scores[number] += rarity * part
        ranked = sorted(range(len(scores)), key=lambda number: -scores[number])
        return tuple(
            Found(self._names[number], scores[number] / whole)
            for number in ranked[:limit]
            if scores[number] / whole >= _ENOUGH
        )

    def _alike(self, token: str) -> dict[str, float]:
        """The known tokens that a token may mean, and how like they are."""
        found = {token: 1.0} if token in self._where else {}
        if _HAN.match(token):
            return found
        for known, likeness, _ in process.extract(
            token, self._words, scorer=OSA.normalized_similarity, score_cutoff=_LIKE, limit=8
        ):
            found[known] = max(found.get(known, 0.0), likeness)
        if len(token) >= _SHORTEST_BEGINNING:
            for known in self._words:
                if known.startswith(token):
                    found[known] = max(found.get(known, 0.0), _BEGINS)
        return found

    def _rarity(self, alike: Mapping[str, float]) -> float:
        """What a token tells: the fewer things have it, the more; one that nothing has counts against all."""
        having = {number for known in alike for number in self._where[known]}
        return math.log(1 + len(self._names) / (1 + len(having)))
