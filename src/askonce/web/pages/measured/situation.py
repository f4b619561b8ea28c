"""Where the figures stand: tallies brought up to date a little before each page, and what the definitions say beside them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Final
from weakref import WeakKeyDictionary, WeakSet

import msgspec

from askonce.assembly.house import House
from askonce.cases.database import Unavailable
from askonce.cases.journal import Journal
from askonce.cases.measure import Measures
from askonce.cases.observing.counting import Cell, Standing, advance, cells, standing
from askonce.cases.observing.figures import Costs, Observed, computed, costs_of, group, observed
from askonce.cases.observing.tally import Tally, merged
from askonce.cases.observing.withheld import OLDER, RECENT, Shown, Time, decide
from askonce.cases.running import Running
from askonce.web.pages.frame.visit import Visit

#: A page waits so long for the counting to come up to now; what is left is counted by the next.
_PATIENCE_SECONDS: Final = 0.4
#: So long while there is nothing to show yet.
_FIRST_SECONDS: Final = 3.0
ALL: Final = "all"
_MONTHS: Final = 12
_MONTH: Final = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")


class Known(msgspec.Struct, frozen=True):
    """What the definitions of a pack say: the measures, and what each service costs people."""

    measures: Measures
    costs: Mapping[str, Costs]


class Situation(msgspec.Struct, frozen=True):
    """The tallies that are shown, of which period, and up to when they are counted; none of them before the first count ended.

    `behind` says that more is to be counted, `shown` what of the whole county may be shown; `office` and `service` say what was chosen.
    """

    cells: Sequence[Cell]
    months: Sequence[date]
    period: str
    upto: datetime | None
    behind: bool
    known: Known
    shown: Shown
    office: str = ""
    service: str = ""

    @property
    def ready(self) -> bool:
        """Whether there is anything to show."""
        return self.upto is not None

    @property
    def times(self) -> tuple[Time, ...]:
        """The times of the period, as it is decided of them what is shown."""
        if self.period == ALL:
            return RECENT, OLDER
        return tuple(one for one in self.months if f"{one:%Y-%m}" == self.period) or (RECENT,)

    @property
    def tells(self) -> bool:
        """Whether the figures of what was chosen may be shown."""
        return self.shown.tells(self.times, self.office, self.service)

    @property
    def tells_all(self) -> bool:
        """Whether those of all months may: not where what lies before the last twelve would tell of few."""
        return self.shown.tells((RECENT, OLDER), self.office, self.service)

    def seen(self) -> Observed:
        """The figures of what was chosen, which are enough only where they may be shown."""
        found = self.observed(self.cells)
        return msgspec.structs.replace(found, enough=found.enough and self.tells)

    def by_month(self) -> dict[date, Observed | None]:
        """The figures by month; none where they are withheld."""
        found = self.by(lambda one: one.month)
        return {
            month: one if self.tells and self.shown.tells((month,), self.office, self.service) else None
            for month, one in found.items()
        }

    def by_office(self) -> dict[str, Observed | None]:
        """The figures by office; none where they are withheld."""
        found = self.by(lambda one: one.office)
        return {
            name: one if self.tells and self.shown.tells(self.times, name, self.service) else None
            for name, one in found.items()
        }

    def by_service(self) -> dict[str, Observed | None]:
        """The figures by service; none where they are withheld."""
        found = self.by(lambda one: one.type)
        return {
            name: one if self.tells and self.shown.tells(self.times, self.office, name) else None
            for name, one in found.items()
        }

    def observed(self, chosen: Iterable[Cell]) -> Observed:
        """The figures of some tallies."""
        by_service = group((0, one.type, one.tally) for one in chosen).get(0, {})
        return observed(by_service, self.known.costs)

    def by(self, key: Callable[[Cell], Any], chosen: Iterable[Cell] | None = None) -> dict[Any, Observed]:
        """The figures by a key, in the order of the keys."""
        grouped = group((key(one), one.type, one.tally) for one in (self.cells if chosen is None else chosen))
        return {name: observed(grouped[name], self.known.costs) for name in sorted(grouped)}

    def whole(self, chosen: Iterable[Cell]) -> Tally:
        """Some tallies as one."""
        return merged(one.tally for one in chosen)


#: The houses for which a visitor counts just now.
_COUNTING: Final[WeakSet[House]] = WeakSet()
#: What may be shown of a count.
_DECIDED: Final[WeakKeyDictionary[House, tuple[Standing, Shown]]] = WeakKeyDictionary()
_KNOWN: Final[WeakKeyDictionary[Running, Known]] = WeakKeyDictionary()


def known(running: Running) -> Known:
    """What the definitions say, reckoned once for a version."""
    found = _KNOWN.get(running)
    if found is None:
        measures = computed(running.bound)
        found = _KNOWN[running] = Known(measures, costs_of(running.bound, measures))
    return found


async def count_up(visit: Visit) -> Standing:
    """Count what has happened since the last page was shown, as far as patience goes; one visitor at a time does it.

    Where the database is busy or takes nothing now, the page shows what was counted before.
    """
    house, running = visit.house, visit.running
    if house in _COUNTING:
        return await visit.read(standing)
    _COUNTING.add(house)
    try:
        return await _counted(visit, partial(advance, days=running.days, version=running.version))
    except Unavailable:
        return await visit.read(standing)
    finally:
        _COUNTING.discard(house)


async def _counted(visit: Visit, step: Callable[[Journal], Standing]) -> Standing:
    began = time.monotonic()
    found = await visit.write(step)
    while found.behind and time.monotonic() - began < (
        _FIRST_SECONDS if found.shown is None else _PATIENCE_SECONDS
    ):
        found = await visit.write(step)
    return found


async def situation(visit: Visit, *, office: str = "", service: str = "") -> Situation:
    """The tallies of the period that was asked for, of services alone, of one office or service where one is named."""
    stands = await count_up(visit)
    running = visit.running
    kept, shown = await visit.read(_services_of(visit.house, running))
    chosen = [
        one for one in kept if (not office or one.office == office) and (not service or one.type == service)
    ]
    months = sorted({one.month for one in kept})
    period = _period(visit.query.get("month", ""), months)
    within = _within(period, months)
    return Situation(
        [one for one in chosen if one.month in within],
        months,
        period,
        stands.shown_upto,
        stands.behind,
        known(running),
        shown,
        office,
        service,
    )


def _services_of(house: House, running: Running) -> Callable[[Journal], tuple[list[Cell], Shown]]:
    """The tallies of services, and which of them are shown: decided once for each count, beside those who write.

    Reports are no services: nobody files them for themselves.
    """
    reports = running.bound.get("report", {})

    def job(journal: Journal) -> tuple[list[Cell], Shown]:
        stands = standing(journal)
        kept = [one for one in cells(journal) if one.type not in reports]
        decided = _DECIDED.get(house)
        if decided is None or decided[0] != stands:
            recent = _within("", sorted({one.month for one in kept}))
            decided = _DECIDED[house] = stands, decide(kept, recent)
        return kept, decided[1]

    return job


def _period(asked: str, months: Sequence[date]) -> str:
    """The period by its word: `all`, a month, or nothing for the last twelve months."""
    known_months = {f"{one:%Y-%m}" for one in months}
    return asked if asked == ALL or (_MONTH.fullmatch(asked) and asked in known_months) else ""


def _within(period: str, months: Sequence[date]) -> frozenset[date]:
    if period == ALL:
        return frozenset(months)
    if period:
        return frozenset(one for one in months if f"{one:%Y-%m}" == period)
    return frozenset(months[-_MONTHS:])
