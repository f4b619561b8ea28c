"""`askonce ask` as a resident, a helper at a counter and a program use it, and as someone who means no good."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import COMMAND, ROOT, Program, Ran

ON = ("--on", "2026-11-22")
PACK = ROOT / "packs" / "qingshan"
FROM_FILE = ("sh", "-c", 'file="$1"; shift; exec "$@" < "$file"', "sh")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture
def talk(program: Program) -> Callable[..., Ran]:
    def run(service: str, typed: str | bytes, *more: str) -> Ran:
        file = program.folder / "typed"
        file.write_bytes(typed if isinstance(typed, bytes) else typed.encode())
        return program("ask", PACK, service, *ON, *more, before=(*FROM_FILE, str(file)))

    return run


def facts(program: Program, **known: Any) -> str:
    file = program.folder / "facts.json"
    file.write_text(json.dumps(known), "utf-8")
    return str(file)


def test_a_resident_is_asked_and_told_why(talk: Callable[..., Ran]) -> None:
    ran = talk("elder-meal", "?\nsoon\n1958-03-12\nno fish\n")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Meal for the elderly (elder-meal)",
        "Answer, or type: ? (why it is asked) · back · change NUMBER · decline · none (there is no such thing) · quit",
        "",
        "1. Date of birth",
        "   a day such as 1958-03-12",
        "> ?",
        "   normally known from People",
        "   decides “Price of a meal”, which may be – 18 CNY or 15 CNY",
        "> soon",
        "   `soon` is no date; write it as 1958-03-12",
        "> 1958-03-12",
        "",
        "2. What you cannot eat",
        "   in words",
        "> no fish",
        "Everything that matters has been asked.",
        "   1. Date of birth: 12 March 1958",
        "   2. What you cannot eat: no fish",
        "",
        "Price of a meal: 15 CNY.",
        "Reasons – age: 68 (the rule: 60 or over).",
        "These facts alone decide it – Date of birth: 12 March 1958.",
        "Legal basis: Canteen Rules, article 4.",
        "If “age” were “under 60”, it would be: 18 CNY.",
    ]


def test_a_refusal_to_answer_is_taken_once_its_consequence_is_said(talk: Callable[..., Ran]) -> None:
    ran = talk("minimum-income", "三\n2,000元\n无\n无\n不提供\n不提供\n", "--language", "zh")
    assert ran.code == 0
    assert ran.out.splitlines()[-16:] == [
        "5. 每月其他收入",
        "   金额（元）",
        "> 不提供",
        "   若不提供“每月其他收入”，按规定，“最低生活保障”的结果将是：决定为不批准，金额为0元。",
        "   如确定不提供，请再次输入“不提供”；也可直接回答。",
        "> 不提供",
        "所需问题均已询问完毕。",
        "   1. 家庭人数：3",
        "   2. 月工资：2,000元",
        "   3. 月工资（配偶）：无",
        "   4. 月养老金：无",
        "   5. 每月其他收入：不提供",
        "",
        "最低生活保障：决定为不批准，金额为0元。",
        "理由：您选择不提供“每月其他收入”，规定对此情形的处理即为上述结果。您仍可补充提供。",
        "依据：《社会救助与养老条例》第8条。",
    ]


def test_one_may_answer_after_all(talk: Callable[..., Ran]) -> None:
    ran = talk("minimum-income", "3\n2000\nnone\nnone\ndecline\nnone\n6222\n")
    assert ran.code == 0
    assert "   Without “Other income a month” the rule lays down for “Minimum income” –" in ran.out
    assert "   5. Other income a month: 0 CNY\n" in ran.out
    assert "Minimum income – decision: granted, amount: 1,150 CNY." in ran.out


def test_answers_are_changed_by_number_by_name_and_by_going_back(talk: Callable[..., Ran]) -> None:
    ran = talk(
        "minimum-income",
        "3\n9000\nback\n8000\nchange 2\n\nchange WAGE\n2000\nnone\nchange 9\nnone\nnone\n6222\n",
    )
    assert ran.code == 0
    assert ran.out.count("2. Wage a month\n") == 4
    assert "   Now: 8,000 CNY (Enter keeps it)" in ran.out
    assert (
        "   nothing that was answered is called `9`; there are:\n   1. People in the household: 3\n"
        in ran.out
    )
    assert "   2. Wage a month: 2,000 CNY\n" in ran.out


def test_a_long_list_that_is_known_whole_is_taken_as_it_is(program: Program) -> None:
    known = facts(program, wages=["1 CNY"] * 51)
    ran = program("ask", PACK, "rent-aid", *ON, "--facts", known, "--json")
    said = json.loads(ran.out)
    assert (ran.code, said["decided"]) == (1, False)
    assert not any(name.startswith("wages") for name in said["open"])


def test_a_list_is_asked_by_its_number_first(talk: Callable[..., Ran]) -> None:
    ran = talk("rent-aid", "2\n-1\n51\n1.5\n2\n3000\nnone\n0\n0\n1000\nx\n")
    said = ran.out.splitlines()
    assert "   there cannot be fewer than none" in said
    assert "   at most 50 are asked about one by one here; an officer takes longer lists" in said
    assert "   `1.5` is no whole number" in said
    assert "4. Wage a month (Household), number 2" in said
    assert "   2. Wage a month (Household) (how many): 2" in said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_end_of_the_input_is_no_failure(talk: Callable[..., Ran], language: str) -> None:
    ran = talk("minimum-income", "3\n2000", "--language", language)
    assert (ran.code, ran.err) == (1, "")
    assert {
        "en": "Stopped before everything was asked; what was answered:",
        "zh": "尚未问完即已停止。已回答：",
    }[language] in ran.out
    assert talk("elder-meal", "quit\n").code == 1


@pytest.mark.parametrize(
    "typed",
    [
        b"\xff\xfe\x00\n1958-03-12\nx\n",
        b"1" * 1_000_000 + b"\n1958-03-12\nx\n",
        b"\x00\n\x1b[31m\n\n1958-03-12\nx\n",
        b"9999-99-99\r\n1958-03-12\r\nx\r\n",
        b"decline\n1958-03-12\nx\n",
        "２０３０年１月１日\n1958-03-12\nx\n".encode(),
    ],
    ids=["binary", "a megabyte", "control", "no day", "declined, then answered", "future"],
)  # fmt: skip
def test_nonsense_is_asked_again(talk: Callable[..., Ran], typed: bytes) -> None:
    ran = talk("elder-meal", typed)
    assert (ran.code, ran.err) == (0, "")
    assert "Price of a meal: 15 CNY." in ran.out
    assert len(ran.out) < 3000
    assert "\x1b" not in ran.out


def test_given_facts_are_shown_and_not_asked(program: Program, talk: Callable[..., Ran]) -> None:
    given = facts(program, birth="1958-03-12", diet={"state": "declined"})
    ran = talk("elder-meal", "", "--facts", given)
    assert ran.code == 0
    assert (
        "Known already:\n   1. Date of birth: 12 March 1958\n   2. What you cannot eat: not given\n"
        in ran.out
    )
    assert ">" not in ran.out


@pytest.mark.parametrize(
    ("service", "known", "words"),
    [
        ("elder-meal", {"birth": "soon"}, '`"soon"`'),
        ("elder-meal", {"height": 3}, "needs no fact `height`"),
        ("minimum-income", {"other_income": None}, "`other_income` is none, but only the person can say it"),
    ],
)  # fmt: skip
def test_wrong_facts_stop_it_before_the_first_question(
    program: Program, service: str, known: dict[str, Any], words: str
) -> None:
    assert words in program.stops("ask", PACK, service, *ON, "--facts", facts(program, **known))


def report() -> str:
    """The name of a report of the pack."""
    text = (PACK / "reports" / "monthly-round.yaml").read_text("utf-8")
    found = re.search(r"^report: (\S+)", text, re.MULTILINE)
    assert found is not None
    return found[1]


def test_a_draft_is_asked_through_as_a_preview(program: Program) -> None:
    pack = program.new()
    for file in ("services", "norms"):
        for path in (pack / file).glob("*.yaml"):
            text = path.read_text("utf-8")
            path.write_text(re.sub(r"^adopted: .*\n", "", text, flags=re.MULTILINE), "utf-8")
    ran = program("ask", pack, "meal", *ON, "--json")
    assert "askonce: service `meal` is a draft: previews only" in ran.lines
    assert "askonce: norm `meal-price` is a draft: previews only" in ran.lines
    assert json.loads(ran.out)["next"] is not None


def test_what_cannot_be_asked_through_is_told(program: Program) -> None:
    assert "`minimum-income`" in program.stops("ask", PACK, "minimum-incom", *ON)
    assert "has no service" in program.stops("ask", PACK, "nothing-at-all", *ON)
    assert "`elder-allowance`" in program.stops("ask", PACK, "elder-alowance", *ON)
    assert "is a norm of" in program.stops("ask", PACK, "meal-price", *ON)
    assert "is a report of" in program.stops("ask", PACK, report(), *ON)
    assert "minimum-income" in program.stops("ask", PACK, "minimum-income", "--on", "1990-01-01")


def test_json_says_where_it_stands_by_keys_that_are_documented(program: Program) -> None:
    page = (ROOT / "docs" / "interview.md").read_text("utf-8")
    known = set(re.findall(r"`([a-z_]+)`", page))
    none = program("ask", PACK, "minimum-income", *ON, "--json")
    told = json.loads(none.out)
    assert none.code == 1
    assert {*told, *told["next"], *told["norms"]["minimum-income"]} <= known
    assert told["next"] == {
        "name": "household", "title": {"en": "People in the household", "zh": "家庭人数"}, "type": "integer",
        "options": [], "cost": "register", "register": "residence", "because": None, "norm": "minimum-income",
        "optional": False,
    }  # fmt: skip
    assert (told["decided"], told["done"], told["used"], told["idle"]) == (False, False, [], [])
    given = facts(program, household=1, wage="9000 CNY", spouse_wage=None, pension=None, other_income="0 CNY")
    refused = program("ask", PACK, "minimum-income", *ON, "--json", "--facts", given)
    told = json.loads(refused.out)
    assert (refused.code, told["done"], told["next"], told["open"]) == (0, True, None, [])
    assert told["norms"]["minimum-income"]["outcome"] == {"decision": "refused", "amount": "0 CNY"}


def at_a_terminal(program: Program, typed: bytes, *, interrupt: bool = False) -> tuple[int, str]:
    """Run it with a terminal of its own, and give its exit code and what stood on the screen."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "ask", str(PACK), "elder-meal", *ON], stdin=theirs, stdout=theirs, stderr=theirs,
        env=program.env, cwd=program.folder,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, typed)
    screen = b""
    try:
        while not (interrupt and b"> " in screen):
            screen += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        while True:
            screen += os.read(ours, 4096)
    except OSError:  # its end of the terminal is closed
        pass
    finally:
        code = process.wait(timeout=60)
        os.close(ours)
    return code, screen.decode().replace("\r\n", "\n")


def test_at_a_terminal_an_answer_may_be_changed_at_the_end(program: Program) -> None:
    code, screen = at_a_terminal(program, b"1958-03-12\nno fish\nmaybe\nchange 1\n1990-01-01\n\n")
    assert code == 0
    assert screen.count("Type `change NUMBER` to change an answer, or press Enter to leave.") == 3
    assert screen.index("Price of a meal: 15 CNY.") < screen.index("Price of a meal: 18 CNY.")


def test_an_interrupt_ends_it_in_one_line(program: Program) -> None:
    code, screen = at_a_terminal(program, b"", interrupt=True)
    assert code == 2
    assert screen.endswith("askonce: stopped\n")
    assert "Traceback" not in screen
