"""Decision tables as columns: which rows take a case, and what the hit policy gives for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from askonce.feel.evaluate import Settings, matches
from askonce.feel.relational.algebra import NULL, TRUTH, Cases, Column, Exact, Fixed, Kind
from askonce.feel.relational.making import (
    Unsayable,
    aligned,
    cases,
    common_kind,
    extreme,
    is_null,
    junction,
    may_be_null,
    missing,
    opposite,
    ordered,
    plus,
    same,
    whole,
)
from askonce.feel.relational.rounding import Keep
from askonce.feel.rewrite import is_plain, literals
from askonce.feel.tree import Node
from askonce.feel.types import ChoiceType
from askonce.feel.values import Value
from askonce.norms.binding import BoundTable
from askonce.norms.population.branching import Asked, Branching, TooBranchy, asserted
from askonce.norms.tables.regions import Regions, cut, settled

#: Above this, rows are counted without asking first whether two of them can take one case.
_MOST_COMPARED: Final = 400
_LISTS: Final = frozenset(["collect", "rule order", "output order"])
_ZERO: Final = whole(0)


class Taken(msgspec.Struct, frozen=True):
    """The rows of a table as columns: its tests, its outcomes, and the outcomes where no row applies.

    `said` tells whether the table itself says what holds where no row applies.
    """

    tests: tuple[tuple[Column, ...], ...]
    outcomes: tuple[tuple[Column, ...], ...]
    otherwise: tuple[Column, ...]
    said: bool

    def conditions(self, keep: Keep) -> list[Column]:
        """For each row whether it takes the case, put aside: true where it does, otherwise false or null."""
        return [keep(junction("and", [asserted(one) for one in row])) for row in self.tests]


def settle(bound: BoundTable, rows: Taken, plain: Plain, keep: Keep) -> tuple[Column, ...]:
    """The outcomes of a table by its hit policy, or Unsayable."""
    hit = bound.table.hit
    if hit in _LISTS:
        raise Unsayable(f"gives a list (`{hit}`), and a row of a population has one outcome")
    if hit.startswith("collect "):
        if len(rows.otherwise) != 1:
            raise Unsayable(f"gathers several outcomes by `{hit}`")
        return (_gathered(hit, rows, keep),)
    if hit == "priority":
        rows, plain = _by_rank(bound, rows, plain)
    if plain.apart or hit in ("first", "priority"):
        return _first(rows, plain, keep)
    return _unique(rows, plain, keep) if hit == "unique" else _agreed(rows, plain, keep)


def _first(rows: Taken, plain: Plain, keep: Keep, *, unique: bool = False) -> tuple[Column, ...]:
    """The outcomes of the first row that takes the case."""
    found = _tree(rows, plain, unique=unique)
    if found is None:
        conditions = rows.conditions(lambda column: column)
        single = len(rows.otherwise) == 1
        leaves = [one[0] if single else whole(place) for place, one in enumerate(rows.outcomes, 1)]
        found = cases(tuple(zip(conditions, leaves, strict=True)), rows.otherwise[0] if single else _ZERO)
    if len(rows.otherwise) == 1:
        return (found,)
    number = keep(found)
    return tuple(
        cases(
            tuple(
                (ordered("=", number, whole(place)), one[at]) for place, one in enumerate(rows.outcomes, 1)
            ),
            NULL if is_null(number) else cases(((missing(number), NULL),), other),
        )
        for at, other in enumerate(rows.otherwise)
    )


def _unique(rows: Taken, plain: Plain, keep: Keep) -> tuple[Column, ...]:
    if len(plain.masks) == len(_places(rows)):
        return _first(rows, plain, keep, unique=True)
    count = keep(_added([_if(one, whole(1), _ZERO) for one in rows.conditions(keep)]))
    several = ordered(">", count, whole(1))
    return tuple(cases(((several, NULL),), one) for one in _first(rows, plain, keep))


def _places(rows: Taken) -> range:
    return range(len(rows.tests[0]) if rows.tests else 0)


def _agreed(rows: Taken, plain: Plain, keep: Keep) -> tuple[Column, ...]:
    chosen = [keep(one) for one in _first(rows, plain, keep)]
    differ = [
        junction("and", (taken, junction("or", [opposite(same(a, b)) for a, b in zip(found, chosen, strict=True)])))
        for taken, found in zip(rows.conditions(keep), rows.outcomes, strict=True)
    ]  # fmt: skip
    conflict = keep(
        junction("or", [_if(one, Fixed(TRUTH, value=True), Fixed(TRUTH, value=False)) for one in differ])
    )
    return tuple(cases(((conflict, NULL),), one) for one in chosen)


def _by_rank(bound: BoundTable, rows: Taken, plain: Plain) -> tuple[Taken, Plain]:
    """The rows by the rank of their outcomes, which stand in the table and so are the same for all."""
    ranks = [kind.options if isinstance(kind, ChoiceType) else () for _, kind in bound.outputs]

    def rank(number: int) -> list[int]:
        return [_rank(column, options) for column, options in zip(rows.outcomes[number], ranks, strict=True)]

    order = sorted(range(len(rows.tests)), key=rank)
    masks = {place: tuple(found[one] for one in order) for place, found in plain.masks.items()}
    return (
        Taken(
            tuple(rows.tests[one] for one in order),
            tuple(rows.outcomes[one] for one in order),
            rows.otherwise,
            rows.said,
        ),
        Plain(masks, plain.regions, plain.apart),
    )


def _rank(column: Column, options: Sequence[str]) -> int:
    if not options:
        return 0
    if not isinstance(column, Fixed):
        raise Unsayable("ranks outcomes that are not the same for all")
    return options.index(str(column.value)) if column.value in options else len(options)


def _gathered(hit: str, rows: Taken, keep: Keep) -> Column:
    conditions = rows.conditions(keep)
    none = keep(
        opposite(
            junction(
                "or", [_if(one, Fixed(TRUTH, value=True), Fixed(TRUTH, value=False)) for one in conditions]
            )
        )
    )
    outcomes = [one[0] for one in rows.outcomes]
    if hit == "collect count":
        found = _added([_if(one, whole(1), _ZERO) for one in conditions])
        return cases(((none, rows.otherwise[0]),), found) if rows.said else found
    if hit == "collect sum":
        kind = common_kind(outcomes)
        nought = Fixed(Exact(0, 0, 0, kind.unit), 0) if isinstance(kind, Exact) else _ZERO
        found = _added([_if(taken, one, nought) for taken, one in zip(conditions, outcomes, strict=True)])
    else:
        found = _gathered_extreme(hit.removeprefix("collect "), conditions, outcomes, keep)
    return cases(((none, rows.otherwise[0]),), found)


def _gathered_extreme(
    op: str, conditions: Sequence[Column], outcomes: Sequence[Column], keep: Keep
) -> Column:
    kind = common_kind(outcomes)
    if kind == NULL.kind:
        return NULL
    if not isinstance(kind, Exact):
        raise Unsayable("puts in an order what is no number")
    end = kind.high if op == "min" else kind.low
    beyond = Fixed(Exact(kind.scale, end, end, kind.unit), end)
    return extreme(
        op, [keep(_if(taken, one, beyond)) for taken, one in zip(conditions, outcomes, strict=True)]
    )


def _if(condition: Column, yes: Column, no: Column) -> Column:
    return cases(((condition, yes),), no)


def _added(parts: Sequence[Column]) -> Column:
    """A sum as a tree of few levels."""
    while len(parts) > 1:
        pairs = [parts[place : place + 2] for place in range(0, len(parts), 2)]
        parts = [plus(pair[0], pair[1]) if len(pair) == 2 else pair[0] for pair in pairs]
    return parts[0] if parts else _ZERO


class Plain(msgspec.Struct, frozen=True):
    """The columns whose tests look at nothing else: by place, the regions that there are and which each row takes."""

    masks: Mapping[int, tuple[int, ...]]
    regions: Mapping[int, int]
    apart: bool


def look_through(
    bound: BoundTable, subjects: Sequence[Column], constants: Mapping[str, Value], settings: Settings
) -> Plain:
    """Which columns are plain, and whether no case, nulls included, is taken by two rows.

    Where that cannot be seen in plain columns the rows are not apart.
    """
    if len(bound.rows) > _MOST_COMPARED:
        return Plain({}, {}, apart=False)
    masks: dict[int, tuple[int, ...]] = {}
    regions: dict[int, int] = {}
    for place, (_, kind) in enumerate(bound.inputs):
        trees = [
            settled(test.tree, constants) for row in bound.rows if (test := row.tests[place]) is not None
        ]
        if all(is_plain(tree) for tree in trees):
            found = cut(
                kind, {point for tree in trees for point in literals(tree)}, None, missing=True, reckoned=True
            )
            # null is the last region, and none at all of a column that has no nulls
            regions[place] = (1 << len(found.samples) - (not may_be_null(subjects[place]))) - 1
            masks[place] = tuple(_mask(found, tree, constants, settings) & regions[place] for tree in trees)
    boxes = list(zip(*masks.values(), strict=True))
    apart = len(bound.rows) < 2 or (
        bool(boxes)
        and all(
            any(not a & b for a, b in zip(one, other, strict=True))
            for number, one in enumerate(boxes)
            for other in boxes[:number]
        )
    )
    return Plain(masks, regions, apart)


def _mask(regions: Regions, tree: Node, constants: Mapping[str, Value], settings: Settings) -> int:
    return regions.mask(literals(tree), lambda sample: matches(tree, sample, constants, settings))


def _tree(rows: Taken, plain: Plain, *, unique: bool) -> Column | None:
    """The first row that takes a case as nested choices, each outcome at its leaf; None where that grows too large.

    With several outcomes the leaves hold the number of the row, counted from one.
    """
    single = len(rows.otherwise) == 1
    leaves = [one[0] if single else whole(place) for place, one in enumerate(rows.outcomes, 1)]
    other = rows.otherwise[0] if single else _ZERO
    kind = common_kind([*leaves, other])
    scale = getattr(kind, "scale", 0)
    opaque = [place for place in _places(rows) if place not in plain.masks]

    def leaf(alive: tuple[int, ...]) -> Column:
        if unique and len(alive) > 1:
            return NULL
        found = other
        for row in reversed(alive):
            condition = junction("and", [asserted(rows.tests[row][place]) for place in opaque])
            found = make(((condition, leaves[row]),), found)
        return found

    def make(branches: Sequence[tuple[Column, Column]], default: Column) -> Column:
        found = cases(branches, default)
        if not isinstance(found, Cases):
            return found
        shaped = tuple((condition, _aligned(value, kind, scale)) for condition, value in found.branches)
        return Cases(kind, shaped, _aligned(found.default, kind, scale))

    asked = [
        Asked(plain.regions[place], masks, tuple(row[place] for row in rows.tests))
        for place, masks in plain.masks.items()
    ]
    try:
        return Branching(asked, len(rows.tests), leaf, make).tree(
            range(len(rows.tests)), [one.regions for one in asked]
        )
    except TooBranchy:
        return None


def _aligned(value: Column, kind: Kind, scale: int) -> Column:
    return Fixed(kind, None) if is_null(value) else aligned(value, scale)
