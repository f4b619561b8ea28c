"""`askonce decide` as a person runs it: the decision, what is missing, and each way in which it cannot decide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Program

MEAL = ("decide", "packs/qingshan", "meal-price")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    made = Program(tmp_path)
    made.copy("qingshan")
    return made


def facts(program: Program, text: str) -> str:
    (program.folder / "facts.json").write_text(text, "utf-8")
    return "facts.json"


def decided(program: Program, text: str, *more: str, on: str = "2025-02-28") -> dict[str, Any]:
    ran = program(*MEAL, "--facts", facts(program, text), "--on", on, "--json", *more)
    found: dict[str, Any] = json.loads(ran.out)
    assert ran.code == (0 if found["decided"] else 1), ran
    return found


@pytest.mark.parametrize(("day", "price", "row"), [("2025-02-28", "15 CNY", 2), ("2025-02-27", "18 CNY", 1)])
def test_the_price_falls_on_the_day_of_turning_sixty(
    program: Program, day: str, price: str, row: int
) -> None:
    found = decided(program, '{"birth": "1965-02-28"}', on=day)
    assert (found["outputs"], found["rows"]) == (
        {"price": price},
        [{"row": row, "article": "canteen-rules/4"}],
    )


def test_the_dates_of_a_case_may_differ(program: Program) -> None:
    found = decided(program, '{"birth": "1965-02-28"}', "--applied", "2025-02-27", "--event", "2024-01-01")
    assert found["dates"] == {"event": "2024-01-01", "application": "2025-02-27", "decision": "2025-02-28"}
    assert (found["text"]["governed_by"], found["text"]["on"]) == ("application", "2025-02-27")
    assert found["outputs"] == {"price": "18 CNY"}


def test_a_decision_is_told_in_both_languages(program: Program) -> None:
    name = facts(program, '{"birth": {"value": "1960-02-29", "source": "people", "stale": true}}')
    english = program(*MEAL, "--facts", name, "--on", "2025-02-28", "--explain")
    chinese = program(*MEAL, "--facts", name, "--on", "2025-02-28", "--explain", "--language", "zh")
    assert (english.code, chinese.code, english.err, chinese.err) == (0, 0, "", "")
    for words in (
        "Price of a meal (meal-price): decided",
        "15 CNY",
        "row 2: Canteen Rules, article 4",
        "from people",
        "out of date",
    ):
        assert words in english.out
    for words in ("餐价", "15元", "第2行", "《社区食堂规定》第4条", "年龄"):
        assert words in chinese.out


def test_missing_facts_are_named_and_end_with_one(program: Program) -> None:
    assert decided(program, "{}")["waiting_for"] == ["birth"]
    ran = program(*MEAL, "--facts", facts(program, '{"birth": {"state": "declined"}}'), "--on", "2025-02-28")
    assert ran.code == 1
    assert "Date of birth, birth (declined)" in ran.out


def test_a_draft_is_for_previews_only(program: Program) -> None:
    norm = program.folder / "packs" / "qingshan" / "norms" / "meal-price.yaml"
    lines = norm.read_text("utf-8").splitlines(keepends=True)
    norm.write_text("".join(line for line in lines if not line.startswith("adopted")), "utf-8")
    ran = program(*MEAL, "--facts", facts(program, '{"birth": "1960-02-29"}'), "--on", "2025-02-28")
    assert ran.code == 0
    assert ran.err == "askonce: norm `meal-price` is a draft: previews only\n"
    assert "draft: previews only" in ran.out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"brith": 1}', "facts.json:1:11: the norm needs no fact `brith`; did you mean `birth`?"),
        ('{"birth": "1960-02-30"}', 'facts.json:1:11: `"1960-02-30"` stands where date should'),
        ('{"birth"', "facts.json:1:9: the facts are no JSON: expecting ':' delimiter"),
        ("[" * 50_000, "facts.json:1:1: the facts are nested too deep"),
    ],
    ids=["unknown", "no date", "cut", "deep"],
)
def test_facts_that_do_not_fit_stop_it_at_their_place(program: Program, text: str, says: str) -> None:
    assert says in program.stops(*MEAL, "--facts", facts(program, text), "--on", "2025-02-28")


def test_a_file_that_cannot_be_read_stops_it(program: Program) -> None:
    (program.folder / "raw.json").write_bytes(b'{"birth": "\xff"}')
    assert "is no text in UTF-8" in program.stops(*MEAL, "--facts", "raw.json", "--on", "2025-02-28")
    assert "`none.json` cannot be read" in program.stops(*MEAL, "--facts", "none.json", "--on", "2025-02-28")
    assert "is no date" in program.stops(*MEAL, "--facts", "none.json", "--on", "2025-02-30")


def test_an_unknown_norm_and_a_date_outside_every_text_stop_it(program: Program) -> None:
    name = facts(program, "{}")
    unknown = program.stops("decide", "packs/qingshan", "meal-prise", "--facts", name, "--on", "2025-02-28")
    assert "did you mean `meal-price`?" in unknown
    outside = program.stops(*MEAL, "--facts", name, "--on", "2001-02-28")
    line = 1 + (program.folder / "packs/qingshan/norms/meal-price.yaml").read_text("utf-8").split("in_force")[
        0
    ].count("\n")
    assert f"norms/meal-price.yaml:{line}:" in outside
    assert "no text of norm `meal-price` is in force on 2001-02-28" in outside


def test_a_rate_that_ran_out_and_a_norm_with_errors_stop_it_at_their_place(program: Program) -> None:
    pack, name = program.folder / "packs" / "qingshan", facts(program, '{"grade": "severe", "poor": true}')
    rate = next(path for path in pack.rglob("*.yaml") if "parameter: nursing-rate" in path.read_text("utf-8"))
    text = rate.read_text("utf-8")
    rate.write_text(text.replace("from: 2026-01-01,", "from: 2026-01-01, to: 2026-06-30,"), "utf-8")
    allowance = ("decide", "packs/qingshan", "disability-allowance", "--facts", name)
    assert program(*allowance, "--on", "2026-06-30").code == 0
    assert "parameter `nursing-rate` has run out: its value ended on 2026-06-30" in program.stops(
        *allowance, "--on", "2026-07-01"
    )
    norm = pack / "norms" / "meal-price.yaml"
    norm.write_text(norm.read_text("utf-8").replace('"< 60"', '"< sixty"'), "utf-8")
    broken = program.stops(*MEAL, "--facts", facts(program, "{}"), "--on", "2025-02-28")
    assert "the text of norm `meal-price` has errors" in broken
    line = 1 + norm.read_text("utf-8").split("< sixty")[0].count("\n")
    assert f"norms/meal-price.yaml:{line}:" in broken
