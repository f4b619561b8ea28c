"""Which cells of a grid a set of boxes leaves out, covers twice, or hides behind one another.

A grid has columns, each cut into regions numbered from zero. A box is a bit mask a column: bit `r` set means
that it takes region `r`. All answers are exact; the search shares its work between cells that the same boxes reach,
and gives up, saying so, before anybody loses patience.
"""

from collections.abc import Iterator, Sequence

import msgspec

Box = tuple[int, ...]
Cell = tuple[int, ...]
MOST_STEPS = 1_000_000


class TooLarge(msgspec.Struct, frozen=True):
    """The search would take longer than anybody waits."""

    steps: int


def is_empty(box: Box) -> bool:
    """Whether a box takes no cell at all."""
    return any(mask == 0 for mask in box)


def find_uncovered(
    widths: Sequence[int], boxes: Sequence[Box], within: Box | None = None
) -> Cell | TooLarge | None:
    """Find a cell that no box takes, inside the box `within` where one is given.

    >>> find_uncovered([3], [(0b001,), (0b100,)])
    (1,)
    >>> find_uncovered([2, 2], [(0b01, 0b11), (0b10, 0b01)])
    (1, 1)
    >>> find_uncovered([2], [(0b11,)]) is None
    True
    """
    space = within if within is not None else tuple((1 << width) - 1 for width in widths)
    return _Search(widths, boxes).uncovered(space, (1 << len(boxes)) - 1)


def find_overlaps(
    boxes: Sequence[Box], sorts: Sequence[int] | None = None
) -> Iterator[tuple[int, int, Cell]]:
    """Give each pair of boxes that share a cell, with such a cell; with `sorts`, of boxes of different sorts alone.

    >>> list(find_overlaps([(0b011,), (0b110,), (0b100,)]))
    [(0, 1, (1,)), (1, 2, (2,))]
    >>> list(find_overlaps([(0b011,), (0b110,), (0b100,)], sorts=[0, 0, 1]))
    [(1, 2, (2,))]
    """
    if not boxes:
        return
    widths = [max(box[column].bit_length() for box in boxes) for column in range(len(boxes[0]))]
    touching = _Touching(_reach_of(widths, boxes))
    alike: dict[int, int] = {}
    for number, sort in enumerate(sorts or ()):
        alike[sort] = alike.get(sort, 0) | 1 << number
    for first, box in enumerate(boxes):
        others = touching.of(box) >> first + 1 << first + 1
        for second in _bits(others & ~alike[sorts[first]] if sorts else others):
            yield (
                first,
                second,
                tuple(_first(one & other) for one, other in zip(box, boxes[second], strict=True)),
            )


def find_hidden(widths: Sequence[int], boxes: Sequence[Box]) -> Iterator[int | TooLarge]:
    """Give each box of which every cell is taken by a box before it, and last of all whether the search gave up.

    >>> list(find_hidden([2], [(0b11,), (0b01,)]))
    [1]
    """
    search = _Search(widths, boxes)
    touching = _Touching(search.reach)
    for number, box in enumerate(boxes):
        if is_empty(box):
            continue
        before = touching.of(box) & (1 << number) - 1
        if search.has_free_corner(box, before):
            continue
        found = search.uncovered(box, before)
        if isinstance(found, TooLarge):
            yield found
            return
        if found is None:
            yield number


class _Touching:
    """Which boxes share a region with a box in every column, each mask of a column reckoned once."""

    def __init__(self, reach: Sequence[Sequence[int]]) -> None:
        self.reach = reach
        self.known: list[dict[int, int]] = [{} for _ in reach]

    def of(self, box: Box) -> int:
        """The boxes that share a cell with a box, itself too, as a mask of boxes."""
        found = -1
        for column, mask in enumerate(box):
            known = self.known[column].get(mask)
            if known is None:
                known = 0
                for region in _bits(mask):
                    known |= self.reach[column][region]
                self.known[column][mask] = known
            found &= known
        return found


class _Search:
    """One search over a grid, with the steps that it has taken so far."""

    def __init__(self, widths: Sequence[int], boxes: Sequence[Box]) -> None:
        self.boxes = boxes
        self.reach = _reach_of(widths, boxes)
        self.steps = 0

    def uncovered(self, space: Box, taking: int) -> Cell | TooLarge | None:
        """Find a cell of a box that none of the boxes `taking` (a mask of them) takes."""
        if is_empty(space):
            return None
        last = len(space) - 1
        full = self._full_behind(space, taking)
        searched: set[tuple[int, int]] = set()
        stack: list[tuple[int, int, Cell]] = [(0, taking, ())]
        while stack:
            column, active, cell = stack.pop()
            if active == 0:
                return cell + tuple(_first(mask) for mask in space[column:])
            if active & full[column] or (column, active) in searched:
                continue
            searched.add((column, active))
            if self.steps > MOST_STEPS:
                return TooLarge(self.steps)
            if column == last:
                left = self._left(space[last], active)
                if left:
                    return (*cell, _first(left))
                continue
            met: dict[int, int] = {}
            for region in _bits(space[column]):
                met.setdefault(active & self.reach[column][region], region)
            self.steps += space[column].bit_count()
            stack.extend((column + 1, still, (*cell, region)) for still, region in reversed(met.items()))
        return None

    def has_free_corner(self, space: Box, taking: int) -> bool:
        """Whether one of two corners is free, which spares most boxes the search."""
        corners = ([_first(mask) for mask in space], [mask.bit_length() - 1 for mask in space])
        return any(not self._takers(corner, taking) for corner in corners)

    def _takers(self, cell: Sequence[int], taking: int) -> int:
        for column, region in enumerate(cell):
            taking &= self.reach[column][region]
        return taking

    def _full_behind(self, space: Box, taking: int) -> list[int]:
        """For each column, the boxes that take all of the space in it and in every column behind it."""
        full = [taking]
        for column in range(len(space) - 1, -1, -1):
            wanted = space[column]
            full.append(_mask(at for at in _bits(full[-1]) if not wanted & ~self.boxes[at][column]))
        self.steps += taking.bit_count()
        return full[::-1]

    def _left(self, regions: int, active: int) -> int:
        """The regions of the last column that no active box takes."""
        for number in _bits(active):
            self.steps += 1
            regions &= ~self.boxes[number][-1]
            if not regions:
                break
        return regions


def _reach_of(widths: Sequence[int], boxes: Sequence[Box]) -> list[list[int]]:
    """For each region of each column, the boxes that take it, as a mask of boxes."""
    return [_reach(width, [box[column] for box in boxes]) for column, width in enumerate(widths)]


def _reach(width: int, masks: Sequence[int]) -> list[int]:
    """Turn masks of regions round into masks of boxes, by where the runs of each begin and end."""
    turns = [0] * (width + 1)
    for number, mask in enumerate(masks):
        for region in _bits(mask ^ mask << 1):
            turns[region] ^= 1 << number
    reach, now = [], 0
    for turn in turns[:width]:
        now ^= turn
        reach.append(now)
    return reach


def _bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, rising."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _mask(bits: Iterator[int]) -> int:
    return sum(1 << bit for bit in bits)


def _first(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
