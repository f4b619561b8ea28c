"""Spreadsheets read as tables of definitions: a row is a mapping, a cell keeps its name."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator

from askonce.text.checks import BAD_SYNTAX, DUPLICATE_KEY, TOO_LARGE
from askonce.text.diagnostic import Diagnostic, Related
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.span import Span

MOST_UNPACKED = 256 * 1024 * 1024
MOST_CELLS = 2_000_000

Cell = tuple[str, Span]


def read_csv(path: str, text: str) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """Read comma-separated rows; the first row holds the words, `title.en` meaning `en` under `title`."""
    try:
        rows = list(csv_cells(path, text))
    except csv.Error as error:
        return (), (BAD_SYNTAX.at(Span(path), f"`{path}` cannot be read as CSV: {error}"),)
    return _definitions(rows)


def csv_cells(path: str, text: str) -> Iterator[list[Cell]]:
    """Give each row's cells with the line and column at which each begins (a quoted cell may span lines)."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines = text.splitlines(keepends=True)
    first = 0
    for row in reader:
        yield list(_places(path, row, "".join(lines[first : reader.line_num]), first + 1))
        first = reader.line_num


def _places(path: str, row: list[str], raw: str, line: int) -> Iterator[Cell]:
    at, column = 0, 1
    for value in row:
        quoted = raw.startswith('"', at)
        length = len(value) + (value.count('"') + 2 if quoted else 0)
        shown = raw[at : at + length]
        breaks = shown.count("\n")
        end_line = line + breaks
        end_column = len(shown) - shown.rfind("\n") if breaks else column + length
        inset = 1 if quoted and not breaks and length > 2 else 0
        yield value, Span(path, line, column + inset, end_line, end_column - inset)
        at, line, column = at + length + 1, end_line, end_column + 1


def read_xlsx(path: str, content: bytes) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """Read each sheet of a workbook as a table of definitions."""
    nodes: list[Node] = []
    found: list[Diagnostic] = []
    sheets = xlsx_cells(path, content)
    if isinstance(sheets, Diagnostic):
        return (), (sheets,)
    for rows in sheets:
        some, wrong = _definitions(rows)
        nodes.extend(some)
        found.extend(wrong)
    return tuple(nodes), tuple(found)


def xlsx_cells(path: str, content: bytes) -> list[list[list[Cell]]] | Diagnostic:
    """Read a workbook's sheets as rows of text cells; a merged cell repeats its value over its range."""
    import openpyxl  # costs 0.2 s to import, which a pack without workbooks need not pay
    from openpyxl.utils import get_column_letter
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED:
            return TOO_LARGE.at(Span(path), f"`{path}` unpacks to {unpacked:,} bytes; a workbook of a pack has at most {MOST_UNPACKED:,}")
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError, SyntaxError, TypeError) as error:
        return BAD_SYNTAX.at(Span(path), f"`{path}` cannot be read as a workbook: {error}")
    sheets = []
    for sheet in book.worksheets:
        if sheet.max_row * sheet.max_column > MOST_CELLS:
            return TOO_LARGE.at(Span(path), f"sheet `{sheet.title}` of `{path}` has more than {MOST_CELLS:,} cells")
        merged = {
            (row, column): sheet.cell(area.min_row, area.min_col).value
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
        rows = []
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            row = []
            for place, value in enumerate(cells, start=1):
                name = f"{get_column_letter(place)}{number}"
                if len(book.worksheets) > 1:
                    name = f"{sheet.title}!{name}"
                span = Span(path, number, place, number, place + 1, name)
                row.append((cell_text(merged.get((number, place), value)), span))
            rows.append(row)
        sheets.append(rows)
    return sheets


def cell_text(value: object) -> str:
    """Write a workbook's value as an author would type it.

    >>> cell_text(None), cell_text(60.0), cell_text(True)
    ('', '60', 'true')
    """
    import datetime

    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).strip()


def _definitions(rows: Iterable[list[Cell]]) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    rows = iter(rows)
    head = next(rows, None)
    if not head or not any(word for word, _ in head):
        return (), ()
    found: list[Diagnostic] = []
    seen: dict[str, Span] = {}
    for word, span in head:
        if word and word in seen:
            found.append(DUPLICATE_KEY.at(span, f"`{word}` heads two columns", related=(Related(seen[word], "the first one"),)))
        seen.setdefault(word, span)
    nodes: list[Node] = []
    for row in rows:
        if not any(value.strip() for value, _ in row):
            continue
        extra = [cell for cell in row[len(head) :] if cell[0].strip()]
        found.extend(BAD_SYNTAX.at(span, f"`{value}` stands in a column without a head") for value, span in extra)
        nodes.append(_row(head, row))
    return tuple(nodes), tuple(found)


def _row(head: list[Cell], row: list[Cell]) -> Mapping:
    tree: dict[str, object] = {}
    for (word, word_span), (value, span) in zip(head, row, strict=False):
        if not value.strip() or not word:
            continue
        parts = word.split(".")
        level = tree
        for part in parts[:-1]:
            deeper = level.setdefault(part, (word_span, {}))
            level = deeper[1] if isinstance(deeper, tuple) and isinstance(deeper[1], dict) else {}
        level[parts[-1]] = (word_span, _value(value.strip(), span))
    first = row[0][1]
    return _mapping(tree, first)


def _value(value: str, span: Span) -> Node:
    if "; " in value or value.endswith(";"):
        parts = [part.strip() for part in value.split(";") if part.strip()]
        return Sequence(tuple(_scalar(part, span) for part in parts), span.path, span.line, span.column, span.end_line, span.end_column)
    return _scalar(value, span)


def _mapping(tree: dict[str, object], span: Span) -> Mapping:
    entries: dict[str, tuple[Scalar, Node]] = {}
    for word, held in tree.items():
        word_span, value = held  # type: ignore[misc]
        entries[word] = (_scalar(word, span if isinstance(value, dict) else word_span), _mapping(value, word_span) if isinstance(value, dict) else value)
    return Mapping(entries, span.path, span.line, span.column, span.end_line, span.end_column)


def _scalar(text: str, span: Span) -> Scalar:
    return Scalar(text, False, span.path, span.line, span.column, span.end_line, span.end_column, span.cell)
