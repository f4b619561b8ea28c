"""Built-in functions over texts (DMN 1.5, 10.3.4.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from askonce.feel.builtin import Function, Slot
from askonce.feel.operators import MOST_LONG
from askonce.feel.patterns import Spend, cost, find, is_found, read_pattern, replace_all, spend_nothing
from askonce.feel.types import BOOLEAN, INTEGER, TEXT, ListType
from askonce.feel.values import Value


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


def _matches(text: str, pattern: str, flags: str | None, *, spend: Spend = spend_nothing) -> Value:
    spend(cost(pattern))
    found = read_pattern(pattern, flags or "")
    return None if found is None else is_found(found, text, spend)


def _replace(
    text: str, pattern: str, replacement: str, flags: str | None, *, spend: Spend = spend_nothing
) -> Value:
    spend(cost(pattern))
    found = read_pattern(pattern, flags or "")
    if found is None:
        return None
    literally = "q" in (flags or "")
    return replace_all(found, text, replacement, spend, literally=literally, most=MOST_LONG)


def _split(text: str, delimiter: str, *, spend: Spend = spend_nothing) -> Value:
    spend(cost(delimiter))
    found = read_pattern(delimiter, "")
    matches = None if found is None else find(found, text, spend)
    if matches is None or any(match.end() == match.start() for match in matches):
        return None
    begins = [0, *(match.end() for match in matches)]
    ends = [*(match.start() for match in matches), len(text)]
    return tuple(text[begin:end] for begin, end in zip(begins, ends, strict=True))


def _joined(pieces: tuple[str | None, ...], delimiter: str | None) -> Value:
    given = [piece for piece in pieces if piece is not None]
    length = sum(map(len, given)) + len(delimiter or "") * len(given)
    return (delimiter or "").join(given) if length <= MOST_LONG else None


_TEXT: Final = (Slot("string", TEXT),)
_MATCH: Final = (Slot("string", TEXT), Slot("match", TEXT))
_SEARCH: Final = (Slot("input", TEXT), Slot("pattern", TEXT))
_OPTIONAL_FLAGS: Final = Slot("flags", TEXT, optional=True, nullable=True)

TEXT_FUNCTIONS: Final = (
    Function("string length", _TEXT, INTEGER, lambda text: Decimal(len(text))),
    Function(
        "substring",
        (Slot("string", TEXT), Slot("start position", INTEGER), Slot("length", INTEGER, optional=True, truncated=True)),
        TEXT, substring,
    ),
    Function("substring before", _MATCH, TEXT, _before),
    Function("substring after", _MATCH, TEXT, _after),
    Function("upper case", _TEXT, TEXT, str.upper),
    Function("lower case", _TEXT, TEXT, str.lower),
    Function("contains", _MATCH, BOOLEAN, lambda text, match: match in text),
    Function("starts with", _MATCH, BOOLEAN, str.startswith),
    Function("ends with", _MATCH, BOOLEAN, str.endswith),
    Function("matches", (*_SEARCH, _OPTIONAL_FLAGS), BOOLEAN, _matches, needs_meter=True),
    Function("replace", (*_SEARCH, Slot("replacement", TEXT), _OPTIONAL_FLAGS), TEXT, _replace, needs_meter=True),
    Function("split", (Slot("string", TEXT), Slot("delimiter", TEXT)), ListType(TEXT), _split, needs_meter=True),
    Function(
        "string join",
        (Slot("list", ListType(TEXT)), Slot("delimiter", TEXT, optional=True, nullable=True)),
        TEXT, _joined,
    ),
)  # fmt: skip
