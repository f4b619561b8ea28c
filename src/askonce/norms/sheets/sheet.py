"""Rows of a decision table in a sheet of their own: what the sheet says, what norms see of it, and its rows for a table."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import msgspec

from askonce.feel.types import Type
from askonce.norms.model import DecisionTable, Row
from askonce.norms.sheets.cells import read_cell
from askonce.pack.kinds import Definition
from askonce.pack.shapes import Decoding, Expression, Localized, Ref, article, list_of, localized, text
from askonce.pack.symbols import Interface, Scope, Symbol
from askonce.pack.words import Word, Words
from askonce.text import node as nodes
from askonce.text.node import Mapping, Node, Scalar
from askonce.text.span import Span
from askonce.text.suggest import did_you_mean

KIND = "rows"
NOTES = ("basis", "because")
ARTICLE = article()
REASON = localized()


class Line(Words, frozen=True, kw_only=True):
    """A row of a sheet: its cells by the names of their columns."""

    cells: dict[str, Scalar]
    basis: Ref | None = None
    because: Localized | None = None


class LineShape(msgspec.Struct, frozen=True):
    """A row of a sheet as names of columns, each with its cell."""

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the row; which columns a table wants waits for the norm."""
        if not isinstance(node, Mapping):
            into.wrong(node, "a row", '{age: "< 60", price: 18 CNY}')
            return None
        cells = {}
        for name, (_, value) in node.entries.items():
            if name in NOTES:
                continue
            if isinstance(value, Scalar):
                cells[name] = value
            else:
                into.wrong(value, "a cell", '"< 60"')
        return Line(node=node, cells=cells, basis=_basis(node, into), because=_because(node, into))

    def schema(self) -> dict[str, Any]:
        """Names of columns with cells, and the notes of a row."""
        return {
            "type": "object",
            "properties": {"basis": ARTICLE.schema(), "because": REASON.schema()},
            "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
        }

    def describe(self) -> str:
        """Say what it is."""
        return "a row: names of columns, each with its cell; `basis` and `because` as in a norm"


def _basis(node: Mapping, into: Decoding) -> Any:
    _, value = node.entries.get("basis", (None, None))
    if value is None or (isinstance(value, Scalar) and not value.text.strip()):
        return None
    return ARTICLE.decode(value, into)


def _because(node: Mapping, into: Decoding) -> Any:
    _, value = node.entries.get("because", (None, None))
    if isinstance(value, Mapping):
        said = {
            language: (key, words)
            for language, (key, words) in value.entries.items()
            if not (isinstance(words, Scalar) and not words.text.strip())
        }
        value = msgspec.structs.replace(value, entries=said) if said else None
    return None if value is None else REASON.decode(value, into)


class Sheet(Definition, frozen=True, kw_only=True):
    """The rows of a decision table, kept apart from its norm."""

    columns: Annotated[
        tuple[str, ...], Word(list_of(text()), "The heads of the columns, in their order.", "[age, price]")
    ] = ()
    lines: Annotated[
        tuple[Line, ...],
        Word(
            list_of(LineShape()),
            "The rows, each a test or an outcome under the head of its column; a test left empty takes any value.",
            '[{age: "< 60", price: 18 CNY}]',
            required=True,
        ),
    ] = ()


class Written(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A piece of text with its place in the file of the sheet."""

    text: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: str = ""

    def at(self, path: str) -> Scalar:
        """The text as it stands in a file."""
        return Scalar(
            self.text, plain=False, path=path, cell=self.cell,
            line=self.line, column=self.column, end_line=self.end_line, end_column=self.end_column,
        )  # fmt: skip


class LineSeen(msgspec.Struct, frozen=True, array_like=True):
    """A row as norms see it: a cell for each column, or none where it was left out."""

    place: Written
    cells: tuple[Written | None, ...]
    basis: Written | None = None
    because: dict[str, str] | None = None


class SheetSeen(Interface, frozen=True):
    """The rows of a sheet as norms see them."""

    columns: tuple[Written, ...]
    lines: tuple[LineSeen, ...]


def sheet_interfaces(sheet: Sheet) -> Iterator[Symbol[Any]]:
    """Let norms see every cell."""
    heads = _heads(sheet)
    seen = tuple(
        LineSeen(
            _written("", line.node.span),
            tuple(_cell(line.cells.get(head.text)) for head in heads),
            None if line.basis is None else _written(line.basis.id, line.basis.span),
            None if line.because is None else line.because.texts,
        )
        for line in sheet.lines
    )
    yield Symbol(KIND, sheet.id, sheet.name, SheetSeen(heads, seen))


def _heads(sheet: Sheet) -> tuple[Written, ...]:
    """The columns of tests and outcomes: those that are listed, else those that some row has."""
    _, listed = sheet.node.entries.get("columns", (None, None))
    found: dict[str, Scalar] = {}
    if isinstance(listed, nodes.Sequence):
        found = {item.text: item for item in listed.items if isinstance(item, Scalar)}
    else:
        for line in sheet.lines:
            for name in line.cells:
                found.setdefault(name, line.node.entries[name][0])
    return tuple(
        _written(name, node.span) for name, node in found.items() if name.partition(".")[0] not in NOTES
    )


def _cell(node: Scalar | None) -> Written | None:
    return None if node is None else _written(node.text.strip(), node.span)


def _written(words: str, span: Span) -> Written:
    return Written(words, span.line, span.column, span.end_line, span.end_column, span.cell)


class Laid(msgspec.Struct, frozen=True):
    """The rows of a table, and what keeps its sheet from fitting it: place, fact and repair.

    `whole` says that each row that was written is among them.
    """

    rows: tuple[Row, ...]
    whole: bool
    misfits: tuple[tuple[Span, str, str], ...] = ()


Column = tuple[str, Type | None]


def lay_rows(
    table: DecisionTable, inputs: Sequence[Column], outputs: Sequence[Column], pack: Scope | None
) -> Laid:
    """The rows of a table, taken from its sheet where it names one."""
    if not isinstance(table.rows, Ref):
        return Laid(table.rows, whole=_all_read(table, table.rows))
    found = None if pack is None else pack.one(KIND, table.rows.id)
    if found is None or not isinstance(found.value, SheetSeen):
        return Laid((), whole=False)
    sheet = found.value
    misfits = tuple(_misfits(table.rows.id, found, [name for name, _ in (*inputs, *outputs)]))
    if misfits:
        return Laid((), whole=False, misfits=misfits)
    places = {head.text: place for place, head in enumerate(sheet.columns)}
    path = found.span.path
    return Laid(
        tuple(
            Row(
                node=_row_node(line, path),
                when=tuple(_expression(line, places[name], kind, path, test=True) for name, kind in inputs),
                then=tuple(_expression(line, places[name], kind, path, test=False) for name, kind in outputs),
                basis=None
                if line.basis is None
                else Ref(ARTICLE_KINDS, line.basis.text, line.basis.at(path)),
                because=None if line.because is None else Localized(line.because, _row_node(line, path)),
            )
            for line in sheet.lines
        ),
        whole=True,
    )


ARTICLE_KINDS = ("article",)


def _all_read(table: DecisionTable, rows: tuple[Row, ...]) -> bool:
    """Whether the rows in the norm's own file could all be read; those of a sheet were laid before."""
    _, written = table.node.entries.get("rows", (None, None))
    if isinstance(written, nodes.Sequence):
        return len(written.items) == len(rows)
    return isinstance(written, Scalar) and bool(rows)


def _misfits(name: str, found: Symbol[Any], wanted: list[str]) -> Iterator[tuple[Span, str, str]]:
    sheet: SheetSeen = found.value
    path = found.span.path
    heads = [head.text for head in sheet.columns]
    first = sheet.columns[0].at(path).span if sheet.columns else found.span
    for column in wanted:
        if column not in heads:
            near = did_you_mean(column, [head for head in heads if head not in wanted])
            repair = (
                near.replace("did you mean", "rename the column").rstrip("?") or f"add a column `{column}`"
            )
            yield first, f"the sheet `{name}` has no column `{column}`", repair
    for head in sheet.columns:
        if head.text not in wanted:
            repair = did_you_mean(head.text, wanted) or f"its columns are {', '.join([*wanted, *NOTES])}"
            yield head.at(path).span, f"`{head.text}` is no fact and no outcome of the table", repair
    if not sheet.lines:
        yield found.span, f"the sheet `{name}` has no row", "write the rows below the heads"


def _row_node(line: LineSeen, path: str) -> Mapping:
    place = line.place
    return Mapping({}, path, place.line, place.column, place.end_line, place.end_column, cell=place.cell)


def _expression(line: LineSeen, place: int, kind: Type | None, path: str, *, test: bool) -> Expression:
    written = line.cells[place] or msgspec.structs.replace(line.place, text="")
    return Expression(read_cell(written.text, kind, test=test), written.at(path))
