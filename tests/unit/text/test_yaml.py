"""YAML that is read with every place, and YAML that is refused with one clear finding."""

import time

import pytest

from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.source import MOST_FINDINGS
from askonce.text.yaml import DEEPEST, MOST_EVENTS, read_yaml

EIGHT_MIB = 8 * 1024 * 1024


def read(text: str) -> Node:
    (node,), found = read_yaml("a.yaml", text)
    assert not found
    return node


def refused(text: str) -> list[tuple[str, str, str]]:
    _, found = read_yaml("a.yaml", text)
    return [(one.code, str(one.span).partition(":")[2], one.message) for one in found]


def test_every_node_keeps_its_place() -> None:
    root = read("service: elder-meal\ntitle: {en: Meal, zh: '老年餐'}\nsteps:\n  - cook\n")
    assert isinstance(root, Mapping)
    key, title = root.entries["title"]
    assert (key.line, key.column, key.end_column) == (2, 1, 6)
    assert isinstance(title, Mapping)
    assert title.flow
    zh = title.entries["zh"][1]
    assert isinstance(zh, Scalar)
    assert not zh.plain
    assert (zh.span.column, zh.span.end_column) == (24, 27)
    steps = root.entries["steps"][1]
    assert isinstance(steps, Sequence)
    assert (steps.line, steps.column, steps.flow) == (4, 3, False)


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n", "   \n# a\n"])
def test_an_empty_file_is_no_node_and_no_finding(text: str) -> None:
    assert read_yaml("a.yaml", text) == ((), ())


def test_scalars_stay_text() -> None:
    root = read('a: 60\nb: true\nc: 2021-12-15\nd: ~\ne: "no"\nf:\ng: |\n  x\n  y\n')
    assert isinstance(root, Mapping)
    texts = [value.text for _, value in root.entries.values() if isinstance(value, Scalar)]
    assert texts == ["60", "true", "2021-12-15", "~", "no", "", "x\ny\n"]


@pytest.mark.parametrize(
    "value",
    ["no", "Yes", "on", "OFF", "y", "N", "=", ".inf", "-.INF", ".NaN", "1_0", "0x1F", "0b11", "010", "08", "0o14",
     "12:30", "1:30:00.5", "1e3", "-1.5E+3", "1_000.5", "+010"],
)  # fmt: skip
def test_what_versions_of_yaml_read_differently_is_found(value: str) -> None:
    fact = f"`{value}` reads as something else in YAML 1.1"
    assert refused(f"a: {value}\n") == [("AO004", "1:4", fact)]
    assert refused(f"[老, {value}]\n") == [("AO004", "1:5", fact)]
    assert refused(f'a: "{value}"\n') == []


@pytest.mark.parametrize(
    "value", ["60", "0", "-5", "1.5", "0.5", "2021-12-15", "09:00", "no smoking", "1a", "~", "0571 5550"]
)
def test_what_all_versions_read_alike_is_no_surprise(value: str) -> None:
    assert refused(f"a: {value}\n") == []


def test_a_word_is_never_read_as_a_value() -> None:
    assert refused("on: 2021-12-15\ny: {no: a}\n") == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("a: [b\n", ("AO002", "2:1", "`a.yaml` stops being YAML here: did not find expected ',' or ']'")),
        ("a: b\n\tc: d\n", ("AO002", "2:1", "a tab stands before the words in `a.yaml`")),
        ("a:\n\t- b\n", ("AO002", "2:1", "a tab stands before the words in `a.yaml`")),
        ("a: 'b\n", ("AO002", "2:1", "`a.yaml` stops being YAML here: found unexpected end of stream")),
        ("a: b\n---\nc: d\n", ("AO002", "2:1", "`---` begins a second document")),
        ("{[a]: b}\n", ("AO002", "1:2", "a word of a mapping is a list or a mapping itself")),
        ("老: b\n老: c\n", ("AO003", "2:1", "`老` stands twice")),
        ("a: &t b\n", ("AO005", "1:4", "`&t` is an anchor")),
        ("a: *t\n", ("AO005", "1:4", "`*t` is an alias")),
        ("a: !t b\n", ("AO005", "1:4", "`!t` is a tag")),
        ("a: &t {b: c}\n", ("AO005", "1:4", "`&t` is an anchor")),
        ("<<: *t\n", ("AO005", "1:5", "`*t` is an alias")),
        ("%YAML 1.1\n---\na: b\n", ("AO005", "1:1", "`%` begins a directive of YAML")),
        ("a: b\x00c\n", ("AO001", "1:5", "the character U+0000 stands in `a.yaml`, which is no text")),
        ("a: b\ud800\n", ("AO001", "1:5", "the character U+D800 stands in `a.yaml`, which is no text")),
        ("a: b\n\x1b[31m\n", ("AO001", "2:1", "the character U+001B stands in `a.yaml`, which is no text")),
        ("a: b\u2028c\n", ("AO001", "1:5", "the character U+2028 stands in `a.yaml`, which is no text")),
        ('a: "b\\0"\n', ("AO001", "1:4", "an escape stands for the character U+0000, which is no text")),
        ('a: "\\ud800"\n', ("AO002", "1:7", "`a.yaml` stops being YAML here: found invalid Unicode character escape code")),
        (f"{'a' * 151}: b\n", ("AO006", "1:1", "`aaaaaaaaaaaaaaaaaaaa…` is a word of 151 characters")),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_one_finding(text: str, finding: tuple[str, str, str]) -> None:
    assert refused(text) == [finding]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("title: a\ntitle: b\n", "a.yaml:1:1", "the first one"),
        ("a: 1\ntitle: [unclosed\nb: 2\n", "a.yaml:2:8", "while parsing a flow sequence"),
        ("a: 1\ntitle: 'unclosed\n", "a.yaml:2:8", "while scanning a quoted scalar"),
    ],
)
def test_a_finding_points_at_both_places(text: str, place: str, message: str) -> None:
    _, (found,) = read_yaml("a.yaml", text)
    assert [(str(related.span), related.message) for related in found.related] == [(place, message)]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "{? ["])
@pytest.mark.parametrize("times", [DEEPEST + 1, 100_000])
def test_nesting_deeper_than_a_person_writes_is_one_finding(opening: str, times: int) -> None:
    ((code, _, message),) = refused(opening * times)
    assert (code, message) == ("AO006", f"`a.yaml` nests more than {DEEPEST} levels deep")


def test_nesting_as_deep_as_allowed_is_read() -> None:
    assert refused("[" * DEEPEST + "]" * DEEPEST) == []


def test_billions_of_laughs_are_never_told() -> None:
    laughs = "a: &a [lol]\n" + "".join(
        f"{'abcdefghij'[n]}{n}: &{n} [{f'*{n - 1 or chr(97)}, ' * 9}]\n" for n in range(1, 10)
    )
    found = refused(laughs)
    assert found[0] == ("AO005", "1:4", "`&a` is an anchor")
    assert found[-1][2] == "`*a` is an alias"
    assert len(found) == 3


def test_a_file_full_of_faults_stops_being_read() -> None:
    assert len(refused("- no\n" * 1_000_000)) == MOST_FINDINGS
    assert len(refused("- &a b\n" * 1_000_000)) == MOST_FINDINGS


def test_more_values_than_a_person_writes_are_one_finding() -> None:
    (found,) = refused("- a\n" * (MOST_EVENTS + 1))
    assert found[2] == f"`a.yaml` holds more than {MOST_EVENTS:,} values"


@pytest.mark.parametrize(
    "sign", [*"[{-?:,#'\"|>&*!%@` \n\t\r~=a", "- ", "? ", "a: ", "[,", "{,", '"\\', "a\n", "- a: "]
)
def test_eight_mebibytes_of_anything_are_answered_soon(sign: str) -> None:
    begun = time.process_time()
    refused(sign * (EIGHT_MIB // len(sign)))
    assert time.process_time() - begun < 30  # 3 s where it was measured; quadratic work would take hours
