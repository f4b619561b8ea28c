"""The marks of every need for every offer: each constraint is decided once for each pair of values that differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from askonce.apps.economy.listing import Listed
from askonce.apps.economy.lowering import Cross, lower
from askonce.apps.economy.matching import Mark, mark_values
from askonce.apps.economy.terms import Constraint
from askonce.feel.values import Value

Marks: TypeAlias = NDArray[np.uint8]
Ranks: TypeAlias = NDArray[np.int64]
Key: TypeAlias = tuple[Value, ...]
#: Some of the offers by their places, or all.
Some: TypeAlias = "Ranks | slice"
ALL: Final = slice(None)
#: What an engine says of a pair, as a mark: 0 false, 1 true, 2 neither.
_MARKS: Final = np.array([Mark.FAIL, Mark.PASS, Mark.UNKNOWN], np.uint8)


class Marking:
    """One constraint over the offers of a market; what it found for values is kept for as long as somebody offers the like.

    A single need is decided by the compiled norm, several at once by the engine of columns. Where a marking of `before`
    is given, an offer whose place there is in `same` (-1 for one that is new or changed) is as it was.
    """

    def __init__(
        self,
        constraint: Constraint,
        offers: Sequence[Listed],
        cross: Cross,
        before: Marking | None = None,
        same: Ranks | None = None,
    ) -> None:
        self.constraint = constraint
        self._cross = cross
        self._asking = tuple(one.path for one in constraint.of_need)
        paths = tuple(one.path for one in constraint.of_offer)
        if before is None or same is None:
            places: dict[Key, int] = {}
            codes = [places.setdefault(_key(paths, offer), len(places)) for offer in offers]
            self.codes = np.array(codes, np.int64)
            self.rows: dict[Key, Marks] = {}
            #: The key of each need that was asked for, none where it asks for nothing here.
            self.keys: dict[str, tuple[Listed, Key | None]] = {}
        else:
            places = {key: place for place, key in enumerate(before.offered)}
            self.codes = np.where(same >= 0, before.codes[same], 0) if len(before.codes) else same.copy()
            for place in np.flatnonzero(same < 0).tolist():
                self.codes[place] = places.setdefault(_key(paths, offers[place]), len(places))
            self.rows = self._widened(before, tuple(places)[len(before.offered) :])
            self.keys = before.keys
        self.offered: tuple[Key, ...] = tuple(places)

    def _widened(self, before: Marking, more: Sequence[Key]) -> dict[Key, Marks]:
        """The rows of before with columns for what nobody offered then."""
        if not more:
            return before.rows
        return {
            asked: np.append(
                row, np.array([mark_values(self.constraint, asked, one) for one in more], np.uint8)
            )
            for asked, row in tuple(before.rows.items())
        }

    def prepare(self, needs: Sequence[Listed]) -> None:
        """Decide for all values that these needs ask for."""
        self._decide(key for key in map(self._asked, needs) if key is not None)

    def _decide(self, keys: Iterable[Key]) -> None:
        missing = [key for key in dict.fromkeys(keys) if key not in self.rows]
        settled = [key for key in missing if None not in key]
        if len(settled) > 1 and self._decided(settled):
            missing = [key for key in missing if None in key]
        for key in missing:
            self.rows[key] = np.array(
                [mark_values(self.constraint, key, offered) for offered in self.offered], np.uint8
            )

    def of(self, need: Listed, places: Some = ALL) -> Marks | None:
        """The marks of a need for every offer, or for some; none where it asks for nothing here, so that all are silent."""
        key = self._asked(need)
        if key is None:
            return None
        row = self.rows.get(key)
        if row is None:
            self.prepare([need])
            row = self.rows[key]
        found: Marks = row[self.codes[places]]
        return found

    def table(self, needs: Sequence[Listed]) -> tuple[Marks, Ranks]:
        """The marks of what these needs ask for (a row each, the last all silent), and which row is that of each need."""
        keys: dict[Key, int] = {}
        codes = [-1 if key is None else keys.setdefault(key, len(keys)) for key in map(self._asked, needs)]
        self._decide(keys)
        silent = np.full(len(self.offered), Mark.SILENT, np.uint8)
        return np.stack([*(self.rows[key] for key in keys), silent]), np.array(codes, np.int64)

    def _asked(self, need: Listed) -> Key | None:
        found = self.keys.get(need.id)
        if found is None or found[0] is not need:
            key = _key(self._asking, need)
            found = self.keys[need.id] = need, None if all(value is None for value in key) else key
        return found[1]

    def _decided(self, asked: Sequence[Key]) -> bool:
        """Decide by columns, where they can say it."""
        places = [place for place, key in enumerate(self.offered) if None not in key]
        offered = [self.offered[place] for place in places]
        lowered = lower(self.constraint, asked, offered) if offered else None
        if lowered is None:
            return False
        said = np.frombuffer(self._cross(lowered.reckoning, lowered.asked, lowered.offered), np.uint8)
        table = np.full((len(asked), len(self.offered)), Mark.UNKNOWN, np.uint8)
        table[:, places] = _MARKS[said.reshape(len(asked), len(offered))]
        self.rows.update(zip(asked, table, strict=True))
        return True


def _key(paths: Sequence[str], listed: Listed) -> Key:
    return tuple(map(listed.known.get, paths))
