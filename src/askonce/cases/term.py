"""Terms by the calendar: which day counts, when a period ends, and how long a clock that stands still moves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from askonce.cases.calendar import DAYS, Calendar
from askonce.pack.shapes import Period

WORKING_DAY: Final = "working day"
_SHORT: Final = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
_ONE: Final = timedelta(days=1)
#: Nobody waits longer; a calendar in which no day is worked ends here instead of never.
_FARTHEST: Final = timedelta(days=366 * 200)
_MOST_KEPT: Final = 10_000


class Pause(msgspec.Struct, frozen=True):
    """A time in which the clock stands still: from an instant to another, or until now where it has not ended."""

    since: datetime
    until: datetime | None = None


class Due(msgspec.Struct, frozen=True):
    """The last day of a term, the instant at which it is over, and the years of which the calendar says nothing."""

    day: date
    over: datetime
    unknown: tuple[int, ...] = ()


class Workdays:
    """The working days of a pack in its time zone.

    A calendar that lists free or worked days speaks for the years between the first and the last of them; one that lists
    none says that only weekends are free, in any year. Of a year that it does not speak for the weekends are taken,
    and each term that touches it says so.
    """

    def __init__(self, calendars: Iterable[Calendar], zone: str) -> None:
        self.zone = ZoneInfo(zone) if zone else UTC
        chosen = min(calendars, key=lambda one: one.id, default=None)
        words = chosen.weekend if chosen is not None else ("saturday", "sunday")
        self.weekend = frozenset(DAYS.index(word) for word in words)
        self.free = frozenset(chosen.holidays if chosen is not None else ())
        self.worked = frozenset(chosen.working if chosen is not None else ())
        years = {day.year for day in self.free | self.worked}
        self.years = (min(years), max(years)) if years else (date.min.year, date.max.year)
        self.stated = chosen is not None
        self._kept: dict[tuple[date, Period], Due] = {}

    def is_working(self, day: date) -> bool:
        """Whether people work on a day."""
        return day in self.worked or (day.weekday() not in self.weekend and day not in self.free)

    def is_known(self, year: int) -> bool:
        """Whether the calendar speaks for a year."""
        return self.stated and self.years[0] <= year <= self.years[1]

    def local_day(self, instant: datetime) -> date:
        """The day that it is here at an instant.

        >>> from datetime import UTC
        >>> Workdays((), "Asia/Shanghai").local_day(datetime(2026, 3, 1, 15, 30, tzinfo=UTC)).isoformat()
        '2026-03-01'
        """
        return instant.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """The instant at which a day begins here, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The instant at which a day is over here, in UTC."""
        return self.start_of(day + _ONE)

    def due(self, since: datetime, period: Period, pauses: Sequence[Pause] = ()) -> Due:
        """When a term is over that began at an instant, its pauses taken out.

        The day on which it begins does not count, nor does a day that follows one on which the clock was stopped, up
        to the day on which it went on. A term in calendar days that would end on a day on which nobody works ends on
        the next working day.
        """
        if period.unit in _SHORT:
            return self._short(since, period, pauses)
        start = self.local_day(since)
        if pauses:
            return self._counted(start, period, pauses)
        key = (start, period)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._counted(start, period, ())
        return found

    def _short(self, since: datetime, period: Period, pauses: Sequence[Pause]) -> Due:
        over = since + period.count * _SHORT[period.unit]
        for pause in pauses:
            if pause.until is not None and pause.since < over:
                over += pause.until - max(pause.since, since)
        return Due(self.local_day(over), over)

    def _counted(self, start: date, period: Period, pauses: Sequence[Pause]) -> Due:
        working = period.unit == WORKING_DAY
        left = period.count if working else (add_calendar(start, period) - start).days
        stopped = [
            (self.local_day(pause.since), self.local_day(pause.until))
            for pause in pauses
            if pause.until is not None
        ]
        day, last = start, start + _FARTHEST
        while left > 0 and day < last:
            day += _ONE
            if not any(since < day <= until for since, until in stopped) and (
                not working or self.is_working(day)
            ):
                left -= 1
        while not self.is_working(day) and day < last:
            day += _ONE
        unknown = tuple(year for year in range(start.year, day.year + 1) if not self.is_known(year))
        return Due(day, self.start_of(day + _ONE), unknown)


def add_calendar(day: date, period: Period) -> date:
    """A day so many days, weeks, months or years later; of a month that is too short the last day.

    >>> add_calendar(date(2028, 1, 31), Period(1, "month")).isoformat()
    '2028-02-29'
    """
    if period.unit in {"day", WORKING_DAY}:
        return day + timedelta(days=period.count)
    if period.unit == "week":
        return day + timedelta(weeks=period.count)
    months = day.year * 12 + day.month - 1 + period.count * (12 if period.unit == "year" else 1)
    year, month = divmod(months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - _ONE)
