"""Sheets of firms: merged heads, heads further down, units anywhere, rows that say nothing; no row is lost on the way."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from askonce.adapters.uploads.grids import read_grids
from askonce.apps.economy.entries import Field, read_field, shown
from askonce.apps.economy.sheets import MOST_ROWS, Row, Sheet, read_sheets
from askonce.cases.answer import Unclear
from askonce.cases.wording.bilingual import both
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, ChoiceType, MoneyType
from askonce.text.grid import Grid

PRODUCT = Field(name="product", title=both("Product", "产品"), type=TEXT, concept="product", optional=False)
MATERIAL = Field(name="material", title=both("Material", "材料"), type=TEXT, concept="material")
TOLERANCE = Field(
    name="tolerance",
    title=both("Tolerance in mm", "公差（毫米）"),
    type=NUMBER,
    unit="mm",
    concept="tolerance",
)
CAPACITY = Field(
    name="capacity", title=both("Capacity a month", "月产能"), type=NUMBER, monthly=True, concept="capacity"
)
UNIT = Field(
    name="unit", title=both("Unit", "计量单位"), type=ChoiceType(("piece", "set", "kg")), concept="unit"
)
PRICE = Field(name="price", title=both("Price of one", "单价"), type=MoneyType("CNY"), concept="unit-price")
LEAD = Field(
    name="lead",
    title=both("Lead time in days", "交货周期（天）"),
    type=INTEGER,
    unit="days",
    concept="lead-time",
)
FIELDS = (PRODUCT, MATERIAL, TOLERANCE, CAPACITY, UNIT, PRICE, LEAD)


def workbook(fill: Any) -> bytes:
    book = Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(body: bytes) -> tuple[Sheet, ...]:
    grids = read_grids(body)
    assert isinstance(grids, tuple), grids
    return read_sheets(grids, FIELDS)


@pytest.mark.parametrize(
    ("field", "text", "hint", "answer"),
    [
        (CAPACITY, "5万个/月", "", 50_000), (CAPACITY, "50,000 a month", "", 50_000), (CAPACITY, "５００００", "", 50_000),
        (CAPACITY, "60万件/年", "", 50_000), (CAPACITY, "5", "万件", 50_000), (CAPACITY, "3 tons a month", "", 3000),
        (TOLERANCE, "±20 µm", "", 0.02), (TOLERANCE, "2", "丝", 0.02), (TOLERANCE, "0.02", "", 0.02),
        (LEAD, "3 weeks", "", 21), (LEAD, "15天", "", 15), (PRICE, "3.2元/个", "", "3.2 CNY"), (PRICE, "¥18", "", "18 CNY"),
        (UNIT, "个", "", "piece"), (UNIT, "公斤", "", "kg"), (UNIT, "set", "", "set"),
    ],
)  # fmt: skip
def test_a_number_is_read_in_the_unit_in_which_it_is_written(
    field: Field, text: str, hint: str, answer: Any
) -> None:
    assert read_field(field, text, hint) == answer
    assert read_field(field, shown(field, answer)) == answer, "what stands in a field reads as it was"


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        (CAPACITY, "2-3万件/月", "more than one number"), (CAPACITY, "12 元", "measures something else"), (CAPACITY, "1,5", "no number"),
        (CAPACITY, "-5", "less than nothing"), (TOLERANCE, "5 kg", "in mm"), (LEAD, "1.5天", "whole number"), (PRICE, "$5", "in yuan"),
        (UNIT, "furlong", "none of the 3"), (CAPACITY, "5000 a day or two", "no number"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_not_guessed(field: Field, text: str, says: str) -> None:
    found = read_field(field, text)
    assert isinstance(found, Unclear)
    assert says in found.reason["en"]
    assert found.reason["zh"] != found.reason["en"]


def test_a_sheet_as_firms_keep_it(  # every plague at once: none hides another
) -> None:
    def fill(sheet: Any) -> None:
        sheet.title = "供应"
        sheet["A1"] = "宏远齿轮 2026 年产品目录"
        for place, text in (
            ("A3", "序号"),
            ("B3", "产品名称"),
            ("C3", "技术指标"),
            ("C4", "材质"),
            ("D4", "公差(丝)"),
        ):
            sheet[place] = text
        for place, text in (("E3", "供货"), ("E4", "产能（万件）"), ("F4", "单价(元)"), ("G4", "颜色")):
            sheet[place] = text
        for area in ("A1:G1", "A3:A4", "B3:B4", "C3:D3", "E3:F3"):
            sheet.merge_cells(area)
        rows: list[tuple[Any, ...]] = [
            (1, "斜齿轮", "20CrMnTi", 2, 5, "３．２"), (2, "", "", None, None, None), (3, "轮毂", "A356", "±20µm", "60万件/年", "$5"),
            (4, None, None, None, "#", "7"), (), (5, "线束", "PVC", None, None, "=1+1"), (6, "纸箱", None, None, "2-3万件", 4),
        ]  # fmt: skip
        for below, row in enumerate(rows):
            for across, value in enumerate(row):
                sheet.cell(5 + below, 1 + across, value)
        sheet.cell(3000, 30).number_format = "0.00"  # formatted far beyond its rows

    (sheet,) = read(workbook(fill))
    good = {
        "product": "斜齿轮",
        "material": "20CrMnTi",
        "tolerance": 0.02,
        "capacity": 50_000,
        "price": "3.2 CNY",
    }
    assert sheet.rows == (Row("5", good),)
    assert [one.places for one in sheet.refused] == [("F7",), ("E8", "B8"), ("F10",), ("E11",)]
    assert [column for column, _, _ in sheet.known] == ["B", "C", "D", "E", "F"]
    assert ("G", "颜色") in sheet.unknown
    assert ("宏远齿轮 2026 年产品目录",) in sheet.above
    assert "not saved" in sheet.refused[2].reason["en"]


def test_a_merged_cell_speaks_for_each_row_that_it_covers() -> None:
    def fill(sheet: Any) -> None:
        for row in (["Product", "Material"], ["Gear", "20CrMnTi"], [None, "18CrNiMo7-6"], ["Hub", "A356"]):
            sheet.append(row)
        sheet.merge_cells("A2:A3")

    (sheet,) = read(workbook(fill))
    assert [one.answers["product"] for one in sheet.rows] == ["Gear", "Gear", "Hub"]


def test_several_sheets_and_one_that_is_hidden() -> None:
    def fill(sheet: Any) -> None:
        sheet.title = "A"
        sheet.append(["Product", "Lead time (weeks)"])
        sheet.append(["Gear", "x"])
        other = sheet.parent.create_sheet("B")
        other.append(["产品", "交期"])
        other.append(["轮毂", 15])
        hidden = sheet.parent.create_sheet("C")
        hidden.append(["Product"])
        hidden.append(["Secret"])
        hidden.sheet_state = "hidden"

    found = read(workbook(fill))
    assert len(found) == 2
    first, second = found
    assert first.refused[0].places == ("A!B2",)
    assert second.rows == (Row("B!2", {"product": "轮毂", "lead": 15}),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separated_text_in_the_encodings_that_programs_write(encoding: str, delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(
        [["产品名称", "单价（元）"], ["斜齿轮", "1,200"], [], ["", ""], ["轮毂\n18寸", "８"]]
    )
    (sheet,) = read(out.getvalue().encode(encoding))
    assert [one.answers for one in sheet.rows] == [
        {"product": "斜齿轮", "price": "1200 CNY"},
        {"product": "轮毂\n18寸", "price": "8 CNY"},
    ]


def test_a_file_without_heads_is_refused_row_by_row() -> None:
    (sheet,) = read(b"Gear,5\nHub,6\n")
    assert not sheet.rows
    assert [one.cells for one in sheet.refused] == [("Gear", "5"), ("Hub", "6")]
    assert "`" not in sheet.refused[0].reason["en"]


def test_the_heads_take_no_more_rows_than_they_need() -> None:
    (sheet,) = read(b"Product\nGear\nHub\nBox\n")
    assert [one.answers["product"] for one in sheet.rows] == ["Gear", "Hub", "Box"]


def test_a_row_that_stands_twice_is_taken_once() -> None:
    (sheet,) = read(b"Product,Material\nGear,Steel\nGear,Steel\nProduct,Material\nGear,Brass\n")
    assert [one.place for one in sheet.rows] == ["2", "5"]
    assert sheet.refused[0].places == ("3",)
    assert "row 2" in sheet.refused[0].reason["en"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "empty"), (b"  \n", "empty"), (b"PK\x03\x04broken", "broken"), (b"\xd0\xcf\x11\xe0" + b"x" * 99, "other-kind"),
        (b"%PDF-1.7\n\x00\x01", "other-kind"), (b"\xff\xfe\x00\xd8\x00", "broken"), (b"a,b\n\x01,2", "broken"),
        (b",".join([b"x"] * 300), "too-much"),
    ],
)  # fmt: skip
def test_what_is_no_sheet_is_said_so(body: bytes, fault: str) -> None:
    assert read_grids(body) == fault


def test_a_workbook_that_unpacks_into_a_flood_or_declares_a_type_is_not_read() -> None:
    def packed(content: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", content)
        return out.getvalue()

    assert read_grids(packed(b"0" * 60_000_000)) == "too-much"
    assert read_grids(packed(b"<c/>" * 1_100_000)) == "too-much"
    assert read_grids(packed(b'<!DOCTYPE x [<!ENTITY a "b">]>')) == "broken"


_CELLS = st.sampled_from(
    [
        "",
        " ",
        "Gear",
        "齿轮",
        "5",
        "5万个/月",
        "x",
        "0.02mm",
        "Product",
        "单价",
        "Material",
        "12 kg",
        "-1",
        "n/a",
        "2-3",
    ]
)


@given(st.lists(st.lists(_CELLS, min_size=1, max_size=5), max_size=12))
def test_no_row_is_lost(rows: list[list[str]]) -> None:
    """Each cell that says something stands in a row that was taken, in one that was refused, in the heads or above them."""
    for sheet in read_sheets([Grid("", tuple(map(tuple, rows)))], FIELDS):
        taken = {int(one.place) for one in sheet.rows}
        refused = {int("".join(filter(str.isdigit, place))) for one in sheet.refused for place in one.places}
        assert not taken & refused
        above = [cell for row in sheet.above for cell in row]
        for number, row in enumerate(rows, start=1):
            if number in taken | refused:
                continue
            repeated = row == rows[len(sheet.above) - 1] if sheet.above else False
            for cell in filter(str.strip, row):
                assert cell.strip().isdigit() or cell in above or repeated, (cell, sheet)
        assert all(one.reason["zh"] for one in sheet.refused)


def test_yes_and_days_are_read_as_people_write_them() -> None:
    published = Field(name="open", title=both("Open", "公开"), type=BOOLEAN)
    until = Field(name="until", title=both("Until", "截止"), type=DATE)
    assert [read_field(published, one) for one in ("是", "no", "yes")] == [True, False, True]
    assert read_field(until, "２０２６年３月１日") == "2026-03-01"
    assert shown(published, True) == "yes"  # noqa: FBT003 - the value of a field, not a flag


def rows_of(*rows: tuple[Any, ...]) -> Any:
    def fill(sheet: Any) -> None:
        for row in rows:
            sheet.append(row)

    return fill


def test_a_total_and_a_note_under_the_list_are_no_products() -> None:
    (sheet,) = read(
        workbook(
            rows_of(
                ("产品名称", "产能（件）"),
                ("斜齿轮", 5),
                ("小计", 5),
                ("轮毂", 7),
                ("合 计：", "=SUM(B2:B4)"),
                ("备注：以上价格含税",),
                ("Total gearbox", 1),
            )
        )
    )
    assert [one.answers["product"] for one in sheet.rows] == ["斜齿轮", "轮毂", "Total gearbox"]
    assert [(one.places, one.reason["en"].split()[-1]) for one in sheet.refused] == [
        (("3",), "product"),
        (("5",), "product"),
        (("6",), "product"),
    ]
    assert ["total" in one.reason["en"] for one in sheet.refused] == [True, True, False]


def test_units_in_a_row_of_their_own_count_for_the_columns_above_them() -> None:
    (sheet,) = read(
        workbook(
            rows_of(
                ("Product", "Capacity", "Tolerance", "Price"),
                (None, "万件/月", "(µm)", "元"),
                ("Gear", 5, 20, 3),
            )
        )
    )
    assert sheet.rows == (
        Row("3", {"product": "Gear", "capacity": 50_000, "tolerance": 0.02, "price": "3 CNY"}),
    )
    (sheet,) = read(workbook(rows_of(("Product", "Capacity"), ("Gear", 5), (None, "pcs"))))
    assert len(sheet.rows) == 1, "further down it is a row, and told"
    assert len(sheet.refused) == 1


def test_a_row_that_nobody_sees_is_not_entered_behind_the_back_of_who_sends_it() -> None:
    def fill(sheet: Any) -> None:
        rows_of(("Product", "Price"), ("Gear", 3), ("Secret gear", 1), ("Hub", 4))(sheet)
        sheet.row_dimensions[3].hidden = True

    (sheet,) = read(workbook(fill))
    assert [one.answers["product"] for one in sheet.rows] == ["Gear", "Hub"]
    assert sheet.refused[0].places == ("3",)
    assert "hidden" in sheet.refused[0].reason["en"]
    assert sheet.refused[0].cells == ("Secret gear", "1")


def test_days_and_formulas_are_read_by_their_values_and_never_run() -> None:
    """A day that a program made of `3-5`, a serial number, a text that another program would run: each is what it says, or refused."""
    until = Field(name="until", title=both("Until", "截止日期"), type=DATE, concept="needed-until")
    body = workbook(
        rows_of(
            ("Product", "Material", "Until"),
            ("Gear", "A", date(2027, 3, 5)),
            ("Hub", "B", 46_452),
            ("Box", "C", "2027/3/5"),
            ("Cord", "D", "05/03/27"),
        )
    )
    grids = read_grids(body)
    assert isinstance(grids, tuple)
    (sheet,) = read_sheets(grids, (PRODUCT, MATERIAL, until))
    assert [(one.answers["product"], one.answers["until"]) for one in sheet.rows] == [
        ("Gear", "2027-03-05"),
        ("Box", "2027-03-05"),
    ]
    assert [one.places for one in sheet.refused] == [("C3",), ("C5",)]
    text = '产品,材料\n"=cmd|\' /C calc\'!A0",x\n"@SUM(1+1)",y\n"+86 gears",z\n'.encode()
    (sheet,) = read(text)
    assert [one.answers["product"] for one in sheet.rows] == ["=cmd|' /C calc'!A0", "@SUM(1+1)", "+86 gears"]


def test_empty_columns_and_rows_between_hide_nothing() -> None:
    (sheet,) = read(
        workbook(
            rows_of(
                (),
                (None, "产品", None, None, "交期"),
                (),
                (None, "齿轮", None, None, "15天"),
                (),
                (None, "轮毂", "x", None, 3),
            )
        )
    )
    assert [one.place for one in sheet.rows] == ["4", "6"]
    assert [column for column, _, _ in sheet.known] == ["B", "E"]


def test_what_stands_already_is_not_entered_again() -> None:
    """A list that is sent again a year later, or by a second person: only what says something else is new."""
    body = workbook(
        rows_of(
            ("Product", "Material", "Price"),
            ("Gear", "Steel", 3.2),
            ("Gear", "Steel", 3.3),
            ("Hub", None, None),
        )
    )
    grids = read_grids(body)
    assert isinstance(grids, tuple)
    there = (
        {"product": "Gear", "material": "Steel", "price": "3.20 CNY", "published": False},
        {"product": "Hub", "material": "A356"},
    )
    (sheet,) = read_sheets(grids, FIELDS, there)
    assert [one.place for one in sheet.rows] == ["3", "4"]
    assert [(one.places, one.reason["en"]) for one in sheet.refused] == [
        (("2",), "an entry says just this already")
    ]


def test_a_page_under_the_name_of_a_workbook_is_told_apart() -> None:
    assert read_grids(b"\r\n<html><table><tr><td>Product</td></tr></table></html>") == "other-kind"


@pytest.mark.parametrize("kind", ["workbook", "text"])
def test_a_list_of_a_hundred_thousand_rows_is_refused_whole_and_at_once(kind: str) -> None:
    if kind == "text":
        body = "产品\n".encode("gb18030") + "齿轮\n".encode("gb18030") * 100_000
    else:
        out = io.BytesIO()
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for number in range(100_000):
            sheet.append([f"Gear {number}"])
        book.save(out)
        body = out.getvalue()
    begun = time.process_time()
    assert read_grids(body) == "too-much"
    assert time.process_time() - begun < 20, "it is found out before anything is looked at closely"


def test_of_more_rows_than_are_read_at_once_each_is_accounted_for() -> None:
    (sheet,) = read(b"Product\n" + b"\n".join(b"Gear %d" % one for one in range(1200)))
    assert (len(sheet.rows), len(sheet.refused)) == (MOST_ROWS, 1200 - MOST_ROWS)
    places = [int(one.place) for one in sheet.rows] + [int(one.places[0]) for one in sheet.refused]
    assert sorted(places) == list(range(2, 1202))
