"""The past of a demonstration: lived through the real handling, in order, with nothing left over when it begins to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from askonce.adapters.settings.model import Settings
from askonce.assembly.demonstration import Filling
from askonce.assembly.house import House, open_house, place_of
from askonce.assembly.lived import DAYS, Clock, live
from askonce.cases.journal import Journal, Search
from askonce.cases.observing.counting import advance, cells
from askonce.cases.observing.tally import merged
from askonce.invented.lives import SERVICES, Lives
from askonce.ledger.hashing import algorithm
from askonce.ledger.verify import verify
from tests.unit.cases.county import county, pack

PACK = Path(__file__).parents[3] / "packs" / "qingshan"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
CASES = 60


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A county that has lived through its past."""
    url = f"sqlite:///{tmp_path_factory.mktemp('past')}/county.db"
    clock = Clock(lambda: NOW, NOW - timedelta(days=DAYS))
    made = open_house(place_of(Settings(), url), Settings(), TODAY, PACK, clock)
    said: list[tuple[int, int]] = []
    Filling(made, TODAY, 300).first_village()
    assert clock.stands
    live(made, clock, TODAY, 300, CASES, lambda done, of: said.append((done, of)))
    assert clock() == NOW  # it was let go
    assert [done for done, _ in said] == list(range(1, said[-1][1] + 1))
    yield made
    made.close()


def test_its_cases_lie_in_the_past_in_working_hours_and_in_order(house: House) -> None:
    lines = house.database.read(lambda journal: journal.lines(Search(limit=1000)))
    local = [line.filed.astimezone(house.zone) for line in lines]
    assert CASES * 0.7 < len([line for line in lines if line.type in SERVICES]) <= CASES
    assert len({(one.year, one.month) for one in local}) >= 4
    assert all(one.hour in (9, 14) for one in local)
    assert all(house.current.days.is_working(one.date()) and one.date() < TODAY for one in local)
    assert [line.filed for line in lines] == sorted(line.filed for line in lines)


def test_its_ledger_verifies_and_never_goes_back_in_time(house: House) -> None:
    def job(journal: Journal) -> list[datetime]:
        assert verify(journal, algorithm=algorithm(house.hash_name)).holds
        return [one.entry.at for one in journal.openings(limit=100_000) if one.entry is not None]

    at = house.database.read(job)
    assert all(one <= other for one, other in pairwise(at))
    assert at[-1] < NOW


def test_nothing_that_was_due_then_is_left_for_now(house: House) -> None:
    yesterday = NOW - timedelta(days=2)
    assert not house.database.read(lambda journal: journal.due_timers(yesterday, 10))
    assert not house.database.read(lambda journal: journal.waiting(yesterday, 10))
    assert NOW <= house.database.write(lambda journal: journal.now).result() < NOW + timedelta(seconds=1)


def test_its_figures_show_what_a_county_shows(house: House) -> None:
    while house.database.write(lambda journal: advance(journal, house.current.days, "1")).result().behind:
        pass
    whole = merged(one.tally for one in house.database.read(lambda journal: list(cells(journal))))
    assert whole["filed"] > whole["decided"] > whole["filed"] / 2
    assert whole["channel.online"] > whole["channel.counter"] > 0
    assert whole["promise.kept"] > whole["promise.late"]
    assert whole["reviewed"] > 0


def test_the_same_county_lives_the_same_life() -> None:
    def lived() -> list[tuple[str, str, int]]:
        with county() as there:
            for number in range(6):
                there.write("people", f"p{number}", birth_date=date(1950, 1, 1), full_name="王", sex="male")
            at = [there.clock[0] + timedelta(hours=number) for number in range(12)]
            people = [f"p{number}" for number in range(6)]
            lives = Lives(there.handling.running, there.handling, people, at, 12)
            for number, instant in enumerate(at):
                there.clock[0] = instant
                there.do(lambda journal, number=number: lives.run(journal, number))  # type: ignore[misc]
            lines = there.database.read(lambda journal: journal.lines(Search(limit=100)))
            return [(line.type, line.state, line.events) for line in lines]

    first = lived()
    assert first
    assert sorted(first) == sorted(lived())


def test_where_nobody_lives_or_no_service_is_known_nothing_happens() -> None:
    with county() as there:
        for people, cases in (([], 5), (["p"], 0)):
            lives = Lives(there.handling.running, there.handling, people, [there.clock[0]], cases)
            there.do(lambda journal, lives=lives: lives.run(journal, 0))  # type: ignore[misc]
        assert there.database.read(lambda journal: journal.lines(Search())) == []
    assert set(SERVICES) <= set(pack().bound["service"])
