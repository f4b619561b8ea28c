"""The rules of norms that run over whole populations: what no table can say, and what no count can show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from askonce.norms.checks.examples import DISCOUNT
from askonce.pack.symbols import Scope
from askonce.text.diagnostic import Diagnostic, Example, Rule, Severity

if TYPE_CHECKING:  # reading FEEL costs 0.07 s at start-up, which a pack whose norms stand as they were saves
    from askonce.norms.binding import BoundNorm

#: Any day will do for a text that does not say from when it holds.
SOME_DAY = date(2026, 1, 1)


def check_population(bound: BoundNorm, scope: Scope) -> Iterator[Diagnostic]:
    """A norm marked for populations says only what a table can say faithfully, and an adverse one what can be counted."""
    from askonce.norms.population.population import find_unsayable
    from askonce.norms.tables.analysis import last_values

    if not bound.norm.population:
        return
    rates = last_values(bound.norm, scope)
    for text in bound.texts:
        if text.faults:
            continue
        force = text.version.in_force
        day = (force.starts if force else None) or SOME_DAY
        for refusal in find_unsayable(bound.norm, text, rates, day):
            yield UNSAYABLE.at(
                refusal.place,
                f"{refusal.message}, so `{bound.id}` cannot run over a population",
                repair=refusal.help or "say it in another way, or leave `population` out",
            )
    yield from _uncounted(bound)


def _uncounted(bound: BoundNorm) -> Iterator[Diagnostic]:
    from askonce.norms.population.population import find_uncountable

    for text in bound.texts:
        for refusal in find_uncountable(bound.norm, text):
            yield UNCOUNTED.at(refusal.place, refusal.message, repair=refusal.help)


EVERYBODY = DISCOUNT.replace("effect: favourable\n", "effect: favourable\npopulation: true\n")
BURDEN = (
    DISCOUNT.replace("needs:", "norms: {seen: inspection}\nneeds:").replace(
        "if age >= 60", "if seen != null and age >= 60"
    )
    + """--- norms/inspection.yaml
norm: inspection
title: {en: Choice for inspection, zh: 抽查}
basis: street-rules/3
effect: adverse
population: true
in_force: {from: 2022-01-01}
needs: {born: date}
result: born > date("2000-01-01")
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
"""
)
UNSAYABLE = Rule(
    "AO227",
    "norm that no table can say",
    Severity.ERROR,
    "a norm with `population: true` says something that SQL cannot say faithfully",
    "What a database makes of it would differ from what a clerk decides, for a few people whom nobody looks for.",
    Example(bad=EVERYBODY.replace("then paid else", "then paid / 3 else"), good=EVERYBODY, quotes="paid / 3"),
    on="norm",
    check=check_population,
)
UNCOUNTED = Rule(
    "AO228",
    "adverse norm that cannot be counted",
    Severity.ERROR,
    "an adverse norm with `population: true` gives an amount, a number, a date or a text",
    "Of an adverse norm only counts of ten people and more are shown. Hardly any amount is that of ten people, so that nothing would be shown, or more than may be.",
    Example(
        bad=BURDEN.replace('born > date("2000-01-01")', "born"),
        good=BURDEN,
        quotes="",
    ),
)
POPULATION_RULES = (UNSAYABLE, UNCOUNTED)
