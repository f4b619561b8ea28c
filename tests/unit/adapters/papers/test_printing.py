"""Papers: whoever reads with their ears finds all of it, no name is taken for an instruction, no sign becomes a box."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from askonce.adapters.papers import printing
from askonce.adapters.papers.marks import square_mark
from askonce.adapters.papers.printing import Unprintable, print_paper

ADDRESS = "https://county.example/check/7K2M-9QRT-4XWB"
DAY = date(2026, 3, 2)
HOSTILE = '#read("/etc/passwd") #panic() $x^2$ *bold* ] } \\ " // {{7*7}} @ref <label> `code`'
RARE = "䶮𠮷 Zoë Müller-Lüdenscheidt"


def paper(**more: Any) -> dict[str, Any]:
    return {
        "language": "zh",
        "county": "青山县",
        "office": "柳溪街道办事处",
        "title": "老年餐卡",
        "statement": "兹证明",
        "facts": [{"label": "持证人", "value": RARE}, {"label": "价格", "value": "15元"}],
        "number": {"label": "编号", "value": "7K2M-9QRT-4XWB"},
        "check": "任何人都可在此核验：",
        "address": ADDRESS,
        "note": "依据《社区食堂规定》第4条",
        "mark": {"picture": square_mark(ADDRESS), "says": "核验地址的二维码"},
        **more,
    }


def text_of(pdf: bytes, folder: Path) -> str:
    """What a reader of the PDF finds, without the spaces between."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    (folder / "paper.pdf").write_bytes(pdf)
    done = subprocess.run([tool, "-layout", folder / "paper.pdf", "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


@pytest.mark.parametrize("template", ["certificate", "slip"])
def test_all_that_a_paper_says_can_be_read_out_of_it(template: str, tmp_path: Path) -> None:
    pdf = print_paper(template, paper(), DAY)
    found = text_of(pdf, tmp_path)
    for said in (
        "青山县",
        "柳溪街道办事处",
        "老年餐卡",
        "兹证明",
        RARE,
        "15元",
        "7K2M-9QRT-4XWB",
        "《社区食堂规定》",
    ):
        assert "".join(said.split()) in found, said
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid" in pdf
    assert b"/Lang" in pdf


def test_the_same_paper_is_the_same_bytes(tmp_path: Path) -> None:
    del tmp_path
    assert print_paper("certificate", paper(), DAY) == print_paper("certificate", paper(), DAY)
    assert print_paper("certificate", paper(), DAY) != print_paper("certificate", paper(title="他证"), DAY)


def test_a_name_is_a_text_and_never_an_instruction(tmp_path: Path) -> None:
    more = {"title": HOSTILE, "statement": HOSTILE, "facts": [{"label": HOSTILE, "value": HOSTILE}]}
    found = text_of(print_paper("certificate", paper(**more), DAY), tmp_path)
    assert found.count('#read("/etc/passwd")') >= 3
    assert "root:" not in found


def test_a_sign_that_no_font_has_is_refused_and_never_printed_as_a_box() -> None:
    with pytest.raises(Unprintable, match="could not be displayed"):
        print_paper("certificate", paper(statement="\U00012000\U00012001"), DAY)  # cuneiform


def test_signs_that_turn_others_round_are_left_out(tmp_path: Path) -> None:
    pdf = print_paper("certificate", paper(statement="A\u202eB\u200bC\x00\ue000D"), DAY)
    assert "ABCD" in text_of(pdf, tmp_path)


def test_a_picture_without_words_is_refused_by_the_press() -> None:
    with pytest.raises(Unprintable, match="alt"):
        print_paper("certificate", paper(mark={"picture": square_mark(ADDRESS), "says": None}), DAY)


def test_the_house_keeps_none_of_the_fonts_in_its_memory() -> None:
    program = (
        "from datetime import date\n"
        "from askonce.adapters.papers.printing import print_paper\n"
        "import sys\n"
        "before = int(open('/proc/self/statm').read().split()[1])\n"
        "print_paper('slip', eval(sys.stdin.read()), date(2026, 3, 2))\n"
        "grown = (int(open('/proc/self/statm').read().split()[1]) - before) * 4096\n"
        "assert 'typst' not in sys.modules\n"
        "print(grown)\n"
    )
    if not Path("/proc/self/statm").exists() or os.sysconf("SC_PAGE_SIZE") != 4096:
        pytest.skip("memory is not told here")
    done = subprocess.run(
        [sys.executable, "-c", program], input=repr(paper()).encode(), capture_output=True, check=True
    )
    assert int(done.stdout) < 8 * 1024 * 1024


def test_who_comes_while_too_many_papers_wait_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(printing, "print_paper", lambda *_: b"%PDF" if over.wait(30) else b"")
    with pytest.raises(Unprintable):
        take_every_place()
    over.set()
    for _ in range(100):  # those that were taken are printed, and then there is room again
        try:
            assert printing.print_soon("slip", {}, DAY).result(30) == b"%PDF"
            break
        except Unprintable:
            threading.Event().wait(0.05)
    else:
        pytest.fail("no press became free again")


def take_every_place() -> None:
    for _ in range(1000):
        printing.print_soon("slip", {}, DAY)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_form_has_room_for_each_kind_of_answer(language: str, tmp_path: Path) -> None:
    def question(kind: str, **more: Any) -> dict[str, Any]:
        plain = {"text": f"问{kind}", "because": HOSTILE, "options": [], "units": [], "unit": "", "lines": 2}
        return {**plain, "kind": kind, **more}

    questions = [
        question("text"),
        question("choice", options=["甲", "乙"]),
        question("day", units=["年", "月", "日"]),
        question("amount", unit="元"),
        question("paper", unit="已附上"),
    ]
    more = {
        "language": language,
        "questions": questions,
        "person": {"title": "本人", "says": "请填写", "lines": ["证件号码", "签名"]},
        "hand-in": {"title": "交到哪里", "says": "一楼大厅"},
    }
    found = text_of(print_paper("form", paper(**more), DAY), tmp_path)
    for said in ("1.问text", "2.问choice", "甲", "乙", "年", "5.问paper", "已附上", "签名", "一楼大厅"):
        assert said in found, said
