"""Things into rooms: as many as a search through all ways places, never more than a room holds."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.methods.assigning import Option, first_come, place_most

_SIZES = st.lists(st.integers(1, 6), min_size=1, max_size=6)
_ROOMS = st.lists(st.integers(0, 9), min_size=1, max_size=3)
_WORTH = st.sampled_from([0.0, 0.25, 1.0])


def _best(sizes: list[int], rooms: list[int], options: list[Option]) -> int:
    """The most that any way places, by trying all."""
    may = [[None, *(one.room for one in options if one.thing == thing)] for thing in range(len(sizes))]
    most = 0
    for way in product(*may):
        taken = [0] * len(rooms)
        for thing, room in enumerate(way):
            if room is not None:
                taken[room] += sizes[thing]
        if all(used <= room for used, room in zip(taken, rooms, strict=True)):
            most = max(most, sum(room is not None for room in way))
    return most


@settings(deadline=None, max_examples=60)
@given(_SIZES, _ROOMS, st.data())
def test_as_many_are_placed_as_can_be(sizes: list[int], rooms: list[int], data: st.DataObject) -> None:
    pairs = [(thing, room) for thing in range(len(sizes)) for room in range(len(rooms))]
    chosen = data.draw(st.lists(st.sampled_from(pairs), unique=True, max_size=10))
    options = [Option(thing, room, data.draw(_WORTH)) for thing, room in chosen]
    held, wanted = [Decimal(room) for room in rooms], [Decimal(size) for size in sizes]
    found = place_most(wanted, held, options)
    for placed in (found.placed, first_come(wanted, held, options)):
        assert all((thing, room) in chosen for thing, room in placed.items())
        for room in range(len(rooms)):
            assert sum(sizes[thing] for thing, there in placed.items() if there == room) <= rooms[room]
    best = _best(sizes, rooms, options)
    assert len(found.placed) == best
    assert found.most == best
    assert len(first_come(wanted, held, options)) <= best


def test_of_as_many_those_of_most_worth_are_placed() -> None:
    one = [Decimal(1)]
    options = [Option(0, 0, 0.1), Option(0, 1, 0.9)]
    assert place_most(one, [Decimal(1), Decimal(1)], options).placed == {0: 1}


def test_a_room_without_any_room_takes_nothing_and_numbers_are_exact() -> None:
    sizes, rooms = [Decimal("0.1")] * 3, [Decimal("0.3"), Decimal(0)]
    options = [Option(thing, room) for thing in range(3) for room in range(2)]
    assert place_most(sizes, rooms, options).placed == {0: 0, 1: 0, 2: 0}
    assert place_most([Decimal("0.1000001")] * 3, rooms, options).most == 2
    hair = place_most([Decimal("0.10000000000001")] * 3, rooms, options)
    assert len(hair.placed) == 2, "finer than a solver reckons, and still nobody gets room that is not there"
