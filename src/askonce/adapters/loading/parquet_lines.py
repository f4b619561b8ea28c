"""Reads Parquet batch by batch as lines of cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from askonce.adapters.loading.lines import Line, Spoilt, UnreadableFile

_BATCH_ROWS: Final = 8_192


class ParquetFile:
    """A file of Parquet; line 1 are its heads, its first row is line 2, as in a sheet."""

    is_ragged = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notes: list[str] = []
        with path.open("rb") as file:
            self.digest = hashlib.file_digest(file, "sha256").hexdigest()

    def lines(self) -> Iterator[Line | Spoilt]:
        """The heads, then the rows."""
        import pyarrow as pa
        from pyarrow import parquet

        number = 1
        try:
            with parquet.ParquetFile(self._path) as file:
                yield Line(number, list(file.schema_arrow.names))
                for batch in file.iter_batches(_BATCH_ROWS):
                    columns = [column.to_pylist() for column in batch.columns]
                    for cells in zip(*columns, strict=True):
                        number += 1
                        yield Line(number, cells)
        except (pa.ArrowException, ValueError, OverflowError) as error:  # the last two: a day before year 1
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise UnreadableFile(f"`{self._path}` cannot be read as Parquet: {reason}") from error
