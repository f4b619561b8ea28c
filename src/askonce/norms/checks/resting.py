"""The rules about what a norm rests on: the facts of the norms that it uses, and the text before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from askonce.norms.checks.examples import DISCOUNT
from askonce.pack.symbols import Scope
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity

if TYPE_CHECKING:  # reading FEEL costs 0.07 s at start-up, which a pack whose norms stand as they were saves
    from askonce.norms.binding import BoundNorm


def check_used_facts(bound: BoundNorm, scope: Scope) -> Iterator[Diagnostic]:
    """A norm names each fact that the norms it uses need, with the same type."""
    norm = bound.norm
    for ref in norm.norms.values():
        used = scope.one("norm", ref.id)
        for name, need in used.value.needs.items() if used is not None else ():
            own = norm.needs.get(name)
            if own is None or need.type not in ("", own.type):
                known = "does not name" if own is None else f"has as {own.type}, not as {need.type},"
                yield UNNAMED_FACT.at(
                    ref.span,
                    f"norm `{norm.id}` {known} `{name}`, a fact that norm `{ref.id}` needs",
                    related=(Related(used.span, "the norm that needs it"),) if used is not None else (),
                    repair=f"write `{name}: {need.type or 'its type'}` under `needs`",
                )


def check_transitions(bound: BoundNorm, scope: Scope) -> Iterator[Diagnostic]:
    """A text that leaves cases to the text before it has one before it."""
    texts = bound.norm.texts()
    first = min((_first_day(text.in_force) for text in texts), default=date.min)
    for text in texts:
        if text.keeps_previous is not None and _first_day(text.in_force) == first:
            yield NOTHING_BEFORE.at(
                text.key_place("keeps_previous"),
                f"the first text of norm `{bound.id}` has none before it for `keeps_previous` to keep",
                repair="move it to the text that replaced another",
            )


def _first_day(force: object) -> date:
    return getattr(force, "starts", None) or date.min


USED = (
    DISCOUNT.replace("needs:", "norms: {back: rebate}\nneeds:").replace("then paid else", "then back else")
    + """--- norms/rebate.yaml
norm: rebate
title: {en: Rebate, zh: 返还}
basis: street-rules/3
effect: neutral
in_force: {from: 2022-01-01}
needs: {paid: money CNY}
result: if paid > 5 CNY then 3 CNY else 1 CNY
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
"""
)
TWO_TEXTS = DISCOUNT.replace("in_force: {from: 2022-01-01}\n", "").replace(
    """where: {age: "age(born, application)", leap_day: 28 February}
result: if age >= 60 then paid else 0 CNY
""",
    """versions:
  - in_force: {from: 2022-01-01, to: 2023-12-31}
    where: {age: "age(born, application)", leap_day: 28 February}
    result: if age >= 60 then paid else 0 CNY
  - in_force: {from: 2024-01-01}
    where: {age: "age(born, application)", leap_day: 28 February}
    result: if age >= 65 then paid else 0 CNY
    keeps_previous: event < date("2024-01-01")
""",
)
UNNAMED_FACT = Rule(
    "AO222",
    "fact of a used norm not named",
    Severity.ERROR,
    "a norm uses another norm and does not name, under `needs`, a fact that the other one needs",
    "Services ask for what a norm names. A fact hidden in a norm behind it would be asked of nobody, and the outcome would hang on it all the same.",
    Example(
        bad=USED.replace(
            "needs: {paid: money CNY}\nresult: if paid > 5 CNY then",
            "needs: {paid: integer}\nresult: if paid > 5 then",
        ),
        good=USED,
        quotes="rebate",
    ),
    on="norm",
    check=check_used_facts,
)
NOTHING_BEFORE = Rule(
    "AO230",
    "transition without a text before",
    Severity.ERROR,
    "the first text of a norm keeps cases under the text before it, and there is none",
    "Those cases would have no text at all, or silently the one that was not meant for them.",
    Example(
        bad=TWO_TEXTS.replace(
            "in_force: {from: 2022-01-01, to: 2023-12-31}",
            'in_force: {from: 2022-01-01, to: 2023-12-31}\n    keeps_previous: event < date("2020-01-01")',
        ),
        good=TWO_TEXTS,
        quotes="keeps_previous",
    ),
    on="norm",
    check=check_transitions,
)
RESTING_RULES = (UNNAMED_FACT, NOTHING_BEFORE)
