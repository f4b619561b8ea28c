"""Proposes the class of a product by the entries that firms have published with theirs; says nothing where it would guess."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING, Final

from askonce.apps.economy.sight import ANYBODY
from askonce.assembly.markets.floor import Markets, NoMarket
from askonce.cases.journal import Journal

if TYPE_CHECKING:
    from askonce.methods.classification import Classifier, Guess

#: Of the guesses that are proposed at least this share was right among what is known. A person looks at each before it holds, so
#: that the counted share is enough, without the wide margin that a decision by itself would want.
PRECISION: Final = 0.9
#: What came in meanwhile is learnt with so many new entries, or on the next day: learning takes a second.
_NEW: Final = 100


class Classes:
    """The classes of the products of a house's markets, learnt when first asked for; safe for several threads."""

    def __init__(self, markets: Markets) -> None:
        self._markets = markets
        self._guard = threading.Lock()
        self._learnt: tuple[tuple[date, int], Classifier] | None = None

    def guess(self, journal: Journal, words: str) -> Guess | None:
        """The class of a product by its words; none where nobody published the like, or where it is not sure."""
        if not words.strip():
            return None
        with self._guard:
            classifier = self._classifier(journal)
        if classifier is None:
            return None
        best = next(iter(classifier.classify([words])[0]), None)
        sure = best is not None and best.confidence is not None and best.confidence >= PRECISION
        return best if sure else None

    def _classifier(self, journal: Journal) -> Classifier | None:
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
        if self._learnt is None or self._learnt[0] != key:
            self._learnt = key, Classifier((), tuple(cases.values()))
        return self._learnt[1]
