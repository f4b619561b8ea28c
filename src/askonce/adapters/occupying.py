"""Who works on a house: any number together, or one alone who changes it under all others."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class Occupied(Exception):  # noqa: N818 - a fact about the house, which the edge shows
    """Somebody else works on the house."""


class Occupying:
    """A hold on a house by the file of its keys; it ends when it is closed, and with the process however that ends."""

    def __init__(self, file: Path, *, alone: bool = False) -> None:
        """Occupied where it is to be held alone and others hold it, or where another holds it alone."""
        self._file = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            raise Occupied(str(file)) from error

    def close(self) -> None:
        """Let go."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
