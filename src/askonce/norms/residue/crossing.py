"""Two facts that meet in comparisons of sums, each cut so finely that every way in which they can lie is among the samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Final

from askonce.feel.tree import Binary
from askonce.norms.residue.choices import number_between
from askonce.norms.residue.cuts import Line, Ruler, is_written, lines_of

#: More comparisons of pairs than this are not tried.
MOST_TRIED: Final = 12_000
#: So many whole numbers at either end of a stretch stand for all in it.
_FROM_EACH_END: Final = 3


def pair_lines(atoms: Iterable[Binary]) -> list[Line] | None:
    """The lines in the plane of two facts at which comparisons change, or None where one of them changes elsewhere too."""
    found: list[Line] = []
    for atom in atoms:
        lines = lines_of(atom)
        if lines is None:
            return None
        found.extend(lines)
    return found


def is_steep(line: Line) -> bool:
    """Whether one fact of a line moves faster than the other."""
    return len({abs(number) for name, number in line.items() if name}) > 1


def grid(
    names: tuple[str, str],
    rulers: tuple[Ruler, Ruler],
    points: tuple[frozenset[Fraction], frozenset[Fraction]],
    lines: Sequence[Line],
) -> tuple[list[Fraction], list[Fraction]]:
    """Samples of two facts: for each sample of the one, all ways in which the other can lie beside it are sampled.

    Between the places at which lines cross each other or an edge of a region, the order of all lines is the same, so one
    value stands for the stretch; at each such value the other fact is sampled on and between all lines.
    """
    first, second = names
    edges = [
        *lines,
        *({first: Fraction(1), "": -one} for one in points[0]),
        *({second: Fraction(1), "": -one} for one in points[1]),
    ]
    crossed = [
        found for one, other in combinations(edges, 2) if (found := _crossing(one, other, first, second))
    ]
    across = filled(points[0] | {x for x, _ in crossed}, rulers[0])
    along = filled(points[1] | {y for _, y in crossed}, rulers[1])
    xs = set(across).union(*(filled(_at(edges, second, y, first), rulers[0]) for y in along))
    ys = set(along).union(*(filled(_at(edges, first, x, second), rulers[1]) for x in across))
    return sorted(xs), sorted(ys)


def _crossing(one: Line, other: Line, first: str, second: str) -> tuple[Fraction, Fraction] | None:
    """Where two lines cross."""
    nought = Fraction(0)
    a, b, c = (one.get(name, nought) for name in (first, second, ""))
    d, e, f = (other.get(name, nought) for name in (first, second, ""))
    turn = a * e - b * d
    return ((b * f - c * e) / turn, (c * d - a * f) / turn) if turn else None


def _at(edges: Sequence[Line], fixed: str, value: Fraction, moving: str) -> frozenset[Fraction]:
    """Where the lines lie for one value of a fact."""
    nought = Fraction(0)
    return frozenset(
        -(line.get("", nought) + line.get(fixed, nought) * value) / line[moving]
        for line in edges
        if line.get(moving)
    )


def filled(points: Iterable[Fraction], ruler: Ruler) -> list[Fraction]:
    """The points that are values, and values of each stretch below, between and above them."""
    ordered = sorted(points) or [_somewhere(ruler)]
    found: list[Fraction] = []
    edges: list[Fraction | None] = [None, *ordered, None]
    for low, high in pairwise(edges):
        found.extend(_whole(low, high) if ruler.whole else [_broken(low, high)])
        if high is not None and (high.denominator == 1 if ruler.whole else is_written(high)):
            found.append(high)
    return [
        one
        for one in found
        if (ruler.least is None or one >= ruler.least) and (ruler.most is None or one <= ruler.most)
    ]


def _somewhere(ruler: Ruler) -> Fraction:
    """A value to begin from where no constant says one: nought, or the nearest to it that there is.

    Days are counted from one, so that none of them would lie about nought.
    """
    lowest = max(0, 0 if ruler.least is None else ruler.least)
    return Fraction(lowest if ruler.most is None else min(lowest, ruler.most))


def _broken(low: Fraction | None, high: Fraction | None) -> Fraction:
    if low is None:
        return Fraction(0 if high is None else high.__floor__() - 1)
    return Fraction(low.__ceil__() + 1) if high is None else number_between(low, high)


def _whole(low: Fraction | None, high: Fraction | None) -> Iterator[Fraction]:
    first = None if low is None else low.__floor__() + 1
    last = None if high is None else high.__ceil__() - 1
    if first is None:
        last = 0 if last is None else last
        yield from (Fraction(last - step) for step in range(_FROM_EACH_END))
    elif last is None:
        yield from (Fraction(first + step) for step in range(_FROM_EACH_END))
    else:
        near = {one for step in range(_FROM_EACH_END) for one in (first + step, last - step)}
        yield from (Fraction(one) for one in sorted(near) if first <= one <= last)
