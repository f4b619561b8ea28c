"""The best set of a few changes, where a gain needs all of several changes: a maximum coverage problem with bundles."""

from collections.abc import Sequence
from typing import Any

import highspy
import msgspec

SECONDS = 20.0


class Gain(msgspec.Struct, frozen=True):
    """What is gained once every one of some changes is made; changes are numbered from zero."""

    needs: frozenset[int]
    worth: float


class Choice(msgspec.Struct, frozen=True):
    """A set of changes, its worth, and a bound that no set of as many can exceed."""

    changes: tuple[int, ...]
    worth: float
    bound: float


def worth_of(changes: frozenset[int], gains: Sequence[Gain]) -> float:
    """What a set of changes gains.

    >>> worth_of(frozenset({0}), [Gain(frozenset({0}), 2.0), Gain(frozenset({0, 1}), 5.0)])
    2.0
    """
    return sum(gain.worth for gain in gains if gain.needs <= changes)


def best_changes(count: int, gains: Sequence[Gain], most: int) -> Choice:
    """Choose at most `most` of `count` changes so that what is gained is greatest, with HiGHS.

    One binary variable a change, one in [0, 1] a gain that may not exceed any change it needs. Where time runs
    out the bound is above the worth; otherwise they agree.

    >>> best_changes(3, [Gain(frozenset({0, 1}), 5.0), Gain(frozenset({2}), 3.0)], 2).changes
    (0, 1)
    """
    gains = [gain for gain in gains if gain.needs and gain.worth > 0]
    if count == 0 or most <= 0 or not gains:
        return Choice((), 0.0, 0.0)
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
    for place, gain in enumerate(gains):
        for change in sorted(gain.needs):
            solver.addRow(-inf, 0.0, 2, [count + place, change], [1.0, -1.0])
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    solver.run()
    values = solver.getSolution().col_value
    chosen = frozenset(change for change in range(count) if values[change] > 0.5)
    worth = worth_of(chosen, gains)
    useful = frozenset(change for change in chosen if worth_of(chosen - {change}, gains) < worth)
    bound = solver.getInfo().mip_dual_bound
    return Choice(tuple(sorted(useful)), worth_of(useful, gains), max(worth, bound))
