"""Terms against an oracle that counts day by day, with holidays, worked weekends, pauses and time zones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.cases.calendar import Calendar
from askonce.cases.term import Pause, Workdays, add_calendar
from askonce.pack.shapes import Period
from askonce.text.node import Mapping

EMPTY = Mapping({}, "", 1, 1, 1, 1)
ZONES = ("Asia/Shanghai", "Europe/Vienna", "America/St_Johns", "")
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.integers(0, 900).map(lambda one: date(2026, 1, 1) + timedelta(days=one))
INSTANTS = st.integers(0, 700 * 24 * 60).map(lambda one: START + timedelta(minutes=one))
PERIODS = st.builds(
    Period, st.integers(0, 40), st.sampled_from(("working day", "day", "week", "month", "year"))
)


def calendar(free: Sequence[date], worked: Sequence[date]) -> Calendar:
    return Calendar(node=EMPTY, id="it", holidays=tuple(free), working=tuple(worked))


@st.composite
def pauses(draw: st.DrawFn) -> tuple[Pause, ...]:
    cuts = sorted(draw(st.lists(INSTANTS, max_size=6, unique=True)))
    return tuple(Pause(one, two) for one, two in zip(cuts[::2], cuts[1::2], strict=False))


def naive(
    since: datetime, period: Period, stopped: Sequence[Pause], free: set[date], worked: set[date], zone: str
) -> date:
    """Go through the days one by one and count those that count."""
    where = ZoneInfo(zone) if zone else UTC

    def here(instant: datetime) -> date:
        return instant.astimezone(where).date()

    def works(day: date) -> bool:
        return day in worked or (day.isoweekday() < 6 and day not in free)

    def stands(day: date) -> bool:
        return any(here(one.since) < day <= here(one.until) for one in stopped if one.until is not None)

    day, left = here(since), period.count
    if period.unit != "working day":
        last = add_calendar(day, period)
        left = (last - day).days
    while left:
        day += timedelta(days=1)
        counts = works(day) if period.unit == "working day" else True
        if counts and not stands(day):
            left -= 1
    while not works(day):
        day += timedelta(days=1)
    return day


@given(
    INSTANTS, PERIODS, pauses(), st.sets(DAYS, max_size=30), st.sets(DAYS, max_size=8), st.sampled_from(ZONES)
)
def test_a_term_ends_where_counting_day_by_day_ends(
    since: datetime,
    period: Period,
    stopped: tuple[Pause, ...],
    free: set[date],
    worked: set[date],
    zone: str,
) -> None:
    workdays = Workdays([calendar(sorted(free), sorted(worked))], zone)
    due = workdays.due(since, period, stopped)
    assert due.day == naive(since, period, stopped, free, worked, zone)
    assert workdays.local_day(due.over) == due.day + timedelta(days=1)
    assert workdays.local_day(due.over - timedelta(seconds=1)) == due.day
    assert workdays.due(since, period, stopped) == due


@given(INSTANTS, PERIODS, pauses())
def test_a_pause_never_shortens_a_term(since: datetime, period: Period, stopped: tuple[Pause, ...]) -> None:
    workdays = Workdays([calendar((), ())], "Asia/Shanghai")
    assert workdays.due(since, period, stopped).day >= workdays.due(since, period).day


@pytest.mark.parametrize(
    ("count", "unit", "ends"),
    [
        (1, "month", "2028-02-29"),
        (1, "year", "2029-01-31"),
        (2, "week", "2028-02-14"),
        (13, "month", "2029-02-28"),
    ],
)
def test_calendar_periods(count: int, unit: str, ends: str) -> None:
    assert add_calendar(date(2028, 1, 31), Period(count, unit)).isoformat() == ends


def test_a_filing_late_in_the_evening_counts_on_the_day_it_is_here() -> None:
    workdays = Workdays([calendar([date(2026, 10, 1)], [])], "Asia/Shanghai")
    evening = datetime(2026, 9, 29, 15, 30, tzinfo=UTC)  # half past eleven there
    assert workdays.due(evening, Period(1, "working day")).day == date(2026, 9, 30)
    night = datetime(2026, 9, 29, 16, 30, tzinfo=UTC)  # half past midnight there
    assert workdays.due(night, Period(1, "working day")).day == date(2026, 10, 2)


def test_a_year_of_which_the_calendar_says_nothing_is_named() -> None:
    workdays = Workdays([calendar([date(2026, 1, 1)], [])], "Asia/Shanghai")
    assert workdays.due(datetime(2026, 12, 30, 1, tzinfo=UTC), Period(5, "working day")).unknown == (2027,)
    assert workdays.due(datetime(2026, 3, 2, 1, tzinfo=UTC), Period(5, "working day")).unknown == ()
    assert not Workdays((), "").is_known(2026)


def test_short_terms_run_by_the_clock() -> None:
    workdays = Workdays([calendar((), ())], "Asia/Shanghai")
    since = datetime(2026, 3, 2, 1, tzinfo=UTC)
    stopped = (Pause(since + timedelta(hours=1), since + timedelta(hours=3)),)
    assert workdays.due(since, Period(4, "hour"), stopped).over == since + timedelta(hours=6)
