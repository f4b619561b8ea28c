"""Proposes the class of a product by the entries that firms have published with theirs; says nothing where it would guess."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from askonce.apps.economy.sight import ANYBODY
from askonce.assembly.markets.floor import Markets, NoMarket
from askonce.cases.journal import Journal
from askonce.methods.retrieval.folding import fold

if TYPE_CHECKING:
    from askonce.methods.classification import Classifier, Guess

#: Of the guesses that are proposed at least this share is right, with a probability of 99 %; where too little is known to say
#: so, none is. Of the words of the generated zone a quarter was held out: where a thousand firms had published, half of them
#: were answered, of which .92 to .99 were right; where 250 had, none was. The share alone that was right among what is known
#: answered a fifth of those of a small zone, of which .62 to .97 were right.
PRECISION: Final = 0.9
#: What came in meanwhile is learnt with so many new entries, or on the next day: learning takes a second.
_NEW: Final = 100


class _Learnt(NamedTuple):
    """What was learnt up to a day from so many entries; `codes` are those that the very words were published with."""

    key: tuple[date, int]
    classifier: Classifier
    codes: Mapping[str, frozenset[str]]


class Classes:
    """The classes of the products of a house's markets, learnt when first asked for; safe for several threads."""

    def __init__(self, markets: Markets) -> None:
        self._markets = markets
        self._guard = threading.Lock()
        self._learnt: _Learnt | None = None

    def guess(self, journal: Journal, words: str) -> Guess | None:
        """The class of a product by its words; none where nobody published the like, or where it is not sure.

        It is sure where all who published these very words did so with one class, or where guesses like it are right.
        """
        from askonce.methods.classification import Guess

        if not words.strip():
            return None
        with self._guard:
            learnt = self._up_to_now(journal)
        if learnt is None:
            return None
        known = learnt.codes.get(fold(words).strip(), frozenset())
        if len(known) == 1:
            return Guess(next(iter(known)), 1.0, None, (words,))
        return learnt.classifier.decide(words, PRECISION)

    def _up_to_now(self, journal: Journal) -> _Learnt | None:
        from askonce.methods.classification import Case, Classifier

        cases: dict[tuple[str, str], Case] = {}
        days = [date.min]
        for name in self._markets.names:
            try:
                floor = self._markets.floor(name, journal)
            except NoMarket:
                continue
            days.append(floor.day)
            for one in (*floor.visible_offers(ANYBODY), *floor.visible_needs(ANYBODY)):
                if one.classed and one.words and one.words[0]:
                    cases.setdefault((one.words[0], one.classed), Case(one.words[0], one.classed))
        key = max(days), len(cases) // _NEW
        if not cases:
            return None
        if self._learnt is None or self._learnt.key != key:
            self._learnt = _Learnt(key, Classifier((), tuple(cases.values())), _codes(cases))
        return self._learnt


def _codes(cases: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """The codes that each text has, however it is spelt."""
    found: dict[str, set[str]] = {}
    for words, code in cases:
        found.setdefault(fold(words).strip(), set()).add(code)
    return {words: frozenset(codes) for words, codes in found.items()}
