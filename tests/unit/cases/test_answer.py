"""What people type, and what it is taken for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from askonce.cases.answer import MOST_QUOTED, Unclear, read_answer
from askonce.cases.wording.bilingual import both
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, ChoiceType, MoneyType, Type
from askonce.feel.values import Money, Value

CHOICE = ChoiceType(("none", "at_work", "other"))
TITLES = {"none": both("none", "无"), "at_work": both("at work", "工作中"), "other": both("other", "其他")}
CNY = MoneyType("CNY")


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [
        ("Yes", BOOLEAN, True),
        ("ｙｅｓ", BOOLEAN, True),
        ("没有", BOOLEAN, False),
        ("无", BOOLEAN, False),
        ("1958-3-12", DATE, date(1958, 3, 12)),
        ("１９５８．３．１２", DATE, date(1958, 3, 12)),
        ("1958 年 3 月 12 日", DATE, date(1958, 3, 12)),
        ("19580312", DATE, date(1958, 3, 12)),
        ("12 March 1958", DATE, date(1958, 3, 12)),
        ("12 mar 1958", DATE, date(1958, 3, 12)),
        ("29.2.2024", DATE, None),
        ("三", INTEGER, Decimal(3)),
        ("两百零五", INTEGER, Decimal(205)),
        ("十二", INTEGER, Decimal(12)),
        ("1,250,000", NUMBER, Decimal(1_250_000)),
        ("1.2万", NUMBER, Decimal(12_000)),
        ("一万二千", NUMBER, Decimal(12_000)),
        ("-3", INTEGER, Decimal(-3)),
        ("¥1,050.50", CNY, yuan("1050.50")),
        ("1050 yuan", CNY, yuan("1050")),
        ("cny 20", CNY, yuan("20")),
        ("三千元", CNY, yuan("3000")),
        ("1.2万元", CNY, yuan("12000")),
        ("50 USD", MoneyType(None), Money(Decimal(50), "USD")),
        ("2", CHOICE, "at_work"),
        ("AT WORK", CHOICE, "at_work"),
        ("at_work", CHOICE, "at_work"),
        ("工作中", CHOICE, "at_work"),
        ("无", CHOICE, "none"),
        ("  王  小明 ", TEXT, "王 小明"),
    ],
)
def test_what_people_type_is_understood(words: str, kind: Type, value: Value) -> None:
    found = read_answer(words, kind, TITLES)
    if value is None:
        assert isinstance(found, Unclear)
    else:
        assert found == value


@pytest.mark.parametrize(
    ("words", "kind", "english", "chinese"),
    [
        ("maybe", BOOLEAN, "`maybe` is neither yes nor no", "`maybe`既不是“是”也不是“否”，请回答是或否"),
        ("2023-02-29", DATE, "there is no day `2023-02-29`", "没有`2023-02-29`这一天"),
        ("0000-01-01", DATE, "there is no day `0000-01-01`", "没有`0000-01-01`这一天"),
        (
            "soon",
            DATE,
            "`soon` is no date; write it as 1958-03-12",
            "`soon`不是日期，请按1958-03-12的格式填写",
        ),
        ("1,5", NUMBER, "`1,5` is no number", "`1,5`不是数字"),
        ("1_000", NUMBER, "`1_000` is no number", "`1_000`不是数字"),
        ("1e9", NUMBER, "`1e9` is no number", "`1e9`不是数字"),
        ("NaN", NUMBER, "`NaN` is no number", "`NaN`不是数字"),
        ("1.5", INTEGER, "`1.5` is no whole number", "`1.5`不是整数"),
        ("9" * 35, NUMBER, "a number has at most 34 digits", "数字最多34位"),
        ("9" * 35, CNY, "a number has at most 34 digits", "数字最多34位"),
        ("5 USD", CNY, "`5 USD` is in USD; give the amount in CNY", "`5 USD`的币种为USD，请按CNY填写"),
        ("元", CNY, "`元` is no amount of money", "`元`不是金额"),
        ("CNY 5 USD", CNY, "`CNY 5 USD` is no amount of money", "`CNY 5 USD`不是金额"),
        ("5", MoneyType(None), "`5` is no amount of money", "`5`不是金额"),
        ("4", CHOICE, "`4` is none of the 3 answers; give its number", "`4`不在3个选项之内，请填写序号"),
        ("0", CHOICE, "`0` is none of the 3 answers; give its number", "`0`不在3个选项之内，请填写序号"),
        ("\x1b[2J", TEXT, "`?[2J` is no answer to this question", "`?[2J`不是此问题的答案"),
    ],
)
def test_what_is_no_answer_is_said_in_both_languages(
    words: str, kind: Type, english: str, chinese: str
) -> None:
    found = read_answer(words, kind, TITLES)
    assert isinstance(found, Unclear)
    assert found.reason == both(english, chinese)


def test_a_long_answer_is_not_thrown_back_whole() -> None:
    found = read_answer("x" * 100_000, NUMBER)
    assert isinstance(found, Unclear)
    assert len(found.reason["en"]) < MOST_QUOTED + 20
