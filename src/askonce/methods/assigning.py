"""Things of some size into rooms of some capacity, so that most find a place: a generalised assignment problem."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

#: How long one knot of things and rooms that hang together may be worked at.
SECONDS: Final = 5.0


class Option(NamedTuple):
    """A room that a thing may go to, and what that is worth from 0 to 1 beside other rooms."""

    thing: int
    room: int
    worth: float = 0.0


class Assignment(msgspec.Struct, frozen=True):
    """Which thing goes to which room, and how many could find a place at most.

    Where `most` is the number of those placed, no other assignment places more.
    """

    placed: Mapping[int, int]
    most: int


def first_come(
    sizes: Sequence[Decimal], rooms: Sequence[Decimal], options: Iterable[Option]
) -> dict[int, int]:
    """Each thing in its order takes, of the rooms that it may go to, the first given in which it still fits.

    >>> first_come([Decimal(3), Decimal(5)], [Decimal(6)], [Option(0, 0), Option(1, 0)])
    {0: 0}
    """
    ahead: dict[int, list[int]] = {}
    for option in options:
        ahead.setdefault(option.thing, []).append(option.room)
    left = list(rooms)
    placed: dict[int, int] = {}
    for thing, size in enumerate(sizes):
        room = next((one for one in ahead.get(thing, ()) if size <= left[one]), None)
        if room is not None:
            left[room] -= size
            placed[thing] = room
    return placed


def place_most(sizes: Sequence[Decimal], rooms: Sequence[Decimal], options: Sequence[Option]) -> Assignment:
    """Place as many things as can be, each whole and in one room; of as many, those of most worth.

    Things and rooms that hang together are solved by themselves. First come, first served is where the solver begins,
    so that nothing worse comes out however little time there is.

    >>> place_most(
    ...     [Decimal(5), Decimal(3), Decimal(3)], [Decimal(6)], [Option(0, 0), Option(1, 0), Option(2, 0)]
    ... )
    Assignment(placed={1: 0, 2: 0}, most=2)
    """
    possible = [one for one in options if sizes[one.thing] <= rooms[one.room]]
    placed: dict[int, int] = {}
    most = 0
    for knot in _knots(possible):
        found, bound = _solve(sizes, rooms, knot)
        placed |= found
        most += bound
    return Assignment(dict(sorted(placed.items())), most)


def _knots(options: Sequence[Option]) -> list[list[Option]]:
    """The options, parted into those that share a thing or a room by way of others."""
    head: dict[tuple[str, int], tuple[str, int]] = {}

    def top(one: tuple[str, int]) -> tuple[str, int]:
        while head.setdefault(one, one) != one:
            head[one] = head[head[one]]
            one = head[one]
        return one

    for option in options:
        head[top(("thing", option.thing))] = top(("room", option.room))
    knots: dict[tuple[str, int], list[Option]] = {}
    for option in options:
        knots.setdefault(top(("room", option.room)), []).append(option)
    return list(knots.values())


def _solve(
    sizes: Sequence[Decimal], rooms: Sequence[Decimal], knot: Sequence[Option]
) -> tuple[dict[int, int], int]:
    """One knot, and how many of it could be placed at most."""
    things = sorted({one.thing for one in knot})
    begun = _begun(sizes, rooms, knot, things)
    if len(begun) == len(things) == len(knot):
        return begun, len(things)  # each has one room and all fit: nothing is left to choose
    solver = _solver(sizes, rooms, knot, len(things))
    import highspy

    start = highspy.HighsSolution()
    start.col_value = [float(begun.get(one.thing) == one.room) for one in knot]
    solver.setSolution(start)
    solver.run()
    values = solver.getSolution().col_value
    chosen = {one.thing: one.room for one, value in zip(knot, values, strict=True) if value > 0.5}
    found = _fitting(sizes, rooms, chosen)
    best = found if len(found) >= len(begun) else begun
    bound = min(len(things), int(solver.getInfo().mip_dual_bound + 1e-6))
    return best, max(bound, len(best))


def _begun(
    sizes: Sequence[Decimal], rooms: Sequence[Decimal], knot: Sequence[Option], things: Sequence[int]
) -> dict[int, int]:
    """First come, first served within a knot."""
    at = {thing: place for place, thing in enumerate(things)}
    own = [one._replace(thing=at[one.thing]) for one in knot]
    return {things[at]: room for at, room in first_come([sizes[one] for one in things], rooms, own).items()}


def _solver(
    sizes: Sequence[Decimal],
    rooms: Sequence[Decimal],
    knot: Sequence[Option],
    things: int,
) -> Any:
    """The model: one binary variable an option, one row a thing and a room.

    Worth counts so little that all of it together is less than one thing more.
    """
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 1),
        ("time_limit", SECONDS),
        ("mip_rel_gap", 0.0),
        ("primal_feasibility_tolerance", 1e-9),
        ("mip_feasibility_tolerance", 1e-9),
    ):
        solver.setOptionValue(option, value)
    little = 0.5 / (things + 1)
    for place, one in enumerate(knot):
        solver.addCol(1.0 + little * min(1.0, max(0.0, one.worth)), 0.0, 1.0, 0, [], [])
        solver.changeColIntegrality(place, highspy.HighsVarType.kInteger)
    by_thing: dict[int, list[int]] = {}
    by_room: dict[int, list[int]] = {}
    for place, one in enumerate(knot):
        by_thing.setdefault(one.thing, []).append(place)
        by_room.setdefault(one.room, []).append(place)
    for places in by_thing.values():
        solver.addRow(-highspy.kHighsInf, 1.0, len(places), places, [1.0] * len(places))
    for room, places in by_room.items():
        # beside its capacity, so that numbers stay near one
        capacity = rooms[room]
        parts = [float(sizes[knot[place].thing] / capacity) if capacity else 0.0 for place in places]
        solver.addRow(-highspy.kHighsInf, 1.0, len(places), places, parts)
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return solver


def _fitting(sizes: Sequence[Decimal], rooms: Sequence[Decimal], chosen: Mapping[int, int]) -> dict[int, int]:
    """What was chosen, reckoned exactly: a solver's tolerance gives nobody room that is not there."""
    left = list(rooms)
    found: dict[int, int] = {}
    for thing, room in sorted(chosen.items(), key=lambda one: sizes[one[0]]):
        if sizes[thing] <= left[room]:
            left[room] -= sizes[thing]
            found[thing] = room
    return found
