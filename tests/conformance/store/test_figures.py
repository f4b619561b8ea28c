"""Both databases keep the same figures: counted in steps, in parts of jobs that many cases share, and counted anew."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from random import Random  # noqa: TID251 - seeded, so that a red run can be repeated

import msgspec

from askonce.adapters.opening import open_database
from askonce.cases.database import Database
from askonce.cases.event import (
    AskedMore,
    Decided,
    Event,
    Filed,
    HandedOver,
    Late,
    Learnt,
    Resumed,
    Reviewed,
    Terms,
    encode,
)
from askonce.cases.journal import Journal, Line, Written
from askonce.cases.observing.counting import Looks, advance, cells, looks, standing
from askonce.cases.term import Workdays
from askonce.ledger.entry import Entry
from tests.conformance.store.county import SCHEMA

DAYS = Workdays((), "Asia/Shanghai")
DAY = date(2026, 1, 1)
MADE = Filed(by="filer", office="street", application=DAY, event=DAY)


class Writer:
    """Writes events of invented cases as the desk does: with their line, their act and a look."""

    def __init__(self, base: Database, clock: list[datetime]) -> None:
        self.base, self.clock = base, clock
        self.cases: list[str] = []

    def begin(self, journal: Journal, office: str) -> None:
        case = journal.fresh("case")
        day = journal.now.date()
        terms = Terms(day + timedelta(3), day + timedelta(30))
        filed = msgspec.structs.replace(MADE, office=office, terms=terms)
        self.cases.append(case)
        self.put(journal, case, filed, Learnt(by="filer", read=("a", "b"), told=("diet",)))

    def put(self, journal: Journal, case: str, *events: Event) -> None:
        line = journal.line(case) or Line(case, "meal", "v1", "street", "open", journal.now, 0, filer=case)
        first = line.events
        journal.append(
            msgspec.structs.replace(line, events=first + len(events)),
            [
                Written(case, number, journal.now, type(one).__name__, encode(one))
                for number, one in enumerate(events, first)
            ],
        )
        journal.record(Entry("look", journal.now, "officer:lin", case=case, purpose="meals", office="street"))
        journal.record(Entry("act", journal.now, "officer:lin", case=case, purpose="meals", office="street"))


def lived(base: Database, clock: list[datetime], seed: int) -> None:
    chance, writer = Random(seed), Writer(base, clock)  # noqa: S311 - no secret
    for _ in range(60):
        clock[0] += timedelta(hours=chance.randrange(1, 60))
        many = chance.choice([1, 1, 2, 7])

        def job(journal: Journal, many: int = many) -> None:
            for _ in range(many):
                if not writer.cases or chance.random() < 0.5:
                    writer.begin(journal, chance.choice(["street", "labour"]))
                else:
                    writer.put(journal, chance.choice(writer.cases), _something(chance, journal))

        base.write(job).result()
        if chance.random() < 0.3:
            base.write(lambda journal: advance(journal, DAYS, "1")).result()


def _something(chance: Random, journal: Journal) -> Event:
    day = journal.now.date()
    return chance.choice(
        [
            Decided(by="officer:lin", day=day, adverse=chance.random() < 0.3),
            HandedOver(by="officer:lin", office="labour"),
            AskedMore(names=("diet",)),
            Resumed(by="filer", terms=Terms(day + timedelta(2), day + timedelta(20))),
            Late(by="schedule", term="promised", office="county"),
            Reviewed(by="filer", stars=chance.randint(1, 5)),
        ]
    )


def counted(base: Database, version: str) -> tuple[dict[tuple[str, str, str], dict[str, int]], list[Looks]]:
    while base.write(lambda journal: advance(journal, DAYS, version)).result().behind:
        pass

    def job(journal: Journal) -> tuple[dict[tuple[str, str, str], dict[str, int]], list[Looks]]:
        found = {
            (one.month.isoformat(), one.type, one.office): dict(one.tally.counts)
            for one in cells(journal)
            if one.tally.counts
        }
        return found, list(looks(journal))

    return base.read(job)


def test_a_count_in_steps_and_a_count_anew_agree(new_url: Callable[[], str]) -> None:
    clock = [datetime(2026, 1, 1, tzinfo=UTC)]
    with closing(open_database(new_url(), SCHEMA, clock=lambda: clock[0])) as base:
        lived(base, clock, 5)
        stepwise = counted(base, "1")
        assert stepwise == counted(base, "2")
        cells_found, looks_found = stepwise
        assert sum(one["filed"] for one in cells_found.values()) > 60
        assert sum(one["took"] for one in cells_found.values() if "took" in one) > 5
        assert len({month for month, _, _ in cells_found}) > 2
        assert sum(one.count for one in looks_found) == base.read(lambda journal: journal.size()) // 2
        assert base.read(standing).generation == 2
        before = base.read(standing)
        base.write(lambda journal: advance(journal, DAYS, "2")).result()
        assert base.read(standing) == before  # where nothing happened nothing is written


def test_two_who_count_at_once_count_nothing_twice(new_url: Callable[[], str]) -> None:
    clock = [datetime(2026, 1, 1, tzinfo=UTC)]
    with closing(open_database(new_url(), SCHEMA, clock=lambda: clock[0])) as base:
        lived(base, clock, 6)
        futures = [base.write(lambda journal: advance(journal, DAYS, "1")) for _ in range(40)]
        for one in futures:
            one.result()
        assert counted(base, "1") == counted(base, "2")
