"""The requirements of a catalogue: comparisons and sentences, with what keeps a row from being one."""

import re
from collections.abc import Iterator

import msgspec

from askonce.apps.government.catalogue.tables import REQUIREMENTS, Row, Tables
from askonce.apps.government.checks.catalogue import UNCLEAR_REQUIREMENT, UNKNOWN_OPERATOR, WRONG_CELL
from askonce.text.diagnostic import Diagnostic
from askonce.text.suggest import did_you_mean

EVERYBODY = "all"
ORDERS = ("<", "<=", ">", ">=")
EQUALITIES = ("=", "!=")
MEMBERSHIPS = ("in", "not in")
OPERATORS = (*ORDERS, *EQUALITIES, *MEMBERSHIPS)
PERIODS = ("month", "quarter", "year")
SEPARATOR = "|"
LETTER_OR_DIGIT = re.compile(r"[^\W_]")


class Comparison(msgspec.Struct, frozen=True):
    """A requirement that compares a concept with values: any of them, where there are several."""

    concept: str
    operator: str
    values: tuple[str, ...]
    period: str = ""


class Requirement(msgspec.Struct, frozen=True):
    """A row of the requirements: a comparison, or a sentence in `prose`.

    Beside a comparison `prose` qualifies what is compared. `group` is `all`, or the row's profile.
    """

    service: str
    number: int
    group: str
    comparison: Comparison | None
    prose: str
    row: Row


def read_requirements(tables: Tables) -> tuple[Requirement, ...]:
    """Read the rows of requirements that the checks find clean, by service in the order of their numbers."""
    read = [_requirement(row) for row in tables.by_name[REQUIREMENTS].rows]
    return tuple(sorted(read, key=lambda requirement: (requirement.service, requirement.number)))


def _requirement(row: Row) -> Requirement:
    comparison = None
    if row.text("concept"):
        values = row.text("values").split(SEPARATOR) if row.text("values") else [row.text("value")]
        kept = tuple(dict.fromkeys(value.strip() for value in values if value.strip()))
        comparison = Comparison(row.text("concept"), row.text("operator"), kept, row.text("period"))
    number = int(row.text("number"))
    return Requirement(row.text("service"), number, row.text("group"), comparison, row.text("text"), row)


def wrong_cell(row: Row, column: str, expected: str, repair: str) -> Diagnostic:
    """Say that a cell holds something other than its column needs."""
    message = f"`{row.text(column)}` stands in `{column}`, where {expected} should"
    return WRONG_CELL.at(row.place(column), message, repair=repair)


def wrong_requirement(row: Row) -> Iterator[Diagnostic]:
    """Find what keeps a row from being a comparison or a sentence."""
    number, period = row.text("number"), row.text("period")
    if number and not (number.isascii() and number.isdigit() and len(number) < 10):
        yield wrong_cell(row, "number", "a whole number", "number the rows of a service 1, 2, 3")
    if period and period not in PERIODS:
        yield wrong_cell(
            row, "period", f"one of {', '.join(PERIODS)}", "write one of them, or empty the cell"
        )
    if row.text("concept"):
        yield from _wrong_comparison(row)
        return
    for column in ("operator", "value", "values", "period"):
        if row.text(column):
            message = f"`{row.text(column)}` is compared with nothing: the row has no `concept`"
            yield UNCLEAR_REQUIREMENT.at(
                row.place(column), message, repair="name the concept, or empty the cell"
            )
            return
    if not row.text("text"):
        yield UNCLEAR_REQUIREMENT.at(
            row.span,
            "the row has neither a `concept` nor a `text`",
            repair="write what is required, or remove the row",
        )


def _wrong_comparison(row: Row) -> Iterator[Diagnostic]:
    concept, operator = row.text("concept"), row.text("operator")
    if not LETTER_OR_DIGIT.search(concept):
        yield wrong_cell(row, "concept", "a name with a letter or a digit", "give the concept a name")
    if not operator:
        repair = f"write one of {', '.join(OPERATORS)}"
        yield UNCLEAR_REQUIREMENT.at(row.place("concept"), f"`{concept}` has no `operator`", repair=repair)
        return
    if operator not in OPERATORS:
        repair = did_you_mean(operator, OPERATORS) or f"the operators are {', '.join(OPERATORS)}"
        yield UNKNOWN_OPERATOR.at(row.place("operator"), f"`{operator}` is no operator", repair=repair)
        return
    several = [value for value in row.text("values").split(SEPARATOR) if value.strip()]
    if not row.text("value") and not several:
        message = f"`{concept} {operator}` is compared with no value"
        yield UNCLEAR_REQUIREMENT.at(row.place("operator"), message, repair="fill `value` or `values`")
    elif row.text("value") and row.text("values"):
        message = f"`{concept} {operator}` has both a `value` and `values`"
        yield UNCLEAR_REQUIREMENT.at(row.place("values"), message, repair="keep one of the two cells")
    elif several and operator not in MEMBERSHIPS and len(several) > 1:
        yield wrong_cell(row, "values", f"one value for `{operator}`", "use `in` for several values")
