"""The workshop of authors: packs are checked, tried and rehearsed here, one piece of work at a time, and kept for who asks again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from typing import Any, Final
from weakref import WeakKeyDictionary

from askonce.assembly.house import House
from askonce.assembly.inspecting import Inspected, inspect
from askonce.assembly.trial import Trial
from askonce.registers.refusal import Refusal
from askonce.web.problem import refused

#: A page waits so long before it says that the work goes on.
PATIENCE_SECONDS: Final = 2.0
#: Pieces of work that may wait.
MOST_WAITING: Final = 6
#: How many of each sort are kept: what a version means takes much room, what came of a rehearsal little.
_MOST_KEPT: Final = 16
_MOST: Final = {"inspect": 4, "trial": 2}


class Errand:
    """A piece of work: since when, how much is done, and what came of it."""

    def __init__(self, since: datetime, submit: Callable[[Errand], Future[Any]]) -> None:
        self.since = since
        self.done = 0
        self.future = submit(self)

    def told(self, done: int) -> None:
        """Say how far it has come."""
        self.done = done

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.future.done()

    @property
    def failed(self) -> bool:
        """Whether it is over and came to nothing."""
        return self.ended and self.future.exception() is not None

    @property
    def found(self) -> Any:
        """What came of it; raises what it raised."""
        return self.future.result()


class Workshop:
    """The workshop of one house. Its methods are called from the loop alone; the work is done in one thread beside it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pool = ThreadPoolExecutor(1, "askonce-author")
        self._known: OrderedDict[str, Errand] = OrderedDict()

    def peek(self, name: str) -> Errand | None:
        """An errand that was begun and is not forgotten."""
        return self._known.get(name)

    def begin(self, name: str, work: Callable[[Errand], Any], *, again: bool = False) -> Errand | Refusal:
        """Begin an errand, or join the one of its name; with `again` one that is over is begun anew. Refused where too many wait."""
        known = self._known.get(name)
        if known is not None and not known.failed and not (again and known.ended):
            self._known.move_to_end(name)
            return known
        if sum(not one.ended for one in self._known.values()) >= MOST_WAITING:
            return refused("busy")
        made = Errand(self._house.clocks.now(), lambda errand: self._pool.submit(work, errand))
        self._known[name] = made
        self._known.move_to_end(name)
        self._forget(name.partition("/")[0])
        return made

    def _forget(self, sort: str) -> None:
        """Forget the errands of a sort that nobody asked for the longest; a trial is closed."""
        same = [name for name in self._known if name.partition("/")[0] == sort]
        over = len(same) - _MOST.get(sort, _MOST_KEPT)
        for name in [one for one in same if self._known[one].ended][: max(over, 0)]:
            old = self._known.pop(name)
            if not old.failed and isinstance(old.found, Trial):
                self._pool.submit(old.found.close)

    def inspected(self, digest: str, archive: bytes, on: date) -> Errand | Refusal:
        """A version of a pack, inspected; done once for its digest and the day."""
        return self.begin(f"inspect/{digest}/{on}", partial(_inspect, archive, on))

    def trial(self, digest: str, archive: bytes, on: date) -> Errand | Refusal:
        """A trial of a version, opened once for its digest and the day."""
        return self.begin(f"trial/{digest}/{on}", partial(_open, archive, on))


def _open(archive: bytes, on: date, errand: Errand) -> Trial:
    del errand
    return Trial(archive, on)


def _inspect(archive: bytes, on: date, errand: Errand) -> Inspected:
    del errand
    return inspect(archive, on)


_HOUSES: Final[WeakKeyDictionary[House, Workshop]] = WeakKeyDictionary()


def workshop_of(house: House) -> Workshop:
    """The workshop of a house."""
    found = _HOUSES.get(house)
    if found is None:
        found = _HOUSES[house] = Workshop(house)
    return found


async def wait(errand: Errand, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait a little for an errand, which goes on whether or not somebody waits."""
    waits = asyncio.wrap_future(errand.future)
    waits.add_done_callback(_look)
    await asyncio.wait([waits], timeout=seconds)


def _look(over: asyncio.Future[Any]) -> None:
    """Take note of what it raised: whoever asks what was found is told."""
    if not over.cancelled():
        over.exception()
