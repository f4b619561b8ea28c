"""Values as JSON text that says its own types, and what text a database keeps at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import msgspec

from askonce.feel.values import (
    Clock,
    DaysTime,
    FarDate,
    Moment,
    Money,
    Range,
    Value,
    WorkingDays,
    YearsMonths,
)
from askonce.registers.store import Unfit

#: A text longer than this is a file, which belongs elsewhere.
MOST_CHARACTERS: Final = 1_000_000
_MOST_NESTED: Final = 64


def fit_text(text: str) -> str:
    """A text that both databases keep; Unfit where it holds NUL or half a character, or is too long."""
    if len(text) > MOST_CHARACTERS:
        raise Unfit(f"a text of {len(text)} characters is longer than {MOST_CHARACTERS}")
    if "\0" in text:
        raise Unfit("a text holds the character NUL")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise Unfit(f"a text holds half a character at {error.start}") from error
    return text


def fit_number(number: Decimal) -> Decimal:
    """A number that is one; Unfit for infinity and for what is no number."""
    if not number.is_finite():
        raise Unfit(f"{number} is no number that can be kept")
    return number


def encode_value(value: Value) -> str:
    """A value as JSON text: texts, truths, null and lists as they are, all else as `{type: …}`.

    >>> encode_value((Decimal("1.50"), "补", {"on": date(2026, 3, 1)}))
    '[{"number":"1.50"},"补",{"context":{"on":{"date":"2026-03-01"}}}]'
    """
    return msgspec.json.encode(_tagged(value, _MOST_NESTED)).decode()


def decode_value(text: str) -> Value:
    """The value of a JSON text that `encode_value` made.

    >>> decode_value('[{"number":"1.50"},"补"]')
    (Decimal('1.50'), '补')
    """
    return _untagged(msgspec.json.decode(text))


def _tagged(value: Value, depth: int) -> Any:
    if depth == 0:
        raise Unfit(f"a value is nested more than {_MOST_NESTED} deep")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return fit_text(value)
    if isinstance(value, tuple):
        return [_tagged(item, depth - 1) for item in value]
    if isinstance(value, Mapping):
        return {"context": {fit_text(key): _tagged(item, depth - 1) for key, item in value.items()}}
    if isinstance(value, Range):
        ends = [_tagged(value.low, depth - 1), _tagged(value.high, depth - 1)]
        return {"range": [*ends, value.low_closed, value.high_closed, value.sign]}
    return _scalar(value)


def _scalar(value: Value) -> dict[str, Any]:
    if isinstance(value, Decimal):
        return {"number": str(fit_number(value))}
    if isinstance(value, Money):
        return {"money": [str(fit_number(value.amount)), fit_text(value.currency)]}
    if isinstance(value, datetime):
        return {"date and time": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    for word, struct in _STRUCTS.items():
        if isinstance(value, struct):
            return {word: _parts(value)}
    raise Unfit(f"a {type(value).__name__} cannot be kept")


def _parts(value: Any) -> list[Any]:
    return [list(_parts(part)) if isinstance(part, FarDate) else part.isoformat() if isinstance(part, date) else part
            for part in msgspec.structs.astuple(value)]  # fmt: skip


_STRUCTS: Final[dict[str, type]] = {
    "years months": YearsMonths,
    "days time": DaysTime,
    "working days": WorkingDays,
    "far date": FarDate,
    "clock": Clock,
    "moment": Moment,
}


def _untagged(native: Any) -> Value:
    if isinstance(native, list):
        return tuple(_untagged(item) for item in native)
    if not isinstance(native, dict):
        return native  # type: ignore[no-any-return]
    ((word, said),) = native.items()
    if word == "context":
        return {key: _untagged(item) for key, item in said.items()}
    if word == "range":
        return Range(_untagged(said[0]), _untagged(said[1]), *said[2:])
    if word == "moment":
        day = FarDate(*said[0]) if isinstance(said[0], list) else date.fromisoformat(said[0])
        return Moment(day, *said[1:])
    if word in _STRUCTS:
        return _STRUCTS[word](*said)  # type: ignore[no-any-return]
    return _READ[word](said)  # type: ignore[no-any-return]


_READ: Final[dict[str, Any]] = {
    "number": Decimal,
    "money": lambda said: Money(Decimal(said[0]), said[1]),
    "date and time": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}
