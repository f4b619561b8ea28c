"""Spreadsheets of somebody who means ill: a few bytes that would keep the house busy for minutes, or take all its memory."""

from __future__ import annotations

import io
import zipfile
from time import process_time

import pytest
from openpyxl import Workbook

from askonce.adapters.uploads.grids import read_grids
from askonce.apps.economy.entries import Field
from askonce.apps.economy.sheets import read_sheets
from askonce.feel.types import NUMBER, TEXT

FIELDS = (
    Field(name="product", title={"en": "Product", "zh": "产品"}, type=TEXT, concept="product"),
    Field(name="capacity", title={"en": "Capacity a month", "zh": "月产能"}, type=NUMBER, concept="capacity"),
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData>{}</worksheet>'
PART = "xl/worksheets/sheet1.xml"
#: Of the processor; honest files of 5 MB take less, these took minutes.
SECONDS = 5.0


def workbook(rows: str, behind: str = "") -> bytes:
    """A workbook whose one sheet is written by hand."""
    plain, found = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, SHEET.format(rows, behind) if name == PART else before.read(name))
    return found.getvalue()


def row(*cells: str) -> str:
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in cells) + "</row>"


@pytest.mark.parametrize("areas", [["A1:XFD1048576"], ["A1:GR100"] * 100], ids=["one", "many"])
def test_merged_cells_that_cover_all_are_not_made(areas: list[str]) -> None:
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    body = workbook(row("product"), f"<mergeCells>{merged}</mergeCells>")
    began = process_time()
    assert read_grids(body) == "too-much"
    assert process_time() - began < SECONDS


def test_a_title_that_is_merged_over_many_columns_is_still_read() -> None:
    body = workbook(
        row("Offers") + row("product", "capacity") + row("box", "5"),
        '<mergeCells><mergeCell ref="A1:ALL1"/></mergeCells>',
    )
    found = read_grids(body)
    assert not isinstance(found, str)
    (grid,) = found
    assert grid.rows[1:] == (("product", "capacity"), ("box", "5"))


def test_a_row_that_says_it_stands_below_the_last_is_not_walked_to() -> None:
    body = workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999999"><c><v>1</v></c></row>')
    began = process_time()
    assert read_grids(body) == "too-much"
    assert process_time() - began < SECONDS


@pytest.mark.parametrize("sign", ["(", ",", ", ", "（"])
@pytest.mark.parametrize("line", [0, 1])
def test_a_cell_of_brackets_costs_no_more_than_its_length(sign: str, line: int) -> None:
    lines = ["product,capacity", "box,5", "lid,6"]
    lines[line] = f'"product{sign * 60_000}",capacity'
    grids = read_grids("\n".join(lines).encode())
    assert not isinstance(grids, str)
    began = process_time()
    read_sheets(grids, FIELDS)
    assert process_time() - began < SECONDS


def test_many_cells_with_errors_are_each_looked_at_once() -> None:
    wrong = '<c t="e"><v>#N/A</v></c>'
    body = workbook(row("product", "capacity") + f"<row>{wrong * 20}</row>" * 4_000)
    grids = read_grids(body)
    assert not isinstance(grids, str)
    began = process_time()
    (sheet,) = read_sheets(grids, FIELDS)
    assert process_time() - began < SECONDS
    assert len(sheet.refused) == 4_000
