"""Which cells of a grid a set of boxes leaves out, covers twice, or hides behind one another.

A grid has columns, each cut into regions numbered from zero. A box is a bit mask a column: bit `r` set means
that it takes region `r`. All answers are exact; the search shares its work between cells that the same boxes reach.
"""

from collections.abc import Iterator, Sequence

import msgspec

Box = tuple[int, ...]
Cell = tuple[int, ...]
MOST_STATES = 200_000


class TooLarge(msgspec.Struct, frozen=True):
    """The search would take longer than anybody waits."""

    states: int


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
    if is_empty(space):
        return None
    searched: set[tuple[int, int]] = set()
    stack: list[tuple[int, int, Cell]] = [(0, (1 << len(boxes)) - 1, ())]
    reach = [_reach(widths[column], [box[column] for box in boxes]) for column in range(len(widths))]
    while stack:
        column, active, cell = stack.pop()
        if active == 0:
            return cell + tuple(_first(space[rest]) for rest in range(column, len(widths)))
        if column == len(widths) or (column, active) in searched:
            continue
        searched.add((column, active))
        if len(searched) > MOST_STATES:
            return TooLarge(len(searched))
        met: dict[int, int] = {}
        for region in range(widths[column]):
            if space[column] >> region & 1:
                met.setdefault(active & reach[column][region], region)
        stack.extend((column + 1, still, (*cell, region)) for still, region in reversed(met.items()))
    return None


def _reach(width: int, masks: Sequence[int]) -> list[int]:
    """For each region of a column, the boxes that take it, as a mask of boxes."""
    return [
        sum(1 << number for number, mask in enumerate(masks) if mask >> region & 1) for region in range(width)
    ]


def _first(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def find_overlaps(boxes: Sequence[Box]) -> Iterator[tuple[int, int, Cell]]:
    """Give each pair of boxes that share a cell, with such a cell.

    >>> list(find_overlaps([(0b011,), (0b110,), (0b100,)]))
    [(0, 1, (1,)), (1, 2, (2,))]
    """
    for first, box in enumerate(boxes):
        for second in range(first + 1, len(boxes)):
            both = tuple(one & other for one, other in zip(box, boxes[second], strict=True))
            if not is_empty(both):
                yield first, second, tuple(_first(mask) for mask in both)


def find_hidden(widths: Sequence[int], boxes: Sequence[Box]) -> Iterator[int]:
    """Give each box of which every cell is taken by a box before it.

    >>> list(find_hidden([2], [(0b11,), (0b01,)]))
    [1]
    """
    for number, box in enumerate(boxes):
        if not is_empty(box) and find_uncovered(widths, boxes[:number], within=box) is None:
            yield number
