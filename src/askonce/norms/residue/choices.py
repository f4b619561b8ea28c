"""What the outcome can hang on: a fact, or an expression over facts, cut into the choices that its comparisons tell apart."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import msgspec

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.residual import FALSE, NULL, TRUE, is_value, literal, value_of
from askonce.feel.tree import Binary, Node
from askonce.feel.types import BOOLEAN, TEXT, ChoiceType, Type
from askonce.feel.values import Value
from askonce.norms.residue.cuts import Ruler, is_written, ruler_of

#: What a comparison of two open sides can find: each pair stands for a way in which they lie.
STANDINGS: Final[tuple[tuple[Value, Value], ...]] = (
    (Decimal(0), Decimal(1)),
    (Decimal(1), Decimal(1)),
    (Decimal(2), Decimal(1)),
    (None, None),
    (None, Decimal(1)),
    (Decimal(1), None),
)


class Region(msgspec.Struct, frozen=True):
    """One choice of a fact: a sample of it, how likely it is beside the others, and whether it is that value alone."""

    sample: Value
    weight: float
    alone: bool


class Spectrum(msgspec.Struct, frozen=True):
    """A fact cut into regions; values of one region are alike in all that the norm asks of them.

    `slots` gives for each stretch below, point, and stretch above the region that it belongs to, or -1 where no value
    lies; `words` does for values that are no numbers.
    """

    regions: tuple[Region, ...]
    ruler: Ruler | None
    points: tuple[Any, ...]
    slots: tuple[int, ...]
    words: Mapping[Hashable, int]

    def place(self, value: Value) -> int:
        """The region of a value, or -1 where it has none."""
        if value is None or isinstance(value, bool):
            return self.words.get(value, -1)
        if self.ruler is None:
            if isinstance(value, str) and value in self.words:
                return self.words[value]
            return self.slots[self._slot(value)] if isinstance(value, str) and self.slots else -1
        number = self.ruler.number(value)
        return -1 if number is None else self.slots[self._slot(number)]

    def _slot(self, number: Any) -> int:
        found = bisect_left(self.points, number)
        exact = found < len(self.points) and self.points[found] == number
        return 2 * found + (1 if exact else 0)


#: Beside any other region, the one in which a register has no such fact is rare.
NONE_WEIGHT: Final = 0.05


def is_finite(kind: Type) -> bool:
    """Whether a fact has so few values that each is a region of its own."""
    return kind == BOOLEAN or isinstance(kind, ChoiceType)


def finite_spectrum(kind: Type, *, never_none: bool) -> Spectrum:
    """A fact of few values: each of them, and none."""
    values: tuple[Value, ...] = kind.options if isinstance(kind, ChoiceType) else (True, False)
    regions = [Region(value, 1.0, alone=True) for value in values]
    if not never_none:
        regions.append(Region(None, NONE_WEIGHT, alone=True))
    words: dict[Hashable, int] = {region.sample: place for place, region in enumerate(regions)}
    return Spectrum(tuple(regions), None, (), (), words)


def spectrum(
    kind: Type,
    points: frozenset[Any],
    told: Callable[[Value], Hashable],
    *,
    never_none: bool,
    least: int | None = None,
) -> Spectrum:
    """A fact cut at points, its stretches told apart by what `told` says of a sample of each."""
    ruler = None if kind == TEXT else ruler_of(kind)
    if ruler is not None and least is not None:
        ruler = msgspec.structs.replace(ruler, least=least)
    ordered = tuple(sorted(points))
    samples = list(_texts(ordered) if ruler is None else _numbers(ordered, ruler))
    regions: list[Region] = []
    seen: dict[Hashable, int] = {}
    slots = []
    for sample, alone in samples:
        slots.append(-1 if sample is None else _region(sample, told(sample), regions, seen, alone=alone))
    words: dict[Hashable, int] = {}
    if not never_none:
        words[None] = _region(None, told(None), regions, seen, NONE_WEIGHT, alone=True)
    return Spectrum(tuple(regions), ruler, ordered, tuple(slots), words)


def sampled(
    samples: Sequence[Value],
    told: Callable[[Value], Hashable],
    alone: Callable[[Value], bool],
    *,
    never_none: bool,
) -> Spectrum:
    """A fact of which only samples are known: it is drawn anew once its value is."""
    regions: list[Region] = []
    seen: dict[Hashable, int] = {}
    for sample in samples:
        _region(sample, told(sample), regions, seen, alone=alone(sample))
    if not never_none:
        _region(None, told(None), regions, seen, NONE_WEIGHT, alone=True)
    return Spectrum(tuple(regions), None, (), (), {})


def _region(
    sample: Value,
    mark: Hashable,
    regions: list[Region],
    seen: dict[Hashable, int],
    weight: float = 1.0,
    *,
    alone: bool,
) -> int:
    """The region of a sample, a new one where none before it is alike."""
    if mark not in seen:
        seen[mark] = len(regions)
        regions.append(Region(sample, weight, alone))
        return seen[mark]
    place = seen[mark]
    before = regions[place]
    regions[place] = Region(before.sample, max(before.weight, weight), alone=False)
    return place


def _numbers(points: Sequence[Fraction], ruler: Ruler) -> Iterator[tuple[Value, bool]]:
    """A value of each stretch and each point, in order, None where there is none."""
    edges: list[Fraction | None] = [None, *points, None]
    for low, high in pairwise(edges):
        inside = _inside(low, high, ruler)
        yield (None if inside is None else ruler.value(inside[0])), inside is not None and inside[1]
        if high is not None:
            stands = high.denominator == 1 if ruler.whole else is_written(high)
            yield (ruler.value(high) if stands and _within(high, ruler) else None), True


def _inside(low: Fraction | None, high: Fraction | None, ruler: Ruler) -> tuple[Fraction, bool] | None:
    """A number between two, and whether it is the only one."""
    if not ruler.whole:
        if low is None:
            return (Fraction(0) if high is None else Fraction(high.__floor__() - 1)), False
        return (Fraction(low.__ceil__() + 1) if high is None else number_between(low, high)), False
    first = ruler.least if low is None else max(low.__floor__() + 1, ruler.least or low.__floor__() + 1)
    last = (
        ruler.most
        if high is None
        else min(high.__ceil__() - 1, ruler.most if ruler.most is not None else high.__ceil__() - 1)
    )
    if first is not None and last is not None and first > last:
        return None
    chosen = first if first is not None else last if last is not None else 0
    return Fraction(chosen), first is not None and first == last


def number_between(low: Fraction, high: Fraction) -> Fraction:
    """A number between two that has an end when it is written."""
    middle = (low + high) / 2
    for digits in range(40):
        rounded = Fraction(round(middle * 10**digits), 10**digits)
        if low < rounded < high:
            return rounded
    return middle


def _within(number: Fraction, ruler: Ruler) -> bool:
    return (ruler.least is None or number >= ruler.least) and (ruler.most is None or number <= ruler.most)


def _texts(points: Sequence[str]) -> Iterator[tuple[Value, bool]]:
    edges: list[str | None] = [None, *points, None]
    for low, high in pairwise(edges):
        inside = ("" if high is None or high else None) if low is None else f"{low}\0"
        yield (None if inside == high else inside), False
        if high is not None:
            yield high, True


class Observable(msgspec.Struct, frozen=True):
    """An expression over facts on which the outcome hangs, and what each comparison of it gives in each of its choices.

    `answers` has for each comparison, by its text, a truth for each choice. Each of `swaying` alone brings it to any choice,
    whatever the other facts are, so long as they are not null; `none` is the choice where one of them is.
    """

    inputs: frozenset[str]
    size: int
    answers: Mapping[str, tuple[Node, ...]]
    swaying: frozenset[str] = frozenset()
    none: int = -1


def measured(
    inputs: frozenset[str], subject: Node, atoms: Mapping[str, Binary], kind: Type, settings: Settings
) -> Observable | None:
    """An expression compared with constants, cut at them."""
    ruler = ruler_of(kind)
    constants = [
        value_of(side) for atom in atoms.values() for side in (atom.left, atom.right) if is_value(side)
    ]
    if ruler is None or any(one is not None and ruler.number(one) is None for one in constants):
        return None
    points = frozenset(number for one in constants if (number := ruler.number(one)) is not None)
    mark = repr(subject)

    def truths(sample: Value) -> tuple[Node, ...]:
        return tuple(_truth(atom, mark, sample, settings) for atom in atoms.values())

    found = spectrum(kind, points, lambda sample: repr(truths(sample)), never_none=False)
    columns = [truths(region.sample) for region in found.regions]
    answers = {key: tuple(column[place] for column in columns) for place, key in enumerate(atoms)}
    return Observable(inputs, len(columns), answers, none=found.words[None])


def _truth(atom: Binary, mark: str, sample: Value, settings: Settings) -> Node:
    left, right = (literal(sample) if repr(side) == mark else side for side in (atom.left, atom.right))
    return truth(evaluate(Binary(0, 0, atom.op, left, right), {}, settings))


def compared(
    inputs: frozenset[str], atoms: Mapping[str, Binary], first: str, settings: Settings
) -> Observable:
    """Two expressions compared with each other: before, alike, after, or null on either side."""
    answers = {}
    for key, atom in atoms.items():
        turned = repr(atom.left) != first
        answers[key] = tuple(
            truth(
                evaluate(
                    Binary(0, 0, atom.op, *(literal(one) for one in (pair[::-1] if turned else pair))),
                    {},
                    settings,
                )
            )
            for pair in STANDINGS
        )
    return Observable(inputs, len(STANDINGS), answers)


def opaque(inputs: frozenset[str], key: str) -> Observable:
    """A truth of which nothing more is known than the facts that it hangs on."""
    return Observable(inputs, 3, {key: (TRUE, FALSE, NULL)})


def truth(value: Value) -> Node:
    """True, false or null; what is none of them is null, as `and` takes it."""
    if value is True:
        return TRUE
    return FALSE if value is False else NULL
