"""The calendar of working days by which terms are counted."""

from datetime import date
from typing import Annotated

from askonce.pack.kinds import Definition, Kind
from askonce.pack.shapes import choice, list_of, when
from askonce.pack.words import Word

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Calendar(Definition, frozen=True, kw_only=True):
    """The working days of a jurisdiction."""

    weekend: Annotated[
        tuple[str, ...],
        Word(list_of(choice(*DAYS)), "The days of the week that are free.", "[saturday, sunday]"),
    ] = ("saturday", "sunday")
    holidays: Annotated[
        tuple[date, ...], Word(list_of(when()), "The days that are free besides.", "[2026-10-01, 2026-10-02]")
    ] = ()
    working: Annotated[
        tuple[date, ...], Word(list_of(when()), "The days of a weekend that are worked.", "[2026-10-10]")
    ] = ()


CALENDAR = Kind(
    "calendar",
    Calendar,
    "The working days of a jurisdiction.",
    "",
    "calendar: county\ntitle: {en: Working days of the county, zh: 全县工作日}\nweekend: [saturday, sunday]\nholidays: [2026-10-01, 2026-10-02]\n",
    stands_alone=True,
)
