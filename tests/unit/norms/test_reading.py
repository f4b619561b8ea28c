"""Facts read from JSON: every state and type, and a place and a repair for what does not fit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from askonce.feel.types import (
    BOOLEAN,
    DATE,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NUMBER,
    TEXT,
    ChoiceType,
    ListType,
    MoneyType,
    Type,
    context_type,
)
from askonce.feel.values import Money, Value, YearsMonths, days_time
from askonce.norms.reading import Misread, place_of, pointer, read_facts
from askonce.registers.fact import DECLINED, NONE, NOT_ASKED, UNAVAILABLE, Fact, State

HOME = ListType(context_type({"birth": DATE, "pay": MoneyType("CNY")}))
TYPES: dict[str, Type] = {
    "birth": DATE, "age": INTEGER, "share": NUMBER, "ok": BOOLEAN, "name": TEXT, "grade": ChoiceType(("low", "high")),
    "pay": MoneyType("CNY"), "price": MoneyType(None), "months": MONTHS_DURATION, "days": DAYS_DURATION, "house": HOME,
}  # fmt: skip


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def one(text: str) -> Misread:
    facts, (found, *others) = read_facts(text, TYPES)
    assert others == []
    assert "pay" not in facts
    return found


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("birth", '"1960-02-29"', date(1960, 2, 29)), ("age", "61", Decimal(61)), ("age", "61.0", Decimal("61.0")),
        ("share", "0.1", Decimal("0.1")), ("share", "1E+3", Decimal("1E+3")), ("share", "-0.30", Decimal("-0.30")),
        ("ok", "true", True), ("name", '"王"', "王"), ("grade", '"low"', "low"), ("pay", '"18 CNY"', yuan("18")),
        ("pay", "18.10", yuan("18.10")), ("pay", '{"amount": "18", "currency": "CNY"}', yuan("18")),
        ("pay", '{"amount": 18.5, "currency": "CNY"}', yuan("18.5")), ("price", '"18 EUR"', Money(Decimal(18), "EUR")),
        ("months", '"P1Y2M"', YearsMonths(14)), ("days", '"P2D"', days_time(days=2)), ("house", "[]", ()),
        ("house", '[{"birth": null, "pay": 3}]', ({"birth": None, "pay": yuan("3")},)),
    ],
)  # fmt: skip
def test_a_plain_value_is_known_exactly_as_written(name: str, raw: str, value: Value) -> None:
    facts, misread = read_facts(f'{{"{name}": {raw}}}', TYPES)
    assert misread == ()
    assert facts == {name: Fact(State.KNOWN, value)}
    assert repr(facts[name].value) == repr(value)


@pytest.mark.parametrize(
    ("raw", "fact"),
    [
        ("null", NONE), ('{"state": "none"}', NONE), ('{"value": null}', NONE), ('{"state": "not asked"}', NOT_ASKED),
        ('{"state": "declined"}', DECLINED), ('{"state": "unavailable"}', UNAVAILABLE),
        ('{"value": 3, "source": "people", "as_of": "2026-03-01"}', Fact(State.KNOWN, Decimal(3), "people", date(2026, 3, 1))),
        ('{"state": "known", "value": 3, "stale": true}', Fact(State.KNOWN, Decimal(3), stale=True)),
        ('{"value": 3, "disputed": true}', Fact(State.KNOWN, Decimal(3), disputed=True)),
        ('{"state": "none", "source": "people"}', Fact(State.NONE, source="people")),
    ],
)  # fmt: skip
def test_a_fact_may_say_how_it_stands(raw: str, fact: Fact) -> None:
    assert read_facts(f'{{"age": {raw}}}', TYPES) == ({"age": fact}, ())


@pytest.mark.parametrize(
    ("text", "pointer_", "column", "message", "repair"),
    [
        ('{"brith": 1}', "/brith", 11, "the norm needs no fact `brith`", "did you mean `birth`?"),
        ('{"application": "2026-03-01"}', "/application", 17, "`application` is a date of the case, no fact", "the dates of a case are given apart"),
        ('{"pay": "18"}', "/pay", 9, '`"18"` stands where money CNY should', ""),
        ('{"pay": "18 EUR"}', "/pay", 9, '`"18 EUR"` stands where money CNY should', ""),
        ('{"price": 18}', "/price", 11, "`18` stands where money should", ""),
        ('{"birth": "2025-02-29"}', "/birth", 11, '`"2025-02-29"` stands where date should', ""),
        ('{"age": "61"}', "/age", 9, '`"61"` stands where integer should', ""),
        ('{"age": 61.5}', "/age", 9, "`61.5` stands where integer should", ""),
        ('{"age": true}', "/age", 9, "`true` stands where integer should", ""),
        ('{"share": NaN}', "/share", 11, "`NaN` is no number", ""),
        ('{"grade": "hihg"}', "/grade", 11, '`"hihg"` stands where one of "low", "high" should', ""),
        ('{"age": {"state": "declind"}}', "/age/state", 19, "`declind` is no state of a fact", "did you mean `declined`?"),
        ('{"age": {"state": "known"}}', "/age", 9, "a fact that is known has a value", 'write it as `value`, or the state as "none"'),
        ('{"age": {"state": "declined", "value": 3}}', "/age/value", 40, "a fact that is declined has no value", "leave out `value` or `state`"),
        ('{"age": {"value": 3, "stale": 1}}', "/age/stale", 31, "true or false should stand here", ""),
        ('{"age": {"value": 3, "source": 1}}', "/age/source", 32, "a text should stand here", ""),
        ('{"house": [{"birth": null, "brith": 1, "pay": 1}]}', "/house/0/brith", 37, "the norm needs no fact `brith`", "did you mean `birth`?"),
        ('{"house": [{"birth": null}]}', "/house/0", 12, "`pay` is not said", "say it, or null where there is none"),
        ('{"house": {"birth": 1}}', "/house", 11, '`{"birth":1}` stands where list of context should', ""),
        ("[]", "", 1, "the facts are no JSON object", 'write them like {"birth": "1960-02-29"}'),
        ('{"age": 1', "", 10, "the facts are no JSON: expecting ',' delimiter", ""),
        ('{"age": 1, "age": 2}', "/age", 1, "`age` is given twice", ""), ("[" * 100_000, "", 1, "the facts are nested too deep", ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_has_a_place_and_a_repair(
    text: str, pointer_: str, column: int, message: str, repair: str
) -> None:
    assert one(text) == Misread(pointer_, 1, column, message, repair)


def test_a_place_is_found_in_a_text_of_many_lines() -> None:
    text = '\ufeff{\n  "ok" : [true,\n {"a\\"b": {"x": []}}, 7]\n}'
    assert [place_of(text, at) for at in (("ok", 0), ("ok", 1, 'a"b', "x"), ("ok", 2), ("none",))] == [
        (2, 11), (3, 17), (3, 23), (1, 2),
    ]  # fmt: skip
    assert pointer(("a/b", 0, "~")) == "/a~1b/0/~0"


def test_everything_wrong_is_said_at_once() -> None:
    facts, misread = read_facts('{"age": "x",\n "ok": 1,\n "name": "n"}', TYPES)
    assert [(found.line, found.pointer) for found in misread] == [(1, "/age"), (2, "/ok")]
    assert facts == {"name": Fact(State.KNOWN, "n")}
