"""What is withheld, decided once for all pages: which figures of a time, an office and a service may be shown.

A *unit* is a time, and in it everything, one office, one service, or both. Times are the months, the last twelve of them
together (`RECENT`), and what lies before those together (`OLDER`); all months are the two of them, so that who shows all
months beside the last twelve shows what lies between. A unit is parted into smaller ones by month, by office and by service.

A unit is shown only if those are shown of which it is a part. Where a whole is shown, the parts that are not are two or
more and together tell of ten people or more: neither one of them nor all can be reckoned from the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeAlias

import msgspec

from askonce.cases.observing.counting import Cell
from askonce.cases.observing.tally import FILED, Tally, merged

RECENT: Final = "recent"
OLDER: Final = "older"
Time: TypeAlias = date | str


class Unit(NamedTuple):
    """A time, and an office and a service where one is meant."""

    time: Time
    office: str = ""
    service: str = ""


class Shown(msgspec.Struct, frozen=True):
    """The units that are shown; of those in which nothing was filed, that nothing was is shown too."""

    units: frozenset[Unit]
    filed: frozenset[Unit]

    def tells(self, times: Iterable[Time], office: str = "", service: str = "") -> bool:
        """Whether the figures of all these times together may be shown."""
        units = [Unit(time, office, service) for time in times]
        return all(one in self.units or one not in self.filed for one in units)


def decide(cells: Iterable[Cell], recent: Collection[date]) -> Shown:
    """Which units of a whole county are shown; `recent` are the months that stand as one."""
    found: dict[Unit, list[Tally]] = {}
    blocks: dict[Time, Time] = {}
    for one in cells:
        if one.tally[FILED]:
            blocks[one.month] = RECENT if one.month in recent else OLDER
            for unit in _of(one, blocks[one.month]):
                found.setdefault(unit, []).append(one.tally)
    return Shown(frozenset(_Deciding(found, blocks).decided()), frozenset(found))


def _of(cell: Cell, block: Time) -> Iterable[Unit]:
    """The units in which a cell is."""
    for office, service in (("", ""), (cell.office, ""), ("", cell.type), (cell.office, cell.type)):
        yield Unit(block, office, service)
        yield Unit(cell.month, office, service)


class _Deciding:
    """Hides units until nothing that is hidden can be reckoned; as it only ever hides, it ends."""

    def __init__(self, tallies: Mapping[Unit, Sequence[Tally]], blocks: Mapping[Time, Time]) -> None:
        self._tallies = {unit: merged(several) for unit, several in tallies.items()}
        self._blocks = blocks
        self._shown = {unit for unit, one in self._tallies.items() if not one.few}
        self._size = {unit: (one[FILED], str(unit)) for unit, one in self._tallies.items()}

    def decided(self) -> set[Unit]:
        """The units that are left."""
        lines = self._lines()
        before = -1
        while before != len(self._shown):
            before = len(self._shown)
            for whole, parts in lines:
                if whole in self._shown:
                    self._guard(whole, parts)
                if whole not in self._shown:
                    self._shown.difference_update(parts)
        return self._shown

    def _lines(self) -> list[tuple[Unit, list[Unit]]]:
        """Each whole with its parts of one sort; the smaller wholes first, so that what they hide serves the greater too."""
        found: dict[tuple[Unit, int], list[Unit]] = {}
        for unit in self._tallies:
            for sort, whole in enumerate(self._wholes(unit)):
                if whole is not None:
                    found.setdefault((whole, sort), []).append(unit)
        lines = [(whole, parts) for (whole, _), parts in found.items()]
        return sorted(lines, key=lambda line: (-bool(line[0].office) - bool(line[0].service), str(line[0])))

    def _wholes(self, unit: Unit) -> tuple[Unit | None, ...]:
        """Those of which a unit is a part: by its time, its office, its service."""
        block = self._blocks.get(unit.time)
        return (
            None if block is None else unit._replace(time=block),
            unit._replace(office="") if unit.office else None,
            unit._replace(service="") if unit.service else None,
        )

    def _guard(self, whole: Unit, parts: Sequence[Unit]) -> None:
        """Hide parts of a whole, the smallest first, until the hidden are safe; where that hides all and is not enough, the whole."""
        hidden = [one for one in parts if one not in self._shown]
        left = sorted((one for one in parts if one in self._shown), key=self._size.__getitem__)
        while hidden and (len(hidden) == 1 or merged(self._tallies[one] for one in hidden).few):
            if not left:
                self._shown.discard(whole)
                return
            hidden.append(left.pop(0))
            self._shown.discard(hidden[-1])
