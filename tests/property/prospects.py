"""What a norm may still come to, found by trying every combination of sample values: slow, and shares no code with the residue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from askonce.feel.values import Value
from askonce.norms.explain import Outlook
from askonce.norms.ruling import Ruling
from askonce.norms.walk import walk
from askonce.registers.fact import Facts


class Tried:
    """Prospects over a world in which each fact has one of its samples, or the value that it is known to have."""

    def __init__(self, ruling: Ruling, samples: Mapping[str, Sequence[Value]]) -> None:
        self.ruling = ruling
        self.values = samples

    def worlds(self, facts: Facts) -> list[tuple[dict[str, Value], Value]]:
        """Every completion of the facts, with what the norm gives for it."""
        names = [name for name, _ in self.ruling.inputs]
        choices = [
            (facts[name].value,) if name in facts and facts[name].is_settled else tuple(self.values[name])
            for name in names
        ]
        found = [dict(zip(names, values, strict=True)) for values in product(*choices)]
        return [(values, walk(self.ruling, values)) for values in found]

    def look(self, facts: Facts) -> Outlook:
        """What the norm may still come to."""
        possible = self.outcomes(facts)
        decided = len(possible) == 1
        return Outlook(decided, possible[0] if decided else None, tuple(possible), tuple(self.open(facts)))

    def outcomes(self, facts: Facts) -> list[Value]:
        """Each outcome that some completion gives."""
        found: list[Value] = []
        for _, outcome in self.worlds(facts):
            if outcome not in found:
                found.append(outcome)
        return found

    def open(self, facts: Facts) -> list[str]:
        """The unknown facts of which some completion has another outcome with another value."""
        worlds = self.worlds(facts)
        return [
            name
            for name, _ in self.ruling.inputs
            if not (name in facts and facts[name].is_settled) and _turns(worlds, name)
        ]

    def samples(self, name: str) -> tuple[Value, ...]:
        """The values that a fact may have."""
        return tuple(self.values[name])


def _turns(worlds: list[tuple[dict[str, Value], Value]], name: str) -> bool:
    seen: dict[str, str] = {}
    for values, outcome in worlds:
        others = repr({key: value for key, value in values.items() if key != name})
        if seen.setdefault(others, repr(outcome)) != repr(outcome):
            return True
    return False
