"""The past of a demonstration: an invented county has had cases for some months before anybody looks at it.

They are lived through by a clock that is set forward, before the house answers: instants of a database only grow, so that a past
cannot be added later. People, officers and timers do then what they would have done, and every figure is honest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from askonce.assembly.house import House
from askonce.cases.journal import Journal, Timer
from askonce.cases.observing.counting import catch_up
from askonce.invented.county import County
from askonce.invented.lives import Lives
from askonce.invented.matches import Matches
from askonce.registers.sources import loaded

#: So long before today the county began.
DAYS: Final = 150
_ADULT: Final = 18
#: The hours of a day at which people do things, as each day has its own minutes.
_HOURS: Final = (9, 14)
_TIMERS: Final = 500
_MESSAGES: Final = 1_000

Said = Callable[[int, int], None]


class Clock:
    """A clock that stands where it is set, and goes with another once it is let go."""

    def __init__(self, real: Callable[[], datetime], began: datetime) -> None:
        self._real = real
        self._at: datetime | None = began

    def __call__(self) -> datetime:
        """The instant, in UTC."""
        return self._real() if self._at is None else self._at

    @property
    def stands(self) -> bool:
        """Whether it stands where it was set."""
        return self._at is not None

    def set(self, instant: datetime) -> None:
        """Set it."""
        self._at = instant

    def let_go(self) -> None:
        """Let it go with the other."""
        self._at = None


def live(house: House, clock: Clock, on: date, people: int, cases: int, said: Said) -> None:
    """Live through the months before a day, in a house whose first village is there; `said` is told half days of how many.

    A house that is ended meanwhile keeps what was lived so far, and goes on with the next start as any house does.
    """
    bound = house.current.bound
    county = County(bound.get("register", {}), bound.get("concept", {}), on=on, people=people)
    village = county.village(0)
    ids, folk = village.ids("person"), village.folk
    grown = [ids[one] for one in range(folk.fixed, folk.living) if folk.age[one] >= _ADULT]
    halves = list(_half_days(house, on))
    lives = Lives(house.current, house.handling, grown, halves, cases)
    followed = county.zone.followed if county.zone is not None else ()
    matches = Matches(house.current, house.handling, followed, halves)
    brought = [
        name
        for name, register in bound.get("register", {}).items()
        if register.source is not None and register.source.kind != "here"
    ]
    for number, instant in enumerate([] if lives.idle and matches.idle else halves):
        clock.set(instant)
        _fire(house, instant)
        house.database.write(partial(_half_day, (lives, matches), brought, house, number)).result()
        said(number + 1, len(halves))
    clock.let_go()
    catch_up(house.database, house.current.days, house.current.version, lambda: True)


def _half_days(house: House, on: date) -> Iterator[datetime]:
    days = house.current.days
    for back in range(DAYS - 1, 0, -1):
        day = on - timedelta(days=back)
        if days.is_working(day):
            for hour in _HOURS:
                minute = (day.toordinal() * 37 + hour * 11) % 60
                yield datetime.combine(day, time(hour, minute), days.zone)


def _half_day(
    those: tuple[Lives, Matches], brought: list[str], house: House, number: int, journal: Journal
) -> None:
    today = house.local_day(journal.now)
    for register in brought:  # each department sends its snapshot every morning, in which nothing is new
        loaded(journal, register, journal.now, today)
    for one in those:
        one.run(journal, number)
    for waiting in journal.waiting(journal.now, _MESSAGES):
        journal.sent(waiting.message.key, "lived")  # what left then has arrived


def _fire(house: House, instant: datetime) -> None:
    """Let timers do what they do, as the loop of a house would have."""
    while due := house.database.read(lambda journal: journal.due_timers(instant, _TIMERS)):
        house.database.write(partial(_fire_all, house, due)).result()


def _fire_all(house: House, due: Sequence[Timer], journal: Journal) -> None:
    for timer in due:
        house.handling.fire(journal, timer)
