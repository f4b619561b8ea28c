"""Formatting keeps the tree and every comment, and has nothing left to do the second time."""

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.assembly import LANGUAGE
from askonce.pack.format import format_text, order_words
from askonce.pack.words import words_of
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.source import Source, read, walk
from askonce.text.spreadsheet import read_csv
from askonce.text.yaml import read_yaml
from tests.property.authors import Pen, Tree, definitions, files

PACKS = Path(__file__).resolve().parents[2] / "packs"

CONSTRUCTS = (
    "own line", "empty line", "beside", "tail", "in brackets", "brackets over lines", "block", "list not indented",
    "compact", "literal", "nothing", "value on the next line", "last comma", "plain", "single", "double",
    "plain in brackets", "single in brackets", "double in brackets", "document start",
)  # fmt: skip


def formatted(text: str, path: str = "a.yaml") -> str:
    written = format_text(LANGUAGE, path, text)
    assert isinstance(written, str), (written, text)
    return written


def told(node: Node) -> Any:
    """What a tree says, as plain values, mappings as pairs so that their order shows."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [told(one) for one in node.items]
    return [(word, told(value)) for word, (_, value) in node.entries.items()]


def plain(text: str) -> Any:
    """What a reader that shares no code with ours makes of a text, every value left as text."""
    return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - the base loader makes texts only


def pairs(tree: Any) -> Any:
    if isinstance(tree, dict):
        return [(word, pairs(value)) for word, value in tree.items()]
    return [pairs(one) for one in tree] if isinstance(tree, list) else tree


def unordered(tree: Any) -> Any:
    """The same tree for a reader of ours and one that shares no code with it; empty is empty."""
    if isinstance(tree, dict):
        return {word: unordered(value) for word, value in tree.items()}
    return [unordered(one) for one in tree] if isinstance(tree, list) else (tree or "")


@given(files(LANGUAGE))
def test_it_keeps_the_tree_and_the_comments_and_has_nothing_left_to_do(
    file: tuple[dict[str, Tree], str, Pen],
) -> None:
    tree, text, pen = file
    nodes, found = read_yaml("a.yaml", text)
    assert not found, (found, text)
    assert told(nodes[0]) == pairs(tree)

    written = formatted(text)
    assert unordered(plain(written)) == unordered(tree)
    assert formatted(written) == written
    for number, comment in enumerate(pen.comments):
        assert written.count(f"c{number}!") == 1
        assert comment in written
    assert not any(line != line.rstrip() for line in written.split("\n"))
    assert "\n\n\n" not in written


def meaning(value: Any) -> Any:
    """What a decoded definition says, without the places where it says it; names keep their order."""
    if isinstance(value, msgspec.Struct):
        fields = (field for field in value.__struct_fields__ if field not in {"node", "name"})
        return [(field, meaning(getattr(value, field))) for field in fields]
    if isinstance(value, dict):
        return [(word, meaning(held)) for word, held in value.items()]
    return [meaning(held) for held in value] if isinstance(value, tuple | list) else value


@given(definitions(LANGUAGE), st.data())
def test_a_kind_reads_the_same_definition_and_finds_its_words_in_order(
    tree: dict[str, Tree], data: st.DataObject
) -> None:
    text = Pen(data.draw).write(tree)
    written = formatted(text)
    before, after = (read_yaml("a.yaml", some)[0][0] for some in (text, written))
    assert isinstance(before, Mapping)
    assert isinstance(after, Mapping)
    kind = LANGUAGE.kinds[next(iter(tree))]
    assert next(iter(after.entries)) == kind.name
    read, again = kind.decode(before), kind.decode(after)
    assert meaning(again[0]) == meaning(read[0])
    codes = [Counter(finding.code for finding in into.found) for _, into in (read, again)]
    assert codes[0] == codes[1]
    assert list(after.entries) == list(order_words(LANGUAGE, after).entries)


@given(definitions(LANGUAGE), st.data())
def test_however_a_definition_was_written_it_comes_out_the_same(
    tree: dict[str, Tree], data: st.DataObject
) -> None:
    name, *rest = ((word, tame(value)) for word, value in tree.items())
    known = words_of(LANGUAGE.kinds[name[0]].model).words
    strange = [(word, value) for word, value in rest if word not in known]
    words = data.draw(st.permutations([(word, value) for word, value in rest if word in known]))
    one, other = (
        formatted(Pen(data.draw, with_comments=False).write(dict([name, *some, *strange])))
        for some in (rest, words)
    )
    assert one.replace("\n\n", "\n") == other.replace("\n\n", "\n")


TYPED_TEXT = re.compile(r"true|false|null|~|[-+.\d].*", re.IGNORECASE | re.DOTALL)


def tame(tree: Tree) -> Tree:
    """A tree without the texts of which quotes say whether they are meant as text."""
    if isinstance(tree, dict):
        return {word: tame(value) for word, value in tree.items()}
    if isinstance(tree, list):
        return [tame(value) for value in tree]
    return "a" if not tree or TYPED_TEXT.fullmatch(tree) else tree


cells = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "a",
            "老年餐",
            "a; b",
            'say "so"',
            "a,b",
            "a\nb",
            " a",
            "a ",
            "#a",
            "'",
            "\u3000",
            "x" * 200,
        ]
    ),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff\u2028\u2029"),
        max_size=8,
    ),
)
heads = st.lists(
    st.sampled_from(["concept", "title.en", "title.zh", "type", "adopted.by", "x", "序号"]),
    unique=True,
    min_size=1,
)


@given(
    heads,
    st.lists(st.lists(cells, max_size=7), max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_table_keeps_its_definitions_and_has_nothing_left_to_do(
    head: list[str], rows: list[list[str]], line_end: str, quoting: Literal[0, 1]
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=line_end, quoting=quoting).writerows(
        [head, *(row[: len(head)] for row in rows)]
    )
    text = written.getvalue()
    nodes, found = read_csv("a.csv", text)
    assert not found
    once = formatted("\ufeff" + text, "a.csv")
    again, wrong = read_csv("a.csv", once)
    assert not wrong
    assert [told(node) for node in again] == [told(node) for node in nodes]
    assert formatted(once, "a.csv") == once
    assert "\r" not in once
    assert len({len(row) for row in csv.reader(io.StringIO(once, newline=""))}) == 1


def test_the_author_uses_every_construct_and_every_kind() -> None:
    used: Counter[str] = Counter()
    kinds: Counter[str] = Counter()

    @settings(max_examples=400, database=None, derandomize=True)
    @given(files(LANGUAGE))
    def write(file: tuple[dict[str, Tree], str, Pen]) -> None:
        used.update(file[2].used)

    @settings(max_examples=400, database=None, derandomize=True)
    @given(definitions(LANGUAGE))
    def define(tree: dict[str, Tree]) -> None:
        kinds[next(iter(tree))] += 1

    write()
    define()
    assert [construct for construct in CONSTRUCTS if not used[construct]] == []
    assert [kind for kind in LANGUAGE.kinds if not kinds[kind]] == []


@pytest.mark.parametrize("pack", sorted(path.name for path in PACKS.iterdir() if path.is_dir()))
def test_every_file_of_the_packs_keeps_what_it_says(pack: str) -> None:
    for path in walk(PACKS / pack):
        source = read(PACKS / pack, path)
        assert isinstance(source, Source)
        if path.endswith((".md", ".xlsx")):
            continue
        text = source.text()
        assert isinstance(text, str)
        once = formatted(text, path)
        assert formatted(once, path) == once
        if path.endswith(".yaml"):
            assert plain(once) == plain(text)
            assert sorted(re.findall(r"(?:^|\s)(#.*)", text, re.MULTILINE)) == sorted(
                re.findall(r"(?:^|\s)(#.*)", once, re.MULTILINE)
            )
