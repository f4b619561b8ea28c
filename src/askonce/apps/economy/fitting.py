"""How well every offer fits a need by words, class and memory, reckoned for all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from askonce.apps.economy.listing import Listed, Remembered
from askonce.apps.economy.marking import ALL, Some
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


class Asked(NamedTuple):
    """What needs say, each text and each class once.

    `texts` and `classes` are those that differ, `text_at` and `class_at` which of them each need has. `near` and `likeness`
    are, for each text, the remembered needs that are like it and how much, 0 where there are fewer.
    """

    texts: tuple[Said, ...]
    text_at: Ranks
    classes: tuple[str, ...]
    class_at: Ranks
    near: Ranks
    likeness: Fits


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

    What words are worth is counted over the offers that are published, and for whoever is no officer only those lessons
    count that were public: so nothing that a firm keeps to itself changes what another is shown.
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
        self._alike: dict[str, tuple[Flags, Flags | None]] = {}
        self._memory = _Memory(remembered, self._pairs)
        public = [one for one in remembered if one.public]
        self._public = self._memory if len(public) == len(remembered) else _Memory(public, self._pairs)
        self._remembered = remembered

    def renewed(self, offers: Sequence[Listed], words: Words, remembered: Sequence[Remembered]) -> Fitting:
        """The same for other offers: this one where what is read here of them stayed as it was."""
        before, after = (tuple(map(_read, some)) for some in (self._offers, offers))
        if before == after and self._remembered == remembered:
            return self
        return Fitting(offers, words, remembered)

    def prepare(self, needs: Sequence[Listed], *, officer: bool = True) -> None:
        """Score the words of these needs at once, and find the lessons that count for officers, or for firms."""
        said = {(one.words, one.part): one for one in needs}
        self._lessons(officer=officer).prepare(said)
        missing = {one: need for one, need in said.items() if one not in self._words}
        if missing:
            queries = [self._tokens.of(one) for one in missing.values()]
            self._words.update(zip(missing, self.fits(queries), strict=True))

    def _lessons(self, *, officer: bool) -> _Memory:
        return self._memory if officer else self._public

    def _learnt(self, need: Listed, *, officer: bool) -> _Memory:
        """The lessons, with what is nearest to a need found."""
        lessons = self._lessons(officer=officer)
        lessons.prepare([(need.words, need.part)])
        return lessons

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

    def scores(self, need: Listed, places: Some = ALL, *, officer: bool = True) -> Ranks:
        """The score of each offer, or of some, for a need, in thousandths, as officers see it or as firms do."""
        total = self.words(need)[places] * np.float32(WEIGHTS["words"])
        total += self.classes(need)[places] * np.float32(WEIGHTS["class"])
        learnt = self._learnt(need, officer=officer).of((need.words, need.part))
        for name, values in zip(("confirmed", "rejected"), learnt, strict=True):
            if values is not None:
                total += values[places] * np.float32(WEIGHTS[name])
        return _thousandths(total)

    def asked(self, needs: Sequence[Listed], *, officer: bool = True) -> Asked:
        """What these needs say, ready for `column` by the same eyes."""
        self.prepare(needs, officer=officer)
        texts: dict[Said, int] = {}
        classes: dict[str, int] = {}
        text_at = [texts.setdefault((one.words, one.part), len(texts)) for one in needs]
        class_at = [classes.setdefault(one.classed, len(classes)) for one in needs]
        return Asked(
            tuple(texts),
            np.array(text_at, np.int64),
            tuple(classes),
            np.array(class_at, np.int64),
            *self._lessons(officer=officer).nearest(texts),
        )

    def column(self, asked: Asked, place: int, *, officer: bool = True) -> tuple[Ranks, Flags]:
        """For one offer the score of each need, and whether it is of the product that the need asks for.

        Reckoned as for all offers, in the same 24 bits, so that both directions say the same.
        """
        words = np.array([self._words[said][place] for said in asked.texts], np.float32)[asked.text_at]
        offered = self._offers[place].classed
        classes = np.array([class_fit(code, offered) for code in asked.classes], np.float32)[asked.class_at]
        alike = np.array([_is_alike(code, offered) for code in asked.classes], bool)[asked.class_at]
        unknown = np.array([not (code and offered) for code in asked.classes], bool)[asked.class_at]
        total = words * np.float32(WEIGHTS["words"])
        total += classes * np.float32(WEIGHTS["class"])
        confirmed, rejected = (
            values[asked.text_at]
            for values in self._lessons(officer=officer).column(asked.near, asked.likeness, place)
        )
        total += confirmed * np.float32(WEIGHTS["confirmed"])
        total += rejected * np.float32(WEIGHTS["rejected"])
        alike |= (unknown & (words >= ALIKE_WORDS)) | (confirmed >= ALIKE_WORDS)
        return _thousandths(total), alike

    def scored(self, need: Listed, offer: Listed, *, officer: bool = True) -> Scored:
        """The score of one pair with its shares, as officers see it or as firms do."""
        place = self._at[offer.id]
        words, classed = self.words(need)[place], self.classes(need)[place]
        lessons = self._learnt(need, officer=officer)
        confirmed, rejected = lessons.at((need.words, need.part), place)
        return scored(float(words), float(classed), confirmed, rejected)

    def alike(self, need: Listed, *, officer: bool = True) -> Flags:
        """Which offers are of the product that a need asks for, whatever its constraints say of them.

        Its class says so, or where one of the two has none, half of the words; or that such a match was confirmed.
        """
        by_class, unknown = self._of_class(need.classed)
        found = by_class if unknown is None else by_class | (unknown & (self.words(need) >= ALIKE_WORDS))
        confirmed, _ = self._learnt(need, officer=officer).of((need.words, need.part))
        return found if confirmed is None else found | (confirmed >= ALIKE_WORDS)

    def _of_class(self, classed: str) -> tuple[Flags, Flags | None]:
        """Which offers are of the same product by their class, and of which nothing can be said by it; none if of all."""
        found = self._alike.get(classed)
        if found is None:
            codes = [_is_alike(classed, code) for code in self._codes]
            unknown = np.array([not (classed and code) for code in self._codes], bool)[self._classes]
            by_class = np.array(codes, bool)[self._classes]
            found = self._alike[classed] = by_class, unknown if unknown.any() else None
        return found


class _Memory:
    """What was confirmed and rejected: a need that is like one of then, and an offer that is like its offer."""

    def __init__(self, remembered: Sequence[Remembered], offers: AllPairs) -> None:
        self._remembered = tuple(remembered)
        self._offers = offers  # not who has them: what is forgotten goes at once where nothing leads back
        self._needs = AllPairs(
            [analyse(Document(str(at), one.need)) for at, one in enumerate(self._remembered)]
        )
        self._rows: dict[int, Fits] = {}
        self._near: dict[Said, tuple[tuple[int, float], ...]] = {}

    def prepare(self, needs: Iterable[Said]) -> None:
        """Find what is nearest to each of these needs, by the text that says what it is, as the memory has it."""
        needs = [said for said in needs if said not in self._near]
        if not self._remembered or not needs:
            return
        queries = [analyse(Document("", "".join(words[:1]), "", "", part)) for words, part in needs]
        found = _shares(self._needs, queries)
        near: dict[Said, tuple[tuple[int, float], ...]] = {}
        for said, row in zip(needs, found, strict=True):
            nearest = np.argsort(-row, kind="stable")[:NEAREST]
            near[said] = tuple((int(at), float(row[at])) for at in nearest if row[at] > 0)
        missing = sorted({at for one in near.values() for at, _ in one} - self._rows.keys())
        rows = _shares(
            self._offers, [analyse(Document(str(at), self._remembered[at].offer)) for at in missing]
        )
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

    def nearest(self, needs: Collection[Said]) -> tuple[Ranks, Fits]:
        """For each of these needs, once prepared, what is nearest to it (columns) and how near, 0 where there is less."""
        near = np.zeros((len(needs), NEAREST), np.int64)
        likeness = np.zeros((len(needs), NEAREST), np.float32)
        for row, said in enumerate(needs):
            for column, (at, like) in enumerate(self._near.get(said, ())):
                near[row, column], likeness[row, column] = at, like
        return near, likeness

    def column(self, near: Ranks, likeness: Fits, place: int) -> tuple[Fits, Fits]:
        """How near one offer is to what was confirmed, and to what was rejected, for each row of what `nearest` gives."""
        fits = np.zeros(max(1, len(self._remembered)), np.float32)
        confirmed = np.zeros(len(fits), bool)
        for at, row in tuple(self._rows.items()):
            fits[at], confirmed[at] = row[place], self._remembered[at].confirmed
        values, said = fits[near] * likeness, confirmed[near]
        return np.where(said, values, 0).max(axis=1), np.where(said, 0, values).max(axis=1)

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
    scores /= np.where(wholes > 0, wholes, np.float32(np.inf))[:, None]
    found: Fits = np.minimum(scores, np.float32(1), out=scores)
    return found


def _read(listed: Listed) -> tuple[object, ...]:
    """All of an offer that is read here."""
    return listed.id, listed.words, listed.part, listed.classed, listed.published


def _is_alike(asked: str, offered: str) -> bool:
    """Whether two classes are of one product; not where one is unknown."""
    return bool(asked and offered) and asked[:ALIKE_DIGITS] == offered[:ALIKE_DIGITS]


def _thousandths(total: Fits) -> Ranks:
    found: Ranks = np.rint(np.clip(total, np.float32(0), np.float32(1)) * PARTS).astype(np.int64)
    return found
