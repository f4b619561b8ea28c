"""A person reads every look at their own data in time, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from askonce.ledger.entry import Entry
from askonce.ledger.erasing import erase
from askonce.ledger.log import Opening
from askonce.ledger.view import ANOTHER, WITHHELD, Page, Reader, Shown, count_withheld, open_from, view
from bench.ledger.memory import MemoryLog

ON = date(2026, 6, 1)
MINE = "case-mine"


def at_once(entry: Entry) -> date:
    return entry.at.date()


def never(entry: Entry) -> date:
    return WITHHELD if entry.subject else date.min


def reader(subject: str = "p1", on: date = ON) -> Reader:
    return Reader(subject, on, at_once, owns=lambda case: case == MINE)


def look(day: date, subject: str | None = "p1", *, actor: str = "officer:lin", purpose: str = "") -> Entry:
    return Entry(
        "look", datetime(day.year, day.month, day.day, 9, tzinfo=UTC), actor, subject, purpose=purpose
    )


@pytest.mark.parametrize(
    ("looked", "until"),
    [
        (date(2026, 3, 31), date(2027, 3, 31)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_whatever_a_norm_says_an_entry_is_open_after_twelve_months(looked: date, until: date) -> None:
    assert open_from(look(looked), never) == until
    assert open_from(look(looked), lambda _: until + timedelta(1)) == until
    assert open_from(look(looked), lambda _: until - timedelta(1)) == until - timedelta(1)
    assert open_from(look(looked), at_once) == looked


def test_the_day_of_a_look_is_that_of_the_pack() -> None:
    late = Entry("look", datetime(2025, 5, 31, 17, tzinfo=UTC), "officer:lin", "p1")  # 1 June in Shanghai
    assert open_from(late, never) == date(2026, 5, 31)
    assert open_from(late, never, ZoneInfo("Asia/Shanghai")) == date(2026, 6, 1)
    log = MemoryLog()
    log.record(late)
    shanghai = ZoneInfo("Asia/Shanghai")
    yesterday = date(2026, 5, 31)
    assert view(log, Reader("p1", yesterday, never, lambda _: False, shanghai)) == Page((), None)
    assert len(view(log, Reader("p1", ON, never, lambda _: False, shanghai)).shown) == 1
    assert count_withheld(log, yesterday, never, shanghai) == 1
    assert count_withheld(log, ON, never, shanghai) == 0


def test_another_person_in_an_entry_is_not_named() -> None:
    """A notary looks at the mother for the son's gift: she sees the look, not the son, nor the number of his case."""
    log = MemoryLog()
    log.record(
        Entry(
            "look",
            log.now,
            "person:son",
            "mother",
            case="case-son",
            purpose="gift",
            what={
                "register": "people",
                "for": "person:son",
                "person:son": "child of person:mother, person:son.",
            },
        )
    )
    (shown,) = view(log, reader("mother")).shown
    assert shown == Shown(
        0,
        Entry(
            "look",
            log.now,
            ANOTHER,
            "mother",
            purpose="gift",
            what={"register": "people", "for": ANOTHER, ANOTHER: f"child of person:mother, {ANOTHER}"},
        ),
    )
    assert view(log, reader("son")) == Page((), None)


def test_what_is_the_readers_own_is_shown_as_it_is() -> None:
    log = MemoryLog()
    entry = Entry("act", log.now, "person:p1", "p1", case=MINE, what={"event": "filed", "of": "person:p1"})
    log.record(entry)
    assert view(log, reader()).shown == (Shown(0, entry),)


def test_one_pseudonym_that_begins_another_is_another_person() -> None:
    log = MemoryLog()
    log.record(Entry("look", log.now, "person:p12", "p1"))
    (shown,) = view(log, reader()).shown
    assert shown.entry.actor == ANOTHER


def test_a_store_that_gives_entries_of_others_does_not_show_them() -> None:
    class Careless(MemoryLog):
        def openings(
            self,
            *,
            subject: str | None = None,  # noqa: ARG002 - what it forgets
            case: str | None = None,
            kind: str | None = None,
            after: int = -1,
            limit: int = 1000,
        ) -> Sequence[Opening]:
            return super().openings(case=case, kind=kind, after=after, limit=limit)

    log = Careless()
    for subject in ("p1", "p2", None, "p1"):
        log.record(look(date(2026, 1, 5), subject))
    assert [one.number for one in view(log, reader()).shown] == [0, 3]


def test_withheld_entries_leave_no_gap_and_no_page_of_their_own() -> None:
    log = MemoryLog()
    for place in range(9):
        log.record(look(date(2026, 5, 1), purpose="police" if place % 3 else ""))

    def police_waits(entry: Entry) -> date:
        return WITHHELD if entry.purpose == "police" else entry.at.date()

    mine = Reader("p1", ON, police_waits, owns=lambda _: False)
    first = view(log, mine, limit=2)
    assert ([one.number for one in first.shown], first.after) == ([0, 3], 3)
    second = view(log, mine, after=3, limit=2)
    assert ([one.number for one in second.shown], second.after) == ([6], None)
    whole = view(log, mine, limit=3)
    assert ([one.number for one in whole.shown], whole.after) == ([0, 3, 6], None)
    assert count_withheld(log, ON, police_waits) == 6


def test_what_is_withheld_is_counted_over_the_whole_ledger_and_only_of_people() -> None:
    log = MemoryLog()
    first = date(2024, 1, 1)
    for week in range(120):  # more than two years, the oldest erased
        for subject in ("p1", "p2", None):
            log.record(look(first + timedelta(weeks=week), subject))
    for number in (0, 1, 150, 301):
        erase(log, number, basis="archives-act/4", actor="officer:lin")
    for on in (first, date(2025, 1, 1), date(2026, 4, 1), date(2028, 1, 1)):
        withheld = [
            one.number
            for one in log.openings(limit=10_000)
            if one.entry and one.entry.subject and open_from(one.entry, never) > on
        ]
        assert count_withheld(log, on, never) == len(withheld)
    assert count_withheld(log, ON, at_once) == 0


def test_an_erased_look_is_shown_to_nobody() -> None:
    log = MemoryLog()
    number = log.record(look(date(2026, 1, 5)))
    erase(log, number, basis="archives-act/4", actor="officer:lin")
    assert view(log, reader()) == Page((), None)
