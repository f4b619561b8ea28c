"""Numbers as people write them: with commas or points, as fractions, in Chinese, with thousands and 万 behind them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import msgspec

from askonce.methods.retrieval.units import rounded

_HAN_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_TIMES: Final = {
    "万": 10_000, "亿": 100_000_000, "千": 1_000, "百": 100, "百万": 1_000_000, "千万": 10_000_000, "万万": 100_000_000,
    "k": 1_000, "thousand": 1_000, "mn": 1_000_000, "million": 1_000_000, "millions": 1_000_000, "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}  # fmt: skip
#: A number: a fraction of an inch, with commas, with a decimal point or comma, or in Chinese.
NUMBER: Final = (
    r"(?:\d+[ -])?\d+/\d+(?=\s?(?:inch|\"|″|''|英寸|in\b))"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)?(?:[eE][-+]?\d{1,2}(?!\w))?"
    r"|[零〇一二两三四五六七八九十百千]+(?=\s?[万亿个件只套台条支吨米年月天])|半(?=[个年月天])"
)
_NUMBER: Final = re.compile(NUMBER)
_MULTIPLIER: Final = re.compile(
    r"\s?(百万|千万|万万|万|亿|千(?![克米瓦伏帕牛安焦欧赫])|(?:thousand|millions?|billion|mn|bn)(?![^\W_]))|(k)(?![^\W_])",
    re.IGNORECASE,
)  # a K that stands apart is a kelvin
_MOST_DIGITS: Final = 30


class Numeral(msgspec.Struct, frozen=True):
    """A number in a text and where it ends."""

    value: Decimal
    end: int


def read_numeral(text: str, place: int) -> Numeral | None:
    """The number that begins at a place, with what multiplies it.

    >>> read_numeral("50,000 a month", 0), read_numeral("1.5万个", 0), read_numeral("两百件", 0)
    (Numeral(value=Decimal('50000'), end=6), Numeral(value=Decimal('15000'), end=4), Numeral(value=Decimal('200'), end=2))
    """
    found = _NUMBER.match(text, place)
    if found is None or len(found.group()) > _MOST_DIGITS:
        return None
    value, end = _value(found.group()), found.end()
    if value is None:
        return None
    times = _MULTIPLIER.match(text, end)
    if times is not None:
        value, end = value * _TIMES[(times[1] or times[2]).casefold()], times.end()
    return Numeral(rounded(value), end)


def _value(written: str) -> Decimal | None:
    if "/" in written:
        return _fraction(written)
    if not written[0].isascii():
        return _han(written)
    if not written.isascii():  # digits of other scripts
        return None
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written):
        return Decimal(written.replace(",", ""))
    return Decimal(written.replace(",", "."))


def _fraction(written: str) -> Decimal | None:
    whole, _, rest = written.replace("-", " ").rpartition(" ")
    above, below = rest.split("/")
    return Decimal(whole or 0) + Decimal(above) / Decimal(below) if int(below) else None


def _han(written: str) -> Decimal:
    """三百二十 is 320; 一二三 is 123; 半 is a half."""
    if written == "半":
        return Decimal("0.5")
    if not any(sign in _HAN_TENS for sign in written):
        return Decimal("".join(str(_HAN_DIGITS[sign]) for sign in written))
    total, digit = 0, 0
    for sign in written:
        if sign in _HAN_TENS:
            total += (digit or (0 if total else 1)) * _HAN_TENS[sign]
            digit = 0
        else:
            digit = _HAN_DIGITS[sign]
    return Decimal(total + digit)
