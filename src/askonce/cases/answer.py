"""Reads what a person answered to a question, in the words that people use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, ChoiceType, MoneyType, Type
from askonce.feel.values import Value
from askonce.norms.columns import Misfit, value_from

YES = frozenset({"yes", "y", "true", "是", "有", "对"})
NO = frozenset({"no", "n", "false", "否", "没有", "不", "不是"})
#: What a person is told who is asked for a value of a type.
_CHINESE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?")
_LOOSE_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_CURRENCY_WORDS: Mapping[str, str] = MappingProxyType({"元": "CNY", "¥": "CNY"})


def read_answer(text: str, wanted: Type) -> Value | Misfit:
    """The value that an answer says, or why it says none; full-width digits and letters count as plain ones.

    >>> read_answer("是", BOOLEAN), read_answer("１２，５００", NUMBER), read_answer("1958年3月12日", DATE)
    (True, Decimal('12500'), datetime.date(1958, 3, 12))
    >>> read_answer("2", ChoiceType(("single", "married"))), read_answer("1,050元", MoneyType("CNY"))
    ('married', Money(amount=Decimal('1050'), currency='CNY'))
    >>> read_answer("12/3/1958", DATE).message
    '`12/3/1958` is no date; write it as 1958-03-12'
    """
    words = unicodedata.normalize("NFKC", text).strip()
    if wanted == BOOLEAN:
        return _yes_or_no(words)
    if wanted == DATE:
        return _day(words)
    match wanted:
        case ChoiceType(options=options):
            return _option(words, options)
        case MoneyType():
            return _money(words, wanted)
    if wanted in {NUMBER, INTEGER}:
        number = _number(words)
        return Misfit(f"`{words}` is no number") if number is None else value_from(number, wanted)
    return value_from(words, wanted)


def _yes_or_no(words: str) -> Value | Misfit:
    if words.casefold() in YES:
        return True
    return False if words.casefold() in NO else Misfit(f"`{words}` is neither yes nor no")


def _day(words: str) -> Value | Misfit:
    found = _CHINESE_DAY.fullmatch(words) or _LOOSE_DAY.fullmatch(words)
    if found is None:
        return Misfit(f"`{words}` is no date; write it as 1958-03-12")
    day = value_from(f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}", DATE)
    return Misfit(f"there is no day `{words}`") if isinstance(day, Misfit) else day


def _option(words: str, options: tuple[str, ...]) -> Value | Misfit:
    if words.isascii() and words.isdigit() and 1 <= int(words) <= len(options):
        return options[int(words) - 1]
    plain = words.casefold().replace(" ", "_")
    found = [option for option in options if option.casefold() in {plain, words.casefold()}]
    return found[0] if found else Misfit(f"`{words}` is none of the {len(options)} answers; give its number")


def _number(words: str) -> Decimal | None:
    try:
        number = Decimal(words.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _money(words: str, wanted: MoneyType) -> Value | Misfit:
    written, currency = words, wanted.currency
    for word, meant in _CURRENCY_WORDS.items():
        if word in words:
            words, currency = words.replace(word, ""), meant
    head, _, tail = words.strip().rpartition(" ")
    if tail.isalpha():
        words, currency = head, tail.upper()
    number = _number(words)
    if number is None or currency is None:
        return Misfit(f"`{written}` is no amount of money")
    return value_from(f"{number:f} {currency}", wanted)
