"""Workbooks read cell by cell, as a stranger's: one that unpacks too far or hides a value is a finding."""

import datetime as dt
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from askonce.text.checks import BAD_SYNTAX, TOO_LARGE
from askonce.text.diagnostic import Diagnostic
from askonce.text.span import Span

Cell: TypeAlias = tuple[str, Span]

MOST_UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 10_000
MOST_TAGS = 2_000_000  # four to a cell; a million empty ones take 0.4 GB to read
MOST_CELLS = 500_000
MOST_CHARACTERS = 64 * 1024 * 1024  # one long text may be shared by every cell
READABLE = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
DOCTYPE = b"<!DOCTYPE"  # what may unpack into billions of laughs; workbooks have none
AREA = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?")
HAS_FORMULA = re.compile(rb"<(?:[^\s<>/:]+:)?f[\s/>]")
UNSAVED = "a formula whose value was not saved"
ENCRYPTED = 1
CODE_LETTERS = 3
ROWS = "rows"  # begins the sheet of a decision table
MOST_ABOVE = 20  # rows that are looked at for the one that says so
#: A currency by its sign or its place, as number formats of spreadsheet programs write it.
CURRENCIES = {
    "zh-CN": "CNY", "804": "CNY", "ja-JP": "JPY", "411": "JPY", "en-US": "USD", "409": "USD",
    "$": "$", "¥": "¥", "￥": "¥", "€": "€", "£": "£",
}  # fmt: skip
CURRENCY = re.compile(r"""\[\$([^\]-]*)(?:-([^\]]*))?\]|([$¥￥€£])""")


def above_rows(rows: Sequence[Sequence[str]]) -> int | None:
    """How many rows stand above the one that says `rows` and a name; titles may, none where no row says so.

    >>> (
    ...     above_rows([["Prices of 2026", ""], ["", ""], ["rows", "meal-price"]]),
    ...     above_rows([["office", "title"]]),
    ... )
    (2, None)
    """
    for number, row in enumerate(rows):
        filled = [text.strip() for text in row if text.strip()]
        if filled and filled[0].casefold() == ROWS:  # some programs begin a cell with a capital
            return number
        if len(set(filled)) > 1:
            return None
    return None


def currency_of(number_format: str) -> str:
    """The currency that a number format shows, as its code or its sign, or nothing.

    >>> (
    ...     currency_of("[$¥-804]#,##0.00"),
    ...     currency_of('"¥"#,##0'),
    ...     currency_of("[$CNY] 0.00"),
    ...     currency_of("0.00%"),
    ... )
    ('CNY', '¥', 'CNY', '')
    """
    for found in CURRENCY.finditer(number_format):
        sign, place = (found[1] or found[3] or "").strip(), found[2] or ""
        if len(sign) == CODE_LETTERS and sign.isalpha():
            return sign.upper()
        if sign:  # without one, the brackets say in which language a date is written
            return CURRENCIES.get(place, CURRENCIES.get(sign, ""))
    return ""


def xlsx_cells(path: str, content: bytes) -> list[list[list[Cell]]] | Diagnostic:
    """Read a workbook's sheets as rows of text cells; a merged cell repeats its value over its range.

    In the sheet of a decision table an amount shows its currency, `¥18`, where its format does.
    """
    from openpyxl.utils.exceptions import CellCoordinatesException, InvalidFileException, NamedRangeException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a workbook has besides cells is no concern here
            return _Workbook(path).read(content)
    except _RefusedError as refused:
        return refused.finding
    except (
        zipfile.BadZipFile, zlib.error, struct.error, InvalidFileException, CellCoordinatesException,
        NamedRangeException, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError,
        RuntimeError, SyntaxError, TypeError, ValueError,
    ) as error:  # fmt: skip
        reason = str(error).partition("\n")[0] or type(error).__name__
        return BAD_SYNTAX.at(
            Span(path),
            f"`{path}` cannot be read as a workbook: {reason}",
            repair="save it again as .xlsx, or as CSV",
        )


class _RefusedError(Exception):
    """The workbook is not read further; the finding says why."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _Workbook:
    """One reading of a workbook, with what it has cost so far."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.cells = 0
        self.characters = 0

    def read(self, content: bytes) -> list[list[list[Cell]]]:
        """Read every sheet, in the order of the workbook."""
        from openpyxl.reader.excel import ExcelReader  # costs 0.2 s, which a pack without workbooks saves

        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self._weigh(archive)
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        reader.read()
        parts = [
            rel.target
            for _, rel in reader.parser.find_sheets()
            if rel.target in reader.valid_files and "chartsheet" not in rel.Type
        ]
        sheets: list[Any] = list(reader.wb.worksheets)
        if not sheets:
            raise ValueError("it has no sheet")
        several = len(sheets) > 1
        return [
            self._rows(sheet, reader.archive.read(part), f"{sheet.title}!" if several else "")
            for sheet, part in zip(sheets, parts, strict=True)
        ]

    def _weigh(self, archive: zipfile.ZipFile) -> None:
        """Refuse what would cost more to read than a person's workbook does."""
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
            self._refuse_size(f"unpacks to {unpacked:,} bytes", f"{MOST_UNPACKED:,} bytes")
        tags = 0
        for part in parts:
            if part.compress_type not in READABLE or part.flag_bits & ENCRYPTED:
                raise ValueError(f"its part {part.filename} is encrypted or packed in an unusual way")
            if part.filename.endswith((".xml", ".rels")):
                content = archive.read(part).replace(b"\0", b"")
                tags += content.count(b"<")
                if DOCTYPE in content:
                    raise ValueError(f"its part {part.filename} declares a document type")
        if tags > MOST_TAGS:
            self._refuse_size(f"has {tags:,} tags", f"{MOST_TAGS:,} tags")

    def _refuse_size(self, fact: str, most: str) -> None:
        raise _RefusedError(
            TOO_LARGE.at(
                Span(self.path), f"`{self.path}` {fact}; a workbook of a pack has at most {most}",
                repair="split it into several, or save it as CSV",
            )
        )  # fmt: skip

    def _rows(self, sheet: Any, part: bytes, prefix: str) -> list[list[Cell]]:
        sheet.reset_dimensions()  # the stated size may be wrong, and would cut cells off
        rows: list[list[str]] = []
        shown: dict[tuple[int, int], str] = {}
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            self.cells += 1 + len(cells)
            if self.cells > MOST_CELLS:
                self._refuse_size(f"has more than {MOST_CELLS:,} cells", f"{MOST_CELLS:,} cells")
            rows.append(
                [self._text(cell, prefix, number, place) for place, cell in enumerate(cells, start=1)]
            )
            shown.update(
                ((number - 1, place), currency)
                for place, cell in enumerate(cells)
                if cell.data_type == "n"
                and cell.value is not None
                and (currency := currency_of(cell.number_format))
            )
        for name in _unsaved_formulas(part):
            self._refuse_cell(UNSAVED, Span(self.path, cell=f"{prefix}{name}"))
        if shown and above_rows(rows[:MOST_ABOVE]) is not None:
            for (line, place), currency in shown.items():
                rows[line][place] = f"{currency} {rows[line][place]}"
        self._spread(rows, part)
        width = max(map(len, rows), default=0)
        if width * len(rows) > MOST_CELLS:
            self._refuse_size(f"has more than {MOST_CELLS:,} cells", f"{MOST_CELLS:,} cells")
        return [
            [
                (text, self._span(prefix, number, place))
                for place, text in enumerate(row + [""] * (width - len(row)), start=1)
            ]
            for number, row in enumerate(rows, start=1)
        ]

    def _text(self, cell: Any, prefix: str, number: int, place: int) -> str:
        text = cell_text(cell.value)
        if cell.data_type == "e":
            self._refuse_cell(f"the error `{text}` of a formula", self._span(prefix, number, place))
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            self._refuse_size(
                f"holds more than {MOST_CHARACTERS:,} characters", f"{MOST_CHARACTERS:,} characters"
            )
        return text

    def _refuse_cell(self, what: str, span: Span) -> None:
        raise _RefusedError(
            BAD_SYNTAX.at(
                span,
                f"`{span.cell}` holds {what}",
                repair="open and save it in a spreadsheet program, or write the value itself",
            )
        )

    def _span(self, prefix: str, number: int, place: int) -> Span:
        from openpyxl.utils import get_column_letter

        return Span(
            self.path, number, place, number, place + 1, f"{prefix}{get_column_letter(place)}{number}"
        )

    def _spread(self, rows: list[list[str]], part: bytes) -> None:
        """Repeat the value of a merged cell over its range, as far down as the sheet has rows."""
        for left, top, right, bottom in _merged(part):
            bottom = min(bottom, len(rows))  # noqa: PLW2901 - a range may run below the last row
            self.cells += max(0, right - left + 1) * max(0, bottom - top + 1)
            if self.cells > MOST_CELLS:
                self._refuse_size(f"merges more than {MOST_CELLS:,} cells", f"{MOST_CELLS:,} cells")
            if top > bottom or left > len(rows[top - 1]):
                continue
            value = rows[top - 1][left - 1]
            for row in rows[top - 1 : bottom]:
                row.extend([""] * (right - len(row)))
                row[left - 1 : right] = [value] * (right - left + 1)


def _merged(part: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Give the merged ranges of a sheet: left, top, right and bottom, counted from 1."""
    from openpyxl.utils import column_index_from_string
    from openpyxl.xml.functions import iterparse

    if b"mergeCell" not in part:
        return
    for _, element in iterparse(io.BytesIO(part)):
        if element.tag.rpartition("}")[2] == "mergeCell":
            found = AREA.fullmatch(element.get("ref", ""))
            if found is None:
                raise ValueError("it merges cells over a range that has no corners")
            left, top, right, bottom = found.groups()
            yield (
                column_index_from_string(left), int(top),
                column_index_from_string(right or left), int(bottom or top),
            )  # fmt: skip
            element.clear()


def _unsaved_formulas(part: bytes) -> Iterator[str]:
    """Name the cells whose formula stands without the value that it had; an empty text is a value."""
    from openpyxl.xml.functions import iterparse

    if not HAS_FORMULA.search(part):
        return
    for _, element in iterparse(io.BytesIO(part)):
        if element.tag.rpartition("}")[2] != "c":
            continue
        texts = {child.tag.rpartition("}")[2]: child.text for child in element}
        if "f" in texts and not texts.get("v") and element.get("t") != "str":
            yield element.get("r", "a cell")
        element.clear()


def cell_text(value: object) -> str:
    """Write a workbook's value as an author would type it.

    >>> cell_text(None), cell_text(60.0), cell_text(True), cell_text(0.1 + 0.2)
    ('', '60', 'true', '0.3')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # A spreadsheet program shows 15 digits, and calculates with 17.
        return format(Decimal(f"{value:.15g}"), "f")
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value).strip()
