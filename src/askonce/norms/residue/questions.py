"""Which question comes next: registers before people, cheap before dear, sensitive last, and the fewest to be expected."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final, TypeAlias

from askonce.feel.residual import names_in
from askonce.methods.diagram import Mark
from askonce.norms.residue.declining import need_of
from askonce.norms.residue.plan import Plan
from askonce.norms.residue.prepared import DrawnStanding, Prepared
from askonce.registers.fact import Facts, State

#: Beyond so many ways in which a case can go on, the next question is chosen by looking one answer ahead.
MOST_FORESEEN: Final = 4_000
#: Two expectations nearer than this are alike, and the author's order decides.
_ALIKE: Final = 1e-9


class Cost(IntEnum):
    """What it takes to get a fact: a look into a register, a plain question, one that takes effort, one that is delicate."""

    REGISTER = 0
    CHEAP = 1
    DEAR = 2
    SENSITIVE = 3


Costs: TypeAlias = Mapping[str, Cost]


def cost_of(name: str, costs: Costs) -> Cost:
    """What a fact costs: that of a member's fact is its own, or that of its list; a plain question where none is said.

    >>> cost_of("members[2].income", {"members": Cost.DEAR}).name
    'DEAR'
    """
    found = costs.get(name)
    return costs.get(need_of(name), Cost.CHEAP) if found is None else found


def _rank(name: str, facts: Facts, costs: Costs) -> Cost:
    """What a fact costs now: one that its register could not give is asked of people."""
    cost = cost_of(name, costs)
    told = facts.get(name, facts.get(need_of(name)))
    failed = told is not None and told.state is State.UNAVAILABLE
    return max(cost, Cost.CHEAP) if failed else cost


def next_question(prepared: Prepared, facts: Facts, costs: Costs, current: str | None = None) -> str | None:
    """The fact to find out next, or None where none can change the outcome any more.

    It is one of the cheapest class that still matters, and of these the one after which the fewest questions are to be
    expected. `current` is the question that is being shown: it stays while it matters, unless a cheaper one has come up.
    """
    standing = prepared.standing(facts)
    matters = standing.matters()
    if not matters:
        return None
    ranks = {name: _rank(name, facts, costs) for name in matters}
    cheapest = min(ranks.values())
    offered = [name for name in matters if ranks[name] == cheapest]
    if current in offered:
        return current
    if len(offered) == 1 or not isinstance(standing, DrawnStanding):
        return offered[0]
    return _Foresight(standing, facts, costs).best(offered)


class _TooFarError(Exception):
    """More ways lie ahead than are gone through."""


class _Foresight:
    """Reckons how many questions are still to be expected, each region of a fact as likely as its weight says."""

    def __init__(self, standing: DrawnStanding, facts: Facts, costs: Costs) -> None:
        self.plan: Plan = standing.plan
        self.diagrams = self.plan.diagrams
        self.mark = standing.mark
        self.refused = frozenset(standing.refused)
        self.ranks = {name: _rank(name, facts, costs) for name in self.plan.stage.kinds}
        self.counts = self.plan.stage.counts
        self.joint = self.plan.reckoned | self.plan.linked
        self.known = frozenset(standing.known) & self.joint
        self.seen: dict[tuple[Mark, frozenset[str]], float] = self.plan.memory.setdefault(
            ("expected", tuple(self.ranks.values()), self.refused), {}
        )
        self.left = MOST_FORESEEN

    def best(self, offered: list[str]) -> str:
        """The best of several questions, the first in the author's order where they are alike."""
        chosen: dict[object, str] = self.plan.memory.setdefault(
            ("chosen", tuple(self.ranks.values()), self.refused), {}
        )
        key = (self.mark, self.known, tuple(offered))
        if key not in chosen:
            try:
                expected = [self.after(name, self.mark, self.known) for name in offered]
            except _TooFarError:
                expected = [self.glance(name) for name in offered]
            least = min(expected) + _ALIKE
            chosen[key] = next(name for name, one in zip(offered, expected, strict=True) if one <= least)
        return chosen[key]

    def expected(self, mark: Mark, known: frozenset[str]) -> float:
        """The number of questions to be expected from here on."""
        key = (mark, known)
        found = self.seen.get(key)
        if found is None:
            self.left -= 1
            if self.left < 0:
                raise _TooFarError
            found = self.seen[key] = self._reckon(mark, known)
        return found

    def _reckon(self, mark: Mark, known: frozenset[str]) -> float:
        settled = [
            level for level in self.diagrams.support(mark) if known and self.plan.facts[level] <= known
        ]
        if settled:
            return self.spread(settled[0], mark, known)
        waiting = self.open_facts(mark, known)
        if not waiting:
            return 0.0
        cheapest = min(self.ranks[name] for name in waiting)
        return min(self.after(name, mark, known) for name in waiting if self.ranks[name] == cheapest)

    def open_facts(self, mark: Mark, known: frozenset[str]) -> set[str]:
        """The facts that are still to be found out."""
        found = {name for level in self.diagrams.support(mark) for name in self.plan.facts[level]}
        if self.plan.reckoned:
            found |= {
                name for tree in self.diagrams.ends(mark) for name in names_in(tree) & self.plan.reckoned
            }
        return {self.counts.get(name, name) for name in found - self.refused} - known

    def after(self, name: str, mark: Mark, known: frozenset[str]) -> float:
        """The number to be expected with the question for this fact, which is none where a register answers it."""
        asked = 0.0 if self.ranks[name] == Cost.REGISTER else 1.0
        lists = {one for one, count in self.counts.items() if count == name}
        told = known | (({name} | lists) & self.joint)
        found = self.plan.spectra.get(name)
        if found is None or found[0] not in self.diagrams.support(mark):
            return asked + (self.expected(mark, told) if told != known else 0.0)
        return asked + self.spread(found[0], mark, told)

    def spread(self, level: int, mark: Mark, known: frozenset[str]) -> float:
        """The mean over the choices of a variable."""
        weights = self.plan.weights[level]
        return sum(
            weight * self.expected(self.diagrams.cofactor(mark, level, choice), known)
            for choice, weight in enumerate(weights)
        ) / sum(weights)

    def glance(self, name: str) -> float:
        """How many facts are to be expected to matter still after this one."""
        found = self.plan.spectra.get(name)
        if found is None or found[0] not in self.diagrams.support(self.mark):
            return float(len(self.diagrams.support(self.mark)))
        weights = self.plan.weights[found[0]]
        return sum(
            weight * len(self.diagrams.support(self.diagrams.cofactor(self.mark, found[0], choice)))
            for choice, weight in enumerate(weights)
        ) / sum(weights)
