"""The reader takes whatever a file holds: it never crashes, and what it reads stands where it says."""

import csv
import io
import json
import zipfile
from typing import Any

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from askonce.assembly import LANGUAGE
from askonce.text.diagnostic import Diagnostic
from askonce.text.node import Node, Scalar, Sequence
from askonce.text.reader import read_nodes
from askonce.text.source import Source, digest, split_lines
from askonce.text.span import Span
from askonce.text.spreadsheet import csv_cells, read_csv
from askonce.text.yaml import read_yaml
from tests.property.authors import Pen, Tree, files

NAMES = ("a.yaml", "a.yml", "a.csv", "a.xlsx", "a.md", "A.CSV")
SIGNS = "-:?,[]{}#&*!|>'\"%@` \n\t\r0=~\\.<a老\x00\x85\u2028\ufeff;"


def read(path: str, content: bytes) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """Read a file, and see that every place it names is one."""
    nodes, found = read_nodes(Source(path, content, digest(content)))
    for finding in found:
        assert finding.message
        assert finding.span.path == path
        for span in (finding.span, *(related.span for related in finding.related)):
            assert 1 <= span.line <= span.end_line
            assert span.column >= 1
            assert (span.line, span.column) <= (span.end_line, span.end_column)
    return nodes, found


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [scalar for one in node.items for scalar in scalars(one)]
    return [scalar for key, value in node.entries.values() for scalar in (key, *scalars(value))]


def text_at(text: str, span: Span) -> str:
    lines = split_lines(text)[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


@given(st.sampled_from(NAMES), st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(path: str, content: bytes) -> None:
    read(path, content)


@given(st.sampled_from(NAMES), st.text(st.sampled_from(SIGNS), max_size=60))
def test_any_signs_are_read_or_refused(path: str, text: str) -> None:
    read(path, text.encode())


@given(st.text(st.characters(), max_size=60))
def test_any_text_in_memory_is_read_or_refused(text: str) -> None:
    for reader in (read_yaml, read_csv):
        nodes, found = reader("a", text)
        assert nodes or found or not text.strip() or reader is read_csv or _says_nothing(text)


def _says_nothing(text: str) -> bool:
    return all(not line.strip() or line.strip()[0] in "#%-." for line in text.splitlines())


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (
        ["concept", "title.en", "title.zh", "type"],
        ["age", "Age", "年龄", 60],
        ["name", "Name", "姓名", None],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


WORKBOOK = workbook()


@st.composite
def mutated(draw: Any, valid: bytes) -> bytes:
    """A valid file with a few bytes cut, put in, changed or said twice."""
    content = bytearray(valid)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 20)))
        new = draw(st.one_of(st.binary(max_size=8), st.just(bytes(content[start:end]) * 2)))
        content[start:end] = new
    return bytes(content)


@given(files(LANGUAGE), st.data())
def test_a_damaged_definition_is_read_or_refused(
    file: tuple[dict[str, Tree], str, Pen], data: st.DataObject
) -> None:
    read("a.yaml", data.draw(mutated(file[1].encode())))


@given(mutated(WORKBOOK))
def test_a_damaged_workbook_is_read_or_refused(content: bytes) -> None:
    read("a.xlsx", content)


@given(st.data())
def test_a_workbook_with_a_damaged_part_is_read_or_refused(data: st.DataObject) -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    parts[name] = data.draw(mutated(parts[name]))
    if data.draw(st.integers(0, 5)) == 0:
        del parts[data.draw(st.sampled_from(sorted(parts)))]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    read("a.xlsx", written.getvalue())


@given(files(LANGUAGE), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_a_word_stands_where_its_span_says(
    file: tuple[dict[str, Tree], str, Pen], line_end: str, mark: bytes
) -> None:
    text = file[1].replace("\n", line_end)
    nodes, found = read("a.yaml", mark + text.encode())
    assert not found
    for scalar in scalars(nodes[0]):
        if scalar.plain and scalar.line == scalar.end_line:
            assert text_at(text, scalar.span) == scalar.text
        elif scalar.style == "'" and scalar.line == scalar.end_line:
            assert text_at(text, scalar.span).replace("''", "'") == scalar.text
        elif scalar.style == '"':
            assert json.loads(f'"{text_at(text, scalar.span)}"') == scalar.text


cells = st.one_of(
    st.sampled_from(["", "a", "老年餐", " a ", 'say "so"', "a,b", "a\nb", "a; b;c", 'x "y"; z', "a\n\nb; c"]),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff\u2028\u2029"),
        max_size=8,
    ),
)


@given(
    st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_cell_stands_where_its_span_says(rows: list[list[str]], line_end: str, quoting: Any) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n", quoting=quoting).writerows(rows)
    text = written.getvalue().replace("\n", line_end)
    read_rows = list(csv_cells("a.csv", text))
    assert [[value for value, _ in row] for row in read_rows] == rows
    for row in read_rows:
        for value, span in row:
            shown = text_at(text, span)
            if shown.startswith('"') and shown.endswith('"') and len(shown) > 1 and "\n" in shown:
                shown = shown[1:-1]
            if value or shown != '""':
                assert shown.replace('""', '"') == value


@given(st.lists(cells, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_a_value_of_a_table_stands_where_its_span_says(row: list[str], line_end: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=line_end).writerows(
        [[f"h{number}" for number in range(len(row))], row]
    )
    text = written.getvalue()
    nodes, found = read_csv("a.csv", text)
    assert not found
    for scalar in (scalar for node in nodes for scalar in scalars(node)):
        shown = text_at(text, scalar.span)
        if scalar.line == scalar.end_line and '"' not in shown and "\n" not in shown and ";" not in shown:
            assert shown == scalar.text
        else:
            assert scalar.text.split('"')[0].split("\n")[0] in shown
