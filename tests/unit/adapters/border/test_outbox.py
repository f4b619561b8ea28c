"""The outbox over a real database: nothing before the commit, again with patience, once for whoever knows the key."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from askonce.adapters.opening import open_database
from askonce.adapters.sending.delivery import Arrived, Failed, failure_of
from askonce.adapters.sending.outbox import Outbox, Tally
from askonce.adapters.storage.schema import Schema
from askonce.cases.database import Database
from askonce.cases.journal import Conflict, Journal, Message, Waiting
from askonce.methods.breaker import Retries

RETRIES = Retries(tries=3, first_seconds=100, most_seconds=1000)
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Recorder:
    """A receiver that notes what comes, and answers as it is told; the last answer goes on for ever."""

    def __init__(self, *answers: Arrived | Failed) -> None:
        self.answers = list(answers) or [Arrived("ok")]
        self.came: list[str] = []

    def line(self, waiting: Waiting) -> str:
        return waiting.message.to

    def send(self, waiting: Waiting) -> Arrived | Failed:
        self.came.append(waiting.message.key)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(clock: Clock) -> Iterator[Database]:
    made = open_database("sqlite://", Schema(), clock=clock)
    yield made
    made.close()


def queue(database: Database, *keys: str, to: str = "there") -> None:
    def job(journal: Journal) -> None:
        for key in keys:
            journal.send(Message(key, "webhook", to, b"{}"))

    database.write(job).result()


def outbox(database: Database, recorder: Recorder, worker: str = "one") -> Outbox:
    return Outbox(database, {"webhook": recorder}, RETRIES, worker=worker, chance=lambda: 0.0)


def test_what_is_committed_is_sent_once(database: Database) -> None:
    recorder = Recorder()
    queue(database, "a", "b")
    queue(database, "a")
    assert outbox(database, recorder).round() == Tally(arrived=2)
    assert sorted(recorder.came) == ["a", "b"]
    assert outbox(database, recorder).round() == Tally()


def test_nothing_leaves_before_the_commit(database: Database) -> None:
    """While the job that queued it still runs, and after it failed, a message does not exist."""
    recorder, queued, go = Recorder(), threading.Event(), threading.Event()

    def job(journal: Journal) -> None:
        journal.send(Message("a", "webhook", "there", b"{}"))
        queued.set()
        go.wait(5)
        raise ValueError("the filing is undone")

    running = database.write(job)
    assert queued.wait(5)
    assert not database.read(lambda journal: journal.waiting(journal.now, 10))
    go.set()
    with pytest.raises(ValueError, match="undone"):
        running.result()
    assert outbox(database, recorder).round() == Tally()
    assert recorder.came == []


def test_a_message_is_tried_again_ever_more_slowly_and_given_up_at_last(
    database: Database, clock: Clock
) -> None:
    recorder = Recorder(Failed("it answered 500", theirs=True))
    queue(database, "a")
    sender = outbox(database, recorder)
    assert sender.round() == Tally(again=1)
    clock.pass_seconds(49)
    assert sender.round() == Tally()
    clock.pass_seconds(2)
    assert sender.round() == Tally(again=1)
    clock.pass_seconds(98)
    assert sender.round() == Tally()
    clock.pass_seconds(3)
    assert sender.round() == Tally(dead=1)
    clock.pass_seconds(100_000)
    assert sender.round() == Tally()
    (dead,) = database.read(lambda journal: journal.dead(10))
    assert (dead.message.key, dead.tries, dead.failure, dead.dead) == ("a", 3, "it answered 500", True)
    recorder.answers = [Arrived("7")]
    assert database.write(lambda journal: journal.revive("a")).result()
    assert sender.round() == Tally(arrived=1)
    assert recorder.came == ["a"] * 4


def test_what_the_other_side_refuses_for_good_is_not_tried_again(database: Database) -> None:
    queue(database, "a")
    assert outbox(database, Recorder(Failed("it answered 422", passing=False))).round() == Tally(dead=1)


def test_a_receiver_that_is_down_is_asked_once_a_round_and_holds_up_no_other(database: Database) -> None:
    queue(database, "a", "b", "c", to="down")
    queue(database, "d", to="up")

    class Half(Recorder):
        def send(self, waiting: Waiting) -> Arrived | Failed:
            super().send(waiting)
            return Arrived() if waiting.message.to == "up" else Failed("it cannot be reached", theirs=True)

    recorder = Half()
    assert outbox(database, recorder).round() == Tally(arrived=1, again=3)
    assert Counter(recorder.came) == {"a": 1, "d": 1}


def test_the_other_side_may_say_when_to_come_again(database: Database, clock: Clock) -> None:
    queue(database, "a")
    sender = outbox(database, Recorder(Failed("it answered 429", after=500), Arrived()))
    sender.round()
    clock.pass_seconds(499)
    assert sender.round() == Tally()
    clock.pass_seconds(2)
    assert sender.round() == Tally(arrived=1)


def test_a_worker_that_died_after_sending_sends_again_under_the_same_key(
    database: Database, clock: Clock
) -> None:
    """The kill falls between the sending and the note of it: another worker takes over once the lease is over."""
    queue(database, "a")

    class Killed(Recorder):
        def send(self, waiting: Waiting) -> Arrived | Failed:
            super().send(waiting)
            raise SystemExit

    killed, heir = Killed(), Recorder()
    with pytest.raises(SystemExit):
        outbox(database, killed, "first").round()
    assert outbox(database, heir, "second").round() == Tally()
    clock.pass_seconds(61)
    assert outbox(database, heir, "second").round() == Tally(arrived=1)
    assert killed.came == heir.came == ["a"]


def test_two_workers_of_one_database_do_not_send_the_same(database: Database) -> None:
    keys = [f"k{number}" for number in range(60)]
    queue(database, *keys)
    recorder = Recorder()
    workers = [outbox(database, recorder, name) for name in ("one", "two")]
    threads = [threading.Thread(target=worker.round) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(recorder.came) == dict.fromkeys(keys, 1)


def test_what_is_done_on_arrival_is_done_in_the_transaction_that_notes_it(database: Database) -> None:
    queue(database, "a")

    def number_it(journal: Journal, message: Message, receipt: str) -> None:
        journal.put("numbers", message.key, receipt.encode())

    Outbox(
        database, {"webhook": Recorder(Arrived("2026-7"))}, RETRIES, worker="w", on_arrival=number_it
    ).round()
    assert database.read(lambda journal: journal.get("numbers", "a")) == b"2026-7"


def test_a_message_that_trips_its_sender_holds_up_no_other(database: Database) -> None:
    class Tripped(Recorder):
        def send(self, waiting: Waiting) -> Arrived | Failed:
            if waiting.message.key == "a":
                raise KeyError(waiting.message.key)
            return super().send(waiting)

    queue(database, "a", "b")
    recorder = Tripped()
    assert outbox(database, recorder).round() == Tally(arrived=1, again=1)
    assert recorder.came == ["b"]


def test_what_cannot_be_noted_is_tried_again_later_and_not_at_once(database: Database, clock: Clock) -> None:
    def conflicts(*_: object) -> None:
        raise Conflict

    queue(database, "a")
    recorder = Recorder()
    sender = Outbox(
        database, {"webhook": recorder}, RETRIES, worker="w", on_arrival=conflicts, chance=lambda: 0.0
    )
    sender.round()
    assert sender.round() == Tally()
    clock.pass_seconds(51)
    sender.round()
    assert recorder.came == ["a", "a"]
    (waiting,) = database.read(lambda journal: journal.waiting(journal.now + timedelta(days=1), 5))
    assert waiting.failure == "it arrived, and that could not be noted: Conflict"


def test_notes_that_go_together_hold_up_no_other(database: Database) -> None:
    """Many notes make one job; where one of them cannot be written, each of the others is."""

    def conflicts(journal: Journal, message: Message, receipt: str) -> None:
        journal.put("numbers", message.key, receipt.encode())
        if message.key == "m-030":
            raise Conflict

    names = [f"m-{number:03}" for number in range(120)]
    queue(database, *names)
    gate, written = threading.Event(), 0
    write = database.write

    def counted(job: Callable[[Journal], Any]) -> Future[Any]:
        nonlocal written
        written += 1
        return write(job)

    class Last(Recorder):
        def send(self, waiting: Waiting) -> Arrived | Failed:
            if waiting.message.key == names[0]:
                write(lambda _: gate.wait(30))  # the notes wait, as they do beside filings
            if waiting.message.key == names[-1]:
                gate.set()
            return super().send(waiting)

    database.write = counted  # type: ignore[method-assign]
    recorder = Last(Arrived("2026-7"))
    sender = Outbox(
        database, {"webhook": recorder}, RETRIES, worker="w", on_arrival=conflicts, chance=lambda: 0.0
    )
    assert sender.round() == Tally(arrived=120)
    assert recorder.came == names
    assert (
        written < 1 + 3 + 50 + 2
    )  # the claim, the jobs, those of the one that failed singly, what became of it
    kept = database.read(lambda journal: journal.keys("numbers"))
    assert kept == [name for name in names if name != "m-030"]
    (waiting,) = database.read(lambda journal: journal.waiting(journal.now + timedelta(days=1), 500))
    assert waiting.message.key == "m-030"


def test_it_begins_wakes_and_ends(database: Database) -> None:
    recorder, came = Recorder(), threading.Event()
    send = recorder.send

    def noted(waiting: Waiting) -> Arrived | Failed:
        try:
            return send(waiting)
        finally:
            came.set()

    recorder.send = noted  # type: ignore[method-assign]
    sender = outbox(database, recorder)
    sender.start(idle_seconds=60)
    queue(database, "a")
    sender.wake()
    assert came.wait(5)
    sender.stop()
    assert recorder.came == ["a"]
    assert database.read(lambda journal: journal.get("outbox", "lease")) is None


def test_what_nobody_can_send_is_seen(database: Database) -> None:
    database.write(lambda journal: journal.send(Message("a", "pigeon", "there", b"{}"))).result()
    assert outbox(database, Recorder()).round() == Tally(dead=1)
    (dead,) = database.read(lambda journal: journal.dead(10))
    assert "pigeon" in dead.failure


def test_failures_are_told_apart() -> None:
    from askonce.adapters.calling.reply import NoReply, Reply

    assert failure_of(Reply(302, {}, b"")) == Failed(
        "it answered 302, a redirect, which is not followed", passing=False
    )
    assert failure_of(Reply(503, {"retry-after": "9"}, b"")) == Failed(
        "it answered 503", theirs=True, after=9.0
    )
    assert failure_of(Reply(503, {"retry-after": "9e99"}, b"")) == Failed("it answered 503", theirs=True)
    assert failure_of(NoReply("x", passing=False)) == Failed("x", passing=False, theirs=True)
