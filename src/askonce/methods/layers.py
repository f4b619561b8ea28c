"""Puts the nodes of a directed graph into layers and in order, so that arrows lead onward and few of them cross."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

#: Sweeps forth and back; more change next to nothing (Sugiyama, Tagawa, Toda, IEEE Trans. SMC 11:2, 1981).
_SWEEPS: Final = 8


def layered(successors: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """The nodes by layers, each after all that lead to it; of arrows in a circle one counts for nothing.

    >>> layered({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []})
    (('a',), ('b', 'c'), ('d',))
    """
    graph = {node: sorted(set(following)) for node, following in successors.items()}
    for following in list(graph.values()):
        for one in following:
            graph.setdefault(one, [])
    onward = without_circles(graph)
    level = _levels(onward)
    layers: list[list[str]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for node in sorted(level):
        layers[level[node]].append(node)
    return _ordered(layers, onward)


def without_circles(successors: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The graph without the arrows that lead back to where a walk in depth came from.

    >>> without_circles({"a": ["b"], "b": ["a"]})
    {'a': ['b'], 'b': []}
    """
    kept: dict[str, list[str]] = {node: [] for node in successors}
    done: set[str] = set()
    for root in sorted(successors):
        open_: dict[str, int] = {root: 0}
        path = [root] if root not in done else []
        while path:
            node = path[-1]
            at = open_[node]
            if at == len(successors[node]):
                done.add(path.pop())
                del open_[node]
                continue
            open_[node] = at + 1
            one = successors[node][at]
            if one in open_:
                continue
            kept[node].append(one)
            if one not in done:
                open_[one] = 0
                path.append(one)
    return kept


def _levels(onward: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """For each node the length of the longest way to it."""
    waits = dict.fromkeys(onward, 0)
    for following in onward.values():
        for one in following:
            waits[one] += 1
    level = dict.fromkeys(onward, 0)
    ready = sorted(node for node, count in waits.items() if not count)
    for node in ready:
        for one in onward[node]:
            level[one] = max(level[one], level[node] + 1)
            waits[one] -= 1
            if not waits[one]:
                ready.append(one)
    return level


def _ordered(
    layers: Sequence[Sequence[str]], onward: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, ...], ...]:
    """Each layer in the order of the middle of what its nodes are tied to, swept forth and back."""
    before: dict[str, list[str]] = {node: [] for node in onward}
    for node, following in onward.items():
        for one in following:
            before[one].append(node)
    found = [list(layer) for layer in layers]
    for sweep in range(_SWEEPS):
        tied = before if sweep % 2 == 0 else onward
        for layer in found if sweep % 2 == 0 else reversed(found):
            place = {node: at / max(1, len(one) - 1) for one in found for at, node in enumerate(one)}
            layer.sort(key=lambda node: (_middle(node, tied, place), node))
    return tuple(tuple(layer) for layer in found)


def _middle(node: str, tied: Mapping[str, Sequence[str]], place: Mapping[str, float]) -> float:
    ends = [place[one] for one in tied[node]]
    return sum(ends) / len(ends) if ends else place[node]
