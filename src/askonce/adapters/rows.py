"""Reads a file of cases, Parquet or JSON Lines, batch by batch."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn

import msgspec

from askonce.norms.columns import ABSENT, Batch, Unread

BATCH_ROWS: Final = 8_192
#: A line is one case; what is longer is another kind of file.
MOST_BYTES: Final = 16_000_000
_BOM: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_BLANK: Final = re.compile(rb"\s*\Z")


class UnreadableFile(Exception):  # noqa: N818 - says what is the matter, to be shown as it is
    """A file of cases cannot be read; the message says why."""


class Portion(msgspec.Struct, frozen=True):
    """A batch, and how far into the file it reaches, in the file's own measure (`of` is the whole)."""

    batch: Batch
    done: int
    of: int


def read_rows(path: Path, wanted: Collection[str]) -> Iterator[Portion]:
    """The cases of a file: the columns that are wanted, and the names of the others.

    A line that cannot be read is told in its batch; a file that cannot be read at all raises UnreadableFile.
    """
    endings = {".parquet": _read_parquet, ".jsonl": _read_lines}
    read = endings.get(path.suffix.lower())
    if read is None:
        raise UnreadableFile(f"`{path}` is neither .parquet nor .jsonl")
    if not path.exists():
        raise UnreadableFile(f"there is no file `{path}`")
    if path.is_dir():
        raise UnreadableFile(f"`{path}` is a folder; name the file with the cases")
    return read(path, frozenset(wanted))


def _read_parquet(path: Path, wanted: frozenset[str]) -> Iterator[Portion]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            names: list[str] = file.schema_arrow.names
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise UnreadableFile(f"`{path}` has the column `{twice[0]}` twice")
            columns = [name for name in names if name in wanted]
            others = tuple(name for name in names if name not in wanted)
            done, total = 0, file.metadata.num_rows
            for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=columns):
                rows = range(done + 1, done + 1 + batch.num_rows)
                done += batch.num_rows
                held = {name: _listed(path, name, batch.column(name)) for name in columns}
                yield Portion(Batch(rows, held, others=others), done, total)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(f"`{path}` cannot be read as Parquet: {_first_line(error)}") from error


def _listed(path: Path, name: str, column: Any) -> Sequence[object]:
    try:
        values: Sequence[object] = column.to_pylist()
    except (ValueError, OverflowError) as error:  # a day before year 1, a text that is no UTF-8
        raise UnreadableFile(f"`{path}`, column `{name}`: {_first_line(error)}") from error
    return values


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _read_lines(path: Path, wanted: frozenset[str]) -> Iterator[Portion]:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(3)
            if start[:2] in _UTF_16:
                raise UnreadableFile(f"`{path}` is UTF-16; save it as UTF-8")
            file.seek(len(_BOM) if start == _BOM else 0)
            gathered = _Lines(wanted)
            for number, line in _lines(file):
                gathered.add(number, line)
                if gathered.is_full:
                    yield Portion(gathered.batch(), file.tell(), size)
                    gathered = _Lines(wanted)
            yield Portion(gathered.batch(), size, size)
    except OSError as error:
        raise UnreadableFile(f"`{path}` cannot be read: {error.strerror or error}") from error


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(MOST_BYTES):
        number += 1
        if len(line) == MOST_BYTES and not line.endswith(b"\n"):
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = file.readline(MOST_BYTES)
        yield number, line


class _Lines:
    """Gathers lines into a batch."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.wanted = wanted
        self.numbers: list[int] = []
        self.rows: list[dict[str, Any]] = []
        self.unread: list[Unread] = []

    @property
    def is_full(self) -> bool:
        """Whether it is time to hand them on."""
        return len(self.rows) + len(self.unread) >= BATCH_ROWS

    def add(self, number: int, line: bytes) -> None:
        """Read a line; blank ones are nothing."""
        if _BLANK.match(line):
            return
        found = _object(line)
        if isinstance(found, str):
            self.unread.append(Unread(number, found))
        else:
            self.numbers.append(number)
            self.rows.append(found)

    def batch(self) -> Batch:
        """The lines as columns."""
        names = dict.fromkeys(name for row in self.rows for name in row)
        columns = {
            name: [row.get(name, ABSENT) for row in self.rows] for name in names if name in self.wanted
        }
        others = tuple(name for name in names if name not in self.wanted)
        return Batch(tuple(self.numbers), columns, tuple(self.unread), others)


class _UnfitError(ValueError):
    """What JSON itself would let pass: a key that stands twice, a number that is none."""


def _pairs(pairs: Iterable[tuple[str, Any]]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _UnfitError(f"`{key}` stands twice")
        found[key] = value
    return found


def _constant(word: str) -> NoReturn:
    raise _UnfitError(f"`{word}` is no number of JSON")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=Decimal, parse_constant=_constant)


def _object(line: bytes) -> dict[str, Any] | str:
    """The object of a line, or why it is none."""
    if len(line) >= MOST_BYTES:
        return f"the line is longer than {MOST_BYTES:,} bytes"
    try:
        found = _DECODER.decode(line.decode())
    except UnicodeDecodeError:
        return "the line is no UTF-8"
    except json.JSONDecodeError as error:
        return f"no JSON at character {error.colno}: {error.msg[:1].lower()}{error.msg[1:]}"
    except _UnfitError as error:
        return str(error)
    except RecursionError:
        return "lists and objects are nested too deep"
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        return "a number has too many digits"
    return found if isinstance(found, dict) else "the line is no object of JSON; write one object a line"
