"""Tokens: whatever the text, they cover it in order."""

from __future__ import annotations

import pytest

from askonce.feel.lexer import is_plain_name, quote, tokens, unquote


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("1..2", ["number", "..", "number", "end"]),
        ("a**-b", ["word", "**", "-", "word", "end"]),
        ("a /* b */ // c\n d", ["word", "word", "end"]),
        ("a /* open", ["word", "bad", "end"]),
        ('a "open', ["word", "bad", "end"]),
        ('"a\\"b"', ["string", "end"]),
        ("ifx if", ["word", "if", "end"]),
        ("वर्ष 人口 🐎", ["word", "word", "word", "end"]),
        ("a，b", ["word", "bad", "end"]),
    ],
)
def test_text_becomes_tokens(text: str, kinds: list[str]) -> None:
    assert [token.kind for token in tokens(text)] == kinds


@pytest.mark.parametrize("text", ["", 'a"b', "a\\b", "\n\t\r", "\\u0041", "人"])
def test_a_quoted_text_reads_back(text: str) -> None:
    assert unquote(quote(text)) == text


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        (r'"\u0041"', "A"),
        (r'"\U01F40E"', "🐎"),
        (r'"\uD83D\uDC0E"', "🐎"),
        (r'"\uD83D"', "\ufffd"),
        (r'"\d"', r"\d"),
    ],
)
def test_escapes(literal: str, text: str) -> None:
    assert unquote(literal) == text


def test_plain_names() -> None:
    assert [is_plain_name(name) for name in ("a", "a1", "1a", "a b", "and", "a-b", "")] == [
        True, True, False, False, False, False, False,
    ]  # fmt: skip
