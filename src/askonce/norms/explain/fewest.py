"""The fewest facts that decide a norm, and a value for each of those that do not matter."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import combinations
from typing import Final

from askonce.feel.types import ContextType, ListType, Type
from askonce.feel.values import Value
from askonce.norms.explain.model import Prospects
from askonce.norms.residue import count_name, member_name
from askonce.norms.residue.members import inputs_of
from askonce.norms.ruling import Ruling
from askonce.registers.fact import Fact

#: Among more facts than this the fewest are found one by one, not by trying every set.
MOST_TRIED: Final = 10


def fewest_facts(settled: Mapping[str, Fact], prospects: Prospects) -> frozenset[str]:
    """The fewest of these facts that leave nothing open; among sets of one size, the first in the author's order."""
    names = list(settled)
    if len(names) <= MOST_TRIED:
        for size in range(len(names) + 1):
            for chosen in combinations(names, size):
                if prospects.look({name: settled[name] for name in chosen}).decided:
                    return frozenset(chosen)
    kept = dict(settled)
    for name in reversed(names):
        without = {other: fact for other, fact in kept.items() if other != name}
        if prospects.look(without).decided:
            kept = without
    return frozenset(kept)


def filled(ruling: Ruling, settled: Mapping[str, Fact], prospects: Prospects) -> dict[str, Value]:
    """A value for each input: those that are settled, and any for those that no longer matter."""
    values: dict[str, Value] = {}
    for name, kind in inputs_of(ruling).items():
        fact = settled.get(name)
        if fact is not None:
            values[name] = fact.value
        elif isinstance(kind, ListType):
            values[name] = _gathered(name, kind.of, settled)
        else:
            values[name] = next(iter(prospects.samples(name)), None)
    return values


def _gathered(name: str, of: Type, settled: Mapping[str, Fact]) -> Value:
    """A list whose members came one by one."""
    count = settled.get(count_name(name))
    if count is None or not isinstance(count.value, Decimal):
        return None
    members = range(1, int(count.value) + 1)

    def value(member: int, field: str | None = None) -> Value:
        fact = settled.get(member_name(name, member, field) if field else member_name(name, member))
        return fact.value if fact is not None else None

    if isinstance(of, ContextType) and of.fields:
        return tuple({field: value(member, field) for field, _ in of.fields} for member in members)
    return tuple(value(member) for member in members)
