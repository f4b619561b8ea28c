"""One register as a database keeps it: its statements, made once, and how its values go in and come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import msgspec

from askonce.adapters.storage.dialect import Dialect, Turn, quoted
from askonce.adapters.storage.layout import copied, register_table
from askonce.adapters.storage.schema import Column, Form, Table
from askonce.adapters.storage.values import decode_value, encode_value, fit_number, fit_text
from askonce.feel.values import Money, Value, is_whole, kind
from askonce.registers.store import NO_VALUES, Change, Linking, Row, Unfit

_HEAD: Final = ("subject", "valid_from", "valid_to", "recorded_from", "recorded_to", "source", "basis")
_VALID: Final = "valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)"
_CHANGED: Final = "recorded_from > ? OR recorded_to > ?"
_RECORDED: Final = "recorded_from <= ? AND (recorded_to IS NULL OR recorded_to > ?)"

#: Sources and articles are the same in row after row.
_fit_word: Final = lru_cache(maxsize=64)(fit_text)


class Times:
    """How days and instants of one database become those of a row, the same for registers and relations."""

    def __init__(self, dialect: Dialect) -> None:
        self.instant_in = dialect.into.get("instant", _same)
        self.instant_out = dialect.out_of.get("instant", _same)
        self.day_in = dialect.into.get("day", _same)
        self.day_out = dialect.out_of.get("day", _same)

    def day_or_none(self, day: date | None) -> Any:
        """A day as the database has it."""
        return None if day is None else self.day_in(day)

    def instant_or_none(self, instant: datetime | None) -> Any:
        """An instant as the database has it."""
        return None if instant is None else self.instant_in(instant)


def _same(value: Any) -> Any:
    return value


class Holding:
    """A register's statements and its codec for one database."""

    def __init__(self, table: Table, dialect: Dialect, times: Times) -> None:
        self.table = table
        self._times = times
        laid = register_table(table)
        name = quoted(laid.name)
        values = [field.name for field in laid.fields if field.name not in _HEAD and field.name != "part"]
        columns = ", ".join(map(quoted, (*_HEAD, *values)))
        self.columns = columns
        select = f"SELECT {columns} FROM {name} WHERE"
        self.now = f"{select} subject = ? AND recorded_to IS NULL AND valid_from <= ? ORDER BY valid_from DESC LIMIT 1"
        self.then = f"{select} subject = ? AND {_VALID} AND {_RECORDED}"
        self.known = f"{select} subject = ? AND recorded_to IS NULL ORDER BY valid_from"
        self.history = f"{select} subject = ? ORDER BY recorded_from, part, valid_from"
        self.every = f"{select} subject > ? AND recorded_to IS NULL AND {_VALID} ORDER BY subject LIMIT ?"
        self.changed = f"SELECT DISTINCT subject FROM {name} WHERE {_CHANGED}"
        self.insert = (
            f"INSERT INTO {name} ({columns}, part) VALUES ({', '.join('?' * (len(_HEAD) + len(values) + 1))})"
        )
        self.close = (
            f"UPDATE {name} SET recorded_to = ? WHERE subject = ? AND valid_from = ? AND recorded_to IS NULL"
        )
        self.drop = f"DELETE FROM {name} WHERE subject = ? AND {copied()}"
        self.width = len(_HEAD) + len(values) + 1
        self._select = select
        self._names = frozenset(column.name for column in table.columns)
        self._into = tuple((column, _into(column, dialect)) for column in table.columns)
        self._out, self._money = _out_of(table, dialect)

    def several(self, count: int, *, recorded: bool) -> str:
        """The statement that reads so many subjects at once."""
        among = ", ".join("?" * count)
        times = f"{_VALID} AND {_RECORDED}" if recorded else f"{_VALID} AND recorded_to IS NULL"
        return f"{self._select} subject IN ({among}) AND {times}"

    def encode(self, row: Row, part: int) -> list[Any]:
        """The parameters of `insert`; Unfit where a value is not what the register says."""
        times = self._times
        recorded = times.instant_in(row.recorded_from), times.instant_or_none(row.recorded_to)
        return self._encoded(row, recorded, part)

    def encode_new(self, change: Change, instant: Any, part: int) -> list[Any]:
        """The same of what is said of a time of which nothing else is known; the instant as the database has it."""
        return self._encoded(change, (instant, None), part)

    def _encoded(self, row: Row | Change, recorded: tuple[Any, Any], part: int) -> list[Any]:
        times, values = self._times, row.values
        if not values.keys() <= self._names:
            unknown = min(values.keys() - self._names)
            raise Unfit(f"register `{self.table.register}` has no attribute `{unknown}`")
        nothing = []
        columns: list[Any] = []
        for column, into in self._into:
            value = values.get(column.name)
            if value is None:
                columns += (None, None) if column.form == "money" else (None,)
                if column.name in values:
                    nothing.append(column.name)
                continue
            try:
                columns += into(value)
            except Unfit as error:
                raise Unfit(f"`{self.table.register}.{column.name}`: {error}") from error
        return [
            fit_text(row.subject),
            times.day_in(row.valid_from),
            times.day_or_none(row.valid_to),
            *recorded,
            _fit_word(row.source),
            _fit_word(row.basis),
            msgspec.json.encode(nothing).decode() if nothing else "",
            *columns,
            part,
        ]

    def decode(self, kept: Sequence[Any]) -> Row:
        """The row that was kept."""
        times = self._times
        values = self.decode_values(kept[7:])
        valid_to, recorded_to = kept[2], kept[4]
        return Row(
            kept[0],
            values,
            times.day_out(kept[1]),
            None if valid_to is None else times.day_out(valid_to),
            times.instant_out(kept[3]),
            None if recorded_to is None else times.instant_out(recorded_to),
            kept[5],
            kept[6],
        )

    def decode_values(self, kept: Sequence[Any]) -> dict[str, Value]:
        """The values of what was kept, from the names that were said to be none on."""
        values: dict[str, Value] = {}
        for name, place, out in self._out:
            value = kept[place]
            if value is not None:
                values[name] = value if out is None else out(value)
        for name, place, out in self._money:
            amount = kept[place]
            if amount is not None:
                values[name] = Money(amount if out is None else out(amount), kept[place + 1])
        if kept[0]:
            for name in msgspec.json.decode(kept[0]):
                values[name] = None
        return values


class Bond:
    """A relation's statements for one database."""

    def __init__(self, name: str, times: Times) -> None:
        self._times = times
        self.table = name
        table = quoted(name)
        columns = "subject, target, valid_from, valid_to, recorded_from, recorded_to, source, basis"
        now, then = f"{_VALID} AND recorded_to IS NULL", f"{_VALID} AND {_RECORDED}"
        self.on_now = f"SELECT target FROM {table} WHERE subject = ? AND {now} ORDER BY target"
        self.on_then = f"SELECT target FROM {table} WHERE subject = ? AND {then} ORDER BY target"
        self.back_now = f"SELECT subject FROM {table} WHERE target = ? AND {now} ORDER BY subject"
        self.back_then = f"SELECT subject FROM {table} WHERE target = ? AND {then} ORDER BY subject"
        self.changed = f"SELECT DISTINCT subject FROM {table} WHERE {_CHANGED}"
        self.known = (
            f"SELECT {columns} FROM {table} WHERE subject = ? AND target = ? AND recorded_to IS NULL "
            "ORDER BY valid_from"
        )
        self.insert = f"INSERT INTO {table} ({columns}, part) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        self.close = (
            f"UPDATE {table} SET recorded_to = ? WHERE subject = ? AND target = ? AND valid_from = ? "
            "AND recorded_to IS NULL"
        )
        self.drop = f"DELETE FROM {table} WHERE subject = ? AND {copied()}"

    def encode_new(self, link: Linking, instant: Any, part: int) -> list[Any]:
        """The parameters of `insert` for a link of which nothing is known yet; the instant as the database has it."""
        return [
            fit_text(link.subject),
            fit_text(link.target),
            self._times.day_in(link.on),
            None,
            instant,
            None,
            _fit_word(link.source),
            _fit_word(link.basis),
            part,
        ]

    def encode(self, row: Row, target: str, part: int) -> list[Any]:
        """The parameters of `insert`."""
        times = self._times
        return [
            fit_text(row.subject),
            fit_text(target),
            times.day_in(row.valid_from),
            times.day_or_none(row.valid_to),
            times.instant_in(row.recorded_from),
            times.instant_or_none(row.recorded_to),
            fit_text(row.source),
            fit_text(row.basis),
            part,
        ]

    def decode(self, kept: Sequence[Any]) -> Row:
        """The row that was kept, without its target."""
        times = self._times
        valid_to, recorded_to = kept[3], kept[5]
        return Row(
            kept[0],
            NO_VALUES,
            times.day_out(kept[2]),
            None if valid_to is None else times.day_out(valid_to),
            times.instant_out(kept[4]),
            None if recorded_to is None else times.instant_out(recorded_to),
            kept[6],
            kept[7],
        )


def _into(column: Column, dialect: Dialect) -> Turn:
    """Turns a value into what is kept of it: one column, or two for money."""
    number = dialect.into.get("number", _same)
    day = dialect.into.get("day", _same)
    truth = dialect.into.get("truth", _same)
    turns: dict[Form, Turn] = {
        "text": lambda value: (fit_text(value),),
        "number": lambda value: (number(value),),
        "integer": lambda value: (number(value),),
        "boolean": lambda value: (truth(value),),
        "date": lambda value: (day(value),),
        "money": lambda value: (number(value.amount), fit_text(value.currency)),
        "value": lambda value: (fit_text(encode_value(value)),),
    }
    turn = turns[column.form]
    sound = _WANTED[column.form] if column.form in _BY_TYPE else None

    def checked(value: Value) -> Any:
        if type(value) is not sound:
            check_value(column, value)
        return turn(value)

    return checked


_WANTED: Final[Mapping[Form, type]] = {
    "text": str, "number": Decimal, "integer": Decimal, "boolean": bool, "date": date, "money": Money,
}  # fmt: skip
#: Forms of which every value of the wanted type is one.
_BY_TYPE: Final = frozenset({"text", "boolean", "date"})


def check_value(column: Column, value: Value) -> None:
    """Unfit where a value is not of the type of an attribute; that there is none always is."""
    wanted = _WANTED.get(column.form)
    if wanted is None or value is None:
        return
    if type(value) is not wanted:
        raise Unfit(f"a {kind(value)} stands where `{column.type or column.form}` is wanted")
    if isinstance(value, Money):
        fit_number(value.amount)
        currency = column.type.partition(" ")[2]
        if currency and value.currency != currency:
            raise Unfit(f"{value.currency} stands where {currency} is wanted")
    elif isinstance(value, Decimal):
        fit_number(value)
        if column.form == "integer" and not is_whole(value):
            raise Unfit(f"{value} is no whole number")


def _out_of(table: Table, dialect: Dialect) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Name, place and turn of the plain columns, and the same of money."""
    turns: Mapping[Form, Turn | None] = {
        "text": None,
        "number": dialect.out_of.get("number"),
        "integer": dialect.out_of.get("number"),
        "boolean": dialect.out_of.get("truth"),
        "date": dialect.out_of.get("day"),
        "money": dialect.out_of.get("number"),
        "value": decode_value,
    }
    plain: list[Any] = []
    money: list[Any] = []
    place = 1
    for column in table.columns:
        said = (column.name, place, turns[column.form])
        (money if column.form == "money" else plain).append(said)
        place += 2 if column.form == "money" else 1
    return tuple(plain), tuple(money)
