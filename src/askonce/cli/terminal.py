"""The terminal: where commands write, and how they show that something takes its time."""

import contextlib
import os
import sys
import time
from typing import TextIO

PATIENCE_SECONDS = 2.0
REDRAW_SECONDS = 0.1
BAR_CELLS = 24


class Terminal:
    """Two streams of text; progress goes to the second, and only where a person watches."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self._out = out
        self._err = err
        self._began = time.monotonic()
        self._drawn = 0.0
        self._shown = False

    @property
    def colours(self) -> bool:
        """Whether the output may be coloured."""
        return self._out.isatty()

    def say(self, text: str) -> None:
        """Write a text to the output, ending its line."""
        self._clear()
        self._out.write(text if text.endswith("\n") else text + "\n")

    def prompt(self, text: str) -> None:
        """Write a text and leave the line open for an answer."""
        self._clear()
        self._out.write(text)
        self._out.flush()

    def warn(self, text: str) -> None:
        """Write a text beside the output, ending its line; where that cannot be written nobody can be told."""
        with contextlib.suppress(OSError):
            self._clear()
            self._err.write(text if text.endswith("\n") else text + "\n")
            self._err.flush()

    def close(self) -> None:
        """Give up the output once it failed, so that Python does not try to write the rest of it at its end."""
        try:
            self._out.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())

    def progress(self, label: str, done: int, total: int) -> None:
        """Show how far a step has come, once it takes longer than two seconds."""
        now = time.monotonic()
        if (
            now - self._began < PATIENCE_SECONDS
            or now - self._drawn < REDRAW_SECONDS
            or not self._err.isatty()
        ):
            return
        self._drawn, self._shown = now, True
        filled = BAR_CELLS * done // max(total, 1)
        self._err.write(f"\r{label} {done:,}/{total:,} [{'#' * filled}{'.' * (BAR_CELLS - filled)}]")
        self._err.flush()

    def _clear(self) -> None:
        if self._shown:
            self._err.write("\r\x1b[K")
            self._shown = False


def standard() -> Terminal:
    """The terminal of this process; what cannot be shown in its encoding is escaped, never an error."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return Terminal(sys.stdout, sys.stderr)


def _nowhere() -> TextIO:
    """A stream in place of one that was closed before the program began (`>&-`)."""
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - open as long as the program runs
