"""Cuts the text of an expression into tokens, once, whatever names are in scope."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

#: Letters, marks and digits of any script. Python's `\w` lacks combining vowel signs (Hindi, Tamil, Thai),
#: so all beyond ASCII is a letter except spaces, punctuation and mathematical signs.
_LETTER: Final = (
    "A-Za-z_\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u200c\u200d\u203f\u2040"
    "\u2070-\u218f\u2460-\u24ff"
    "\u2c00-\u2dff\u3005-\u3007\u3021-\u302f\u3031-\ud7ff\uf900-\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
    "\uff66-\uffdc\U00010000-\U000effff"
)
_TOKEN: Final = re.compile(
    r"(?P<space>[\s\u200b\ufeff]++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)"
    rf"|(?P<word>[{_LETTER}][{_LETTER}0-9\u00b7]*+|\?)"
    r"|(?P<number>(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)"
    r"|(?P<sign>\*\*|\.\.|<=|>=|!=|->|[-+*=<>()\[\]{}.,:@']|/(?!\*))"
    r'|(?P<string>"(?:[^"\\]|\\.)*+")'
    # What is never closed is all the rest: a search for its end from every place would take the square of the time.
    r'|(?P<bad>["/].*+)',
    re.DOTALL,
)
_PLAIN: Final = re.compile(rf"[{_LETTER}][{_LETTER}0-9\u00b7]*+\Z")

KEYWORDS: Final = frozenset(
    ["and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between",
     "instance", "true", "false", "null", "function"]
)  # fmt: skip

#: Signs that a keyboard for Chinese or a word processor puts in place of ours.
LOOKALIKES: Final = {
    "\uff0c": ",", "\u3001": ",", "\uff08": "(", "\uff09": ")", "\uff1a": ":", "\u201c": '"', "\u201d": '"',
    "\uff1c": "<", "\uff1e": ">", "\uff1d": "=", "\uff0b": "+", "\uff0d": "-", "\u2212": "-", "\u2013": "-",
    "\u00d7": "*", "\u00f7": "/", "\u2264": "<=", "\u2265": ">=", "\u2260": "!=", "\u3010": "[",
    "\u3011": "]",
    "'": '"', "\u2018": '"', "\u2019": '"', "&": "and", "|": "or", "%": "/ 100", "!": "!=",
}  # fmt: skip


class Token(NamedTuple):
    """A piece of the text; `kind` is the sign or keyword itself, or word, number, string, bad, end."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The tokens of a text, the last an `end`, or a `bad` one at the first sign that no token begins with.

    >>> [token.kind for token in tokens("a1 >= 1..2 // so")]
    ['word', '>=', 'number', '..', 'number', 'end']
    """
    found = []
    place = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start != place:
            break
        place = end
        kind = match.lastgroup
        if kind == "space":
            continue
        piece = match.group()
        if kind == "sign" or (kind == "word" and piece in KEYWORDS):
            kind = piece
        found.append(Token(kind or "bad", piece, start, end))
    if found and found[-1].kind == "bad":
        place = found.pop().start
    if place < len(text):
        found.append(Token("bad", text[place], place, place + 1))
    found.append(Token("end", "", len(text), len(text)))
    return found


def is_plain_name(text: str) -> bool:
    """Whether a name is one word that no scope is needed to read.

    >>> is_plain_name("出生日期"), is_plain_name("birth date"), is_plain_name("if")
    (True, False, False)
    """
    return _PLAIN.match(text) is not None and text not in KEYWORDS


_ESCAPE: Final = re.compile(
    r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{6})|\\(.)",
    re.DOTALL,
)
_LETTERS: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def unquote(literal: str) -> str:
    r"""The text between the quotes; an escape that FEEL does not know stays as written.

    >>> unquote(r'"a\"b\u0041\d"')
    'a"bA\\d'
    """
    body = literal[1:-1]
    return _ESCAPE.sub(_unescape, body) if "\\" in body else body


def _unescape(found: re.Match[str]) -> str:
    high, low, short, long, letter = found.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
    if letter:
        return _LETTERS.get(letter, found[0])
    point = int(short or long, 16)
    return chr(point) if point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF else "\ufffd"


def quote(text: str) -> str:
    r"""The literal that reads back as this text.

    >>> quote('a"b')
    '"a\\"b"'
    """
    body = (
        text.replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
    )
    return f'"{body}"'
