"""Findings in a terminal: carets under what is meant, strangers' characters harmless, and everything counted."""

import json

import msgspec
import pytest
from wcwidth import wcswidth

from askonce.text.checks import DUPLICATE_KEY, SURPRISE
from askonce.text.diagnostic import Diagnostic, Related, Severity
from askonce.text.render import Findings, count_findings, harmless, render_json, render_terminal
from askonce.text.source import split_lines
from askonce.text.span import Span
from askonce.text.yaml import read_yaml


def finding(
    span: Span, message: str = "`x` is wrong", *, severity: Severity = Severity.ERROR, repair: str = ""
) -> Diagnostic:
    return Diagnostic("AO301", severity, message, span, (), repair)


def shown(text: str, span: Span, message: str = "`x` is wrong") -> list[str]:
    lines = split_lines(text)
    rendered = render_terminal(
        [finding(span, message)], lambda path: lines if path == "a.yaml" else None, files=1
    )
    return rendered.split("\n")[1:3]


def test_a_finding_shows_both_places_and_the_repair() -> None:
    asked = Span("services/card.yaml", 3, 11, 3, 21)
    held = Span("registers/people.yaml", 11, 3, 11, 13)
    one = Diagnostic(
        "AO301", Severity.ERROR, "service `card` asks for `birth_date`, which register `people` holds",
        asked, (Related(held, "held here"),), "take it from the register", "service card",
    )  # fmt: skip
    files = {
        "services/card.yaml": ["service: card", "asks:", "  老: {of: birth_date}"],
        "registers/people.yaml": [*[""] * 10, "  birth_date: {concept: birth-date}"],
    }
    assert render_terminal([one], files.get, files=9) == (
        "services/card.yaml:3:11: error AO301 service `card` asks for `birth_date`, which register `people` holds\n"
        "  3 |   老: {of: birth_date}\n"
        "    |            ^^^^^^^^^^\n"
        "registers/people.yaml:11:3: held here\n"
        " 11 |   birth_date: {concept: birth-date}\n"
        "    |   ^^^^^^^^^^\n"
        "help: take it from the register\n"
        "\n"
        "1 error in 1 file\n"
    )


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("title: 老年餐, 街道办", "街道办"),
        ("title: 老年餐", "老年餐"),
        ("\ttitle:\tmeal", "meal"),
        ("e\u0301te\u0301: x", "x"),
        ("👩‍👩‍👧 x", "x"),
        ("“（一）”: x", "x"),
        ("한국어 ไทย x", "x"),
        ("\x1b[31m x", "x"),
        ("\u202e x", "x"),
    ],
)
def test_carets_stand_under_the_word(line: str, word: str) -> None:
    column = line.index(word) + 1
    text, carets = shown(line, Span("a.yaml", 1, column, 1, column + len(word)))
    before = text[: text.index(word)]
    assert carets == "   | " + " " * (wcswidth(before) - len(" 1 | ")) + "^" * wcswidth(word)


def test_a_tab_is_shown_as_spaces() -> None:
    assert shown("\ta:\tb", Span("a.yaml", 1, 5, 1, 6)) == [" 1 |     a:    b", "   |           ^"]


@pytest.mark.parametrize(
    ("span", "carets"),
    [
        (Span("a.yaml", 1, 1, 1, 1), "^"),
        (Span("a.yaml", 1, 9, 1, 9), "        ^"),
        (Span("a.yaml", 1, 99, 1, 120), "          ^"),
        (Span("a.yaml", 1, 4, 3, 2), "   ^^^^^"),
        (Span("a.yaml", 1, 1, 1, 99), "^^^^^^^^^^"),
    ],
)
def test_a_span_that_is_empty_or_reaches_further_still_has_a_caret(span: Span, carets: str) -> None:
    assert shown("abc: def  \n  ghi\n", span)[1] == f"   | {carets}"


@pytest.mark.parametrize(
    "span",
    [
        Span("gone.yaml", 1, 1, 1, 2),
        Span("a.yaml", 9, 1, 9, 2),
        Span("a.yaml", 2, 1, 2, 1),
        Span("m.xlsx", 7, 2, 7, 3, "P!B7"),
    ],
)
def test_a_place_without_a_line_is_named_alone(span: Span) -> None:
    rendered = render_terminal([finding(span)], {"a.yaml": ["a: b", ""], "m.xlsx": ["x"] * 9}.get, files=1)
    assert rendered == f"{span}: error AO301 `x` is wrong\n\n1 error in 1 file\n"


def test_a_long_line_is_shown_around_the_word() -> None:
    line = "老" * 500 + "x" + "b" * 500
    text, carets = shown(line, Span("a.yaml", 1, 501, 1, 502))
    assert text == " 1 | …" + "老" * 60 + "x" + "b" * 99 + "…"
    assert carets == "   | " + " " * 121 + "^"
    text, carets = shown(line, Span("a.yaml", 1, 1, 1, 1002))
    assert (text, carets) == (" 1 | " + "老" * 160 + "…", "   | " + "^" * 320)


def test_what_a_stranger_wrote_cannot_act_on_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\x9b31m\r\u202e\u2066\u200b\ud800\x00\ufeff\U000e0041"
    one = Diagnostic(
        "AO010", Severity.ERROR, f"`{evil}` is no word", Span(f"a{evil}.yaml", 1, 1, 1, 3),
        (Related(Span("b.xlsx", 1, 1, 1, 2, f"{evil}!A1"), evil),), evil,
    )  # fmt: skip
    rendered = render_terminal([one], lambda _: [evil], files=1)
    assert rendered.replace("\n", "").isprintable()
    rendered.encode()
    assert "␛]0;owned␇<U+009B>31m␍<U+202E>" in rendered
    written = render_json([one], files=1)
    assert written.replace("\n", "").isprintable()
    assert json.loads(written)["findings"][0]["help"] == evil.replace("\ud800", "?")


def test_letters_of_every_script_are_shown_as_they_are() -> None:
    text = "老年餐 한국어 ไทย עברית العربية می‌خواهم e\u0301 👩‍👩‍👧 （）"
    assert harmless(text) == text


def test_colours_are_given_only_when_asked_for() -> None:
    one = finding(Span("a.yaml", 1, 1, 1, 2), repair="mend it")
    plain = render_terminal([one], lambda _: ["a: b"], files=1)
    coloured = render_terminal([one], lambda _: ["a: b"], files=1, colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror AO301\x1b[0m" in coloured
    for code in ("\x1b[1;31m", "\x1b[1;32m", "\x1b[1m", "\x1b[2m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


def some(errors: int, warnings: int, proposals: int, files: int = 1) -> list[Diagnostic]:
    counts = ((Severity.ERROR, errors), (Severity.WARNING, warnings), (Severity.PROPOSAL, proposals))
    severities = [severity for severity, count in counts for _ in range(count)]
    return [finding(Span(f"{n % files}.yaml"), severity=severity) for n, severity in enumerate(severities)]


@pytest.mark.parametrize(
    ("findings", "line"),
    [
        (some(3, 1, 4, files=2), "3 errors, 1 warning in 2 files; 4 proposals"),
        (some(0, 0, 0), "0 findings in 92 files"),
        (some(1, 0, 0), "1 error in 1 file"),
        (some(0, 2, 1), "2 warnings in 1 file; 1 proposal"),
        (some(0, 0, 2, files=2), "0 findings in 92 files; 2 proposals"),
    ],
)
def test_findings_are_counted(findings: list[Diagnostic], line: str) -> None:
    assert count_findings(findings, 92) == line
    assert render_terminal(findings, lambda _: None, files=92).split("\n")[-2] == line


def test_proposals_may_be_counted_alone() -> None:
    rendered = render_terminal(some(0, 0, 2), lambda _: None, files=3, show_proposals=False)
    assert rendered == "0 findings in 3 files; 2 proposals\n"


def test_json_is_one_object_that_reads_back() -> None:
    _, found = read_yaml("老.yaml", "title: {en: no}\ntitle: 老\n")
    proposal = finding(Span("m.xlsx", 7, 2, 7, 3, "P!B7"), severity=Severity.PROPOSAL)
    written = render_json([*found, proposal], files=2)
    report = json.loads(written)
    assert list(report) == ["findings", "proposals", "files", "counts"]
    assert report["counts"] == {"errors": 2, "warnings": 0, "proposals": 1}
    assert report["findings"][1] == {
        "code": DUPLICATE_KEY.code,
        "severity": "error",
        "message": "`title` stands twice",
        "path": "老.yaml",
        "line": 2,
        "column": 1,
        "end_line": 2,
        "end_column": 6,
        "cell": "",
        "related": [
            {
                "path": "老.yaml",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 6,
                "cell": "",
                "message": "the first one",
            }
        ],
        "help": "keep one of the two",
    }
    assert report["findings"][0]["code"] == SURPRISE.code
    assert report["proposals"][0]["cell"] == "P!B7"
    assert msgspec.json.decode(written, type=Findings).files == 2
    assert render_json([*found, proposal], files=2) == written
