"""The contenders of the benchmark of decisions: the same norm written by hand, in CEL, and for zen-engine."""

import json
from calendar import isleap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from bench.case import Person, values_of

NOTHING: Final = Decimal(0)
TEN_THOUSAND: Final = 10_000


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to decide: what a person becomes beforehand, what decides, and how the answer reads in yuan."""

    name: str
    prepare: Callable[[Person], Any]
    decide: Callable[[Any], Any]
    read: Callable[[Any], Decimal]


# By hand: what a good programmer writes who trusts every value.

SHARE_10: Final = Decimal("0.1")
SHARE_20: Final = Decimal("0.2")
SHARE_25: Final = Decimal("0.25")
SHARE_30: Final = Decimal("0.3")
SHARE_50: Final = Decimal("0.5")
YUAN_50: Final = Decimal(50)
YUAN_100: Final = Decimal(100)
YUAN_150: Final = Decimal(150)
YUAN_200: Final = Decimal(200)
YUAN_300: Final = Decimal(300)
YUAN_350: Final = Decimal(350)
YUAN_400: Final = Decimal(400)
YUAN_450: Final = Decimal(450)


def by_hand(person: Mapping[str, Any]) -> Decimal:
    """The amount, for a row of plain values; nothing is validated."""
    if not person["resident"]:
        return NOTHING
    birth, day = person["birth"], person["application"]
    turns = (birth.month, birth.day)
    if turns == (2, 29) and not isleap(day.year):
        turns = (2, 28)
    age = day.year - birth.year - ((day.month, day.day) < turns)
    grade = person["grade"]
    if age >= 80:
        return _of_the_oldest(grade, person["rent"])
    per_head = person["income"] / person["members"]
    if age < 18:
        return _of_children(per_head, grade)
    if age < 60:
        return _of_the_grown(per_head, grade, person)
    if per_head < 800:
        return (YUAN_350 if person["veteran"] else YUAN_200) + SHARE_10 * person["rent"]  # type: ignore[no-any-return]
    if per_head < 1500:
        return YUAN_100
    return YUAN_50 if person["veteran"] else NOTHING


def _of_the_oldest(grade: str, rent: Decimal) -> Decimal:
    if grade == "severe":
        return YUAN_400 + SHARE_50 * rent
    return YUAN_300 if grade == "mild" else YUAN_200


def _of_children(per_head: Decimal, grade: str) -> Decimal:
    if per_head < 800:
        return YUAN_300 if grade == "none" else YUAN_450
    if per_head < 1500:
        return YUAN_300 if grade == "severe" else YUAN_150
    return NOTHING


def _of_the_grown(per_head: Decimal, grade: str, person: Mapping[str, Any]) -> Decimal:
    if per_head < 800:
        if grade != "none":
            return SHARE_50 * person["rent"]  # type: ignore[no-any-return]
        return (SHARE_30 if person["veteran"] else SHARE_20) * person["rent"]  # type: ignore[no-any-return]
    if per_head < 1500 and grade == "severe":
        return SHARE_25 * person["rent"]  # type: ignore[no-any-return]
    return NOTHING


# CEL has no decimals: amounts are counted in ten-thousandths of a yuan, so that each share of a cent is whole.

_CEL: Final = """
[!resident ? -1 : application.getFullYear() - birth.getFullYear() - (
  application.getMonth() * 100 + application.getDate() < (
    birth.getMonth() == 1 && birth.getDate() == 29
    && !(application.getFullYear() % 4 == 0 && (application.getFullYear() % 100 != 0 || application.getFullYear() % 400 == 0))
    ? 128 : birth.getMonth() * 100 + birth.getDate()
  ) ? 1 : 0
)]
.map(age, age < 0 ? 0 :
  age >= 80 ? (grade == 'none' ? 2000000 : grade == 'mild' ? 3000000 : 4000000 + rent / 2) :
  age < 18 ? (
    income / members < 8000000 ? (grade == 'none' ? 3000000 : 4500000) :
    income / members < 15000000 ? (grade == 'severe' ? 3000000 : 1500000) : 0
  ) :
  age < 60 ? (
    income / members < 8000000 ? (grade != 'none' ? rent / 2 : veteran ? rent * 3 / 10 : rent / 5) :
    income / members < 15000000 ? (grade == 'severe' ? rent / 4 : 0) : 0
  ) :
  income / members < 8000000 ? (veteran ? 3500000 : 2000000) + rent / 10 :
  income / members < 15000000 ? 1000000 : veteran ? 500000 : 0
)[0]
"""


def cel() -> Contender:
    """The CEL binding in Rust, its expression compiled beforehand."""
    import cel as engine

    program = engine.compile(_CEL)

    def prepare(person: Person) -> dict[str, Any]:
        row = values_of(person)
        for name in ("birth", "application"):
            row[name] = datetime(row[name].year, row[name].month, row[name].day, tzinfo=UTC)
        for name in ("income", "rent"):
            row[name] = int(row[name] * TEN_THOUSAND)
        return row | {"members": person.members}

    return Contender("CEL (Rust)", prepare, program.execute, lambda found: Decimal(found) / TEN_THOUSAND)


# zen-engine takes the table as it stands.

_ROWS: Final = (
    ("false", "", "", "", "", "0"),
    ("true", "< 18", "< 800", '"none"', "", "300"),
    ("true", "< 18", "< 800", '"mild", "severe"', "", "450"),
    ("true", "< 18", "[800..1500)", '"none", "mild"', "", "150"),
    ("true", "< 18", "[800..1500)", '"severe"', "", "300"),
    ("true", "< 18", ">= 1500", "", "", "0"),
    ("true", "[18..60)", "< 800", '"none"', "false", "0.2 * rent"),
    ("true", "[18..60)", "< 800", '"none"', "true", "0.3 * rent"),
    ("true", "[18..60)", "< 800", '"mild", "severe"', "", "0.5 * rent"),
    ("true", "[18..60)", "[800..1500)", '"none", "mild"', "", "0"),
    ("true", "[18..60)", "[800..1500)", '"severe"', "", "0.25 * rent"),
    ("true", "[18..60)", ">= 1500", "", "", "0"),
    ("true", "[60..80)", "< 800", "", "false", "200 + 0.1 * rent"),
    ("true", "[60..80)", "< 800", "", "true", "350 + 0.1 * rent"),
    ("true", "[60..80)", "[800..1500)", "", "", "100"),
    ("true", "[60..80)", ">= 1500", "", "false", "0"),
    ("true", "[60..80)", ">= 1500", "", "true", "50"),
    ("true", ">= 80", "", '"none"', "", "200"),
    ("true", ">= 80", "", '"mild"', "", "300"),
    ("true", ">= 80", "", '"severe"', "", "400 + 0.5 * rent"),
)
_FIELDS: Final = ("resident", "age", "per_head", "grade", "veteran")
_DERIVED: Final = {
    "age": "d(application).diff(d(birth), 'year')",
    "per_head": "income / members",
}


def zen() -> Contender:
    """The engine in Rust behind its Python binding, its decision made beforehand."""
    import zen as engine

    table = {
        "hitPolicy": "first",
        "inputs": [
            {"id": name, "name": name, "type": "expression", "field": _DERIVED.get(name, name)}
            for name in _FIELDS
        ],
        "outputs": [{"id": "amount", "name": "amount", "type": "expression", "field": "amount"}],
        "rules": [
            {"_id": str(number), **dict(zip((*_FIELDS, "amount"), row, strict=True))}
            for number, row in enumerate(_ROWS)
        ],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {
            "id": "table",
            "type": "decisionTableNode",
            "name": "table",
            "position": {"x": 1, "y": 0},
            "content": table,
        },
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
    ]
    edges = [
        {"id": "a", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "b", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    decision = engine.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def prepare(person: Person) -> dict[str, Any]:
        row = values_of(person)
        dates = {name: row[name].isoformat() for name in ("birth", "application")}
        return (
            row
            | dates
            | {"members": person.members, "income": float(row["income"]), "rent": float(row["rent"])}
        )

    return Contender(
        "zen-engine",
        prepare,
        decision.evaluate,
        lambda found: Decimal(str(found["result"]["amount"])),
    )


BY_HAND: Final = Contender("by hand", values_of, by_hand, lambda found: found)
