"""Writing over both databases: many at once, one that fails among them, a clock that jumps, a disk that is full."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from askonce.adapters.opening import Unlike, open_database
from askonce.adapters.storage import writer
from askonce.adapters.storage.schema import Schema, Table
from askonce.cases.database import Busy, Database, Unavailable
from askonce.cases.journal import Conflict, Journal, Search, Timer, Written
from askonce.ledger.entry import Entry
from askonce.registers.store import Change
from tests.conformance.store.county import DAY, SCHEMA, THEN, filed, line
from tests.conformance.store.server import Server

THREADS, EACH = 8, 40


def test_eight_threads_lose_nothing_and_double_nothing(new_url: Callable[[], str]) -> None:
    undone: list[str] = []

    def work(base: Database, mine: int) -> list[tuple[str, int, bool]]:
        came: list[tuple[str, int, bool]] = []
        for number in range(EACH):

            def job(journal: Journal, number: int = number) -> tuple[str, int, bool]:
                case = filed(journal)
                entry = journal.record(Entry("act", journal.now, f"officer:{mine}", case=case))
                first = journal.once(f"key-{number}")
                journal.write(Change("people", "shared", {"share": None}, DAY + timedelta(entry % 7)))
                if number % 5 == 4:
                    raise LookupError(case)
                return case, entry, first

            try:
                came.append(base.write(job).result(60))
            except LookupError as error:
                undone.append(str(error))
                continue
            assert base.read(lambda journal: journal.line(came[-1][0])) is not None  # what was told is there
        return came

    with closing(open_database(new_url(), SCHEMA)) as base, ThreadPoolExecutor(THREADS) as pool:
        came = [one for some in pool.map(lambda mine: work(base, mine), range(THREADS)) for one in some]
        kept = THREADS * EACH * 4 // 5
        assert len({case for case, _, _ in came}) == kept
        assert sorted(entry for _, entry, _ in came) == list(range(kept))  # no gap where a job failed
        assert sum(first for *_, first in came) == EACH * 4 // 5
        found = base.read(lambda journal: journal.lines(Search(limit=10_000)))
        assert [one.id for one in found] == sorted(case for case, _, _ in came)
        assert len(undone) == THREADS * EACH // 5
        assert not {one.id for one in found} & set(undone)
        history = base.read(lambda journal: journal.history("people", "shared"))
        assert len({row.recorded_from for row in history}) <= kept


def test_names_sort_by_age_and_none_comes_twice(new_url: Callable[[], str]) -> None:
    url, names = new_url(), []
    for _ in range(3):
        with closing(open_database(url, SCHEMA)) as base:
            for _ in range(20):
                names += base.write(lambda journal: [filed(journal) for _ in range(5)]).result()
    assert names == sorted(set(names))
    assert len({name[:16] for name in names}) > 1
    assert len({name[-16:] for name in names}) == len(names)


def test_each_job_is_undone_alone(base: Database) -> None:
    gate = threading.Event()
    held: Future[object] = base.write(lambda _: gate.wait(30))  # so that the next ones share a batch
    case = "case-alone"

    def fails(journal: Journal) -> None:
        filed(journal, case)
        journal.set_timer(Timer("alone", case, THEN, "x"))
        raise KeyError(case)

    futures: list[Future[Any]] = [base.write(fails)]
    futures += [base.write(lambda journal: filed(journal, case)), base.write(fails)]
    futures.append(base.write(lambda journal: filed(journal, case)))
    gate.set()
    held.result(30)
    with pytest.raises(KeyError):
        futures[0].result(30)
    assert futures[1].result(30) == case
    for late in futures[2:]:
        with pytest.raises(Conflict):
            late.result(30)
    assert len(base.read(lambda journal: journal.events(case))) == 1
    assert base.read(lambda journal: [t for t in journal.due_timers(THEN, 99) if t.id == "alone"]) == []


def test_even_what_ends_a_program_ends_only_its_job(base: Database) -> None:
    def leaves(journal: Journal) -> None:
        filed(journal, "case-left")
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        base.write(leaves).result(30)
    assert base.write(lambda journal: journal.line("case-left")).result(30) is None


def test_a_job_that_asks_for_a_job_is_told_so(base: Database) -> None:
    with pytest.raises(RuntimeError, match="wait for itself"):
        base.write(lambda _: base.write(filed).result()).result(30)


def test_who_only_reads_writes_nothing(base: Database) -> None:
    tried: list[Callable[[Journal], object]] = [
        lambda journal: filed(journal, "case-read"),
        lambda journal: journal.record(Entry("act", journal.now, "x")),
        lambda journal: journal.fresh("x"),
        lambda journal: journal.once("read"),
        lambda journal: journal.observe([]),
    ]
    for job in tried:
        with pytest.raises(TypeError, match="a read job"):
            base.read(job)
    assert base.write(lambda journal: journal.once("read")).result(30)


def test_a_read_sees_one_state(base: Database) -> None:
    case = base.write(filed).result()

    def job(journal: Journal) -> tuple[int, int]:
        before = len(journal.events(case))
        event = Written(case, 1, THEN, "note", b"")
        base.write(lambda inner: inner.append(line(case, 2), [event])).result(30)
        return before, len(journal.events(case))

    assert base.read(job) == (1, 1)
    assert len(base.read(lambda journal: journal.events(case))) == 2


def test_time_goes_forward_when_the_clock_does_not(new_url: Callable[[], str]) -> None:
    clock = [datetime(2030, 1, 1, tzinfo=UTC)]
    url = new_url()

    def instant(journal: Journal) -> datetime:
        filed(journal)
        return journal.now

    with closing(open_database(url, SCHEMA, clock=lambda: clock[0])) as base:
        first = base.write(instant).result()
        clock[0] -= timedelta(days=400)
        second = base.write(instant).result()
        assert base.read(lambda journal: journal.now) >= second
    with closing(open_database(url, SCHEMA, clock=lambda: clock[0])) as base:
        assert base.read(lambda journal: journal.now) >= second
        third = base.write(instant).result()
        clock[0] += timedelta(days=4000)
        fourth = base.write(instant).result()
    assert first == datetime(2030, 1, 1, tzinfo=UTC)
    assert first < second < third < fourth == clock[0]
    assert third - first < timedelta(seconds=1)


def test_two_who_open_it_at_once_write_one_ledger(new_url: Callable[[], str]) -> None:
    url = new_url()
    with closing(open_database(url, SCHEMA)) as one, closing(open_database(url)) as other:

        def job(journal: Journal) -> int:
            filed(journal)
            return journal.record(Entry("act", journal.now, "officer:lin"))

        turns = [base.write(job).result(60) for _ in range(10) for base in (one, other)]
        assert turns == list(range(20))  # each saw what the other had written
        futures = [base.write(job) for _ in range(50) for base in (one, other)]
        assert sorted(future.result(60) for future in futures) == list(range(20, 120))
        assert one.read(lambda journal: journal.size()) == 120
        history = other.read(lambda journal: journal.openings())
        instants = [found.entry.at for found in history if found.entry is not None]
        assert instants == sorted(set(instants))


def test_too_many_who_wait_are_told_at_once(new_url: Callable[[], str]) -> None:
    gate = threading.Event()
    with closing(open_database(new_url(), SCHEMA, most_waiting=5)) as base:
        began = threading.Event()

        def holds(journal: Journal) -> None:
            del journal
            began.set()
            gate.wait(30)

        held = base.write(holds)
        began.wait(30)
        waiting = [base.write(filed) for _ in range(5)]
        with pytest.raises(Busy):
            base.write(filed)
        assert waiting[0].cancel()
        gate.set()
        held.result(30)
        assert [future.result(30)[:5] for future in waiting[1:]] == ["case-"] * 4
        assert base.write(filed).result(30)
        assert len(base.read(lambda journal: journal.lines(Search()))) == 5


def test_closing_finishes_what_was_accepted(new_url: Callable[[], str]) -> None:
    url = new_url()
    base = open_database(url, SCHEMA)
    futures = [base.write(filed) for _ in range(50)]
    base.close()
    assert len({future.result(0) for future in futures}) == 50
    with pytest.raises(Unavailable):
        base.write(filed)
    with pytest.raises(Unavailable):
        base.read(lambda journal: journal.size())
    with closing(open_database(url, SCHEMA)) as again:
        assert len(again.read(lambda journal: journal.lines(Search(limit=99)))) == 50


def test_a_commit_that_fails_keeps_nothing_and_ends_nothing(
    base: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit fails after the jobs have run, as on a full disk; who waits is told, and the next commit works."""
    engine: Any = base._writer._engine  # type: ignore[attr-defined] # noqa: SLF001 - where the disk would fail
    size = base.read(lambda journal: journal.size())
    commits = []

    def full() -> None:
        commits.append(1)
        raise OSError(28, "No space left on device")

    def job(journal: Journal) -> int:
        filed(journal)
        return journal.record(Entry("act", journal.now, "officer:lin"))

    monkeypatch.setattr(engine, "commit", full)
    gate = threading.Event()
    futures: list[Future[Any]] = [base.write(lambda _: gate.wait(30))]
    futures += [base.write(job) for _ in range(5)]
    gate.set()
    for future in futures:
        with pytest.raises(Unavailable, match="No space left"):
            future.result(30)
    monkeypatch.undo()
    assert commits
    assert base.read(lambda journal: journal.size()) == size
    assert base.write(job).result(30) == size


def test_another_pack_is_not_taken_for_this_one(new_url: Callable[[], str]) -> None:
    url = new_url()
    with pytest.raises(Unavailable):
        open_database(url)
    open_database(url, SCHEMA).close()
    with pytest.raises(Unlike):
        open_database(url, Schema((Table("people"),)))
    open_database(url, SCHEMA).close()


@pytest.mark.postgres
def test_a_server_that_comes_back_is_used_again(server: Server) -> None:
    with closing(open_database(server.url("back"), SCHEMA)) as base:
        case = base.write(filed).result(60)
        assert base.read(lambda journal: journal.line(case)) is not None
        server.stop()
        try:
            with pytest.raises(Unavailable):
                base.read(lambda journal: journal.line(case))
            for _ in range(2):
                with pytest.raises(Unavailable):
                    base.write(filed).result(60)
        finally:
            server.start()
        assert base.read(lambda journal: journal.line(case)) is not None
        assert base.write(filed).result(60) > case
        server.stop()
        server.start()
        assert base.write(filed).result(60) > case  # restarted while nobody asked: nobody notices
        assert len(base.read(lambda journal: journal.lines(Search()))) == 3


def test_a_batch_ends(base: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of many is told before the last has run."""
    monkeypatch.setattr(writer, "MOST_JOBS", 3)
    futures: list[Future[str]] = []
    seen: list[bool] = []

    def last(journal: Journal) -> str:
        seen.append(futures[0].done())
        return filed(journal)

    gate = threading.Event()
    held = base.write(lambda _: gate.wait(30))
    futures += [base.write(filed) for _ in range(6)]
    late = base.write(last)
    gate.set()
    held.result(30)
    late.result(30)
    assert seen == [True]
