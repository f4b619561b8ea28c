"""The short journey over SQLite, and what the commands of a house find in a database that was lived in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.core import core
from tests.e2e.county import PACKS, Clock, County, county
from tests.e2e.program import ROOT, Program

SETTINGS = "[limits]\nrequests_a_minute = 1000000\n"


def test_the_short_journey_on_sqlite(tmp_path: Path) -> None:
    core(tmp_path, f"sqlite:///{tmp_path}/lake/county.db", f"sqlite:///{tmp_path}/restored/county.db")


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[County]:
    with county(tmp_path / "lake", clock=Clock(), settings=SETTINGS) as made:
        yield made


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def changed(folder: Path, pack: Path, norm: str, *changes: tuple[str, str]) -> Path:
    """A copy of a pack in which a norm says something else."""
    into = folder / "changed"
    shutil.copytree(pack, into)
    path = into / "norms" / f"{norm}.yaml"
    text = path.read_text("utf-8")
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    path.write_text(text, "utf-8")
    return into


def rehearsed(program: Program, *arguments: str | Path) -> dict[str, Any]:
    """What a rehearsal says, as JSON."""
    ran = program("rehearse", *arguments, "--json")
    assert ran.code == 1, ran  # something changes
    said: dict[str, Any] = json.loads(ran.out)
    return said


def test_a_rehearsal_reads_again_what_cases_know_by_a_test_alone(lake: County, program: Program) -> None:
    for number in range(24):
        born = date(1966 - number % 12, 1, 1)
        lake.put("people", f"p-{number}", birth_date=born.isoformat(), income="1000 CNY")
        lake.filed(lake.token(f"person:p-{number}"), "meal")
    lake.put("people", "p-other", income="100 CNY")
    other = lake.filed(lake.token("person:p-other"), "aid")["line"]["id"]  # decided by another norm
    lake.given(lake.token("officer:ren", "board"), other, "join", office="board", agrees=True)
    clerk = lake.token("officer:lin", "street/clerk")
    lake.given(clerk, other, "take")
    assert lake.given(clerk, other, "decide")["decision"]["outcome"] == {"aid": "granted"}
    looks = len(lake.entries(kind="look", attribute="birth_date"))
    lake.verify()
    # From 65 instead of 60: those who are 60 to 64 pay more.
    new = changed(program.folder, PACKS / "lake", "meal-price", ('"< 60"', '"< 65"'), ('">= 60"', '">= 65"'))
    lake.end()
    try:
        said = rehearsed(program, PACKS / "lake", new, "--database", lake.url)
    finally:
        lake.begin()
    (norm,) = said["norms"]
    older = [number for number in range(24) if 60 <= 2026 - (1966 - number % 12) < 65]
    assert (norm["norm"], norm["cases"], norm["changed"]) == ("meal-price", 24, len(older))
    assert not norm.get("lacking")
    # Each person was looked at once more, and can read so; nobody else was.
    again = [entry for _, entry in lake.entries(kind="look", attribute="birth_date")][looks:]
    assert {entry.actor for entry in again} == {"norm:rehearsal"}
    assert len({entry.subject for entry in again}) == len(again) == 24
    assert not [entry for _, entry in lake.entries(attribute="income") if entry.actor == "norm:rehearsal"]
    lake.verify()


def test_what_is_loaded_is_served_and_granted(lake: County, program: Program) -> None:
    rows = "".join(f"q-{number},{1940 + number * 5}-01-01,900 CNY\n" for number in range(10))
    (program.folder / "people.csv").write_text(f"id,birth_date,income\n{rows}", "utf-8")
    pack, database = PACKS / "lake", ("--database", lake.url, "--settings", lake.settings)
    lake.end()
    try:
        ran = program("load", pack, "people", "people.csv", *database)
        assert "10 new" in ran.out
        counted = json.loads(program("grant", pack, "meal", "--dry-run", "--json", *database).out)
        granted = json.loads(program("grant", pack, "meal", "--json", *database).out)
        again = json.loads(program("grant", pack, "meal", "--json", *database).out)
    finally:
        lake.begin()
    assert sum(counted.values()) == sum(granted.values()) == sum(again.values()) == 10
    assert counted == granted
    assert max(granted, key=granted.__getitem__) != max(again, key=again.__getitem__)
    (case,) = lake.ask("GET", "/api/cases", lake.token("person:q-0")).said["cases"]
    view = lake.show(lake.token("person:q-0"), case["id"])
    assert view["decision"]["outcome"] == {"price": "15 CNY"}
    lake.verify()


@pytest.mark.parametrize("age", [65])
def test_the_meal_price_of_the_example_county_is_rehearsed(tmp_path: Path, age: int) -> None:
    program, pack = Program(tmp_path), ROOT / "packs" / "qingshan"
    with county(tmp_path / "qingshan", pack, clock=Clock(), settings=SETTINGS) as qingshan:
        for number in range(15):
            qingshan.put("people", f"r-{number}", birth_date=f"{1950 + number * 2}-01-01")
            qingshan.filed(qingshan.token(f"person:r-{number}"), "elder-meal", answers={"diet": "none"})
        new = changed(tmp_path, pack, "meal-price", ('"< 60"', f'"< {age}"'), ('">= 60"', f'">= {age}"'))
        qingshan.end()
        try:
            said = rehearsed(program, pack, new, "--database", qingshan.url)
        finally:
            qingshan.begin()
        (norm,) = said["norms"]
        assert (norm["norm"], norm["cases"]) == ("meal-price", 15)
        assert norm["changed"] == sum(60 <= 2026 - 1950 - number * 2 < age for number in range(15))
        qingshan.verify()
