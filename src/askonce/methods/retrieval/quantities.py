"""Reads quantities with units, tolerances, bounds and rates out of English and Chinese texts, in base units.

`read` gives what stands in a text from left to right; `quantity` takes a field that should hold one quantity alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from askonce.methods.retrieval.folding import MOST_CHARACTERS, widen_with_places
from askonce.methods.retrieval.numerals import NUMBER, Numeral, read_numeral
from askonce.methods.retrieval.units import PERIODS, UNITS, Unit, find_unit, rounded, to_base


def _spellings() -> str:
    """The units, the longest first; one that ends with a letter ends there, one of Chinese wherever it likes."""
    longest = sorted(UNITS, key=len, reverse=True)
    return "|".join(
        re.escape(one) + ("(?![a-zA-Z0-9])" if one[-1].isascii() and one[-1].isalnum() else "(?!月)")
        for one in longest
    )


_SPELLINGS: Final = _spellings()
_UNIT: Final = re.compile(rf"[ -]?(?P<unit>{_SPELLINGS})", re.IGNORECASE)
_START: Final = re.compile(rf"(?<![\w.,/])(?<!\d[-–])(?:{NUMBER})|(?<=[\u3400-\u9fff])(?:{NUMBER})")
_RANGE: Final = re.compile(r"\s?(?:-|–|—|~|至|到|to\b)\s?")
_TOLERANCE: Final = re.compile(r"\s?(?:±|\+/-|\+-)\s?")
_ALONE: Final = re.compile(r"(?:±|\+/-|\+-)\s?$")
_MINUS: Final = re.compile(r"(?<![\w)])[-−]$")
_PERIOD: Final = re.compile(
    r"\s?(?:/|\bper\b|\ban?\b|\beach\b|\bevery\b|每)\s?(?:(?P<month>months?|mo\b|mth|个?月)|(?P<year>years?|yr|annum|年)"
    r"|(?P<quarter>quarters?|季度?)|(?P<week>weeks?|wk|周)|(?P<day>days?|天|日)|(?P<hour>hours?|hr|h\b|小时|时))(?![a-z])"
    r"|\s?(?:(?P<month_>monthly)|(?P<year_>yearly|annually|p\.a\.(?!\w))|(?P<week_>weekly)|(?P<day_>daily))\b",
    re.IGNORECASE,
)
_PERIOD_BEFORE: Final = re.compile(
    r"(?:(?P<month>每个?月|月(?:产|需|供|用)[能量]?|monthly|per month|a month)|(?P<year>每年|年(?:产|需|供|用)[能量]?|yearly|annual)"
    r"|(?P<week>每周|weekly)|(?P<day>每天|每日|日(?:产|需|供)[能量]?|daily))"
    r"(?: ?(?:output|capacity|volume|demand|need|production|需求|产能))?(?:约|达|为|可达|可供|需要?|:|：| of)*\s?$",
    re.IGNORECASE,
)
_PER_THING: Final = re.compile(rf"\s?(?:/|per\b|a\b|每)\s?(?P<unit>{_SPELLINGS})", re.IGNORECASE)
_AT_LEAST: Final = re.compile(
    r"(?:>=|≥|>|at least|no less than|not less than|min\.?|minimum|over|from|不少于|不低于|不小于|(?<!不)大于|至少|(?<!不)超过)(?: of)?\s?$",
    re.IGNORECASE,
)
_AT_MOST: Final = re.compile(
    r"(?:<=|≤|<|at most|no more than|not more than|not exceeding|max\.?|maximum|up to|under|within|不超过|不大于|不高于|小于|至多|最多|以内)(?: of)?\s?$",
    re.IGNORECASE,
)
_OR_MORE: Final = re.compile(
    r"\s?(?:以上|及以上|起|or more|or above|and above|min\b\.?|\+(?!\s?\d))", re.IGNORECASE
)
_OR_LESS: Final = re.compile(r"\s?(?:以下|及以下|以内|之内|or less|or below|max\b\.?)", re.IGNORECASE)
_MONEY: Final = {"¥": "money", "$": "money-usd", "€": "money-eur", "£": "money-gbp"}
_COUNTED: Final = ("count", "mass", "length", "area", "volume")
_LOOK_BACK: Final = 32


class Quantity(msgspec.Struct, frozen=True):
    """A quantity in the base unit of its dimension (`units.BASES`), and where in the text it stands.

    `value` is what was said, None for a range. `low` and `high` bound it: both the value where it is exact, with a
    tolerance around it, None where it is open. A rate is a month's: its dimension ends with `/month`. A price of a
    thing is `money/count`. A bare `±0.02 mm` is a tolerance: its dimension begins with `±`.
    """

    dimension: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    start: int
    end: int

    @property
    def canonical(self) -> str:
        """One spelling for what is equal, whatever its unit.

        >>> [one.canonical for one in read("20 µm, 0.02mm, 5万个/月, 50,000 a month, 10±0.1 mm")]
        ['length=0.00002', 'length=0.00002', 'count/month=50000', 'count/month=50000', 'length=0.0099..0.0101']
        """
        if self.low == self.high:
            return f"{self.dimension}={_plain(self.low)}"
        return f"{self.dimension}={_plain(self.low)}..{_plain(self.high)}"


class _Said(msgspec.Struct, frozen=True):
    """One or two numbers with their unit, before tolerances, bounds and rates are looked at."""

    first: Decimal
    last: Decimal
    unit: Unit | None
    end: int


def read(text: str) -> list[Quantity]:
    """Every quantity of a text, from left to right; a number without a unit or a period is none.

    >>> [(one.dimension, one.low, one.high) for one in read("厚度不超过1.5毫米, 10-20 kg, 月产能5万件")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('length', None, Decimal('0.0015')), ('mass', Decimal('10'), Decimal('20')),
     ('count/month', Decimal('50000'), Decimal('50000'))]
    """
    plain, places = widen_with_places(text[:MOST_CHARACTERS])
    return [
        msgspec.structs.replace(one, start=places[one.start], end=_end(places, one.end))
        for one in _quantities(plain)
    ]


def quantity(text: str) -> Quantity | None:
    """The one quantity that a text holds, or None where it holds none or more than one."""
    found = read(text)
    return found[0] if len(found) == 1 else None


def _end(places: list[int], end: int) -> int:
    """One past the sign that the last sign of a span came from: a sign that widens into several ends once."""
    return places[end - 1] + 1


def _quantities(text: str) -> Iterator[Quantity]:
    place = 0
    while (found := _START.search(text, place)) is not None:
        one = _quantity_at(text, found.start())
        if one is not None:
            yield one
        place = max(found.end(), one.end if one else 0)


def _quantity_at(text: str, start: int) -> Quantity | None:
    numeral = read_numeral(text, start)
    if numeral is None:
        return None
    before = text[max(0, start - _LOOK_BACK) : start]
    sign = before[-1:] if before[-1:] in _MONEY else ""
    said = _said(text, numeral, dimension=_MONEY.get(sign, ""))
    if _MINUS.search(before):
        said = msgspec.structs.replace(said, first=-said.first)
        before = before[:-1]
    before = before.removesuffix(sign) if sign else before
    return _dimensioned(text, before, start - len(sign), said)


def _said(text: str, numeral: Numeral, dimension: str) -> _Said:
    """The number, the second number of a range, and the unit, which may stand behind either or both."""
    if dimension:
        return _Said(numeral.value, numeral.value, Unit(dimension, Decimal(1)), numeral.end)
    unit, end = _unit(text, numeral.end)
    if unit is None and (around := _TOLERANCE.match(text, end)) is not None:
        step = read_numeral(text, around.end())
        unit = _unit(text, step.end)[0] if step else None
        return _Said(numeral.value, numeral.value, unit, end)
    between = _RANGE.match(text, end)
    second = read_numeral(text, between.end()) if between else None
    if second is not None:
        other, last = _unit(text, second.end)
        if other is not None and (unit is None or unit.dimension == other.dimension):
            first, last_value = numeral.value, second.value
            if unit is not None and unit != other:
                first = to_base(first, unit) / other.factor - other.shift
            if first <= last_value:
                return _Said(first, last_value, other, last)
    return _Said(numeral.value, numeral.value, unit, end)


def _unit(text: str, place: int) -> tuple[Unit | None, int]:
    """The unit behind a number and where it ends; a period such as `a month` is none."""
    found = _UNIT.match(text, place)
    if found is None or _PERIOD.match(text, place):
        return None, place
    spelling = found["unit"]
    if len(spelling) == 1 and spelling not in UNITS:
        return None, place
    return find_unit(spelling), found.end()


def _dimensioned(text: str, before: str, start: int, said: _Said) -> Quantity | None:
    """The quantity, once it is known what it measures and over which time."""
    period, end, before = _period(text, before, said.end)
    unit = said.unit
    if unit is None:
        if period is None:
            return None
        unit = UNITS["piece"]
    dimension, factor = unit.dimension, Decimal(1)
    if period is not None:
        dimension, factor = f"{dimension}/month", 1 / PERIODS[period]
    elif dimension.startswith("money") and (per := _PER_THING.match(text, end)):
        thing = find_unit(per["unit"])
        if thing is not None and thing.dimension in _COUNTED:
            dimension, factor, end = f"{dimension}/{thing.dimension}", 1 / thing.factor, per.end()
    return _bounded(text, before, Quantity(dimension, None, None, None, start, end), said, unit, factor)


def _period(text: str, before: str, end: int) -> tuple[str | None, int, str]:
    """The period behind or before a number, where it ends, and what stands before it."""
    behind = _PERIOD.match(text, end)
    if behind is not None:
        return (behind.lastgroup or "").rstrip("_"), behind.end(), before
    ahead = _PERIOD_BEFORE.search(before)
    if ahead is not None:
        return ahead.lastgroup, end, before[: ahead.start()]
    return None, end, before


def _bounded(text: str, before: str, bare: Quantity, said: _Said, unit: Unit, factor: Decimal) -> Quantity:
    """The quantity between its bounds: a range, a tolerance, at least, at most, or exactly."""
    low, high = (rounded(to_base(one, unit) * factor) for one in (said.first, said.last))
    made = msgspec.structs.replace
    if _ALONE.search(before):
        step = rounded(said.first * unit.factor * factor)
        return made(bare, dimension=f"±{bare.dimension}", value=step, low=-step, high=step)
    if low != high:
        return made(bare, low=low, high=high)
    tolerance = _TOLERANCE.match(text, bare.end)
    step_said = read_numeral(text, tolerance.end()) if tolerance else None
    if step_said is not None:
        other, end = _unit(text, step_said.end)
        step = step_said.value * (other or unit).factor * factor
        return made(bare, value=low, low=rounded(low - step), high=rounded(low + step), end=end)
    if (more := _OR_MORE.match(text, bare.end)) or _AT_LEAST.search(before):
        return made(bare, value=low, low=low, end=more.end() if more else bare.end)
    if (less := _OR_LESS.match(text, bare.end)) or _AT_MOST.search(before):
        return made(bare, value=low, high=low, end=less.end() if less else bare.end)
    return made(bare, value=low, low=low, high=low)


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
