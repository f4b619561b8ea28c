"""Dates, times and durations as texts, their parts, and what they add up to: the one door to them.

What Python's `datetime` holds is one of its values; years beyond it, nanoseconds and zone names are values of our own
(`FarDate`, `Clock`, `Moment`). `days` and `clocks` reckon with both, and nothing else needs to know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, TypeAlias

from askonce.feel.clocks import (
    MOST_OFFSET_SECONDS,
    OfDay,
    Timed,
    add_duration,
    add_months_to_moment,
    add_time,
    as_moment,
    between,
    between_times,
    date_of,
    find_zone,
    is_timed,
    join,
    make_time,
    order,
    read,
    same,
    sameness,
    shift_of,
    time_of,
    utc_midnight,
    write_moment,
    write_time,
)
from askonce.feel.days import (
    DAY_NANOSECONDS,
    Day,
    add_days_to_day,
    add_months_to_day,
    age,
    count_days,
    day_of_count,
    day_of_year,
    is_day,
    make_date,
    months_between,
    week_of_year,
    weekday_of,
)
from askonce.feel.values import (
    NANOSECONDS_A_SECOND,
    SECONDS_A_DAY,
    Clock,
    DaysTime,
    FarDate,
    Moment,
    Value,
    YearsMonths,
    days_time,
)

__all__ = [
    "Day", "OfDay", "Timed", "add_days", "add_months", "add_time", "age", "as_moment", "between", "between_times",
    "count_days", "date_of", "day_of_year", "is_day", "is_timed", "join", "make_date", "make_time", "months_between", "offset_of",
    "order", "part_of", "read_date", "read_date_time", "read_duration", "read_temporal", "read_time", "same", "sameness",
    "time_of", "utc_midnight", "week_of_year", "weekday_of", "write_temporal",
]  # fmt: skip

Temporal: TypeAlias = "Day | OfDay | Timed | YearsMonths | DaysTime"

_DATE: Final = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})\Z", re.ASCII)
_TIME: Final = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9})[0-9]*+)?"
    r"(?:(Z|z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)|@([A-Za-z0-9_+/-]+))?\Z",
    re.ASCII,
)
_MONTHS: Final = re.compile(r"(-)?P(?=[0-9])(?:([0-9]{1,10})Y)?(?:([0-9]{1,11})M)?\Z", re.ASCII)
_DAYS: Final = re.compile(
    r"(-)?P(?=[0-9T])(?:([0-9]{1,12})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,15})H)?(?:([0-9]{1,16})M)?(?:([0-9]{1,18})(?:\.([0-9]{0,9})[0-9]*+)?S)?)?\Z",
    re.ASCII,
)


def read_date(text: str) -> Day | None:
    """The date a text such as `2026-03-01` writes, or None.

    >>> read_date("2026-3-1") is None, read_date("-0044-03-15")
    (True, FarDate(year=-44, month=3, day=15))
    """
    found = _DATE.match(text)
    return make_date(int(found[1]), int(found[2]), int(found[3])) if found else None


def read_time(text: str) -> OfDay | None:
    """The time a text such as `10:30:00+08:00` or `10:30:00@Asia/Shanghai` writes, or None."""
    found = _read_clock(text)
    if found is None or found[0] >= DAY_NANOSECONDS:
        return None
    return write_time(*found)


def _read_clock(text: str) -> tuple[int, int | None, str | None] | None:
    """Nanosecond of the day (24:00:00 is the end of it), offset and zone."""
    found = _TIME.match(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    fraction = int((found[4] or "0").ljust(9, "0"))
    nanosecond = ((hour * 60 + minute) * 60 + second) * NANOSECONDS_A_SECOND + fraction
    if minute > 59 or second > 59 or nanosecond > DAY_NANOSECONDS:
        return None
    offset = None if found[5] is None else _read_offset(found[5])
    wrong_offset = offset is not None and abs(offset) > MOST_OFFSET_SECONDS
    wrong_zone = found[6] is not None and find_zone(found[6]) is None
    return None if wrong_offset or wrong_zone else (nanosecond, offset, found[6])


def _read_offset(text: str) -> int:
    if text in "Zz":
        return 0
    hours, minutes, seconds = ([int(part) for part in text[1:].split(":")] + [0])[:3]
    if minutes > 59 or seconds > 59:
        return MOST_OFFSET_SECONDS + 1
    offset = (hours * 60 + minutes) * 60 + seconds
    return -offset if text[0] == "-" else offset


def read_date_time(text: str) -> Timed | None:
    """The moment that a text writes; a date alone is its midnight, and 24:00:00 the midnight after."""
    head, mark, tail = text.partition("T")
    day = read_date(head)
    clock = _read_clock(tail) if mark else (0, None, None)
    if day is None or clock is None:
        return None
    nanosecond, offset, zone = clock
    if nanosecond == DAY_NANOSECONDS:
        nanosecond = 0
        day = day_of_count(count_days(day) + 1)
    return None if day is None else write_moment(day, nanosecond, offset, zone)


def read_duration(text: str) -> YearsMonths | DaysTime | None:
    """The duration that an ISO 8601 text writes, of the one kind or the other.

    >>> read_duration("P1Y2M"), read_duration("-P2D").whole_days, read_duration("P1Y2D")
    (YearsMonths(months=14), -2, None)
    """
    found = _MONTHS.match(text)
    if found is not None:
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return YearsMonths(-months if found[1] else months)
    found = _DAYS.match(text)
    if found is None:
        return None
    length = days_time(
        days=int(found[2] or 0),
        hours=int(found[3] or 0),
        minutes=int(found[4] or 0),
        seconds=int(found[5] or 0),
        nanoseconds=int((found[6] or "0").ljust(9, "0")),
    )
    return DaysTime(-length.nanoseconds) if found[1] else length


def read_temporal(text: str) -> Temporal | None:
    """What the text of an at-literal such as `@"P3D"` writes, or None.

    >>> read_temporal("2026-03-01"), read_temporal("10:30:00"), read_temporal("soon")
    (datetime.date(2026, 3, 1), datetime.time(10, 30), None)
    """
    if text[:1] == "P" or text[:2] == "-P":
        return read_duration(text)
    head, colon, _ = text.partition(":")
    if "T" in head:
        return read_date_time(text)
    return read_time(text) if colon else read_date(text)


def write_temporal(value: Temporal) -> str:
    """The canonical text, which `read_temporal` reads back.

    >>> write_temporal(YearsMonths(14)), write_temporal(days_time(days=-1, hours=-2))
    ('P1Y2M', '-P1DT2H')
    >>> write_temporal(read_temporal("12026-03-01T10:30:00.5@Asia/Shanghai"))
    '12026-03-01T10:30:00.5@Asia/Shanghai'
    """
    match value:
        case YearsMonths():
            return _write_months(value.months)
        case DaysTime():
            return _write_days(value.nanoseconds)
        case datetime() | Moment():
            return f"{_write_day(date_of(value))}T{_write_clock(value)}"
        case time() | Clock():
            return _write_clock(value)
        case _:
            return _write_day(value)


def _write_day(day: Day) -> str:
    sign = "-" if day.year < 0 else ""
    return f"{sign}{abs(day.year):04d}-{day.month:02d}-{day.day:02d}"


def _write_clock(value: OfDay | Timed) -> str:
    shown = read(value)
    seconds, fraction = divmod(shown.nanosecond, NANOSECONDS_A_SECOND)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if fraction:
        text += f".{fraction:09d}".rstrip("0")
    if shown.zone is not None:
        return f"{text}@{shown.zone}"
    if not shown.offset:
        return text if shown.offset is None else f"{text}Z"
    minutes, second = divmod(abs(shown.offset), 60)
    sign = "-" if shown.offset < 0 else "+"
    return f"{text}{sign}{minutes // 60:02d}:{minutes % 60:02d}" + (f":{second:02d}" if second else "")


def _write_months(total: int) -> str:
    years, months = divmod(abs(total), 12)
    body = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-P" if total < 0 else "P") + (body or "0M")


def _write_days(total: int) -> str:
    seconds, fraction = divmod(abs(total), NANOSECONDS_A_SECOND)
    days, rest = divmod(seconds, SECONDS_A_DAY)
    hours, rest = divmod(rest, 3600)
    minutes, second = divmod(rest, 60)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if second or fraction:
        clock += f"{second}" + (f".{fraction:09d}".rstrip("0") if fraction else "") + "S"
    day = f"{days}D" if days else ""
    if not day and not clock:
        return "PT0S"
    return ("-P" if total < 0 else "P") + day + (f"T{clock}" if clock else "")


def add_months(day: Day | Timed, months: int) -> Day | Timed | None:
    """The same day of a later month, or the month's last day where it is shorter.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    if isinstance(day, datetime | Moment):
        return add_months_to_moment(day, months)
    return add_months_to_day(day, months)


def add_days(day: Day | Timed, length: DaysTime) -> Day | Timed | None:
    """A date moved by whole days (a rest of hours counts back to the day it falls in), a moment exactly."""
    if isinstance(day, datetime | Moment):
        return add_duration(day, length)
    return add_days_to_day(day, length)


def offset_of(value: Value) -> DaysTime | None:
    """The offset from UTC that a time or moment has, if it has one."""
    if not isinstance(value, datetime | Moment | time | Clock):
        return None
    shift = shift_of(read(value))
    return None if shift is None else days_time(seconds=shift)


def part_of(value: Value, name: str) -> Value:
    """A named part of a date, time or duration (DMN 1.5, 10.3.2.15, table 65), or None.

    >>> part_of(date(2026, 3, 1), "weekday"), part_of(YearsMonths(14), "years")
    (Decimal('7'), Decimal('1'))
    """
    if isinstance(value, datetime | Moment):
        found = _DAY_PARTS.get(name)
        return _part_of_clock(value, name) if found is None else Decimal(found(date_of(value)))
    if isinstance(value, date | FarDate):
        found = _DAY_PARTS.get(name)
        return None if found is None else Decimal(found(value))
    if isinstance(value, time | Clock):
        return _part_of_clock(value, name)
    return _part_of_duration(value, name)


_DAY_PARTS: Final[Mapping[str, Callable[[Day], int]]] = {
    "year": lambda day: day.year,
    "month": lambda day: day.month,
    "day": lambda day: day.day,
    "weekday": weekday_of,
}


def _part_of_clock(value: OfDay | Timed, name: str) -> Value:
    shown = read(value)
    seconds, fraction = divmod(shown.nanosecond, NANOSECONDS_A_SECOND)
    match name:
        case "hour":
            return Decimal(seconds // 3600)
        case "minute":
            return Decimal(seconds // 60 % 60)
        case "second":
            return _with_fraction(seconds % 60, fraction)
        case "time offset":
            return offset_of(value)
        case "timezone":
            return shown.zone
        case _:
            return None


def _with_fraction(seconds: int, fraction: int) -> Decimal:
    return Decimal(seconds) + Decimal(fraction).scaleb(-9) if fraction else Decimal(seconds)


def _part_of_duration(value: Value, name: str) -> Value:
    found: dict[str, Decimal] = {}
    total = 0
    if isinstance(value, YearsMonths):
        total = value.months
        years, months = divmod(abs(total), 12)
        found = {"years": Decimal(years), "months": Decimal(months)}
    elif isinstance(value, DaysTime):
        total = value.nanoseconds
        seconds, fraction = divmod(abs(total), NANOSECONDS_A_SECOND)
        found = {
            "days": Decimal(seconds // SECONDS_A_DAY),
            "hours": Decimal(seconds // 3600 % 24),
            "minutes": Decimal(seconds // 60 % 60),
            "seconds": _with_fraction(seconds % 60, fraction),
        }
    part = found.get(name)
    return -part if part and total < 0 else part
