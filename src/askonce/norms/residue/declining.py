"""What a norm says where a person declines to tell a fact on which it hangs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

from askonce.feel.check import infer
from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.residual import NULL, is_value, literal, names_in, outcome_tree
from askonce.feel.syntax import parse
from askonce.feel.tree import Items, Node
from askonce.feel.types import Type, assignable
from askonce.methods.diagram import Mark, OvergrownError
from askonce.norms.residue.completing import completed
from askonce.norms.residue.plan import Plan, mark_of
from askonce.norms.ruling import Ruling

_STEM: Final = re.compile(r"[\[.]")


class Stuck(Node, frozen=True):
    """An outcome that cannot be reached, for want of facts that were declined."""

    names: tuple[str, ...]


class Waiting(Node, frozen=True):
    """Outcomes between which a declined fact would choose, and which other facts may yet make alike."""

    trees: tuple[Node, ...]


def need_of(name: str) -> str:
    """The need that a fact belongs to: that of a member's fact is the list.

    >>> need_of("members[2].birth"), need_of("members.count"), need_of("birth")
    ('members', 'members', 'birth')
    """
    return _STEM.split(name, maxsplit=1)[0]


def consequences(ruling: Ruling) -> Mapping[str, Node]:
    """The outcome of each need that says what follows where it is declined."""
    found = {}
    for name, need in ruling.norm.needs.items():
        outcome = None if need.if_declined is None else consequence(need.if_declined, ruling.outputs)
        if outcome is not None:
            found[name] = completed(outcome, ruling)
    return found


def consequence(text: str, outputs: Sequence[tuple[str, Type]]) -> Node | None:
    """The outcome that a consequence states, or None where it is no outcome of the norm.

    A norm of several outcomes takes a list of them, as a row has it; one alone is the first, and leaves the others null,
    for `completed` to fill in.

    >>> from askonce.feel.types import ChoiceType
    >>> consequence("refused", [("decision", ChoiceType(("granted", "refused")))]).value
    'refused'
    >>> consequence("maybe", [("decision", ChoiceType(("granted", "refused")))]) is None
    True
    """
    tree = parse(text).tree
    if tree is None:
        return None
    several = len(outputs) > 1 and isinstance(tree, Items)
    cells: tuple[Node, ...] = tree.items if several and isinstance(tree, Items) else (tree,)
    if several and len(cells) != len(outputs):
        return None
    found = [_cell(cell, kind) for cell, (_, kind) in zip(cells, outputs, strict=False)]
    if None in found:
        return None
    filled = [one for one in found if one is not None] + [NULL] * (len(outputs) - len(found))
    return outcome_tree([name for name, _ in outputs], filled)


def _cell(tree: Node, kind: Type) -> Node | None:
    typed = infer(tree, {}, kind)
    if typed.problems or not assignable(typed.type, kind):
        return None
    return literal(evaluate(typed.tree, {}, Settings(leap_day=None, strict=True)))


def is_rough(plan: Plan, mark: Mark, names: Sequence[str]) -> bool:
    """Whether a declined fact stands in a comparison that is drawn by itself, apart from the regions of its facts.

    Some of the ways in which such comparisons and regions can lie together may not be ways at all, so that a fact may seem to
    matter where it does not.
    """
    own = {level for level, _ in plan.spectra.values()}
    return any(level not in own and plan.facts[level] & set(names) for level in plan.diagrams.support(mark))


def waits(plan: Plan, mark: Mark, names: Sequence[str]) -> bool:
    """Whether anything is open beside facts that were declined."""
    found = {name for level in plan.diagrams.support(mark) for name in plan.facts[level]}
    found |= {name for tree in plan.diagrams.ends(mark) for name in names_in(tree) & plan.stage.kinds.keys()}
    return not found <= set(names)


def decline(plan: Plan, mark: Mark, names: Sequence[str], stated: Mapping[str, Node]) -> Mark:
    """What is left where facts were declined: in each branch in which one matters, the consequence stated for it.

    Where several matter in a branch, the first in the author's order that states a consequence gives it; where none
    does, the branch is stuck. Where what is drawn is rough, nothing is concluded before all other facts are known, but for
    branches in which a declined fact matters for certain.
    """
    if is_rough(plan, mark, names) and waits(plan, mark, names):
        try:
            return _Branches(plan, names, stated).left(mark, frozenset())
        except OvergrownError:
            return mark
    return _joined(plan, mark, names, stated)


class _Branches:
    """Goes through the ways in which all other facts can stand, and concludes where it can."""

    def __init__(self, plan: Plan, names: Sequence[str], stated: Mapping[str, Node]) -> None:
        self.plan = plan
        self.names = names
        self.stated = stated
        self.refused = frozenset(names)
        self.owners = {level: name for name, (level, _) in plan.spectra.items()}
        self.seen: dict[tuple[Mark, frozenset[str]], Mark] = {}

    def left(self, mark: Mark, there: frozenset[str]) -> Mark:
        """What is left of a part of the drawing; `there` are facts that are not null in it."""
        diagrams, key = self.plan.diagrams, (mark, there)
        if key not in self.seen:
            free = [level for level in diagrams.support(mark) if not self.plan.facts[level] & self.refused]
            if free:
                level = min(free)
                below = [
                    self.left(diagrams.cofactor(mark, level, choice), there | self._there(level, choice))
                    for choice in range(diagrams.sizes[level])
                ]
                self.seen[key] = diagrams.branch(level, below)
            else:
                self.seen[key] = self._concluded(mark, there)
        return self.seen[key]

    def _there(self, level: int, choice: int) -> frozenset[str]:
        """The fact of a level, where this choice says that it is not null."""
        name = self.owners.get(level)
        if name is None:
            return frozenset()
        words = self.plan.spectra[name][1].words
        return frozenset([name]) if words.get(None, choice) != choice else frozenset()

    def _concluded(self, mark: Mark, there: frozenset[str]) -> Mark:
        diagrams = self.plan.diagrams
        if not is_rough(self.plan, mark, self.names):
            return _joined(self.plan, mark, self.names, self.stated)
        if not self._matters(mark, there | self.plan.stage.never_none):
            return mark
        tree = _consequence(self.names, self.refused, self.stated)
        return diagrams.terminal(mark_of(tree), tree)

    def _matters(self, mark: Mark, there: frozenset[str]) -> bool:
        """Whether the one declined fact matters here for certain.

        It does where it turns the outcome by being null and not, whatever numbers the other facts of the one expression are:
        it alone brings that to any of its choices.
        """
        own, rough = self._levels(mark)
        if len(self.names) > 1 or len(rough) != 1 or len(own) > 1:
            return False
        name, facts = self.names[0], self.plan.facts[rough[0]]
        if name in self.plan.stage.never_none or not facts - self.refused <= there:
            return False
        return name in self.plan.swaying[rough[0]] and self._turns_on(mark, own, rough[0])

    def _levels(self, mark: Mark) -> tuple[list[int], list[int]]:
        """The levels of declined facts themselves, and of the expressions in which they stand."""
        support = sorted(self.plan.diagrams.support(mark))
        return [one for one in support if one in self.owners], [
            one for one in support if one not in self.owners
        ]

    def _turns_on(self, mark: Mark, own: Sequence[int], rough: int) -> bool:
        """Whether some choice comes to another outcome than null does, in whatever region of the fact it lies."""
        diagrams, nones = self.plan.diagrams, [-1]
        regions: list[Mark] = [mark]
        if own:
            nones = [self.plan.spectra[self.owners[own[0]]][1].words.get(None, -1)]
            regions = [diagrams.cofactor(mark, own[0], choice) for choice in range(diagrams.sizes[own[0]])]
        if own and nones[0] < 0:
            return False
        none = diagrams.cofactor(regions[nones[0]], rough, self.plan.nones[rough])
        others = [one for place, one in enumerate(regions) if not own or place != nones[0]]
        return any(
            all(self._differ(diagrams.cofactor(one, rough, choice), none) for one in others)
            for choice in range(diagrams.sizes[rough])
            if choice != self.plan.nones[rough]
        )

    def _differ(self, one: Mark, other: Mark) -> bool:
        """Whether two outcomes are known and are not the same."""
        diagrams = self.plan.diagrams
        known = all(diagrams.is_terminal(end) and is_value(diagrams.end(end)) for end in (one, other))
        return known and one != other


def _joined(plan: Plan, mark: Mark, names: Sequence[str], stated: Mapping[str, Node]) -> Mark:
    """What is left where nothing that is drawn is rough, or nothing but declined facts is open."""
    refused = frozenset(names)
    open_facts = plan.stage.kinds.keys() - refused
    diagrams = plan.diagrams
    levels = [place for place in sorted(diagrams.support(mark)) if plan.facts[place] <= refused]
    seats = list(product(*(range(diagrams.sizes[place]) for place in levels)))

    def meaning(ends: tuple[Node, ...]) -> Mark:
        marks = [mark_of(tree) for tree in ends]
        same = all(one == marks[0] for one in marks)
        mattering = frozenset(name for tree in ends for name in names_in(tree) & refused)
        tree = ends[0]
        if any(names_in(one) & open_facts for one in ends):
            tree = tree if same else Waiting(0, 0, tuple(dict(zip(marks, ends, strict=True)).values()))
        elif mattering or not same:
            turning = [
                level for place, level in enumerate(levels) if not same and _turns(marks, seats, place)
            ]
            told = mattering.union(*(plan.facts[level] for level in turning))
            tree = _consequence(names, told, stated)
        return diagrams.terminal(mark_of(tree), tree)

    return diagrams.join(mark, levels, meaning) if levels else diagrams.bind((mark,), meaning)


def _consequence(names: Sequence[str], mattering: frozenset[str], stated: Mapping[str, Node]) -> Node:
    """The outcome where some of the declined facts matter."""
    told = [name for name in names if name in mattering]
    found = next((stated[need_of(name)] for name in told if need_of(name) in stated), None)
    return Stuck(0, 0, tuple(told)) if found is None else found


def _turns(marks: Sequence[object], seats: Sequence[tuple[int, ...]], place: int) -> bool:
    """Whether the ends differ as one of the choices changes and the others stay."""
    by_others: dict[tuple[int, ...], object] = {}
    return any(
        by_others.setdefault((*seat[:place], *seat[place + 1 :]), mark) != mark
        for seat, mark in zip(seats, marks, strict=True)
    )
