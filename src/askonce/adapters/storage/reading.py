"""Reading beside the one who writes: connections that wait for their next use, one state for each job."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from askonce.adapters.storage.journal import Keeping
from askonce.adapters.storage.writer import Outcome
from askonce.cases.database import Busy, Unavailable
from askonce.cases.journal import Journal

T = TypeVar("T")
#: More would only wait for each other; a server of PostgreSQL takes a hundred in all.
MOST_READERS: Final = 24
_PATIENCE_SECONDS: Final = 30.0


class Reader(Protocol):
    """A connection that only reads."""

    @property
    def journal(self) -> Keeping:
        """What a job works with."""

    def begin(self) -> None:
        """Begin to see one state."""

    def end(self) -> None:
        """See no state any more."""

    def is_fault(self, error: BaseException | None) -> bool:
        """Whether an error is the database's own."""

    def close(self) -> None:
        """Close the connection."""


class Readers:
    """Runs read jobs, each over one state, in the thread of the caller."""

    def __init__(self, connect: Callable[[], Reader], clock: Callable[[], datetime]) -> None:
        self._connect = connect
        self._clock = clock
        self._idle: list[Reader] = []
        self._lock = threading.Lock()
        self._free = threading.Semaphore(MOST_READERS)
        self._closed = False

    def read(self, job: Callable[[Journal], T]) -> T:
        """Run a job."""
        if not self._free.acquire(timeout=_PATIENCE_SECONDS):
            raise Busy(f"{MOST_READERS} jobs read already, and none ends")
        try:
            reader = self._begun()
            outcome = Outcome()
            with outcome:
                reader.journal.begin_reading(self._clock)
                outcome.returned = job(reader.journal)
                reader.end()
            return self._told(reader, outcome)  # type: ignore[no-any-return]
        finally:
            self._free.release()

    def close(self) -> None:
        """Close what waits; what is at work is closed when it ends."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for reader in idle:
            reader.close()

    def _begun(self) -> Reader:
        """A connection that has begun; one that waited may have lost its server meanwhile, a new one may not."""
        with self._lock:
            if self._closed:
                raise Unavailable("the database is closed")
            waited = self._idle.pop() if self._idle else None
        if waited is not None:
            outcome = Outcome()
            with outcome:
                waited.begin()
            if outcome.error is None:
                return waited
            with Outcome():
                waited.close()
            with self._lock:
                idle, self._idle = self._idle, []
            for other in idle:
                with Outcome():
                    other.close()
        reader = self._connect()
        reader.begin()
        return reader

    def _told(self, reader: Reader, outcome: Outcome) -> Any:
        """What a job returned or raised; the connection is kept where nothing failed."""
        error = outcome.error
        if error is None:
            with self._lock:
                if not self._closed:
                    self._idle.append(reader)
                    return outcome.returned
            reader.close()
            return outcome.returned
        with Outcome():
            reader.close()
        if reader.is_fault(error):
            raise Unavailable(f"the database failed: {error}") from error
        raise error
