"""Reckons with times of day and moments, to the nanosecond, with an offset from UTC or a zone of the IANA names."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from askonce.feel.days import (
    CYCLE_YEARS,
    DAY_NANOSECONDS,
    Day,
    add_months_to_day,
    count_days,
    day_of_count,
    is_day,
    near_year,
)
from askonce.feel.values import NANOSECONDS_A_SECOND, Clock, DaysTime, FarDate, Moment, Value

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Timed: TypeAlias = "datetime | Moment"
OfDay: TypeAlias = "time | Clock"

MOST_OFFSET_SECONDS: Final = 18 * 3600
_ZONE_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*\Z", re.ASCII)
_UTC: Final = 0
_FIRST_YEAR_OF_ZONES: Final = 1800
_LAST_DAY_OF_ZONES: Final = date(9999, 12, 29)


class Reading(NamedTuple):
    """What the clocks show: the day as `count_days` counts it (None for a time of day), and the place."""

    day: int | None
    nanosecond: int
    offset: int | None
    zone: str | None


@lru_cache(maxsize=1024)
def find_zone(name: str) -> ZoneInfo | None:
    """The rules of a zone, or None where no zone bears the name."""
    # Loaded where a zone is named: no pack on a laptop needs it to start.
    from zoneinfo import ZoneInfo

    if _ZONE_NAME.match(name) is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def read(value: Timed | OfDay) -> Reading:
    """The parts of a time of day or of a moment."""
    match value:
        case Moment():
            return Reading(count_days(value.day), value.nanosecond, value.offset, value.zone)
        case Clock():
            return Reading(None, value.nanosecond, value.offset, value.zone)
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    shift = value.utcoffset()
    return Reading(
        value.toordinal() if isinstance(value, datetime) else None,
        seconds * NANOSECONDS_A_SECOND + value.microsecond * 1000,
        None if shift is None else shift.days * 86_400 + shift.seconds,
        None,
    )


def write_time(nanosecond: int, offset: int | None, zone: str | None) -> OfDay:
    """The time of day with these parts, as plain as they allow."""
    micro, rest = divmod(nanosecond, 1000)
    if rest or zone is not None:
        return Clock(nanosecond, offset, zone)
    second, micro = divmod(micro, 1_000_000)
    return time(second // 3600, second // 60 % 60, second % 60, micro, tzinfo=_fixed(offset))


def write_moment(day: Day, nanosecond: int, offset: int | None, zone: str | None) -> Timed:
    """The moment with these parts, as plain as they allow."""
    clock = write_time(nanosecond, offset, zone)
    if isinstance(day, FarDate) or isinstance(clock, Clock):
        return Moment(day, nanosecond, offset, zone)
    return datetime.combine(date(day.year, day.month, day.day), clock)


def _fixed(offset: int | None) -> timezone | None:
    if offset is None:
        return None
    return timezone(timedelta(seconds=offset)) if offset else UTC


def make_time(hour: int, minute: int, second: Decimal, offset: DaysTime | None = None) -> OfDay | None:
    """The time of day, or None where there is none; fractions are kept to the nanosecond."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    shift = None if offset is None else offset.nanoseconds // NANOSECONDS_A_SECOND
    if shift is not None and abs(shift) > MOST_OFFSET_SECONDS:
        return None
    total = (hour * 60 + minute) * 60 * NANOSECONDS_A_SECOND + int(second.scaleb(9))
    return write_time(total, shift, None)


def join(day: Day | Timed, clock: OfDay) -> Timed:
    """The moment of a day at a time; the time brings its offset or its zone."""
    shown = read(clock)
    return write_moment(date_of(day), shown.nanosecond, shown.offset, shown.zone)


def date_of(value: Day | Timed) -> Day:
    """The day that the clocks of a moment show."""
    if isinstance(value, Moment):
        return value.day
    if isinstance(value, datetime):
        return value.date()
    return value


def time_of(value: Timed) -> OfDay:
    """The time of day that the clocks of a moment show, with its offset or zone."""
    shown = read(value)
    return write_time(shown.nanosecond, shown.offset, shown.zone)


def utc_midnight(day: Day) -> Timed:
    """The moment that a date stands for where a moment is needed (DMN 1.5, 10.3.2.3.5)."""
    return write_moment(day, 0, _UTC, None)


def shift_of(shown: Reading) -> int | None:
    """The offset in seconds that counts on that day at that place, or None for a time of no place.

    A time of day has no day to ask its zone about: it has a zone, but no offset.
    """
    if shown.zone is None or shown.day is None:
        return shown.offset
    zone = find_zone(shown.zone)
    local = _near(shown.day, shown.nanosecond)
    return None if zone is None or local is None else _seconds(zone.utcoffset(local))


def _shift_at(day: int, nanosecond: int, name: str) -> int:
    """The offset in seconds that a zone has at a moment in UTC."""
    zone = find_zone(name)
    near = _near(day, nanosecond)
    return (
        0 if zone is None or near is None else _seconds(zone.fromutc(near.replace(tzinfo=zone)).utcoffset())
    )


def _near(day: int, nanosecond: int) -> datetime | None:
    """The same time of the year, to the second, in a year that the rules of zones treat alike.

    No zone has a rule before 1835, and the last rules of each repeat for ever, as the calendar does.
    """
    there = day_of_count(day)
    if there is None:
        return None
    if there.year < _FIRST_YEAR_OF_ZONES:
        near = date(_FIRST_YEAR_OF_ZONES, 1, 1)
    elif isinstance(there, FarDate):
        near = near_year(there.year, there.month, there.day)
        near = near.replace(year=near.year + 10 * CYCLE_YEARS)
    else:
        near = min(there, _LAST_DAY_OF_ZONES)
    second = nanosecond // NANOSECONDS_A_SECOND
    return datetime.combine(near, time(second // 3600, second // 60 % 60, second % 60))


def _seconds(shift: timedelta | None) -> int:
    return 0 if shift is None else shift.days * 86_400 + shift.seconds


def count_nanoseconds(shown: Reading, shift: int | None) -> int:
    """The nanoseconds since the epoch of `count_days`, or since midnight, in UTC where a shift is given."""
    return (shown.day or 0) * DAY_NANOSECONDS + shown.nanosecond - (shift or 0) * NANOSECONDS_A_SECOND


def order(left: Timed | OfDay, right: Timed | OfDay) -> int | None:
    """Minus one, zero or one as the left comes before, with or after the right.

    One that has no offset takes that of the other (DMN 1.5, 10.3.2.15, semantics of `<`). None for times of day in
    two zones, which no day brings into an order.
    """
    one, other = read(left), read(right)
    if _are_apart(one, other):
        return None
    first, second = shift_of(one), shift_of(other)
    first, second = second if first is None else first, first if second is None else second
    a, b = count_nanoseconds(one, first), count_nanoseconds(other, second)
    return (a > b) - (a < b)


def _are_apart(one: Reading, other: Reading) -> bool:
    """Whether two times of day name places that only a day could relate."""
    return one.day is None and one.zone != other.zone and _has_place(one) and _has_place(other)


def same(left: Timed | OfDay, right: Timed | OfDay) -> bool:
    """Whether both are one moment, or one time of day; one with an offset is never one without."""
    return sameness(left) == sameness(right)


def sameness(value: Timed | OfDay) -> tuple[bool, bool, str | None, int]:
    """A key that two moments, or two times of day, share where they are the same."""
    shown = read(value)
    zone = shown.zone if shown.day is None else None
    return shown.day is None, _has_place(shown), zone, count_nanoseconds(shown, shift_of(shown))


def _has_place(shown: Reading) -> bool:
    return shown.offset is not None or shown.zone is not None


def add_duration(start: Timed, length: DaysTime) -> Timed | None:
    """A moment moved by an exact length; in a zone its clocks may be put forward or back on the way."""
    shown = read(start)
    shift = shift_of(shown) or 0
    count = count_nanoseconds(shown, shift) + length.nanoseconds
    if shown.zone is not None:
        shift = _shift_at(*divmod(count, DAY_NANOSECONDS), shown.zone)
    days, nanosecond = divmod(count + shift * NANOSECONDS_A_SECOND, DAY_NANOSECONDS)
    day = day_of_count(days)
    return None if day is None else write_moment(day, nanosecond, shown.offset, shown.zone)


def add_months_to_moment(start: Timed, months: int) -> Timed | None:
    """The same time of day on the same day of a later month, or on the month's last day where it is shorter."""
    shown = read(start)
    day = add_months_to_day(date_of(start), months)
    return None if day is None else write_moment(day, shown.nanosecond, shown.offset, shown.zone)


def add_time(clock: OfDay, length: DaysTime) -> OfDay:
    """A time of day moved round the clock."""
    shown = read(clock)
    return write_time((shown.nanosecond + length.nanoseconds) % DAY_NANOSECONDS, shown.offset, shown.zone)


def between_moments(later: Timed, earlier: Timed) -> DaysTime | None:
    """The length from the one moment to the other; None if only one has an offset or zone."""
    one, other = read(later), read(earlier)
    if _has_place(one) != _has_place(other):
        return None
    return DaysTime(count_nanoseconds(one, shift_of(one)) - count_nanoseconds(other, shift_of(other)))


def between_times(later: OfDay, earlier: OfDay) -> DaysTime | None:
    """The length from the one time of day to the other; None if only one has an offset, or in two zones."""
    one, other = read(later), read(earlier)
    if _has_place(one) != _has_place(other) or one.zone != other.zone:
        return None
    return DaysTime(count_nanoseconds(one, one.offset) - count_nanoseconds(other, other.offset))


def between(later: Day | Timed, earlier: Day | Timed) -> DaysTime | None:
    """The length from the one day or moment to the other; a day beside a moment is its midnight in UTC."""
    if is_day(later) and is_day(earlier):
        gap = count_days(later) - count_days(earlier)  # type: ignore[arg-type]
        return DaysTime(gap * DAY_NANOSECONDS)
    one, other = as_moment(later), as_moment(earlier)
    return between_moments(one, other)


def as_moment(value: Day | Timed) -> Timed:
    """A moment itself, a day's midnight in UTC."""
    return value if isinstance(value, datetime | Moment) else utc_midnight(value)


def is_timed(value: Value) -> bool:
    """Whether a value is a moment or a time of day."""
    return isinstance(value, datetime | Moment | time | Clock)
