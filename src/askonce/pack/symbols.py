"""Symbols are what a definition lets others see; a scope looks them up and remembers what it was asked."""

import hashlib
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
_EVERY = "*"


class Table:
    """All symbols of a pack. Several may share a name: that is a finding for kinds, and normal for indexes."""

    def __init__(self, symbols: Iterable[Symbol[Any]]) -> None:
        self._spaces: dict[str, dict[str, list[Symbol[Any]]]] = {}
        self._digests: dict[Dependency, bytes] = {}
        for symbol in symbols:
            self._spaces.setdefault(symbol.space, {}).setdefault(symbol.key, []).append(symbol)

    def find(self, space: str, key: str) -> list[Symbol[Any]]:
        """All symbols of a name; none is an empty list."""
        return self._spaces.get(space, {}).get(key, [])

    def space(self, space: str) -> dict[str, list[Symbol[Any]]]:
        """All names of a space."""
        return self._spaces.get(space, {})

    def digest(self, dependency: Dependency) -> bytes:
        """Eight bytes that change when what a look-up would answer changes."""
        known = self._digests.get(dependency)
        if known is None:
            space, key = dependency
            seen: object = sorted(self.space(space)) if key == _EVERY else self.find(space, key)
            known = hashlib.blake2b(msgspec.msgpack.encode(seen), digest_size=8).digest()
            self._digests[dependency] = known
        return known


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
        found = self.every(space, key)
        return found[0] if found else None

    def value(self, space: str, key: str) -> Any:
        """What the symbol of a name tells, or nothing where there is none."""
        found = self.one(space, key)
        return None if found is None else found.value

    def names(self, space: str) -> list[str]:
        """All names of a space, for suggestions."""
        self.asked.add((space, _EVERY))
        return sorted(self._table.space(space))

    def symbols(self, space: str) -> Iterator[Symbol[Any]]:
        """All symbols of a space; asking is remembered name by name."""
        for key in self.names(space):
            yield from self.every(space, key)
