"""Patterns: XPath's own dialect, its errors, and its bounds."""

from __future__ import annotations

import pytest

from askonce.feel.patterns import find, is_found, read_pattern, replace_all


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "found"),
    [
        ("foobar", "^fo*b", "", True), ("Mary\rJones", "Mary.Jones", "", False), ("a\nb", "a.b", "s", True),
        ("a\nb", "^b$", "", False), ("a\nb", "^b$", "m", True), ("x", "[A-Z-[OI]]", "i", True),
        ("hello world", "hello\\ sworld", "x", True), ("hello world", "hello[ ]world", "x", True),
        ("hello", "\\p{ IsBasicLatin}+", "x", True), ("é", "\\p{Lu}", "", False), ("É", "^\\P{Ll}$", "", True),
        ("a.b", "a.b", "q", True), ("axb", "a.b", "q", False), ("人口", "^\\p{IsCJKUnifiedIdeographs}+$", "", True),
        ("abab", "^(ab)\\1$", "", True), ("aaa", "^a{2,3}?", "", True),
    ],
)  # fmt: skip
def test_patterns(text: str, pattern: str, flags: str, *, found: bool) -> None:
    read = read_pattern(pattern, flags)
    assert read is not None
    assert is_found(read, text) is found


@pytest.mark.parametrize(
    "pattern", ["(", "[a", "a**", "(asd)[\\1]", "(?=a)", "\\p{Nobody}", "a{3,2}", "x" * 9999]
)
def test_what_xpath_calls_an_error_is_none(pattern: str) -> None:
    assert read_pattern(pattern, "") is None
    assert read_pattern("a", "u") is None


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "made"),
    [
        ("banana", "a", "o", "bonono"), ("abcd", "(ab)|(a)", "[1=$1][2=$2]", "[1=ab][2=]cd"),
        ("abc", "(b)", "$0$0", "abbc"), ("abc", "(b)", "$12", "ab2c"), ("abc", "b", "\\$\\\\", "a$\\c"),
        ("abc", "b", "$", None), ("abc", "b", "\\n", None), ("abc", "b*", "x", None), ("aaa", "a", "b" * 50, None),
    ],
)  # fmt: skip
def test_replacements(text: str, pattern: str, replacement: str, made: str | None) -> None:
    read = read_pattern(pattern, "")
    assert read is not None
    assert replace_all(read, text, replacement, literally=False, most=100) == made


def test_a_literal_replacement_has_no_signs_of_its_own() -> None:
    read = read_pattern("a", "q")
    assert read is not None
    assert replace_all(read, "abc", "$0\\", literally=True, most=100) == "$0\\bc"


def test_a_pattern_that_backtracks_without_an_end_is_given_up() -> None:
    spent: list[int] = []
    read = read_pattern("^(a|aa|b?)+$", "")
    assert read is not None
    assert is_found(read, "a" * 60 + "c", spent.append) is None
    assert find(read, "a" * 60 + "c", spent.append) is None
    assert sum(spent) > 1_000_000
