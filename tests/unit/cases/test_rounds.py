"""Rounds: reports come for each period and each subject once, services to whom they are due, in short jobs that go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from itertools import cycle

import pytest

from askonce.cases import rounds
from askonce.cases.command import Step, Take
from askonce.cases.desk import read_case
from askonce.cases.event import Filed
from askonce.cases.journal import Journal, Line, Search
from askonce.cases.letters import LETTERS
from askonce.cases.rounds import run
from tests.unit.cases.county import KEYS, County, county, officer

ALLOWANCE, ROUND = "elder-allowance", "monthly-round"
CLERK = officer("xu", "civil-affairs/clerk")


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        yield found


def lines(there: County, kind: str) -> list[Line]:
    return list(there.do(lambda journal: journal.lines(Search(type=kind, limit=10_000))))


def night(there: County, wanted: Callable[[], bool] = lambda: True) -> Mapping[str, Mapping[str, int]]:
    return run(there.database, there.handling, wanted)


def people(there: County, count: int) -> None:
    """So many people, of whom the first is 95, each next one ten years younger, and nine in ten have an account."""
    for number in range(count):
        name = f"p-{number:03}"
        there.write("people", name, birth_date=date(1931 + 10 * (number % 10), 1, 1))
        if number < count - count // 10:
            there.write("employment-pensions", name, payment_account=f"6222 {number}")


def test_a_report_comes_for_each_community_once_a_month_and_no_month_is_left_out(there: County) -> None:
    for name in ("north", "south"):
        there.write("targets", name, sewage_target=Decimal(90))
    assert night(there)[ROUND] == {"opened": 2}
    assert ROUND not in night(there)
    (one, _) = lines(there, ROUND)
    filed = there.do(lambda journal: read_case(journal, one.id))[0][0].event
    assert isinstance(filed, Filed)
    assert (filed.opened, filed.period, filed.by) == ("schedule", date(2026, 2, 1), "schedule:monthly-round")
    there.forward(days=3 * 31 - 1)  # the house stood still until June
    there.write("targets", "west", sewage_target=Decimal(80))
    assert night(there)[ROUND] == {"opened": 9}
    found = [there.do(partial(_first, one.id)) for one in lines(there, ROUND)]
    assert sorted({one.period for one in found if one.period}) == [
        date(2026, month, 1) for month in (2, 3, 4, 5)
    ]


def test_any_day_of_a_period_means_the_same_round(there: County) -> None:
    def opened(day: date) -> object:
        return there.do(lambda journal: there.handling.open_by_schedule(journal, ROUND, "north", day))

    there.write("targets", "north", sewage_target=Decimal(90))
    assert opened(date(2026, 2, 27)) is not None
    assert opened(date(2026, 2, 1)) is None
    assert opened(date(2026, 1, 31)) is not None
    assert opened(date(2026, 3, 1)) is not None


def test_a_service_comes_without_an_application_to_whom_it_is_due(there: County) -> None:
    people(there, 20)
    before = there.do(lambda journal: journal.size())
    assert night(there)[ALLOWANCE] == {"opened": 4, "not entitled": 16}
    made = lines(there, ALLOWANCE)
    born = {KEYS.of("cases", f"p-{number:03}"): number % 10 for number in range(20)}
    assert sorted(born[one.filer or ""] for one in made) == [0, 0, 1, 1]  # 95 and 85 years old
    assert {one.state for one in made} == {"decided"}
    after = [one.entry for one in there.do(lambda journal: journal.openings(after=before - 1, limit=10_000))]
    looked = {one.subject for one in after if one is not None and one.kind == "look"}
    assert looked == {
        KEYS.of("ledger", f"p-{number:03}") for number in (0, 1, 10, 11)
    }  # of the others nothing is told
    (told,) = [
        one.what
        for one in after
        if one is not None and one.what.get("event") == "round" and one.what["type"] == ALLOWANCE
    ]
    assert told["opened"] == "4"
    assert ALLOWANCE not in night(there)
    there.forward(days=31)
    assert night(there)[ALLOWANCE] == {"receives it": 4, "not entitled": 16}


def test_who_would_have_to_say_something_is_told_once_and_what_is_erased_does_not_come_again(
    there: County,
) -> None:
    there.write("people", "ann", birth_date=date(1930, 1, 1))
    there.write("people", "bo", birth_date=date(1930, 1, 1))
    there.write("employment-pensions", "bo", payment_account="6222")
    assert night(there)[ALLOWANCE] == {"offered": 1, "opened": 1}
    assert [one.to for one in there.messages("mail") if one.key.startswith("offer/")] == [
        f"person:{KEYS.of('cases', 'ann')}"
    ]
    (case,) = lines(there, ALLOWANCE)
    there.act(CLERK, case.id, Take())
    there.act(CLERK, case.id, Step(step="pay"))
    there.forward(days=366 * 6)
    while there.fire():
        pass
    (offer,) = there.do(lambda journal: journal.keys(LETTERS))
    assert [one.key for one in there.messages("mail")] == [offer.partition("/")[2]], "a case is kept as long"
    assert night(there)[ALLOWANCE] == {"opened before": 2}
    assert there.messages("mail") == []
    assert there.do(lambda journal: journal.keys(LETTERS)) == []
    assert KEYS.of("cases", "bo") not in str(there.do(lambda journal: journal.keys("opened")))


def test_a_round_that_is_stopped_goes_on_and_nobody_is_passed_over_or_served_twice(there: County) -> None:
    people(there, 230)
    pages = cycle((0, 1, 2, 1))
    total: dict[str, int] = {}
    stops = 0
    for _ in range(100):
        left = next(pages)

        def wanted() -> bool:
            nonlocal left
            left -= 1
            return left >= 0

        found = night(there, wanted).get(ALLOWANCE, {})
        total = {name: total.get(name, 0) + found.get(name, 0) for name in {*total, *found}}
        if not there.database.read(partial(rounds.due, there.handling)):
            break
        stops += 1
    assert stops > 1
    made = lines(there, ALLOWANCE)
    assert total == {"opened": len(made), "not entitled": 184, "offered": 46 - len(made)}
    assert len({one.filer for one in made}) == len(made) == 42


def test_one_who_fails_holds_up_nobody(there: County, monkeypatch: pytest.MonkeyPatch) -> None:
    people(there, 3)
    right = rounds.open_for

    def broken(handling: object, one: object, subject: str, journal: Journal) -> str:
        if subject == "p-000":
            raise RuntimeError("a fault of ours")
        return right(handling, one, subject, journal)  # type: ignore[arg-type]

    monkeypatch.setattr(rounds, "open_for", broken)
    assert night(there)[ALLOWANCE] == {"failed": 1, "opened": 1, "not entitled": 1}


def test_what_a_norm_opens_and_is_refused_may_come_again() -> None:
    with county(start=datetime(2019, 1, 1, tzinfo=UTC)) as there:  # before any text was in force
        there.write("people", "wang", birth_date=date(1950, 5, 5))

        def opened() -> str:
            view = there.do(
                lambda journal: there.handling.open_by_norm(journal, "flood", "elder-meal", "wang", "flood-1")
            )
            return "before" if view is None else getattr(view, "code", "opened")

        assert opened() == "unsettled"
        there.clock[0] = datetime(2026, 3, 2, tzinfo=UTC)
        assert [opened(), opened()] == ["opened", "before"]


def _first(case: str, journal: Journal) -> Filed:
    event = read_case(journal, case)[0][0].event
    assert isinstance(event, Filed)
    return event
