"""A constraint over many values of both sides at once, as a plan for an engine of columns."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeAlias

import msgspec

from askonce.apps.economy.terms import Constraint, Input
from askonce.feel.relational.algebra import TRUTH, WORDS, Day, Exact, Kind
from askonce.feel.relational.plan import Reckoning
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, ChoiceType, MoneyType
from askonce.feel.values import Money, Value
from askonce.norms.population.population import WHOLE_DIGITS, Refused, population

#: Values in the smallest parts of a column's kind: whole counts for numbers, days, truths, texts.
Column: TypeAlias = Sequence[Any]
#: Runs a plan over each row of one table beside each of another, row by row of the first: 1 true, 0 false, 2 neither.
Cross: TypeAlias = Callable[[Reckoning, Mapping[str, Column], Mapping[str, Column]], bytes]
#: More decimals than this no column holds; the compiled norm does such values.
_MOST_DECIMALS: Final = 6


class Lowered(msgspec.Struct, frozen=True):
    """A plan with the columns of both sides by the names that the norm has for them."""

    reckoning: Reckoning
    asked: Mapping[str, Column]
    offered: Mapping[str, Column]


def lower(
    constraint: Constraint, asked: Sequence[tuple[Value, ...]], offered: Sequence[tuple[Value, ...]]
) -> Lowered | None:
    """The plan of a constraint for values of both sides, none of them null, or none where columns cannot say them."""
    sides: list[dict[str, Column]] = []
    schema: dict[str, Kind | str] = {}
    for inputs, rows in ((constraint.of_need, asked), (constraint.of_offer, offered)):
        columns: dict[str, Column] = {}
        for place, one in enumerate(inputs):
            found = _column(one, [row[place] for row in rows])
            if found is None:
                return None
            schema[one.name], columns[one.name] = found
        sides.append(columns)
    plan = population(constraint.ruling, schema, frozenset(schema))
    if isinstance(plan, Refused):
        return None
    return Lowered(plan.reckoning, sides[0], sides[1])


def _column(one: Input, values: Sequence[Value]) -> tuple[Kind, Column] | None:
    kind = one.type
    if kind == BOOLEAN and all(isinstance(value, bool) for value in values):
        return TRUTH, values
    if kind == TEXT and all(isinstance(value, str) for value in values):
        return WORDS, values
    if isinstance(kind, ChoiceType) and all(value in kind.options for value in values):
        return WORDS, values
    if kind == DATE and all(type(value) is date for value in values):
        days = [value.toordinal() for value in values if isinstance(value, date)]
        return Day(min(days), max(days)), values
    if isinstance(kind, MoneyType):
        amounts = [
            value.amount for value in values if isinstance(value, Money) and value.currency == kind.currency
        ]
        return _counted("money", amounts) if len(amounts) == len(values) else None
    if kind in (INTEGER, NUMBER):
        numbers = [value for value in values if isinstance(value, Decimal)]
        return (
            _counted("integer" if kind == INTEGER else "number", numbers)
            if len(numbers) == len(values)
            else None
        )
    return None


def _counted(word: str, numbers: Sequence[Decimal]) -> tuple[Kind, Column] | None:
    """Numbers as counts of their smallest part, where all are small enough for exact columns."""
    scale = max((_decimals(number) for number in numbers), default=0)
    if scale > (0 if word == "integer" else _MOST_DECIMALS):
        return None
    most = 10 ** (WHOLE_DIGITS[word] + scale) - 1
    counts = [int(Fraction(number) * 10**scale) for number in numbers]
    if any(abs(count) > most for count in counts):
        return None
    return Exact(scale, min(counts), max(counts)), counts


def _decimals(number: Decimal) -> int:
    """How many decimals a number has, without nought at its end.

    >>> _decimals(Decimal("1.500")), _decimals(Decimal("1E+3"))
    (1, 0)
    """
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return _MOST_DECIMALS + 1
    for digit in reversed(digits):
        if digit or exponent >= 0:
            break
        exponent += 1
    return max(0, -exponent)
