"""Regular expressions as XPath writes them (XQuery 1.0 and XPath 2.0 Functions and Operators, 7.6), bounded in time."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

if TYPE_CHECKING:
    import regex

#: No text that a person wrote takes longer than the first of these; what takes longer than the second gives null.
_SECONDS: Final = (0.002, 0.5)
#: What a second attempt costs in steps of the evaluation, so that a loop of slow patterns ends.
_SLOW_STEPS: Final = 1_000_000
_MOST_PLAIN: Final = 300_000
#: Longer patterns and longer texts are no work for a rule.
_MOST_PATTERN: Final = 5_000
_MOST_TEXT: Final = 1_000_000

_FLAGS: Final = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.NOFLAG, "q": re.NOFLAG}
#: White space, which the flag `x` takes away, and what it leaves alone: escapes and classes in brackets.
_SPACE: Final = re.compile(r"[\t\n\r ]++")
_CLASS: Final = re.compile(r"(\[(?:[^\]\\]|\\.)*+\]?)", re.DOTALL)
_REPLACEMENT: Final = re.compile(r"\$([0-9]+)|\\([\\$])|([^$\\]++)|(.)", re.DOTALL)


T = TypeVar("T")
#: Takes steps off what an evaluation has left.
Spend: TypeAlias = Callable[[int], None]
_STEPS: Final = 100


def spend_nothing(steps: int) -> None:
    """Takes off nothing, where nobody counts."""
    del steps


@lru_cache(maxsize=1024)
def read_pattern(pattern: str, flags: str) -> regex.Pattern[str] | None:
    """The expression that a pattern writes, or None where XPath knows no such pattern or flag.

    >>> read_pattern("[a-z-[aeiou]]+", "").search("aeiouxyz")[0], read_pattern("a{,2}", "")
    ('xyz', None)
    """
    # Half of the work of a whole check's start: loaded where a pattern is used.
    import regex
    from elementpath.regex import RegexError, translate_pattern

    if len(pattern) > _MOST_PATTERN or not set(flags) <= set(_FLAGS):
        return None
    wanted = re.NOFLAG
    for flag in flags:
        wanted |= _FLAGS[flag]
    try:
        plain = (
            regex.escape(pattern)
            if "q" in flags
            else translate_pattern(_without_space(pattern, flags), wanted)
        )
        return regex.compile(plain, int(wanted)) if len(plain) <= _MOST_PLAIN else None
    except (RegexError, regex.error, re.error, OverflowError, RecursionError, MemoryError, ValueError):
        return None


def _without_space(pattern: str, flags: str) -> str:
    if "x" not in flags:
        return pattern
    parts = _CLASS.split(pattern)
    return "".join(part if part.startswith("[") else _SPACE.sub("", part) for part in parts)


def cost(pattern: str) -> int:
    """The steps that reading a pattern takes: what subtracts one category of letters from another takes long."""
    categories = pattern.count("\\p") + pattern.count("\\P")
    each = 30_000 if "-[" in pattern else 100
    return _STEPS + len(pattern) + categories * each


def is_found(pattern: regex.Pattern[str], text: str, spend: Spend = spend_nothing) -> bool | None:
    """Whether a pattern matches somewhere, or None where it takes too long."""
    return _patiently(lambda seconds: pattern.search(text, timeout=seconds) is not None, text, spend)


def find(
    pattern: regex.Pattern[str], text: str, spend: Spend = spend_nothing
) -> list[regex.Match[str]] | None:
    """All places where a pattern matches, or None where it takes too long."""
    return _patiently(lambda seconds: list(pattern.finditer(text, timeout=seconds)), text, spend)


def _patiently(search: Callable[[float], T], text: str, spend: Spend) -> T | None:
    if len(text) > _MOST_TEXT:
        return None
    spend(_STEPS)
    try:
        return search(_SECONDS[0])
    except TimeoutError:
        spend(_SLOW_STEPS)
    try:
        return search(_SECONDS[1])
    except TimeoutError:
        return None


def replace_all(
    pattern: regex.Pattern[str],
    text: str,
    replacement: str,
    spend: Spend = spend_nothing,
    *,
    literally: bool,
    most: int,
) -> str | None:
    """The text with each match replaced, or None where the replacement says nothing or the result grows too long."""
    pieces = _read_replacement(replacement, pattern.groups, literally=literally)
    matches = find(pattern, text, spend)
    if pieces is None or matches is None or pattern.match("", timeout=_SECONDS[1]) is not None:
        return None
    made: list[str] = []
    size = end = 0
    for match in matches:
        new = "".join((match[piece] or "") if isinstance(piece, int) else piece for piece in pieces)
        made += (text[end : match.start()], new)
        end = match.end()
        size += len(new)
        if size > most:
            return None
    return "".join((*made, text[end:]))


def _read_replacement(replacement: str, groups: int, *, literally: bool) -> list[str | int] | None:
    """Texts and numbers of groups: as many digits behind `$` as there are groups for, the rest is text."""
    if literally:
        return [replacement]
    pieces: list[str | int] = []
    for digits, escaped, plain, stray in _REPLACEMENT.findall(replacement):
        if stray:
            return None
        if not digits:
            pieces.append(escaped or plain)
            continue
        used = next((count for count in range(len(digits), 1, -1) if int(digits[:count]) <= groups), 1)
        group = int(digits[:used])
        pieces += [group if group <= groups else "", digits[used:]]
    return pieces
