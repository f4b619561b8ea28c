"""The table of docs/origin.md: whole, and true in what it says can be run."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "origin.md").read_text("utf-8")
SYSTEMS = 28
COLUMNS = 5
NOT_YET = "not yet"
SHOWN = re.compile(r"`(askonce [^`]+)`( \(finds\))?")


class Row(NamedTuple):
    """One system of the source texts, and where AskOnce shows what it has of it."""

    number: int
    system: str
    figures: str
    today: str
    see: str


def parse_rows(text: str) -> list[Row]:
    """The rows of the table; a line with a number and the wrong count of cells fails."""
    lines = [line for line in text.splitlines() if re.match(r"\| *\d+ *\|", line)]
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    assert [line for line, row in zip(lines, cells, strict=True) if len(row) != COLUMNS] == []
    return [Row(int(number), system, figures, today, see) for number, system, figures, today, see in cells]


def find_faults(rows: list[Row]) -> list[str]:
    """What is wrong with the table, before any of its commands is run."""
    faults = []
    if [row.number for row in rows] != list(range(1, SYSTEMS + 1)):
        faults.append(f"the rows are not numbered 1 to {SYSTEMS}")
    for row in rows:
        if not all(row[1:]):
            faults.append(f"row {row.number} has an empty cell")
        if row.see != NOT_YET and SHOWN.sub("", row.see).strip(", "):
            faults.append(f"row {row.number} neither says `{NOT_YET}` nor lists commands alone")
        if row.today == "nothing" and row.see != NOT_YET:
            faults.append(f"row {row.number} has nothing, yet shows it")
    return faults


def shown_commands(rows: list[Row]) -> dict[str, int]:
    """Each command with the exit code that the table promises."""
    return {command: 1 if finds else 0 for row in rows for command, finds in SHOWN.findall(row.see)}


def run(command: str) -> subprocess.CompletedProcess[str]:
    program, *arguments = shlex.split(command)
    return subprocess.run(
        [Path(sys.executable).with_name(program), *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_the_table_is_whole() -> None:
    assert find_faults(parse_rows(TEXT)) == []


def test_a_command_promises_one_exit_code() -> None:
    promised = {shown for row in parse_rows(TEXT) for shown in SHOWN.findall(row.see)}
    assert len(promised) == len({command for command, _ in promised})


@pytest.mark.parametrize(("command", "code"), shown_commands(parse_rows(TEXT)).items())
def test_the_table_shows_what_runs(command: str, code: int) -> None:
    ran = run(command)
    known = ("what they hide is left out", '"level":"info"')
    beside = [line for line in ran.stderr.splitlines() if not any(words in line for words in known)]
    assert (ran.returncode, beside) == (code, [])
    assert ran.stdout.strip()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("| 28 |", "| 29 |"),
        ("| nothing | not yet |", "| nothing | `askonce check packs/qingshan` |"),
        ("| nothing | not yet |", "| nothing | soon |"),
        ("| since 2004 |", "| |"),
    ],
)
def test_sabotage_of_the_table_is_caught(before: str, after: str) -> None:
    assert before in TEXT
    assert find_faults(parse_rows(TEXT.replace(before, after, 1)))


def test_a_command_that_does_not_exist_is_caught() -> None:
    ran = run("askonce foretell packs/qingshan")
    assert ran.returncode not in {0, 1}
    assert ran.stderr
