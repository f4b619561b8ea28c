"""A house in a process of its own: started, loaded, killed at a moment, started again over the same files."""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from askonce.adapters.opening import open_database
from askonce.ledger.head import Head
from askonce.ledger.verify import verify
from tests.faults.clients import Book, Load, Receiver, asked
from tests.faults.looking import complaints, looked, numbers_acknowledged, settled
from tests.faults.moments import Stop
from tests.faults.serving import Told, main

ROOT: Final = Path(__file__).resolve().parents[2]
_READY_SECONDS: Final = 60.0
_MOMENT_SECONDS: Final = 30.0
_SETTLE_SECONDS: Final = 40.0


def steady() -> float:
    """Seconds of a steady clock."""
    return time.monotonic()  # noqa: TID251 - a test waits for a process


#: Processes are forked from one that has read all modules, so that a start takes a part of a second.
_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.serving"])


class Process:
    """A process that serves."""

    def __init__(self, told: Told, log: Path = Path(os.devnull)) -> None:
        self._pipe, writes = _FORKS.Pipe(duplex=False)
        self.running = _FORKS.Process(target=main, args=(told, writes, str(log)), daemon=True)
        self.running.start()
        writes.close()
        try:
            said = self._line(_READY_SECONDS)
        except BaseException:
            self.kill()
            raise
        self._reached = (
            said == b"!"
        )  # a message that waited since the last kill may leave before all is ready
        self.port = 0 if self._reached else int(said)
        while told.pack and not self._reached and asked(self.port, "/health")[0] != 200:
            assert self.running.is_alive(), "the process has ended"
            time.sleep(0.01)

    def _line(self, seconds: float) -> bytes:
        with suppress(EOFError):
            if self._pipe.poll(seconds):
                return self._pipe.recv_bytes()
        raise AssertionError(f"the process says nothing (code {self.running.exitcode})")

    def moment(self) -> None:
        """Wait for the moment at which the process stands still."""
        if not self._reached:
            self._line(_MOMENT_SECONDS)

    def kill(self) -> None:
        """Kill it as it stands."""
        self.running.kill()
        self.running.join()
        self._pipe.close()


class Plain:
    """A plain house over its database, with all that its clients saw."""

    def __init__(self, url: str, book: Book, receiver: Receiver) -> None:
        self.url = url
        self.book = book
        self.receiver = receiver
        self.kills = 0
        self.seen: list[str] = []

    def started(self, stop: Stop = Stop(), clock: float = 0.0) -> Process:  # noqa: B008 - a frozen value
        """Start it."""
        return Process(Told(self.url, self.receiver.port, stop, clock))

    def killed(self, stop: Stop) -> None:
        """Load it, kill it at a moment, and look at what it left."""
        process = self.started(stop)
        load = Load(process.port, self.book)
        try:
            process.moment()
        finally:
            process.kill()
        load.join()
        self.kills += 1
        self.look(f"after kill {self.kills} at {stop.moment!r}")

    def look(self, when: str) -> None:
        """Hold what is there against what clients saw."""
        tables = looked(self.url)
        found = [*complaints(self.book, tables), *numbers_acknowledged(self.book, tables)]
        self.seen += [f"{one} ({when})" for one in found]

    def head(self, port: int) -> None:
        """Keep the head of the ledger as it is published."""
        status, body = asked(port, "/head")
        if status == 200:
            told = json.loads(body)
            told["at"] = datetime.fromisoformat(told["at"])
            self.book.heads.append(msgspec.convert(told, Head))

    def settle(self, broken: str = "", seconds: float = _SETTLE_SECONDS) -> None:
        """Start it a last time, repeat what was not answered, wait until nothing is left to do, and look at all of it."""
        process = self.started(Stop(broken=broken))
        try:
            Load(process.port, self.book, most=20).join()
            ends = steady() + seconds
            while True:
                tables = looked(self.url, live=True)
                left = list(settled(self.book, tables, self.receiver))
                if not left or steady() > ends:
                    break
                time.sleep(0.1)
            self.head(process.port)
        finally:
            process.kill()
        self.seen += left
        self.look("at the end")
        self.seen += self.book.troubles
        self.seen += self.unverified()

    def unverified(self) -> list[str]:
        """What is wrong with the ledger, held against the heads that were published meanwhile."""
        with closing(open_database(self.url)) as base:
            found = base.read(lambda journal: verify(journal, self.book.heads))
        return [] if found.holds and found.heads == len(self.book.heads) else [f"ledger: {found.broken}"]
