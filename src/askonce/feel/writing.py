"""Writes a value as the text that `string()` gives."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from askonce.feel.lexer import quote
from askonce.feel.temporal import write_temporal
from askonce.feel.units import write_quantity
from askonce.feel.values import FunctionValue, Money, Range, Value, WorkingDays, plain_number


def write(value: Value, *, nested: bool = False) -> str | None:
    """The text of a value; null has none, and texts inside lists are quoted.

    >>> write(Decimal("1.50")), write(("a", True)), write(Money(Decimal(18), "CNY"))
    ('1.5', '["a", true]', '18 CNY')
    """
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
    if isinstance(value, Range):
        opened, closed = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
        return f"{opened}{write(value.low, nested=True)}..{write(value.high, nested=True)}{closed}"
    if isinstance(value, tuple):
        return "[" + ", ".join(str(write(item, nested=True)) for item in value) + "]"
    return "{" + ", ".join(f"{key}: {write(item, nested=True)}" for key, item in value.items()) + "}"
