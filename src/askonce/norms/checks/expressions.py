"""The rules about expressions: names that are known, types and units that fit, ages with a leap-day rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from askonce.norms.checks.examples import DISCOUNT
from askonce.norms.checks.sheets import EMPTY_OUTCOME, MISFIT, MISREAD
from askonce.norms.model import LEAP_DAY, LEAP_DAYS
from askonce.pack.symbols import Scope
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity
from askonce.text.node import Mapping
from askonce.text.span import Span

if TYPE_CHECKING:  # reading FEEL costs 0.07 s at start-up, which a pack whose norms stand as they were saves
    from askonce.norms.binding import BoundNorm


def check_expressions(bound: BoundNorm, scope: Scope) -> Iterator[Diagnostic]:
    """Say what binding found wrong with a norm's expressions, each under its own rule."""
    for text in bound.texts:
        for fault in text.faults:
            yield BY_CODE.get(fault.code, UNREADABLE).at(fault.span, fault.message, repair=fault.help)


def check_ages(bound: BoundNorm, scope: Scope) -> Iterator[Diagnostic]:
    """Who reckons an age says when those born on 29 February come of age."""
    for text in bound.texts:
        if text.uses_age and text.leap_day is None:
            yield NO_LEAP_DAY.at(
                text.version.key_place("where"),
                f"`where` of norm `{bound.id}` reckons an age without a `leap_day`",
                repair="add `leap_day: 28 February` (or 1 March) to `where`",
            )
        elif text.leap_day is not None and text.leap_day not in LEAP_DAYS:
            place = text.version.where[LEAP_DAY].node.span
            yield NO_LEAP_DAY.at(
                place, f"`{text.leap_day}` is no leap-day rule", repair="write 28 February or 1 March"
            )


def check_names(bound: BoundNorm, scope: Scope) -> Iterator[Diagnostic]:
    """No fact, rate, norm or derived fact bears the name of a date of the case, or of another of them."""
    norm = bound.norm
    shared = tuple(_names(norm.node, "needs", "parameters", "norms", "where"))
    yield from _taken(norm.id, shared, {})
    for text in norm.texts() if norm.versions else ():
        yield from _taken(norm.id, tuple(_names(text.node, "where")), dict(shared))


def _taken(norm: str, names: tuple[tuple[str, Span], ...], borne: dict[str, Span]) -> Iterator[Diagnostic]:
    """The names among these that are dates, or that others bear already; `borne` are those so far."""
    from askonce.norms.binding import DATES

    for name, span in names:
        if name in DATES:
            yield NAME_TAKEN.at(
                span,
                f"`{name}` is the date of the {name} in every expression, and names something else here",
                repair="give it another name",
            )
        elif name in borne:
            yield NAME_TAKEN.at(
                span,
                f"`{name}` already names something else in norm `{norm}`",
                related=(Related(borne[name], "the other one"),),
                repair="give one of the two another name",
            )
        borne.setdefault(name, span)


def _names(node: Mapping, *words: str) -> Iterator[tuple[str, Span]]:
    """The names that stand under these words, with their places."""
    for word in words:
        group = node.entries[word][1] if word in node.entries else None
        if isinstance(group, Mapping):
            yield from ((name, key.span) for name, (key, _) in group.entries.items())


UNKNOWN_NAME = Rule(
    "AO201",
    "unknown name in an expression",
    Severity.ERROR,
    "an expression uses a name that is no fact, parameter or norm here",
    "In lenient engines a misspelt name is null, and null can match a row: people get another decision and nobody sees why.",
    Example(bad=DISCOUNT.replace("if age >=", "if agge >="), good=DISCOUNT, quotes="agge"),
    on="norm",
    check=check_expressions,
)
WRONG_OPERAND = Rule(
    "AO202",
    "type mismatch in an expression",
    Severity.ERROR,
    "an expression compares or reckons with values of types that do not go together",
    "A date compared with a number is never true and never false, so the row that it guards never decides.",
    Example(bad=DISCOUNT.replace("if age >= 60", "if born >= 60"), good=DISCOUNT, quotes="born >= 60"),
)
WRONG_UNIT = Rule(
    "AO203",
    "unit mismatch in an expression",
    Severity.ERROR,
    "an expression adds or compares amounts of different units",
    "Yuan and euro, or days and months, do not add up; whoever adds them anyway pays out a wrong sum.",
    Example(bad=DISCOUNT.replace("then paid", "then paid + 1 EUR"), good=DISCOUNT, quotes="paid + 1 EUR"),
)
UNREADABLE = Rule(
    "AO204",
    "unreadable expression",
    Severity.ERROR,
    "an expression is not FEEL, or a row has too few or too many cells",
    "What cannot be read cannot decide.",
    Example(bad=DISCOUNT.replace("then paid else", "then paid els"), good=DISCOUNT, quotes="els"),
)
NO_LEAP_DAY = Rule(
    "AO205",
    "age without a leap-day rule",
    Severity.ERROR,
    "a norm reckons an age and does not say when those born on 29 February come of age",
    "Two programs disagreed about exactly these people. Whether they turn 60 on 28 February or on 1 March is for the norm to say.",
    Example(bad=DISCOUNT.replace(", leap_day: 28 February", ""), good=DISCOUNT, quotes="where"),
    on="norm",
    check=check_ages,
)
NAME_TAKEN = Rule(
    "AO226",
    "name taken in a norm",
    Severity.ERROR,
    "a fact, parameter, norm or derived fact has the name of a date of the case, or of another name of the same norm",
    "`event`, `application` and `decision` are the dates of a case, and each name stands for one thing. Of two things with "
    "one name an expression sees only one; the other is asked for, given, and never looked at.",
    Example(bad=DISCOUNT.replace("where: {age:", "where: {event: born, age:"), good=DISCOUNT, quotes="event"),
    on="norm",
    check=check_names,
)
BY_CODE = {
    "unknown-name": UNKNOWN_NAME,
    "type": WRONG_OPERAND,
    "unit": WRONG_UNIT,
    "arity": UNREADABLE,
    "syntax": UNREADABLE,
    "depth": UNREADABLE,
    "column": MISFIT,
    "cell": MISREAD,
    "empty": EMPTY_OUTCOME,
}
EXPRESSION_RULES = (UNKNOWN_NAME, WRONG_OPERAND, WRONG_UNIT, UNREADABLE, NO_LEAP_DAY, NAME_TAKEN)
