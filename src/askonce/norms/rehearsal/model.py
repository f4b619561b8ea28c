"""What a rehearsal is of and what comes of it: norms, counts of cases, and examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

import msgspec

from askonce.feel.tree import Node
from askonce.feel.types import Type
from askonce.feel.values import Value
from askonce.norms.binding import BoundText
from askonce.norms.model import Norm, Row
from askonce.norms.rehearsal.tally import Kind
from askonce.text.span import Span

FIRST: Final = 3
Named: TypeAlias = tuple[Mapping[str, Value], Mapping[str, Value]]


class LeftOut(msgspec.Struct, frozen=True):
    """A norm that was not rehearsed, and why.

    `why` is `only_before`, `only_after`, `needs_not_in_file` (with the `facts` that the text before needs) or
    `dates_choose_no_change` (its texts differ, but not on the dates of these cases).
    """

    norm: str
    why: str
    facts: tuple[str, ...] = ()


class Selection(msgspec.Struct, frozen=True):
    """The norms to rehearse, those whose texts are the same in both packs, and those that are left out."""

    norms: tuple[str, ...]
    unchanged: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class Place(msgspec.Struct, frozen=True):
    """Something wrong in a row: its number, the column, and what is the matter."""

    row: int
    column: str
    message: str


class Wrong(msgspec.Struct, frozen=True):
    """How many rows have something wrong, and the first of them."""

    rows: int
    first: tuple[Place, ...]


class Said(msgspec.Struct, frozen=True):
    """How one text decides an example: what came out, by which rows, and what it reckoned on the way.

    `rows` are counted from one; a formula and `otherwise` have none. `reckoned` holds derived facts, rates and the
    outcomes of norms that are used, by the names that the text has for them.
    """

    text: BoundText
    outcomes: Mapping[str, Value]
    rows: tuple[RowSaid, ...]
    otherwise: bool
    reckoned: tuple[tuple[str, Value], ...]
    article: str | None
    place: Span


class RowSaid(msgspec.Struct, frozen=True):
    """A row that decided: its number, the tests that it makes, and its place in the pack."""

    number: int
    row: Row
    tests: tuple[tuple[str, Type, Node], ...]
    place: Span


class Example(msgspec.Struct, frozen=True):
    """A case that changes: the facts that either text looks at, each with the texts that do, and both outcomes.

    `facts` holds name, value and `both`, `before` or `after`. It has nothing else of the row.
    """

    facts: tuple[tuple[str, Value, str], ...]
    before: Said
    after: Said


class Sides(msgspec.Struct, frozen=True):
    """A count of cases by whether the matter is with the text before alone, the one after alone, or both."""

    before: int = 0
    after: int = 0
    both: int = 0

    @property
    def cases(self) -> int:
        """All of them."""
        return self.before + self.after + self.both


class OutcomeChanges(msgspec.Struct, frozen=True):
    """How one outcome of a norm changes, by kind."""

    name: str
    kinds: tuple[Kind, ...]


class NormChanges(msgspec.Struct, frozen=True):
    """What a change of text does to the cases of a norm.

    `cases` = `same` + `changed` + `undecided` + `unruled`: the last two are cases for which a text lacks facts, and
    those on whose dates no text or rate holds. `lacking` says for each fact how many cases lack it for which text;
    `newly_used` are facts that only the text after looks at. `reasons` say why no text holds, one for each side.
    A norm that burdens people is `guarded`: of its cases no small number is shown.
    """

    norm: Norm
    guarded: bool
    cases: int
    same: int
    changed: int
    undecided: Sides
    unruled: Sides
    outcomes: tuple[OutcomeChanges, ...]
    lacking: tuple[tuple[str, Sides], ...]
    newly_used: tuple[str, ...]
    no_longer_used: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    wrong: Wrong

    @property
    def differs(self) -> bool:
        """Whether any case comes out otherwise, or is decided by one of the texts only."""
        one_sided = (self.undecided.before, self.undecided.after, self.unruled.before, self.unruled.after)
        return self.changed > 0 or any(one_sided)


class Rehearsed(msgspec.Struct, frozen=True):
    """A rehearsal: how many rows there were, the columns by use, and what becomes of each norm's cases.

    `assumed` says for how many rows each date was not in the file.
    """

    rows: int
    unread: Wrong
    norms: tuple[NormChanges, ...]
    left_out: tuple[LeftOut, ...]
    unchanged: tuple[str, ...]
    used: tuple[str, ...]
    ignored: tuple[str, ...]
    assumed: tuple[tuple[str, int], ...]
