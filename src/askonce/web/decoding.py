"""Bodies as they come in: strict JSON, not too deep, no name twice, no word that nobody knows."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final, TypeVar

import msgspec

from askonce.registers.refusal import Refusal
from askonce.web.problem import refused

T = TypeVar("T")

MOST_DEPTH: Final = 32
_LONGEST_INT: Final = 40
_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
_BRACKETS: Final = re.compile(rb"[\[\]{}]")


class _TwiceError(ValueError):
    """A name that an object gives twice."""


def decode(raw: bytes, wanted: type[T]) -> T | Refusal:
    """A body as the type that a route takes, or what does not fit.

    >>> (
    ...     decode(b'{"a": 1, "a": 2}', dict).code,
    ...     decode(b"[" * 40 + b"]" * 40, list).code,
    ...     decode(b'{"a": 1.10}', dict),
    ... )
    ('no-json', 'no-json', {'a': Decimal('1.10')})
    """
    loaded = load(raw)
    if isinstance(loaded, Refusal):
        return loaded
    try:
        return msgspec.convert(loaded, wanted)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        return refused("misfit", _harmless(error))


def _harmless(error: Exception) -> str:
    """What does not fit, without the value itself; msgspec says where and which type."""
    return str(error)[:200] if isinstance(error, msgspec.ValidationError) else "a value is out of range"


def load(raw: bytes) -> Any:
    """A body as plain values, or why it is no JSON that is taken here."""
    if _depth(raw) > MOST_DEPTH:
        return refused("no-json", f"it is nested deeper than {MOST_DEPTH}", f"嵌套超过 {MOST_DEPTH} 层")
    try:
        loaded = _DECODER.decode(raw.decode())
        if b"\\u" in raw:
            _check_characters(loaded)
    except _TwiceError:
        return refused("no-json", "a name is given twice", "有名称重复")
    except ValueError:  # no JSON, no UTF-8, or half a character
        return refused("no-json")
    return loaded


def _depth(raw: bytes) -> int:
    """How deep brackets stand within one another, where they are not text."""
    if len(_BRACKETS.findall(raw)) <= MOST_DEPTH:
        return 0
    deepest = now = 0
    for token in _TOKEN.findall(raw):
        if token in (b"[", b"{"):
            now += 1
            deepest = max(deepest, now)
            if deepest > MOST_DEPTH:
                break
        elif token in (b"]", b"}"):
            now -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < _LONGEST_INT else Decimal(digits)


def _strange(word: str) -> float:
    raise ValueError(word)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=Decimal, parse_int=_whole, parse_constant=_strange
)


def _check_characters(loaded: Any) -> None:
    """ValueError where an escape stands for half a character or for none, which no database keeps."""
    text = json.dumps(loaded, ensure_ascii=False, default=str)
    text.encode()
    if "\\u0000" in text:
        raise ValueError("a character that is none")
