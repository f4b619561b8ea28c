"""Ages, months and days of the calendar, said in years, months and days that every engine reads off a date."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Final

from askonce.feel.relational.algebra import (
    NULL,
    TRUTH,
    Cases,
    Column,
    Dated,
    Day,
    Exact,
    Fixed,
    Gap,
    Moved,
    Part,
)
from askonce.feel.relational.making import (
    Unsayable,
    cases,
    day,
    exact,
    extreme,
    is_null,
    junction,
    minus,
    negative,
    opposite,
    ordered,
    plus,
    times,
    whole,
)
from askonce.feel.relational.rounding import Keep, absolute, rest_of

#: Where columns may lead to: the Gregorian calendar, in years of four digits.
_FIRST: Final = date(1583, 1, 1).toordinal()
_LAST: Final = date.max.toordinal()
_LEAP_DAY: Final = 229
_ONE: Final = whole(1)
_ZERO: Final = whole(0)


def part(name: str, column: Column) -> Column:
    """The year, month, day or weekday of a day."""
    if is_null(column):
        return NULL
    held = day(column)
    if isinstance(column, Fixed):
        found = date.fromordinal(int(column.value or 1))
        return whole(found.isoweekday() if name == "weekday" else getattr(found, name))
    years = Exact(0, date.fromordinal(held.low).year, date.fromordinal(held.high).year)
    kind = {"year": years, "month": Exact(0, 1, 12), "day": Exact(0, 1, 31), "weekday": Exact(0, 1, 7)}[name]
    return Part(kind, name, column)


def moved(column: Column, length: Column, sign: int, keep: Keep) -> Column:
    """A day moved by a duration, forwards (sign 1) or backwards (-1)."""
    if is_null(column) or is_null(length):
        return NULL
    held, by = day(column), exact(length)
    if by.unit == "months":
        return _by_months(column, negative(length) if sign < 0 else length, keep)
    if by.unit != "days":
        raise Unsayable("is moved by what is no duration to a table")
    ends = sorted((sign * by.low, sign * by.high))
    low, high = held.low + ends[0], held.high + ends[1]
    if low < _FIRST or high > _LAST:
        raise Unsayable("can leave the years 1583 to 9999, beyond which tables count days in several ways")
    return Moved(Day(low, high), column, negative(length) if sign < 0 else length)


def gap(later: Column, earlier: Column) -> Column:
    """The days from the one day to the other."""
    if is_null(later) or is_null(earlier):
        return NULL
    a, b = day(later), day(earlier)
    return Gap(Exact(0, a.low - b.high, a.high - b.low, "days"), later, earlier)


def _day_number(column: Column) -> Column:
    """Month and day as one number that orders the days of a year: 31 August is 831."""
    found = plus(times(part("month", column), whole(100)), part("day", column))
    return found if isinstance(found, Fixed) else _bounded(found, 101, 1231)


def _bounded(column: Column, low: int, high: int) -> Column:
    """A column of which it is known that it stays within."""
    kind = column.kind
    if not isinstance(kind, Exact) or isinstance(column, Fixed):
        return column
    fields = {name: getattr(column, name) for name in column.__struct_fields__ if name != "kind"}
    return type(column)(kind=Exact(0, low, high, kind.unit), **fields)


def age(birth: Column, on: Column, leap_day: str, keep: Keep) -> Column:
    """Whole years lived; null where the day comes before the birth.

    Someone born on 29 February has lived a year more from 1 March of a common year, or from the day before, as
    the rule says. Nobody's own day stands between the two, so that only 28 February needs a word of its own.
    """
    if is_null(birth) or is_null(on):
        return NULL
    birth, on = keep(birth), keep(on)
    reached = _day_number(on)
    if leap_day == "28 February":
        last = junction(
            "and", (ordered("=", reached, whole(228)), ordered("=", part("month", moved(on, _day(1), 1, keep)), whole(3)))
        ) if not isinstance(on, Fixed) else Fixed(TRUTH, _ends_february(on))  # fmt: skip
        reached = cases(((last, whole(_LEAP_DAY)),), reached)
    waits = ordered(">", _day_number(birth), reached)
    years = minus(minus(part("year", on), part("year", birth)), cases(((waits, _ONE),), _ZERO))
    found = cases(((ordered("<", on, birth), NULL),), years)
    return _bounded(found, 0, max(exact(years).high, 0))


def _day(count: int) -> Column:
    return Fixed(Exact(0, count, count, "days"), count)


def _ends_february(on: Fixed) -> bool:
    found = date.fromordinal(int(on.value or 1))
    return (found.month, found.day) == (2, 28) and not calendar.isleap(found.year)


def months_between(start: Column, end: Column, keep: Keep) -> Column:
    """The whole months from start to end, negative when end comes first."""
    if is_null(start) or is_null(end):
        return NULL
    start, end = keep(start), keep(end)
    back = negative(keep(_months_on(end, start)))
    found = cases(((ordered("<", end, start), back),), _months_on(start, end))
    a, b = day(start), day(end)
    most = max(abs(a.high - b.low), abs(b.high - a.low)) // 28 + 1
    kind = Exact(0, -most, most, "months")
    return Cases(kind, found.branches, found.default) if isinstance(found, Cases) else found


def _months_on(start: Column, end: Column) -> Column:
    years = minus(part("year", end), part("year", start))
    months = minus(part("month", end), part("month", start))
    early = ordered("<", part("day", end), part("day", start))
    count = minus(plus(times(years, whole(12)), months), cases(((early, _ONE),), _ZERO))
    return times(count, Fixed(Exact(0, 1, 1, "months"), 1)) if isinstance(count, Fixed) else _in_months(count)


def _in_months(column: Column) -> Column:
    kind = exact(column)
    fields = {name: getattr(column, name) for name in column.__struct_fields__ if name != "kind"}
    return type(column)(kind=Exact(0, kind.low, kind.high, "months"), **fields)


def months_part(name: str, column: Column, keep: Keep) -> Column:
    """The `years` in a count of months, or the `months` beside them; both have its sign."""
    if is_null(column):
        return NULL
    kind = exact(column)
    column = keep(column)
    size = absolute(column, keep)
    often, rest = rest_of(_plain(size), 12, keep)
    found = often if name == "years" else rest
    below = ordered("<", column, Fixed(Exact(0, 0, 0, "months"), 0))
    return found if kind.low >= 0 else cases(((below, negative(found)),), found)


def _plain(column: Column) -> Column:
    """The count of a duration as a number."""
    kind = exact(column)
    if not kind.unit:
        return column
    fields = {name: getattr(column, name) for name in column.__struct_fields__ if name != "kind"}
    return type(column)(kind=Exact(0, kind.low, kind.high), **fields)


def counted(column: Column) -> Column:
    """The days of a duration as a number."""
    return NULL if is_null(column) else _plain(column)


def _by_months(column: Column, length: Column, keep: Keep) -> Column:
    held, by = day(column), exact(length)
    low, high = _month_of(held.low) + by.low, _month_of(held.high) + by.high
    if low < 12 * date.fromordinal(_FIRST).year or high >= 12 * (date.max.year + 1):
        raise Unsayable("can leave the years 1583 to 9999, beyond which tables count days in several ways")
    column = keep(column)
    months = plus(
        plus(times(part("year", column), whole(12)), minus(part("month", column), _ONE)), _plain(length)
    )
    year, rest = rest_of(_bounded(months, low, high), 12, keep)
    month = keep(_bounded(plus(rest, _ONE), 1, 12))
    year = _bounded(year, low // 12, high // 12)
    ends = extreme("min", (part("day", column), _month_end(year, month, keep)))
    first = date(low // 12, low % 12 + 1, 1).toordinal()
    last = date(high // 12, high % 12 + 1, 28).toordinal() + 3
    return Dated(Day(first, min(last, _LAST)), year, month, _bounded(ends, 1, 31))


def _month_of(ordinal: int) -> int:
    found = date.fromordinal(ordinal)
    return found.year * 12 + found.month - 1


def _month_end(year: Column, month: Column, keep: Keep) -> Column:
    """How many days a month has."""
    short = junction("or", tuple(ordered("=", month, whole(number)) for number in (4, 6, 9, 11)))
    february = cases(((_is_leap(keep(year), keep), whole(29)),), whole(28))
    found = cases(((ordered("=", month, whole(2)), february), (short, whole(30))), whole(31))
    return keep(_bounded(found, 28, 31))


def _is_leap(year: Column, keep: Keep) -> Column:
    by = {number: ordered("=", rest_of(year, number, keep)[1], _ZERO) for number in (4, 100, 400)}
    return junction("or", (junction("and", (by[4], opposite(by[100]))), by[400]))


def make_day(year: Column, month: Column, number: Column, keep: Keep) -> Column:
    """The day of a year, month and day, null where there is none."""
    if any(is_null(one) for one in (year, month, number)):
        return NULL
    held = exact(year)
    if held.scale or held.low < date.fromordinal(_FIRST).year or held.high > date.max.year:
        raise Unsayable("can leave the years 1583 to 9999, beyond which tables count days in several ways")
    year, month, number = keep(year), keep(month), keep(number)
    end = _month_end(year, _within(month, 12), keep)
    wrong = junction("or", (
        ordered("<", month, _ONE), ordered(">", month, whole(12)), ordered("<", number, _ONE), ordered(">", number, end),
    ))  # fmt: skip
    there = Dated(
        Day(date(held.low, 1, 1).toordinal(), date(held.high, 12, 31).toordinal()),
        year,
        keep(_within(month, 12)),
        keep(_bounded(cases(((wrong, _ONE),), number), 1, 31)),
    )
    return cases(((wrong, NULL),), there)


def _within(column: Column, most: int) -> Column:
    """A number, one where it lies outside."""
    outside = junction("or", (ordered("<", column, _ONE), ordered(">", column, whole(most))))
    return _bounded(cases(((outside, _ONE),), column), 1, most)
