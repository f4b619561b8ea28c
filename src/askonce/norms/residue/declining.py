"""What a norm says where a person declines to tell a fact on which it hangs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

from askonce.feel.check import infer
from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.residual import NULL, literal, names_in, outcome_tree
from askonce.feel.syntax import parse
from askonce.feel.tree import Items, Node
from askonce.feel.types import Type, assignable
from askonce.methods.diagram import Mark
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
    does, the branch is stuck. Where what is drawn is rough, nothing is concluded before all other facts are known.
    """
    if is_rough(plan, mark, names) and waits(plan, mark, names):
        return mark
    refused = frozenset(names)
    open_facts = plan.stage.kinds.keys() - refused
    diagrams = plan.diagrams
    levels = [place for place in sorted(diagrams.support(mark)) if plan.facts[place] <= refused]
    seats = list(product(*(range(diagrams.sizes[place]) for place in levels)))

    def outcome(mattering: frozenset[str]) -> Node:
        told = [name for name in names if name in mattering]
        found = next((stated[need_of(name)] for name in told if need_of(name) in stated), None)
        return Stuck(0, 0, tuple(told)) if found is None else found

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
            tree = outcome(mattering.union(*(plan.facts[level] for level in turning)))
        return diagrams.terminal(mark_of(tree), tree)

    return diagrams.join(mark, levels, meaning) if levels else diagrams.bind((mark,), meaning)


def _turns(marks: Sequence[object], seats: Sequence[tuple[int, ...]], place: int) -> bool:
    """Whether the ends differ as one of the choices changes and the others stay."""
    by_others: dict[tuple[int, ...], object] = {}
    return any(
        by_others.setdefault((*seat[:place], *seat[place + 1 :]), mark) != mark
        for seat, mark in zip(seats, marks, strict=True)
    )
