"""Cases as columns of raw values, and what a raw value is as a fact of a type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any, Final, TypeAlias

import msgspec

from askonce.feel.syntax import parse
from askonce.feel.tree import Literal, Temporal
from askonce.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    ChoiceType,
    ContextType,
    ListType,
    MoneyType,
    Type,
    conforms,
    type_name,
)
from askonce.feel.values import NUMBERS, Money, Value, WorkingDays, days_time, is_whole, value_of
from askonce.registers.fact import State

#: A number of an expression has this many digits (DMN 1.5, 10.3.2.3.1).
DIGITS: Final = 34
_TOO_LARGE: Final = 10**DIGITS
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_AMOUNT: Final = re.compile(r"(-?\d+(?:\.\d+)?) ?([A-Z]{3})\Z", re.ASCII)
#: The words of a fact that says more than its value, and those for how it stands.
_WORDS: Final = frozenset(["state", "value", "source", "as_of", "stale", "disputed"])
_STATES: Final = [state.value for state in State]
_MOST_SHOWN: Final = 40
_MOST_KEPT: Final = 50_000


class Absent(Enum):
    """What stands where a row says nothing of a fact; null says that it is none."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class Misfit(msgspec.Struct, frozen=True):
    """Why a raw value is no fact of its type."""

    message: str


class Unread(msgspec.Struct, frozen=True):
    """A row that cannot be read at all: its number, and why."""

    row: int
    message: str


class Batch(msgspec.Struct, frozen=True):
    """Some cases: the numbers of their rows, and a column of raw values for each wanted name that any of them has.

    A row that does not have the name holds `ABSENT` there. `others` are names that nobody wanted.
    """

    rows: Sequence[int]
    columns: Mapping[str, Sequence[object]]
    unread: tuple[Unread, ...] = ()
    others: tuple[str, ...] = ()


Read: TypeAlias = Callable[[Any], Value | Misfit]


class ColumnReader:
    """Reads the raw values of a column as facts of one type; texts that come again are read once."""

    def __init__(self, wanted: Type) -> None:
        self._read = _reader(wanted)
        self._seen: dict[str, Value | Misfit] = {}

    def one(self, raw: object) -> Value | Misfit | Absent:
        """The value of a raw value, or why it has none; null is of every type."""
        if raw is None or raw is ABSENT:
            return raw
        if type(raw) is dict and {"state", "value"} & raw.keys() and raw.keys() <= _WORDS:
            return self._said(raw)
        if type(raw) is not str:
            return self._read(raw)
        if raw not in self._seen:
            if len(self._seen) >= _MOST_KEPT:
                self._seen.clear()
            self._seen[raw] = self._read(raw)
        return self._seen[raw]

    def _said(self, raw: Mapping[str, Any]) -> Value | Misfit | Absent:
        """A fact that says how it stands; one that is neither known nor none is as good as absent."""
        state, value = raw.get("state", State.KNOWN.value), raw.get("value")
        if state not in _STATES:
            return Misfit(f"`{_shown(state)}` is no state of a fact")
        if value is not None and state != State.KNOWN.value:
            return Misfit(f"a fact that is {state} has no value")
        if state in (State.KNOWN.value, State.NONE.value):
            return None if value is None else self._read(value)
        return ABSENT

    def column(self, raws: Sequence[object]) -> list[Value | Misfit | Absent]:
        """The values of a column.

        >>> ColumnReader(MoneyType("CNY")).column(["18 CNY", 15, None, "many"])[2:]
        [None, Misfit(message='`"many"` stands where money CNY should')]
        """
        return [self.one(raw) for raw in raws]


def value_from(raw: object, wanted: Type) -> Value | Misfit:
    """The value that a raw value of JSON or of a typed column is under a type.

    Money is a text with its currency, or a number where the type says the currency; days are texts or dates.

    >>> value_from("2026-03-01", DATE), value_from(True, NUMBER)
    (datetime.date(2026, 3, 1), Misfit(message='`true` stands where number should'))
    """
    return None if raw is None else _reader(wanted)(raw)


def _reader(wanted: Type) -> Read:
    match wanted:
        case ListType(of=of):
            return partial(_list, _reader(of), wanted)
        case ContextType(fields=fields):
            return partial(_context, {name: _reader(of) for name, of in fields}, wanted)
        case ChoiceType(options=options):
            return partial(_choice, frozenset(options), wanted)
        case MoneyType():
            return partial(_money, wanted)
        case _:
            return _PLAIN.get(wanted) or partial(_written, wanted)


def _misfit(raw: object, wanted: Type) -> Misfit:
    return Misfit(f"`{_shown(raw)}` stands where {type_name(wanted)} should")


def _shown(raw: object) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) >= _TOO_LARGE:
        return f"a number of more than {DIGITS} digits"
    if isinstance(raw, date | time | timedelta | Decimal | bytes):
        text = str(raw)
    else:
        text = msgspec.json.encode(raw, enc_hook=str).decode()
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def _exact(raw: object) -> Decimal | None:
    """A number that an expression can hold with all its digits, or None."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    if isinstance(raw, int):
        return Decimal(raw) if abs(raw) < _TOO_LARGE else None
    number = Decimal(repr(raw)) if isinstance(raw, float) else raw
    if not number.is_finite() or not -6000 < number.adjusted() < 6000:
        return None
    rounded = NUMBERS.plus(number)
    return rounded if rounded == number else None


def _number(raw: Any) -> Value | Misfit:
    found = _exact(raw)
    return _misfit(raw, NUMBER) if found is None else found


def _integer(raw: Any) -> Value | Misfit:
    found = _exact(raw)
    return _misfit(raw, INTEGER) if found is None or not is_whole(found) else found


def _boolean(raw: Any) -> Value | Misfit:
    return raw if isinstance(raw, bool) else _misfit(raw, BOOLEAN)


def _text(raw: Any) -> Value | Misfit:
    return raw if isinstance(raw, str) else _misfit(raw, TEXT)


def _date(raw: Any) -> Value | Misfit:
    if isinstance(raw, datetime):
        return raw.date() if raw.time() == time() else _misfit(raw, DATE)
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str) or not _DAY.match(raw):
        return _misfit(raw, DATE)
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return _misfit(raw, DATE)


def _choice(options: frozenset[str], wanted: Type, raw: Any) -> Value | Misfit:
    return raw if isinstance(raw, str) and raw in options else _misfit(raw, wanted)


def _money(wanted: MoneyType, raw: Any) -> Value | Misfit:
    if isinstance(raw, Mapping) and raw.keys() == {"amount", "currency"}:
        raw = f"{raw['amount']} {raw['currency']}"
    if isinstance(raw, str):
        found = _AMOUNT.match(raw)
        amount, currency = (_exact(Decimal(found[1])), found[2]) if found else (None, "")
    else:
        amount, currency = _exact(raw), wanted.currency or ""
    if amount is None or not currency or wanted.currency not in (None, currency):
        return _misfit(raw, wanted)
    return Money(amount, currency)


def _list(read: Read, wanted: Type, raw: Any) -> Value | Misfit:
    if not isinstance(raw, list | tuple):
        return _misfit(raw, wanted)
    items = [None if item is None else read(item) for item in raw]
    for number, item in enumerate(items, start=1):
        if isinstance(item, Misfit):
            return Misfit(f"item {number}: {item.message}")
    return tuple(items)  # type: ignore[arg-type]


def _context(readers: Mapping[str, Read], wanted: Type, raw: Any) -> Value | Misfit:
    if not isinstance(raw, Mapping):
        return _misfit(raw, wanted)
    found: dict[str, Value] = {}
    for name, read in readers.items():
        if name not in raw:
            return Misfit(f"`{name}` is not said")
        value = None if raw[name] is None else read(raw[name])
        if isinstance(value, Misfit):
            return Misfit(f"`{name}`: {value.message}")
        found[name] = value
    return found


def _any(raw: Any) -> Value | Misfit:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _number(raw)
    try:
        return value_of(raw)
    except TypeError:
        return _misfit(raw, ANY)


def _written(wanted: Type, raw: Any) -> Value | Misfit:
    """A time, a moment or a length of time, as an expression writes it between the quotes of `@"…"`."""
    value: Value = None
    if isinstance(raw, timedelta):
        value = days_time(seconds=raw.days * 86_400 + raw.seconds, nanoseconds=raw.microseconds * 1000)
    elif isinstance(raw, datetime | time):
        value = raw
    elif isinstance(raw, int) and not isinstance(raw, bool) and conforms(WorkingDays(1), wanted):
        value = WorkingDays(raw) if abs(raw) < _TOO_LARGE else None
    elif isinstance(raw, str) and '"' not in raw and "\\" not in raw:
        value = next((one for one in map(_literal, (f'@"{raw}"', raw)) if one is not None), None)
    return value if value is not None and conforms(value, wanted) else _misfit(raw, wanted)


def _literal(text: str) -> Value:
    tree = parse(text).tree
    return tree.value if isinstance(tree, Temporal | Literal) else None


_PLAIN: Final[Mapping[Type, Read]] = {
    ANY: _any,
    BOOLEAN: _boolean,
    DATE: _date,
    INTEGER: _integer,
    NUMBER: _number,
    TEXT: _text,
}
