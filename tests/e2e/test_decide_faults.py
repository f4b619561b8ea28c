"""`askonce decide` where a norm cannot rule, or gives nothing: it says so, and never that something is decided."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.program import Program, Ran

HEAD = (
    "norm: {name}\ntitle: {{en: {name}, zh: 题}}\nbasis: street-rules/3\neffect: favourable\n{force}{body}\n"
    "adopted: {{act: street-rules, on: 1999-12-15, by: [street director, county legal office]}}\n"
)
FORCE = "in_force: {from: 2000-01-01, governed_by: application}\n"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    made = Program(tmp_path)
    made.new()
    return made


def write(program: Program, body: str, name: str = "tried", force: str = FORCE) -> None:
    text = HEAD.format(name=name, body=body, force=force)
    (program.folder / "mine" / "norms" / f"{name}.yaml").write_text(text, "utf-8")


def given(program: Program, facts: object, name: str = "tried") -> tuple[str, ...]:
    (program.folder / "facts.json").write_text(json.dumps(facts), "utf-8")
    return ("decide", "mine", name, "--facts", "facts.json", "--on", "2026-03-01")


def decided(program: Program, facts: object, *more: str) -> Ran:
    return program(*given(program, facts), *more)


TABLE = "table:\n  hit: unique\n  when: [x]\n  then: {o: number}\n  rows: "


@pytest.mark.parametrize(
    ("body", "place", "says"),
    [
        ("needs: {x: number}\n" + TABLE + "sheet", "11:9", "no rows is called `sheet` (AO016)"),
        (
            "needs: {x: number}\n" + TABLE + '[["< 5", 1]]',
            "11:9",
            "the table of `tried` leaves out x = 5 (AO216)",
        ),
        (
            "needs: {x: number}\nnorms: {part: inner}\nresult: part + x",
            "7:15",
            "norm `tried` does not name `rent`, a fact that norm `inner` needs (AO222)",
        ),
        (
            "needs: {x: {type: number, if_declined: never}}\nresult: x",
            "6:40",
            "`never` follows where `x` is declined, and is no outcome of `tried` (AO229)",
        ),
    ],
    ids=["sheet", "gap", "used", "declined"],
)
def test_a_norm_in_which_a_check_finds_errors_rules_nothing(
    program: Program, body: str, place: str, says: str
) -> None:
    write(program, "needs: {rent: number}\nresult: rent", "inner")
    write(program, body)
    for command in (given(program, {"x": 5}), ("export", "dmn", "mine", "tried", "--on", "2026-03-01")):
        ran = program(*command)
        assert (ran.code, ran.out) == (2, ""), ran
        assert f"norms/tried.yaml:{place}: the text of norm `tried` has errors: {says}" in ran.err


def test_a_norm_is_not_run_on_what_it_rests_on_with_errors(program: Program) -> None:
    write(program, "needs: {x: number}\n" + TABLE + '[["< 5", 1]]', "inner")
    write(program, "needs: {x: number}\nnorms: {part: inner}\nresult: part + x")
    said = program.stops(*given(program, {"x": 1}))
    assert "norms/inner.yaml:11:9: norm inner, on which norm `tried` rests, has errors: the table" in said


def test_a_service_is_not_asked_through_over_a_norm_with_errors(program: Program) -> None:
    norm = program.folder / "mine" / "norms" / "meal-price.yaml"
    norm.write_text(norm.read_text("utf-8").replace('">= 60"', '">= 61"'), "utf-8")
    (service,) = (program.folder / "mine" / "services").glob("*.yaml")
    assert "(AO216)" in program.stops("ask", "mine", service.stem, "--on", "2026-03-01")


def test_a_draft_without_effect_is_still_previewed(program: Program) -> None:
    path = program.folder / "mine" / "norms" / "tried.yaml"
    text = HEAD.format(name="tried", body="needs: {x: number}\nresult: x", force=FORCE)
    lines = [line for line in text.splitlines() if not line.startswith(("adopted", "effect"))]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert decided(program, {"x": 1}).code == 0


@pytest.mark.parametrize(
    ("body", "x"),
    [
        ("count(for a in 1..x return count(for b in 1..x return b))", 3000),
        ('string length(string join(for a in 1..x return "aaaaaaaaaaaaaaaaaaaa"))', 900_000),
    ],
    ids=["steps", "parts"],
)
def test_a_reckoning_that_asks_for_too_much_is_said_to(program: Program, body: str, x: int) -> None:
    write(program, f"needs: {{x: integer}}\nresult: {body}")
    assert "norm `tried` cannot be worked out for these facts: " in program.stops(*given(program, {"x": x}))


def test_lists_that_double_again_and_again_come_to_nothing_in_good_time(program: Program) -> None:
    doubled = "".join(f"  w{at}: concatenate(w{at - 1}, w{at - 1})\n" for at in range(1, 60))
    write(program, f'needs: {{x: number}}\nwhere:\n  w0: "[x, 2]"\n{doubled}result: count(w59)')
    assert "no outcome for these facts" in decided(program, {"x": 1}).out


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("result: 1 / x", "what it is reckoned from comes to nothing"),
        (TABLE + '[["< 5", 1], [">= 5", 2]]', "no row of the table applies"),
    ],
    ids=["reckoned", "no row"],
)
def test_an_outcome_that_comes_to_nothing_is_no_decision(program: Program, body: str, why: str) -> None:
    write(program, f"needs: {{x: number}}\n{body}")
    facts = {"x": 0 if body.startswith("result") else None}
    told = decided(program, facts, "--explain")
    assert told.code == 1
    assert told.out.splitlines()[0] == "tried (tried): no outcome for these facts"
    assert told.out.count(f"no outcome, because {why}") == 2
    assert "decided" not in told.out.splitlines()[0]
    found = json.loads(decided(program, facts, "--json").out)
    assert (found["decided"], found["outcome"], len(found["no_outcome"])) == (False, None, 1)
    assert "无结果，因为" in decided(program, facts, "--language", "zh").out


def test_an_outcome_of_which_a_part_comes_to_nothing_is_decided_in_part(program: Program) -> None:
    rows = '[["< 5", 1, "1 / x"], [">= 5", 2, "null"]]'
    write(program, "needs: {x: number}\n" + TABLE.replace("{o: number}", "{o: number, p: number}") + rows)
    found = decided(program, {"x": 0})
    assert found.code == 1
    assert "decided only in part" in found.out
    assert decided(program, {"x": 6}).code == 0  # here the text itself says null


def test_an_outcome_that_the_text_says_is_null_is_decided(program: Program) -> None:
    write(program, "needs: {x: number}\nresult: if x > 1 then x else null")
    found = decided(program, {"x": 0}, "--json")
    assert (found.code, json.loads(found.out)["decided"]) == (0, True)


def test_texts_stand_as_they_were_written_and_do_nothing_to_a_terminal(program: Program) -> None:
    write(program, 'needs: {t: text, c: {type: [at_home, away]}}\nresult: t + "_x"')
    told = decided(program, {"t": "A_1_b\x1b[31m\x00\u202e", "c": "at_home"}, "--explain").out
    assert "A_1_b␛[31m␀<U+202E>_x" in told
    assert not set("\x1b\x00\u202e") & set(told)
    assert "\u202e" not in decided(program, {"t": "\u202e", "c": "away"}, "--json").out
    assert "c = at home" in told or "at home" not in told


def test_a_text_that_a_transition_keeps_is_said_to_be_kept(program: Program) -> None:
    body = (
        "needs: {x: number}\nversions:\n"
        "  - {in_force: {from: 2020-01-01, to: 2023-12-31, governed_by: decision}, result: x}\n"
        "  - in_force: {from: 2024-01-01, governed_by: decision}\n    result: x * 2\n"
        '    keeps_previous: application < date("2024-01-01")\n'
        "    transitional: {en: Earlier cases keep the old rule., zh: 此前案件仍按旧规定。}\n"
    )
    write(program, body, force="")
    told = decided(program, {"x": 1}, "--applied", "2023-05-01")
    assert "text that was in force from 1 January 2020 to 31 December 2023" in told.out
    assert "the text in force from 1 January 2024 leaves this case to it by its transition" in told.out
    assert "Earlier cases keep the old rule." in told.out
    assert "chosen by the date" not in told.out
    chinese = decided(program, {"x": 1}, "--applied", "2023-05-01", "--language", "zh")
    assert "过渡规定" in chinese.out
    assert json.loads(decided(program, {"x": 1}, "--applied", "2023-05-01", "--json").out)["text"][
        "kept_by_transition"
    ]
    assert "chosen by the date of the decision" in decided(program, {"x": 1}).out


def test_a_date_without_a_text_or_a_rate_stops_it_in_chinese_too(program: Program) -> None:
    write(program, "needs: {x: number}\nresult: x")
    early = program.stops(*given(program, {"x": 1})[:-1], "1999-12-31", "--language", "zh")
    assert "规则`tried`在1999-12-31没有有效的文本" in early
    rate = "parameter: fee\ntitle: {en: Fee, zh: 费}\ntype: number\nbasis: street-rules/3\nvalues:\n"
    path = program.folder / "mine" / "parameters" / "fee.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{rate}  - {{from: 2020-01-01, to: 2025-12-31, value: 5}}\n", "utf-8")
    write(program, "needs: {x: number}\nparameters: {fee: fee}\nresult: x * fee")
    late = program.stops(*given(program, {"x": 1}), "--language", "zh")
    assert "标准`fee`已失效：其数值至2025-12-31为止，2026-03-01没有有效的数值" in late


def test_a_place_in_a_sheet_is_named_as_a_check_names_it(program: Program) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["rows", "sheet"], ["x", "o"], ["< 5", "1"], [">= 5", "1 +"]):
        sheet.append(row)
    book.save(program.folder / "mine" / "norms" / "sheet.xlsx")
    write(program, "needs: {x: number}\n" + TABLE + "sheet")
    assert "norms/sheet.xlsx!B4: " in program.stops(*given(program, {"x": 5}))
