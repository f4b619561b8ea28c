"""Publishes signed heads of the ledger outside of this house, so that nobody here can rewrite what was recorded.

A head that is out is never replaced by one that does not continue it: a ledger that was restored from an older backup, or
changed, is found by its own publisher, which then leaves the outside alone until somebody has put the head there away.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from askonce.adapters.calling.caller import Call, Caller
from askonce.adapters.sending.delivery import Failed, failure_of
from askonce.adapters.settings.model import Heads
from askonce.cases.database import Database, Unavailable
from askonce.cases.journal import Journal
from askonce.ledger.proving import why_not_grown

_LOG: Final = logging.getLogger("askonce.heads")
_LOOK_SECONDS: Final = 1.0
_READABLE: Final = 0o644
_FORK: Final = "the ledger does not continue the head that is out, which stays as it is"


class Published(msgspec.Struct, frozen=True):
    """How many entries the last head that went out covers, and when it went, in seconds of a steady clock."""

    size: int = 0
    at: float | None = None


def is_due(last: Published, size: int, now: float, heads: Heads) -> bool:
    """Whether a head should go out: after enough entries, or enough time while there is anything new.

    >>> heads = Heads(to="heads.txt", every_seconds=60, every_entries=10)
    >>> last = Published(5, 100.0)
    >>> [is_due(last, size, now, heads) for size, now in ((5, 999.0), (6, 159.0), (6, 160.0), (15, 101.0))]
    [False, False, True, True]
    """
    if size <= last.size:
        return False
    return last.at is None or size - last.size >= heads.every_entries or now - last.at >= heads.every_seconds


class HeadPublisher:
    """Publishes heads on a schedule; `head` signs the head of the ledger within a read job."""

    def __init__(
        self,
        database: Database,
        heads: Heads,
        head: Callable[[Journal], bytes],
        caller: Caller,
        clock: Callable[[], float] = time.monotonic,
        *,
        kept: Path | None = None,
    ) -> None:
        """`kept` is the file that remembers what went to an address, which cannot be read back; not in the database."""
        self._database = database
        self._heads = heads
        self._head = head
        self._caller = caller
        self._clock = clock
        self._kept = Path(heads.to) if "://" not in heads.to else kept
        self._last = Published()
        self._tried: float | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def look(self) -> Failed | None:
        """Publish a head if one is due; what failed is tried again after the time of the schedule."""
        now = self._clock()
        size = self._database.read(lambda journal: journal.size())
        if not is_due(self._last, size, now, self._heads) or self._is_too_soon(now):
            return None
        self._tried = now
        size, text, fork = self._database.read(self._continued)
        failed = self.publish(text) if fork is None else Failed(f"{_FORK}: {fork}")
        if failed is None:
            self._last, self._tried = Published(size, now), None
        else:
            _LOG.warning("a head of the ledger was not published: %s", failed.reason)
        return failed

    def _continued(self, journal: Journal) -> tuple[int, bytes, str | None]:
        """How many entries there are, the head, and why it does not continue the one that is out."""
        text = self._head(journal)
        try:
            out = self._kept.read_bytes() if self._kept is not None else b""
        except FileNotFoundError:
            out = b""
        except OSError as error:
            return journal.size(), text, f"it cannot be read: {error.strerror}"
        if not out:
            return journal.size(), text, None
        return journal.size(), text, why_not_grown(journal, out.decode("utf-8", "replace"), text.decode())

    def publish(self, text: bytes) -> Failed | None:
        """Put a head where the settings say, whole or not at all."""
        heads = self._heads
        if "://" in heads.to:
            token = {"Authorization": f"Bearer {heads.token.reveal()}"} if heads.token else {}
            headers = {"Content-Type": "text/plain; charset=utf-8", **token}
            reply = self._caller.call(
                Call("POST", heads.to, headers, text, heads.seconds, authority=heads.authority)
            )
            failed = failure_of(reply)
            if failed is None and self._kept is not None:
                replace_file(self._kept, text)
            return failed
        try:
            replace_file(Path(heads.to), text)
        except OSError as error:
            return Failed(f"the file cannot be written: {error.strerror}")
        return None

    def start(self) -> None:
        """Look every second, in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="askonce-heads", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, once what is being published is out."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _is_too_soon(self, now: float) -> bool:
        return self._tried is not None and now - self._tried < min(self._heads.every_seconds, 60.0)

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_SECONDS):
            try:
                self.look()
            except Unavailable as error:  # it may come back
                _LOG.warning("heads of the ledger wait: %s", type(error).__name__)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another at once: a reader sees the one or the other, after a power cut too."""
    descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(made).chmod(_READABLE)
        Path(made).replace(path)
    finally:
        Path(made).unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
