"""The one thread that writes: jobs wait in a queue, and those that wait together are committed together."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Protocol, Self, TypeVar

from askonce.adapters.storage.journal import Keeping
from askonce.adapters.storage.work import STEP
from askonce.cases.database import Busy, Unavailable
from askonce.cases.journal import Journal

T = TypeVar("T")

#: A batch ends after so many jobs or so long, so that the first of it does not wait for all who come later.
MOST_JOBS: Final = 256
MOST_SECONDS: Final = 0.02
#: So many jobs may wait: more than can be answered within seconds are better told so at once.
MOST_WAITING: Final = 8192


class Engine(Protocol):
    """A connection that writes; what it raises where the database fails, `is_fault` knows."""

    def begin(self) -> Keeping:
        """Begin a transaction as the only writer; the journal in it knows where the database stands."""

    def mark(self) -> None:
        """Set a mark to which `undo` goes back."""

    def release(self) -> None:
        """Give up the mark and keep what was done since."""

    def undo(self) -> None:
        """Undo what was done since the mark."""

    def commit(self) -> None:
        """Commit; it returns once the disk holds it."""

    def abandon(self) -> None:
        """Undo the transaction, as far as there is one, so that another may begin."""

    def is_fault(self, error: BaseException | None) -> bool:
        """Whether an error is the database's own, not one of the job."""

    def is_alive(self) -> bool:
        """Whether the transaction is still there: some faults end it."""

    def close(self) -> None:
        """Close the connection."""


class Outcome:
    """What came of a piece of work: what it returned or what it raised, whatever that is."""

    def __init__(self) -> None:
        self.returned: Any = None
        self.error: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.error = error
        return (
            True  # what a job raises belongs to whoever asked for it, and never ends the thread that writes
        )

    def tell(self, future: Future[Any]) -> None:
        """Let a future know."""
        if self.error is None:
            future.set_result(self.returned)
        else:
            future.set_exception(self.error)


class Job:
    """A job that waits, and the future of whoever asked for it."""

    __slots__ = ("future", "outcome", "run")

    def __init__(self, run: Callable[[Journal], Any]) -> None:
        self.run = run
        self.future: Future[Any] = Future()
        self.outcome = Outcome()


class Writer:
    """Runs jobs one after the other over an engine, many to a commit."""

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime], most_waiting: int = MOST_WAITING
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._most = most_waiting
        self._waiting: deque[Job] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="askonce-writer", daemon=True)
        self._thread.start()

    def write(self, run: Callable[[Journal], T]) -> Future[T]:
        """Queue a job."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a job asks for another job, and would wait for itself")
        job = Job(run)
        with self._changed:
            if self._closing:
                raise Unavailable("the database is closed")
            if len(self._waiting) >= self._most:
                raise Busy(f"{self._most} jobs wait already")
            self._waiting.append(job)
            self._changed.notify()
        return job.future

    def close(self) -> None:
        """Finish what was accepted and end the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _serve(self) -> None:
        while self._wait():
            batch: list[Job] = []
            whole = Outcome()
            with whole:
                self._batch(batch)
            if whole.error is not None:
                with Outcome():
                    self._engine.abandon()
                self._fail(batch, whole.error)
            for job in batch:
                job.outcome.tell(job.future)
        with Outcome():
            self._engine.close()

    def _wait(self) -> bool:
        """Wait for a job; false once there is none and none will come."""
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            return bool(self._waiting)

    def _next(self) -> Job | None:
        """The next job that nobody has called off."""
        while self._waiting:
            job = self._waiting.popleft()
            if job.future.set_running_or_notify_cancel():
                return job
        return None

    def _batch(self, batch: list[Job]) -> None:
        """Run jobs while some wait, and commit; what it raises undid all of them."""
        journal = None
        ends = time.monotonic() + MOST_SECONDS
        while len(batch) < MOST_JOBS:
            job = self._next()
            if job is None:
                break
            batch.append(job)
            if journal is None:
                journal = self._engine.begin()
            self._run(job, journal)
            if time.monotonic() > ends:
                break
        if journal is not None:
            self._engine.commit()

    def _run(self, job: Job, journal: Keeping) -> None:
        """Run one job behind a mark; raises only where the whole transaction is lost."""
        head = journal.head
        self._engine.mark()
        with job.outcome as outcome:
            if head is None:
                raise RuntimeError("a transaction has begun without a head")
            journal.begin_job(max(self._clock(), head.instant + STEP))
            outcome.returned = job.run(journal)
            journal.finish_job()
        error = outcome.error
        if error is None:
            self._engine.release()
            return
        if not self._engine.is_alive():
            raise error
        self._engine.undo()
        journal.head = head
        journal.undo_job()
        if self._engine.is_fault(error):
            outcome.error = Unavailable(f"the database failed: {error}")
            outcome.error.__cause__ = error

    def _fail(self, batch: list[Job], error: BaseException) -> None:
        """Give every job of a batch the error that undid it."""
        for job in batch:
            job.outcome.error = Unavailable(f"the database did not keep it: {error}")
            job.outcome.error.__cause__ = error
