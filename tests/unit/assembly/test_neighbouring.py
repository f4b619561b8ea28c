"""Neighbouring zones are asked beside all other work; what they told stays, with its day, when they tell nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from askonce.adapters.settings.model import Neighbour as NeighbourSettings
from askonce.adapters.settings.model import Settings
from askonce.adapters.settings.secret import Secret
from askonce.adapters.sources.listing import CLASSED, MAKER, WORDS
from askonce.apps.economy.outside import Abroad, OutsideOffer
from askonce.assembly.house import House, open_house, place_of
from askonce.assembly.markets.neighbours.asking import ask_neighbours
from askonce.assembly.markets.neighbours.known import Neighbouring
from askonce.cases.journal import Journal
from askonce.feel.values import Value
from askonce.registers.sources import Fetched, Wanted
from tests.unit.economy.neighbour_trade import write_pack
from tests.unit.economy.trade import ON

MORNING = datetime(2026, 11, 22, 1, tzinfo=UTC)
LIST = (
    OutsideOffer(("paper box", "of board"), "481910", "Box works"),
    OutsideOffer(("gear",), "", "Gear works"),
)


class Clock:
    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now


class Border:
    """The border of a house, with a neighbour that answers what a test lays down; `asked` is what left the house."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.asked: list[Wanted] = []
        self.failure = ""
        self.offers: Sequence[OutsideOffer] = LIST
        self.as_of: date | None = ON
        self.hangs = False
        self.more: dict[str, Value] = {}

    def ask(self, wanted: Sequence[Wanted]) -> tuple[Future[Fetched], ...]:
        self.asked += wanted
        return tuple(self._answer(one) for one in wanted)

    def _answer(self, wanted: Wanted) -> Future[Fetched]:
        found: Future[Fetched] = Future()
        if not self.hangs:
            columns: dict[str, Value] = {
                WORDS: tuple(one.words for one in self.offers),
                CLASSED: tuple(one.classed for one in self.offers),
                MAKER: tuple(one.maker for one in self.offers),
                **self.more,
            }
            values = None if self.failure else columns
            at = self.clock()
            found.set_result(
                Fetched(wanted.register, "", at, values, as_of=self.as_of, failure=self.failure, receipt=7)
            )
        return found


class There:
    def __init__(self, house: House, border: Border, clock: Clock) -> None:
        self.house, self.border, self.clock = house, border, clock
        self.neighbouring = Neighbouring(house)

    def ask(self, **more: object) -> tuple[str, ...]:
        return ask_neighbours(self.house, self.border, **more)  # type: ignore[arg-type]

    def abroad(self) -> Abroad:
        market = self.house.current.bound["market"]["supply"]
        (found,) = self.house.database.read(lambda journal: self.neighbouring.abroad(market, journal))
        return found

    def entries(self) -> list[dict[str, str]]:
        def job(journal: Journal) -> list[dict[str, str]]:
            opened = (one.entry for one in journal.openings(limit=1000))
            return [dict(one.what) for one in opened if one is not None and one.kind == "source"]

        return self.house.database.read(job)


def asked_at(found: Abroad) -> datetime | None:
    """When a neighbour was asked, without the instants by which a journal tells its writes apart."""
    asked = found.neighbour.asked
    return asked.replace(microsecond=0) if asked is not None else None


@pytest.fixture
def there(tmp_path: Path) -> Iterator[There]:
    clock = Clock()
    source = NeighbourSettings(
        url="https://linhai.test", client="here", secret=Secret("s"), register="offers"
    )
    settings = Settings(sources={"linhai-offers": source})
    pack = write_pack(tmp_path / "pack")
    place = place_of(settings, f"sqlite:///{tmp_path / 'here.db'}")
    house = open_house(place, settings, ON, pack, clock=clock)
    try:
        yield There(house, Border(clock), clock)
    finally:
        house.close()


def test_a_list_is_asked_whole_and_laid_into_its_register(there: There) -> None:
    assert there.abroad().neighbour.as_of is None
    assert there.ask() == ()
    (wanted,) = there.border.asked
    assert (wanted.subject, wanted.attributes, wanted.purpose, wanted.case) == (
        "", (WORDS, CLASSED, MAKER), "exchange", None,
    )  # fmt: skip
    found = there.abroad()
    assert set(found.listing.offers) == set(LIST)
    told = found.neighbour
    assert (told.offers, told.as_of, asked_at(found), told.failure, told.stale) == (2, ON, MORNING, "", False)
    assert there.abroad() is found, "nothing changed, so that nothing is read or reckoned again"
    assert [one["event"] for one in there.entries()] == ["asked", "answered"]
    assert there.entries()[1]["their_number"] == "7"


def test_it_is_asked_again_when_it_is_no_longer_fresh_and_what_is_no_more_in_it_ends(there: There) -> None:
    there.ask()
    there.clock.now += timedelta(days=6)
    assert there.ask() == ()
    assert len(there.border.asked) == 1, "it is fresh for seven days"
    there.clock.now += timedelta(days=1, hours=1)
    there.border.offers, there.border.as_of = (LIST[1], LIST[1]), date(2026, 11, 29)
    assert there.abroad().neighbour.stale
    there.ask()
    assert there.abroad().listing.offers == (LIST[1],), "twice the same is one"
    assert there.abroad().neighbour.as_of == date(2026, 11, 29)
    there.border.offers = ()
    assert there.ask(every=True) == ()
    assert there.abroad().listing.offers == ()


@pytest.mark.parametrize(
    ("failure", "as_of", "more", "said"),
    [
        ("it answered 500", ON, {}, "it answered 500"),
        ("", ON - timedelta(days=3), {}, "its list is of 2026-11-19, and the one that is here is of 2026-11-22"),
        ("", ON, {MAKER: (True, 7)}, "not of the type"),
    ],
)  # fmt: skip
def test_what_is_no_answer_leaves_the_last_list_in_force_and_is_said(
    there: There, failure: str, as_of: date, more: dict[str, Value], said: str
) -> None:
    there.ask()
    there.clock.now += timedelta(days=8)
    there.border.failure, there.border.as_of, there.border.more = failure, as_of, more
    (reason,) = there.ask()
    assert reason.startswith("linhai: ")
    assert said in reason
    found = there.abroad()
    assert set(found.listing.offers) == set(LIST)
    assert said in found.neighbour.failure
    assert (found.neighbour.as_of, asked_at(found)) == (ON, there.clock.now)
    assert found.neighbour.stale
    assert said in there.entries()[-1]["failure"]
    there.ask()
    assert len(there.border.asked) == 2, "who gave no answer is left alone for an hour"
    there.clock.now += timedelta(hours=1, seconds=1)
    there.ask()
    assert len(there.border.asked) == 3


def test_a_list_of_tomorrow_is_of_today(there: There) -> None:
    there.border.as_of = ON + timedelta(days=400)
    there.ask()
    assert there.abroad().neighbour.as_of == ON


def test_a_neighbour_that_hangs_is_left_off_when_the_house_ends_and_it_is_said_that_it_was_asked(
    there: There,
) -> None:
    there.border.hangs = True
    goes_on = iter((True, False))
    assert there.ask(may_go_on=lambda: next(goes_on)) == ()
    found = there.abroad()
    told = found.neighbour
    assert (told.as_of, asked_at(found), told.failure) == (None, MORNING, "it has not answered yet")


def test_a_house_whose_settings_name_no_neighbour_asks_nobody_and_writes_nothing(tmp_path: Path) -> None:
    clock = Clock()
    place = place_of(Settings(), f"sqlite:///{tmp_path / 'here.db'}")
    house = open_house(place, Settings(), ON, write_pack(tmp_path / "pack"), clock=clock)
    try:
        border = Border(clock)
        before = house.database.read(lambda journal: journal.last())
        assert ask_neighbours(house, border, every=True) == ()  # type: ignore[arg-type]
        assert border.asked == []
        assert house.database.read(lambda journal: journal.last()) == before
    finally:
        house.close()
