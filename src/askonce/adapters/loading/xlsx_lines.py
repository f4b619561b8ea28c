"""Reads the first sheet of a workbook row by row; a value that was not saved, or is an error, spoils its row."""

from __future__ import annotations

import hashlib
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from askonce.adapters.loading.lines import Line, Spoilt, UnreadableFile

_BLOCK: Final = 1 << 20
_MOST_SHARED: Final = 512 << 20
_SHARED: Final = "xl/sharedStrings.xml"
_MOST_SHEET: Final = 8 << 30
#: A row, or a text that cells share, is in memory as a whole, several times over; a sheet goes by row after row.
_MOST_ROW: Final = 16 << 20
_ROW: Final = re.compile(rb"<(?:[^\s<>/:]+:)?(?:row|si)[\s/>]")
_FORMULA: Final = re.compile(rb"<(?:[^\s<>/:]+:)?f[\s/>]")
_DOCTYPE: Final = b"<!DOCTYPE"
_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
_TAIL: Final = 64


class XlsxFile:
    """A workbook, read as a stream."""

    is_ragged = True

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notes: list[str] = []
        with path.open("rb") as file:
            self.digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._has_formulas = _look_into(path)

    def lines(self) -> Iterator[Line | Spoilt]:
        """The rows that hold anything."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a workbook has besides cells is no concern here
            try:
                yield from self._rows()
            except (
                zipfile.BadZipFile, ArithmeticError, AttributeError, EOFError, LookupError, SyntaxError, TypeError,
                ValueError,
            ) as error:  # fmt: skip
                raise UnreadableFile(
                    f"`{self._path}` cannot be read as a workbook: {_first(error)}"
                ) from error

    def _rows(self) -> Iterator[Line | Spoilt]:
        from openpyxl import load_workbook

        values = load_workbook(self._path, read_only=True, data_only=True)
        formulas = load_workbook(self._path, read_only=True) if self._has_formulas else None
        try:
            sheet = values.worksheets[0]
            others = [one.title for one in values.worksheets[1:]]
            if others:
                self.notes.append(f"only its first sheet `{sheet.title}` is read, not {', '.join(others)}")
            beside = formulas.worksheets[0].iter_rows(values_only=True) if formulas else None
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                unsaved = beside is not None and _is_unsaved(cells, next(beside))
                if unsaved:
                    yield Spoilt(number, "a formula whose value was not saved")
                elif any(cell is not None and cell != "" for cell in cells):
                    yield _line(number, cells)
        finally:
            values.close()
            if formulas:
                formulas.close()


def _line(number: int, cells: Sequence[Any]) -> Line | Spoilt:
    while cells[-1] is None:
        cells = cells[:-1]
    wrong = next((cell for cell in cells if type(cell) is str and cell in _ERRORS), None)
    return Line(number, cells) if wrong is None else Spoilt(number, f"a formula gave `{wrong}`")


def _is_unsaved(cells: Sequence[object], formulas: Sequence[object]) -> bool:
    return any(cell is None and formula is not None for cell, formula in zip(cells, formulas, strict=False))


def _look_into(path: Path) -> bool:
    """Whether any sheet has formulas; raises UnreadableFile for what unpacks too far or is no workbook."""
    try:
        with zipfile.ZipFile(path) as packed:
            found = False
            for part in packed.infolist():
                sheet = part.filename.startswith("xl/worksheets/")
                if part.file_size > (_MOST_SHEET if sheet else _MOST_SHARED):
                    raise UnreadableFile(
                        f"`{path}` unpacks to more than is read: {part.file_size:,} bytes of `{part.filename}`"
                    )
                if part.filename.endswith(".xml") and (sheet or part.filename == _SHARED):
                    found = _has_formulas(packed, part, path) & sheet or found
            return found
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise UnreadableFile(
            f"`{path}` cannot be read as a workbook: {_first(error)}; save it again as .xlsx"
        ) from error


def _has_formulas(packed: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> bool:
    """Whether a part has formulas; it goes by in blocks, so that no row of it has to fit into memory."""
    found, tail = False, b""
    read = row = 0
    with packed.open(part) as sheet:
        while block := sheet.read(_BLOCK):
            row = max((read + one.start() for one in _ROW.finditer(block)), default=row)
            read += len(block)
            if read - row > _MOST_ROW:
                raise UnreadableFile(
                    f"`{path}` holds a row or a text of more than {_MOST_ROW:,} bytes, which no person wrote"
                )
            text = tail + block
            if _DOCTYPE in text:
                raise UnreadableFile(f"`{path}` holds a document type, which no workbook has")
            found = found or _FORMULA.search(text) is not None
            tail = block[-_TAIL:]
    return found


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
