"""Writes a value as the text that `string()` gives."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from askonce.feel.bounds import is_too_large
from askonce.feel.lexer import is_plain_name, quote
from askonce.feel.temporal import write_temporal
from askonce.feel.units import write_quantity
from askonce.feel.values import FunctionValue, Money, Range, Value, WorkingDays, plain_number


def write(value: Value, *, nested: bool = False) -> str | None:
    """The text of a value; null and what is too large have none, and texts inside lists are quoted.

    >>> write(Decimal("1.50")), write(("a", True)), write(Money(Decimal(18), "CNY"))
    ('1.5', '["a", true]', '18 CNY')
    """
    if not nested and is_too_large(value):
        return None
    match value:
        case None:
            return "null" if nested else None
        case bool():
            return "true" if value else "false"
        case str():
            return quote(value) if nested else value
        case Decimal():
            return plain_number(value)
        case Money() | WorkingDays():
            return write_quantity(value)
        case FunctionValue():
            return f"function({', '.join(value.parameters)})"
        case tuple() | Mapping() | Range():
            return _write_parts(value)
        case _:
            return f'@"{write_temporal(value)}"' if nested else write_temporal(value)


def _write_parts(value: tuple[Value, ...] | Mapping[str, Value] | Range) -> str:
    if isinstance(value, Range) and value.sign:
        return f"({value.sign} {write(value.low, nested=True)})"
    if isinstance(value, Range):
        opened, closed = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
        return f"{opened}{write(value.low, nested=True)}..{write(value.high, nested=True)}{closed}"
    if isinstance(value, tuple):
        return "[" + ", ".join(str(write(item, nested=True)) for item in value) + "]"
    return "{" + ", ".join(f"{_key(key)}: {write(item, nested=True)}" for key, item in value.items()) + "}"


def _key(key: str) -> str:
    """A name as it is, any other text in quotes."""
    return key if all(is_plain_name(word) for word in key.split(" ")) else quote(key)
