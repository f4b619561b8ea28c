"""How little of a datum norms need: where all of them only compare it with constants, the answers are enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any

import msgspec

from askonce.feel.types import TEXT, ListType, Type
from askonce.feel.values import Value
from askonce.feel.writing import write
from askonce.norms.decide import inputs_of
from askonce.norms.residue.choices import Spectrum, is_finite, spectrum
from askonce.norms.residue.cuts import ruler_of
from askonce.norms.residue.members import Roll
from askonce.norms.residue.plan import Plan
from askonce.norms.residue.prepared import prepare
from askonce.norms.ruling import Ruling
from askonce.registers.minimal import Minimal


class Cut(msgspec.Struct, frozen=True):
    """A datum cut into the regions in which the norms treat its values alike.

    `answers` has for each region comparisons in words of FEEL with what they say of all its values. Nothing in it tells
    more of a value than its region.
    """

    spectrum: Spectrum
    answers: tuple[tuple[tuple[str, bool], ...], ...]

    def minimal(self, value: Value) -> Minimal | None:
        """The sample of the value's region with the answers; none for a value that lies in none."""
        place = self.spectrum.place(value)
        if place < 0 or value is None:
            return None
        return Minimal(self.spectrum.regions[place].sample, self.answers[place])


def minimal_inputs(rulings: Sequence[Ruling]) -> Mapping[str, Cut]:
    """The facts of which the answers to a few tests are enough for all of these rulings, whatever the other facts are.

    A fact is none of them that meets another fact in a comparison, stands in an outcome, is a list, a text or of few
    values, or that a norm needs which is too large to be drawn. A fact that no ruling looks at is not either: it should
    not be read at all. To be worked out once for each set of rulings.
    """
    found: dict[str, list[Spectrum]] = {}
    kinds: dict[str, Type] = {}
    needed: set[str] = set()
    for ruling in rulings:
        inputs = inputs_of(ruling)
        kinds |= inputs
        plan = prepare(ruling).plan(Roll(()), {}) if not _has_lists(inputs) else None
        if plan is None:
            needed |= inputs.keys()
            continue
        needed |= {name for name in inputs if _needs_value(plan, name)}
        for name in inputs:
            if name in plan.spectra:
                found.setdefault(name, []).append(plan.spectra[name][1])
    cuts = {
        name: _cut(name, kinds[name], spectra)
        for name, spectra in found.items()
        if name not in needed and not is_finite(kinds[name]) and kinds[name] != TEXT
    }
    return {name: cut for name, cut in cuts.items() if cut is not None}


def _has_lists(inputs: Mapping[str, Type]) -> bool:
    return any(isinstance(kind, ListType) for kind in inputs.values())


def _needs_value(plan: Plan, name: str) -> bool:
    """Whether the outcome hangs on a fact otherwise than by its regions."""
    own = plan.spectra.get(name)
    return (
        name in plan.linked
        or name in plan.reckoned
        or any(name in facts for level, facts in enumerate(plan.facts) if own is None or level != own[0])
    )


def _cut(name: str, kind: Type, spectra: Sequence[Spectrum]) -> Cut | None:
    """The regions of all spectra laid over each other; none where each holds one value, so that nothing is hidden."""
    points = frozenset[Any](point for one in spectra for point in one.points)
    if ruler_of(kind) is None or not points:
        return None

    def told(value: Value) -> tuple[int, ...]:
        return tuple(one.place(value) for one in spectra)

    whole = spectrum(kind, points, told, never_none=False)
    if all(region.alone for region in whole.regions):
        return None
    bounds = tuple(_bounds(whole))
    if not bounds:
        return Cut(whole, (((f"{name} != null", True),),) * len(whole.regions))
    if len(bounds) == len({region for region in whole.slots if region >= 0}) - 1:
        tests = tuple(f"{name} {op} {_written(whole, point)}" for op, point in bounds)
        found = [tuple(_is_above(whole, one, region.sample) for one in bounds) for region in whole.regions]
        return Cut(whole, tuple(tuple(zip(tests, answers, strict=True)) for answers in found))
    regions = range(len(whole.regions))  # one of them lies on both sides of another: it is told as a whole
    return Cut(whole, tuple(((f"{name} in ({', '.join(_stretches(whole, one))})", True),) for one in regions))


def _written(cut: Spectrum, place: int, *, up: bool = False) -> str:
    """A point as FEEL writes it; among whole values one that lies between two of them is the lower, or the upper."""
    if cut.ruler is None:
        raise ValueError("only what is numbered is cut")
    point = cut.points[place]
    whole = Fraction(ceil(point) if up else floor(point))
    return str(write(cut.ruler.value(whole if cut.ruler.whole else point), nested=True))


def _bounds(cut: Spectrum) -> Iterator[tuple[str, int]]:
    """The comparisons between whose sides the region changes, each by its operator and the number of its point."""
    filled = [(slot, region) for slot, region in enumerate(cut.slots) if region >= 0]
    for (_, before), (slot, region) in pairwise(filled):
        if before != region:
            yield (">=", slot // 2) if slot % 2 else (">", slot // 2 - 1)


def _is_above(cut: Spectrum, bound: tuple[str, int], value: Value) -> bool:
    """Whether a value lies above a bound."""
    number = None if cut.ruler is None or value is None else cut.ruler.number(value)
    if number is None:
        return False
    return bool(number >= cut.points[bound[1]] if bound[0] == ">=" else number > cut.points[bound[1]])


def _stretches(cut: Spectrum, region: int) -> Iterator[str]:
    """The points and the stretches between points that a region is made of, as tests of FEEL."""
    last = len(cut.slots) - 1
    for slot, found in enumerate(cut.slots):
        if found != region:
            continue
        if slot % 2:
            yield _written(cut, slot // 2)
        elif slot == 0:
            yield f"< {_written(cut, 0, up=True)}"
        elif slot == last:
            yield f"> {_written(cut, slot // 2 - 1)}"
        else:
            yield f"({_written(cut, slot // 2 - 1)}..{_written(cut, slot // 2, up=True)})"
