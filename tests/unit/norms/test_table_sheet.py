"""Tables kept in sheets: where a norm finds its rows, what a spreadsheet user expects, and what does not fit."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from askonce.assembly import LANGUAGE
from askonce.cases.compare import compare
from askonce.cases.review import as_text, review
from askonce.norms.checks.sheets import KEPT
from askonce.pack.bundle import export_pack, import_pack
from askonce.pack.format import format_text
from askonce.pack.passes import Checked, check_folder, check_sources
from askonce.pack.starter import overlay
from askonce.text.source import Source, digest

ON = date(2026, 11, 21)
NORM, _, _ = KEPT.partition("--- norms/discount.csv\n")
BOTH = NORM.replace("when: [age]", "when: [age, paid]")
DATED = NORM.replace("needs: {born: date, paid: money CNY}", "needs: {born: date, paid: money CNY, bought: date}").replace(
    "when: [age]", "when: [bought]"
)  # fmt: skip


def sheet(
    rows: Sequence[Sequence[object]], change: Callable[[Any], None] | None = None, *, title: str = "Sheet"
) -> bytes:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = title
    for row in rows:
        page.append(row)
    if change is not None:
        change(page)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def checked(norm: str, content: bytes | str, path: str = "norms/meal.xlsx", *, keep: bool = False) -> Checked:
    raw = content.encode() if isinstance(content, str) else content
    sources = [*overlay(norm), Source(path, raw, digest(raw))]
    return check_sources(sources, LANGUAGE, on=ON, keep=keep)


def told(found: Checked) -> list[tuple[str, str]]:
    return [(one.code, str(one.span)) for one in found.findings]


TOP: list[object] = ["rows", "discount-rows"]


def test_a_sheet_is_read_as_the_rows_of_its_table() -> None:
    assert told(checked(NORM, sheet([TOP, ["age", "class"], ["< 60", "full"], [">= 60", "half"]]))) == []
    assert (
        told(checked(NORM, "rows,discount-rows\nclass,age\nfull,< 60\nhalf,>= 60\n", "norms/meal.csv")) == []
    )


def test_a_finding_points_into_the_cell() -> None:
    found = checked(NORM, sheet([TOP, ["age", "class"], ["< 60", "full"], [">= sixty", "half"]]))
    assert told(found) == [("AO201", "norms/meal.xlsx!A4")]
    found = checked(NORM, sheet([TOP, ["age", "class"], ["< 60", "ful"], [">= 60", "half"]]))
    assert told(found) == [("AO201", "norms/meal.xlsx!B3")]


def test_a_row_that_overlaps_is_pointed_at_in_its_sheet() -> None:
    found = checked(NORM, sheet([TOP, ["age", "class"], ["<= 60", "full"], [">= 60", "half"]]))
    assert told(found) == [("AO217", "norms/meal.xlsx!A4")]
    assert [str(one.span) for one in found.findings[0].related] == ["norms/meal.xlsx!A3"]
    assert found.findings[0].about == "norm discount"


def test_a_finding_in_a_sheet_is_allowed_in_the_norm() -> None:
    allowing = NORM.replace(
        "effect: favourable\n", "effect: favourable\nallow: [{code: AO217, because: tried}]\n", 1
    )
    rows = sheet([TOP, ["age", "class"], ["<= 60", "full"], [">= 60", "half"]])
    assert told(checked(allowing, rows)) == []


def test_titles_and_empty_rows_and_columns_may_stand_around_the_rows() -> None:
    rows: list[list[object]] = [
        ["", "Discounts of 2026", "", ""], [], ["", *TOP], [], ["", "age", "class", ""],
        ["", "< 60", "full"], [], ["", ">= 60", "half", ""], [""],
    ]  # fmt: skip
    assert told(checked(NORM, sheet(rows))) == []
    assert told(checked(NORM, sheet(rows, lambda page: page.merge_cells("B1:D1")))) == []


def test_a_merged_cell_stands_for_each_row_that_it_covers() -> None:
    rows: list[list[object]] = [
        TOP, ["age", "paid", "class"], ["< 60", "< 10 CNY", "full"], [None, ">= 10 CNY", "half"], [">= 60", None, "half"],
    ]  # fmt: skip
    merged = sheet(rows, lambda page: page.merge_cells("A3:A4"))
    assert told(checked(BOTH, merged)) == []
    apart = checked(BOTH, sheet(rows))  # without the merge, the fourth row takes any age
    assert told(apart) == [("AO217", "norms/meal.xlsx!A5")]


def test_an_empty_test_takes_any_value_and_an_empty_outcome_is_found() -> None:
    assert told(checked(NORM, sheet([TOP, ["age", "class"], ["< 60", "full"], [">= 60", None]]))) == [
        ("AO225", "norms/meal.xlsx!B4")
    ]
    first = NORM.replace("hit: unique", "hit: first")
    assert told(checked(first, sheet([TOP, ["age", "class"], ["< 60", "full"], [None, "half"]]))) == []
    short = checked(first, "rows,discount-rows\nage,class\n< 60,full\n>= 60\n", "norms/meal.csv")
    assert told(short) == [("AO225", "norms/meal.csv:4:6")]


def test_cells_with_types_of_their_own_are_read_by_the_type_of_their_column() -> None:
    day = dt.date(2026, 1, 1)
    found = checked(
        DATED, sheet([TOP, ["bought", "class"], [f"< {day}", "full"], [day, "half"], [f"> {day}", "half"]])
    )
    assert "AO202" not in {one.code for one in found.findings}
    assert "AO216" not in {one.code for one in found.findings}
    in_text = checked(NORM, sheet([TOP, ["age", "class"], [day, "full"], [">= 60", "half"]]))
    assert told(in_text) == [("AO224", "norms/meal.xlsx!A3")]
    truth = NORM.replace("leap_day: 28 February}", "leap_day: 28 February, old: age >= 60}").replace(
        "[age]", "[old]"
    )
    assert told(checked(truth, sheet([TOP, ["old", "class"], [True, "half"], [False, "full"]]))) == []
    assert (
        told(checked(truth, "rows,discount-rows\nold,class\nTRUE,half\nFALSE,full\n", "norms/meal.csv")) == []
    )


def test_a_format_of_money_gives_money_where_the_column_says_so() -> None:
    def shown(number_format: str) -> bytes:
        def change(page: Any) -> None:
            page["A3"].number_format = number_format

        return sheet([TOP, ["paid", "class"], [18, "full"], ["not(18 CNY)", "half"]], change)

    money = NORM.replace("when: [age]", "when: [paid]")
    for number_format in ('"¥"#,##0.00', "[$¥-804]#,##0", "[$CNY] 0.00"):
        assert told(checked(money, shown(number_format))) == [], number_format
    assert told(checked(money, shown("[$$-409]#,##0"))) == [("AO224", "norms/meal.xlsx!A3")]
    assert told(checked(money, shown("0.00"))) == [("AO203", "norms/meal.xlsx!A3")]
    age = sheet(
        [TOP, ["age", "class"], [18, "full"], ["not(18)", "half"]],
        lambda page: setattr(page["A3"], "number_format", "¥0"),
    )
    assert told(checked(NORM, age)) == [("AO224", "norms/meal.xlsx!A3")]


def test_a_percentage_is_its_share() -> None:
    share = NORM.replace("leap_day: 28 February}", "leap_day: 28 February, share: paid / 100 CNY}").replace(
        "[age]", "[share]"
    )
    rows: list[list[object]] = [
        TOP,
        ["share", "class"],
        ["< 15%", "full"],
        [0.15, "half"],
        ["> 0.15", "half"],
    ]
    found = checked(share, sheet(rows, lambda page: setattr(page["A4"], "number_format", "0%")))
    assert told(found) == []


def test_a_formula_gives_its_stored_value_and_one_without_is_found() -> None:
    found = checked(NORM, sheet([TOP, ["age", "class"], ["=30*2", "full"], ["not(60)", "half"]]))
    assert ("AO002", "norms/meal.xlsx!A3") in told(found)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([TOP, ["aged", "class"], ["< 60", "full"]], [("AO223", "norms/meal.xlsx!A2")] * 2),
        ([TOP, ["age"], ["< 60"]], [("AO223", "norms/meal.xlsx!A2")]),
        ([TOP, ["age", "class", "remark"], ["-", "full", "so"]], [("AO223", "norms/meal.xlsx!C2")]),
        ([TOP, ["age", "class"]], [("AO223", "norms/meal.xlsx!B1")]),
        ([TOP], [("AO223", "norms/meal.xlsx!B1")] * 3),
        ([TOP, ["age", "age", "class"], ["1", "2", "full"]], [("AO016", "example.yaml:8:70"), ("AO003", "norms/meal.xlsx!B2")]),
        ([TOP, ["age", "class"], ["1", "full", "what"]], [("AO016", "example.yaml:8:70"), ("AO002", "norms/meal.xlsx!C3")]),
        ([["rows"], ["age", "class"], ["-", "full"]], [("AO016", "example.yaml:8:70"), ("AO002", "norms/meal.xlsx!A1")]),
        ([[*TOP, "so"], ["age"]], [("AO016", "example.yaml:8:70"), ("AO002", "norms/meal.xlsx!C1")]),
    ],
)  # fmt: skip
def test_a_sheet_that_does_not_fit_is_found(
    rows: list[list[object]], expected: list[tuple[str, str]]
) -> None:
    assert (
        told(checked(NORM, sheet(rows))) == expected
    )  # and no gap: nobody knows what the table would decide


def test_a_misspelt_column_is_offered_its_name() -> None:
    found = checked(NORM, sheet([TOP, ["aged", "class"], ["< 60", "full"]]))
    assert [one.help for one in found.findings] == ["did you mean `age`?", "rename the column `aged`"]


def test_a_sheet_that_nobody_uses_is_found() -> None:
    rows = sheet([["rows", "left-over"], ["age", "class"], ["-", "full"]])
    found = checked(KEPT, rows)
    assert told(found) == [("AO018", "norms/meal.xlsx!B1")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"age,class\n"])
def test_a_broken_workbook_is_a_finding(content: bytes) -> None:
    found = checked(NORM, content)
    assert ("AO002", "norms/meal.xlsx:1:1") in told(found)
    assert "AO216" not in dict(told(found))


def test_reasons_and_articles_of_rows_come_from_their_columns() -> None:
    rows: list[Sequence[object]] = [
        TOP,
        ["age", "class", "basis", "because.en", "because.zh"],
        ["< 60", "full"],
        [">= 60", "half", "street-rules/2", "old", "年长"],
    ]
    found = checked(NORM, sheet(rows), keep=True)
    assert told(found) == []
    table = found.bound["norm"]["discount"].texts[0].table
    assert [
        (one.row.basis and one.row.basis.id, one.row.because and one.row.because.texts) for one in table.rows
    ] == [
        (None, None),
        ("street-rules/2", {"en": "old", "zh": "年长"}),
    ]
    assert "年长" in as_text(review(found), "zh")
    unknown = [*rows[:2], ["< 60", "full", "street-rules/99"], rows[3]]
    assert told(checked(NORM, sheet(unknown))) == [("AO016", "norms/meal.xlsx!C3")]
    half_said = [*rows[:2], ["< 60", "full", None, "young"], rows[3]]
    assert [code for code, _ in told(checked(NORM, sheet(half_said)))] == ["AO017"]


def test_rows_may_be_kept_apart_in_yaml_too() -> None:
    lines = 'rows: discount-rows\nlines: [{age: "< 60", class: full}, {age: ">= 60", class: half}]\n'
    assert told(checked(NORM, lines, "norms/meal.yaml")) == []


def test_several_sheets_of_a_workbook_are_named_in_the_place() -> None:
    book = openpyxl.Workbook()
    first: Any = book.active
    first.title = "Notes"
    second = book.create_sheet("Prices")
    for row in (TOP, ["age", "class"], ["<= 60", "full"], [">= 60", "half"]):
        second.append(row)
    written = io.BytesIO()
    book.save(written)
    assert told(checked(NORM, written.getvalue())) == [("AO217", "norms/meal.xlsx!Prices!A4")]


def test_a_changed_sheet_is_seen_through_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASKONCE_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "pack"
    for source in overlay(KEPT):
        (folder / source.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / source.path).write_bytes(source.content)
    kept = folder / "norms/discount.csv"

    def codes() -> list[str]:
        return [one.code for one in check_folder(folder, LANGUAGE, on=ON).findings]

    assert codes() == codes() == []
    kept.write_text("rows,discount-rows\nage,class\n<= 60,full\n>= 60,half\n", "utf-8")
    assert codes() == codes() == ["AO217"]
    kept.write_text("rows,discount-rows\nage,class\n\n<= 60,full\n>= 60,half\n", "utf-8")
    moved = check_folder(folder, LANGUAGE, on=ON).findings
    assert [str(one.span) for one in moved] == ["norms/discount.csv:5:1"]
    kept.unlink()
    assert codes() == ["AO016"]


def test_a_pack_with_a_sheet_travels_and_comes_back_the_same(tmp_path: Path) -> None:
    for source in (
        *overlay(NORM),
        Source("norms/meal.xlsx", sheet([TOP, ["age", "class"], ["-", "full"]]), b""),
    ):
        (tmp_path / "one" / source.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "one" / source.path).write_bytes(source.content)
    packed = export_pack(tmp_path / "one")
    assert isinstance(packed, bytes)
    assert isinstance(import_pack(packed, tmp_path / "two"), tuple)
    assert export_pack(tmp_path / "two") == packed


def test_a_sheet_in_csv_has_one_canonical_text() -> None:
    text = 'Prices,,,\r\n\r\nrows,"discount-rows",,\r\nage,class,,\r\n< 60,full,,\r\n,half,,\r\n'
    once = format_text(LANGUAGE, "a.csv", text)
    assert once == "Prices,\nrows,discount-rows\nage,class\n< 60,full\n,half\n"
    assert format_text(LANGUAGE, "a.csv", once) == once


def test_diff_tells_what_a_changed_sheet_decides_otherwise() -> None:
    rows: list[list[object]] = [TOP, ["age", "class"], ["< 60", "full"], [">= 60", "half"]]
    old = checked(NORM, sheet(rows), keep=True)
    assert (
        compare(
            old,
            checked(NORM, "rows,discount-rows\nage,class\n<60,full\n≥60,half\n", "norms/a.csv", keep=True),
        )
        == ()
    )
    rows[2:] = [["< 65", "full"], [">= 65", "half"]]
    assert [change.about for change in compare(old, checked(NORM, sheet(rows), keep=True))]


@pytest.mark.parametrize("count", [12_000, pytest.param(100_000, marks=pytest.mark.full)])
def test_a_hundred_thousand_rows_take_no_more_than_a_while(count: int) -> None:
    lines = "".join(f"{age},full\n" for age in range(count))
    begun = time.process_time()
    found = checked(NORM, f"rows,discount-rows\nage,class\n{lines}", "norms/meal.csv")
    assert time.process_time() - begun < 120
    assert {one.code for one in found.findings} <= {"AO216", "AO219", "AO221"}
    assert any("too many cells" in one.message for one in found.findings)


@pytest.mark.parametrize(("cell", "repair"), [("“full”", '`"`'), ("≠ 60", "`!=`"), ("‘a’", '`"`')])
def test_a_sign_of_a_word_processor_is_found_with_its_repair(cell: str, repair: str) -> None:
    found = checked(NORM, sheet([TOP, ["age", "class"], [cell, "full"], [">= 60", "half"]]))
    assert [(one.code, str(one.span)) for one in found.findings] == [("AO204", "norms/meal.xlsx!A3")]
    assert repair in found.findings[0].help


@pytest.mark.parametrize("rows", ["{age: 60}", "[60, 70]", '[["< 60", full], 7]', "{}"])
def test_rows_of_another_type_are_found_once(rows: str) -> None:
    wrong = NORM.replace("rows: discount-rows", f"rows: {rows}")
    found = check_sources(overlay(wrong), LANGUAGE, on=ON).findings
    assert {one.code for one in found} == {"AO012"}


def test_a_name_of_rows_that_no_sheet_has_is_found_once() -> None:
    assert [one.code for one in check_sources(overlay(NORM), LANGUAGE, on=ON).findings] == ["AO016"]


@pytest.mark.parametrize("end", ["xlsx", "csv"])
def test_three_thousand_rows_are_analysed_within_seconds(end: str) -> None:
    rows = [[f"[{age}..{age + 1})", "full" if age % 2 else "half"] for age in range(2_999)]
    rows.append([">= 2999", "full"])
    head: list[Sequence[object]] = [TOP, ["age", "class"]]
    text = "".join(",".join(map(str, row)) + "\n" for row in [*head, *rows])
    begun = time.process_time()
    found = checked(NORM, sheet([*head, *rows]) if end == "xlsx" else text, f"norms/meal.{end}")
    assert told(found) == []
    assert time.process_time() - begun < 15
    rows[1_500] = ["[1500..1501]", "half"]
    again = checked(NORM, sheet([*head, *rows]), "norms/meal.xlsx")
    assert told(again) == [("AO217", "norms/meal.xlsx!A1504")]


def test_a_sheet_without_its_first_line_is_found_once() -> None:
    found = checked(KEPT, sheet([["age", "class"], ["< 60", "full"], [">= 60", "half"]]))
    assert told(found) == [("AO011", "norms/meal.xlsx!A1")]
    assert "begins with `rows` and a name" in found.findings[0].help


def test_the_first_word_may_begin_with_a_capital() -> None:
    rows: list[Sequence[object]] = [
        ["Rows", "discount-rows"],
        ["age", "class"],
        ["< 60", "full"],
        [">= 60", "half"],
    ]
    assert told(checked(NORM, sheet(rows))) == []
