"""Symbols are what a definition lets others see; a scope looks them up and remembers what it was asked."""

from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

import msgspec

from askonce.text.span import Span


class Interface(msgspec.Struct, frozen=True, tag=True, tag_field="shared", array_like=True):
    """What a symbol tells those who look it up; each kind has its own."""


class Nothing(Interface, frozen=True):
    """The symbol exists; that is all there is to know."""


V = TypeVar("V")


class Symbol(msgspec.Struct, Generic[V], frozen=True, array_like=True):
    """A name in a space of names: a kind's own name, or an index such as `held` by concept."""

    space: str
    key: str
    span: Span
    value: V
    owner: str = ""


Dependency = tuple[str, str]
NOTHING = Nothing()
EVERY = "*"


class Table:
    """All symbols of a pack. Several may share a name: that is a finding for kinds, and normal for indexes."""

    def __init__(self, symbols: Iterable[Symbol[Any]]) -> None:
        spaces: dict[str, dict[str, list[Symbol[Any]]]] = {}
        shared: list[list[Symbol[Any]]] = []
        for symbol in symbols:
            space = spaces.get(symbol.space)
            if space is None:
                space = spaces[symbol.space] = {}
            known = space.get(symbol.key)
            if known is None:
                space[symbol.key] = [symbol]
            else:
                known.append(symbol)
                if len(known) == 2:
                    shared.append(known)
        for known in shared:
            known.sort(key=_place)  # whichever file was read first, the same one comes first
        self._spaces = spaces

    def find(self, space: str, key: str) -> list[Symbol[Any]]:
        """All symbols of a name; none is an empty list."""
        names = self._spaces.get(space)
        found = None if names is None else names.get(key)
        return [] if found is None else found

    def space(self, space: str) -> dict[str, list[Symbol[Any]]]:
        """All names of a space."""
        return self._spaces.get(space, {})


def _place(symbol: Symbol[Any]) -> Span:
    return symbol.span


def changed_names(before: Iterable[Symbol[Any]], after: Iterable[Symbol[Any]]) -> Iterator[Dependency]:
    """Name the look-ups that answer otherwise once the symbols of a file have changed."""
    old, new = _by_name(before), _by_name(after)
    for name in {**old, **new}:
        if old.get(name) != new.get(name):
            yield name
        if (name in old) != (name in new):
            yield (name[0], EVERY)


def _by_name(symbols: Iterable[Symbol[Any]]) -> dict[Dependency, list[Symbol[Any]]]:
    names: dict[Dependency, list[Symbol[Any]]] = {}
    for symbol in symbols:
        names.setdefault((symbol.space, symbol.key), []).append(symbol)
    return names


class Scope:
    """The look-ups of one definition: it remembers each, so that the definition is checked again only when one changes."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.asked: set[Dependency] = set()

    def every(self, space: str, key: str) -> list[Symbol[Any]]:
        """All symbols of a name."""
        self.asked.add((space, key))
        return self._table.find(space, key)

    def one(self, space: str, key: str) -> Symbol[Any] | None:
        """The symbol of a name, the first where several share it."""
        self.asked.add((space, key))
        found = self._table.find(space, key)
        return found[0] if found else None

    def value(self, space: str, key: str) -> Any:
        """What the symbol of a name tells, or nothing where there is none."""
        found = self.one(space, key)
        return None if found is None else found.value

    def names(self, space: str) -> list[str]:
        """All names of a space, for suggestions."""
        self.asked.add((space, EVERY))
        return sorted(self._table.space(space))

    def symbols(self, space: str) -> Iterator[Symbol[Any]]:
        """All symbols of a space; asking is remembered name by name."""
        for key in self.names(space):
            yield from self.every(space, key)
