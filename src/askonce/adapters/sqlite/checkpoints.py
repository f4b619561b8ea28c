"""Brings the log into the file beside the one who writes, so that no commit waits until all of it is there.

SQLite does this within a commit: whoever files just then waits for thousands of pages. Here a thread of its own
brings in most of them while others go on writing; what came meanwhile is little, and the writer brings it in itself
between two commits, after which the log begins anew. A log that is never brought in loses nothing: it is read at the
next start.
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


class Checkpoints:
    """The checkpoints of one file; `look` is called by the one thread that writes."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], rows: int = ROWS) -> None:
        self._connect = connect
        self._rows = rows
        self._last = 0
        self._thread: threading.Thread | None = None

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

    def close(self) -> None:
        """Wait for the one that is under way."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        with contextlib.suppress(sqlite3.Error), closing(self._connect()) as connection:
            _bring_in(connection)


def _bring_in(connection: sqlite3.Connection) -> None:
    """As much of the log as nobody still reads; a disk that is full leaves it where it is, and the next one tries again."""
    with contextlib.suppress(sqlite3.Error):
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
