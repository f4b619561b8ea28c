"""The rules of purposes: how long a look may be hidden, and who from outside may ask."""

from collections.abc import Iterator

from askonce.pack.shapes import Ref
from askonce.pack.symbols import Scope
from askonce.registers.disclosure import is_too_long
from askonce.registers.model import Purpose
from askonce.text.diagnostic import Diagnostic, Example, Rule, Severity


def check_delay(purpose: Purpose, scope: Scope) -> Iterator[Diagnostic]:
    """A look is hidden for twelve months at most."""
    hidden = purpose.disclosure
    if hidden is not None and hidden.after is not None and is_too_long(hidden.after):
        yield TOO_LONG_HIDDEN.at(
            hidden.place("after"),
            f"looks for `{purpose.id}` are hidden for `{hidden.after}` from whom they are about",
            repair="write `after: 12 months`, or less",
        )


def check_authorities(purpose: Purpose, scope: Scope) -> Iterator[Diagnostic]:
    """An authority of another jurisdiction asks by an article."""
    for authority, ref in purpose.asked_by.items():
        if not isinstance(ref, Ref):
            yield NO_RIGHT_TO_ASK.at(
                purpose.name_place("asked_by", authority),
                f"`{authority}` may ask for `{purpose.id}` without a basis",
                repair=f"write `asked_by: {{{authority}: law/article}}`",
            )


MEALS = """purpose: meals
title: {en: Meals, zh: 助餐}
basis: street-rules/2
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
disclosure: {after: 12 months, basis: street-rules/2}
asked_by: {linhai-county: street-rules/2}
"""
TOO_LONG_HIDDEN = Rule(
    "AO112",
    "look hidden for more than twelve months",
    Severity.ERROR,
    "a purpose hides its looks from whom they are about for more than twelve months",
    "A record that its subject never sees guards nobody. An inquiry may need some months; after a year the person is told.",
    Example(bad=MEALS.replace("12 months", "18 months"), good=MEALS, quotes="18 months"),
    on="purpose",
    check=check_delay,
)
NO_RIGHT_TO_ASK = Rule(
    "AO113",
    "authority outside that asks without a basis",
    Severity.ERROR,
    "an authority of another jurisdiction may ask for a purpose, but no article says so",
    "What leaves the jurisdiction is out of its hands; to let it go needs an article, as every door does.",
    Example(
        bad=MEALS.replace("{linhai-county: street-rules/2}", "[linhai-county]"),
        good=MEALS,
        quotes="linhai-county",
    ),
    on="purpose",
    check=check_authorities,
)
PURPOSE_RULES = (TOO_LONG_HIDDEN, NO_RIGHT_TO_ASK)
