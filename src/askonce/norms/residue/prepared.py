"""A ruling made ready to be asked, over and over, what is left of it with the facts of a case."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Final

import msgspec

from askonce.feel.residual import is_value, literal, names_in, residual, value_of
from askonce.feel.tree import Node
from askonce.feel.types import ListType, Type
from askonce.feel.values import Value
from askonce.methods.diagram import Mark, OvergrownError
from askonce.norms.residue.declining import Stuck, Waiting, consequences, decline, is_rough, need_of, waits
from askonce.norms.residue.leaving import Left, leave
from askonce.norms.residue.members import (
    Roll,
    inputs_of,
    is_long,
    roll,
    spelled,
    stage_of,
    whole_case,
)
from askonce.norms.residue.plan import Plan, draw, mark_of, value_mark
from askonce.norms.ruling import Ruling
from askonce.norms.walk import walk
from askonce.registers.fact import Fact, Facts, State

#: Drawings kept at a time; those for given facts live as long as their case is being asked about.
_MOST_KEPT: Final = 64
#: A drawing that has grown by the questions put to it is drawn again.
_MOST_GROWN: Final = 200_000
_NONE_SEEN: Final[Mapping[str, Sequence[Value]]] = {}


class Prepared:
    """A ruling ready for any number of cases; it answers for the same facts always the same.

    `never_none` names facts that are never null, such as those a form makes everybody fill in. `seen` has the values that
    facts had in earlier cases (those of all members under `members.birth`): they only say how likely answers are, and so
    which question is best asked first.
    """

    def __init__(
        self,
        ruling: Ruling,
        never_none: frozenset[str] = frozenset(),
        seen: Mapping[str, Sequence[Value]] = _NONE_SEEN,
    ) -> None:
        self.ruling = ruling
        self.never_none = never_none
        self.seen = seen
        self.inputs: Mapping[str, Type] = inputs_of(ruling)
        self.consequences = consequences(ruling)
        self._plans: OrderedDict[Hashable, Plan | None] = OrderedDict()

    def standing(self, facts: Facts) -> Standing:
        """Where a case stands; raises CountError where a list has more members than can be asked about.

        Where every fact is known, nothing is drawn: the norm is decided as its text says.
        """
        spelt = spelled(self.inputs, facts) if self.has_lists else facts
        called = roll(self.inputs, spelt) if self.has_lists else Roll(())
        held = {
            name: fact.value if fact.state is State.KNOWN else None
            for name, fact in spelt.items()
            if fact.is_settled
        }
        values = whole_case(self.inputs, called, held)
        if values is not None:
            return WholeStanding(self, values, spelt)
        given = {name: held[name] for name in self.inputs if is_long(facts.get(name))}
        plan = self.plan(called, given)
        while plan is not None:
            fixed = {
                name: held[name]
                for name in plan.stage.kinds
                if name in held and _must_stand(plan, name, held[name])
            }
            if not fixed:
                break
            given |= fixed
            plan = self.plan(called, given)
        if plan is not None:
            plan.diagrams.allow(2 * _MOST_GROWN)
            with suppress(OvergrownError):
                return DrawnStanding(self, plan, held, spelt)
        return LooseStanding(self, called, held, spelt)

    @property
    def has_lists(self) -> bool:
        """Whether a fact of the norm is a list."""
        return any(isinstance(kind, ListType) for kind in self.inputs.values())

    def plan(self, called: Roll, given: Mapping[str, Value]) -> Plan | None:
        """The ruling drawn with some facts given; None where it is too large."""
        key = (called, tuple((name, value_mark(given[name])) for name in sorted(given)))
        if key in self._plans:
            self._plans.move_to_end(key)
            plan = self._plans[key]
            if plan is None or len(plan.diagrams) < _MOST_GROWN:
                return plan
        try:
            plan = draw(self.ruling, stage_of(self.inputs, called, given, self.never_none, self.seen))
        except OvergrownError:
            plan = None
        self._plans[key] = plan
        if len(self._plans) > _MOST_KEPT:
            self._plans.popitem(last=False)
        return plan

    def samples(self, name: str) -> Sequence[Value]:
        """A value of each region in which the norm treats a fact alike; none where it never looks at it by itself."""
        plan = self.plan(Roll(()), {})
        found = None if plan is None else plan.spectra.get(name)
        return [] if found is None else [region.sample for region in found[1].regions]


def _must_stand(plan: Plan, name: str, value: Value) -> bool:
    """Whether a fact has to be drawn with the value it has."""
    if name in plan.linked:
        return True
    found = plan.spectra.get(name)
    return found is not None and found[1].place(value) < 0


class Standing:
    """Where a case stands in its norm."""

    exact = True

    def __init__(self, prepared: Prepared, held: Mapping[str, Value], facts: Facts) -> None:
        self.prepared = prepared
        self.held = held
        self.facts = facts

    def declined(self, kinds: Mapping[str, Type], counts: Mapping[str, str]) -> tuple[str, ...]:
        """The facts that were declined, in the author's order; a list whose number was is one of them."""
        refused = {name for name, fact in self.facts.items() if fact.state is State.DECLINED}
        return tuple(name for name in kinds if name in refused or counts.get(name) in refused)

    def ends(self) -> tuple[Node, ...]:
        """The outcomes still possible, the want of one among them."""
        raise NotImplementedError

    def matters(self) -> tuple[str, ...]:
        """The facts that can still change the outcome, in the author's order."""
        raise NotImplementedError

    def consequence(self) -> str | None:
        """The first declined fact that matters where the norm has come out."""
        raise NotImplementedError


class WholeStanding(Standing):
    """Where a case stands of which all facts are known."""

    def ends(self) -> tuple[Node, ...]:
        """The outcome that the text gives."""
        return (literal(walk(self.prepared.ruling, self.held)),)

    def matters(self) -> tuple[str, ...]:
        """Nothing, for all is known."""
        return ()

    def consequence(self) -> str | None:
        """None, for nothing was declined."""
        return None


class DrawnStanding(Standing):
    """Where a case stands in the drawing of its norm."""

    def __init__(self, prepared: Prepared, plan: Plan, held: Mapping[str, Value], facts: Facts) -> None:
        super().__init__(prepared, held, facts)
        self.plan = plan
        self.known = {name: value for name, value in held.items() if name in plan.stage.kinds}
        self.whole = self._restricted()
        self.refused = self.declined(plan.stage.kinds, plan.stage.counts)
        self.mark = self.whole
        if self.refused:
            self.mark = decline(plan, self.whole, self.refused, prepared.consequences)
            rough = self.mark if waits(plan, self.whole, self.refused) else self.whole
            self.exact = not is_rough(plan, rough, self.refused)

    def _restricted(self) -> Mark:
        plan = self.plan
        chosen = {}
        for name, value in self.known.items():
            found = plan.spectra.get(name)
            if found is not None:
                chosen[found[0]] = found[1].place(value)
        if not self.known.keys() & plan.reckoned:
            return plan.diagrams.restrict(plan.root, chosen)
        trees = {name: literal(value) for name, value in self.known.items()}

        def settled(tree: Node) -> Mark | None:
            if is_value(tree) or not names_in(tree) & trees.keys():
                return None
            left = residual(tree, trees, self.prepared.ruling.settings)
            return plan.diagrams.terminal(mark_of(left), left)

        return plan.diagrams.restrict(plan.root, chosen, settled)

    def ends(self) -> tuple[Node, ...]:
        """The outcomes still possible, the want of one among them."""
        return tuple(self.plan.diagrams.ends(self.mark))

    def matters(self) -> tuple[str, ...]:
        """The facts that can still change the outcome, in the author's order."""
        return tuple(self.open_facts(self.mark))

    def open_facts(self, mark: Mark) -> Iterator[str]:
        """The facts that a part of the drawing hangs on."""
        plan = self.plan
        found = {name for level in plan.diagrams.support(mark) for name in plan.facts[level]}
        if plan.reckoned:
            found |= {
                name
                for tree in plan.diagrams.ends(mark)
                for name in names_in(tree)
                if name in plan.stage.kinds
            }
        found = {plan.stage.counts.get(name, name) for name in found}
        yield from (
            name
            for name in plan.stage.kinds
            if name in found and name not in self.known and name not in self.refused
        )

    def consequence(self) -> str | None:
        """The first declined fact that matters where the norm has come out."""
        diagrams = self.plan.diagrams
        if not self.refused or not diagrams.is_terminal(self.mark) or self.mark == self.whole:
            return None
        found = {name for level in diagrams.support(self.whole) for name in self.plan.facts[level]}
        found |= {name for tree in diagrams.ends(self.whole) for name in names_in(tree)}
        told = [
            name for name in self.refused if name in found and need_of(name) in self.prepared.consequences
        ]
        return told[0] if told else None


class LooseStanding(Standing):
    """Where a case stands in a norm too large to be drawn, by its text alone: it may ask a question too many."""

    exact = False

    def __init__(self, prepared: Prepared, called: Roll, held: Mapping[str, Value], facts: Facts) -> None:
        super().__init__(prepared, held, facts)
        self.stage = stage_of(prepared.inputs, called, held, prepared.never_none, prepared.seen)
        self.refused = self.declined(self.stage.kinds, self.stage.counts)
        self.left: Left = leave(prepared.ruling, self.stage.trees, prepared.never_none)
        self.open = self.left.names() & self.stage.kinds.keys()

    def ends(self) -> tuple[Node, ...]:
        """The outcome where nothing is open; else what the text leaves."""
        if not self.open:
            return (self._outcome(),)
        if not self.matters():
            told = [name for name in self.refused if name in self.open]
            stated = [name for name in told if need_of(name) in self.prepared.consequences]
            return (self.prepared.consequences[need_of(stated[0])] if stated else Stuck(0, 0, tuple(told)),)
        if self.left.result is not None:
            return (self.left.result,)
        return tuple(tree for row in self.left.rows for tree in row.outcomes) + self.left.otherwise

    def _outcome(self) -> Node:
        values = {name: value_of(tree) for name, tree in self.stage.trees.items() if is_value(tree)}
        filled = {name: values.get(name) for name in self.stage.trees}
        lists = {
            name: value_of(residual(tree, {}, self.prepared.ruling.settings))
            for name, tree in self.stage.trees.items()
            if name not in values
        }
        return literal(walk(self.prepared.ruling, filled | lists))

    def matters(self) -> tuple[str, ...]:
        """The facts that stand in what is left of the text."""
        found = {self.stage.counts.get(name, name) for name in self.open}
        return tuple(name for name in self.stage.kinds if name in found and name not in self.refused)

    def consequence(self) -> str | None:
        """The first declined fact that stands in what is left of the text, where nothing else does."""
        if self.matters():
            return None
        told = [
            name for name in self.refused if name in self.open and need_of(name) in self.prepared.consequences
        ]
        return told[0] if told else None


class _Usage:
    """Which given facts could change the outcome when they came in; found out once somebody wants to know."""

    def __init__(self, prepared: Prepared, facts: Facts, order: Sequence[str]) -> None:
        self._prepared = prepared
        self._facts = dict(facts)
        self._order = tuple(order)

    @cached_property
    def told(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The facts that could, and those that could not."""
        return _usage(self._prepared, self._facts, self._order)


class Residue(msgspec.Struct, frozen=True):
    """What is left of a norm with the facts of a case.

    `decided` says whether it has come out, and `outcome` as what. `outcomes` are those still possible: values, or
    expressions where the outcome is reckoned from facts not known yet. `matters` are the facts that can still change the
    outcome, in the author's order; `used` those given that could when they came in, those of registers first, and
    `idle` the others that were given. `consequence` is the declined fact whose stated consequence the outcome is;
    `missing` are declined facts without one, for want of which the case cannot be decided. `exact` is false where the
    norm is too large to be followed, or a declined fact stands in a comparison that cannot be: then `matters` may hold a fact too many, and never lacks one.
    """

    decided: bool
    outcome: Value
    outcomes: tuple[Node, ...]
    matters: tuple[str, ...]
    usage: _Usage
    consequence: str | None = None
    missing: tuple[str, ...] = ()
    exact: bool = True

    @property
    def used(self) -> tuple[str, ...]:
        """The given facts that could change the outcome when they came in."""
        return self.usage.told[0]

    @property
    def idle(self) -> tuple[str, ...]:
        """The given facts that could not."""
        return self.usage.told[1]


def prepare(
    ruling: Ruling, never_none: frozenset[str] = frozenset(), seen: Mapping[str, Sequence[Value]] = _NONE_SEEN
) -> Prepared:
    """A ruling made ready; it is drawn when a case first lacks a fact."""
    return Prepared(ruling, never_none, seen)


def residue(prepared: Prepared, facts: Facts, order: Sequence[str] = ()) -> Residue:
    """What is left of a norm with these facts; `order` names those that were asked, in the order of their answers."""
    standing = prepared.standing(facts)
    ends = standing.ends()
    stuck = [tree for tree in ends if isinstance(tree, Stuck)]
    outcomes = tuple(one for tree in ends if not isinstance(tree, Stuck) for one in _listed(tree))
    matters = standing.matters()
    decided = not matters and len(outcomes) == 1 and not stuck and is_value(outcomes[0])
    return Residue(
        decided,
        value_of(outcomes[0]) if decided else None,
        outcomes,
        matters,
        _Usage(prepared, facts, order),
        standing.consequence() if decided else None,
        tuple(dict.fromkeys(name for tree in stuck for name in tree.names)),
        standing.exact,
    )


def _listed(tree: Node) -> tuple[Node, ...]:
    return tree.trees if isinstance(tree, Waiting) else (tree,)


def _usage(prepared: Prepared, facts: Facts, order: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The facts that could change the outcome when they came in, and those that could not."""
    spelt = spelled(prepared.inputs, facts)
    told = [name for name, fact in spelt.items() if fact.is_settled or fact.state is State.DECLINED]
    asked = [name for name in order if name in told]
    held = [
        name
        for name in told
        if name not in asked and (is_long(spelt[name]) or not _is_whole_list(prepared, name))
    ]
    places = {name: place for place, name in enumerate(prepared.inputs)}
    held.sort(key=lambda name: places.get(need_of(name), len(places)))
    used: list[str] = []
    idle: list[str] = []
    so_far: dict[str, Fact] = {}
    for name in (*held, *asked):
        open_ones = prepared.standing(so_far).matters()
        matters = {*open_ones, *map(need_of, open_ones)}
        (used if name in matters else idle).append(name)
        so_far[name] = spelt[name]
    return tuple(used), tuple(idle)


def _is_whole_list(prepared: Prepared, name: str) -> bool:
    return isinstance(prepared.inputs.get(name), ListType)


def left_of(prepared: Prepared, facts: Facts) -> Left:
    """The text of a norm with the facts of a case worked in."""
    spelt = spelled(prepared.inputs, facts)
    held = {
        name: fact.value if fact.state is State.KNOWN else None
        for name, fact in spelt.items()
        if fact.is_settled
    }
    stage = stage_of(prepared.inputs, roll(prepared.inputs, spelt), held, prepared.never_none, prepared.seen)
    return leave(prepared.ruling, stage.trees, prepared.never_none)
