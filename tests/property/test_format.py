"""Formatting keeps the tree and every comment, and has nothing left to do the second time."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from askonce.assembly import LANGUAGE
from askonce.pack.format import format_text
from askonce.pack.shapes import words_of
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.yaml import read_yaml
from tests.property.authors import Pen, Tree, files

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
    assert unordered(yaml.load(written, Loader=yaml.CBaseLoader)) == unordered(tree)
    assert formatted(written) == written
    for number, comment in enumerate(pen.comments):
        assert written.count(f"c{number}!") == 1
        assert comment in written
    assert not any(line != line.rstrip() for line in written.split("\n"))
    assert "\n\n\n" not in written
