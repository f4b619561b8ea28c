"""Tables: a row is a definition, a cell stands where it stands, and a head that cannot be read is a finding."""

import pytest

from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.spreadsheet import csv_cells, read_csv
from askonce.text.workbook import MOST_CELLS


def told(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [told(one) for one in node.items]
    return {word: told(value) for word, (_, value) in node.entries.items()}


def read(text: str) -> list[object]:
    nodes, found = read_csv("a.csv", text)
    assert not found
    return [told(node) for node in nodes]


def refused(text: str) -> list[tuple[str, str, str]]:
    _, found = read_csv("a.csv", text)
    return [(one.code, str(one.span), one.message) for one in found]


def test_a_row_is_a_definition_and_parts_of_a_word_are_a_group() -> None:
    text = "office,title.en,title.zh,roles\nstreet, Street ,街道办,clerk; cook;\n\n,,,\ncounty,,,\n"
    assert read(text) == [
        {"office": "street", "title": {"en": "Street", "zh": "街道办"}, "roles": ["clerk", "cook"]},
        {"office": "county"},
    ]


@pytest.mark.parametrize("text", ["", "\n", ",,\n", "a\n", "\ufeff"[:0]])
def test_a_table_without_rows_defines_nothing(text: str) -> None:
    assert read(text) == []


def test_an_empty_cell_is_not_stated() -> None:
    assert read('a,b,c\n1,"",  \n') == [{"a": "1"}]
    assert read("a,b,c\n1\n") == [{"a": "1"}]


def test_line_breaks_in_a_cell_are_read_alike_wherever_they_were_written() -> None:
    assert read('a,b\r\n1,"x\r\ny"\r\n') == read('a,b\n1,"x\ny"\n') == [{"a": "1", "b": "x\ny"}]


def test_every_cell_stands_where_its_span_says() -> None:
    rows = list(csv_cells("a.csv", 'a,"say ""so""",老\r\n"x\r\ny",,"z"\n'))
    assert [[(value, str(span), span.end_line, span.end_column) for value, span in row] for row in rows] == [
        [("a", "a.csv:1:1", 1, 2), ('say "so"', "a.csv:1:4", 1, 14), ("老", "a.csv:1:16", 1, 17)],
        [("x\ny", "a.csv:2:1", 3, 3), ("", "a.csv:3:4", 3, 4), ("z", "a.csv:3:6", 3, 7)],
    ]


def test_each_value_of_a_list_stands_where_its_span_says() -> None:
    (node,), _ = read_csv("a.csv", "a,roles\n1,  clerk;  厨师 \n")
    assert isinstance(node, Mapping)
    roles = node.entries["roles"][1]
    assert isinstance(roles, Sequence)
    assert [(told(one), one.span.column, one.span.end_column) for one in roles.items] == [
        ("clerk", 5, 10),
        ("厨师", 13, 15),
    ]


def test_a_word_stands_in_the_head_and_its_group_in_the_row() -> None:
    (node,), _ = read_csv("a.csv", "office,title.en\nstreet,Street\n")
    assert isinstance(node, Mapping)
    assert str(node.span) == "a.csv:2:1"
    assert str(node.key_place("office")) == "a.csv:1:1"
    assert str(node.place("office")) == "a.csv:2:1"
    assert str(node.place("nowhere")) == "a.csv:2:1"
    title = node.entries["title"][1]
    assert isinstance(title, Mapping)
    assert str(title.key_place("en")) == "a.csv:1:8"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("a,a\n1,2\n", ("AO003", "a.csv:1:3", "`a` heads two columns")),
        ("a, a\n1,2\n", ("AO003", "a.csv:1:4", "`a` heads two columns")),
        ("a,\n1,x\n", ("AO002", "a.csv:2:3", "`x` stands in a column without a head")),
        ("a\n1,x\n", ("AO002", "a.csv:2:3", "`x` stands in a column without a head")),
        ("a,a.b\n1,2\n", ("AO002", "a.csv:1:3", "`a.b` is a part of `a`, which has a column of its own")),
        ("a,b..c\n1,2\n", ("AO002", "a.csv:1:3", "`b..c` is no word or part of one")),
        ("a\n1\x00\n", ("AO001", "a.csv:2:2", "the character U+0000 stands in `a.csv`, which is no text")),
        ("a\n\ud800\n", ("AO001", "a.csv:2:1", "the character U+D800 stands in `a.csv`, which is no text")),
        ('a\nb\n"c\nd', ("AO002", "a.csv:3:1", "`a.csv` cannot be read as CSV: unexpected end of data")),
        ('a\n"b"c\n', ("AO002", "a.csv:2:1", "`a.csv` cannot be read as CSV: ',' expected after '\"'")),
        (
            "a\n" + "x" * 200_000,
            ("AO002", "a.csv:2:1", "`a.csv` cannot be read as CSV: field larger than field limit (131072)"),
        ),
        (
            "a,b\n" * 1_000_000,
            ("AO006", "a.csv:1:1", f"`a.csv` has about 2,000,000 cells; a table of a pack has at most {MOST_CELLS:,}"),
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_finding(text: str, finding: tuple[str, str, str]) -> None:
    assert refused(text) == [finding]


def test_a_table_full_of_faults_stops_being_read() -> None:
    assert len(refused("a\n" + "1,x\n" * 10_000)) == 100
    assert len(refused(",".join(["a"] * 10_000))) == 100
