"""`askonce rehearse` as an author runs it: the table, the JSON, the exit codes, and every file that cannot be taken."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.e2e.program import Program

NORM = "norms/meal-price.yaml"
BORN = {"birth": "1963-05-01", "application": "2024-05-01"}


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture
def packs(program: Program) -> tuple[Path, Path]:
    """The starter, and a copy in which a meal is cheaper from 65 on, not 60."""
    old, new = program.new("old"), program.new("new")
    change(new, '"< 60", 18 CNY], [">= 60"', '"< 65", 18 CNY], [">= 65"')
    return old, new


def change(pack: Path, words: str, instead: str) -> None:
    text = (pack / NORM).read_text("utf-8")
    assert words in text
    (pack / NORM).write_text(text.replace(words, instead), "utf-8")


def lines(folder: Path, *cases: Mapping[str, Any] | str, name: str = "cases.jsonl") -> Path:
    file = folder / name
    texts = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in cases)
    file.write_text("".join(f"{text}\n" for text in texts), "utf-8")
    return file


def born(*years: int) -> list[dict[str, str]]:
    return [{"birth": f"{year}-05-01", "application": "2024-05-01"} for year in years]


def test_an_author_sees_whom_a_change_touches(program: Program, packs: tuple[Path, Path]) -> None:
    file = lines(
        program.folder, *born(1950, 1960, 1963, 1964, 1980), {"birth": None, "application": "2024-05-01"}
    )
    ran = program("rehearse", *packs, "--facts", file, "--on", "2026-11-21")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines() == [
        "6 cases, each decided by both texts",
        "",
        "Price of a meal (meal-price)",
        "  same outcome   3  50.0%",
        "  other outcome  3  50.0%",
        "",
        "  Price    cases  sum before  sum after  average change",
        "  goes up      3      45 CNY     54 CNY          +3 CNY",
        "",
        "  For example, goes up:",
        "    day of filing  1 May 2024",
        "    Date of birth  1 May 1960",
        "    age            64",
        "    before  15 CNY  row 2: age 60 or over; Street Rules, article 3  norms/meal-price.yaml:12",
        "    after   18 CNY  row 1: age under 65; Street Rules, article 3    norms/meal-price.yaml:12",
    ]


def test_the_same_in_chinese(program: Program, packs: tuple[Path, Path]) -> None:
    file = lines(program.folder, *born(1960), {"birth": "2000-01-01"})
    ran = program("rehearse", *packs, "--facts", file, "--on", "2026-11-21", "--language", "zh")
    assert ran.code == 1
    for words in (
        "共2件",
        "餐价 (meal-price)",
        "结果改变  1  50.0%",
        "提高",
        "+3元",
        "申请日    2024年5月1日",
        "第1行：年龄未满65岁",
    ):
        assert words in ran.out
    assert "1件无“申请日”日期：按2026-11-21计" in ran.out


def test_the_json_says_the_same(program: Program, packs: tuple[Path, Path]) -> None:
    file = lines(program.folder, *born(1950, 1960, 1963), {"birth": "1961-05-01", "name": "王芳", "身份": 5})
    ran = program("rehearse", *packs, "--facts", file, "--on", "2026-11-21", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["rows"], found["columns"]["ignored"]) == (1, 4, ["name", "身份"])
    assert found["columns"]["dates_assumed"] == {"event": 4, "application": 1, "decision": 4}
    (norm,) = found["norms"]
    assert (norm["norm"], norm["cases"], norm["same"], norm["changed"]) == ("meal-price", 4, 2, 2)
    (kind,) = norm["outcomes"][0]["kinds"]
    assert (kind["what"], kind["sum_before"], kind["sum_after"], kind["mean_difference"]) == (
        "up",
        "30",
        "36",
        "3",
    )
    assert kind["example"]["facts"][1] == {"name": "birth", "value": "1960-05-01", "used_by": "both"}
    assert "王芳" not in json.dumps(norm, ensure_ascii=False)


def test_nothing_changes_for_cases_that_the_change_does_not_touch(
    program: Program, packs: tuple[Path, Path]
) -> None:
    file = lines(program.folder, *born(1950, 1980))
    ran = program("rehearse", *packs, "--facts", file)
    assert (ran.code, ran.err) == (0, "")
    assert "No outcome changes." in ran.out
    same = program("rehearse", packs[0], packs[0], "--facts", file)
    assert (same.code, same.err) == (0, "")
    assert "1 rule reads the same in both packs" in same.out


def test_parquet_is_read_with_its_types(program: Program, packs: tuple[Path, Path]) -> None:
    file = program.folder / "cases.parquet"
    births = [date(1963, 5, 1), None, date(1950, 1, 1)] * 10_000
    days = [date(2024, 5, 1)] * len(births)
    write(file, id=pa.array(range(len(births))), birth=pa.array(births), application=pa.array(days))
    found = json.loads(program("rehearse", *packs, "--facts", file, "--json").out)
    assert (found["rows"], found["columns"]["used"], found["columns"]["ignored"]) == (
        30_000,
        ["birth", "application"],
        ["id"],
    )
    assert (found["norms"][0]["changed"], found["norms"][0]["same"]) == (10_000, 20_000)


def write(file: Path, **columns: Any) -> None:
    parquet.write_table(pa.table(columns), file)


def test_money_may_be_a_decimal_column(program: Program) -> None:
    old, new = program.new("old"), program.new("new")
    for pack, most in ((old, "9"), (new, "8")):
        (pack / NORM).write_text(
            "norm: meal-price\ntitle: {en: Price, zh: 价}\nbasis: street-rules/3\neffect: favourable\n"
            f"in_force: {{from: 2022-01-01}}\nneeds: {{paid: money CNY}}\nresult: min(paid, {most} CNY)\n",
            "utf-8",
        )
    file = program.folder / "cases.parquet"
    write(file, paid=pa.array([Decimal("8.50"), Decimal("7.25"), None], pa.decimal128(8, 2)))
    found = json.loads(program("rehearse", old, new, "--facts", file, "--json", "--on", "2026-01-01").out)
    (kind,) = found["norms"][0]["outcomes"][0]["kinds"]
    assert (kind["what"], kind["cases"], kind["mean_difference"]) == ("down", 1, "-0.5")


# What cannot be taken


BAD_LINES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "no json": (('{"birth": "1963-05-01"}', "{birth}"), "line 2: no JSON at character 2"),
    "cut": (('{"birth": "1963-',), "line 1: no JSON at character"),
    "list": (("[1, 2]",), "line 1: the line is no object of JSON"),
    "twice": (('{"birth": "1963-05-01", "birth": "1964-05-01"}',), "line 1: `birth` stands twice"),
    "nan": (('{"birth": NaN}',), "line 1: `NaN` is no number of JSON"),
    "long number": ((f'{{"id": {"9" * 5000}}}',), "line 1: a number has too many digits"),
    "deep": ((f'{{"id": {"[" * 100_000}',), "line 1: "),
    "not a date": (
        ('{"birth": "1963-05-01"}', '{"birth": 5}'),
        "row 2, `birth`: `5` stands where date should",
    ),
    "no day": (('{"birth": "1963-02-30"}',), 'row 1, `birth`: `"1963-02-30"` stands where date should'),
    "large": ((f'{{"birth": {"9" * 400}}}',), "`a number of more than 34 digits` stands where date should"),
    "date of filing": (
        ('{"birth": "1963-05-01", "application": true}',),
        "row 1, `application`: `true` stands where",
    ),
    "empty": ((), "holds no case"),
    "blank": (("", "  "), "holds no case"),
    "no fact": (('{"brith": "1963-05-01"}',), "norm `meal-price` needs `birth`, which"),
}


@pytest.mark.parametrize("texts", BAD_LINES.values(), ids=BAD_LINES)
def test_lines_that_cannot_be_taken_stop_it(
    program: Program, packs: tuple[Path, Path], texts: tuple[tuple[str, ...], str]
) -> None:
    said = program.stops("rehearse", *packs, "--facts", lines(program.folder, *texts[0]))
    assert texts[1] in said


def test_bad_rows_are_counted_and_the_first_three_named(program: Program, packs: tuple[Path, Path]) -> None:
    file = lines(program.folder, BORN, *({"birth": number} for number in range(5)), "")
    said = program.stops("rehearse", *packs, "--facts", file)
    assert "norm `meal-price`: 5 of the 6 rows of" in said
    assert said.count("; row ") == 2
    assert said.endswith("; … (--skip-bad leaves them out)")


def test_bad_rows_may_be_left_out(program: Program, packs: tuple[Path, Path]) -> None:
    file = lines(program.folder, BORN, {"birth": 5}, "{", {"birth": "1940-01-01"})
    ran = program("rehearse", *packs, "--facts", file, "--skip-bad")
    assert ran.code == 1
    assert ran.out.startswith("3 cases, each decided by both texts\n1 line was left out: it cannot be read\n")
    assert "1 row was left out: its facts do not fit" in ran.out
    only_bad = lines(program.folder, "{", {"birth": 5})
    assert "has no row that can be read" in program.stops(
        "rehearse", *packs, "--facts", only_bad, "--skip-bad"
    )


def _text(file: Path) -> None:
    file.write_text("this is no parquet", "utf-8")


def _cut(file: Path) -> None:
    write(file, birth=pa.array([date(1963, 5, 1)] * 1000))
    file.write_bytes(file.read_bytes()[:-20])


def _holed(file: Path) -> None:
    write(file, birth=pa.array([date(1900 + number % 100, 5, 1) for number in range(5000)]))
    whole = bytearray(file.read_bytes())
    whole[10:200] = bytes(190)
    file.write_bytes(bytes(whole))


def _twice(file: Path) -> None:
    column = pa.array([date(1963, 5, 1)])
    parquet.write_table(pa.Table.from_arrays([column, column], names=["birth", "birth"]), file)


def _numbers(file: Path) -> None:
    write(file, birth=pa.array([19630501, 19640501]))


def _far(file: Path) -> None:
    write(file, birth=pa.array([3_000_000], pa.int32()).cast(pa.date32()))


BAD_PARQUET: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "no file": (lambda _: None, "there is no file"),
    "folder": (lambda file: file.mkdir(), "is a folder"),
    "empty": (lambda file: file.touch(), "cannot be read as Parquet"),
    "text": (_text, "cannot be read as Parquet"),
    "cut": (_cut, "cannot be read as Parquet"),
    "holed": (_holed, "cannot be read as Parquet"),
    "column twice": (_twice, "has the column `birth` twice"),
    "numbers": (_numbers, "2 of the 2 rows of"),
    "year 10183": (_far, "column `birth`"),
    "no rows": (lambda file: write(file, birth=pa.array([], pa.date32())), "holds no case"),
}


@pytest.mark.parametrize("bad", BAD_PARQUET.values(), ids=BAD_PARQUET)
def test_parquet_that_cannot_be_taken_stops_it(
    program: Program, packs: tuple[Path, Path], bad: tuple[Callable[[Path], object], str]
) -> None:
    file = program.folder / "cases.parquet"
    bad[0](file)
    assert bad[1] in program.stops("rehearse", *packs, "--facts", file)


def test_a_mark_of_byte_order_is_no_part_of_the_text(program: Program, packs: tuple[Path, Path]) -> None:
    file = program.folder / "cases.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(BORN).encode() + b"\r\n\r\n" + json.dumps(BORN).encode())
    assert json.loads(program("rehearse", *packs, "--facts", file, "--json").out)["norms"][0]["changed"] == 2
    file.write_text(json.dumps(BORN), "utf-16")
    assert "is UTF-16; save it as UTF-8" in program.stops("rehearse", *packs, "--facts", file)
    file.write_bytes(json.dumps(BORN).encode() + b'\n{"birth": "\xff"}\n')
    assert "line 2: the line is no UTF-8" in program.stops("rehearse", *packs, "--facts", file)


def test_names_and_packs_that_are_not_there(program: Program, packs: tuple[Path, Path]) -> None:
    file = lines(program.folder, BORN)
    said = program.stops("rehearse", *packs, "--facts", file, "--norm", "meal-prise")
    assert "has no norm `meal-prise`; did you mean `meal-price`?" in said
    assert "there is no folder" in program.stops("rehearse", packs[0], "nowhere", "--facts", file)
    assert "neither .parquet nor .jsonl" in program.stops("rehearse", *packs, "--facts", "cases.csv")
    assert "is no date" in program.stops("rehearse", *packs, "--facts", file, "--on", "2026-02-30")
    change(packs[1], "age(birth", "age(brith")
    said = program.stops("rehearse", *packs, "--facts", file)
    assert "norm `meal-price` of" in said
    assert "has errors (norms/meal-price.yaml:7)" in said


def test_cases_before_every_text(program: Program, packs: tuple[Path, Path]) -> None:
    file = lines(program.folder, {"birth": "1963-05-01", "application": "2021-12-31"})
    ran = program("rehearse", *packs, "--facts", file, "--norm", "meal-price")
    assert ran.code == 0
    assert "no text holds" in ran.out
    assert "is in force on 2021-12-31" in ran.out
    change(packs[1], "from: 2022-01-01", "from: 2021-01-01")
    assert program("rehearse", *packs, "--facts", file).code == 1


SUM = "norm: meal-price\ntitle: {en: Price, zh: 价}\nbasis: street-rules/3\neffect: EFFECT\nin_force: {from: 2022-01-01}\nneeds: {x: integer}\nresult: sum(for a in 1..x return a)"


def sums(program: Program, effect: str) -> tuple[Path, Path]:
    """A pack that adds up the numbers to x, and one that adds one more."""
    old, new = program.new("old"), program.new("new")
    for pack, more in ((old, ""), (new, " + 1")):
        (pack / NORM).write_text(f"{SUM.replace('EFFECT', effect)}{more}\n", "utf-8")
    return old, new


def test_a_row_that_asks_for_too_much_is_a_bad_row(program: Program) -> None:
    packs = sums(program, "neutral")
    file = lines(program.folder, {"x": 1}, {"x": 1_000_000})
    said = program.stops("rehearse", *packs, "--facts", file)
    assert "norm `meal-price`: 1 of the 2 rows of" in said
    assert "row 2: reckoning it takes too many steps" in said
    ran = program("rehearse", *packs, "--facts", file, "--skip-bad")
    assert (ran.code, ran.err) == (1, "")
    assert "1 row was left out: its facts do not fit or take too many steps" in ran.out


@pytest.mark.parametrize("form", [(), ("--json",), ("--language", "zh")])
def test_of_one_burdened_person_nothing_is_told(program: Program, form: tuple[str, ...]) -> None:
    old, new = sums(program, "adverse")
    ran = [
        program(
            "rehearse", old, pack, "--norm", "meal-price", "--facts", lines(program.folder, {"x": 3}), *form
        )
        for pack in (old, new)
    ]
    assert ran[0] == ran[1]  # neither words nor exit code tell whether the outcome changed
    assert "1 case" not in ran[0].out


def test_of_many_columns_that_play_no_part_the_first_are_shown(
    program: Program, packs: tuple[Path, Path]
) -> None:
    file = lines(program.folder, {**BORN, **{f"c{number}": 1 for number in range(2_000)}})
    last = program("rehearse", *packs, "--facts", file).out.splitlines()[-1]
    assert last == "columns that play no part: c0, c1, c2, c3, c4, c5, c6, c7, … (2,000 in all)"
