"""Many needs, limited capacity: who supplies whom so that most are served, beside first come, first served."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from askonce.apps.economy.listing import Listed
from askonce.apps.economy.matching import Verdict
from askonce.methods.assigning import Option, first_come, place_most

if TYPE_CHECKING:
    from askonce.apps.economy.board import Board


class Allocation(msgspec.Struct, frozen=True):
    """Which need gets its whole volume from which offer.

    `needs` says how many ask for a volume that some offer can serve, `most` how many of them could be served at most;
    `first_come` is what comes of serving them in the order in which they were put down.
    """

    served: Mapping[str, str]
    first_come: Mapping[str, str]
    needs: int
    most: int


def allocate(board: Board) -> Allocation:
    """Share the capacity of a market among the needs that stand; only what fits in all that is asked counts.

    An offer that serves a need of one product may serve others of it as far as its capacity goes. A need that says no
    volume, and an offer that says no capacity, are left out.
    """
    volume, capacity = board.terms.volume, board.terms.capacity
    if not volume or not capacity:
        return Allocation({}, {}, 0, 0)
    standing = [
        one for one in board.needs.values() if one.stands(board.day) and (one.number(volume) or 0) > 0
    ]
    board.prepare(standing)
    needs = sorted(standing, key=lambda one: (_put_down(one, volume), one.id))
    offers = [one for one in board.offers.values() if (one.number(capacity) or 0) > 0]
    at = {one.id: place for place, one in enumerate(offers)}
    options = [
        Option(place, at[line.offer], line.score)
        for place, need in enumerate(needs)
        for line in board.fitting_lines(need)
        if line.verdict is Verdict.FEASIBLE and line.offer in at
    ]
    sizes = [one.number(volume) or Decimal(0) for one in needs]
    rooms = [one.number(capacity) or Decimal(0) for one in offers]
    found = place_most(sizes, rooms, options)

    def named(placed: Mapping[int, int]) -> dict[str, str]:
        return {needs[thing].id: offers[room].id for thing, room in placed.items()}

    return Allocation(
        named(found.placed),
        named(first_come(sizes, rooms, options)),
        len({one.thing for one in options}),
        found.most,
    )


def _put_down(need: Listed, volume: str) -> date:
    """The day from which a need holds."""
    return need.fact(volume).as_of or date.max
