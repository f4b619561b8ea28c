"""Under which names an expression is read, and over which algebra of functions of facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import msgspec

from askonce.feel.evaluate import Settings
from askonce.feel.tree import (
    Node,
)

M = TypeVar("M")


class Algebra(Protocol[M]):
    """Keeps functions of facts that end in trees."""

    def end(self, tree: Node) -> M:
        """The function that is one tree everywhere."""

    def bind(self, marks: Sequence[M], meaning: Callable[[tuple[Node, ...]], M]) -> M:
        """The function that goes on, where each of several ends, as `meaning` says."""

    def spread(self, name: str) -> M | None:
        """A fact of few values, each of which it is in turn; None for any other name."""

    def atom(self, tree: Node) -> M:
        """The truth of a comparison that hangs on facts, true, false or null."""


class Scene(msgspec.Struct, frozen=True):
    """What the names of a text stand for, the settings it is read under, and the names that items of lists bear."""

    names: Mapping[str, Any]
    settings: Settings
    fields: frozenset[str]

    def having(self, names: Mapping[str, Any]) -> Scene:
        """The scene with more names."""
        return Scene({**self.names, **names}, self.settings, self.fields)


class Guarded(msgspec.Struct, frozen=True):
    """An item of a list, and the condition under which it is in it; none where it always is."""

    guard: Any
    item: Any
