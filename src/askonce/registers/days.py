"""The days for which a case reads its data, and which of them a wanted time means."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import msgspec

#: How many months each period has; a year begins in January and a quarter with its first month.
PERIODS: Final = {"month": 1, "quarter": 3, "year": 12}


class Days(msgspec.Struct, frozen=True):
    """The days of a case in the zone of the pack; `latest` is today.

    `period` is any day of the period that a report is about; without it the last one that ended before the
    application is meant.
    """

    latest: date
    event: date | None = None
    application: date | None = None
    decision: date | None = None
    period: date | None = None

    def chosen(self, at: str) -> date:
        """The day that a time means, today where the case has not come so far.

        >>> Days(date(2026, 5, 20), application=date(2026, 5, 2)).chosen("application")
        datetime.date(2026, 5, 2)
        >>> (
        ...     Days(date(2026, 5, 20)).chosen("quarter"),
        ...     Days(date(2026, 5, 20), period=date(2026, 4, 9)).chosen("year"),
        ... )
        (datetime.date(2026, 1, 1), datetime.date(2026, 1, 1))
        """
        if at == "application":
            return self.application or self.latest
        if at == "event":
            return self.event or self.application or self.latest
        if at == "decision":
            return self.decision or self.latest
        if at in PERIODS:
            return self._first_day(PERIODS[at])
        return self.latest

    def _first_day(self, months: int) -> date:
        if self.period is not None:
            return _begin(self.period, months)
        here = _begin(self.application or self.latest, months)
        return here if here == date.min else _begin(here - timedelta(days=1), months)


def _begin(day: date, months: int) -> date:
    """The first day of the period that a day is in."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)
