"""Brings the log into the file beside the one who writes, so that no commit waits until all of it is there.

SQLite does this within a commit: whoever files just then waits for thousands of pages. Here a thread of its own
brings in most of them while others go on writing; what came meanwhile is little, and the writer brings it in itself
between two commits, after which the log begins anew. A log that is never brought in loses nothing: it is read at the
next start.

What is deleted stands in the log as it was before, and so would its text, until others have written over it: seconds
after something was deleted all of the log is brought in and the log is cut to nothing, and so it is at the end.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Final

#: So many rows are changed until it is worth while: pages that change often are then written into the file once.
ROWS: Final = 6_000
#: So long after something was deleted the log is cut: whatever else is deleted meanwhile goes with it.
PAUSE_SECONDS: Final = 5.0
#: Who writes waits no longer than this for those who read an older state; then it is tried again after a pause.
_BUSY_MILLISECONDS: Final = 50


class Checkpoints:
    """The checkpoints of one file; `look` is called by the one thread that writes."""

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        rows: int = ROWS,
        pause: float = PAUSE_SECONDS,
    ) -> None:
        self._connect = connect
        self._rows = rows
        self._pause = pause
        self._last = 0
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._deleted = False
        self._cutter: threading.Thread | None = None

    def look(self, connection: sqlite3.Connection) -> None:
        """Look whether it is time, between two transactions: whoever waited for the last one has been told."""
        if self._thread is not None:
            if self._thread.is_alive():
                return
            self._thread = None
            _bring_in(connection)  # the rest, so that the log can begin anew
        elif connection.total_changes - self._last >= self._rows:
            self._last = connection.total_changes
            self._thread = threading.Thread(target=self._run, name="askonce-checkpoint", daemon=True)
            self._thread.start()

    def after_deleting(self) -> None:
        """Have the log cut soon: something was deleted, and that is on the disk now."""
        with self._lock:
            self._deleted = True
            if self._cutter is None:
                self._cutter = threading.Thread(target=self._cut_later, name="askonce-cut", daemon=True)
                self._cutter.start()

    def close(self) -> None:
        """Wait for the one that is under way, and begin no other; whoever closes cuts the log."""
        self._stop.set()
        with self._lock:
            cutter = self._cutter
        for one in (self._thread, cutter):
            if one is not None:
                one.join()

    def _cut_later(self) -> None:
        """Cut until nothing is left of what was deleted: somebody may read an older state, or delete more meanwhile."""
        while not self._stop.wait(self._pause):
            with self._lock:
                self._deleted = False
            is_cut = self._is_cut()
            with self._lock:
                if is_cut and not self._deleted:
                    self._cutter = None
                    return

    def _is_cut(self) -> bool:
        with contextlib.suppress(sqlite3.Error), closing(self._connect()) as connection:
            return cut(connection)
        return False

    def _run(self) -> None:
        with contextlib.suppress(sqlite3.Error), closing(self._connect()) as connection:
            _bring_in(connection)


def cut(connection: sqlite3.Connection) -> bool:
    """Bring in all of the log and cut it to nothing; whether nobody stood in the way."""
    _bring_in(connection)  # without holding up who writes
    with contextlib.suppress(sqlite3.Error):
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        return bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    return False


def _bring_in(connection: sqlite3.Connection) -> None:
    """As much of the log as nobody still reads; a disk that is full leaves it where it is, and the next one tries again."""
    with contextlib.suppress(sqlite3.Error):
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
