"""Snapshots as departments send them: encodings, quotes, spoilt dates and ids, twins, columns that nobody knows."""

from __future__ import annotations

import tracemalloc
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askonce.adapters.loading.cells import NOTHING, Cells, subject_of
from askonce.adapters.loading.lines import UnreadableFile
from askonce.adapters.loading.snapshot import Refused, read_snapshot
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, ChoiceType, ListType, MoneyType, Type
from askonce.feel.values import Money
from askonce.norms.columns import ABSENT, Misfit
from tests.unit.adapters.loading.files import SHAPE, load, staging, write_csv, write_parquet, write_xlsx

ROWS = [
    ["id", "出生日期", "姓名", "sex", "income", "remark"],
    ["p-1", "1960-02-29", "王芳", "female", "1200.50", "x"],
    ["p-2", "1990/1/2", "李,四", "male", "", ""],
]
SAID = {
    "p-1": {
        "birth_date": date(1960, 2, 29), "full_name": "王芳", "sex": "female", "income": Money(Decimal("1200.50"), "CNY"),
    },
    "p-2": {"birth_date": date(1990, 1, 2), "full_name": "李,四", "sex": "male"},
}  # fmt: skip
FEMALE = ChoiceType(("female", "male"))
CNY = MoneyType("CNY")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_whatever_it_is_encoded_in(tmp_path: Path, encoding: str) -> None:
    read, rows = load(write_csv(tmp_path / "a.csv", ROWS, encoding))
    assert rows == SAID
    assert (read.rows, read.refused) == (2, 0)
    assert any("`remark`" in note for note in read.notes)
    assert any("GB18030" in note for note in read.notes) is (encoding == "gb18030")


def test_what_is_no_text_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,birth_date\n\xff\xff\x00\x80\n")
    with pytest.raises(UnreadableFile, match="neither in UTF-8 nor in GB18030"):
        load(tmp_path / "a.csv")


def test_sheets_and_parquet_say_the_same(tmp_path: Path) -> None:
    xlsx: list[list[Any]] = [
        ["2026 年度名册"],
        [],
        ROWS[0],
        ["p-1", datetime(1960, 2, 29), "王芳", "female", 1200.5, "x"],  # noqa: DTZ001 - as sheets keep days
        ["p-2", date(1990, 1, 2), "李,四", "male"],
    ]
    assert load(write_xlsx(tmp_path / "a.xlsx", xlsx))[1] == SAID
    columns: dict[str, list[Any]] = {
        "id": ["p-1", "p-2"], "birth_date": [date(1960, 2, 29), date(1990, 1, 2)], "full_name": ["王芳", "李,四"],
        "sex": ["female", "male"], "income": [Decimal("1200.50"), None],
    }  # fmt: skip
    assert load(write_parquet(tmp_path / "a.parquet", columns))[1] == SAID


def test_an_empty_cell_says_nothing_or_that_there_is_none(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["id", "full_name", "income", "sex"], ["p-1", "\\N", "", "null"]])
    assert load(path)[1] == {"p-1": {"full_name": None, "sex": None}}
    assert load(path, empty_is_none=True)[1] == {"p-1": {"full_name": None, "sex": None, "income": None}}


def test_each_fault_of_quoting_spoils_its_own_line_alone(tmp_path: Path) -> None:
    lines = [
        "id,full_name,sex",
        'p-1,"Li, ""Old"" Wang",female',
        'p-2,"spoilt"x,female',
        'p-3,"over',
        'two lines",male',
        "p-4,too,many,cells",
        "p-5,fewer",
        "",
        'p-6,"never closed,female',
        "p-7,fine,male",
    ]
    (tmp_path / "a.csv").write_text("\r\n".join(lines) + "\r\n", "utf-8", newline="")
    read, rows = load(tmp_path / "a.csv")
    assert rows == {
        "p-1": {"full_name": 'Li, "Old" Wang', "sex": "female"},
        "p-3": {"full_name": "over\r\ntwo lines", "sex": "male"},
        "p-7": {"full_name": "fine", "sex": "male"},
    }
    assert read.told == (
        Refused(3, "", "a quote stands inside a cell; double it, and quote the whole cell"),
        Refused(6, "", "it has 4 cells where the heads have 3"),
        Refused(7, "", "it has 2 cells where the heads have 3"),
        Refused(9, "", "a quote is opened and never closed"),
    )
    assert read.nameless == 4


def test_twins_are_both_refused_and_a_row_that_stands_twice_is_loaded_once(tmp_path: Path) -> None:
    rows = [
        ["id", "full_name"],
        ["p-1", "a"],
        ["p-2", "b"],
        ["ｐ－１", "other"],
        ["p-2", "b"],
        ["p-3", "c"],
        [" p-2", "b"],
    ]
    read, loaded = load(write_csv(tmp_path / "a.csv", rows))
    assert loaded == {"p-2": {"full_name": "b"}, "p-3": {"full_name": "c"}}
    assert read.told == (
        Refused(2, "", "line 4 says otherwise of the same subject"),
        Refused(4, "", "line 2 says otherwise of the same subject"),
        Refused(5, "", "it says the same as line 3"),
        Refused(7, "", "it says the same as line 3"),
    )
    assert read.nameless == 0


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        (["name", "sex"], "no column names the subject of a row"),
        (["id", "brth_date"], "has no attribute `brth_date`; did you mean `birth_date`?"),
        (["id", "birth_date", "出生日期"], "two columns are `birth_date`"),
        (["id", "id", "sex"], "two columns are `id`"),
        (["id", "colour"], "no column is an attribute of register `people`; they are `birth_date`"),
        (["persn", "sex"], "is it a misspelt `person`?"),
    ],
)
def test_heads_that_are_not_certain_stop_everything(tmp_path: Path, heads: list[str], said: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        load(write_csv(tmp_path / "a.csv", [heads, ["p"] * len(heads)]))
    assert said in str(caught.value)


def test_a_subject_column_is_the_most_certain_one(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["id", "person", "sex"], ["1", "p-1", "male"]])
    assert load(path)[1] == {"p-1": {"sex": "male"}}


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet", "a.doc", "no.csv", ""])
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.startswith("a."):
        path.write_bytes(b"")
    with pytest.raises(UnreadableFile):
        load(path)


@pytest.mark.parametrize(
    ("wanted", "raw", "value"),
    [
        (DATE, "2026-03-01", date(2026, 3, 1)),
        (DATE, "2026年3月1日", date(2026, 3, 1)),
        (DATE, "２０２６／３／１", date(2026, 3, 1)),
        (DATE, "20260301", date(2026, 3, 1)),
        (DATE, 20260301, date(2026, 3, 1)),
        (DATE, "2026-03-01 00:00:00", date(2026, 3, 1)),
        (DATE, datetime(2026, 3, 1), date(2026, 3, 1)),  # noqa: DTZ001 - as sheets keep days
        (INTEGER, "００１７", Decimal(17)),
        (INTEGER, 17.0, Decimal(17)),
        (NUMBER, 0.1 + 0.2, Decimal("0.3")),
        (NUMBER, " -1.50\u3000", Decimal("-1.50")),
        (TEXT, "（全角）", "（全角）"),
        (TEXT, 110105.0, "110105"),
        (TEXT, " 王 芳\u3000", "王 芳"),
        (TEXT, "null", "null"),
        (BOOLEAN, "是", True),
        (BOOLEAN, "FALSE", False),
        (BOOLEAN, 1, True),
        (CNY, "18", Money(Decimal(18), "CNY")),
        (CNY, "18.50 CNY", Money(Decimal("18.50"), "CNY")),
        (CNY, 18.5, Money(Decimal("18.5"), "CNY")),
        (FEMALE, "ｆｅｍａｌｅ", "female"),
        (ListType(TEXT), "素；清真、", ("素", "清真")),
        (NUMBER, "", ABSENT),
        (TEXT, "\u3000", ABSENT),
        (TEXT, None, ABSENT),
        (DATE, "NULL", None),
    ],
)
def test_a_cell_that_reads_in_one_way_is_read(wanted: Type, raw: object, value: object) -> None:
    found = Cells(wanted).value(raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("wanted", "raw"),
    [
        (DATE, "45658"), (DATE, 45658), (DATE, 45658.5), (DATE, "3/1/2026"), (DATE, "01-03-26"), (DATE, "2026-02-30"),
        (DATE, "2026-3/1"), (DATE, "2026-03-01 12:00"), (DATE, "113-03-01"), (DATE, True), (DATE, time(1)),
        (INTEGER, "1.5"), (INTEGER, "1,234"), (NUMBER, "1,234.5"), (NUMBER, "1e3"), (NUMBER, "12元"), (NUMBER, True), (NUMBER, "NaN"),
        (NUMBER, float("inf")), (TEXT, "4.41302E+17"), (TEXT, 4.41302199001011e17), (TEXT, date(2026, 3, 1)), (TEXT, True),
        (TEXT, "a\0b"), (TEXT, "\ufffd"), (BOOLEAN, "maybe"), (BOOLEAN, 2), (CNY, "18 EUR"), (CNY, "¥"),
        (FEMALE, "woman"), (FEMALE, 1), (TEXT, [1]), (TEXT, b"x"),
    ],
)  # fmt: skip
def test_a_cell_that_could_be_read_in_two_ways_is_refused(wanted: Type, raw: object) -> None:
    assert isinstance(Cells(wanted).value(raw), Misfit)


@pytest.mark.parametrize(
    "raw", ["", " ", None, "\\N", 4.4e17, "4.41302E+17", "a\nb", "x" * 201, "a\u202eb", True, [1]]
)
def test_a_subject_that_cannot_be_trusted_is_refused(raw: object) -> None:
    assert isinstance(subject_of(raw), Misfit)


def test_a_formula_without_a_value_and_an_error_spoil_their_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["id", "full_name", "rooms"],
        ["p-1", "a", 1],
        ["p-2", "=A2", 2],
        ["p-3", "#N/A", 3],
        ["p-4", "b", None],
    ]
    read, loaded = load(write_xlsx(tmp_path / "a.xlsx", rows))
    assert loaded == {"p-1": {"full_name": "a", "rooms": Decimal(1)}, "p-4": {"full_name": "b"}}
    assert [(one.line, one.reason) for one in read.told] == [
        (3, "a formula whose value was not saved"),
        (4, "a formula gave `#N/A`"),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.dictionaries(
        st.text("abcxyz019-王", min_size=1, max_size=6),
        st.tuples(
            st.dates(),
            # but the one word that says that there is none
            st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8).filter(
                lambda name: name != NOTHING
            ),
            st.integers(-9, 9),
        ),
        max_size=8,
    ),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_what_is_written_is_read_again(
    tmp_path: Path, people: dict[str, tuple[date, str, int]], encoding: str
) -> None:
    rows: list[list[Any]] = [
        ["id", "birth_date", "full_name", "rooms"],
        *([name, *said] for name, said in people.items()),
    ]
    read, loaded = load(write_csv(tmp_path / "a.csv", rows, encoding))
    assert read.refused == 0
    assert loaded == {
        name: {"birth_date": born, "full_name": called, "rooms": Decimal(rooms)}
        for name, (born, called, rooms) in people.items()
    }


def test_a_large_file_is_never_held_whole(tmp_path: Path) -> None:
    """Ten times the rows want the same memory, for what is held is a batch."""
    peaks = []
    for count in (12_000, 120_000):
        path = tmp_path / f"{count}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("id,birth_date,full_name\n")
            file.writelines(
                f"p-{number},1990-01-{number % 28 + 1:02},person {number}\n" for number in range(count)
            )
        tracemalloc.start()
        try:
            with staging() as kept:
                read_snapshot(path, SHAPE, kept, str)
                assert kept.count() == count
                assert sum(1 for _ in kept.rows()) == count
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < 3 * peaks[0] + 20_000_000
