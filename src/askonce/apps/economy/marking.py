"""The marks of every need for every offer: each constraint is decided once for each pair of values that differ."""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from askonce.apps.economy.listing import Listed
from askonce.apps.economy.lowering import Cross, lower
from askonce.apps.economy.matching import Mark, mark_values
from askonce.apps.economy.terms import Constraint, Input
from askonce.feel.values import Value

Marks: TypeAlias = NDArray[np.uint8]
Key: TypeAlias = tuple[Value, ...]
#: What an engine says of a pair, as a mark: 0 false, 1 true, 2 neither.
_MARKS: Final = np.array([Mark.FAIL, Mark.PASS, Mark.UNKNOWN], np.uint8)


class Marking:
    """One constraint over the offers of a market; what it found for values is kept for as long as offers stay.

    A single need is decided by the compiled norm, several at once by the engine of columns.
    """

    def __init__(self, constraint: Constraint, offers: Sequence[Listed], cross: Cross) -> None:
        self.constraint = constraint
        self._cross = cross
        places: dict[Key, int] = {}
        keys = [_key(constraint.of_offer, offer) for offer in offers]
        self._codes = np.array([places.setdefault(key, len(places)) for key in keys], np.int64)
        self._offered = tuple(places)
        self._rows: dict[Key, Marks] = {}

    def prepare(self, needs: Sequence[Listed]) -> None:
        """Decide for all values that these needs ask for."""
        wanted = dict.fromkeys(_key(self.constraint.of_need, need) for need in needs)
        missing = [key for key in wanted if key not in self._rows]
        settled = [key for key in missing if None not in key]
        if len(settled) > 1 and self._decided(settled):
            missing = [key for key in missing if None in key]
        for key in missing:
            self._rows[key] = np.array(
                [mark_values(self.constraint, key, offered) for offered in self._offered], np.uint8
            )

    def of(self, need: Listed) -> Marks | None:
        """The marks of a need for every offer; none where it asks for nothing here, so that all are silent."""
        key = _key(self.constraint.of_need, need)
        if all(value is None for value in key):
            return None
        if key not in self._rows:
            self.prepare([need])
        found: Marks = self._rows[key][self._codes]
        return found

    def at(self, need: Listed, place: int) -> int:
        """The mark of a need for one offer."""
        key = _key(self.constraint.of_need, need)
        if key not in self._rows:
            self.prepare([need])
        return int(self._rows[key][self._codes[place]])

    def _decided(self, asked: Sequence[Key]) -> bool:
        """Decide by columns, where they can say it."""
        places = [place for place, key in enumerate(self._offered) if None not in key]
        offered = [self._offered[place] for place in places]
        lowered = lower(self.constraint, asked, offered) if offered else None
        if lowered is None:
            return False
        said = np.frombuffer(self._cross(lowered.reckoning, lowered.asked, lowered.offered), np.uint8)
        table = np.full((len(asked), len(self._offered)), Mark.UNKNOWN, np.uint8)
        table[:, places] = _MARKS[said.reshape(len(asked), len(offered))]
        self._rows.update(zip(asked, table, strict=True))
        return True


def _key(inputs: Sequence[Input], listed: Listed) -> Key:
    return tuple(listed.value(one.path) for one in inputs)
