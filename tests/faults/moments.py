"""Moments at which a process can be killed, and ways to break it: laid around the writer from outside, by tests alone."""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing.connection import Connection
from random import Random  # noqa: TID251 - seeded, so that a red run can be repeated
from typing import Any, Final

import msgspec

from askonce.adapters import keys
from askonce.adapters.sending.delivery import Arrived, Failed
from askonce.adapters.sending.outbox import Outbox
from askonce.adapters.sqlite.base import SqliteBase, SqliteEngine
from askonce.adapters.storage.cases import Cases
from askonce.adapters.storage.writer import Job, Outcome, Writer
from askonce.cases.journal import Waiting

#: Between the first write of a request and its acknowledgement, in the order in which they come.
REQUEST: Final = ("first", "middle", "last", "during", "committed", "told")
#: What the house does by itself: a timer half fired, one fired but not committed, a message before and after it left.
OWN: Final = ("timer", "fired", "sending", "sent")
_HANGS_SECONDS: Final = 60.0
_EARLY_SECONDS: Final = 0.005
_SEVERED: Final = 5


class Stop(msgspec.Struct, frozen=True):
    """The moment at which the process is to be killed: which, after how many that are like it; how it is broken."""

    moment: str = ""
    after: int = 1
    seed: int = 0
    broken: str = ""


class Moments:
    """Watches one process; at its moment it tells the parent through a pipe and stands still, to be killed."""

    def __init__(self, stop: Stop, pipe: Connection) -> None:
        self._stop = stop
        self._pipe = pipe
        self._left = stop.after
        chance = Random(stop.seed)  # noqa: S311 - a test draws by a seed
        self._write = chance.randrange(2, 12)
        self._delay = chance.uniform(0.0, 0.002)
        self._lock = threading.Lock()
        self._writes = 0
        self._asked = False
        self._fires = False

    def ready(self, port: int) -> None:
        """It is served on a port."""
        self._pipe.send_bytes(str(port).encode())

    def began(self) -> None:
        """A transaction begins."""
        self._asked = self._fires = False

    def asked(self) -> None:
        """A job that answers a request begins to write."""
        self._asked, self._writes = True, 0

    def fires(self) -> None:
        """A timer has been marked as fired."""
        self._fires = True
        self.reach("timer")

    def wrote(self) -> None:
        """Something was written."""
        self.reach("making")
        if self._asked:
            self._writes += 1
            if self._writes == 1:
                self.reach("first")
            if self._writes == self._write:
                self.reach("middle")

    def commits(self) -> None:
        """All of a transaction is written, and it is about to be committed."""
        if self._fires:
            self.reach("fired")
        if self._asked:
            self.reach("last")
            if self._is_turn("during"):
                self._pipe.send_bytes(b"!")
                time.sleep(self._delay)

    def committed(self) -> None:
        """The disk holds a transaction, and nobody knows yet."""
        if self._asked:
            self.reach("committed")

    def reach(self, moment: str) -> None:
        """Stand still where this is the moment."""
        if self._is_turn(moment):
            self._pipe.send_bytes(b"!")
            time.sleep(_HANGS_SECONDS)
            os._exit(9)

    def _is_turn(self, moment: str) -> bool:
        if moment != self._stop.moment:
            return False
        with self._lock:
            self._left -= 1
            return self._left == 0


def lay_around(moments: Moments, broken: str) -> None:
    """Wrap what writes, commits, fires and sends in this process."""
    pairs: list[tuple[Any, Any]] = [(SqliteBase, SqliteEngine)]
    try:
        from askonce.adapters.postgres.base import PostgresBase, PostgresEngine
    except ModuleNotFoundError:  # its driver is not installed
        pass
    else:
        pairs.append((PostgresBase, PostgresEngine))
    for base, engine in pairs:
        _after(base, "run", moments.wrote)
        _after(base, "many", moments.wrote)
        _after(engine, "begin", moments.began)
        _before(engine, "commit", moments.commits)
        _after(engine, "commit", moments.committed)
    fired = Cases.fired

    def marked(self: Cases, timer: str) -> bool:
        found = fired(self, timer)
        moments.fires()
        return found

    _put(Cases, "fired", marked)
    _before(Outbox, "_send", lambda: moments.reach("sending"))
    _after(Outbox, "_send", lambda: moments.reach("sent"))
    _before(keys, "_write_down", lambda: moments.reach("keys"))
    if broken:
        (BREAKS.get(broken) or FAULTS[broken])()


def _put(owner: Any, name: str, value: Any) -> None:
    setattr(owner, name, value)


def _before(owner: Any, name: str, what: Callable[[], None]) -> None:
    whole = getattr(owner, name)

    def wrapped(*given: Any, **named: Any) -> Any:
        what()
        return whole(*given, **named)

    _put(owner, name, wrapped)


def _after(owner: Any, name: str, what: Callable[[], None]) -> None:
    whole = getattr(owner, name)

    def wrapped(*given: Any, **named: Any) -> Any:
        found = whole(*given, **named)
        what()
        return found

    _put(owner, name, wrapped)


def _tell_early() -> None:
    """Whoever asked is told before the disk holds it."""
    run = Writer._run  # noqa: SLF001 - broken from outside, as are those below

    def told(self: Writer, job: Job, journal: Any) -> None:
        run(self, job, journal)
        tell(job.outcome, job.future)
        time.sleep(_EARLY_SECONDS)

    def tell(self: Outcome, future: Future[Any]) -> None:
        if not future.done():
            (future.set_exception if self.error is not None else future.set_result)(
                self.error or self.returned
            )

    _put(Writer, "_run", told)
    _put(Outcome, "tell", tell)


def _forget_keys() -> None:
    """A key of a request holds nothing: whoever repeats it has the work done again."""
    from askonce.web import answered

    def once(journal: Any, key: Any, job: Any, again: Any = None) -> Any:
        del key, again
        return job(journal)

    _put(answered, "once", once)


def _fire_unmarked() -> None:
    """A timer fires and is not marked."""
    _put(Cases, "fired", lambda _self, _timer: True)


def _commit_halves() -> None:
    """A job is committed in two parts."""
    write = SqliteBase.run

    def halved(self: SqliteBase, sql: str, parameters: Any = ()) -> int:
        found = write(self, sql, parameters)
        if "INTO event" in sql or "INTO case_line" in sql:
            for word in ("COMMIT", "BEGIN IMMEDIATE", "SAVEPOINT job"):
                self.connection.execute(word)
        return found

    _put(SqliteBase, "run", halved)


def _note_early() -> None:
    """A message is noted as sent, and sent a moment later."""
    send: Any = Outbox._send  # noqa: SLF001 - as above

    def later(self: Outbox, waiting: Waiting) -> Arrived | Failed:
        threading.Timer(0.5, send, (self, waiting)).start()
        return Arrived()

    _put(Outbox, "_send", later)


def _change_keys() -> None:
    """Each try of a message has a key of its own."""
    send: Any = Outbox._send  # noqa: SLF001 - as above

    def other(self: Outbox, waiting: Waiting) -> Arrived | Failed:
        message = msgspec.structs.replace(waiting.message, key=f"{waiting.message.key}-{os.getpid()}")
        found: Arrived | Failed = send(self, msgspec.structs.replace(waiting, message=message))
        return found

    _put(Outbox, "_send", other)


def _flush_nothing() -> None:
    """Commits do not wait for the disk."""
    from askonce.adapters.sqlite import database
    from askonce.adapters.sqlite.base import connect

    def hasty(path: Any, *, writes: bool, lasting: bool = True) -> Any:
        del lasting
        return connect(path, writes=writes, lasting=False)

    _put(database, "connect", hasty)


def _break_lines() -> None:
    """Some connections to PostgreSQL break off after the server has committed, and before it has said so."""
    import psycopg

    from askonce.adapters.postgres.base import PostgresEngine

    commit: Any = PostgresEngine.commit
    count = itertools.count(1)

    def severed(self: Any) -> None:
        changed = self._base.changed
        commit(self)
        if changed and next(count) % _SEVERED == 0:
            self._connection.close()
            raise psycopg.OperationalError("the connection was closed")

    _put(PostgresEngine, "commit", severed)


def _shorten_patience() -> None:
    """Whoever waits for the database is told sooner than after half a minute."""
    from askonce.web import service

    _put(service, "_MOST_SECONDS", 2.0)


#: What a house has to live with, though nothing of it is broken.
FAULTS: Final[dict[str, Callable[[], None]]] = {
    "lines break after the commit": _break_lines,
    "nobody waits for long": _shorten_patience,
}
#: Ways to break a house, each of which a check has to notice.
BREAKS: Final[dict[str, Callable[[], None]]] = {
    "told before the commit": _tell_early,
    "keys hold nothing": _forget_keys,
    "timers are not marked": _fire_unmarked,
    "jobs are committed in halves": _commit_halves,
    "messages are noted before they leave": _note_early,
    "messages change their keys": _change_keys,
    "commits flush nothing": _flush_nothing,
}
