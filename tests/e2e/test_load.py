"""`askonce load` as a person runs it: what is loaded, what is refused, and each way in which it stops."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Program, texts

URL = ("--database", "sqlite:///county.db")
PEOPLE = ("load", "packs/qingshan", "people", "people.csv", *URL)
GOOD = "id,出生日期,full_name\np-1,1960-02-29,王芳\np-2,1990/1/2,李四\n"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    made = Program(tmp_path)
    made.copy("qingshan")
    return made


def write(program: Program, text: str, name: str = "people.csv") -> None:
    (program.folder / name).write_text(text, "utf-8")


def loaded(program: Program, *more: str) -> dict[str, Any]:
    ran = program(*PEOPLE, "--json", *more)
    said: dict[str, Any] = json.loads(ran.out)
    assert ran.code == (0 if said["written"] and not said["read"]["refused"] else 1), ran
    return said


def test_a_snapshot_is_loaded_and_a_second_time_changes_nothing(program: Program) -> None:
    write(program, GOOD)
    assert loaded(program)["written"] == {"new": 2, "changed": 0, "same": 0, "ended": 0}
    assert loaded(program)["written"] == {"new": 0, "changed": 0, "same": 2, "ended": 0}
    ran = program(*PEOPLE)
    assert (ran.code, ran.out) == (0, "register people: 0 new, 0 changed, 2 the same, 0 ended, 0 refused\n")
    assert "entries hold" in program("ledger", "verify", *URL).out


def test_no_name_of_a_subject_lies_in_the_database(program: Program) -> None:
    write(program, GOOD.replace("p-1", "subject-that-none-may-see"))
    loaded(program)
    kept = {name: content for name, content in texts(program.folder).items() if name.startswith("county.db")}
    assert kept
    assert not any(b"subject-that-none-may-see" in content for content in kept.values())


def test_what_is_refused_is_told_written_down_and_stops_the_load(program: Program) -> None:
    write(program, f'{GOOD}p-3,45658,=HYPERLINK("x")\np-1,1961-01-01,王芳\n')
    ran = program(*PEOPLE, "--report", "refused.csv")
    assert ran.code == 1
    assert "nothing was written: 3 rows of 4 refused, more than 0" in ran.out
    assert "people.csv:4, birth_date: `45658` is a day as spreadsheets count them" in ran.out
    with (program.folder / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["line"], row["column"]) for row in csv.DictReader(file)] == [
            ("2", ""),
            ("4", "birth_date"),
            ("5", ""),
        ]
    said = loaded(program, "--most-refused", "3", "--report", "refused.json")
    assert said["written"]["new"] == 1
    assert json.loads((program.folder / "refused.json").read_text("utf-8"))["refused"] == 3


def test_who_is_missing_ends_only_where_that_is_said(program: Program) -> None:
    write(program, GOOD)
    loaded(program)
    write(program, GOOD.rpartition("p-2")[0])
    said = loaded(program)
    assert said["written"] is None
    assert said["stopped"].startswith("1 of 2 subjects of the register are not in the file, more than 0")
    assert loaded(program, "--most-missing", "1")["written"]["ended"] == 1
    assert loaded(program)["written"] == {"new": 0, "changed": 0, "same": 1, "ended": 0}


def test_a_snapshot_older_than_the_last_stops(program: Program) -> None:
    write(program, GOOD)
    loaded(program, "--valid-from", "2026-03-01")
    assert "was loaded as of 2026-03-01" in program.stops(*PEOPLE, "--valid-from", "2026-02-28")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("load", "packs/qingshan", "peple", "people.csv", *URL), "did you mean `people`?"),
        (
            ("load", "packs/qingshan", "land-buildings", "people.csv", *URL),
            "is asked about one subject at a time",
        ),
        (("load", "packs/qingshan", "people", "no.csv", *URL), "cannot be read: No such file"),
        (("load", "packs/qingshan", "people", "people.doc", *URL), "is none of .csv"),
        ((*PEOPLE, "--subject", "passport"), "passport"),
        (("load", "packs/none", "people", "people.csv", *URL), "there is no folder `packs/none`"),
        ((*PEOPLE, "--most-refused", "-1"), "`-1` is no number of rows"),
        ((*PEOPLE, "--most-refused", "many"), "`many` is no number of rows"),
        ((*PEOPLE, "--settings", "no.toml"), "`no.toml` cannot be read"),
    ],
)
def test_what_cannot_be_loaded_stops_with_one_line(
    program: Program, arguments: tuple[str, ...], said: str
) -> None:
    write(program, GOOD)
    before = texts(program.folder)
    assert said in program.stops(*arguments)
    assert texts(program.folder) == before  # a slip leaves no empty database and no keys behind


def test_interrupted_it_leaves_a_register_that_the_next_load_makes_whole(program: Program) -> None:
    rows = "".join(f"q-{number},1990-01-01,a\n" for number in range(3_000))
    write(program, f"id,birth_date,full_name\n{rows}")
    for _ in program.interrupted(*PEOPLE):
        pass
    written = loaded(program)["written"]
    assert written["new"] + written["same"] == 3_000
    assert (written["changed"], written["ended"]) == (0, 0)
    assert "entries hold" in program("ledger", "verify", *URL).out
