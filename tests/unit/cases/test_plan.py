"""A gain that needs several doors to open: none of them saves anything alone, and the best set opens them together."""

from datetime import date
from decimal import Decimal

from askonce.assembly import LANGUAGE
from askonce.cases.checks.examples import MEAL
from askonce.cases.measure import measure
from askonce.cases.plan import Plan, plan
from askonce.pack.passes import Checked, check_sources
from askonce.pack.starter import overlay

MEANS = """--- registers/incomes.yaml
register: incomes
title: {en: Incomes, zh: 收入}
of: person
holder: county-legal
basis: street-rules/1
attributes:
  wage: {concept: wage, sensitivity: personal, open_to: {}}
  rent: {concept: rent, sensitivity: personal, open_to: {}}
--- concepts.csv
concept,title.en,title.zh,type,derives_from
wage,Wage,工资,money CNY,
rent,Rent,租金,money CNY,
means,Means,家境,money CNY,wage; rent
--- volumes.csv
volume,filings
meal,1000
"""
PACK = MEAL.replace("asks:\n", "asks:\n  means: {concept: means, for_step: cook}\n") + MEANS


def checked(text: str) -> Checked:
    return check_sources(overlay(text), LANGUAGE, on=date(2026, 11, 21), keep=True)


def best(most: int) -> Plan:
    return plan(checked(PACK), most)


def test_doors_that_must_open_together_save_nothing_alone() -> None:
    assert [(one.change.subject, one.minutes) for one in best(2).proposals] == [
        ("incomes.rent", Decimal(0)),
        ("incomes.wage", Decimal(0)),
    ]
    assert best(1).best == ()


def test_the_best_two_open_both_and_save_what_measuring_finds() -> None:
    made = best(2)
    assert {change.subject for change in made.best} == {"incomes.rent", "incomes.wage"}
    assert {change.ask for change in made.best} == {"county-legal"}
    taken = "  means: {from: applicant.wage, if_unavailable: ask, if_stale: ask, if_disputed: ask, for_step: cook}\n"
    after = PACK.replace("  means: {concept: means, for_step: cook}\n", "").replace(
        "uses:\n", f"uses:\n{taken}"
    )
    saved = measure(checked(PACK)).minutes_per_year - measure(checked(after)).minutes_per_year
    assert made.best_minutes == made.bound_minutes == saved > 0
