"""A county to try cases in: the pack of Qingshan, a database, a clock that the test turns, and some people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from askonce.adapters.keys import Keys
from askonce.adapters.opening import open_database
from askonce.adapters.storage.schema import schema_of
from askonce.assembly import LANGUAGE
from askonce.cases.command import AnyCommand, Filing
from askonce.cases.database import Database
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal, Message, Timer
from askonce.cases.running import Running
from askonce.cases.view import View
from askonce.feel.values import Value
from askonce.pack.passes import Checked, check_folder
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from askonce.registers.sources import loaded
from askonce.registers.store import Change, Linking

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[3]
KEYS = Keys(b"the secret of the invented county")
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # nine in the morning there
SCHEDULE = Actor("schedule", "timer")


def person(name: str) -> Actor:
    return Actor("person", name)


def officer(name: str, *roles: str) -> Actor:
    return Actor("officer", name, frozenset(roles))


@cache
def pack(name: str = "qingshan") -> Checked:
    """The checked pack with its bound definitions."""
    return check_folder(ROOT / "packs" / name, LANGUAGE, on=date(2026, 3, 2), keep=True, cached=False)


class County:
    """A database of the county with a clock that stands until it is turned."""

    def __init__(self, database: Database, handling: Handling, clock: list[datetime]) -> None:
        self.database = database
        self.handling = handling
        self.clock = clock

    def do(self, job: Callable[[Journal], T]) -> T:
        return self.database.write(job).result(30)

    def forward(self, **time: float) -> None:
        self.clock[0] += timedelta(**time)

    def write(self, register: str, subject: str, since: date = date(1900, 1, 1), **values: Value) -> None:
        holder = self.handling.running.holder(register)
        change = Change(register, KEYS.of(holder, subject), values, since, source="load:test")
        here = self.handling.running.exchange.doors.desks[register].is_here

        def job(journal: Journal) -> None:
            journal.write(change)
            if not here:
                loaded(journal, register, journal.now, self.handling.running.local_day(journal.now))

        self.do(job)

    def link(self, register: str, relation: str, subject: str, target: str) -> None:
        exchange = self.handling.running.exchange
        holder = self.handling.running.holder(register)
        seat = exchange.doors.seat(register, relation)
        one, two = KEYS.of(holder, subject), KEYS.of(holder, target)
        if seat.backward:
            one, two = two, one
        linking = Linking(seat.desk.register, seat.relation, one, two, date(2000, 1, 1), source="load:test")
        self.do(lambda journal: journal.link(linking))

    def file(self, actor: Actor, service: str, answers: Mapping[str, Any] | None = None, **more: Any) -> View:
        found = self.try_file(actor, service, answers, **more)
        assert isinstance(found, View), found
        return found

    def try_file(
        self, actor: Actor, service: str, answers: Mapping[str, Any] | None = None, **more: Any
    ) -> View | Refusal:
        filing = Filing(service=service, answers=dict(answers or {}), **more)
        return self.do(lambda journal: self.handling.file(journal, actor, filing))

    def act(self, actor: Actor, case: View | str, command: AnyCommand, expected: int | None = None) -> View:
        found = self.try_act(actor, case, command, expected)
        assert isinstance(found, View), found
        return found

    def try_act(
        self, actor: Actor, case: View | str, command: AnyCommand, expected: int | None = None
    ) -> View | Refusal:
        name = case if isinstance(case, str) else case.line.id
        return self.do(lambda journal: self.handling.do(journal, actor, name, command, expected))

    def view(self, actor: Actor, case: View | str) -> View:
        name = case if isinstance(case, str) else case.line.id
        found = self.do(lambda journal: self.handling.view(journal, actor, name))
        assert isinstance(found, View), found
        return found

    def fire(self) -> Sequence[Timer]:
        """Fire what is due, each in a job of its own; give what was due."""
        due = self.database.read(lambda journal: journal.due_timers(self.clock[0], 1000))
        for timer in due:
            self.do(lambda journal, timer=timer: self.handling.fire(journal, timer))  # type: ignore[misc]
        return due

    def sent(self, channel: str) -> list[bytes]:
        """The bodies of the messages that wait on a channel."""
        return [one.body for one in self.messages(channel)]

    def messages(self, channel: str) -> list[Message]:
        """The messages that wait on a channel."""
        found = self.database.read(lambda journal: journal.waiting(datetime(2200, 1, 1, tzinfo=UTC), 10_000))
        return [one.message for one in found if one.message.channel == channel]


@contextmanager
def county_of(checked: Checked, start: datetime = MONDAY) -> Iterator[County]:
    """A county of a pack of its own, with nobody in it."""
    running = Running("1", checked, KEYS)
    with _opened(checked, running, start) as found:
        yield found


@contextmanager
def county(name: str = "qingshan", start: datetime = MONDAY) -> Iterator[County]:
    """The county with nobody in it."""
    with _opened(pack(name), _running(name), start) as found:
        yield found


@contextmanager
def _opened(checked: Checked, running: Running, start: datetime) -> Iterator[County]:
    clock = [start]
    schema = schema_of(checked.bound["register"].values(), checked.bound["concept"])
    database = open_database("sqlite://", schema, clock=lambda: clock[0])
    try:
        yield County(database, Handling({running.version: running}, running.version, KEYS), clock)
    finally:
        database.close()


@cache
def _running(name: str) -> Running:
    return Running(f"{name}-1", pack(name), KEYS)
