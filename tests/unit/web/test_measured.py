"""Pages of figures: both sides, figures opened into cases, charts, errands, and who audits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random  # noqa: TID251 - seeded, so that a red run can be repeated
from typing import Any

import msgspec
import pytest

from askonce.cases.database import Busy
from askonce.cases.measure import Rate, measure
from askonce.cases.observing.counting import Cell, Standing, cells, standing
from askonce.cases.observing.tally import Tally
from askonce.cases.observing.withheld import decide
from askonce.cases.wording.titles import Titles
from askonce.registers.actor import Actor
from askonce.web.pages.frame.language import LANGUAGES
from askonce.web.pages.measured import charts, drawing, opened, planning
from askonce.web.pages.measured.auditors import auditing, audits, works_at
from askonce.web.pages.measured.comparing import FIGURES, compare, weighted
from askonce.web.pages.measured.drawing import Drawing, NotDrawnError
from askonce.web.pages.measured.errands import Errand, Errands, wait
from askonce.web.pages.measured.opened import WHATS
from askonce.web.pages.measured.situation import Situation, _period, _within, count_up, known
from askonce.web.pages.measured.tables import filed, months, rows
from tests.unit.cases.county import County, county, pack, person
from tests.unit.cases.test_observing import Life, count

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        for place in range(14):
            found.write(
                "people", f"p{place}", birth_date=date(1950, 1, 1 + place), full_name="王", sex="male"
            )
        yield found


def situation(there: County) -> Situation:
    kept = there.database.read(lambda journal: list(cells(journal)))
    found = sorted({one.month for one in kept})
    return Situation(
        kept,
        found,
        "all",
        NOW,
        behind=False,
        known=known(there.handling.running),
        shown=decide(kept, found[-12:]),
    )


def whole_of(there: County, kept: list[Cell]) -> Situation:
    """The figures of the last twelve months."""
    found = sorted({one.month for one in kept})
    shown = decide(kept, found[-12:])
    return Situation(
        [one for one in kept if one.month in found[-12:]],
        found,
        "",
        NOW,
        behind=False,
        known=known(there.handling.running),
        shown=shown,
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_a_figure_opens_into_exactly_the_cases_that_it_counts(
    there: County, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "_AT_ONCE", 7)
    monkeypatch.setattr(opened, "_SHOWN", 3)
    life = Life(there, Random(seed))  # noqa: S311 - no secret
    for _ in range(120):
        life.move()
    count(there)
    whole = situation(there)
    for service, office in {(one.type, one.office) for one in whole.cells}:
        own = [one for one in whole.cells if (one.type, one.office) == (service, office)]
        part = msgspec.structs.replace(whole, cells=own)
        for what in WHATS:
            assert len(_all(there, part, service, office, what)) == part.whole(own)[what], (service, what)


def _all(there: County, part: Situation, service: str, office: str, what: str) -> set[str]:
    """Page after page."""
    found: list[str] = []
    after = ""
    for _ in range(200):
        job = opened._finding(part, service, office, what, after, there.handling.running.days)  # noqa: SLF001
        page = there.database.read(job)
        found += [line.id for line in page.lines]
        if page.after is None:
            break
        after = page.after
    assert len(found) == len(set(found))
    return set(found)


def test_both_sides_speak_of_what_was_filed(there: County) -> None:
    tally = Tally(
        {"filed": 20, "channel.online": 15, "trips.none": 20, "questions": 20, "asked.diet": 20, "read": 20},
        tuple(range(10)), "a", "b",
    )  # fmt: skip
    none = Tally({"filed": 20, "channel.online": 20, "trips.none": 20}, tuple(range(10)), "a", "b")
    kept = [
        Cell(date(2026, 3, 1), "elder-meal", "street", tally),
        Cell(date(2026, 4, 1), "first-identity-card", "police", none),
    ]
    whole = whole_of(there, kept)
    alone = {one.id: one for one in measure(pack()).services}
    meal, card = alone["elder-meal"], alone["first-identity-card"]
    found = {one.figure.name: one for one in compare(whole, whole.observed(whole.cells), filed(whole))}
    assert (found["online"].computed, found["online"].observed) == (1.0, 35 / 40)
    assert found["visits"].computed == 0.5
    assert found["visits"].of == Rate(20, 40, 20)  # the card demands a visit that nothing records
    assert found["questions"].computed == ((meal.questions or 0) + (card.questions or 0)) / 2
    assert found["questions"].difference == 0.5 - found["questions"].computed
    minutes = float(meal.minutes) * 20 + 3 * 20
    assert found["minutes"].observed == pytest.approx(minutes / 40)
    assert found["days"].computed is None
    by_month, drawn = months(whole)
    assert [row.key for row in by_month] == ["2026-04", "2026-03"]
    assert list(drawn) == [date(2026, 3, 1), date(2026, 4, 1)]


def test_a_service_that_the_pack_does_not_know_states_nothing() -> None:
    assert weighted([(None, 3)]) == (None, 3)
    assert weighted([(2.0, 1), (4.0, 3), (None, 1)]) == (3.5, 1)


def test_rows_stand_by_name_and_not_by_how_well_somebody_did(there: County) -> None:
    many = tuple(range(10))
    whole = whole_of(
        there,
        [
            Cell(date(2026, 3, 1), name, "street", Tally({"filed": 20, "promise.kept": kept}, many, "a", "b"))
            for name, kept in (("b", 1), ("a", 2), ("c", 20))
        ],
    )
    assert [row.key for row in rows(whole.by_service(), lambda name: {"en": name})] == list("abc")


def test_page_filter_and_rows_of_an_office_are_hidden_together(there: County) -> None:
    kept = [
        Cell(
            date(2026, 3, 1),
            f"of-{name}",
            name,
            Tally({"filed": count}, tuple(range(min(count, 10))), "a", "b"),
        )
        for name, count in (("large", 40), ("middle", 12), ("small", 1))
    ]
    whole = whole_of(there, kept)
    assert whole.seen().enough
    assert {name for name, one in whole.by_office().items() if one is not None} == {"large"}
    assert {name for name, one in whole.by_service().items() if one is not None} == {"of-large"}
    for name in ("middle", "small"):
        for chosen in (
            {"office": name},
            {"service": f"of-{name}"},
            {"office": name, "service": f"of-{name}"},
        ):
            for period in ("", "2026-03", "all"):
                own = [one for one in kept if one.office == name]
                part = msgspec.structs.replace(whole, cells=own, period=period, **chosen)
                assert not part.seen().enough
                assert {row.seen for row in months(part)[0]} == {None}
                assert months(part)[1] == {}  # nothing to draw
                assert set(part.by_service().values()) == {None}


def test_all_months_are_not_offered_where_few_filed_before_the_last_twelve(there: County) -> None:
    found = [date(2025, month, 1) for month in range(1, 13)] + [date(2026, 1, 1)]
    kept = [Cell(month, "elder-meal", "street", Tally({"filed": 20}, tuple(range(10)))) for month in found]
    assert msgspec.structs.replace(whole_of(there, kept), period="all").seen().enough
    kept[0] = Cell(found[0], "elder-meal", "street", Tally({"filed": 3}, (1, 2, 3)))
    whole = whole_of(there, kept)
    assert (whole.seen().enough, whole.tells_all) == (True, False)
    every = msgspec.structs.replace(whole, period="all")
    assert not every.seen().enough
    assert set(every.by_office().values()) == {None}


@pytest.mark.parametrize("asked", ["", "2026-13", "2025-01", "'; drop", "2026-02 ", "ALL"])
def test_a_period_that_there_is_not_is_the_last_twelve_months(asked: str) -> None:
    found = [date(2026, month, 1) for month in range(1, 12)] + [date(2027, month, 1) for month in range(1, 5)]
    assert _period(asked, found) == ""
    assert _within("", found) == frozenset(found[-12:])
    assert _period("2026-03", found) == "2026-03"
    assert _within("2026-03", found) == {date(2026, 3, 1)}
    assert _within(_period("all", found), found) == frozenset(found)


def test_those_audit_who_decide_none_of_the_cases() -> None:
    bound = pack().bound
    assert auditing(bound) == {"county-government", "county-legal"}
    assert audits(Actor("officer", "a", frozenset({"county-legal/reviewer"})), bound)
    for roles in ({"street/director"}, {"labour/clerk"}, set()):
        assert not audits(Actor("officer", "a", frozenset(roles)), bound)
    assert not audits(Actor("helper", "a", frozenset({"county-government"})), bound)
    assert not audits(None, bound)
    assert works_at(Actor("officer", "a", frozenset({"street/cook"})), "street")
    assert not works_at(Actor("helper", "a", frozenset({"street"})), "street")
    assert not works_at(Actor("officer", "a", frozenset({"labour/clerk"})), "street")


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_are_drawn_in_both_languages_and_only_once(
    language: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = charts.bars(language, {1: 3, 2: None, 5: 20}, "Stars", "Reviews")
    made = Drawing()
    svg = asyncio.run(made.draw(described)).decode()
    assert svg.startswith("<svg")
    assert {"en": "Reviews", "zh": "评价数"}[language] in svg
    assert "<script" not in svg
    monkeypatch.setattr(drawing, "_run", lambda _: b"drawn again")
    assert asyncio.run(made.draw(described)).decode() == svg


def test_so_many_charts_may_wait_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = threading.Event()
    monkeypatch.setattr(drawing, "_MOST_WAITING", 2)

    def slowly(described: bytes) -> bytes:
        goes_on.wait(10)
        return described

    monkeypatch.setattr(drawing, "_run", slowly)

    async def three() -> list[Any]:
        made = Drawing()
        asked = [asyncio.create_task(made.draw({"chart": number})) for number in range(3)]
        await asyncio.sleep(0)
        goes_on.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second, third = asyncio.run(three())
    assert (first, second) == (b'{"chart":0}', b'{"chart":1}')
    assert isinstance(third, NotDrawnError)


def test_a_chart_that_cannot_be_drawn_is_said_to_be_so() -> None:
    with pytest.raises(NotDrawnError):
        asyncio.run(Drawing().draw({"mark": "no such mark"}))


def test_an_errand_is_done_once_for_all_who_wait() -> None:
    errands, goes_on, runs = Errands(), threading.Event(), []

    def work(errand: Errand) -> str:
        runs.append(errand)
        errand.progress(1, 4)
        goes_on.wait(10)
        return "done"

    first = errands.begin("a", NOW, work)
    assert errands.begin("a", NOW, work) is first
    asyncio.run(wait(first, 0.05))
    assert (first.ended, first.found) == (False, None)
    goes_on.set()
    asyncio.run(wait(first, 10))
    assert (first.found, first.percent, len(runs)) == ("done", 25, 1)
    assert errands.begin("a", NOW, work) is not first


def test_an_errand_that_fails_says_so_and_can_be_sent_again() -> None:
    def fails(_: Errand) -> None:
        raise LookupError("gone")

    errands = Errands()
    first = errands.begin("a", NOW, fails)
    asyncio.run(wait(first, 10))
    assert (first.failed, first.found) == (True, None)
    again = errands.begin("a", NOW, lambda _: 1)
    asyncio.run(wait(again, 10))
    assert again.found == 1


def test_changes_are_said_with_the_titles_of_what_they_name() -> None:
    titles = Titles(pack().bound)
    door = planning.Change("open", "residence.portrait", "medical-insurance", {"en": "-"})
    said = planning.in_words(door, titles)
    assert "residence.portrait" not in said["en"]
    assert "Medical insurance" in said["en"]
    visit = planning.Change("drop visit", "marriage", "", {"en": "-"})
    assert planning.in_words(visit, titles) == {
        "en": "Drop the visit of Marriage",
        "zh": "“结婚登记”不再需要到场",
    }


def test_the_six_figures_have_words_of_their_own() -> None:
    assert len(FIGURES) == 6
    assert len({one.title for one in FIGURES}) == 6


class _Visiting:
    """As much of a visit as counting wants."""

    def __init__(self, there: County, *, busy: bool = False) -> None:
        self.house: Any = there
        self.running = there.handling.running
        self._there, self._busy = there, busy
        self.wrote = 0

    async def write(self, job: Any) -> Any:
        self.wrote += 1
        if self._busy:
            raise Busy("so many jobs wait")
        await asyncio.sleep(0)
        return self._there.do(job)

    async def read(self, job: Any) -> Any:
        return self._there.database.read(job)


def test_one_visitor_counts_for_all_who_come_at_once(there: County) -> None:
    there.file(person("p1"), "elder-meal", {"diet": "-"})
    visits: list[Any] = [_Visiting(there) for _ in range(5)]

    async def together() -> list[Standing]:
        return list(await asyncio.gather(*map(count_up, visits)))

    found = asyncio.run(together())
    assert [one.wrote for one in visits] == [1, 0, 0, 0, 0]
    assert not found[0].behind
    assert asyncio.run(count_up(visits[1])) == found[0]
    assert visits[1].wrote == 1


def test_figures_are_shown_as_they_were_where_the_database_is_busy(there: County) -> None:
    there.file(person("p1"), "elder-meal", {"diet": "-"})
    count(there)
    before = there.database.read(standing)
    busy: Any = _Visiting(there, busy=True)
    assert asyncio.run(count_up(busy)) == before
    assert asyncio.run(count_up(busy)) == before  # and whoever failed holds up nobody
    assert busy.wrote == 2
