"""A decision keeps its text, rows, articles, rates and facts, and says which facts it waits for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from askonce.feel.values import Money, Value
from askonce.norms.decide import Decision, decide, inputs_of
from askonce.norms.explain import Foreseen
from askonce.norms.residue import prepare
from askonce.norms.ruling import Dates, Ruling, rule
from askonce.registers.fact import DECLINED, NOT_ASKED, Fact, State, known
from tests.unit.norms.books import book, norm, parameter

DAY = date(2026, 3, 1)
WORDS = (
    "needs: {birth: date, poor: {type: boolean, if_declined: refused}, rent: money CNY}\n"
    "parameters: {fee: fee}\nnorms: {base: base}\n"
    'where: {age: "age(birth, application)", leap_day: 28 February}\n'
    "table:\n  hit: unique\n  when: [age, poor]\n  then: {decision: [granted, refused], amount: money CNY}\n  rows:\n"
    '    - ["< 60", "-", refused, 0 CNY]\n'
    '    - {when: [">= 60", "true"], then: [granted, fee + base], basis: street-rules/2, because: {en: so, zh: 是}}\n'
    "  otherwise: [refused, 1 CNY]"
)
FILES = (
    norm("tried", WORDS),
    norm("base", "needs: {rent: money CNY}\nresult: rent / 2"),
    parameter("fee", "from: 2020-01-01, to: 2030-12-31, value: 5 CNY, basis: street-rules/1"),
)
BOOK = book(*FILES)


def ruled(name: str = "tried", dates: Dates | None = None) -> Ruling:
    found = rule(name, BOOK, dates or Dates(DAY, DAY, DAY))
    assert isinstance(found, Ruling), found
    return found


def decided(*, foreseen: bool = False, **values: Value | Fact) -> Decision:
    facts = {name: one if isinstance(one, Fact) else known(one) for name, one in values.items()}
    ruling = ruled()
    return decide(ruling, facts, BOOK, Foreseen(prepare(ruling)) if foreseen else None)


OLD, YOUNG, RENT = date(1960, 2, 29), date(2000, 1, 1), Money(Decimal(8), "CNY")


def test_a_decision_names_its_row_article_rate_and_period() -> None:
    made = decided(birth=OLD, poor=True, rent=RENT)
    assert made.decided
    assert made.outputs == (("decision", "granted"), ("amount", Money(Decimal(9), "CNY")))
    ((number, basis, because),) = [(row.number, row.basis, row.because) for row in made.rows]
    assert (number, basis and basis.id, because and because.texts["zh"]) == (2, "street-rules/2", "是")
    (rate,) = made.rates
    assert (rate.name, rate.value, rate.basis and rate.basis.id) == (
        "fee",
        Money(Decimal(5), "CNY"),
        "street-rules/1",
    )
    assert (rate.starts, rate.to) == (date(2020, 1, 1), date(2030, 12, 31))
    assert (made.force and made.force.starts, made.governed_on) == (date(2022, 1, 1), DAY)
    assert made.derived == (("age", Decimal(66)),)
    assert made.used == (("base", Money(Decimal(4), "CNY")),)
    assert made.adopted is not None
    assert made.basis is not None


def test_a_row_without_an_article_of_its_own_has_that_of_the_norm() -> None:
    made = decided(birth=YOUNG)
    assert [(row.number, row.basis and row.basis.id) for row in made.rows] == [(1, "street-rules/3")]


def test_otherwise_decides_without_a_row() -> None:
    made = decided(birth=OLD, poor=False)
    assert (made.rows, made.otherwise, dict(made.outputs)["amount"]) == ((), True, Money(Decimal(1), "CNY"))


def test_only_the_facts_looked_at_are_listed_with_what_is_doubtful() -> None:
    made = decided(
        birth=Fact(State.KNOWN, YOUNG, "people", DAY, stale=True),
        poor=Fact(State.KNOWN, value=True, disputed=True),
    )
    assert [(one.name, one.fact.source) for one in made.facts] == [("birth", "people")]
    assert (made.stale, made.disputed) == (("birth",), ())
    doubtful = decided(birth=OLD, poor=Fact(State.KNOWN, value=True, disputed=True), rent=RENT)
    assert doubtful.disputed == ("poor",)


def test_a_case_waits_for_the_facts_that_are_not_settled() -> None:
    made = decided(birth=OLD)
    assert (made.decided, made.outputs, made.waiting) == (False, (), ("poor", "rent"))
    assert decided(birth=YOUNG).decided


def test_with_the_residue_it_waits_only_for_what_matters() -> None:
    made = decided(foreseen=True, poor=True, rent=RENT)
    assert (made.decided, made.waiting) == (False, ("birth",))
    early = decided(foreseen=True, birth=YOUNG, poor=NOT_ASKED)
    assert (early.decided, early.waiting) == (True, ())


def test_a_declined_fact_is_listed_with_the_consequence_that_the_norm_states() -> None:
    made = decided(birth=OLD, poor=DECLINED)
    assert (made.decided, made.declined) == (False, (("poor", "refused"),))


def test_a_ruling_needs_the_facts_of_the_norms_that_it_uses_too() -> None:
    files = (norm("outer", "needs: {x: number}\nnorms: {base: base}\nresult: x"), FILES[1])
    found = rule("outer", book(*files), Dates(DAY, DAY, DAY))
    assert isinstance(found, Ruling)
    assert set(inputs_of(found)) == {"x", "rent"}


def test_a_formula_has_one_outcome_and_no_rows() -> None:
    made = decide(ruled("base"), {"rent": known(RENT)})
    assert (made.outcome, made.outputs, made.rows) == (
        Money(Decimal(4), "CNY"),
        (("result", Money(Decimal(4), "CNY")),),
        (),
    )
