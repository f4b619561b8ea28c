"""A demonstration: an invented county in a house of its own, filled stretch by stretch while it already answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import chain, islice
from typing import Final

from askonce.assembly.house import House
from askonce.cases.database import Unavailable
from askonce.cases.journal import Journal
from askonce.invented.cast import PLAYERS
from askonce.invented.county import County
from askonce.invented.filling import Loading, loadings, put_together
from askonce.invented.staff import Account, staff
from askonce.registers.sources import loaded

_ROOM: Final = "demonstration"
_DONE: Final = "done"


class Filling:
    """Fills a house with an invented county; what was filled before is not filled again.

    `full` is called once, by the thread that fills beside others' work, when everybody is there.
    """

    def __init__(self, house: House, on: date, people: int, full: Callable[[], None] | None = None) -> None:
        self._house = house
        self._full = full
        bound = house.current.bound
        self._county = County(bound.get("register", {}), bound.get("concept", {}), on=on, people=people)
        self._on = on
        self._brought = [
            name
            for name, register in bound.get("register", {}).items()
            if register.source is not None and register.source.kind != "here"
        ]
        self._done = int(house.database.read(lambda journal: journal.get(_ROOM, _DONE)) or b"0")
        self._left: Iterator[Loading] = islice(loadings(self._county, house.keys), self._done, None)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="askonce-filling", daemon=True)

    @property
    def villages(self) -> int:
        """How many villages there are."""
        return self._county.size

    def first_village(self) -> None:
        """Fill the village of the cast, so that everybody in it can act at once."""
        first = next(self._left, None)
        while first is not None and first.stretch == 0:
            self._fill([first])
            first = next(self._left, None)
        self._left = self._left if first is None else chain([first], self._left)

    def everything(self) -> None:
        """Fill all of it."""
        self._fill(self._left)

    def start(self) -> None:
        """Fill the rest while others work."""
        self._thread.start()

    def stop(self) -> None:
        """End after the job at hand; the next start goes on from there."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._fill(self._left)
        except Unavailable:
            return  # the house is closing, or its disk is full: the next start goes on
        if self._full is not None and not self._stop.is_set():
            self._full()

    def _fill(self, loadings: Iterable[Loading]) -> None:
        for loading in loadings:
            if self._stop.is_set():
                return
            self._done += 1
            self._house.database.write(partial(self._put, loading, self._done)).result()

    def _put(self, loading: Loading, done: int, journal: Journal) -> None:
        put_together(journal, loading)
        if loading.ends:  # even where nobody of the stretch stands in it, the register has been brought
            for register in self._brought:
                loaded(journal, register, journal.now, self._on)
        journal.put(_ROOM, _DONE, str(done).encode())


def accounts(house: House) -> tuple[Account, ...]:
    """Those who work in the county: an officer for each role, helpers, systems."""
    return staff(house.current.bound.get("office", {}))


def persons() -> tuple[tuple[str, str, dict[str, str]], ...]:
    """The persons of the cast: id, name and part."""
    return tuple((one.id, one.name, dict(one.part)) for one in PLAYERS)
