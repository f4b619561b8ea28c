"""Rows of tables as templates want them: by month, by office, by service, with those that are withheld."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from askonce.cases.observing.figures import Observed
from askonce.web.pages.frame.language import LANGUAGES, LOCALES
from askonce.web.pages.measured.situation import Situation


class Row(msgspec.Struct, frozen=True):
    """A row: its key, its title where it has one, its figures; none where they are withheld."""

    key: str
    title: Mapping[str, str]
    seen: Observed | None
    month: date | None = None


def rows(found: Mapping[str, Observed | None], title: Callable[[str], Mapping[str, str]]) -> list[Row]:
    """Rows by their titles, never by how well somebody did."""
    made = [Row(key, title(key), one) for key, one in found.items()]
    return sorted(made, key=lambda row: row.title.get("en", row.key))


def months(there: Situation) -> tuple[list[Row], dict[date, Observed]]:
    """Rows by month, the last first, and those months that may be drawn."""
    found = there.by_month()
    made = [
        Row(f"{month:%Y-%m}", month_words(month), one, month)
        for month, one in sorted(found.items(), reverse=True)
    ]
    return made, {month: one for month, one in sorted(found.items()) if one is not None and one.filed}


def month_words(month: date) -> dict[str, str]:
    """A month in words, by language.

    >>> month_words(date(2026, 3, 1))
    {'en': 'March 2026', 'zh': '2026年3月'}
    """
    from babel.dates import format_skeleton  # only pages want it

    return {one: format_skeleton("yMMMM", month, locale=LOCALES[one]) for one in LANGUAGES}


def filed(there: Situation) -> dict[str, int]:
    """How much was filed of each service."""
    return {name: one.filed for name, one in there.by(lambda cell: cell.type).items() if one.filed}
