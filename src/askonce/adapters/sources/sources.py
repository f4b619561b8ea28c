"""All sources of an installation: asks several at once, tries again, and leaves alone what fails all the time."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Final

import msgspec

from askonce.adapters.sources.source import Answer, NoAnswer, Source
from askonce.methods.breaker import Breaker, Retries
from askonce.registers.sources import Fetched, Wanted

_LOG: Final = logging.getLogger("askonce.sources")
#: One source that hangs keeps this many threads, and no thread of another.
_THREADS: Final = 8


class Clocks(msgspec.Struct, frozen=True):
    """Where time and chance come from: a steady clock in seconds, instants in UTC, waiting, chance from 0 to 1."""

    steady: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


class Sources:
    """Sources by the names that the pack uses for them."""

    def __init__(
        self, sources: Mapping[str, Source], clocks: Clocks | None = None, breaker: Breaker | None = None
    ) -> None:
        self._clocks = clocks or Clocks()
        self._guarded = {
            name: _Guarded(name, source, self._clocks, breaker or Breaker())
            for name, source in sources.items()
        }

    def fetch(self, wanted: Wanted) -> Fetched:
        """What the source of a register says of a subject, or why it says nothing."""
        guarded = self._guarded.get(wanted.setting)
        if guarded is None:
            return self._fetched(
                wanted, NoAnswer(f"the settings of this house have no source `{wanted.setting}`")
            )
        return self._fetched(wanted, guarded.ask(wanted))

    def begin(self, wanted: Sequence[Wanted]) -> tuple[Future[Fetched], ...]:
        """Begin to ask several, in their order; each source has threads of its own, so that none waits for another."""
        return tuple(map(self._begin, wanted))

    def fetch_all(self, wanted: Sequence[Wanted]) -> tuple[Fetched, ...]:
        """What the sources of several say, in their order."""
        return tuple(one.result() for one in self.begin(wanted))

    def _begin(self, wanted: Wanted) -> Future[Fetched]:
        guarded = self._guarded.get(wanted.setting)
        if guarded is not None:
            return guarded.pool.submit(self.fetch, wanted)
        future: Future[Fetched] = Future()
        future.set_result(self.fetch(wanted))
        return future

    def open(self) -> tuple[str, ...]:
        """The names of sources that are left alone now, for whoever watches over the house."""
        return tuple(name for name, one in self._guarded.items() if one.breaker.is_open)

    def close(self) -> None:
        """Let go of everything; who still waits gets what comes."""
        for one in self._guarded.values():
            one.pool.shutdown(wait=False, cancel_futures=True)
            one.source.close()

    def _fetched(self, wanted: Wanted, found: Answer | NoAnswer) -> Fetched:
        now = self._clocks.now()
        if isinstance(found, NoAnswer):
            return Fetched(wanted.register, wanted.subject, now, failure=found.reason)
        return Fetched(
            wanted.register,
            wanted.subject,
            now,
            found.values,
            found.relations,
            found.as_of,
            receipt=found.receipt,
            stale=found.stale,
            disputed=found.disputed,
        )


class _Guarded:
    """A source with its breaker and its threads."""

    def __init__(self, name: str, source: Source, clocks: Clocks, breaker: Breaker) -> None:
        self.source = source
        self.breaker = breaker
        self.pool = ThreadPoolExecutor(_THREADS, f"askonce-source-{name}")
        self._name = name
        self._clocks = clocks
        self._retries = Retries(tries=source.tries)
        self._lock = threading.Lock()

    def ask(self, wanted: Wanted) -> Answer | NoAnswer:
        """Ask, again where that may help, unless the source is left alone."""
        if not self._may_ask():
            return NoAnswer("it failed too often and is left alone for a while")
        attempt = 1
        while True:
            found = self._ask_once(wanted)
            if isinstance(found, Answer) or not found.passing:
                break
            pause = self._retries.wait(attempt, self._clocks.chance())
            if pause is None:
                break
            attempt += 1
            self._clocks.sleep(pause)
        self._note(found)
        return found

    def _ask_once(self, wanted: Wanted) -> Answer | NoAnswer:
        try:
            return self.source.ask(wanted)
        except UnicodeError:  # half a character, which JSON can hold and no other side can be told
            return NoAnswer("no other side can be told such a name", theirs=False)

    def _may_ask(self) -> bool:
        with self._lock:
            self.breaker, may = self.breaker.allow(self._clocks.steady())
            return may

    def _note(self, found: Answer | NoAnswer) -> None:
        with self._lock:
            was_open = self.breaker.is_open
            if isinstance(found, NoAnswer) and found.theirs:
                self.breaker = self.breaker.failed(self._clocks.steady())
            else:
                self.breaker = self.breaker.succeeded()
            is_open = self.breaker.is_open
        if isinstance(found, NoAnswer):
            _LOG.info("source %s gave no answer: %s", self._name, found.reason)
        if was_open != is_open:
            _LOG.warning(
                "source %s %s", self._name, "is left alone for a while" if is_open else "answers again"
            )
