"""Explanations of the example county's norms: their facts decide, no fewer would, and their changes change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.assembly import LANGUAGE
from askonce.cases.wording.explanations import MOST_CHANGES, tell
from askonce.cases.wording.titles import Titles
from askonce.feel.evaluate import matches
from askonce.feel.rewrite import literals
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, ChoiceType, MoneyType, Type
from askonce.feel.values import Money, Value
from askonce.norms.explain import Explanation, explain
from askonce.norms.ruling import Book, Ruling, all_on, book_of, rule, typed_of
from askonce.norms.walk import walk, walk_scope
from askonce.pack.passes import check_folder
from askonce.registers.fact import Fact, known
from tests.property.coverage import Coverage
from tests.property.prospects import Tried

QINGSHAN = Path(__file__).resolve().parents[2] / "packs" / "qingshan"
DAY = date(2026, 11, 21)
#: A world of more combinations than this takes too long to try out.
MOST_WORLDS = 3_000
DAYS = (
    date(2026, 11, 1),
    date(2024, 2, 29),
    date(2018, 11, 21),
    date(1996, 11, 21),
    date(1966, 11, 21),
    date(1930, 1, 1),
)


@cache
def bound() -> Any:
    return check_folder(QINGSHAN, LANGUAGE, on=DAY, keep=True).bound


@cache
def book() -> Book:
    return book_of(bound())


@cache
def ruling_of(name: str) -> Ruling:
    found = rule(name, book(), all_on(DAY))
    assert isinstance(found, Ruling)
    return found


def samples_of(ruling: Ruling, kind: Type) -> tuple[Value, ...]:
    """A few values of a type, those about the norm's own constants first."""
    constants = [value for typed in typed_of(ruling.text) for value in literals(typed.tree)]
    match kind:
        case ChoiceType(options=options):
            return options
        case MoneyType(currency=currency):
            amounts = {value.amount for value in constants if isinstance(value, Money)} | {
                Decimal(0),
                Decimal(5000),
            }
            return tuple(Money(amount, currency or "CNY") for amount in sorted(amounts)[:4])
    if kind == BOOLEAN:
        return (True, False)
    if kind == DATE:
        return (*DAYS, None)
    if kind in {NUMBER, INTEGER}:
        numbers = {value for value in constants if isinstance(value, Decimal)}
        return tuple(sorted({number + step for number in numbers for step in (0, 1)} | {Decimal(0)})[:6])
    return (None, ())


def explainable() -> list[str]:
    found = []
    for name in sorted(book().norms):
        ruling = ruling_of(name)
        worlds = 1
        for _, kind in ruling.inputs:
            worlds *= len(samples_of(ruling, kind))
        if worlds <= MOST_WORLDS and ruling.inputs:
            found.append(name)
    return found


@cache
def tried(name: str) -> Tried:
    ruling = ruling_of(name)
    return Tried(ruling, {key: samples_of(ruling, kind) for key, kind in ruling.inputs})


COVERAGE = Coverage("decided", "undecided", "row", "formula", "change", "fewer than all", "several outcomes")


@given(st.data())
def test_an_explanation_gives_the_fewest_facts_that_decide(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(explainable()))
    prospects = tried(name)
    ruling = prospects.ruling
    facts: dict[str, Fact] = {}
    for key, _ in ruling.inputs:
        if data.draw(st.integers(0, 4)):
            facts[key] = known(data.draw(st.sampled_from(prospects.samples(key))))
    found = explain(ruling, facts, prospects)
    COVERAGE.saw(seen(found, facts))
    assert found.decided == (len(prospects.outcomes(facts)) == 1)
    if found.decided:
        alone = dict(found.facts)
        assert prospects.outcomes(alone) == [found.outcome]
        for fewer in combinations(facts, len(alone) - 1) if alone else ():
            assert len(prospects.outcomes({key: facts[key] for key in fewer})) > 1
        check_rows(found, facts, prospects)
    else:
        assert list(found.possible or ()) == prospects.outcomes(facts)
        assert found.open
    told = tell(found, Titles(bound()))
    assert all(sentence["en"].strip() and sentence["zh"].strip() for sentence in told.sentences())


def check_rows(found: Explanation, facts: dict[str, Fact], prospects: Tried) -> None:
    ruling = found.ruling
    values = {
        key: facts[key].value if key in facts else prospects.samples(key)[0] for key, _ in ruling.inputs
    }
    assert walk(ruling, values) == found.outcome
    scope = walk_scope(ruling, values)
    for row in found.rows:
        for test in row.tests:
            assert matches(test.tree, scope[test.column], scope, ruling.settings)
    for change in found.changes:
        if change.fact in values:
            other = walk(ruling, {**values, change.fact: change.value})
            assert other not in (None, found.outcome)
            assert other == change.outcome or dict(change.outcome).items() < dict(other).items()  # type: ignore[arg-type]
            if (
                change.fact in facts
            ):  # a change is promised only where it hangs on nothing that nobody has said
                assert prospects.outcomes({**facts, change.fact: known(change.value)}) == [other]


def seen(found: Explanation, facts: dict[str, Fact]) -> list[str]:
    words = ["decided" if found.decided else "undecided"]
    if found.decided:
        words += ["row"] * bool(found.rows) + ["change"] * bool(found.changes)
        words += ["formula"] * bool(found.reckonings) + ["fewer than all"] * (len(found.facts) < len(facts))
    words += ["several outcomes"] * (len(found.possible or ()) > 2)
    return words


def test_the_generator_reaches_each_kind_of_explanation() -> None:
    if not COVERAGE.counts:
        pytest.skip("the property test did not run in this process")
    COVERAGE.check()


MEAL = (
    "Price of a meal: 15 CNY.",
    "Reasons – age: 68 (the rule: 60 or over).",
    "These facts alone decide it – Date of birth: 12 March 1958 (People, 3 June 2026).",
    "Legal basis: Canteen Rules, article 4.",
    "If “age” were “under 60”, it would be: 18 CNY.",
)
MEAL_ZH = (
    "餐价：15元。",
    "理由：年龄为68（规定：满60岁）。",
    "仅凭以下事实即可决定：出生日期为1958年3月12日（人口，2026年6月3日）。",
    "依据：《社区食堂规定》第4条。",
    "若年龄为“未满60岁”，则结果为：18元。",
)


def test_the_price_of_a_meal_is_explained_in_both_languages() -> None:
    born = from_the_register(date(1958, 3, 12))
    account = tell(explain(ruling_of("meal-price"), {"birth": born}, tried("meal-price")), Titles(bound()))
    assert tuple(one["en"] for one in account.sentences()) == MEAL
    assert tuple(one["zh"] for one in account.sentences()) == MEAL_ZH
    assert len(account.changes) <= MOST_CHANGES


def from_the_register(day: date) -> Fact:
    fact = known(day)
    return Fact(fact.state, fact.value, source="people", as_of=date(2026, 6, 3))
