"""Reads cells of files as values by their types; what two readers could read differently is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Final, TypeAlias

from askonce.feel.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    ChoiceType,
    ListType,
    MoneyType,
    Type,
    type_name,
)
from askonce.feel.values import Value
from askonce.norms.columns import ABSENT, Absent, Misfit, value_from
from askonce.text.suggest import did_you_mean

Read: TypeAlias = Callable[[str], "Value | Misfit"]

#: What a file writes for "there is none"; `null` alone could be a name.
NOTHING: Final = "\\N"
_NULLS: Final = frozenset({"null", "NULL"})
_TRUTHS: Final = {
    "true": True, "yes": True, "是": True, "1": True, "false": False, "no": False, "否": False, "0": False,
}  # fmt: skip
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?\Z", re.ASCII)
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z", re.ASCII)
_SHORTENED: Final = re.compile(r"\d(?:\.\d+)?E\+1\d\Z", re.ASCII)
_DAY: Final = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))\Z", re.ASCII
)
_MIDNIGHT: Final = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?\Z", re.ASCII)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?\Z", re.ASCII)
_FIRST_DAY: Final = date(1899, 12, 30)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ufffe\uffff\ud800-\udfff]")
_ITEMS: Final = re.compile(r"[;；、|]")
_BLANKS: Final = " \t\r\n\u00a0\u3000\ufeff\u200b"
_MOST_KEPT: Final = 50_000
_MOST_SHOWN: Final = 40
_LONGEST_ID: Final = 200
#: A spreadsheet's numbers are exact up to here; what is longer lost its last digits.
_EXACT: Final = 10**15


class Cells:
    """Reads the cells of one column; texts that come again are read once.

    An empty cell says nothing (`ABSENT`), or with `empty_is_none` that there is none.
    """

    def __init__(self, wanted: Type, *, empty_is_none: bool = False) -> None:
        self._wanted = wanted
        self._empty: Absent | None = None if empty_is_none else ABSENT
        self._read = _reader(wanted)
        self._seen: dict[str, Value | Misfit | Absent] = {}

    def value(self, raw: object) -> Value | Misfit | Absent:
        """The value of a cell, why it has none, or that nothing is said.

        >>> Cells(DATE).value("２０２６年３月１日"), Cells(NUMBER).value(""), Cells(TEXT).value("null")
        (datetime.date(2026, 3, 1), <Absent.ABSENT: 'absent'>, 'null')
        >>> Cells(DATE).value("45658").message
        '`45658` is a day as spreadsheets count them, perhaps 2025-01-01; format the column as dates'
        """
        if type(raw) is str:
            if raw not in self._seen:
                if len(self._seen) >= _MOST_KEPT:
                    self._seen.clear()
                self._seen[raw] = self._text(raw)
            return self._seen[raw]
        return self._empty if raw is None else self._native(raw)

    def _text(self, raw: str) -> Value | Misfit | Absent:
        text = raw.strip(_BLANKS)
        if not text:
            return self._empty
        if text == NOTHING or (text in _NULLS and self._wanted != TEXT):
            return None
        return self._read(text)

    def _native(self, raw: Any) -> Value | Misfit:
        """A cell of a workbook or a column of a type that is no text."""
        wanted = self._wanted
        if wanted == TEXT or isinstance(wanted, ChoiceType):
            words = written(raw)
            return words if isinstance(words, Misfit) else self._read(words)
        if wanted == DATE and isinstance(raw, int | float) and not isinstance(raw, bool):
            return self._read(f"{raw:.15g}")
        if wanted == BOOLEAN and type(raw) is int and raw in (0, 1):  # SQLite has no truths of its own
            return bool(raw)
        if isinstance(raw, bool) and wanted != BOOLEAN:
            return Misfit(f"`{str(raw).lower()}` stands where {type_name(wanted)} should")
        return value_from(_exact(raw), wanted)


def _exact(raw: Any) -> Any:
    """A number as a spreadsheet shows it, with 15 digits: 0.1 + 0.2 is 0.3 there."""
    return Decimal(f"{raw:.15g}") if isinstance(raw, float) else raw


def written(raw: object) -> str | Misfit:
    """A cell that holds no text as the text that it shows, where that is certain.

    >>> written(110.0), written(4.41302199001011e17)
    ('110', Misfit(message='a number of more than 15 digits lost some in a spreadsheet; format the column as text'))
    """
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool | date | time | timedelta):
        return Misfit("a date, a time or a truth stands where text should; format the column as text")
    if isinstance(raw, int):
        return str(raw)
    if isinstance(raw, float):
        if abs(raw) >= _EXACT:
            return Misfit(
                "a number of more than 15 digits lost some in a spreadsheet; format the column as text"
            )
        return str(int(raw)) if raw.is_integer() else f"{raw:.15g}"
    if isinstance(raw, Decimal):
        return format(raw, "f")
    return Misfit("a list or a group stands where text should")


def subject_of(raw: object) -> str | Misfit:
    """The name of the subject of a row: no blanks around it, digits and letters in one width.

    >>> subject_of(" ｐ－０１ "), subject_of("4.41302E+17").message
    ('p-01', '`4.41302E+17` is a long number that a spreadsheet shortened; format the column as text')
    """
    words = "" if raw is None else written(raw)
    if isinstance(words, Misfit):
        return words
    name = unicodedata.normalize("NFKC", words).strip(_BLANKS)
    if not name or name == NOTHING:
        return Misfit("it names no subject")
    if len(name) > _LONGEST_ID or not name.isprintable():
        return Misfit("its subject is no name: too long, or with characters that nobody sees")
    return _unspoilt(name)


def _unspoilt(text: str) -> str | Misfit:
    if _SHORTENED.match(text):
        return Misfit(f"`{text}` is a long number that a spreadsheet shortened; format the column as text")
    return text


def _reader(wanted: Type) -> Read:
    if isinstance(wanted, ChoiceType):
        return lambda text: _choice(text, wanted)
    if isinstance(wanted, MoneyType):
        return lambda text: _money(text, wanted)
    if isinstance(wanted, ListType):
        return lambda text: _list(text, _reader(wanted.of))
    plain: Mapping[Type, Read] = {
        TEXT: _words,
        DATE: _date,
        NUMBER: _number,
        INTEGER: _integer,
        BOOLEAN: _truth,
    }
    return plain.get(wanted) or (lambda text: value_from(_narrow(text), wanted))


def _narrow(text: str) -> str:
    """Full-width digits and signs as plain ones.

    >>> _narrow("１，２３４．５－")
    '1,234.5-'
    """
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _words(text: str) -> Value | Misfit:
    if _CONTROL.search(text):
        return Misfit(
            "it holds characters that no text has: the file was read or written in another encoding"
        )
    return _unspoilt(text)


def _shown(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def _number(text: str) -> Value | Misfit:
    plain = _narrow(text)
    if _NUMBER.match(plain):
        return value_from(Decimal(plain), NUMBER)
    if _GROUPED.match(plain):
        return Misfit(
            f"`{_shown(text)}` may be thousands or a fraction; write `{plain.replace(',', '')}`, or a point"
        )
    return Misfit(f"`{_shown(text)}` stands where a number should")


def _integer(text: str) -> Value | Misfit:
    found = _number(text)
    return found if isinstance(found, Misfit) else value_from(found, INTEGER)


def _truth(text: str) -> Value | Misfit:
    found = _TRUTHS.get(_narrow(text).casefold())
    return Misfit(f"`{_shown(text)}` is neither true nor false") if found is None else found


def _date(text: str) -> Value | Misfit:
    plain = _MIDNIGHT.sub("", _narrow(text))
    found = _DAY.match(plain)
    if found is None:
        return Misfit(_no_date(plain, _shown(text)))
    year, month, day = (
        int(one) for one in (found[1], found[3] or found[5] or found[7], found[4] or found[6] or found[8])
    )
    try:
        return date(year, month, day)
    except ValueError:
        return Misfit(f"`{_shown(text)}` is no day of the calendar")


def _no_date(plain: str, shown: str) -> str:
    if _SERIAL.match(plain):
        day = _FIRST_DAY + timedelta(days=int(float(plain)))
        return f"`{shown}` is a day as spreadsheets count them, perhaps {day}; format the column as dates"
    return f"`{shown}` is no date that reads in one way alone; write it like 2026-03-01"


def _choice(text: str, wanted: ChoiceType) -> Value | Misfit:
    for one in (text, _narrow(text)):
        if one in wanted.options:
            return one
    listed = ", ".join(f"`{one}`" for one in wanted.options[:8])
    return Misfit(
        f"`{_shown(text)}` is none of the choices; {did_you_mean(text, wanted.options) or f'they are {listed}'}"
    )


def _money(text: str, wanted: MoneyType) -> Value | Misfit:
    plain = _narrow(text)
    return value_from(Decimal(plain) if _NUMBER.match(plain) else plain, wanted)


def _list(text: str, read: Read) -> Value | Misfit:
    items = [read(item.strip(_BLANKS)) for item in _ITEMS.split(text) if item.strip(_BLANKS)]
    return next((item for item in items if isinstance(item, Misfit)), None) or tuple(items)  # type: ignore[arg-type]
