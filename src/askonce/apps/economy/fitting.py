"""How well every offer fits a need by words, class and memory, reckoned for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from askonce.apps.economy.listing import Listed, Remembered
from askonce.apps.economy.ranking import ALIKE_DIGITS, ALIKE_WORDS, PARTS, WEIGHTS, Scored, class_fit, scored
from askonce.methods.retrieval.brute import AllPairs
from askonce.methods.retrieval.documents import Document, analyse
from askonce.methods.retrieval.documents import Terms as Tokens
from askonce.methods.retrieval.scoring import statistics_of

Fits: TypeAlias = NDArray[np.float32]
Flags: TypeAlias = NDArray[np.bool_]
Ranks: TypeAlias = NDArray[np.int64]
#: Of the memory so many of the nearest needs are looked at.
NEAREST: Final = 8


#: What the words of an offer or a need are kept by: the same words are the same, whoever says them.
Said: TypeAlias = tuple[tuple[str, ...], str]


class Words:
    """The tokens of offers and needs, each text read once: the first says what it is, the others say more."""

    def __init__(self) -> None:
        self._kept: dict[Said, Tokens] = {}

    def of(self, listed: Listed) -> Tokens:
        """The tokens of an offer or a need."""
        said = (listed.words, listed.part)
        found = self._kept.get(said)
        if found is None:
            title, *rest = listed.words or ("",)
            found = self._kept[said] = analyse(Document("", title, " ".join(rest), "", listed.part))
        return found

    def only(self, listed: Iterable[Listed]) -> Words:
        """Those of these alone, so that what nobody says any more is forgotten."""
        kept = Words()
        wanted = {(one.words, one.part) for one in listed}
        kept._kept = {said: tokens for said, tokens in self._kept.items() if said in wanted}
        return kept


class Fitting:
    """The offers of a market, ready to be scored for needs.

    What words are worth is counted over the offers that are published, so that nothing that a firm keeps to itself
    changes what another is shown.
    """

    def __init__(self, offers: Sequence[Listed], words: Words, remembered: Sequence[Remembered]) -> None:
        self._offers = tuple(offers)
        self._tokens = words
        self._at = {one.id: place for place, one in enumerate(offers)}
        self._pairs = AllPairs(
            [words.of(one) for one in offers], statistics_of(words.of(one) for one in offers if one.published)
        )
        self._codes: dict[str, int] = {}
        self._classes = np.array(
            [self._codes.setdefault(one.classed, len(self._codes)) for one in offers], np.int64
        )
        self._words: dict[Said, Fits] = {}
        self._class_rows: dict[str, Fits] = {}
        self._memory = _Memory(remembered, self.fits)

    def prepare(self, needs: Sequence[Listed]) -> None:
        """Score the words of these needs at once."""
        missing = {said: one for one in needs if (said := (one.words, one.part)) not in self._words}
        if missing:
            queries = [self._tokens.of(one) for one in missing.values()]
            self._memory.prepare(missing)
            self._words.update(zip(missing, self.fits(queries), strict=True))

    def fits(self, queries: Sequence[Tokens]) -> Fits:
        """How well each offer (a column) fits the words of each query (a row), from 0 to 1."""
        return _shares(self._pairs, queries)

    def words(self, need: Listed) -> Fits:
        """How well each offer fits the words of a need."""
        said = (need.words, need.part)
        if said not in self._words:
            self.prepare([need])
        return self._words[said]

    def classes(self, need: Listed) -> Fits:
        """How far the class of each offer agrees with that of a need."""
        found = self._class_rows.get(need.classed)
        if found is None:
            each = np.array([class_fit(need.classed, code) for code in self._codes], np.float32)
            found = self._class_rows[need.classed] = each[self._classes]
        return found

    def scores(self, need: Listed) -> Ranks:
        """The score of each offer for a need, in thousandths."""
        total = self.words(need) * np.float32(WEIGHTS["words"])
        total += self.classes(need) * np.float32(WEIGHTS["class"])
        for name, values in zip(
            ("confirmed", "rejected"), self._memory.of((need.words, need.part)), strict=True
        ):
            if values is not None:
                total += values * np.float32(WEIGHTS[name])
        found: Ranks = np.rint(np.clip(total, 0.0, 1.0) * PARTS).astype(np.int64)
        return found

    def score(self, need: Listed, place: int) -> int:
        """The score of one offer for a need, in thousandths: reckoned as for all of them, in the same 24 bits."""
        total = self.words(need)[place] * np.float32(WEIGHTS["words"])
        total += self.classes(need)[place] * np.float32(WEIGHTS["class"])
        remembered = self._memory.at((need.words, need.part), place)
        for name, value in zip(("confirmed", "rejected"), remembered, strict=True):
            total += np.float32(value) * np.float32(WEIGHTS[name])
        return int(np.rint(np.clip(total, np.float32(0), np.float32(1)) * PARTS))

    def scored(self, need: Listed, offer: Listed) -> Scored:
        """The score of one pair with its shares."""
        place = self._at[offer.id]
        words, classed = self.words(need)[place], self.classes(need)[place]
        confirmed, rejected = self._memory.at((need.words, need.part), place)
        return scored(float(words), float(classed), confirmed, rejected)

    def alike(self, need: Listed) -> Flags:
        """Which offers are of the product that a need asks for, whatever its constraints say of them.

        Its class says so, or where one of the two has none, half of the words; or that such a match was confirmed.
        """
        codes = [
            bool(need.classed and code) and need.classed[:ALIKE_DIGITS] == code[:ALIKE_DIGITS]
            for code in self._codes
        ]
        unknown = [not (need.classed and code) for code in self._codes]
        by_class = np.array(codes, bool)[self._classes]
        by_words = np.array(unknown, bool)[self._classes] & (self.words(need) >= ALIKE_WORDS)
        found: Flags = by_class | by_words
        confirmed, _ = self._memory.of((need.words, need.part))
        return found if confirmed is None else found | (confirmed >= ALIKE_WORDS)


class _Memory:
    """What was confirmed and rejected: a need that is like one of then, and an offer that is like its offer."""

    def __init__(self, remembered: Sequence[Remembered], fits: Callable[[Sequence[Tokens]], Fits]) -> None:
        self._remembered = tuple(remembered)
        self._fits = fits
        self._needs = AllPairs(
            [analyse(Document(str(at), one.need)) for at, one in enumerate(self._remembered)]
        )
        self._rows: dict[int, Fits] = {}
        self._near: dict[Said, tuple[tuple[int, float], ...]] = {}

    def prepare(self, needs: Iterable[Said]) -> None:
        """Find what is nearest to each of these needs, by the text that says what it is, as the memory has it."""
        if not self._remembered:
            return
        queries = [analyse(Document("", "".join(words[:1]), "", "", part)) for words, part in needs]
        found = _shares(self._needs, queries)
        near: dict[Said, tuple[tuple[int, float], ...]] = {}
        for said, row in zip(needs, found, strict=True):
            nearest = np.argsort(-row, kind="stable")[:NEAREST]
            near[said] = tuple((int(at), float(row[at])) for at in nearest if row[at] > 0)
        missing = sorted({at for one in near.values() for at, _ in one} - self._rows.keys())
        rows = self._fits([analyse(Document(str(at), self._remembered[at].offer)) for at in missing])
        self._rows.update(zip(missing, rows, strict=True))
        self._near.update(near)

    def of(self, need: Said) -> tuple[Fits | None, Fits | None]:
        """For each offer how near it is to what was confirmed for such a need, and to what was rejected; none if nothing was."""
        confirmed = rejected = None
        for at, likeness in self._near.get(need, ()):
            row = self._rows[at] * np.float32(likeness)
            if self._remembered[at].confirmed:
                confirmed = row if confirmed is None else np.maximum(confirmed, row)
            else:
                rejected = row if rejected is None else np.maximum(rejected, row)
        return confirmed, rejected

    def at(self, need: Said, place: int) -> tuple[float, float]:
        """The same for one offer."""
        found = {True: 0.0, False: 0.0}
        for at, likeness in self._near.get(need, ()):
            said = self._remembered[at].confirmed
            found[said] = max(found[said], float(self._rows[at][place] * np.float32(likeness)))
        return found[True], found[False]


def _shares(pairs: AllPairs, queries: Sequence[Tokens]) -> Fits:
    """What each document scores beside the whole that each query asks for, at most 1."""
    scores, wholes = pairs.scores(queries)
    found: Fits = np.minimum(1, scores / np.where(wholes > 0, wholes, np.inf)[:, None]).astype(np.float32)
    return found
