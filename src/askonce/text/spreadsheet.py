"""Spreadsheets read as tables of definitions: a row is a mapping, a cell keeps its name.

A sheet that begins with `rows` and a name holds one definition: the rows of a decision table.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeAlias

import msgspec

from askonce.text.checks import BAD_SYNTAX, DUPLICATE_KEY, TOO_LARGE
from askonce.text.diagnostic import Diagnostic, Related
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.source import LINE_BREAK, MOST_FINDINGS, split_lines, unfit_character
from askonce.text.span import Span
from askonce.text.workbook import MOST_ABOVE, MOST_CELLS, ROWS, Cell, above_rows, cell_text, xlsx_cells

__all__ = ["Cell", "cell_text", "csv_cells", "read_csv", "read_xlsx", "xlsx_cells"]

Tree: TypeAlias = dict[str, "tuple[Span, Node | Tree]"]

MOST_PARTS = 10  # of a head such as `title.en`


def read_csv(path: str, text: str) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """Read comma-separated rows; the first row holds the words, `title.en` meaning `en` under `title`."""
    refused = unfit_character(path, text) or _too_large(path, text)
    if refused is not None:
        return (), (refused,)
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


def _too_large(path: str, text: str) -> Diagnostic | None:
    cells = text.count(",") + text.count("\n") + text.count("\r")
    if cells <= MOST_CELLS:
        return None
    return TOO_LARGE.at(
        Span(path),
        f"`{path}` has about {cells:,} cells; a table of a pack has at most {MOST_CELLS:,}",
        repair="split it into several",
    )


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
    any_quoted = '"' in raw
    for value in row:
        if not any_quoted or not raw.startswith('"', at):
            yield value, Span(path, line, column, line, column + len(value))
            at, column = at + len(value) + 1, column + len(value) + 1
            continue
        length = len(value) + value.count('"') + 2
        *above, last = split_lines(raw[at : at + length])
        end_line = line + len(above)
        end_column = len(last) + 1 if above else column + length
        inset = 0 if above or not value else 1
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


def _definitions(rows: list[list[Cell]]) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    above = above_rows([[text for text, _ in row] for row in rows[:MOST_ABOVE]])
    return _each_row(rows) if above is None else _one_table(rows[above:])


def _one_table(rows: list[list[Cell]]) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """Read a sheet that says `rows` and a name, then the heads of its columns, then its rows."""
    (word, word_span), *named = [
        (value.strip(), _stripped(value, span)) for value, span in rows[0] if value.strip()
    ]
    if not named:
        repair = "write the name to the right of it"
        return (), (BAD_SYNTAX.at(word_span, f"`{word}` stands without a name", repair=repair),)
    other = next((cell for cell in named[1:] if cell[0] != named[0][0]), None)
    if other is not None:
        repair = "leave only the name there; titles may stand above"
        return (), (
            BAD_SYNTAX.at(other[1], f"`{other[0]}` stands beside the name of the rows", repair=repair),
        )
    filled = [row for row in rows[1:] if any(value.strip() for value, _ in row)]
    head = [(value.strip(), _stripped(value, span)) for value, span in filled[0]] if filled else []
    found = [*islice(_wrong_heads(head), MOST_FINDINGS)]
    found.extend(islice((one for row in filled[1:] for one in _headless(row, head)), MOST_FINDINGS))
    if found:
        return (), tuple(found)
    columns = tuple(_scalar(value, span) for value, span in head if value)
    lines = tuple(_line(row, head) for row in filled[1:])
    entries: dict[str, tuple[Scalar, Node]] = {
        ROWS: (_scalar(word, word_span), _scalar(*named[0])),
        "columns": (_scalar("columns", word_span), _list(columns, columns[0].span if columns else word_span)),
        "lines": (_scalar("lines", word_span), _list(lines, lines[0].span if lines else word_span)),
    }
    return (_group(entries, word_span),), ()


def _headless(row: list[Cell], head: list[Cell]) -> Iterator[Diagnostic]:
    for number, (value, span) in enumerate(row):
        if value.strip() and (number >= len(head) or not head[number][0]):
            yield BAD_SYNTAX.at(
                _stripped(value, span),
                f"`{value.strip()}` stands in a column without a head",
                repair="name the column",
            )


def _line(row: list[Cell], head: list[Cell]) -> Mapping:
    """Give a row of a decision table with each of its cells, those left empty too."""
    last = row[-1][1]
    beyond = msgspec.structs.replace(last, line=last.end_line, column=last.end_column)
    cells = [*row, *[("", beyond)] * (len(head) - len(row))]
    first = next(_stripped(value, span) for value, span in row if value.strip())
    tree: Tree = {}
    for (word, word_span), (value, span) in zip(head, cells, strict=False):
        if word:
            _put(tree, word, first, (word_span, _scalar(value.strip(), _stripped(value, span))))
    return _mapping(tree, first)


def _list(items: tuple[Node, ...], span: Span) -> Sequence:
    return Sequence(items, span.path, span.line, span.column, span.end_line, span.end_column, cell=span.cell)


def _group(entries: dict[str, tuple[Scalar, Node]], span: Span) -> Mapping:
    return Mapping(entries, span.path, span.line, span.column, span.end_line, span.end_column, cell=span.cell)


def _each_row(table: Iterable[list[Cell]]) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    rows = iter(table)
    head = [(word.strip(), _stripped(word, span)) for word, span in next(rows, [])]
    if not any(word for word, _ in head):
        return (), ()
    found = list(islice(_wrong_heads(head), MOST_FINDINGS))
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
        if len(found) >= MOST_FINDINGS:
            return (), tuple(found)
        if filled:
            cells = [(*head[number], value, span) for number, value, span in filled if number < len(head)]
            nodes.append(_row(cells, row[0][1]))
    return tuple(nodes), tuple(found)


def _wrong_heads(head: list[Cell]) -> Iterator[Diagnostic]:
    """Find heads that cannot stand beside each other: twice the same, or a word and a part of it."""
    seen: dict[str, Span] = {}
    for word, span in head:
        parts = word.split(".")
        if word and (len(parts) > MOST_PARTS or not all(parts)):
            yield BAD_SYNTAX.at(
                span, f"`{word[:40]}` is no word or part of one", repair="write it like `title.en`"
            )
        elif word in seen:
            first = (Related(seen[word], "the first one"),)
            yield DUPLICATE_KEY.at(span, f"`{word}` heads two columns", related=first, repair="remove one")
        elif word:
            seen[word] = span
    for word, span in seen.items():
        parts = word.split(".")
        for whole in (".".join(parts[:end]) for end in range(1, len(parts))):
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
        if word:
            _put(tree, word, first, (word_span, _value(value, span)))
    return _mapping(tree, first)


def _put(tree: Tree, word: str, first: Span, held: tuple[Span, Node]) -> None:
    """Put a value under its word, `title.en` as `en` under `title`."""
    *groups, last = word.split(".")
    for group in groups:
        _, deeper = tree.setdefault(group, (first, {}))
        if not isinstance(deeper, dict):
            raise TypeError(f"`{word}` stands beside a part of itself, which the heads should have told")
        tree = deeper
    tree[last] = held


def _mapping(tree: Tree, span: Span) -> Mapping:
    entries: dict[str, tuple[Scalar, Node]] = {}
    for word, (word_span, value) in tree.items():
        held = _mapping(value, word_span) if isinstance(value, dict) else value
        entries[word] = (_scalar(word, word_span), held)
    return _group(entries, span)


def _value(value: str, span: Span) -> Node:
    if "; " not in value and not value.endswith(";"):
        return _scalar(value, span)
    items: list[Scalar] = []
    at = 0
    for part in value.split(";"):
        if part.strip():
            items.append(_scalar(part.strip(), _part(value, span, at, part)))
        at += len(part) + 1
    return _list(tuple(items), span)


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
