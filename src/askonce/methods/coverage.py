"""The best set of a few changes, where a gain needs all of several changes: a maximum coverage problem with bundles."""

from collections.abc import Iterable, Sequence
from typing import Any

import highspy
import msgspec

SECONDS = 20.0


class Gain(msgspec.Struct, frozen=True):
    """What is gained once every one of some changes is made; changes are numbered from zero.

    It is less than nothing where changes overlap, so that both together gain less than each by itself.
    """

    needs: frozenset[int]
    worth: float


class Choice(msgspec.Struct, frozen=True):
    """A set of changes, its worth, and a bound that no set of as many can exceed."""

    changes: tuple[int, ...]
    worth: float
    bound: float


def worth_of(changes: frozenset[int], gains: Iterable[Gain]) -> float:
    """What a set of changes gains.

    >>> worth_of(frozenset({0}), [Gain(frozenset({0}), 2.0), Gain(frozenset({0, 1}), 5.0)])
    2.0
    """
    return sum((gain.worth for gain in gains if gain.needs <= changes), 0.0)


def best_changes(count: int, gains: Sequence[Gain], most: int) -> Choice:
    """Choose at most `most` of `count` changes so that what is gained is greatest.

    A greedy choice comes first, so that there is a good one however little time there is; HiGHS improves it and
    proves a bound. Where time runs out the bound is above the worth; otherwise they agree.

    >>> best_changes(3, [Gain(frozenset({0, 1}), 5.0), Gain(frozenset({2}), 3.0)], 2).changes
    (0, 1)
    >>> best_changes(
    ...     2, [Gain(frozenset({0}), 5.0), Gain(frozenset({1}), 4.0), Gain(frozenset({0, 1}), -4.0)], 2
    ... ).changes
    (0,)
    """
    gains = _merged(gains)
    most = min(most, count)
    at_most = sum((gain.worth for gain in gains if gain.worth > 0), 0.0)
    if most <= 0 or not at_most:
        return Choice((), 0.0, 0.0)
    begun = _greedy(gains, most)
    solved, bound = _solve(count, gains, most, begun)
    chosen = _without_idle(max((begun, solved), key=lambda one: worth_of(one, gains)), gains)
    worth = worth_of(chosen, gains)
    return Choice(tuple(sorted(chosen)), worth, max(worth, min(bound, at_most)))


def _merged(gains: Iterable[Gain]) -> list[Gain]:
    """Gains that need the same changes are one."""
    worth: dict[frozenset[int], float] = {}
    for gain in gains:
        worth[gain.needs] = worth.get(gain.needs, 0.0) + gain.worth
    merged = [Gain(needs, value) for needs, value in worth.items() if needs and value]
    return sorted(merged, key=lambda gain: sorted(gain.needs))


def _greedy(gains: Sequence[Gain], most: int) -> frozenset[int]:
    """Add, again and again, the bundle that gains most for each change that it adds."""
    touching: dict[int, list[Gain]] = {}
    for gain in gains:
        for change in gain.needs:
            touching.setdefault(change, []).append(gain)
    bundles = [gain.needs for gain in gains if gain.worth > 0]
    chosen: frozenset[int] = frozenset()
    while True:
        best, best_rate = chosen, 0.0
        for needs in bundles:
            added = needs - chosen
            if not added or len(added) > most - len(chosen):
                continue
            together = chosen | added
            affected = {gain.needs: gain for change in added for gain in touching[change]}
            rate = worth_of(together, affected.values()) / len(added)
            if rate > best_rate:
                best, best_rate = together, rate
        if best == chosen:
            return chosen
        chosen = best


def _solve(
    count: int, gains: Sequence[Gain], most: int, begun: frozenset[int]
) -> tuple[frozenset[int], float]:
    """Choose with HiGHS: one binary variable a change, one in [0, 1] a gain, which may not exceed any change it needs.

    (A gain that is less than nothing is there at least where all changes are that it needs.)
    """
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 1),
        ("time_limit", SECONDS),
        ("mip_rel_gap", 0.0),
    ):
        solver.setOptionValue(option, value)
    inf = highspy.kHighsInf
    for _ in range(count):
        solver.addCol(0.0, 0.0, 1.0, 0, [], [])
    for gain in gains:
        solver.addCol(gain.worth, 0.0, 1.0, 0, [], [])
    for change in range(count):
        solver.changeColIntegrality(change, highspy.HighsVarType.kInteger)
    solver.addRow(-inf, float(most), count, list(range(count)), [1.0] * count)
    for place, gain in enumerate(gains, start=count):
        needs = sorted(gain.needs)
        if gain.worth > 0:
            for change in needs:
                solver.addRow(-inf, 0.0, 2, [place, change], [1.0, -1.0])
        else:
            row = [*needs, place], [*([1.0] * len(needs)), -1.0]
            solver.addRow(-inf, len(needs) - 1.0, len(needs) + 1, *row)
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    start = highspy.HighsSolution()
    start.col_value = [float(change in begun) for change in range(count)]
    start.col_value += [float(gain.needs <= begun) for gain in gains]
    solver.setSolution(start)
    solver.run()
    values = solver.getSolution().col_value
    chosen = frozenset(change for change, value in enumerate(values[:count]) if value > 0.5)
    return chosen if len(chosen) <= most else begun, solver.getInfo().mip_dual_bound


def _without_idle(changes: frozenset[int], gains: Sequence[Gain]) -> frozenset[int]:
    """Leave out, one after another, the changes without which as much is gained."""
    for change in sorted(changes, reverse=True):
        if worth_of(changes - {change}, gains) >= worth_of(changes, gains):
            changes -= {change}
    return changes
