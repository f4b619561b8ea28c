"""Built-in functions over texts (DMN 1.5, 10.3.4.3)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from askonce.feel.builtin import Function, Slot
from askonce.feel.types import BOOLEAN, INTEGER, TEXT, ListType
from askonce.feel.values import Value

_FLAGS: Final = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}


def substring(text: str, start: Decimal, length: Decimal | None) -> Value:
    """Part of a text from a place counted from one, or from the end when negative.

    >>> substring("foobar", Decimal(3), None), substring("foobar", Decimal(-2), Decimal(1))
    ('obar', 'a')
    """
    if not start or (length is not None and length < 1):
        return None
    begin = int(start) - 1 if start > 0 else max(len(text) + int(start), 0)
    return text[begin:] if length is None else text[begin : begin + int(length)]


def _before(text: str, match: str) -> Value:
    head, found, _ = text.partition(match) if match else ("", "", "")
    return head if found else ""


def _after(text: str, match: str) -> Value:
    if not match:
        return text
    return text.partition(match)[2]


@lru_cache(maxsize=1024)
def _pattern(pattern: str, flags: str) -> re.Pattern[str] | None:
    wanted = re.NOFLAG
    for flag in flags:
        if flag not in _FLAGS:
            return None
        wanted |= _FLAGS[flag]
    try:
        return re.compile(pattern, wanted)
    except (re.error, OverflowError, RecursionError):
        return None


def _matches(text: str, pattern: str, flags: str | None) -> Value:
    found = _pattern(pattern, flags or "")
    return None if found is None else found.search(text) is not None


def _replace(text: str, pattern: str, replacement: str, flags: str | None) -> Value:
    found = _pattern(pattern, flags or "")
    if found is None or found.match("") is not None:
        return None
    template = re.sub(r"\$(\d)", r"\\g<\1>", replacement.replace("\\", "\\\\").replace("\\\\$", "$"))
    try:
        return found.sub(template, text)
    except (re.error, IndexError):
        return None


def _split(text: str, delimiter: str) -> Value:
    found = _pattern(delimiter, "")
    if found is None:
        return None
    pieces: list[Value] = []
    begin = 0
    for match in found.finditer(text):
        pieces.append(text[begin : match.start()])
        begin = match.end()
    return (*pieces, text[begin:])


def _joined(pieces: tuple[str | None, ...], delimiter: str | None) -> Value:
    return (delimiter or "").join(piece for piece in pieces if piece is not None)


_TEXT: Final = (Slot("string", TEXT),)
_MATCH: Final = (Slot("string", TEXT), Slot("match", TEXT))
_SEARCH: Final = (Slot("input", TEXT), Slot("pattern", TEXT))
_OPTIONAL_FLAGS: Final = Slot("flags", TEXT, optional=True)

TEXT_FUNCTIONS: Final = (
    Function("string length", _TEXT, INTEGER, lambda text: Decimal(len(text))),
    Function(
        "substring",
        (Slot("string", TEXT), Slot("start position", INTEGER), Slot("length", INTEGER, optional=True)),
        TEXT, substring,
    ),
    Function("substring before", _MATCH, TEXT, _before),
    Function("substring after", _MATCH, TEXT, _after),
    Function("upper case", _TEXT, TEXT, str.upper),
    Function("lower case", _TEXT, TEXT, str.lower),
    Function("contains", _MATCH, BOOLEAN, lambda text, match: match in text),
    Function("starts with", _MATCH, BOOLEAN, str.startswith),
    Function("ends with", _MATCH, BOOLEAN, str.endswith),
    Function("matches", (*_SEARCH, _OPTIONAL_FLAGS), BOOLEAN, _matches),
    Function("replace", (*_SEARCH, Slot("replacement", TEXT), _OPTIONAL_FLAGS), TEXT, _replace),
    Function("split", (Slot("string", TEXT), Slot("delimiter", TEXT)), ListType(TEXT), _split),
    Function(
        "string join",
        (Slot("list", ListType(TEXT)), Slot("delimiter", TEXT, optional=True, nullable=True)),
        TEXT, _joined,
    ),
)  # fmt: skip
