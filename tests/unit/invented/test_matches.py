"""The matches of a demonstration: lived through the real handling, in every state that a desk has to show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from askonce.adapters.settings.model import Settings
from askonce.apps.economy.concepts import ORDERS, SAVED
from askonce.assembly.demonstration import Filling
from askonce.assembly.house import House, open_house, place_of
from askonce.assembly.lived import DAYS, Clock, live
from askonce.assembly.markets.following import Followed, Following
from askonce.cases.desk import read_case
from askonce.cases.event import Learnt, Stepped
from askonce.cases.journal import Journal
from askonce.invented.zone.courses import COURSES, chosen
from askonce.invented.zone.firms import MAKER
from askonce.invented.zone.zone import BOXES_SOUGHT, zone

PACK = Path(__file__).parents[3] / "packs" / "qingshan"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    url = f"sqlite:///{tmp_path_factory.mktemp('matches')}/county.db"
    clock = Clock(lambda: NOW, NOW - timedelta(days=DAYS))
    made = open_house(place_of(Settings(), url), Settings(), TODAY, PACK, clock)
    Filling(made, TODAY, 300).first_village()
    live(made, clock, TODAY, 300, 1, lambda *_: None)
    yield made
    made.close()


@pytest.fixture(scope="module")
def matches(house: House) -> tuple[Followed, ...]:
    market = house.current.bound["market"]["zone-supply"]
    return house.database.read(lambda journal: Following(house).matches(journal, market))


def test_each_course_has_come_where_it_should(matches: tuple[Followed, ...]) -> None:
    assert [one.line.step for one in matches] == [None if one.ends else one.stages[-1][0] for one in COURSES]
    assert [one.word("match-ending") for one in matches if one.ended] == ["in_production", "price"]
    assert [one.line.step for one in matches if one.is_stalled(TODAY)] == ["sample", "specifications"]
    won, lost = (one for one in matches if one.ended)
    assert all(found is not None and found.amount > 0 for found in (won.money(SAVED), won.money(ORDERS)))
    assert all(found is not None and found.amount == 0 for found in (lost.money(SAVED), lost.money(ORDERS)))


def test_the_maker_of_the_story_finds_itself_asked(matches: tuple[Followed, ...]) -> None:
    asked = [one for one in matches if one.open and "maker" not in one.consents]
    county = zone(20261122, TODAY, 60)
    assert [{entry.firm for entry in county.offers if entry.id == one.offer} for one in asked] == [{MAKER}]
    assert BOXES_SOUGHT not in {one.need for one in matches}  # that one is for whoever tries it out
    assert all(one.agreed for one in matches if one not in asked)


def test_they_are_followed_by_commands_on_record_in_the_order_of_time(
    house: House, matches: tuple[Followed, ...]
) -> None:
    for one in matches:
        occurred, _ = house.database.read(partial(read_case, case=one.line.id))
        assert all(first.at <= then.at for first, then in pairwise(occurred))
        assert all(each.at < NOW for each in occurred)
        learnt = [name for each in occurred if isinstance(each.event, Learnt) for name in each.event.read]
        assert learnt, "what registers say of the firms was looked up"
        steps = [each.event.step for each in occurred if isinstance(each.event, Stepped) and each.event.step]
        course = COURSES[matches.index(one)]
        passed = [stage for stage, days in course.stages if days is not None]
        assert steps == passed + (["ending"] if course.ends else [])
        assert house.database.read(partial(receipts_of, case=one.line.id)).count("act") > len(steps)


def receipts_of(journal: Journal, case: str) -> list[str]:
    """What kinds of entries the ledger has of a case."""
    entries = (each.entry for each in journal.openings(limit=100_000))
    return [one.kind for one in entries if one is not None and one.case == case]


@pytest.mark.parametrize("firms", [60, 150, 1000])
@pytest.mark.parametrize("later", [0, 90])
def test_courses_are_of_firms_that_are_in_no_other_and_of_entries_that_stood(firms: int, later: int) -> None:
    on = TODAY + timedelta(days=later)
    there = zone(20261122, on, firms)
    found = there.followed
    assert [one.course for one in found] == list(COURSES)
    named = [firm for one in found for firm in (one.buyer, one.maker)]
    assert len(set(named)) == len(named)
    entries = {one.id: one for one in (*there.needs, *there.offers)}
    for one in found:
        begun = on - timedelta(days=one.course.begins)
        for entry in (entries[one.need], entries[one.offer]):
            day = entry.values["confirmed-on"]
            assert isinstance(day, date)
            assert day < begun
            assert entry.values["published"] is True
    assert chosen(on, (), (), ()) == ()
    assert set(named) <= there.told
