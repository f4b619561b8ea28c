"""Errands: work that takes longer than a page may, done once for all who wait for it, with how far it has come."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from askonce.adapters.storage.writer import Outcome
from askonce.assembly.house import House

#: A page waits so long before it says how far the work has come.
PATIENCE_SECONDS: Final = 2.0
_AT_ONCE: Final = 2


class Errand:
    """One piece of work: since when, how much of how much is done, and what came of it."""

    def __init__(self, since: datetime) -> None:
        self.since = since
        self.done = 0
        self.of = 0
        self.future: Future[Any] = Future()

    def progress(self, done: int, of: int) -> None:
        """Say how far it has come."""
        self.done, self.of = done, of

    @property
    def ended(self) -> bool:
        """Whether it is over, well or not."""
        return self.future.done()

    @property
    def found(self) -> Any:
        """What came of it; none while it is at work, or where it failed."""
        return self.future.result() if self.ended and self.future.exception() is None else None

    @property
    def failed(self) -> bool:
        """Whether it failed."""
        return self.ended and self.future.exception() is not None

    @property
    def percent(self) -> int:
        """How much of it is done, in per cent."""
        return 100 * self.done // self.of if self.of else 0


class Errands:
    """The errands of a house, each by its name; a few at a time."""

    def __init__(self) -> None:
        self._turns = threading.Semaphore(_AT_ONCE)
        self._known: dict[str, Errand] = {}
        self._lock = threading.Lock()

    def peek(self, name: str) -> Errand | None:
        """The last errand of a name, at work or ended."""
        return self._known.get(name)

    def begin(self, name: str, since: datetime, work: Callable[[Errand], Any]) -> Errand:
        """Begin an errand, or join the one of this name that is at work."""
        with self._lock:
            known = self._known.get(name)
            if known is not None and not known.ended:
                return known
            made = self._known[name] = Errand(since)
            # no house that is told to end waits for an errand: it changes nothing, and can be sent again
            threading.Thread(target=self._run, args=(made, work), name="askonce-errand", daemon=True).start()
            return made

    def _run(self, errand: Errand, work: Callable[[Errand], Any]) -> None:
        outcome = Outcome()
        with self._turns, outcome:
            outcome.returned = work(errand)
        outcome.tell(errand.future)


_HOUSES: Final[WeakKeyDictionary[House, Errands]] = WeakKeyDictionary()


def errands_of(house: House) -> Errands:
    """The errands of a house."""
    found = _HOUSES.get(house)
    if found is None:
        found = _HOUSES[house] = Errands()
    return found


async def wait(errand: Errand, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait a little for an errand, which goes on whether or not somebody waits."""
    await asyncio.wait([asyncio.wrap_future(errand.future)], timeout=seconds)
