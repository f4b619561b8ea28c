"""The words for values, lengths of time, days and types."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from askonce.cases.wording.bilingual import NOT_STATED, OR, Text, both, fill, join, plain, same
from askonce.cases.wording.choices import OUTCOMES, YES_OR_NO
from askonce.feel.units import write_quantity
from askonce.feel.values import DaysTime, Money, Value, WorkingDays, YearsMonths, plain_number
from askonce.feel.writing import write
from askonce.pack.shapes import Period

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
UNITS = MappingProxyType(
    {"minute": "分钟", "hour": "小时", "day": "日", "week": "周", "month": "个月", "year": "年", "working day": "个工作日"}
)  # fmt: skip
CURRENCIES = MappingProxyType({"CNY": "元"})
TYPES: Mapping[str, Text] = MappingProxyType(
    {
        "text": both("text", "文字"),
        "number": both("number", "数字"),
        "integer": both("whole number", "整数"),
        "boolean": both("yes or no", "是或否"),
        "date": both("date", "日期"),
        "time": both("time of day", "时刻"),
        "date and time": both("date and time", "日期和时刻"),
        "money": both("amount of money", "金额"),
        "days duration": both("number of days", "天数"),
        "months duration": both("number of months", "月数"),
        "working days": both("number of working days", "工作日数"),
        "document": both("file", "文件"),
        "photo": both("photo", "照片"),
    }
)


def say_date(day: date | None) -> Text:
    """A day as people write it.

    >>> say_date(date(2026, 1, 31))
    {'en': '31 January 2026', 'zh': '2026年1月31日'}
    """
    if day is None:
        return NOT_STATED
    return both(f"{day.day} {MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月{day.day}日")


def say_period(period: Period | None) -> Text:
    """A length of time.

    >>> say_period(Period(5, "working day"))
    {'en': '5 working days', 'zh': '5个工作日'}
    """
    if period is None:
        return NOT_STATED
    return both(str(period), f"{period.count}{UNITS[period.unit]}")


def say_number(number: Decimal) -> str:
    """A number with its thousands set apart.

    >>> say_number(Decimal("12000.50"))
    '12,000.5'
    """
    whole, _, part = plain_number(number).partition(".")
    grouped = whole if whole == "-0" else f"{int(whole):,}"
    return f"{grouped}.{part}" if part else grouped


def say_money(money: Money | None) -> Text:
    """An amount with its currency.

    >>> say_money(Money(Decimal(18), "CNY"))
    {'en': '18 CNY', 'zh': '18元'}
    """
    if money is None:
        return NOT_STATED
    amount = say_number(money.amount)
    return both(
        f"{amount} {money.currency}", f"{amount}{CURRENCIES.get(money.currency, f' {money.currency}')}"
    )


def say_value(value: Value) -> Text:
    """A value of an expression."""
    match value:
        case None:
            return both("none on record", "无记录")
        case bool():
            return YES_OR_NO[value]
        case str():
            return OUTCOMES.get(value) or plain(value)
        case Decimal():
            return same(say_number(value))
        case Money():
            return say_money(value)
        case date() if not isinstance(value, datetime):
            return say_date(value)
        case WorkingDays() | YearsMonths() | DaysTime():
            return _say_length(value)
        case _:
            return same(str(write(value)))


def say_known(value: Value, labels: Mapping[str, Text]) -> Text:
    """A value where the pack may say what its words are called; `labels` has those under the word in quotes.

    A text that is no such word stands as it is.

    >>> say_known("at_work", {'"at_work"': both("at work", "工作中")})["zh"], say_known("A_1_b", {})["en"]
    ('工作中', 'A_1_b')
    """
    if isinstance(value, str):
        return labels.get(f'"{value}"') or OUTCOMES.get(value) or same(value)
    return say_value(value)


def _say_length(value: WorkingDays | YearsMonths | DaysTime) -> Text:
    words = write_quantity(value)
    if words is None:
        return same(str(write(value)))
    count, _, unit = words.partition(" ")
    return both(words, f"{count}{UNITS[unit.removesuffix('s')]}")


def say_type(words: str | None, word: Callable[[str], Text] | None = None) -> Text:
    """The type of an answer; `word` says what the pack calls a word of a choice.

    >>> pack = {"flood": both("flood", "水灾"), "fire": both("fire", "火灾")}
    >>> say_type("flood | fire", pack.__getitem__)["zh"]
    '水灾或火灾'
    >>> say_type("single | married")["en"], say_type("money CNY")["zh"]
    ('single or married', '以元计的金额')
    """
    if not words:
        return NOT_STATED
    if " | " in words:
        return join(map(word or say_value, words.split(" | ")), OR)
    if words.startswith("list of "):
        return fill(
            both("list, each {of}", "列表，每项为{of}"), of=say_type(words.removeprefix("list of "), word)
        )
    head, _, currency = words.partition(" ")
    if head == "money" and currency:
        return both(f"amount in {currency}", f"以{CURRENCIES.get(currency, currency)}计的金额")
    return TYPES.get(words) or plain(words)
