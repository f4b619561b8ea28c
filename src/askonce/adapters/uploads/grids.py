"""Reads an uploaded spreadsheet, a workbook or separated text, as grids of texts; a stranger's file is weighed before it is unpacked."""

from __future__ import annotations

import csv
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from typing import Any, Final, Literal, TypeAlias

from askonce.text.grid import FORMULA_ERROR, LONG_NUMBER, UNSAVED_FORMULA, Grid
from askonce.text.workbook import currency_of

Fault: TypeAlias = Literal["empty", "other-kind", "broken", "too-much"]

_WORKBOOK: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0"
_MOST_UNPACKED: Final = 48_000_000
_MOST_PARTS: Final = 1_000
_MOST_TAGS: Final = 1_000_000
_MOST_CELLS: Final = 200_000
_MOST_COLUMNS: Final = 200
#: Ten times what is entered at once: more is no list that somebody looks through.
_MOST_LINES: Final = 5_000
#: A sheet has no more rows than these.
_TALLEST: Final = 1_048_576
_READABLE: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 1
_DOCTYPE: Final = b"<!DOCTYPE"
#: A spreadsheet's numbers are exact up to here.
_EXACT: Final = 10**15
_DELIMITERS: Final = ",\t;"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
#: What a reader raises over a stranger's workbook is named nowhere: all that has to do with values, none of it a fault of ours.
_MISREAD: Final = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, SyntaxError,
    TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def read_grids(body: bytes) -> tuple[Grid, ...] | Fault:
    """The sheets of a file by its bytes, whatever its name says; or what is the matter with it."""
    if not body.strip():
        return "empty"
    if body.startswith(_WORKBOOK):
        return _workbook(body)
    if body.startswith(_OLD) or (b"\0" in body[:4096] and body[:2] not in _UTF_16):
        return "other-kind"
    if body.lstrip()[:1] == b"<":  # a page that a program saved under the name of a workbook
        return "other-kind"
    return _text(body)


def _text(body: bytes) -> tuple[Grid, ...] | Fault:
    """Separated text in UTF-8, UTF-16 or GB18030."""
    text = _decoded(body)
    if text is None or _CONTROL.search(text):
        return "broken"
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error:
        return "broken"
    cells = sum(map(len, rows))
    if cells > _MOST_CELLS or len(rows) > _MOST_LINES or any(len(row) > _MOST_COLUMNS for row in rows):
        return "too-much"
    return (Grid("", tuple(tuple(row) for row in rows)),)


def _decoded(body: bytes) -> str | None:
    encodings = ("utf-16",) if body[:2] in _UTF_16 else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _workbook(body: bytes) -> tuple[Grid, ...] | Fault:
    try:
        fault = _weighed(body)
        if fault is not None:
            return fault
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a workbook has besides cells is no concern here
            return _grids(body)
    except _TooMuchError:
        return "too-much"
    except _MISREAD:
        return "broken"


class _TooMuchError(Exception):
    """A workbook has more cells than are read."""


def _weighed(body: bytes) -> Fault | None:
    """What would cost more to read than a firm's list does."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
            return "too-much"
        tags = 0
        for part in parts:
            if part.compress_type not in _READABLE or part.flag_bits & _ENCRYPTED:
                return "broken"
            content = archive.read(part).replace(b"\0", b"")  # a sheet may have any name
            tags += content.count(b"<")
            if _DOCTYPE in content:
                return "broken"
        return "too-much" if tags > _MOST_TAGS else None


def _grids(body: bytes) -> tuple[Grid, ...]:
    """The sheets that can be seen; values come from one reading, formulas and merged cells from another."""
    from openpyxl import load_workbook

    values = load_workbook(io.BytesIO(body), data_only=True, read_only=True, keep_links=False)
    formulas = load_workbook(io.BytesIO(body), read_only=True, keep_links=False)
    unsaved = {one.title: _formulas(formulas[one.title]) for one in values.worksheets}
    whole = None
    if _is_shaped(body):
        _weigh_merged(body)
        whole = load_workbook(io.BytesIO(body), keep_links=False)
    left = _MOST_CELLS
    found = []
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            continue
        shape = whole[sheet.title] if whole is not None else None
        grid = _grid(sheet, unsaved[sheet.title], _merged(shape) if shape is not None else (), left)
        left -= sum(map(len, grid.rows))
        found.append(Grid(grid.name, grid.rows, grid.faults, _hidden(shape)))
    several = len(found) > 1
    return tuple(one if several else Grid("", one.rows, one.faults, one.hidden) for one in found)


def _is_shaped(body: bytes) -> bool:
    """Whether a workbook merges cells or hides rows, which costs more to read."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        sheets = (archive.read(one) for one in archive.namelist() if one.startswith("xl/worksheets/"))
        return any(b"mergeCell" in one or b"hidden=" in one for one in sheets)


def _weigh_merged(body: bytes) -> None:
    """Refuse merged cells that cover too much: the reader of whole workbooks makes each cell that one covers."""
    from openpyxl.utils import range_boundaries
    from openpyxl.xml.functions import iterparse

    left = _MOST_CELLS
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            for _, element in iterparse(io.BytesIO(part)) if b"mergeCell" in part else ():
                if element.tag.rpartition("}")[2] != "mergeCell":
                    continue
                first, top, last, bottom = range_boundaries(element.get("ref", ""))
                if first is None or top is None or last is None or bottom is None:  # whole columns or rows
                    raise _TooMuchError
                left -= (last - first + 1) * (bottom - top + 1)
                if left < 0:
                    raise _TooMuchError


def _lines(sheet: Any) -> Iterator[tuple[int, Any]]:
    """The rows of a sheet with their numbers from 0; one that says it stands below the last there is would be reached never."""
    sheet.reset_dimensions()  # the stated size may be wrong, and would cut cells off
    for number, line in enumerate(sheet.iter_rows()):
        if number >= _TALLEST:
            raise _TooMuchError
        yield number, line


def _hidden(shape: Any) -> frozenset[int]:
    """The rows that nobody sees who opens the file."""
    return frozenset(
        number - 1
        for number, one in (shape.row_dimensions.items() if shape is not None else ())
        if one.hidden
    )


def _grid(
    sheet: Any,
    formulas: AbstractSet[tuple[int, int]],
    merged: Iterable[tuple[int, int, int, int]],
    most: int,
) -> Grid:
    """One sheet; rows and cells behind the last that says something are left out, however far they were formatted."""
    faults: dict[tuple[int, int], str] = {}
    rows: list[list[str]] = []
    cells = 0
    for number, line in _lines(sheet):
        row = [_cell(cell, (number, place), formulas, faults) for place, cell in enumerate(line)]
        while row and not row[-1] and (number, len(row) - 1) not in faults:
            row.pop()
        if not row:
            continue
        cells += len(row) + 1
        if cells > most or len(row) > _MOST_COLUMNS or number > _MOST_LINES:
            raise _TooMuchError
        rows += [[] for _ in range(number - len(rows))]
        rows.append(row)
    _spread(rows, faults, merged)
    return Grid(sheet.title, tuple(map(tuple, rows)), faults)


def _formulas(sheet: Any) -> frozenset[tuple[int, int]]:
    """Where formulas stand; a sheet that is too long is found out here, before anything is read twice."""
    found = set()
    for number, line in _lines(sheet):
        if number > _MOST_LINES and any(cell.value is not None for cell in line):
            raise _TooMuchError
        found |= {(number, place) for place, cell in enumerate(line) if cell.data_type == "f"}
    return frozenset(found)


def _spread(
    rows: list[list[str]], faults: dict[tuple[int, int], str], areas: Iterable[tuple[int, int, int, int]]
) -> None:
    """Let a merged cell say its text in each place that it covers, as far down as there are rows."""
    for top, left, bottom, right in areas:
        if top >= len(rows) or left >= len(rows[top]) or right >= _MOST_COLUMNS:
            continue
        for number in range(top, min(bottom, len(rows) - 1) + 1):
            row = rows[number]
            row += [""] * (right + 1 - len(row))
            row[left : right + 1] = [rows[top][left]] * (right + 1 - left)
            if (top, left) in faults:
                faults[number, left] = faults[top, left]


def _merged(sheet: Any) -> Iterator[tuple[int, int, int, int]]:
    for area in sheet.merged_cells.ranges:
        yield area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1


def _cell(
    cell: Any,
    at: tuple[int, int],
    formulas: AbstractSet[tuple[int, int]],
    faults: dict[tuple[int, int], str],
) -> str:
    value = cell.value
    if value is None:
        if at in formulas:
            faults[at] = UNSAVED_FORMULA
        return ""
    if cell.data_type == "e":
        faults[at] = FORMULA_ERROR
        return str(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) >= _EXACT:
            faults[at] = LONG_NUMBER
        return f"{currency_of(cell.number_format)} {_written(value)}".strip()
    return _written(value)


def _written(value: object) -> str:
    """A cell as a person reads it.

    >>> _written(60.0), _written(0.1 + 0.2), _written(True), _written(datetime(2026, 3, 1))
    ('60', '0.3', 'yes', '2026-03-01')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else _plain(f"{value:.15g}")
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _plain(number: str) -> str:
    from decimal import Decimal

    return f"{Decimal(number):f}" if "e" in number else number
