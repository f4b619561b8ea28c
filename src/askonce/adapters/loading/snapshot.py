"""Reads a snapshot of a register: every row checked by the types of its attributes, refused ones with their reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from askonce.adapters.loading.cells import Cells, subject_of
from askonce.adapters.loading.csv_lines import CsvFile
from askonce.adapters.loading.heads import Heads, Shape, match, names_subject
from askonce.adapters.loading.lines import File, Line, Spoilt, UnreadableFile
from askonce.adapters.loading.parquet_lines import ParquetFile
from askonce.adapters.loading.staging import Staging
from askonce.adapters.loading.xlsx_lines import XlsxFile
from askonce.feel.values import Value
from askonce.norms.columns import Absent, Misfit

_FORMATS: Final[dict[str, Callable[[Path], File]]] = {
    ".csv": CsvFile, ".tsv": CsvFile, ".txt": CsvFile, ".xlsx": XlsxFile, ".parquet": ParquetFile, ".pq": ParquetFile,
}  # fmt: skip
#: Titles may stand above the heads of a sheet.
_MOST_ABOVE: Final = 20
#: So many refused rows are told one by one; of the others there is the number.
_MOST_TOLD: Final = 10_000
_TELL_EVERY: Final = 10_000


class Refused(msgspec.Struct, frozen=True):
    """A row that is not loaded: its line in the file, the column (none where it is the whole row), and why."""

    line: int
    column: str
    reason: str


class Read(msgspec.Struct, frozen=True):
    """What a file holds: its digest, how many rows were read and refused, the refused ones in order, and notes.

    `nameless` are refused rows of which nobody can tell whom they are about.
    """

    file: str
    digest: str
    rows: int
    refused: int
    told: tuple[Refused, ...]
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    nameless: int = 0

    @property
    def source(self) -> str:
        """Under which name what is loaded from it stands."""
        return f"load:{self.digest[:32]}"


def open_snapshot(path: Path) -> File:
    """A file by the ending of its name; raises UnreadableFile."""
    make = _FORMATS.get(path.suffix.lower())
    if make is None:
        raise UnreadableFile(f"`{path}` is none of {', '.join(_FORMATS)}; save it as one of them")
    try:
        if path.is_dir():
            raise UnreadableFile(f"`{path}` is a folder; name the file")
        return make(path)
    except OSError as error:
        raise UnreadableFile(f"`{path}` cannot be read: {error.strerror or error}") from error


def read_snapshot(
    path: Path,
    shape: Shape,
    staging: Staging,
    name_of: Callable[[str], str],
    *,
    empty_is_none: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Read:
    """Read a file into `staging`, each subject under the name that `name_of` gives it; raises UnreadableFile."""
    file = open_snapshot(path)
    reading = _Reading(shape, staging, name_of, empty_is_none=empty_is_none, is_ragged=file.is_ragged)
    try:
        for line in file.lines():
            reading.take(line)
            if reading.rows % _TELL_EVERY == 0:
                progress(reading.rows)
    except OSError as error:
        raise UnreadableFile(f"`{path}` cannot be read: {error.strerror or error}") from error
    heads = reading.end()
    notes = [*file.notes]
    if heads.left:
        notes.append(
            f"columns that no attribute is: {', '.join(f'`{one}`' for one in heads.left)}; they are not loaded"
        )
    told = tuple(sorted(reading.told, key=lambda one: one.line))
    names = tuple(one.name for one in heads.places.values())
    return Read(
        path.name, file.digest, reading.rows, reading.refused, told, names, tuple(notes), reading.nameless
    )


def check_heads(path: Path, shape: Shape) -> None:
    """Read a file as far as its heads; raises UnreadableFile where it is none, or they do not fit."""
    file = open_snapshot(path)
    with closing(Staging()) as staging:
        reading = _Reading(shape, staging, str, empty_is_none=False, is_ragged=file.is_ragged)
        try:
            for line in file.lines():
                reading.take(line)
                if reading.has_heads:
                    return
        except OSError as error:
            raise UnreadableFile(f"`{path}` cannot be read: {error.strerror or error}") from error
        reading.end()


class _Reading:
    """One reading of a file."""

    def __init__(
        self,
        shape: Shape,
        staging: Staging,
        name_of: Callable[[str], str],
        *,
        empty_is_none: bool,
        is_ragged: bool,
    ) -> None:
        self._shape = shape
        self._staging = staging
        self._name_of = name_of
        self._empty_is_none = empty_is_none
        self._is_ragged = is_ragged
        self._heads: Heads | None = None
        self._above: list[Line] = []
        self._columns: list[tuple[int, str, Cells]] = []
        self.rows = 0
        self.refused = 0
        self.nameless = 0
        self.told: list[Refused] = []

    @property
    def has_heads(self) -> bool:
        """Whether the heads are found."""
        return self._heads is not None

    def take(self, line: Line | Spoilt) -> None:
        """Take the next line."""
        if self._heads is None:
            if isinstance(line, Spoilt):
                raise UnreadableFile(
                    f"line {line.number}, above or among the heads, cannot be read: {line.reason}"
                )
            self._look_for_heads(line)
            return
        self.rows += 1
        if isinstance(line, Spoilt):
            self._refuse(line.number, "", line.reason)
            self.nameless += 1
        else:
            self._row(line, self._heads)

    def end(self) -> Heads:
        """The heads, after the last line; what stands twice is left out."""
        heads = self._heads
        if heads is None:
            if not self._above:
                raise UnreadableFile("the file is empty; its first line should name its columns")
            heads = match(self._above[0].cells, self._shape)
        twins = list(self._staging.twins())
        for line, other, same in twins:
            reason = (
                f"it says the same as line {other}"
                if same
                else f"line {other} says otherwise of the same subject"
            )
            self._refuse(line, "", reason)
        self._staging.drop([line for line, _, _ in twins])
        return heads

    def _look_for_heads(self, line: Line) -> None:
        self._above.append(line)
        if names_subject(line.cells, self._shape):
            self._use(match(line.cells, self._shape))
        elif len(self._above) == _MOST_ABOVE:
            self._use(match(self._above[0].cells, self._shape))

    def _use(self, heads: Heads) -> None:
        self._heads = heads
        self._columns = [
            (place, one.name, Cells(one.type, empty_is_none=self._empty_is_none))
            for place, one in heads.places.items()
        ]

    def _row(self, line: Line, heads: Heads) -> None:
        cells = line.cells
        if self._is_ragged and len(cells) < heads.width:
            cells = (*cells, *[None] * (heads.width - len(cells)))
        if len(cells) != heads.width:
            self._refuse(line.number, "", f"it has {len(cells)} cells where the heads have {heads.width}")
            self.nameless += 1
            return
        subject = subject_of(cells[heads.subject])
        if isinstance(subject, Misfit):
            self._refuse(line.number, self._shape.subject[0], subject.message)
            self.nameless += 1
            return
        values: dict[str, Value] = {}
        for place, name, column in self._columns:
            value = column.value(cells[place])
            if isinstance(value, Misfit):
                self._refuse(line.number, name, value.message)
                self._staging.see(self._name_of(subject))
                return
            if not isinstance(value, Absent):
                values[name] = value
        self._staging.add(self._name_of(subject), line.number, values)

    def _refuse(self, line: int, column: str, reason: str) -> None:
        self.refused += 1
        if len(self.told) < _MOST_TOLD:
            self.told.append(Refused(line, column, reason))


def as_csv(read: Read) -> str:
    r"""The refused rows as a table for the department: line, column, reason; cells that a sheet would run are quoted.

    >>> as_csv(Read("a.csv", "", 1, 1, (Refused(2, "birth_date", "=1"),), (), ()))
    "line,column,reason\r\n2,birth_date,'=1\r\n"
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("line", "column", "reason"))
    writer.writerows((one.line, _inert(one.column), _inert(one.reason)) for one in read.told)
    return out.getvalue()


def _inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
