"""The three tables of a catalogue as rows of cells that keep their place."""

import csv
from collections.abc import Iterator

import msgspec

from askonce.apps.government.checks.catalogue import (
    DUPLICATE_NAME,
    MISSING_COLUMN,
    MISSING_TABLE,
    UNKNOWN_COLUMN,
)
from askonce.text.checks import BAD_ENCODING, BAD_SYNTAX
from askonce.text.diagnostic import Diagnostic, Related
from askonce.text.source import LINE_BREAK, UNFIT, Source
from askonce.text.span import Span
from askonce.text.spreadsheet import csv_cells
from askonce.text.suggest import did_you_mean
from askonce.text.workbook import Cell, xlsx_cells

AUTHORITIES, SERVICES, REQUIREMENTS = "authorities", "services", "requirements"


class Columns(msgspec.Struct, frozen=True):
    """The heads that a table must have, and those that it may have."""

    needed: tuple[str, ...]
    known: tuple[str, ...]


COLUMNS = {
    AUTHORITIES: Columns(("authority", "name"), ("authority", "name", "level", "code")),
    SERVICES: Columns(
        ("service", "title", "authority"),
        (
            "service", "title", "description", "authority", "kind", "amount", "unit", "frequency",
            "online_url", "paper_form_url", "information_url", "prefilled",
        ),
    ),
    REQUIREMENTS: Columns(
        ("service", "number", "group"),
        ("service", "number", "group", "concept", "operator", "value", "values", "period", "text"),
    ),
}  # fmt: skip


class Row(msgspec.Struct, frozen=True):
    """A row's filled cells by column; what is not among them is not stated."""

    cells: dict[str, Cell]
    span: Span

    def text(self, column: str) -> str:
        """What a cell says, or nothing where it is empty."""
        return self.cells[column][0] if column in self.cells else ""

    def place(self, column: str) -> Span:
        """Where a cell stands; the row's own place where the cell is empty."""
        return self.cells[column][1] if column in self.cells else self.span


class Table(msgspec.Struct, frozen=True):
    """A table's rows; `blank` counts those without a filled cell."""

    rows: tuple[Row, ...]
    blank: int = 0


class Tables(msgspec.Struct, frozen=True):
    """The tables that the sources hold, what is wrong in them, and the files and sheets that are none.

    A table whose heads are wrong is left out, so that one wrong head is not found again in every row.
    """

    by_name: dict[str, Table]
    found: tuple[Diagnostic, ...]
    passed_over: tuple[str, ...]


class _Sheet(msgspec.Struct, frozen=True):
    """Rows of cells under the name of a table, or under one that the catalogue does not know."""

    name: str
    rows: list[list[Cell]]
    span: Span


def read_tables(sources: tuple[Source, ...]) -> Tables:
    """Read the tables out of CSV files, workbooks of one sheet, or one workbook with a sheet for each."""
    found: list[Diagnostic] = []
    passed_over: list[str] = []
    sheets: dict[str, _Sheet] = {}
    for source in sources:
        some = _sheets(source)
        if isinstance(some, Diagnostic):
            found.append(some)
            continue
        for sheet in some:
            if sheet.name not in COLUMNS:
                passed_over.append(sheet.name)
            elif sheet.name in sheets:
                first = Related(sheets[sheet.name].span, "the first one")
                found.append(
                    DUPLICATE_NAME.at(
                        sheet.span,
                        f"table `{sheet.name}` stands twice",
                        related=(first,),
                        repair="remove one of the two",
                    )
                )
            else:
                sheets[sheet.name] = sheet
    by_name = {}
    unread = {_stem(finding.span.path) for finding in found}
    for name, columns in COLUMNS.items():
        if name in sheets:
            wrong = list(_wrong_heads(sheets[name], columns))
            found.extend(wrong)
            if not wrong:
                by_name[name] = _table(sheets[name], found)
        elif name not in unread:
            found.append(
                MISSING_TABLE.at(
                    Span(f"{name}.csv"), f"the catalogue has no table `{name}`",
                    repair=f"add {name}.csv, {name}.xlsx, or a sheet `{name}` to the workbook",
                )
            )  # fmt: skip
    return Tables(by_name, tuple(found), tuple(passed_over))


def _sheets(source: Source) -> list[_Sheet] | Diagnostic:
    stem = _stem(source.path)
    if source.path.endswith(".csv"):
        text = source.text()
        if isinstance(text, Diagnostic):
            return text
        rows: list[list[Cell]] = []
        try:
            for row in csv_cells(source.path, text):
                rows.append(row)  # noqa: PERF402 - the rows read so far say where an error stands
        except csv.Error as error:
            line = max((span.end_line for row in rows for _, span in row), default=0) + 1
            message = f"`{source.path}` cannot be read as CSV: {error}"
            repair = "double the quotes inside a quoted cell, and close it"
            return BAD_SYNTAX.at(Span(source.path, line, 1, line, 2), message, repair=repair)
        return [_Sheet(_table_name(stem, source.path), rows, Span(source.path))]
    if not source.path.endswith(".xlsx"):
        return [_Sheet(source.path, [], Span(source.path))]
    read = xlsx_cells(source.path, source.content)
    if isinstance(read, Diagnostic):
        return read
    filled = [rows for rows in read if any(text for row in rows for text, _ in row)]
    if len(filled) == 1 and stem in COLUMNS:
        return [_Sheet(stem, filled[0], Span(source.path))]
    return [_named(rows, source.path, stem) for rows in filled]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _named(rows: list[list[Cell]], path: str, stem: str) -> _Sheet:
    span = rows[0][0][1]
    title = span.cell.rpartition("!")[0] or stem
    return _Sheet(_table_name(title.lower(), f"{path}!{title}"), rows, span)


def _table_name(name: str, shown: str) -> str:
    return name if name in COLUMNS else shown


def _table(sheet: _Sheet, found: list[Diagnostic]) -> Table:
    words = [word.strip() for word, _ in sheet.rows[0]]
    rows, blank = [], 0
    for cells in sheet.rows[1:]:
        kept: dict[str, Cell] = {}
        filled = [
            (number, LINE_BREAK.sub("\n", text.strip()), span)
            for number, (text, span) in enumerate(cells)
            if text.strip()
        ]
        for number, text, span in filled:
            unfit = UNFIT.search(text)
            if unfit is not None:
                message = f"the character U+{ord(unfit[0]):04X} stands in `{sheet.name}`, which is no text"
                found.append(BAD_ENCODING.at(span, message, repair="delete it"))
            if number < len(words) and words[number]:
                kept[words[number]] = (text, span)
            else:
                message = f"`{text}` stands in a column without a head"
                found.append(
                    UNKNOWN_COLUMN.at(span, message, repair="give the column a head, or empty the cell")
                )
        if filled:
            rows.append(Row(kept, cells[0][1]))
        else:
            blank += 1
    return Table(tuple(rows), blank)


def _wrong_heads(sheet: _Sheet, columns: Columns) -> Iterator[Diagnostic]:
    head = sheet.rows[0] if sheet.rows else []
    words = [word.strip() for word, _ in head]
    if len(words) == 1 and (";" in words[0] or "\t" in words[0]):
        yield MISSING_COLUMN.at(
            head[0][1],
            f"table `{sheet.name}` has only the column `{words[0]}`",
            repair="save it with commas between the cells",
        )
        return
    seen: dict[str, Span] = {}
    for word, (_, span) in zip(words, head, strict=True):
        if not word:
            continue
        if word in seen:
            first = Related(seen[word], "the first one")
            yield DUPLICATE_NAME.at(
                span, f"`{word}` heads two columns", related=(first,), repair="rename one of the two"
            )
        elif word not in columns.known:
            yield UNKNOWN_COLUMN.at(
                span, f"table `{sheet.name}` has no column `{word}`",
                repair=did_you_mean(word, columns.known) or f"its columns are {', '.join(columns.known)}",
            )  # fmt: skip
        seen.setdefault(word, span)
    for word in columns.needed:
        if word not in seen:
            place = head[0][1] if head else sheet.span
            yield MISSING_COLUMN.at(
                place, f"table `{sheet.name}` lacks the column `{word}`", repair=f"add a column `{word}`"
            )
