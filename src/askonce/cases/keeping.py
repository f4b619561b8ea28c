"""How values of facts are kept beside a case for many years: as JSON that says what each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.syntax import parse
from askonce.feel.values import Money, Value
from askonce.feel.writing import write

_SETTINGS: Final = Settings(leap_day=None, strict=True)


def keep_value(value: Value) -> Any:
    """A value as JSON from which it can be read back without knowing its type.

    >>> keep_value((Decimal("1.5"), "a", date(2026, 3, 1), Money(Decimal(3), "CNY")))
    [{'n': '1.5'}, 'a', {'d': '2026-03-01'}, {'m': ['3', 'CNY']}]
    """
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return {"n": str(value)}
        case Money():
            return {"m": [str(value.amount), value.currency]}
        case tuple():
            return [keep_value(item) for item in value]
        case Mapping():
            return {"c": {name: keep_value(item) for name, item in value.items()}}
        case date() if not isinstance(value, datetime):
            return {"d": value.isoformat()}
        case _:
            return {"f": write(value, nested=True)}


def kept_value(kept: Any) -> Value:
    """The value that was kept.

    >>> kept_value([{"n": "1.5"}, {"c": {"born": {"d": "2026-03-01"}}}])
    (Decimal('1.5'), {'born': datetime.date(2026, 3, 1)})
    """
    if kept is None or isinstance(kept, str | bool):
        return kept
    if isinstance(kept, list):
        return tuple(kept_value(item) for item in kept)
    if not isinstance(kept, Mapping):
        return kept  # type: ignore[no-any-return]
    match kept:
        case {"n": number}:
            return Decimal(number)
        case {"m": [amount, currency]}:
            return Money(Decimal(amount), currency)
        case {"d": day}:
            return date.fromisoformat(day)
        case {"c": fields}:
            return {name: kept_value(item) for name, item in fields.items()}
    return evaluate(parse(kept["f"]).tree, {}, _SETTINGS)  # type: ignore[arg-type]
