"""Taking turns between processes that write to one file, each in the order in which it came."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from pathlib import Path
from typing import Final

from askonce.cases.database import Unavailable

_PATIENCE_SECONDS: Final = 30.0
_PAUSE_SECONDS: Final = 0.001


class Turn:
    """A turnstile: who waits holds the gate, so that a busy writer that comes back at once stands behind it.

    SQLite's own lock lets whoever asks first have it, and lets the others ask again later: beside a server under load
    a command on the terminal would wait for seconds. Both locks end with their process, however it ends.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        self._gate = os.open(f"{path}-gate", flags, 0o600)
        self._turn = os.open(f"{path}-turn", flags, 0o600)

    def take(self) -> None:
        """Wait for one's turn; Unavailable where another process holds on to it."""
        _lock(self._gate)
        try:
            _lock(self._turn)
        finally:
            fcntl.flock(self._gate, fcntl.LOCK_UN)

    def give(self) -> None:
        """Let the next have its turn."""
        fcntl.flock(self._turn, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close both files."""
        os.close(self._gate)
        os.close(self._turn)


def _lock(file: int) -> None:
    ends: float | None = None
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in {errno.EAGAIN, errno.EACCES, errno.EINTR}:
                raise
        else:
            return
        now = time.monotonic()
        ends = ends or now + _PATIENCE_SECONDS
        if now > ends:
            raise Unavailable("another process writes to the database and does not end")
        time.sleep(_PAUSE_SECONDS)
