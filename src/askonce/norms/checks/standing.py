"""The rules about a norm's standing: its basis, its effect, its periods, its limits in an emergency."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from askonce.methods.graph import find_cycles
from askonce.norms.checks.examples import DISCOUNT
from askonce.norms.model import Expires, Force, Parameter, Rate, Rests
from askonce.pack.symbols import Scope
from askonce.pack.view import PackView
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity

if TYPE_CHECKING:  # reading FEEL costs 0.07 s at start-up, which a pack whose norms stand as they were saves
    from askonce.norms.binding import BoundNorm

EMERGENCY_DAYS = 30
ONE_DAY = timedelta(days=1)


def check_grounds(bound: BoundNorm, scope: Scope) -> Iterator[Diagnostic]:
    """A norm has a basis and an effect, and decides by a table or by a formula."""
    norm = bound.norm
    if norm.basis is None and not norm.states("basis") and norm.imported_from is None:
        yield NO_BASIS.at(
            norm.name, f"norm `{norm.id}` has no basis", repair="add `basis:` and the article that grounds it"
        )
    if norm.effect is None and not norm.states("effect"):
        yield NO_EFFECT.at(
            norm.name,
            f"norm `{norm.id}` does not say its effect",
            repair="add `effect: favourable`, `adverse` or `neutral`",
        )
    for text in norm.texts():
        if (text.table is None) == (text.result is None) and not (
            text.states("table") or text.states("result")
        ):
            yield NO_TEXT.at(
                text.node.span if norm.versions else norm.name,
                f"norm `{norm.id}` has neither a table nor a formula",
                repair="add `table:` or `result:`",
            )
        elif text.table is not None and text.result is not None:
            yield NO_TEXT.at(
                text.place("result"),
                f"norm `{norm.id}` has both a table and a `result`",
                repair="keep one of the two",
            )


def check_norm_periods(bound: BoundNorm, scope: Scope) -> Iterator[Diagnostic]:
    """A norm's texts follow one another, each for a period that begins before it ends."""
    norm = bound.norm
    periods = [text.in_force for text in norm.texts() if text.in_force is not None]
    if not periods and norm.imported_from is None and not norm.states("in_force"):
        yield NO_PERIOD.at(
            norm.name,
            f"norm `{norm.id}` does not say from when it is in force",
            repair="add `in_force: {from: 2026-01-01}`",
        )
    yield from _sequence(f"norm `{norm.id}`", periods)


def check_parameter_periods(parameter: Parameter, scope: Scope) -> Iterator[Diagnostic]:
    """A parameter's values follow one another, each for a period that begins before it ends."""
    yield from _sequence(f"parameter `{parameter.id}`", list(parameter.values))


def _sequence(subject: str, periods: list[Force] | list[Rate]) -> Iterator[Diagnostic]:
    for period in periods:
        if period.starts and period.to and period.to < period.starts:
            yield ENDS_EARLY.at(
                period.place("to"),
                f"the period of {subject} ends on `{period.to}`, before it begins",
                related=(Related(period.place("from"), "it begins here"),),
                repair="exchange the two days, or mend one",
            )
    ordered = sorted(
        (period for period in periods if period.starts is not None),
        key=lambda period: period.starts or date.min,
    )
    before: Force | Rate | None = None
    for after in ordered:
        first = after.starts or date.min
        if before is not None and (before.to is None or first <= before.to):
            lasts = "for ever" if before.to is None else f"until {before.to}"
            yield OVERLAP.at(
                after.place("from"),
                f"{subject} has two texts on `{first}`: the one before lasts {lasts}",
                related=(Related(before.place("to" if before.to else "from"), "the one before"),),
                repair=f"end the one before on {first - ONE_DAY}",
            )
        elif before is not None and before.to is not None and first > before.to + ONE_DAY:
            yield GAP.at(
                after.place("from"),
                f"{subject} has no text before `{first}`, the one before having ended on {before.to}",
                related=(Related(before.place("to"), "the one before ends here"),),
                repair="say what held in between",
            )
        if before is None or (before.to is not None and (after.to is None or after.to > before.to)):
            before = after  # the one that lasts longest so far is the one that the next must follow


def check_emergency(bound: BoundNorm, scope: Scope) -> Iterator[Diagnostic]:
    """An emergency norm lives 30 days at most, and its data are erased after."""
    norm = bound.norm
    if not norm.emergency:
        return
    for text in norm.texts():
        force = text.in_force
        if (
            force is not None
            and force.starts
            and (force.to is None or (force.to - force.starts).days >= EMERGENCY_DAYS)
        ):
            yield EMERGENCY.at(
                force.place("to" if force.to else "from"),
                f"emergency norm `{norm.id}` lives until `{force.to or 'further notice'}`, longer than {EMERGENCY_DAYS} days",
                repair=f"end it on {force.starts + timedelta(days=EMERGENCY_DAYS - 1)}; a published act may renew it",
            )
    if norm.erases_after is None:
        yield EMERGENCY.at(
            norm.place("emergency"),
            f"emergency norm `{norm.id}` does not erase its data",
            repair="add `erases_after: 30 days`",
        )


def check_run_out(pack: PackView) -> Iterator[Diagnostic]:
    """No rate and no norm has run out on the day of the check."""
    for fact in pack.facts(Expires):
        if date.fromisoformat(fact.day) < pack.on:
            yield RUN_OUT.at(
                fact.span,
                f"{fact.kind} `{fact.id}` ran out on `{fact.day}`",
                about=f"{fact.kind} {fact.id}",
                repair="add what holds since, with the act that set it",
            )


def check_cycles(pack: PackView) -> Iterator[Diagnostic]:
    """No norm rests on itself."""
    rests = {fact.norm: fact for fact in pack.facts(Rests)}
    for cycle in find_cycles({name: fact.on for name, fact in rests.items()}):
        way = " → ".join(f"`{name}`" for name in (*cycle, cycle[0]))
        others = tuple(Related(rests[name].span, f"`{name}` rests on the next") for name in cycle[1:])
        yield CIRCLE.at(
            rests[cycle[0]].span,
            f"norms rest on one another: {way}",
            about=f"norm {cycle[0]}",
            related=others,
            repair="state one of them without the others",
        )


EMERGENCY_TEXT = DISCOUNT.replace(
    "effect: favourable", "effect: favourable\nemergency: true\nerases_after: 30 days"
).replace("{from: 2022-01-01}", "{from: 2099-01-01, to: 2099-01-30}")
CIRCULAR = (
    DISCOUNT.replace("needs:", "norms: {rest: rebate}\nneeds:").replace("then paid else", "then rest else")
    + """--- norms/rebate.yaml
norm: rebate
title: {en: Rebate, zh: 返还}
basis: street-rules/3
effect: neutral
in_force: {from: 2022-01-01}
needs: {born: date, paid: money CNY}
result: if born > application then paid else 3 CNY
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
"""
)
NO_BASIS = Rule(
    "AO206",
    "norm without basis",
    Severity.ERROR,
    "a norm names no article that grounds it",
    "A rule without an article is a habit of the office; nobody can object to it and nobody can change it.",
    Example(
        bad=DISCOUNT.replace("basis: street-rules/3\neffect", "effect"), good=DISCOUNT, quotes="discount"
    ),
    on="norm",
    check=check_grounds,
)
NO_EFFECT = Rule(
    "AO207",
    "norm without effect",
    Severity.ERROR,
    "a norm does not say whether it favours, burdens or only reckons",
    "What may be done with a norm depends on it: a favourable one may find people who are owed something, an adverse one may never hunt.",
    Example(bad=DISCOUNT.replace("effect: favourable\n", ""), good=DISCOUNT, quotes="discount"),
)
NO_TEXT = Rule(
    "AO208",
    "norm without a table or formula",
    Severity.ERROR,
    "a norm has neither a decision table nor a formula, or both",
    "A norm that says nothing decides nothing; one that says it twice decides two things.",
    Example(
        bad=DISCOUNT.replace("result: if age >= 60 then paid else 0 CNY\n", ""),
        good=DISCOUNT,
        quotes="discount",
    ),
)
NO_PERIOD = Rule(
    "AO209",
    "norm without a period",
    Severity.ERROR,
    "a norm does not say from when it is in force",
    "A case of last year is decided by last year's text; without a first day nobody knows which that was.",
    Example(bad=DISCOUNT.replace("in_force: {from: 2022-01-01}\n", ""), good=DISCOUNT, quotes="discount"),
    on="norm",
    check=check_norm_periods,
)
ENDS_EARLY = Rule(
    "AO210",
    "period that ends before it begins",
    Severity.ERROR,
    "a period's last day comes before its first",
    "Such a text binds on no day at all.",
    Example(
        bad=DISCOUNT.replace("{from: 2022-01-01}", "{from: 2099-02-01, to: 2099-01-01}"),
        good=DISCOUNT,
        quotes="2099-01-01",
    ),
    on="parameter",
    check=check_parameter_periods,
)
VERSIONS = """parameter: meal-rate
title: {en: Rate, zh: 标准}
type: money CNY
basis: street-rules/3
values:
  - {from: 2022-01-01, to: 2023-12-31, value: 16 CNY}
  - {from: 2024-01-01, value: 18 CNY}
""" + DISCOUNT.replace("norm: discount", "--- norms/discount.yaml\nnorm: discount").replace(
    "needs:", "parameters: {rate: meal-rate}\nneeds:"
).replace("0 CNY", "rate")
GAP = Rule(
    "AO211",
    "gap between versions",
    Severity.ERROR,
    "no text of a norm, or no value of a parameter, holds in a time between two others",
    "Cases of that time cannot be decided, or are decided by whatever a program falls back on.",
    Example(bad=VERSIONS.replace("from: 2024-01-01", "from: 2024-02-01"), good=VERSIONS, quotes="2024-02-01"),
)
OVERLAP = Rule(
    "AO212",
    "overlap of versions",
    Severity.ERROR,
    "two texts of a norm, or two values of a parameter, hold on one day",
    "Two people with the same facts on the same day could get two decisions.",
    Example(bad=VERSIONS.replace("from: 2024-01-01", "from: 2023-12-31"), good=VERSIONS, quotes="2023-12-31"),
)
RUN_OUT = Rule(
    "AO213",
    "rate that has run out",
    Severity.ERROR,
    "the last value of a parameter, or the last text of a norm, has ended",
    "In older systems ended rates lived on for ever, and people were paid by a law that was no longer there. Here it fails.",
    Example(
        bad=VERSIONS.replace("from: 2024-01-01,", "from: 2024-01-01, to: 2024-12-31,"),
        good=VERSIONS,
        quotes="2024-12-31",
    ),
    on="pack",
    check=check_run_out,
)
CIRCLE = Rule(
    "AO214",
    "circular norms",
    Severity.ERROR,
    "a norm rests on itself, by way of others",
    "To know the one you must know the other first; no order of reckoning ends.",
    Example(
        bad=CIRCULAR.replace(
            "needs: {born: date, paid: money CNY}\nresult: if born > application then paid else 3 CNY",
            "norms: {back: discount}\nneeds: {born: date, paid: money CNY}\nresult: back",
        ),
        good=CIRCULAR,
        quotes="",
    ),
    on="pack",
    check=check_cycles,
)
EMERGENCY = Rule(
    "AO215",
    "emergency norm without an end",
    Severity.ERROR,
    "an emergency norm lives longer than 30 days or does not erase its data",
    "Measures made in haste outlive their cause unless the text itself ends them. Only a published act may renew one.",
    Example(bad=EMERGENCY_TEXT.replace("2099-01-30", "2099-03-30"), good=EMERGENCY_TEXT, quotes="2099-03-30"),
    on="norm",
    check=check_emergency,
)
STANDING_RULES = (
    NO_BASIS,
    NO_EFFECT,
    NO_TEXT,
    NO_PERIOD,
    ENDS_EARLY,
    GAP,
    OVERLAP,
    RUN_OUT,
    CIRCLE,
    EMERGENCY,
)
