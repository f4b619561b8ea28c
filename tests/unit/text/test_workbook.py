"""Workbooks: cells as an author types them, and what hides a value or unpacks too far refused."""

import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from askonce.text.diagnostic import Diagnostic
from askonce.text.node import Mapping
from askonce.text.spreadsheet import read_xlsx
from askonce.text.workbook import MOST_UNPACKED, cell_text, xlsx_cells

SHEET = "xl/worksheets/sheet1.xml"
START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = "</sheetData></worksheet>"


def workbook(*sheets: list[list[object]], change: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet: Any = book.active if number == 0 else book.create_sheet(f"Sheet {number + 1}")
        for row in rows:
            sheet.append(row)
    if change is not None:
        change(book.active)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_part(name: str, content: str | bytes, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A small workbook in which one part is another."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["office"], ["street"]]))) as archive,
        zipfile.ZipFile(written, "w", method) as other,
    ):
        for part in archive.namelist():
            if part != name:
                other.writestr(part, archive.read(part))
        other.writestr(name, content)
    return written.getvalue()


def texts(content: bytes) -> list[list[list[str]]]:
    sheets = xlsx_cells("a.xlsx", content)
    assert not isinstance(sheets, Diagnostic), sheets
    return [[[text for text, _ in row] for row in rows] for rows in sheets]


def refused(content: bytes) -> tuple[str, str, str]:
    begun = time.process_time()
    found = xlsx_cells("a.xlsx", content)
    assert isinstance(found, Diagnostic)
    assert time.process_time() - begun < 30
    return found.code, str(found.span), found.message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (60, "60"),
        (60.0, "60"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (True, "true"),
        (" 老年餐 ", "老年餐"),
        (dt.datetime(2026, 3, 1), "2026-03-01"),  # noqa: DTZ001 - a cell has no time zone
        (dt.datetime(2026, 3, 1, 9, 30), "2026-03-01T09:30:00"),  # noqa: DTZ001
        (dt.time(9, 0), "09:00:00"),
    ],
)
def test_a_value_reads_as_an_author_types_it(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_cells_are_named_and_rows_are_as_wide_as_the_sheet() -> None:
    assert texts(workbook([["a", "b"], [1], [None, "x", True]])) == [
        [["a", "b", ""], ["1", "", ""], ["", "x", "true"]]
    ]
    sheets = xlsx_cells("a.xlsx", workbook([["a"]], [["b", "c"]]))
    assert not isinstance(sheets, Diagnostic)
    assert str(sheets[1][0][1][1]) == "a.xlsx!Sheet 2!B1"
    assert str(sheets[0][0][0][1]) == "a.xlsx!Sheet!A1"


def test_a_row_is_a_definition() -> None:
    (node,), found = read_xlsx("a.xlsx", workbook([["office", "title.zh"], ["street", "街道办"]]))
    assert not found
    assert isinstance(node, Mapping)
    assert str(node.span) == "a.xlsx!A2"
    title = node.entries["title"][1]
    assert isinstance(title, Mapping)
    assert str(title.place("zh")) == "a.xlsx!B2"


def test_a_merged_cell_repeats_its_value() -> None:
    content = workbook(
        [["kind", "name"], ["a", "x"], [None, "y"], ["b", "z"]],
        change=lambda sheet: sheet.merge_cells("A2:A3"),
    )
    assert texts(content) == [[["kind", "name"], ["a", "x"], ["a", "y"], ["b", "z"]]]
    assert texts(workbook([["a"], ["b"]], change=lambda sheet: sheet.merge_cells("A1:C1"))) == [
        [["a", "a", "a"], ["b", "", ""]]
    ]


def test_a_formula_gives_the_value_that_was_saved_with_it() -> None:
    cells = '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1*2</f><v>4</v></c><c r="C1" t="str"><f>""</f><v></v></c></row>'
    assert texts(with_part(SHEET, START + cells + END)) == [[["2", "4", ""]]]


def test_a_formula_without_its_value_is_refused() -> None:
    content = workbook([["a", "b"], [1, "=A2*2"]])
    assert refused(content) == ("AO002", "a.xlsx!B2", "`B2` holds a formula whose value was not saved")


def test_the_error_of_a_formula_is_refused() -> None:
    cells = '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    fact = "`A1` holds the error `#DIV/0!` of a formula"
    assert refused(with_part(SHEET, START + cells + END)) == ("AO002", "a.xlsx!A1", fact)


def empty_archive() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w"):
        pass
    return written.getvalue()


def encrypted() -> bytes:
    """A workbook that says that its first part is encrypted."""
    content = bytearray(workbook([["a"]]))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK", b"office,title\n", empty_archive(), encrypted(), workbook([["a"]])[:-30],
        with_part(SHEET, "<worksheet"), with_part(SHEET, ""), with_part("xl/workbook.xml", "<a/>"),
        with_part("[Content_Types].xml", "<a/>"), with_part("xl/_rels/workbook.xml.rels", "<a/>"),
        with_part(SHEET, START + '<row r="x"><c/></row>' + END),
        with_part(SHEET, START + '<row r="1"><c r="AAAA1"><v>1</v></c></row>' + END),
        with_part(SHEET, START + '<row r="1"><c r="A1" t="s"><v>99</v></c></row>' + END),
        with_part(SHEET, "<a>" * 300_000), with_part(SHEET, START + "<row>" * 300_000),
        with_part(SHEET, START + END, method=zipfile.ZIP_BZIP2), with_part(SHEET, START + END, method=zipfile.ZIP_LZMA),
        with_part(SHEET, START + '</sheetData><mergeCells><mergeCell ref="nonsense"/></mergeCells></worksheet>'),
        with_part(SHEET, f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]>{START}{END}'),
        with_part("docProps/core.xml", f'<!DOCTYPE a [<!ENTITY b "ha">]>{START}{END}'.encode("utf-16")),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_one_finding(content: bytes) -> None:
    code, place, message = refused(content)
    assert (code, place) == ("AO002", "a.xlsx:1:1")
    assert message.startswith("`a.xlsx` cannot be read as a workbook: ")
    assert "\n" not in message


def bomb() -> bytes:
    return with_part("xl/bomb.xml", b" " * (MOST_UNPACKED + 1))


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (bomb(), "unpacks to 67,1"),
        (with_part(SHEET, START + "<row>" + "<c/>" * 2_000_001 + "</row>" + END), "has 2,000,4"),
        (with_part(SHEET, START + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + END), "has more than"),
        (with_part(SHEET, START + '<row r="9999999999"><c r="A1"><v>1</v></c></row>' + END), "has more than"),
        (
            with_part(
                SHEET,
                START + '<row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
                '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>',
            ),
            None,
        ),
        (
            with_part(
                SHEET,
                START + '<row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>'
                + '<mergeCell ref="A1:XFD1"/>' * 100 + "</mergeCells></worksheet>",
            ),
            "merges more than",
        ),
        (
            with_part(
                SHEET,
                START + "".join(f'<row><c t="str"><v>{"x" * 700}</v></c></row>' for _ in range(100_000)) + END,
            ),
            "unpacks to",
        ),
    ],
    ids=["bomb", "tags", "far corner", "far row", "one merge", "merges", "characters"],
)  # fmt: skip
def test_a_workbook_that_unpacks_too_far_is_one_finding(content: bytes, fact: str | None) -> None:
    if fact is None:
        assert texts(content)[0][0][:2] == ["1", "1"]
        return
    code, place, message = refused(content)
    assert (code, place) == ("AO006", "a.xlsx:1:1")
    assert fact in message


def test_more_cells_than_a_person_fills_are_one_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("askonce.text.workbook.MOST_CELLS", 100)
    rows: list[list[object]] = [["a"] * 9] * 10
    assert len(texts(workbook(rows))[0]) == 10
    fact = "`a.xlsx` has more than 100 cells; a workbook of a pack has at most 100 cells"
    assert refused(workbook([*rows, ["a"]])) == ("AO006", "a.xlsx:1:1", fact)
    assert refused(workbook(rows, rows)) == ("AO006", "a.xlsx:1:1", fact)


def test_one_text_shared_by_every_cell_is_weighed_each_time() -> None:
    shared = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}"><si><t>{"x" * 1_000_000}</t></si></sst>'.encode(),
        SHEET: (START + '<row><c t="s"><v>0</v></c></row>' * 1_000 + END).encode(),
    }
    with zipfile.ZipFile(io.BytesIO(workbook([["office"]]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | parts
    types = parts["[Content_Types].xml"].decode()
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{shared}"/></Types>'
    parts["[Content_Types].xml"] = types.replace("</Types>", override).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as other:
        for name, content in parts.items():
            other.writestr(name, content)
    assert refused(written.getvalue())[2].startswith("`a.xlsx` holds more than")
