"""The rule of adoption: a text binds once two have signed it."""

from collections.abc import Iterator

from askonce.pack.kinds import Adoption, Definition
from askonce.pack.symbols import Scope
from askonce.text.diagnostic import Diagnostic, Example, Rule, Severity

SIGNERS = 2


def check_adoption(definition: Definition, scope: Scope) -> Iterator[Diagnostic]:
    """An adopted text names two who signed it."""
    adopted = getattr(definition, "adopted", None)
    if isinstance(adopted, Adoption) and adopted.states("by") and len(set(adopted.by)) < SIGNERS:
        yield ONE_SIGNER.at(
            adopted.key_place("by"),
            f"`by` names {len(set(adopted.by))} where two sign a {definition.kind}",
            repair="name the two who adopted it, as `by: [first, second]`",
        )


SIGNED = """purpose: meals
title: {en: Meals, zh: 助餐}
basis: street-rules/2
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
"""
ONE_SIGNER = Rule(
    "AO021",
    "adopted by fewer than two",
    Severity.ERROR,
    "a text was adopted by one alone",
    "Whoever writes a rule is not the only one who reads it before it binds people. Two sign.",
    Example(bad=SIGNED.replace(", county legal office]", "]"), good=SIGNED, quotes="by"),
    on="definition",
    check=check_adoption,
)
