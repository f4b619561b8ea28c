"""The view of a whole pack that its last pass checks: summaries, symbols and facts, no trees."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from askonce.pack.cache import Defined
from askonce.pack.language import Language
from askonce.pack.symbols import Table

F = TypeVar("F", bound=msgspec.Struct)


class PackView:
    """What rules over a whole pack may see; `on` is the day for which it is checked."""

    def __init__(self, language: Language, table: Table, defined: tuple[Defined[Any], ...], on: date) -> None:
        self.language = language
        self.table = table
        self.defined = defined
        self.on = on

    @cached_property
    def _facts(self) -> dict[type, list[Any]]:
        by_type: dict[type, list[Any]] = {}
        for one in self.defined:
            for fact in one.linked.facts if one.linked else ():
                by_type.setdefault(type(fact), []).append(fact)
        return by_type

    def facts(self, of: type[F]) -> Iterator[F]:
        """All facts of a class, in the order of the files."""
        yield from self._facts.get(of, [])

    def ids(self, kind: str) -> frozenset[str]:
        """The names of all definitions of a kind."""
        return frozenset(self.table.space(kind))
