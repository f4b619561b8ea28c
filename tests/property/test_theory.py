"""docs/theory.md: each invariant names its test, each of those exists, and none is missing from the page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THEORY = (ROOT / "docs" / "theory.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ITEM = re.compile(r"^(\d+)\. ", re.MULTILINE)
WORDS = ("Subject", "Path", "Datum", "Need", "Supplier", "State", "Residue", "Table", "Finding", "Measure")
# Files of property tests that hold an invariant of this page in each of their tests.
OURS = (
    "ask_once",
    "cache",
    "measure",
    "passes",
    "questions",
    "rehearse",
    "residue",
    "schemas",
    "tables",
    "ways",
)


def named_tests() -> list[tuple[str, str]]:
    """The tests that the page names, as file and function."""
    return NAMED.findall(THEORY)


def functions_in(path: str) -> Iterator[str]:
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name


@pytest.mark.parametrize(("path", "name"), named_tests())
def test_each_named_test_exists(path: str, name: str) -> None:
    assert name in set(functions_in(path))


def test_each_invariant_names_one_test() -> None:
    invariants = THEORY.partition("## Invariants")[2]
    numbers = [int(number) for number in ITEM.findall(invariants)]
    assert numbers == list(range(1, len(named_tests()) + 1))
    for text in ITEM.split(invariants)[2::2]:
        assert len(NAMED.findall(text)) == 1, text
    assert len(set(named_tests())) == len(named_tests())


def test_each_property_test_is_named() -> None:
    named = set(named_tests())
    for subject in OURS:
        path = f"tests/property/test_{subject}.py"
        assert {(path, name) for name in functions_in(path)} <= named


@pytest.mark.parametrize("word", WORDS)
def test_each_word_of_the_theory_is_defined(word: str) -> None:
    assert f"\n**{word}.** " in THEORY.partition("## Invariants")[0]
