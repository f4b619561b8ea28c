"""What the house does by itself while it serves: timers, messages, heads of the ledger, the night's questions.

Each round runs on a thread of its own. One that fails is counted and logged, and the next comes all the same.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from typing import Final

from askonce.assembly.house import House
from askonce.cases.journal import Journal, Timer
from askonce.web.answered import forget
from askonce.web.metrics import Metrics
from askonce.web.sessions import drop_expired

_LOG: Final = logging.getLogger("askonce.loops")
_TIMERS_AT_ONCE: Final = 200
_TIMER_SECONDS: Final = 1.0
_NIGHT_SECONDS: Final = 300.0
_NIGHT_HOURS: Final = range(2, 5)


class Loop:
    """Runs something again and again until it is stopped; what it raises ends a round, never the loop."""

    def __init__(self, name: str, run: Callable[[], object], seconds: float, metrics: Metrics) -> None:
        self.name = name
        self._run = run
        self._seconds = seconds
        self._metrics = metrics
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._rounds, name=f"askonce-{name}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the round at hand, and end."""
        self._stop.set()
        self._thread.join()

    def round(self, pool: ThreadPoolExecutor) -> bool:
        """One round; whether it went well."""
        fault = pool.submit(self._run).exception()
        self._metrics.rounded(self.name, well=fault is None)
        if fault is not None:
            _LOG.error("a round of %s failed; the next comes all the same", self.name, exc_info=fault)
        return fault is None

    def _rounds(self) -> None:
        with ThreadPoolExecutor(1, f"askonce-{self.name}-round") as pool:
            while not self._stop.wait(self._seconds):
                self.round(pool)


def fire_timers(house: House) -> int:
    """Fire what is due; gives how many. A timer that fails is left to the next round, and holds up no other."""
    due = house.database.read(lambda journal: journal.due_timers(journal.now, _TIMERS_AT_ONCE))
    firing = [house.database.write(partial(_fire, house, timer)) for timer in due]
    faults = [fault for one in firing if (fault := one.exception()) is not None]
    if faults:
        raise faults[0]
    return len(due)


def _fire(house: House, timer: Timer, journal: Journal) -> None:
    house.handling.fire(journal, timer)


class Night:
    """Does once a night what wants doing once a day; a process that was down in the night does it when it is up."""

    def __init__(self, house: House, jobs: Callable[[], object], now: Callable[[], datetime]) -> None:
        self._house = house
        self._jobs = jobs
        self._now = now
        self._done: date | None = None

    def __call__(self) -> None:
        """Do it, where it is night and it has not been done."""
        local = self._now().astimezone(self._house.zone)
        if self._done == local.date() or (self._done is not None and local.hour not in _NIGHT_HOURS):
            return
        self._jobs()
        self._done = local.date()


def clean(house: House) -> None:
    """Forget keys that no longer hold, and sessions that have ended."""
    while house.database.write(forget).result():
        pass
    house.database.write(drop_expired).result()


def loops_of(house: House, metrics: Metrics, nightly: Callable[[], object]) -> tuple[Loop, ...]:
    """The loops of a house."""

    def night() -> None:
        clean(house)
        nightly()

    return (
        Loop("timers", lambda: fire_timers(house), _TIMER_SECONDS, metrics),
        Loop("night", Night(house, night, lambda: datetime.now(UTC)), _NIGHT_SECONDS, metrics),
    )
