"""From free text to the code of a class, by the labels of classes and by confirmed cases, saying nothing where it would guess.

A text is compared with every label and with every text that an officer has confirmed a code for. How sure a guess is, is
not thought out but counted: each confirmed case is classified as if it were not known, and what share of guesses that
scored so high was right is the confidence of a new one.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from askonce.methods.retrieval.brute import AllPairs
from askonce.methods.retrieval.documents import Document, Terms, analyse
from askonce.methods.retrieval.vocabulary import Vocabulary, vocabulary_of

Floats = NDArray[np.float32]

#: The nearest confirmed cases speak for a class, the nearer the more.
_NEIGHBOURS: Final = 8
_NEARNESS: Final = 2.0
#: What a neighbour says for the classes beside its own, under the same heading.
_BESIDE: Final = 0.15
#: What a label may say beside a confirmed case that is as near: the one with which most confirmed cases come out right, the
#: first where none is confirmed. Labels of customs headings tell much, those of branches of industry little.
_LABEL_SAYS: Final = (1.0, 0.25, 0.5, 2.0, 4.0)
#: How many guesses are compared, and what is added so that five low ones leave nobody sure.
_COMPARED: Final = 5
_LITTLE: Final = 0.1
#: Fewer confirmed cases show nothing of how often guesses are right.
_FEWEST_CASES: Final = 30
#: One-sided 99 %, since the lowest of many leads is taken: at 95 % two of sixteen random
#: halves with 500 cases fell below a stated .9, at 99 % none (one of the sixteen below a stated .8).
_SURE: Final = 2.326
_BATCH: Final = 500


class Label(msgspec.Struct, frozen=True):
    """A class: its code, what it is called in every language, the words of the headings above, and their codes, nearest first."""

    code: str
    text: str
    context: str = ""
    above: tuple[str, ...] = ()


class Case(msgspec.Struct, frozen=True):
    """A text for which somebody confirmed a code."""

    text: str
    code: str


class Guess(msgspec.Struct, frozen=True):
    """A class that a text may belong to.

    `confidence` is the share of guesses with such a score that were right, None where too few cases are confirmed to say.
    `because` are the confirmed texts that speak for it, the nearest first.
    """

    code: str
    score: float
    confidence: float | None
    because: tuple[str, ...] = ()


class Classifier:
    """Labels and confirmed cases, made once and asked often."""

    def __init__(self, labels: Sequence[Label], cases: Sequence[Case]) -> None:
        self._codes = sorted({label.code for label in labels} | {case.code for case in cases})
        place = {code: number for number, code in enumerate(self._codes)}
        self._cases = cases
        self._label_place = np.array([place[label.code] for label in labels], np.int64)
        self._case_place = np.array([place[case.code] for case in cases], np.int64)
        self._labels = _Corpus([Document(label.code, label.text, context=label.context) for label in labels])
        self._known = _Corpus([Document(str(number), case.text) for number, case in enumerate(cases)])
        above = {label.code: label.above[:1] for label in labels}
        headings = {
            heading: number for number, heading in enumerate(sorted({h for hs in above.values() for h in hs}))
        }
        self._heading = np.array(
            [headings[above[code][0]] if above.get(code) else -1 for code in self._codes], np.int64
        )
        self._counted: list[tuple[float, bool]] = []
        self._label_says = _LABEL_SAYS[0]
        if len(cases) >= _FEWEST_CASES:
            self._count()

    def classify(self, texts: Sequence[str]) -> list[tuple[Guess, ...]]:
        """For each text the five classes that it may most likely belong to, the likeliest first."""
        found: list[tuple[Guess, ...]] = []
        for start in range(0, len(texts), _BATCH):
            some = [analyse(Document("", text)) for text in texts[start : start + _BATCH]]
            near = self._known.fits(some)
            scores = self._with_labels(self._said_by_cases(near), self._labels.fits(some), self._label_says)
            found += [self._guesses(*row) for row in zip(scores, near, strict=True)]
        return found

    def decide(self, text: str, precision: float) -> Guess | None:
        """The class of a text, where of the guesses that scored so high at least this share was right; else None."""
        guesses = self.classify([text])[0]
        return guesses[0] if guesses and lead(guesses) >= self.threshold(precision) else None

    def threshold(self, precision: float) -> float:
        """The lowest lead at and above which guesses are right so often, with a probability of 99 %; else infinity."""
        rights, lowest = 0, float("inf")
        for number, (height, right) in enumerate(self._counted, 1):
            rights += right
            last_of_its_height = number == len(self._counted) or self._counted[number][0] < height
            if number >= _FEWEST_CASES and last_of_its_height and _at_least(rights, number) >= precision:
                lowest = height
        return lowest

    def _count(self) -> None:
        """Classify each confirmed case as if it were not known, and keep what labels say best and how often that is right."""
        counted: dict[float, list[tuple[float, bool]]] = {says: [] for says in _LABEL_SAYS}
        for start in range(0, len(self._cases), _BATCH):
            some = self._known.terms[start : start + _BATCH]
            near = self._known.fits(some)
            near[np.arange(len(some)), np.arange(start, start + len(some))] = 0.0
            said, labelled = self._said_by_cases(near), self._labels.fits(some)
            own = self._case_place[start : start + len(some)]
            for says, outcomes in counted.items():
                outcomes.extend(_outcomes(self._with_labels(said, labelled, says), own))
        self._label_says = max(counted, key=lambda says: sum(right for _, right in counted[says]))
        self._counted = sorted(counted[self._label_says], reverse=True)

    def _with_labels(self, said: Floats, label_fits: Floats, says: float) -> Floats:
        """The score of each class (a column) for each text (a row)."""
        scores = said.copy()
        scores[:, self._label_place] += np.float32(says) * label_fits
        return scores

    def _said_by_cases(self, near: Floats) -> Floats:
        """What the nearest confirmed cases say for each class."""
        scores = np.zeros((len(near), len(self._codes)), np.float32)
        kept = min(_NEIGHBOURS, near.shape[1])
        if kept:
            rows = np.arange(len(near))[:, None]
            nearest = np.argpartition(-near, kept - 1, axis=1)[:, :kept]
            says = near[rows, nearest] ** _NEARNESS
            classes = self._case_place[nearest]
            np.add.at(scores, (rows, classes), says)
            self._say_beside(scores, self._heading[classes], says)
        return scores

    def _say_beside(self, scores: Floats, headings: NDArray[np.int64], says: Floats) -> None:
        """Neighbours speak for the classes beside theirs too, but less."""
        if not self._heading.size or self._heading.max() < 0:
            return
        heard = np.zeros((len(scores), int(self._heading.max()) + 2), np.float32)
        np.add.at(heard, (np.arange(len(scores))[:, None], headings), says)
        heard[:, -1] = 0.0  # classes without a heading
        scores += _BESIDE * heard[:, self._heading]

    def _guesses(self, scores: Floats, near: Floats) -> tuple[Guess, ...]:
        best = [place for place in np.argsort(-scores, kind="stable")[:_COMPARED] if scores[place] > 0]
        if not best:
            return ()
        heights = [float(scores[place]) for place in best]
        sure = self._confidence(_lead(heights))
        return tuple(
            Guess(self._codes[place], height, sure if number == 0 else None, self._because(int(place), near))
            for number, (place, height) in enumerate(zip(best, heights, strict=True))
        )

    def _because(self, place: int, near: Floats) -> tuple[str, ...]:
        own = [number for number in np.flatnonzero(self._case_place == place) if near[number] > 0]
        nearest = sorted(own, key=lambda number: -float(near[number]))[:2]
        return tuple(self._cases[int(number)].text for number in nearest)

    def _confidence(self, height: float) -> float | None:
        """The share that was right of the confirmed cases with the nearest leads, as many above as below."""
        if len(self._counted) < _FEWEST_CASES:
            return None
        place = bisect_left(self._counted, -height, key=lambda one: -one[0])
        half = max(_FEWEST_CASES, len(self._counted) // 10) // 2
        first = max(0, min(place - half, len(self._counted) - 2 * half))
        some = self._counted[first : first + 2 * half]
        return sum(right for _, right in some) / len(some)


class _Corpus:
    """Texts to compare with, and how well others fit them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.terms = [analyse(document) for document in documents]
        self._pairs = AllPairs(self.terms)
        self._vocabulary: Vocabulary = vocabulary_of(self._pairs.statistics)

    def fits(self, queries: Sequence[Terms]) -> Floats:
        """How well each query (a row) fits each text (a column), from 0 to 1."""
        scores, wholes = self._pairs.scores([self._vocabulary.widen(query) for query in queries])
        found: Floats = np.minimum(scores / np.maximum(wholes, 1e-9)[:, None], 1.0)
        return found


def _outcomes(scores: Floats, own: NDArray[np.int64]) -> list[tuple[float, bool]]:
    """For each row the lead of its best class, and whether that is its own."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :_COMPARED]
    return [
        (_lead([float(scores[row, place]) for place in places]), bool(places[0] == own[row]))
        for row, places in enumerate(best)
    ]


def lead(guesses: Sequence[Guess]) -> float:
    """How much of what is said for the best five classes is said for the first."""
    return _lead([guess.score for guess in guesses])


def _lead(heights: Sequence[float]) -> float:
    """The first of the five best beside all five, from 0 to 1, lower where all are low.

    Of seven measures this one let most be answered at the same precision (industry classes, 500 confirmed: .21 of the texts
    at .9; the first less the second: .16; the first alone: .09).
    """
    return heights[0] / (sum(heights[:_COMPARED]) + _LITTLE) if heights else 0.0


def _at_least(rights: int, total: int) -> float:
    """What share is right with a probability of 99 %, where so many of a sample were.

    The lower end of E. B. Wilson's interval (1927), which holds for shares near 1 as well.

    >>> round(_at_least(50, 50), 3), round(_at_least(45, 50), 3)
    (0.902, 0.759)
    """
    share, square = rights / total, _SURE**2
    middle = share + square / (2 * total)
    spread = _SURE * math.sqrt((share * (1 - share) + square / (4 * total)) / total)
    return (middle - spread) / (1 + square / total)
