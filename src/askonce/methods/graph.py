"""Walks over directed graphs given as a mapping from each node to its successors."""

from collections.abc import Iterable, Mapping


def reachable(start: Iterable[str], successors: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """All nodes that can be reached from some nodes, those included.

    >>> sorted(reachable(["a"], {"a": ["b"], "b": [], "c": ["a"]}))
    ['a', 'b']
    """
    seen = set(start)
    waiting = list(seen)
    while waiting:
        for following in successors.get(waiting.pop(), ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return frozenset(seen)


def reversed_graph(successors: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The graph with every arrow turned round.

    >>> reversed_graph({"a": ["b"]})
    {'a': [], 'b': ['a']}
    """
    turned: dict[str, list[str]] = {node: [] for node in successors}
    for node, following in successors.items():
        for one in following:
            turned.setdefault(one, []).append(node)
    return turned


def find_cycles(successors: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """One cycle for each knot of nodes that reach one another, beginning with its least node, in order of those.

    Uses Tarjan's strongly connected components (SIAM J. Comput. 1:2, 1972), without recursion.

    >>> find_cycles({"a": ["b"], "b": ["c"], "c": ["b"], "d": ["d"]})
    [('b', 'c'), ('d',)]
    """
    cycles = []
    for knot in _knots(successors):
        least = min(knot)
        if len(knot) > 1 or least in successors.get(least, ()):
            cycles.append(_round_trip(least, knot, successors))
    return sorted(cycles)


def _knots(successors: Mapping[str, Iterable[str]]) -> list[set[str]]:
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    knots = []
    for root in successors:
        if root in index:
            continue
        work = [(root, iter(sorted(successors.get(root, ()))))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, following = work[-1]
            for one in following:
                if one not in index:
                    index[one] = low[one] = len(index)
                    stack.append(one)
                    on_stack.add(one)
                    work.append((one, iter(sorted(successors.get(one, ())))))
                    break
                if one in on_stack:
                    low[node] = min(low[node], index[one])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    knot = set()
                    while node not in knot:
                        knot.add(stack.pop())
                    on_stack -= knot
                    knots.append(knot)
    return knots


def _round_trip(start: str, knot: set[str], successors: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The shortest way from a node back to itself inside its knot."""
    before: dict[str, str] = {}
    waiting = [start]
    for node in waiting:
        for one in sorted(successors.get(node, ())):
            if one == start:
                way = [node]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return tuple(reversed(way))
            if one in knot and one not in before:
                before[one] = node
                waiting.append(one)
    return (start,)
