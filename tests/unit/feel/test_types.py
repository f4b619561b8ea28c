"""Types: the words for them, and what may stand for what."""

from __future__ import annotations

import pytest

from askonce.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    INTEGER,
    MONEY,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    TEXT,
    TIME,
    WORKING_DAYS,
    ChoiceType,
    FunctionType,
    ListType,
    MoneyType,
    RangeType,
    Type,
    assignable,
    common,
    conforms,
    context_type,
    join,
    parse_type,
    type_name,
    type_of,
)
from askonce.feel.values import value_of

CNY = MoneyType("CNY")
AB = ChoiceType(("a", "b"))


@pytest.mark.parametrize(
    ("words", "type_"),
    [
        ("date", DATE), ("text", TEXT), ("number", NUMBER), ("integer", INTEGER), ("boolean", BOOLEAN),
        ("money", MONEY),
        ("money CNY", CNY), ("days duration", DAYS_DURATION), ("months duration", MONTHS_DURATION),
        ("time", TIME),
        ("working days", WORKING_DAYS), ("date and time", DATE_TIME), ("list of date", ListType(DATE)),
        ("list of list of money CNY", ListType(ListType(CNY))), ("range of number", RangeType(NUMBER)),
        ('one of "a", "b"', AB), ("any", ANY), ("null", NULL),
    ],
)  # fmt: skip
def test_words_name_types_and_back(words: str, type_: Type) -> None:
    assert parse_type(words) == type_
    assert type_name(type_) == words


@pytest.mark.parametrize(
    "words", ["", "birthday", "money cny", "list of", "list of birthdays", "one of", "list of " * 50]
)
def test_other_words_name_no_type(words: str) -> None:
    assert parse_type(words) is None


def test_the_standards_words_are_read_too() -> None:
    assert parse_type("string") == TEXT
    assert parse_type("years and months duration") == MONTHS_DURATION


@pytest.mark.parametrize(
    ("source", "target", "goes"),
    [
        (INTEGER, NUMBER, True), (NUMBER, INTEGER, False), (CNY, MONEY, True), (MONEY, CNY, False),
        (AB, TEXT, True),
        (TEXT, AB, False), (ChoiceType(("a",)), AB, True), (DATE, DATE_TIME, False), (NULL, DATE, True),
        (ANY, DATE, True),
        (ListType(INTEGER), ListType(NUMBER), True), (DATE, NUMBER, False),
        (context_type({"a": INTEGER, "b": TEXT}), context_type({"a": NUMBER}), True),
        (context_type({"a": INTEGER}), context_type({"b": NUMBER}), False),
        (FunctionType((NUMBER,), INTEGER), FunctionType((INTEGER,), NUMBER), True),
        (FunctionType((INTEGER,), INTEGER), FunctionType((NUMBER,), NUMBER), False),
    ],
)  # fmt: skip
def test_assignable(source: Type, target: Type, *, goes: bool) -> None:
    assert assignable(source, target) is goes


def test_joins() -> None:
    assert join(INTEGER, NUMBER) == NUMBER
    assert join(NULL, DATE) == DATE
    assert join(CNY, MoneyType("EUR")) is None
    assert join(ListType(INTEGER), ListType(NUMBER)) == ListType(NUMBER)
    both = join(context_type({"a": INTEGER, "b": TEXT}), context_type({"a": NUMBER}))
    assert both == context_type({"a": NUMBER})
    assert common([DATE, NUMBER]) == ANY


@pytest.mark.parametrize("native", [None, True, 3, "a", [1, 2], {"a": 1}, []])
def test_a_value_conforms_to_its_own_type(native: object) -> None:
    value = value_of(native)
    assert conforms(value, type_of(value))


def test_a_value_does_not_conform_to_another() -> None:
    assert not conforms(value_of(1), TEXT)
    assert not conforms(value_of("c"), AB)
    assert not conforms(value_of([1, "a"]), ListType(NUMBER))
