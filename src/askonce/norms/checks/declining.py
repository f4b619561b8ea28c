"""The rule about what follows where a person declines to tell a fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from askonce.norms.checks.examples import DISCOUNT
from askonce.pack.symbols import Scope
from askonce.text.diagnostic import Diagnostic, Example, Rule, Severity

if TYPE_CHECKING:  # reading FEEL costs 0.07 s at start-up, which a pack whose norms stand as they were saves
    from askonce.norms.binding import BoundNorm


def check_declining(bound: BoundNorm, scope: Scope) -> Iterator[Diagnostic]:
    """Say which consequence of a declined fact is no outcome of a norm, in each of its texts."""
    stated = [(name, need) for name, need in bound.norm.needs.items() if need.if_declined is not None]
    if not stated:
        return
    from askonce.norms.residue.declining import consequence
    from askonce.norms.ruling import outcomes_of

    several = [outputs for text in bound.texts if not text.faults and (outputs := outcomes_of(text))]
    for name, need in stated:
        words = need.if_declined or ""
        if any(consequence(words, outputs) is None for outputs in several):
            yield NO_CONSEQUENCE.at(
                need.place("if_declined"),
                f"`{words}` follows where `{name}` is declined, and is no outcome of `{bound.id}`",
                repair="state an outcome, or a list of one for each of its outcomes",
            )


STATED = DISCOUNT.replace("paid: money CNY}", "paid: {type: money CNY, if_declined: 0 CNY}}")
NO_CONSEQUENCE = Rule(
    "AO229",
    "consequence that is no outcome",
    Severity.ERROR,
    "what follows where a fact is declined is no outcome of the norm",
    "A person may decline to tell, and is never asked again; the norm then says what follows. What it says must be a decision "
    "that it can give, in each of its texts: else the case would end in words that nobody adopted.",
    Example(bad=STATED.replace("if_declined: 0 CNY", "if_declined: refused"), good=STATED, quotes="refused"),
    on="norm",
    check=check_declining,
)

DECLINING_RULES = (NO_CONSEQUENCE,)
