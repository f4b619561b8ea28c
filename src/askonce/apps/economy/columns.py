"""The needs of a market beside one offer: what is known of each need for all offers, looked at as a column."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from askonce.apps.economy.fitting import Asked, Fitting
from askonce.apps.economy.listing import Listed, Place
from askonce.apps.economy.marking import Marking, Marks
from askonce.apps.economy.sight import Viewer

Flags: TypeAlias = NDArray[np.bool_]
Ranks: TypeAlias = NDArray[np.int64]
Metres: TypeAlias = NDArray[np.float64]
#: What is farther than this, or nowhere, is equally far: distances are compared in metres up to here.
FAR: Final = 10_000_000
_NOWHERE: Final = 1e12


class Grid:
    """Offers or needs on the ground; one that is nowhere is far from everywhere."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        places = [one.place for one in listed]
        self.east: Metres = np.array([float(one.easting) if one else _NOWHERE for one in places])
        self.north: Metres = np.array([float(one.northing) if one else _NOWHERE for one in places])

    def metres(self, place: Place | None, some: Ranks | slice) -> Ranks:
        """How far some of them are from a place in whole metres."""
        east, north = self.east[some], self.north[some]
        if place is None:
            return np.full(len(east), FAR, np.int64)
        away = np.sqrt((east - float(place.easting)) ** 2 + (north - float(place.northing)) ** 2)
        found: Ranks = np.minimum(np.rint(away), FAR).astype(np.int64)
        return found


class Asking:
    """The needs that stand, in the order of their ids; what they ask for is put in order once, for all offers."""

    def __init__(self, needs: Sequence[Listed], fitting: Fitting) -> None:
        self.needs = tuple(needs)
        self._fitting = fitting
        self._tables: dict[str, tuple[Marks, Ranks]] = {}
        self._said: dict[bool, Asked] = {}
        self._firms = np.array([one.firm for one in needs], object)
        self._published = np.array([one.published for one in needs], bool)

    @cached_property
    def grid(self) -> Grid:
        """Where their firms are."""
        return Grid(self.needs)

    def said(self, *, officer: bool) -> Asked:
        """What they say in words and classes, and what officers, or firms, may have learnt of it."""
        found = self._said.get(officer)
        if found is None:
            found = self._said[officer] = self._fitting.asked(self.needs, officer=officer)
        return found

    def marks(self, marking: Marking, place: int) -> Marks:
        """How a constraint comes out for each of them beside one offer."""
        name = marking.constraint.name
        found = self._tables.get(name)
        if found is None:
            found = self._tables[name] = marking.table(self.needs)
        table, codes = found
        marks: Marks = table[:, marking.codes[place]][codes]
        return marks

    def seen(self, offer: Listed, viewer: Viewer) -> Flags:
        """Those that may be shown beside an offer: they are another firm's, and the viewer may know of them."""
        found: Flags = self._firms != offer.firm
        if not viewer.officer:
            own = [firm for firm in viewer.firms if firm]
            found &= self._published | np.isin(self._firms, np.array(own, object))
        return found
