"""What an engine is to reckon for each row: the columns it reads, the steps in their order, the outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from askonce.feel.relational.algebra import Column, Named, parts_of


class Reckoning(msgspec.Struct, frozen=True):
    """Columns read by name, layers of steps of which each uses only those before it, and outcomes by name."""

    reads: tuple[Named, ...]
    layers: tuple[tuple[tuple[str, Column], ...], ...]
    outcomes: tuple[tuple[str, Column], ...]


def reckoning(
    reads: tuple[Named, ...], steps: Mapping[str, Column], outcomes: tuple[tuple[str, Column], ...]
) -> Reckoning:
    """The outcomes with what they need: steps that nothing uses fall away, the others go as early as they can."""
    depth = {one.name: 0 for one in reads}
    for name, column in steps.items():
        depth[name] = 1 + max((depth[used] for used in names_in(column)), default=0)
    needed = _needed(steps, [column for _, column in outcomes])
    layers: dict[int, list[tuple[str, Column]]] = {}
    for name, column in steps.items():
        if name in needed:
            layers.setdefault(depth[name], []).append((name, column))
    ordered = tuple(tuple(layers[level]) for level in sorted(layers))
    return Reckoning(tuple(one for one in reads if one.name in needed), ordered, outcomes)


def _needed(steps: Mapping[str, Column], outcomes: list[Column]) -> frozenset[str]:
    waiting = list(outcomes)
    found: set[str] = set()
    while waiting:
        for name in names_in(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting.extend([steps[name]] if name in steps else [])
    return frozenset(found)


def names_in(column: Column) -> Iterator[str]:
    """The names that a column uses."""
    waiting = [column]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Named):
            yield one.name
        waiting.extend(parts_of(one))
