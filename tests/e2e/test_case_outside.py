"""`askonce case` asks a department outside as the served house does: before a case is filed, and before it goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from askonce.assembly.house import open_house, place_of, settings_for
from askonce.registers.pseudonym import LEDGER
from tests.e2e.program import Program
from tests.faults.sources import SETTINGS, Department, department

PACK: Final = Path(__file__).parents[1] / "faults" / "pack"
DATABASE: Final = "sqlite:///county.db"
ANN: Final = ("--as", "person:ann", "--database", DATABASE, "--json")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture
def homes(program: Program) -> Iterator[Department]:
    with department() as found:
        settings = program.folder / "askonce.toml"
        settings.write_text(SETTINGS.format(port=found.port, seconds=2), "utf-8")
        url = f"sqlite:///{program.folder / 'county.db'}"
        read, _ = settings_for(str(settings), url, {})
        today = datetime.now(UTC).date()  # noqa: TID251 - as the program does
        open_house(place_of(read, url), read, today, PACK).close()
        yield found


def said(program: Program, *words: str, code: int = 0) -> Any:
    ran = program("case", *words, *ANN)
    assert ran.code == code, ran
    return json.loads(ran.out)


def looks(program: Program) -> list[str]:
    """The kinds of entries about Ann that name the register, in their order."""
    url = f"sqlite:///{program.folder / 'county.db'}"
    read, _ = settings_for(str(program.folder / "askonce.toml"), url, {})
    house = open_house(place_of(read, url), read, datetime.now(UTC).date())  # noqa: TID251 - as the program does
    try:
        name = house.keys.of(LEDGER, "ann")
        openings = house.database.read(lambda journal: journal.openings(subject=name, limit=1000))
    finally:
        house.close()
    entries = [one.entry for one in openings if one.entry is not None]
    return [one.kind for one in entries if one.what.get("register") == "homes"]


def test_a_case_filed_in_the_terminal_takes_what_a_department_answers(
    program: Program, homes: Department
) -> None:
    view = said(program, "file", "asked")
    assert view["decision"]["outcome"] == {"result": True}
    assert [(one["name"], one["state"]) for one in view["facts"]] == [("rooms", "known")]
    assert homes.asked == 1
    assert looks(program) == ["source", "look"]
    assert said(program, "file", "card", "--answers", str(_diet(program)))["line"]["state"] == "closed"
    assert homes.asked == 1, "nobody outside is asked for a service that takes nothing from there"


def test_a_department_that_answers_nonsense_leaves_the_case_as_its_text_says(
    program: Program, homes: Department
) -> None:
    homes.mood = "no JSON"
    refused = said(program, "file", "asked", code=1)
    assert refused["code"] == "missing-answers"
    waiting = said(program, "file", "awaited")
    assert (waiting["line"]["state"], waiting["waits_for"]) == ("waiting", ["rooms"])
    assert homes.asked >= 2


def test_who_may_not_file_has_nobody_asked(program: Program, homes: Department) -> None:
    assert said(program, "file", "asked", "--applicant", "bo", code=1)["code"] == "no-mandate"
    assert homes.asked == 0
    assert looks(program) == []


def _diet(program: Program) -> Path:
    path = program.folder / "diet.json"
    path.write_text('{"diet": "meat"}', "utf-8")
    return path
