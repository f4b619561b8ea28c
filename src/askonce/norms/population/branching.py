"""A decision table as nested choices, so that each test is asked once on the way to a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from askonce.feel.relational.algebra import TRUTH, Column, Fixed, Joint, Ordered, Same, Truth
from askonce.feel.relational.making import junction, opposite

#: How many nodes a tree may have for each row before it is given up.
_MOST_NODES = 12


class Asked(msgspec.Struct, frozen=True):
    """A column of a table: for each row the regions that its test takes, and the test itself."""

    regions: int
    masks: tuple[int, ...]
    tests: tuple[Column, ...]


class TooBranchy(Exception):  # noqa: N818 - the way out of a tree that outgrows its table
    """The tree has more nodes than its table is worth."""


Make = Callable[[Sequence[tuple[Column, Column]], Column], Column]


class Branching:
    """Builds the tree: `leaf` gives the column for the rows that are left, `make` joins branches."""

    def __init__(
        self, asked: Sequence[Asked], rows: int, leaf: Callable[[tuple[int, ...]], Column], make: Make
    ) -> None:
        self.asked = asked
        self.leaf = leaf
        self.make = make
        self.left = _MOST_NODES * (rows + 4)

    def tree(self, alive: Sequence[int], allowed: Sequence[int]) -> Column:
        """The column for these rows in these regions of each column."""
        self.left -= 1
        if self.left < 0:
            raise TooBranchy
        alive = [
            row
            for row in alive
            if all(one.masks[row] & allowed[place] for place, one in enumerate(self.asked))
        ]
        open_ = [
            place
            for place, one in enumerate(self.asked)
            if any(one.masks[row] & allowed[place] != allowed[place] for row in alive)
        ]
        if not open_:
            return self.leaf(tuple(alive))
        return self.split(
            min(open_, key=lambda place: self.cost(place, alive, allowed[place])), alive, allowed
        )

    def cost(self, place: int, alive: Sequence[int], allowed: int) -> tuple[int, int]:
        """How many rows do not care for a column, and how many tests it has."""
        masks = [self.asked[place].masks[row] & allowed for row in alive]
        return sum(mask == allowed for mask in masks), len(set(masks))

    def split(self, place: int, alive: Sequence[int], allowed: Sequence[int]) -> Column:
        """Branch by the tests of one column: a region where more of them hold is asked for before one with fewer.

        So a branch needs only say which tests hold: where another held too, an earlier branch would have taken it.
        """
        one = self.asked[place]
        tests = {
            mask: one.tests[row]
            for row in alive
            if (mask := one.masks[row] & allowed[place]) != allowed[place]
        }
        groups: dict[tuple[int, ...], int] = {}
        for region in range(allowed[place].bit_length()):
            bit = 1 << region
            if allowed[place] & bit:
                holding = tuple(mask for mask in tests if mask & bit)
                groups[holding] = groups.get(holding, 0) | bit
        branches = []
        for holding in sorted(groups, key=len, reverse=True):
            within = [*allowed[:place], groups[holding], *allowed[place + 1 :]]
            condition = junction("and", [asserted(tests[mask]) for mask in holding])
            branches.append((condition, self.tree(alive, within)))
        # every value lies in some region, so that the last branch need not ask
        return self.make(branches[:-1], branches[-1][1])


def asserted(condition: Column) -> Column:
    """A condition of which it only matters where it is true, in as few words as engines need.

    >>> from askonce.feel.relational.algebra import Named
    >>> asserted(Same(TRUTH, Named(TRUTH, "a"), Fixed(TRUTH, True))).name
    'a'
    """
    match condition:
        case Joint(op=op, parts=parts):
            return junction(op, [asserted(part) for part in parts])
        case Same(left=left, right=Fixed(value=value)) if value is not None:
            if isinstance(left.kind, Truth):
                return left if value else opposite(left)
            return Ordered(TRUTH, "=", left, condition.right)
        case _:
            return condition
