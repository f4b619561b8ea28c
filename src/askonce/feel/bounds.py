"""Bounds how large a value may grow, for lists that share their parts can be larger than any memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from askonce.feel.values import Money, Range, Value

#: The parts that a value may have, each counted as often as it stands there; a long text counts for several.
MOST_PARTS: Final = 1_000_000
#: How deep lists and contexts may nest. Walkers use three Python frames a level, of the thousand there are.
MOST_DEEP: Final = 100
_LETTERS_A_PART: Final = 64
_WITHOUT_PARTS: Final = frozenset([type(None), bool, str, Decimal, date, Money])


def is_too_large(value: Value) -> bool:
    """Whether a value has too many parts to be written or compared, or nests too deep.

    >>> inner: Value = ()
    >>> for _ in range(50):
    ...     inner = (inner, inner)
    >>> is_too_large(inner), is_too_large((inner[0] == (), "a"))
    (True, False)
    """
    if type(value) in _WITHOUT_PARTS:
        return False
    left = MOST_PARTS
    waiting: list[tuple[Value, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        inner = parts(one)
        left -= 1 + len(inner) + (len(one) // _LETTERS_A_PART if isinstance(one, str) else 0)
        if left < 0 or depth > MOST_DEEP:
            return True
        waiting.extend((part, depth + 1) for part in inner if isinstance(part, tuple | Mapping | Range | str))
    return False


def parts(value: Value) -> tuple[Value, ...]:
    """The values directly inside a list, a context or a range."""
    match value:
        case tuple():
            return value
        case Mapping():
            return tuple(value.values())
        case Range():
            return (value.low, value.high)
        case _:
            return ()
