"""What an explanation is: the deciding facts, rows, branches, reckonings and changes, and what foresees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from askonce.feel.tree import Literal, Node
from askonce.feel.types import Type
from askonce.feel.values import Value
from askonce.norms.binding import BoundRow
from askonce.norms.residue import Prepared, residue
from askonce.norms.ruling import Ruling
from askonce.pack.shapes import Ref
from askonce.registers.fact import Fact, Facts


class Outlook(msgspec.Struct, frozen=True):
    """What a norm may still come to with some of its facts.

    `possible` are the outcomes, or None where they cannot be listed; `open` the facts that still matter. `consequence`
    is the declined fact for which the norm states the outcome, `missing` those for which it states none.
    """

    decided: bool
    outcome: Value
    possible: tuple[Value, ...] | None
    open: tuple[str, ...]
    consequence: str | None = None
    missing: tuple[str, ...] = ()


class Prospects(Protocol):
    """Foresees what a norm may still come to; the residue does, and for tests a slower way that tries everything."""

    def look(self, facts: Facts) -> Outlook:
        """What the norm may still come to with these facts."""

    def samples(self, name: str) -> Sequence[Value]:
        """A value of each region in which the norm treats a fact alike; none where it is not known."""


class Foreseen(msgspec.Struct, frozen=True):
    """The prospects of a norm by its residue."""

    prepared: Prepared

    def look(self, facts: Facts) -> Outlook:
        """What the norm may still come to with these facts."""
        left = residue(self.prepared, facts)
        listed = all(isinstance(tree, Literal) for tree in left.outcomes)
        possible = (
            tuple(tree.value for tree in left.outcomes if isinstance(tree, Literal)) if listed else None
        )
        return Outlook(left.decided, left.outcome, possible, left.matters, left.consequence, left.missing)

    def samples(self, name: str) -> Sequence[Value]:
        """A value of each region in which the norm treats a fact alike."""
        return self.prepared.samples(name)


class Test(msgspec.Struct, frozen=True):
    """A column of a row, what stood in it, and the test that held."""

    __test__ = False  # the glossary's word, and no test of pytest's

    column: str
    kind: Type
    value: Value
    tree: Node


class RowReason(msgspec.Struct, frozen=True):
    """A row that applied, counted from one, with those of its tests that the outcome rests on.

    `otherwise` marks the outcome of a table none of whose rows applied; it has no tests.
    """

    number: int
    tests: tuple[Test, ...]
    article: Ref | None
    row: BoundRow | None
    otherwise: bool = False


class Branch(msgspec.Struct, frozen=True):
    """A condition of a formula and which way it went."""

    condition: Node
    held: bool


class Reckoning(msgspec.Struct, frozen=True):
    """An outcome that is reckoned: the expression, and what the names in it stood for."""

    output: str
    tree: Node
    values: tuple[tuple[str, Value], ...]
    value: Value


class Change(msgspec.Struct, frozen=True):
    """Another value of one fact with which it would have come out otherwise, and the row that would have applied.

    `outcome` has only what would not be reckoned anew from the facts, where a norm has several outcomes.
    """

    fact: str
    value: Value
    outcome: Value
    row: RowReason | None


class Explanation(msgspec.Struct, frozen=True):
    """Why a norm comes out as it does.

    `facts` are the fewest whose values alone decide it, whatever the others are. An undecided case has no rows; its
    `possible` outcomes are listed where they can be, and `open` names the facts on which it still hangs. `rests`
    explains the norms that it uses. `no_outcome` names the outcomes that come to nothing although all is known.
    """

    ruling: Ruling
    decided: bool
    outcome: Value
    facts: tuple[tuple[str, Fact], ...]
    derived: tuple[tuple[str, Value], ...] = ()
    rows: tuple[RowReason, ...] = ()
    branches: tuple[Branch, ...] = ()
    reckonings: tuple[Reckoning, ...] = ()
    changes: tuple[Change, ...] = ()
    rests: tuple[tuple[str, Explanation], ...] = ()
    possible: tuple[Value, ...] | None = ()
    open: tuple[str, ...] = ()
    declined: str | None = None
    missing: tuple[str, ...] = ()
    no_outcome: tuple[str, ...] = ()


def is_adverse(ruling: Ruling, outcome: Value) -> bool:
    """Whether an outcome refuses or burdens the person: as the norm says of its words, or by a bare no.

    A favourable norm whose one outcome is yes or no refuses where it says no; nothing may be given upon that.
    """
    values = tuple(outcome.values()) if isinstance(outcome, Mapping) else (outcome,)
    if values == (False,) and ruling.norm.effect == "favourable" and len(ruling.outputs) == 1:
        return True
    return any(value in ruling.norm.adverse_outcomes for value in values if isinstance(value, str))
