"""The concepts that a catalogue compares, with the types that its operators and values show."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from askonce.apps.government.catalogue.requirements import EQUALITIES, ORDERS, Comparison, Requirement
from askonce.apps.government.checks.catalogue import WRONG_CELL
from askonce.feel.types import MOST_OPTIONS
from askonce.pack.shapes import ISO_DATE, NUMBER
from askonce.text.diagnostic import Diagnostic

BOOLEANS = frozenset({"true", "false"})
#: A word to choose, not a code: `lyceen`, but neither `01` nor `2A` nor a sentence.
CHOICE = re.compile(r"[^\W\d][^|;]{0,59}")
LEADING_ZERO = re.compile(r"[-+]?0\d")


class Derivation(msgspec.Struct, frozen=True):
    """A well-known concept from which another follows, with its name for people by language."""

    concept: str
    type: str
    changes: str
    title: dict[str, str]


#: What a catalogue asks that follows from what a register may hold. Asking the one is asking the other.
BIRTH_DATE = Derivation(
    "birth-date", "date", "never", {"en": "Date of birth", "fr": "Date de naissance", "zh": "出生日期"}
)
WELL_KNOWN = {"age": BIRTH_DATE}


class Compared(msgspec.Struct, frozen=True):
    """A concept as a catalogue uses it: its type, and its options where it is a choice of words."""

    name: str
    type: str
    options: tuple[str, ...] = ()


def find_concepts(requirements: Iterable[Requirement]) -> dict[str, Compared]:
    """Every concept that is compared, in the order of its name."""
    uses: dict[str, list[Comparison]] = {}
    for requirement in requirements:
        if requirement.comparison is not None:
            uses.setdefault(requirement.comparison.concept, []).append(requirement.comparison)
    return {name: _compared(name, uses[name]) for name in sorted(uses)}


def check_values(requirements: Iterable[Requirement], concepts: dict[str, Compared]) -> Iterator[Diagnostic]:
    """Find values that are no number where the operators say that the concept is one."""
    for requirement in requirements:
        comparison = requirement.comparison
        if comparison is None or concepts[comparison.concept].type != "number":
            continue
        place = requirement.row.place("values" if requirement.row.text("values") else "value")
        for value in comparison.values:
            if not NUMBER.fullmatch(value):
                pointed = value.replace(",", ".")
                tested = f"{comparison.concept} {comparison.operator}"
                message = f"`{tested}` compares with `{value}`, which is no number"
                repair = f"write `{pointed}`" if NUMBER.fullmatch(pointed) else "write a number"
                yield WRONG_CELL.at(place, message, repair=repair)


def _compared(name: str, uses: list[Comparison]) -> Compared:
    """Ordering shows a number or a date, equality with true or false a boolean; listed digits are codes."""
    operators = {use.operator for use in uses}
    values = dict.fromkeys(value for use in uses for value in use.values)
    if all(_is_date(value) for value in values):
        return Compared(name, "date")
    if operators & set(ORDERS):
        return Compared(name, "number")
    equal = operators <= set(EQUALITIES)
    if equal and BOOLEANS.issuperset(values):
        return Compared(name, "boolean")
    if equal and all(NUMBER.fullmatch(value) and not LEADING_ZERO.match(value) for value in values):
        return Compared(name, "number")
    if len(values) < MOST_OPTIONS and all(CHOICE.fullmatch(value) for value in values):
        return Compared(name, "choice", tuple(sorted(values)))
    return Compared(name, "text")


def _is_date(text: str) -> bool:
    if not ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
