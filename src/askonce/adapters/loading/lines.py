"""What readers of files give: lines of cells with their numbers, and lines that cannot be read, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol


class Line(NamedTuple):
    """The cells of a line; `number` is where a person finds it in the file, from 1."""

    number: int
    cells: Sequence[object]


class Spoilt(NamedTuple):
    """A line that cannot be read, and why."""

    number: int
    reason: str


class UnreadableFile(Exception):  # noqa: N818 - says what is the matter, to be shown as it is
    """A file cannot be read as a snapshot; the message says why."""


class File(Protocol):
    """A file of rows: its lines in order, heads first; `digest` is of its bytes, `notes` what a person should know.

    `is_ragged` where empty cells at the end of a line are left out, as in sheets.
    """

    digest: str
    notes: list[str]
    is_ragged: bool

    def lines(self) -> Iterator[Line | Spoilt]:
        """The lines, read as they are asked for."""
