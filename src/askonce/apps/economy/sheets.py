"""Reads a sheet that a firm keeps as entries of the market; each row becomes an entry or is refused with its reason and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any, Final

import msgspec

from askonce.apps.economy.concepts import PUBLISHED
from askonce.apps.economy.entries import Field, read_field
from askonce.apps.economy.heads import Head, Heads, find_heads
from askonce.cases.answer import Unclear
from askonce.cases.wording.bilingual import Text, both, fill, join
from askonce.feel.types import MoneyType
from askonce.text.grid import FORMULA_ERROR, LONG_NUMBER, UNSAVED_FORMULA, Grid

#: So many rows of an upload are read; what comes after is said, not lost in silence.
MOST_ROWS: Final = 500
_LETTERS: Final = 26
_MISSING: Final = both("{field} is missing", "缺少{field}")
_NO_HEADS: Final = both(
    "no row near the top names the columns; the head of one of them should be {field}",
    "表格上部未找到列名，至少应有一列名为{field}",
)
_HIDDEN: Final = both(
    "the row is hidden in the file; show it there if it is meant", "该行在文件中被隐藏，如需录入请先取消隐藏"
)
_THERE: Final = both("an entry says just this already", "已有内容相同的条目")
_A_TOTAL: Final = both("the row is a total, not a product", "该行是合计，不是产品")
_A_NOTE: Final = both("the row is a note, not a product", "该行是备注，不是产品")
_TOTAL: Final = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计|(?:grand |sub)?-?totals?|sum)[:：]?\Z", re.IGNORECASE
)
_NOTE: Final = re.compile(
    r"(?:备\s*注|说\s*明|附\s*注|注|填表说明|填表人|制表人?|审核人?|notes?|remarks?|nb|prepared by|checked by)\s*[:：]",
    re.IGNORECASE,
)
_TOO_MANY: Final = both("more rows than are read at once", "超过一次可读取的行数")
_TWICE: Final = both("the same stands in row {row}", "与第{row}行重复")
_BLANK: Final = frozenset({"", "-", "—", "–", "/", "\\", "无", "n/a", "na", "none", "null", "\\n"})
#: Why a cell of a workbook has no value to read.
FAULTS: Final[Mapping[str, Text]] = {
    FORMULA_ERROR: both(
        "a formula gave an error; write the value itself", "公式出错，请直接填写数值"
    ),
    UNSAVED_FORMULA: both(
        "a formula stands here whose value was not saved; open and save the file in a spreadsheet program",
        "公式结果未保存，请用表格软件打开并保存后再上传",
    ),
    LONG_NUMBER: both(
        "a number of more than 15 digits lost some in the spreadsheet; write it as text",
        "超过15位的数字在表格中已失真，请以文本格式填写",
    ),
}  # fmt: skip


class Row(msgspec.Struct, frozen=True):
    """A row that can be filed: where it stands, what it says by the names of the fields."""

    place: str
    answers: Mapping[str, Any]


class Refused(msgspec.Struct, frozen=True):
    """A row that cannot be filed: the cells at fault, why, and all that it says, so that nothing is lost."""

    places: tuple[str, ...]
    reason: Text
    cells: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True):
    """What a sheet came to: which columns were understood, which not, the rows taken and refused.

    `above` is what stands down to the heads, these too, so that a reader sees if a row was taken for them.
    """

    name: str
    known: tuple[tuple[str, Field, str], ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    rows: tuple[Row, ...] = ()
    refused: tuple[Refused, ...] = ()
    above: tuple[tuple[str, ...], ...] = ()


def read_sheets(
    grids: Sequence[Grid], fields: Sequence[Field], there: Sequence[Mapping[str, Any]] = ()
) -> tuple[Sheet, ...]:
    """What each sheet of a file says; one without anything in it is left out.

    `there` are the answers of the entries that stand already: a row that says just the same is not entered again.
    """
    known = {_key(one, fields) for one in there}
    found = [_sheet(grid, fields, known) for grid in grids]
    kept = [one for one in found if one.rows or one.refused or one.above]
    left = MOST_ROWS
    cut = []
    for one in kept:
        over = one.rows[left:]
        refused = tuple(Refused((row.place,), _TOO_MANY, _said(row)) for row in over)
        cut.append(
            msgspec.structs.replace(one, rows=one.rows[:left], refused=(*one.refused, *refused))
            if over
            else one
        )
        left = max(0, left - len(one.rows))
    return tuple(cut)


def place_of(name: str, row: int, column: int | None = None) -> str:
    """Where a person finds a cell, or a row.

    >>> place_of("Sheet1", 6, 27), place_of("", 0, 0), place_of("供应", 3)
    ('Sheet1!AB7', 'A1', '供应!4')
    """
    letters = ""
    while column is not None:
        column, last = divmod(column, _LETTERS)
        letters = chr(ord("A") + last) + letters
        column = column - 1 if column else None
    return (f"{name}!" if name else "") + f"{letters}{row + 1}"


def _key(answers: Mapping[str, Any], fields: Sequence[Field]) -> bytes:
    """What an entry says, whoever sees it; money in its shortest spelling."""
    said = {
        one.name: str(answers[one.name])
        if not isinstance(one.type, MoneyType)
        else _shortest(str(answers[one.name]))
        for one in fields
        if one.concept != PUBLISHED and answers.get(one.name) is not None
    }
    return msgspec.json.encode(said, order="sorted")


def _shortest(money: str) -> str:
    amount, _, currency = money.partition(" ")
    return f"{Decimal(amount).normalize():f} {currency}"


def _sheet(grid: Grid, fields: Sequence[Field], there: AbstractSet[bytes]) -> Sheet:
    heads = find_heads(grid.rows, fields)
    if heads is None:
        first = next(iter(fields)).title
        filled = [(number, row) for number, row in enumerate(grid.rows) if _filled(row)]
        reason = fill(_NO_HEADS, field=first)
        refused = [
            Refused((place_of(grid.name, number),), reason, tuple(filter(None, row)))
            for number, row in filled
        ]
        return Sheet(grid.name, refused=tuple(refused))
    return _below(grid, heads, fields, there)


def _below(grid: Grid, heads: Heads, fields: Sequence[Field], there: AbstractSet[bytes]) -> Sheet:
    rows: list[Row] = []
    refused: list[Refused] = []
    seen: dict[bytes, int] = {}
    for number in range(heads.last + 1, len(grid.rows)):
        cells = grid.rows[number]
        if not _says_anything(grid, number, heads) or _repeats_heads(grid, cells, heads):
            continue
        reason = _no_entry(grid, number)
        if (
            reason is None and len(rows) > MOST_ROWS
        ):  # not looked at any closer, so that a long file costs little
            reason = _TOO_MANY
        found = _row(grid, number, heads, fields) if reason is None else None
        if isinstance(found, Row):
            key = _key(found.answers, fields)
            before = seen.setdefault(key, number)
            if before != number:
                reason = fill(_TWICE, row={"en": str(before + 1), "zh": str(before + 1)})
            elif key in there:
                reason = _THERE
        if reason is not None:
            found = Refused((place_of(grid.name, number),), reason, tuple(filter(None, cells)))
        rows += [found] if isinstance(found, Row) else []
        refused += [found] if isinstance(found, Refused) else []
    known = tuple(
        (place_of("", heads.last, head.column).rstrip("0123456789"), head.field, head.unit)
        for head in heads.known
    )
    unknown = tuple(
        (place_of("", heads.last, column).rstrip("0123456789"), text) for column, text in heads.unknown
    )
    above = tuple(
        tuple(dict.fromkeys(filter(None, row))) for row in grid.rows[: heads.last + 1] if _filled(row)
    )
    return Sheet(grid.name, known, unknown, tuple(rows), tuple(refused), above)


def _row(grid: Grid, number: int, heads: Heads, fields: Sequence[Field]) -> Row | Refused:
    cells = grid.rows[number]
    answers: dict[str, Any] = {}
    wrong: list[tuple[str, Text]] = []
    for head, text in _read(cells, heads):
        place = place_of(grid.name, number, head.column)
        fault = grid.faults.get((number, head.column))
        if fault is not None:
            wrong.append((place, FAULTS[fault]))
        elif text.casefold() not in _BLANK:
            found = read_field(head.field, text, head.unit)
            if isinstance(found, Unclear):
                wrong.append((place, _at(head.field, found.reason)))
            else:
                answers[head.field.name] = found
    named = {head.field.name: head.column for head in heads.known}
    wrong += [
        (place_of(grid.name, number, named.get(field.name)), fill(_MISSING, field=field.title))
        for field in fields
        if not field.optional and field.name not in answers and not _is_wrong(field, grid, number, named, wrong)
    ]  # fmt: skip
    if wrong:
        said = tuple(one for one in cells if one.strip())
        between = {"en": "; ", "zh": "；"}
        reasons = {msgspec.json.encode(reason): reason for _, reason in wrong}
        return Refused(
            tuple(dict.fromkeys(place for place, _ in wrong)), join(reasons.values(), between), said
        )
    return Row(place_of(grid.name, number), answers)


def _is_wrong(
    field: Field, grid: Grid, number: int, named: Mapping[str, int], wrong: Sequence[tuple[str, Text]]
) -> bool:
    """Whether it was said already what is the matter with a field."""
    column = named.get(field.name)
    return column is not None and any(place == place_of(grid.name, number, column) for place, _ in wrong)


def _read(cells: Sequence[str], heads: Heads) -> Iterator[tuple[Head, str]]:
    for head in heads.known:
        yield head, cells[head.column].strip() if head.column < len(cells) else ""


def _at(field: Field, reason: Text) -> Text:
    return fill(both("{field}: {reason}", "{field}：{reason}"), field=field.title, reason=reason)


def _filled(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row)


def _says_anything(grid: Grid, number: int, heads: Heads) -> bool:
    """Whether a row says more than its running number: an empty row with a number in it is an empty row."""
    row = grid.rows[number]
    if any((number, column) in grid.faults for column in range(len(row))):
        return True
    columns = {head.column for head in heads.known}
    return any(cell.strip() for column, cell in enumerate(row) if column in columns) or any(
        not cell.strip().isdigit() for cell in row if cell.strip()
    )


def _no_entry(grid: Grid, number: int) -> Text | None:
    """Why a row is no entry though it could be read as one: nobody sees it, it is a total, or a note under the list."""
    if number in grid.hidden:
        return _HIDDEN
    said = [cell.strip() for cell in dict.fromkeys(grid.rows[number]) if cell.strip()]
    if said and _TOTAL.match(said[0]):
        return _A_TOTAL
    return _A_NOTE if len(said) == 1 and _NOTE.match(said[0]) else None


def _repeats_heads(grid: Grid, cells: Sequence[str], heads: Heads) -> bool:
    """Whether a row of the heads stands again, as at the top of a printed page."""
    said = tuple(map(str.strip, cells))
    return _filled(cells) and any(said == tuple(map(str.strip, grid.rows[row])) for row in heads.rows)


def _said(row: Row) -> tuple[str, ...]:
    return tuple(map(str, row.answers.values()))
