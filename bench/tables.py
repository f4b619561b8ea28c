"""Decision tables that leave nothing out and decide nothing twice: a grid cut again and again into rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

Box = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """An input and the places at which its tests may cut: thresholds in order, or the words that it may be."""

    name: str
    cuts: tuple[str, ...]
    words: bool

    @property
    def atoms(self) -> int:
        """How many stretches or words there are."""
        return len(self.cuts) + (0 if self.words else 1)

    def test(self, first: int, last: int) -> str:
        """The test that takes the atoms from `first` to `last`.

        >>> age = Column("age", ("18", "60"), words=False)
        >>> age.test(0, 0), age.test(1, 1), age.test(1, 2), age.test(0, 2)
        ('< 18', '[18..60)', '>= 18', '-')
        """
        if first == 0 and last == self.atoms - 1:
            return "-"
        if self.words:
            return ", ".join(self.cuts[first : last + 1])
        if first == 0:
            return f"< {self.cuts[last]}"
        if last == self.atoms - 1:
            return f">= {self.cuts[first - 1]}"
        return f"[{self.cuts[first - 1]}..{self.cuts[last]})"


def cut_rows(columns: Sequence[Column], wanted: int, rng: Random) -> list[list[str]]:
    """Rows of tests, at most as many as wanted, of which exactly one takes any case."""
    boxes: list[Box] = [tuple((0, column.atoms - 1) for column in columns)]
    for _ in range(wanted * 4):
        if len(boxes) >= wanted:
            break
        place = rng.randrange(len(boxes))
        cut = rng.randrange(len(columns))
        first, last = boxes[place][cut]
        if first == last:
            continue
        middle = rng.randrange(first, last)
        box = boxes.pop(place)
        boxes.insert(place, (*box[:cut], (middle + 1, last), *box[cut + 1 :]))
        boxes.insert(place, (*box[:cut], (first, middle), *box[cut + 1 :]))
    return [[column.test(*bounds) for column, bounds in zip(columns, box, strict=True)] for box in boxes]
