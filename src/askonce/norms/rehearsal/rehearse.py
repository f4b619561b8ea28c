"""Rehearses a change of text: decides every case by the text before and after, and counts whose outcome changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final

from askonce.feel.types import Type
from askonce.norms.binding import DATES
from askonce.norms.columns import Batch, ColumnReader, Unread
from askonce.norms.rehearsal.counting import NormRun
from askonce.norms.rehearsal.laid import Sheet
from askonce.norms.rehearsal.meaning import (
    meaning_of_norm,
    norms_below,
)
from askonce.norms.rehearsal.model import (
    FIRST,
    Example,
    LeftOut,
    Place,
    Rehearsed,
    RowSaid,
    Said,
    Selection,
    Wrong,
)
from askonce.norms.ruling import Book

__all__ = [
    "Example",
    "Rehearsed",
    "RowSaid",
    "Said",
    "Selection",
    "Wrong",
    "facts_wanted",
    "rehearse",
    "select",
]


_SIDES: Final = ("before", "after")


def select(old: Book, new: Book) -> Selection:
    """The norms that both packs have and that do not say the same in both."""
    left = [LeftOut(name, "only_before") for name in sorted(old.norms.keys() - new.norms.keys())]
    left += [LeftOut(name, "only_after") for name in sorted(new.norms.keys() - old.norms.keys())]
    shared = sorted(old.norms.keys() & new.norms.keys())
    differ = tuple(name for name in shared if meaning_of_norm(name, old) != meaning_of_norm(name, new))
    return Selection(differ, tuple(name for name in shared if name not in differ), tuple(left))


def facts_wanted(names: Iterable[str], *books: Book) -> frozenset[str]:
    """Every column that may matter to these norms: their needs, those of norms that they use, and the dates."""
    below = [bound for book in books for name in names for bound in norms_below(name, book).values()]
    return frozenset(DATES) | {need for bound in below for need in bound.norm.needs}


def rehearse(
    old: Book, new: Book, selection: Selection, batches: Iterable[Batch], on: date, *, named: bool = False
) -> Rehearsed:
    """Decide every case by both packs' texts and count the changes; `on` stands for dates that a row does not have.

    Each case is decided by the texts and rates that its own dates choose in either pack. Norms of the selection
    whose needs the rows do not have, or whose texts do not differ on any of their dates, are left out, unless they
    were `named`.
    """
    return _Rehearsal(old, new, selection, on).run(batches, named=named)


class _Rehearsal:
    """One run over a file."""

    def __init__(self, old: Book, new: Book, selection: Selection, on: date) -> None:
        self.selection = selection
        self.on = on
        self.norms = [NormRun(name, old, new) for name in selection.norms]
        self.readers: dict[tuple[str, Type], ColumnReader] = {}
        self.rows = self.unread = 0
        self.first: list[Unread] = []
        self.names: dict[str, None] = {}
        self.assumed: Counter[str] = Counter()

    def run(self, batches: Iterable[Batch], *, named: bool) -> Rehearsed:
        """Go through the file once."""
        for batch in batches:
            self.rows += len(batch.rows) + len(batch.unread)
            self.unread += len(batch.unread)
            self.first.extend(batch.unread[: FIRST - len(self.first)])
            self.names.update(dict.fromkeys((*batch.columns, *batch.others)))
            if batch.rows:
                sheet = Sheet(batch, self.readers, self.on)
                self.assumed.update(sheet.assumed)
                for norm in self.norms:
                    norm.run(sheet)
        return self.result(named=named)

    def result(self, *, named: bool) -> Rehearsed:
        """What came of it."""
        left = {one: None if named else one.left_out() for one in self.norms}
        kept = [one for one, why in left.items() if why is None]
        used = DATES.keys() | {name for one in kept for side in _SIDES for name in one.looked_at(side)}
        return Rehearsed(
            self.rows,
            Wrong(self.unread, tuple(Place(one.row, "", one.message) for one in self.first)),
            tuple(one.result() for one in kept),
            (*self.selection.left_out, *(why for why in left.values() if why is not None)),
            self.selection.unchanged,
            tuple(name for name in self.names if name in used),
            tuple(name for name in self.names if name not in used),
            tuple((name, self.assumed[name]) for name in DATES),
        )
