"""The days on which what a norm says changes: its texts, its rates and those of the norms that it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from askonce.feel.rewrite import literals
from askonce.norms.ruling import Book, Unsettled

_ONE_DAY = timedelta(days=1)


def find_change(name: str, book: Book, ranges: Mapping[str, tuple[date, date]]) -> Unsettled | None:
    """Why one ruling does not serve all cases whose dates lie in these ranges, or None where it does."""
    for column, (first, last) in ranges.items():
        within = sorted(day for day in _changes(name, book, set()) if first < day <= last)
        if within:
            return Unsettled(
                book.norms[name].norm.name,
                f"column `{column}` runs from {first} to {last}, and what norm `{name}` says changes on {within[0]}",
                "run the people before and since that day apart, each in a file of their own",
            )
    return None


def _changes(name: str, book: Book, seen: set[str]) -> Iterator[date]:
    """Each first day of a text or rate, each day after a last one, and each day that a transition names."""
    if name in seen or name not in book.norms:
        return
    seen.add(name)
    bound = book.norms[name]
    for text in bound.texts:
        force = text.version.in_force
        if force is not None:
            yield from _ends(force.starts, force.to)
        if text.keeps_previous is not None:
            for day in literals(text.keeps_previous.tree):
                if isinstance(day, date):
                    yield from (day, day + _ONE_DAY)
    for ref in bound.norm.parameters.values():
        parameter = book.parameters.get(ref.id)
        for rate in parameter.values if parameter is not None else ():
            yield from _ends(rate.starts, rate.to)
    for ref in bound.norm.norms.values():
        yield from _changes(ref.id, book, seen)


def _ends(starts: date | None, to: date | None) -> Iterator[date]:
    if starts is not None:
        yield starts
    if to is not None and to < date.max:
        yield to + _ONE_DAY
