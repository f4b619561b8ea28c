"""Dates, times and durations: how texts become them, how they are written and moved.

Everything that knows `datetime` stands here, so that a type with years beyond 9999,
nanoseconds or zone names can take its place.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Final

from askonce.feel.values import NANOSECONDS_A_SECOND, SECONDS_A_DAY, DaysTime, Value, YearsMonths, days_time

_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z", re.ASCII)
_TIME: Final = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?\Z", re.ASCII
)
_MONTHS: Final = re.compile(r"(-)?P(?=[0-9])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?\Z", re.ASCII)
_DAYS: Final = re.compile(
    r"(-)?P(?=[0-9T])(?:([0-9]{1,12})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,12})H)?(?:([0-9]{1,12})M)?(?:([0-9]{1,12})(?:\.([0-9]{1,9})[0-9]*)?S)?)?\Z",
    re.ASCII,
)
_MOST_SHIFT_DAYS: Final = 4_000_000
_MICROSECOND: Final = 1000
_MOST_OFFSET_SECONDS: Final = 18 * 3600


def make_date(year: int, month: int, day: int) -> date | None:
    """The calendar date, or None where there is none.

    >>> make_date(2025, 2, 29) is None
    True
    """
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def make_time(hour: int, minute: int, second: Decimal, offset: DaysTime | None = None) -> time | None:
    """The time of day, or None where there is none; fractions are kept to the microsecond."""
    whole = int(second)
    micro = int((second - whole) * 1_000_000)
    try:
        return time(hour, minute, whole, micro, tzinfo=None if offset is None else _zone(offset))
    except (ValueError, OverflowError):
        return None


def _zone(offset: DaysTime) -> tzinfo:
    seconds = offset.nanoseconds // NANOSECONDS_A_SECOND
    if abs(seconds) > _MOST_OFFSET_SECONDS:
        message = f"an offset of {seconds} seconds is beyond 18 hours"
        raise ValueError(message)
    return timezone(timedelta(seconds=seconds))


def join(day: date, clock: time) -> datetime:
    """The moment of a day at a time; the time brings its offset."""
    return datetime.combine(date(day.year, day.month, day.day), clock)


def read_date(text: str) -> date | None:
    """The date a text such as `2026-03-01` writes, or None.

    >>> read_date("2026-3-1") is None
    True
    """
    found = _DATE.match(text)
    return make_date(int(found[1]), int(found[2]), int(found[3])) if found else None


def read_time(text: str) -> time | None:
    """The time a text such as `10:30:00+08:00` writes, or None."""
    found = _TIME.match(text)
    if found is None:
        return None
    second = Decimal(f"{found[3]}.{found[4] or 0}")
    return make_time(int(found[1]), int(found[2]), second, _read_offset(found[5]))


def _read_offset(text: str | None) -> DaysTime | None:
    if text is None:
        return None
    if text == "Z":
        return DaysTime(0)
    hours, minutes, seconds = ([int(part) for part in text[1:].split(":")] + [0])[:3]
    offset = days_time(hours=hours, minutes=minutes, seconds=seconds)
    return DaysTime(-offset.nanoseconds) if text[0] == "-" else offset


def read_date_time(text: str) -> datetime | None:
    """The moment that a text writes; a date alone is its midnight."""
    head, mark, tail = text.partition("T")
    day = read_date(head)
    clock = read_time(tail) if mark else time()
    return join(day, clock) if day is not None and clock is not None else None


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


def read_temporal(text: str) -> date | time | datetime | YearsMonths | DaysTime | None:
    """What the text of an at-literal such as `@"P3D"` writes, or None.

    >>> read_temporal("2026-03-01"), read_temporal("10:30:00"), read_temporal("soon")
    (datetime.date(2026, 3, 1), datetime.time(10, 30), None)
    """
    if "P" in text:
        return read_duration(text)
    if "T" in text:
        return read_date_time(text)
    return read_time(text) if ":" in text else read_date(text)


def write_temporal(value: date | time | datetime | YearsMonths | DaysTime) -> str:
    """The canonical text, which `read_temporal` reads back.

    >>> write_temporal(YearsMonths(14)), write_temporal(days_time(days=-1, hours=-2))
    ('P1Y2M', '-P1DT2H')
    """
    if isinstance(value, YearsMonths):
        return _write_months(value.months)
    if isinstance(value, DaysTime):
        return _write_days(value.nanoseconds)
    text = value.isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return text
    head, dot, fraction = text.partition(".")
    if dot:
        digits = fraction[:6].rstrip("0")
        text = f"{head}.{digits}{fraction[6:]}"
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


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


def add_months(day: date, months: int) -> date | None:
    """The same day of a later month, or the month's last day where it is shorter.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def add_days(day: date, length: DaysTime) -> date | None:
    """A date moved by whole days (a rest of hours counts back to the day it falls in), a moment exactly."""
    if abs(length.nanoseconds) > _MOST_SHIFT_DAYS * SECONDS_A_DAY * NANOSECONDS_A_SECOND:
        return None
    shift = timedelta(microseconds=length.nanoseconds // _MICROSECOND)
    try:
        return day + (shift if isinstance(day, datetime) else timedelta(days=shift.days))
    except OverflowError:
        return None


def add_time(clock: time, length: DaysTime) -> time:
    """A time of day moved round the clock."""
    micro = ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond
    micro = (micro + length.nanoseconds // _MICROSECOND) % (SECONDS_A_DAY * 1_000_000)
    moved = join(date(2000, 1, 1), time()) + timedelta(microseconds=micro)
    return moved.time().replace(tzinfo=clock.tzinfo)


def between(later: date, earlier: date) -> DaysTime | None:
    """The length from the one day or moment to the other; None if only one names its offset."""
    if isinstance(later, datetime) != isinstance(earlier, datetime):
        return None
    if (offset_of(later) is None) != (offset_of(earlier) is None):
        return None
    gap = later - earlier
    return days_time(days=gap.days, seconds=gap.seconds, nanoseconds=gap.microseconds * _MICROSECOND)


def between_times(later: time, earlier: time) -> DaysTime | None:
    """The length from the one time of day to the other; None if only one names its offset."""
    day = date(2000, 1, 2)
    return between(join(day, later), join(day, earlier))


def months_between(start: date, end: date) -> YearsMonths:
    """The whole months from start to end, negative when end comes first.

    >>> months_between(date(2026, 1, 31), date(2026, 3, 30)).months
    1
    """
    if end < start:
        return YearsMonths(-months_between(end, start).months)
    months = (end.year - start.year) * 12 + end.month - start.month
    return YearsMonths(months - 1 if end.day < start.day else months)


def offset_of(value: Value) -> DaysTime | None:
    """The offset from UTC that a time or moment names, if it names one."""
    offset = value.utcoffset() if isinstance(value, datetime | time) else None
    return None if offset is None else days_time(days=offset.days, seconds=offset.seconds)


def age(birth: date, on: date, leap_day: str) -> int | None:
    """Whole years lived; the rule says when a person born on 29 February turns in a common year.

    >>> born, day = date(1960, 2, 29), date(2025, 2, 28)
    >>> age(born, day, "28 February"), age(born, day, "1 March")
    (65, 64)
    """
    if on < birth:
        return None
    turns = (birth.month, birth.day)
    if turns == (2, 29) and not calendar.isleap(on.year):
        turns = (2, 28) if leap_day == "28 February" else (3, 1)
    return on.year - birth.year - ((on.month, on.day) < turns)


def part_of(value: Value, name: str) -> Value:
    """A named part of a date, time or duration (DMN 1.5, table 65), or None.

    >>> part_of(date(2026, 3, 1), "weekday"), part_of(YearsMonths(14), "years")
    (Decimal('7'), Decimal('1'))
    """
    found = None
    if isinstance(value, date):
        found = {
            "year": value.year,
            "month": value.month,
            "day": value.day,
            "weekday": value.isoweekday(),
        }.get(name)
    if found is None and isinstance(value, datetime | time):
        if name == "time offset":
            return offset_of(value)
        found = {"hour": value.hour, "minute": value.minute, "second": value.second}.get(name)
    if isinstance(value, YearsMonths):
        years, months = divmod(abs(value.months), 12)
        found = _signed({"years": years, "months": months}.get(name), value.months)
    if isinstance(value, DaysTime):
        seconds = abs(value.nanoseconds) // NANOSECONDS_A_SECOND
        parts = {
            "days": seconds // SECONDS_A_DAY,
            "hours": seconds // 3600 % 24,
            "minutes": seconds // 60 % 60,
            "seconds": seconds % 60,
        }
        found = _signed(parts.get(name), value.nanoseconds)
    return None if found is None else Decimal(found)


def _signed(part: int | None, whole: int) -> int | None:
    return -part if part is not None and whole < 0 else part
