"""The texts that the dates of a case choose before and after a change, ready to decide."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Any, Final, TypeAlias

import msgspec

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.types import Type
from askonce.feel.values import Value
from askonce.norms.compiling.compiled import Compiled, compile_ruling
from askonce.norms.rehearsal.meaning import (
    facts_used,
    inputs_below,
    meaning_of_ruling,
    norms_below,
    turning_days,
)
from askonce.norms.ruling import Book, Dates, Ruling, Unsettled, rule

#: The dates of the event, of the application and of the decision.
Days: TypeAlias = tuple[date, date, date]
#: The facts that a text looks at with their types, and the names of those that it could but does not.
Needs: TypeAlias = tuple[tuple[tuple[str, Type], ...], tuple[str, ...]]
_MOST_KEPT: Final = 100_000


def named_dates(days: Days) -> dict[str, Value]:
    """The dates of a case by the names that expressions have for them."""
    event, application, decision = days
    return {"event": event, "application": application, "decision": decision}


class Deciding(msgspec.Struct, frozen=True):
    """One side of a choice: a ruling, what decides by it, and what it needs."""

    ruling: Ruling
    compiled: Compiled
    needs: Needs
    outputs: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the facts that it looks at."""
        return tuple(name for name, _ in self.needs[0])


class Choice(msgspec.Struct, frozen=True, eq=False):
    """The texts that certain dates choose on both sides; `alike` where they mean the same."""

    before: Deciding | Unsettled
    after: Deciding | Unsettled
    alike: bool


def _deciding(name: str, book: Book, dates: Dates) -> Deciding | Unsettled:
    ruling = rule(name, book, dates)
    if isinstance(ruling, Unsettled):
        return ruling
    facts = facts_used(ruling)
    needs = (tuple(facts.items()), tuple(sorted(inputs_below(ruling) - facts.keys())))
    return Deciding(ruling, compile_ruling(ruling), needs, tuple(output for output, _ in ruling.outputs))


class Chooser:
    """Chooses the texts for a case's dates; dates between the same turning days choose the same."""

    def __init__(self, name: str, old: Book, new: Book) -> None:
        self.name, self.old, self.new = name, old, new
        self.turns = sorted(turning_days(name, old) | turning_days(name, new))
        self.kept = [
            text.keeps_previous.tree
            for book in (old, new)
            for bound in norms_below(name, book).values()
            for text in bound.texts
            if text.keeps_previous is not None
        ]
        self.by_dates: dict[Days, Choice] = {}
        self.by_stretch: dict[tuple[Any, ...], Choice] = {}

    def choose(self, days: Days) -> Choice:
        """The choice for the dates of the event, the application and the decision."""
        found = self.by_dates.get(days)
        if found is None:
            if len(self.by_dates) >= _MOST_KEPT:
                self.by_dates.clear()
            found = self.by_dates[days] = self._by_stretch(days)
        return found

    def _by_stretch(self, days: Days) -> Choice:
        dates = Dates(*days)
        settings = Settings(leap_day=None, strict=True)
        key = (
            *(bisect_right(self.turns, day) for day in days),
            *(evaluate(tree, dates.values(), settings) for tree in self.kept),
        )
        if key not in self.by_stretch:
            self.by_stretch[key] = self._rule(dates)
        return self.by_stretch[key]

    def _rule(self, dates: Dates) -> Choice:
        before, after = _deciding(self.name, self.old, dates), _deciding(self.name, self.new, dates)
        alike = (
            isinstance(before, Deciding)
            and isinstance(after, Deciding)
            and meaning_of_ruling(before.ruling) == meaning_of_ruling(after.ruling)
        )
        return Choice(before, after, alike)
