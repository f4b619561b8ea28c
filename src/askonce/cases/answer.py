"""Reads what a person answered to a question, in the words that people use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from askonce.cases.wording.bilingual import Text, both, fill, same
from askonce.cases.wording.values import MONTHS
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, ChoiceType, MoneyType, Type
from askonce.feel.values import Money, Value
from askonce.norms.columns import DIGITS, Misfit, value_from

YES: Final = frozenset({"yes", "y", "true", "是", "是的", "有", "对", "对的", "同意"})
NO: Final = frozenset({"no", "n", "false", "否", "没有", "没", "无", "不", "不是", "不同意"})
#: An answer of which more than this is quoted fills the screen.
MOST_QUOTED: Final = 40

_CHINESE_DAY: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?", re.ASCII)
_LOOSE_DAY: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_BARE_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_ENGLISH_DAY: Final = re.compile(r"(\d{1,2})\.? ([a-z]{3,9})\.?,? (\d{4})", re.ASCII)
_NUMBER: Final = re.compile(r"([+-]?)(\d+|\d{1,3}(?:[, ]\d{3})+)(\.\d+)?([百千万亿]?)", re.ASCII)
_MANY: Final[Mapping[str, int]] = MappingProxyType(
    {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
)
_DIGITS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "零": 0,
        "〇": 0,
        "一": 1,
        "二": 2,
        "两": 2,
        "三": 3,
        "四": 4,
        "五": 5,
        "六": 6,
        "七": 7,
        "八": 8,
        "九": 9,
    }
)
_CURRENCY: Final = re.compile(
    r"(?P<before>¥|[a-z]{3})? ?(?P<amount>.+?) ?(?P<after>元人民币|元|块|人民币|rmb|yuan|[a-z]{3})?"
)
_CURRENCY_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("¥", "元", "块", "元人民币", "人民币", "RMB", "YUAN"), "CNY")
)  # fmt: skip


class Unclear(msgspec.Struct, frozen=True):
    """Why an answer says nothing, in words for the person."""

    reason: Text


Said: TypeAlias = Value | Unclear


def read_answer(text: str, wanted: Type, titles: Mapping[str, Text] = MappingProxyType({})) -> Said:
    """The value that an answer says, or why it says none; full-width digits and letters count as plain ones.

    `titles` are what the words of a choice are called on the screen.

    >>> read_answer("是", BOOLEAN), read_answer("１２，５００", NUMBER), read_answer("1958年3月12日", DATE)
    (True, Decimal('12500'), datetime.date(1958, 3, 12))
    >>> read_answer("2", ChoiceType(("single", "married"))), read_answer("1,050元", MoneyType("CNY"))
    ('married', Money(amount=Decimal('1050'), currency='CNY'))
    >>> read_answer("12/3/1958", DATE).reason["en"]
    '`12/3/1958` is no date; write it as 1958-03-12'
    """
    words = plain_words(text)
    if wanted == BOOLEAN:
        return _yes_or_no(words)
    if wanted == DATE:
        return _day(words)
    match wanted:
        case ChoiceType(options=options):
            return _option(words, options, titles)
        case MoneyType():
            return _money(words, wanted)
    if wanted in {NUMBER, INTEGER}:
        return _count(words, wanted)
    return _other(words, wanted)


def plain_words(text: str) -> str:
    """What was typed, in plain letters and digits, with no blanks at its ends and single ones within."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def quoted(words: str) -> Text:
    """An answer as a message quotes it: in backquotes, cut where it is long, nothing in it that a terminal would obey.

    >>> quoted("a" * 50)["en"], quoted("a" + chr(27))["en"]
    ('`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…`', '`a?`')
    """
    shown = "".join(letter if letter.isprintable() else "?" for letter in words)
    return same(f"`{shown if len(shown) <= MOST_QUOTED else shown[: MOST_QUOTED - 1] + '…'}`")


def _unclear(pattern: Text, words: str, **parts: Text) -> Unclear:
    return Unclear(fill(pattern, words=quoted(words), **parts))


def _yes_or_no(words: str) -> Said:
    if words.casefold() in YES:
        return True
    if words.casefold() in NO:
        return False
    return _unclear(both("{words} is neither yes nor no", "{words}既不是“是”也不是“否”，请回答是或否"), words)


def _day(words: str) -> Said:
    found = _numbers_of_day(words)
    if found is None:
        return _unclear(
            both("{words} is no date; write it as 1958-03-12", "{words}不是日期，请按1958-03-12的格式填写"),
            words,
        )
    try:
        return date(*found)
    except ValueError:
        return _unclear(both("there is no day {words}", "没有{words}这一天"), words)


def _numbers_of_day(words: str) -> tuple[int, int, int] | None:
    close = words.replace(" ", "")
    for pattern in (_CHINESE_DAY, _LOOSE_DAY, _BARE_DAY):
        found = pattern.fullmatch(close)
        if found is not None:
            return int(found[1]), int(found[2]), int(found[3])
    found = _ENGLISH_DAY.fullmatch(words.casefold())
    months = [] if found is None else _months(found[2])
    return None if found is None or len(months) != 1 else (int(found[3]), months[0], int(found[1]))


def _months(name: str) -> list[int]:
    return [place for place, month in enumerate(MONTHS, start=1) if month.casefold().startswith(name)]


def _option(words: str, options: tuple[str, ...], titles: Mapping[str, Text]) -> Said:
    if words.isascii() and words.isdigit() and len(words) < DIGITS and 1 <= int(words) <= len(options):
        return options[int(words) - 1]
    plain = words.casefold()
    for option in options:
        if plain in {one.casefold() for one in _called(option, titles)}:
            return option
    return _unclear(
        both("{words} is none of the {count} answers; give its number", "{words}不在{count}个选项之内，请填写序号"),
        words, count=same(str(len(options))),
    )  # fmt: skip


def _called(option: str, titles: Mapping[str, Text]) -> Iterable[str]:
    """All that a choice may be called: its word, also with blanks, and its titles."""
    return {
        option,
        option.replace("_", " "),
        *(plain_words(title) for title in titles.get(option, {}).values()),
    }


def _count(words: str, wanted: Type) -> Said:
    number = _number(words)
    if number is None:
        return _unclear(both("{words} is no number", "{words}不是数字"), words)
    if isinstance(value_from(number, NUMBER), Misfit):
        return _too_long()
    if isinstance(value_from(number, wanted), Misfit):
        return _unclear(both("{words} is no whole number", "{words}不是整数"), words)
    return number


def _too_long() -> Unclear:
    return Unclear(both(f"a number has at most {DIGITS} digits", f"数字最多{DIGITS}位"))


def _number(words: str) -> Decimal | None:
    """A number in digits, in Chinese, or in both; a comma only sets thousands apart, so that `1,5` is none.

    >>> _number("1,250.5"), _number("1.2万"), _number("三十二"), _number("1,5")
    (Decimal('1250.5'), Decimal('12000.0'), Decimal('32'), None)
    """
    found = _NUMBER.fullmatch(words)
    if found is None:
        spelt = _spelt(words)
        return None if spelt is None else Decimal(spelt)
    digits = re.sub(r"[, ]", "", found[2])
    number = Decimal(f"{found[1]}{digits}{found[3] or ''}")
    return number if not found[4] else number * _MANY[found[4]]


def _spelt(words: str) -> int | None:
    """A number in Chinese characters below ten thousand, or so many ten thousands and the rest."""
    head, many, tail = words.partition("万")
    if many:
        high, low = _spelt(head), _spelt(tail) if tail else 0
        return None if high is None or low is None else high * 10_000 + low
    total, digit = 0, None
    for letter in words:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif letter in "十百千":
            total += (1 if digit is None else digit) * _MANY[letter]
            digit = 0
        else:
            return None
    return None if digit is None else total + digit


def _money(words: str, wanted: MoneyType) -> Said:
    found = _CURRENCY.fullmatch(words.casefold())
    number = _number(found["amount"]) if found is not None else None
    named = (
        {_currency(word) for word in (found["before"], found["after"]) if word}
        if found is not None
        else set()
    )
    if number is None or len(named) > 1 or not (named or wanted.currency):
        return _unclear(both("{words} is no amount of money", "{words}不是金额"), words)
    currency = next(iter(named), wanted.currency or "")
    if wanted.currency not in (None, currency):
        return _unclear(
            both("{words} is in {other}; give the amount in {wanted}", "{words}的币种为{other}，请按{wanted}填写"),
            words, other=same(currency), wanted=same(wanted.currency or ""),
        )  # fmt: skip
    return _too_long() if isinstance(value_from(number, NUMBER), Misfit) else Money(number, currency)


def _currency(word: str) -> str:
    return _CURRENCY_WORDS.get(word.upper(), word.upper())


def _other(words: str, wanted: Type) -> Said:
    found = value_from(words, wanted)
    if isinstance(found, Misfit) or not words.isprintable():
        return _unclear(both("{words} is no answer to this question", "{words}不是此问题的答案"), words)
    return found
