"""What a norm's texts mean, apart from how they are written, so that two packs can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias, TypeVar

from askonce.feel.check import Typed
from askonce.feel.syntax import parse
from askonce.feel.tree import Node, without_places
from askonce.feel.types import Type
from askonce.norms.binding import DATES, BoundNorm, BoundText
from askonce.norms.model import Force, Norm, Parameter, Rate
from askonce.norms.ruling import Book, Ruling
from askonce.text.span import Span

#: A meaning is nested tuples of plain values, equal where two texts decide every case alike by what they say.
Meaning: TypeAlias = tuple[Any, ...]
T = TypeVar("T")


def meaning_of_ruling(ruling: Ruling) -> Meaning:
    """What a ruling decides by: its rows or formula, and the derived facts, rates and norms that those reach."""
    reached = names_reached(ruling.text)
    return (
        _text(ruling.text),
        tuple((name, value) for name, value in _by_name(ruling.constants) if name in reached),
        tuple((name, meaning_of_ruling(used)) for name, used in _by_name(ruling.uses) if name in reached),
        tuple((name, kind) for name, kind in _by_name(ruling.inputs) if name in reached),
    )


def meaning_of_norm(name: str, book: Book) -> Meaning:
    """What a norm decides by on every day: all its texts, and the rates and norms that it uses."""
    return _Meanings(book).norm(name, ())


def names_reached(text: BoundText) -> frozenset[str]:
    """The names that decide: those in the table or formula, and in the derived facts that these name."""
    waiting = list(_named(text))
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(text.derived[name].names if name in text.derived else ())
    return frozenset(found)


def facts_used(ruling: Ruling) -> Mapping[str, Type]:
    """The facts that a ruling looks at, itself or through the norms that it uses, with their types."""
    reached = names_reached(ruling.text)
    found = {name: kind for name, kind in ruling.inputs if name in reached}
    for name, used in ruling.uses:
        if name in reached:
            found.update(facts_used(used))
    return found


def inputs_below(ruling: Ruling) -> frozenset[str]:
    """All facts that a ruling and the norms that it uses need, whether or not their texts look at them."""
    found = frozenset(name for name, _ in ruling.inputs)
    return found.union(*(inputs_below(used) for _, used in ruling.uses))


def dates_used(ruling: Ruling) -> frozenset[str]:
    """The dates that its expressions name, or that chose its text."""
    reached = names_reached(ruling.text)
    force = ruling.text.version.in_force
    found = (DATES.keys() & reached) | {force.governed_by if force else "application"}
    for name, used in ruling.uses:
        if name in reached:
            found |= dates_used(used)
    return frozenset(found - dict(ruling.inputs).keys())


def norms_below(name: str, book: Book) -> Mapping[str, BoundNorm]:
    """A norm and those that it uses, directly or through others; what the book does not hold is left out."""
    found: dict[str, BoundNorm] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in book.norms and one not in found:
            found[one] = book.norms[one]
            waiting.extend(ref.id for ref in found[one].norm.norms.values())
    return found


def find_fault(name: str, book: Book) -> Span | None:
    """The first place at which a norm, or one that it uses, cannot be read or leads nowhere."""
    for bound in norms_below(name, book).values():
        for text in bound.texts:
            if text.faults or (text.table is None) == (text.result is None):
                return text.faults[0].span if text.faults else bound.norm.name
        for ref in bound.norm.norms.values():
            if ref.id not in book.norms:
                return ref.span
        for ref in bound.norm.parameters.values():
            if ref.id not in book.parameters:
                return ref.span
    return None


def turning_days(name: str, book: Book) -> frozenset[date]:
    """The days from which another text or another rate may hold for a norm or for one that it uses."""
    periods: list[Force | Rate | None] = []
    for bound in norms_below(name, book).values():
        periods += [text.version.in_force for text in bound.texts]
        for ref in bound.norm.parameters.values():
            periods += book.parameters[ref.id].values if ref.id in book.parameters else ()
    begun = {one.starts for one in periods if one is not None and one.starts is not None}
    ended = {one.to for one in periods if one is not None and one.to is not None and one.to < date.max}
    return frozenset(begun | {day + timedelta(days=1) for day in ended})


class _Meanings:
    def __init__(self, book: Book) -> None:
        self.book = book

    def norm(self, name: str, above: tuple[str, ...]) -> Meaning:
        bound = self.book.norms.get(name)
        if bound is None or name in above:
            return (name,)
        texts = sorted(bound.texts, key=lambda text: _period(text.version.in_force))
        return (
            tuple((_period(one.version.in_force), _tree(one.keeps_previous), _text(one)) for one in texts),
            tuple(self.parameters(bound.norm)),
            tuple((key, self.norm(ref.id, (*above, name))) for key, ref in sorted(bound.norm.norms.items())),
            tuple(
                (key, need.type, sorted(need.each.items())) for key, need in sorted(bound.norm.needs.items())
            ),
        )

    def parameters(self, norm: Norm) -> Iterator[Meaning]:
        for key, ref in sorted(norm.parameters.items()):
            parameter = self.book.parameters.get(ref.id)
            if parameter is not None:
                yield key, parameter.governed_by, tuple(sorted(_rates(parameter), key=_first))


def _rates(parameter: Parameter) -> Iterator[Meaning]:
    for rate in parameter.values:
        tree = parse(rate.value.text).tree if rate.value is not None else None
        yield str(rate.starts), str(rate.to), tree and without_places(tree)


def _period(force: Force | None) -> tuple[str, str, str]:
    return (str(force.starts), str(force.to), force.governed_by) if force else ("", "", "")


def _by_name(pairs: Iterable[tuple[str, T]]) -> list[tuple[str, T]]:
    return sorted(pairs, key=_first)


def _first(pair: tuple[Any, ...]) -> str:
    return str(pair[0])


def _tree(typed: Typed | None) -> Node | None:
    return None if typed is None else without_places(typed.tree)


def _named(text: BoundText) -> Iterator[str]:
    if text.result is not None:
        yield from text.result.names
    if text.table is not None:
        yield from (name for name, _ in text.table.inputs)
        for row in text.table.rows:
            yield from (
                name for typed in (*row.tests, *row.outcomes) if typed is not None for name in typed.names
            )
        yield from (name for typed in text.table.otherwise if typed is not None for name in typed.names)


def _text(text: BoundText) -> Meaning:
    reached = names_reached(text)
    table = text.table
    return (
        text.leap_day if text.uses_age else "",
        tuple((name, _tree(typed)) for name, typed in _by_name(text.derived.items()) if name in reached),
        _tree(text.result),
        ()
        if table is None
        else (
            table.table.hit,
            tuple(name for name, _ in table.inputs),
            table.outputs,
            tuple((tuple(map(_tree, row.tests)), tuple(map(_tree, row.outcomes))) for row in table.rows),
            tuple(map(_tree, table.otherwise)),
        ),
    )
