"""The requirements of one service as questions to the person and one formula over their answers."""

from collections.abc import Iterable

import msgspec

from askonce.apps.government.catalogue.concepts import Compared
from askonce.apps.government.catalogue.naming import expression_name
from askonce.apps.government.catalogue.requirements import EVERYBODY, Comparison, Requirement
from askonce.feel.lexer import quote

INDENT = "  "


class Question(msgspec.Struct, frozen=True):
    """What a requirement asks: a datum of a concept, or the person's word for a sentence.

    `period` is the time it is meant of, where the catalogue states one; `prose` the sentence, or what
    qualifies the concept.
    """

    name: str
    concept: str
    period: str
    prose: str


class Conditions(msgspec.Struct, frozen=True):
    """The questions of a service by name, and the formula that decides by their answers."""

    questions: dict[str, Question]
    formula: str


def find_conditions(requirements: Iterable[Requirement], concepts: dict[str, Compared]) -> Conditions:
    """Every row of group `all` must hold, and all rows of any one profile where there are profiles."""
    questions: dict[str, Question] = {}
    names: dict[tuple[str, str, str, int], str] = {}
    groups: dict[str, list[str]] = {EVERYBODY: []}
    for requirement in requirements:
        asked = _question(requirement)
        key = (asked.concept, asked.period, asked.prose, 0 if asked.concept else requirement.number)
        if key not in names:
            names[key] = _free(asked.name, questions)
            questions[names[key]] = msgspec.structs.replace(asked, name=names[key])
        comparison = requirement.comparison
        test = (
            names[key] if comparison is None else _test(names[key], comparison, concepts[comparison.concept])
        )
        groups.setdefault(requirement.group, []).append(test)
    return Conditions(questions, _formula(groups.pop(EVERYBODY), list(groups.values())))


def _question(requirement: Requirement) -> Question:
    comparison = requirement.comparison
    if comparison is None:
        return Question(f"attests_{requirement.number}", "", "", requirement.prose)
    name = expression_name(comparison.concept)
    if comparison.period:
        name = f"{name}_{comparison.period}"
    if requirement.prose:
        name = f"{name}_{requirement.number}"
    return Question(name, comparison.concept, comparison.period, requirement.prose)


def _free(name: str, used: dict[str, Question]) -> str:
    free, number = name, 1
    while free in used:
        number += 1
        free = f"{name}_{number}"
    return free


def _test(name: str, comparison: Comparison, concept: Compared) -> str:
    values = [_literal(value, concept.type) for value in comparison.values]
    match comparison.operator:
        case "in":
            return f"{name} in ({', '.join(values)})"
        case "not in":
            return f"not({name} in ({', '.join(values)}))"
        case operator:
            return f"{name} {operator} {values[0]}"


def _literal(value: str, kind: str) -> str:
    match kind:
        case "number" | "boolean":
            return value.removeprefix("+")
        case "date":
            return f"date({quote(value)})"
        case _:
            return quote(value)


def _formula(everybody: list[str], profiles: list[list[str]]) -> str:
    if len(profiles) == 1:
        everybody, profiles = everybody + profiles[0], []
    tests = list(everybody)
    if profiles:
        shown = [
            " and ".join(profile) if len(profile) == 1 else f"({' and '.join(profile)})"
            for profile in profiles
        ]
        joined = f"\n{INDENT}or ".join(shown)
        tests.append(f"(\n{INDENT}{joined}\n)")
    return "\nand ".join(tests)
