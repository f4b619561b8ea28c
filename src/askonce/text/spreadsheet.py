"""Spreadsheets read as tables of definitions: a row is a mapping, a cell keeps its name."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from askonce.text.checks import BAD_SYNTAX, DUPLICATE_KEY
from askonce.text.diagnostic import Diagnostic, Related
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.source import LINE_BREAK, split_lines, unfit_character
from askonce.text.span import Span
from askonce.text.workbook import Cell, cell_text, xlsx_cells

__all__ = ["Cell", "cell_text", "csv_cells", "read_csv", "read_xlsx", "xlsx_cells"]

Tree: TypeAlias = dict[str, "tuple[Span, Node | Tree]"]


def read_csv(path: str, text: str) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """Read comma-separated rows; the first row holds the words, `title.en` meaning `en` under `title`."""
    unfit = unfit_character(path, text)
    if unfit is not None:
        return (), (unfit,)
    rows: list[list[Cell]] = []
    try:
        for row in csv_cells(path, text):
            rows.append(row)  # noqa: PERF402 - the rows read so far say where an error stands
    except csv.Error as error:
        last = max((span.end_line for row in rows for _, span in row), default=0)
        where = Span(path, last + 1, 1, last + 1, 2)
        repair = "double the quotes inside a quoted cell, and close it"
        return (), (BAD_SYNTAX.at(where, f"`{path}` cannot be read as CSV: {error}", repair=repair),)
    return _definitions(rows)


def csv_cells(path: str, text: str) -> Iterator[list[Cell]]:
    """Give each row's cells with the line and column at which each begins (a quoted cell may span lines)."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    first = 0
    for row in reader:
        yield list(_places(path, row, "".join(lines[first : reader.line_num]), first + 1))
        first = reader.line_num


def _places(path: str, row: list[str], raw: str, line: int) -> Iterator[Cell]:
    at, column = 0, 1
    for value in row:
        quoted = raw.startswith('"', at)
        length = len(value) + (value.count('"') + 2 if quoted else 0)
        *above, last = split_lines(raw[at : at + length])
        end_line = line + len(above)
        end_column = len(last) + 1 if above else column + length
        inset = 1 if quoted and not above and length > 2 else 0
        yield LINE_BREAK.sub("\n", value), Span(path, line, column + inset, end_line, end_column - inset)
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


def _definitions(rows: Iterable[list[Cell]]) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    rows = iter(rows)
    head = [(word.strip(), _stripped(word, span)) for word, span in next(rows, [])]
    if not any(word for word, _ in head):
        return (), ()
    found = list(_wrong_heads(head))
    if found:
        return (), tuple(found)
    nodes: list[Node] = []
    for row in rows:
        filled = [
            (number, value.strip(), _stripped(value, span))
            for number, (value, span) in enumerate(row)
            if value.strip()
        ]
        for number, value, span in filled:
            if number >= len(head) or not head[number][0]:
                found.append(
                    BAD_SYNTAX.at(
                        span, f"`{value}` stands in a column without a head", repair="name the column"
                    )
                )
        if filled:
            cells = [(*head[number], value, span) for number, value, span in filled if number < len(head)]
            nodes.append(_row(cells, row[0][1]))
    return tuple(nodes), tuple(found)


def _wrong_heads(head: list[Cell]) -> Iterator[Diagnostic]:
    """Find heads that cannot stand beside each other: twice the same, or a word and a part of it."""
    seen: dict[str, Span] = {}
    for word, span in head:
        if not word:
            continue
        if not all(word.split(".")):
            yield BAD_SYNTAX.at(
                span, f"`{word}` has a part without a name", repair="write it like `title.en`"
            )
        elif word in seen:
            first = (Related(seen[word], "the first one"),)
            yield DUPLICATE_KEY.at(span, f"`{word}` heads two columns", related=first, repair="remove one")
        seen.setdefault(word, span)
    for word, span in seen.items():
        parts = word.split(".")
        for end in range(1, len(parts)):
            whole = ".".join(parts[:end])
            if whole in seen:
                yield BAD_SYNTAX.at(
                    span,
                    f"`{word}` is a part of `{whole}`, which has a column of its own",
                    related=(Related(seen[whole], "the whole"),),
                    repair="keep the whole or its parts",
                )


def _row(cells: list[tuple[str, Span, str, Span]], first: Span) -> Mapping:
    tree: Tree = {}
    for word, word_span, value, span in cells:
        if not word:
            continue
        *groups, last = word.split(".")
        level = tree
        for group in groups:
            _, deeper = level.setdefault(group, (first, {}))
            if not isinstance(deeper, dict):
                raise TypeError(f"`{word}` stands beside a part of itself, which the heads should have told")
            level = deeper
        level[last] = (word_span, _value(value, span))
    return _mapping(tree, first)


def _mapping(tree: Tree, span: Span) -> Mapping:
    entries: dict[str, tuple[Scalar, Node]] = {}
    for word, (word_span, value) in tree.items():
        held = _mapping(value, word_span) if isinstance(value, dict) else value
        entries[word] = (_scalar(word, word_span), held)
    return Mapping(entries, span.path, span.line, span.column, span.end_line, span.end_column, cell=span.cell)


def _value(value: str, span: Span) -> Node:
    if "; " not in value and not value.endswith(";"):
        return _scalar(value, span)
    items: list[Scalar] = []
    at = 0
    for part in value.split(";"):
        if part.strip():
            items.append(_scalar(part.strip(), _part(value, span, at, part)))
        at += len(part) + 1
    return Sequence(
        tuple(items), span.path, span.line, span.column, span.end_line, span.end_column, cell=span.cell
    )


def _part(value: str, span: Span, at: int, part: str) -> Span:
    """Point at one of several values of a cell, unless doubled quotes or line breaks hide where it stands."""
    if span.end_column - span.column != len(value):
        return span
    start = at + len(part) - len(part.lstrip())
    return span.within(start, start + len(part.strip()))


def _stripped(value: str, span: Span) -> Span:
    """Leave the white space around a value out of its span."""
    before = len(value) - len(value.lstrip())
    after = len(value) - len(value.rstrip())
    if not before and not after:
        return span
    return span.within(before, span.end_column - span.column - after)


def _scalar(text: str, span: Span) -> Scalar:
    return Scalar(
        text=text, plain=False, path=span.path, cell=span.cell,
        line=span.line, column=span.column, end_line=span.end_line, end_column=span.end_column,
    )  # fmt: skip
