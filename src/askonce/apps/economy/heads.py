"""Finds which columns of a sheet are which data of an entry: heads of one row or more, in either language, anywhere near the top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from askonce.apps.economy.entries import Field
from askonce.cases.answer import plain_words
from askonce.feel.types import INTEGER, NUMBER, MoneyType
from askonce.methods.retrieval.quantities import quantity

#: Titles, notes and empty rows may stand above the heads, so many at most; heads take up to so many rows.
MOST_ABOVE: Final = 40
MOST_TALL: Final = 3
#: A row with one known word is more likely a title than the heads, unless the sheet has one column.
_FEW: Final = 2
#: What is longer is no head, and patterns would look at it for minutes.
_LONGEST: Final = 200
#: What stands in brackets, or behind a stroke or a comma, says the unit; so does `单位：`.
_BRACKETED: Final = re.compile(r"[(\[{【（](?:单位[:： ]?|unit:? ?)?([^)\]}】）]*)[)\]}】）]", re.IGNORECASE)
_TAIL: Final = re.compile(r"[,/:;、](?:\s*单位[:： ]?)?\s*(.+)\Z")
_MARKS: Final = re.compile(r"[*＊:：?？;；,，、\s_\-–.]+")
#: By what else people call the data of an entry, by its concept.
ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "product": (
        "product name", "goods", "item", "name", "part name", "name of product", "产品名称", "名称", "品名", "货物名称", "物料名称", "商品名称",
    ),
    "product-text": (
        "description", "specification", "spec", "specs", "remarks", "details", "产品描述", "描述", "规格", "规格型号", "技术要求", "备注",
        "说明",
    ),
    "part-number": (
        "part no", "part", "pn", "p/n", "item no", "drawing no", "drawing number", "model", "型号", "图号", "料号", "物料编码", "零件编号",
    ),
    "product-class": ("hs", "hs code", "hs6", "hts", "customs code", "tariff code", "海关编码", "hs编码", "税则号", "商品编码"),
    "thread": ("thread size", "screw thread", "螺纹"),
    "material": ("materials", "grade", "材质", "牌号"),
    "tolerance": ("accuracy", "precision", "tol", "公差", "精度"),
    "dimension": ("size", "diameter", "length", "尺寸", "直径", "主要尺寸", "外径"),
    "deviation": ("allowed deviation", "deviation", "允许偏差", "偏差"),
    "voltage": ("rated voltage", "电压", "额定电压"),
    "unit": ("uom", "unit of measure", "计量单位", "单位"),
    "lead-time": ("lead time", "delivery time", "delivery", "days to deliver", "交期", "交货期", "交货周期", "供货周期"),
    "minimum-order": ("moq", "minimum quantity", "minimum order quantity", "min order", "起订量", "最小起订量", "最低起订量"),
    "capacity": ("capacity", "monthly capacity", "output", "monthly output", "产能", "月产能", "月产量", "产量", "供货能力"),
    "unit-price": ("price", "unit price", "price each", "单价", "价格", "含税单价"),
    "price-paid": ("price", "unit price", "price paid", "current price", "单价", "现价", "采购单价", "价格"),
    "price-limit": ("price limit", "target price", "highest price", "budget", "目标价", "目标价格", "最高价", "限价", "最高限价", "预算"),
    "wanted-volume": (
        "volume", "quantity", "qty", "monthly volume", "monthly quantity", "demand", "需求量", "数量", "月用量", "月需求量", "采购量", "用量",
    ),
    "needed-until": ("until", "valid until", "needed by", "by when", "deadline", "截止日期", "需求日期", "有效期"),
    "wanted-standard": ("standard", "standards", "certificate", "certification", "认证", "标准", "资质要求", "认证要求"),
    "bought-from": ("bought from", "supplier place", "current source", "采购地", "现供应商所在地", "货源地"),
    "bought-distance": ("distance", "km", "距离", "采购距离"),
    "published": ("publish", "public", "open", "公开", "是否公开"),
}  # fmt: skip


class Head(msgspec.Struct, frozen=True):
    """A column that is known: where it stands from 0, which field it is, and the unit that its head names."""

    column: int
    field: Field
    unit: str = ""


class Heads(msgspec.Struct, frozen=True):
    """The heads of a sheet: in which rows from 0 they stand, the columns known, and the heads that mean nothing to us."""

    first: int
    last: int
    known: tuple[Head, ...]
    unknown: tuple[tuple[int, str], ...]

    @property
    def rows(self) -> range:
        """The rows in which they stand."""
        return range(self.first, self.last + 1)


def find_heads(rows: Sequence[Sequence[str]], fields: Sequence[Field]) -> Heads | None:
    """Where the heads stand: the rows near the top in which most columns are known, the fewest of them; none without any.

    A column that two heads name goes to the left one; the other is unknown, so that it is told and not lost.
    """
    spelt = called(fields)
    best: tuple[tuple[int, int, int], Heads] | None = None
    for first in range(min(len(rows), MOST_ABOVE)):
        for tall in range(1, min(MOST_TALL, len(rows) - first) + 1):
            heads = _match(rows, first, first + tall - 1, spelt)
            if len(heads.known) < _fewest(rows, fields):
                continue
            rank = (len(heads.known), -tall, -first)
            if best is None or rank > best[0]:
                best = rank, heads
    return _with_units(rows, best[1]) if best is not None else None


def _with_units(rows: Sequence[Sequence[str]], heads: Heads) -> Heads:
    """The heads with the units that a row right below them says, where it says nothing else."""
    below = rows[heads.last + 1] if heads.last + 1 < len(rows) else ()
    said = {place: cell.strip() for place, cell in enumerate(below) if cell.strip()}
    units = {place: _bare(cell) for place, cell in said.items()}
    columns = {
        head.column for head in heads.known if head.field.type in (NUMBER, INTEGER) or _is_money(head.field)
    }
    if not said or not set(said) <= columns or not all(map(_is_unit, units.values())):
        return heads
    known = tuple(
        msgspec.structs.replace(head, unit=head.unit or units.get(head.column, "")) for head in heads.known
    )
    return Heads(heads.first, heads.last + 1, known, heads.unknown)


def _bare(text: str) -> str:
    if len(text) > _LONGEST:
        return ""
    bracket = _BRACKETED.fullmatch(plain_words(text))
    return bracket[1].strip() if bracket is not None else plain_words(text)


def _is_unit(text: str) -> bool:
    """Whether a text is a unit and no number."""
    said = None if not text or any(map(str.isdigit, text)) else quantity(f"1 {text}")
    return said is not None and (said.start, said.end) == (0, len(text) + 2)


def _is_money(field: Field) -> bool:
    return isinstance(field.type, MoneyType)


def _fewest(rows: Sequence[Sequence[str]], fields: Sequence[Field]) -> int:
    widest = max((sum(1 for cell in row if cell.strip()) for row in rows), default=0)
    return 1 if widest < _FEW or len(fields) < _FEW else _FEW


def _match(rows: Sequence[Sequence[str]], first: int, last: int, called: Mapping[str, Field]) -> Heads:
    width = max((len(row) for row in rows[first : last + 1]), default=0)
    known: dict[str, Head] = {}
    unknown: list[tuple[int, str]] = []
    for column in range(width):
        said = [row[column] for row in rows[first : last + 1] if column < len(row) and row[column].strip()]
        found = next((one for text in _readings(said) if (one := _field(text, called)) is not None), None)
        if found is not None and found[0].name not in known:
            known[found[0].name] = Head(column, found[0], found[1] or _unit_among(said))
        elif said:
            unknown.append((column, " ".join(dict.fromkeys(map(plain_words, said)))))
    return Heads(first, last, tuple(known.values()), tuple(unknown))


def _readings(said: Sequence[str]) -> Iterator[str]:
    """What the head of a column may say: its lowest cell, all of them together, each above."""
    texts = list(dict.fromkeys(said))
    yield from texts[-1:]
    yield " ".join(texts)
    yield "".join(texts)
    yield from reversed(texts[:-1])


def _unit_among(said: Sequence[str]) -> str:
    for text in said:
        found = _BRACKETED.search(plain_words(text)) if len(text) <= _LONGEST else None
        if found is not None:
            return found[1].strip()
    return ""


def _field(text: str, called: Mapping[str, Field]) -> tuple[Field, str] | None:
    """The field of a head and the unit that stands in it.

    >>> from askonce.feel.types import NUMBER
    >>> one = Field(
    ...     name="c", title={"en": "Capacity a month", "zh": "月产能"}, type=NUMBER, concept="capacity"
    ... )
    >>> spelt = called([one])
    >>> [
    ...     (_field(head, spelt) or ("", "none"))[1]
    ...     for head in ("月产能（万件）", "CAPACITY [pcs / month]", "产能/万件", "Colour")
    ... ]
    ['万件', 'pcs / month', '万件', 'none']
    """
    words = plain_words(text)
    if len(words) > _LONGEST:
        return None
    if (found := called.get(key_of(words))) is not None:
        return found, ""
    bracket = _BRACKETED.search(words)
    if bracket is not None:
        bare = _BRACKETED.sub(" ", words)
        if (found := called.get(key_of(bare))) is not None:
            return found, bracket[1].strip()
    tail = _TAIL.search(words)
    if (
        tail is not None and quantity(f"1 {tail[1]}") is not None
    ):  # `Price, each` has a unit behind it, a list of goods has none
        found = called.get(key_of(words[: tail.start()]))
        return None if found is None else (found, tail[1].strip())
    return None


def called(fields: Sequence[Field]) -> dict[str, Field]:
    """Every spelling of a head, by `key_of`, with its field; a title of the pack stands before what people say beside it."""
    spelt: dict[str, Field] = {}
    for field in fields:
        for title in field.title.values():
            spelt.setdefault(key_of(title), field)
            spelt.setdefault(key_of(_BRACKETED.sub(" ", title)), field)
        spelt.setdefault(key_of(field.name), field)
        if field.concept:
            spelt.setdefault(key_of(field.concept), field)
    for field in fields:
        for other in ALSO.get(field.concept, ()):
            spelt.setdefault(key_of(other), field)
    return spelt


def key_of(text: str) -> str:
    """A head, or the word for a number, without what is written in many ways: marks, spaces, capitals."""
    return _MARKS.sub("", plain_words(text).casefold())
