"""Phrases in both languages at once, and days as people speak of them: this morning, yesterday, 3 May 2026."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.values import say_date
from askonce.web.pages.frame.language import LANGUAGES, mark, say

_DAWN, _NOON, _DUSK = 6, 12, 18
_EARLY: Final = mark("early this morning")
_MORNING: Final = mark("this morning")
_AFTERNOON: Final = mark("this afternoon")
_EVENING: Final = mark("this evening")
_TODAY: Final = mark("today")
_YESTERDAY: Final = mark("yesterday")
_TOMORROW: Final = mark("tomorrow")


def phrase(message: str, **parts: Text | str | int) -> Text:
    """A message of the catalogue in both languages, each part in its own.

    >>> phrase("%(count)s of them", count=2)["en"]
    '2 of them'
    """
    return {
        language: say(
            language,
            message,
            **{name: part[language] if isinstance(part, dict) else part for name, part in parts.items()},
        )
        for language in LANGUAGES
    }


def say_day(day: date, today: date) -> Text:
    """A day as one speaks of it on another.

    >>> say_day(date(2026, 3, 1), date(2026, 3, 2))["en"], say_day(date(2026, 3, 1), date(2026, 4, 1))["zh"]
    ('yesterday', '2026年3月1日')
    """
    near = {0: _TODAY, -1: _YESTERDAY, 1: _TOMORROW}.get((day - today).days)
    return phrase(near) if near is not None else say_date(day)


def say_moment(at: datetime, now: datetime, zone: tzinfo) -> Text:
    """An instant as one speaks of it later: the part of today, yesterday, or its day.

    >>> from datetime import UTC
    >>> say_moment(datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 3, 1, 20, tzinfo=UTC), UTC)["en"]
    'this morning'
    """
    there, here = at.astimezone(zone), now.astimezone(zone)
    if there.date() != here.date():
        return say_day(there.date(), here.date())
    hour = there.hour
    if hour < _DAWN:
        return phrase(_EARLY)
    if hour < _NOON:
        return phrase(_MORNING)
    return phrase(_AFTERNOON if hour < _DUSK else _EVENING)


def days_between(first: date, last: date) -> list[date]:
    """The days after one, up to and with another."""
    return [first + timedelta(days=count) for count in range(1, (last - first).days + 1)]
