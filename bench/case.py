"""The case of the benchmark of decisions: one norm of twenty rows, and the people that it is put to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from askonce.feel.values import Money
from askonce.norms.binding import bind_norm
from askonce.norms.kinds import NORM
from askonce.norms.model import Norm
from askonce.norms.ruling import Book, Ruling, all_on, rule
from askonce.pack.symbols import Scope, Table
from askonce.registers.fact import Facts, known
from askonce.text.node import Mapping
from askonce.text.yaml import read_yaml

TEXT: Final = """
norm: support
needs:
  birth: date
  income: money CNY
  members: integer
  rent: money CNY
  grade: {type: [none, mild, severe]}
  resident: boolean
  veteran: boolean
where:
  age: age(birth, application)
  per_head: income / members
  leap_day: 28 February
table:
  hit: unique
  when: [resident, age, per_head, grade, veteran]
  then: {amount: money CNY}
  rows:
    - ["false", "-", "-", "-", "-", 0 CNY]
    - ["true", "< 18", "< 800 CNY", none, "-", 300 CNY]
    - ["true", "< 18", "< 800 CNY", "mild, severe", "-", 450 CNY]
    - ["true", "< 18", "[800 CNY..1500 CNY)", "none, mild", "-", 150 CNY]
    - ["true", "< 18", "[800 CNY..1500 CNY)", severe, "-", 300 CNY]
    - ["true", "< 18", ">= 1500 CNY", "-", "-", 0 CNY]
    - ["true", "[18..60)", "< 800 CNY", none, "false", 0.2 * rent]
    - ["true", "[18..60)", "< 800 CNY", none, "true", 0.3 * rent]
    - ["true", "[18..60)", "< 800 CNY", "mild, severe", "-", 0.5 * rent]
    - ["true", "[18..60)", "[800 CNY..1500 CNY)", "none, mild", "-", 0 CNY]
    - ["true", "[18..60)", "[800 CNY..1500 CNY)", severe, "-", 0.25 * rent]
    - ["true", "[18..60)", ">= 1500 CNY", "-", "-", 0 CNY]
    - ["true", "[60..80)", "< 800 CNY", "-", "false", 200 CNY + 0.1 * rent]
    - ["true", "[60..80)", "< 800 CNY", "-", "true", 350 CNY + 0.1 * rent]
    - ["true", "[60..80)", "[800 CNY..1500 CNY)", "-", "-", 100 CNY]
    - ["true", "[60..80)", ">= 1500 CNY", "-", "false", 0 CNY]
    - ["true", "[60..80)", ">= 1500 CNY", "-", "true", 50 CNY]
    - ["true", ">= 80", "-", none, "-", 200 CNY]
    - ["true", ">= 80", "-", mild, "-", 300 CNY]
    - ["true", ">= 80", "-", severe, "-", 400 CNY + 0.5 * rent]
"""
APPLICATION: Final = date(2025, 2, 28)
BORN_ON_A_LEAP_DAY: Final = date(1960, 2, 29)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as plain values; amounts are in yuan with two decimals."""

    birth: date
    income: Decimal
    members: int
    rent: Decimal
    grade: str
    resident: bool
    veteran: bool
    application: date


def people(count: int, seed: int) -> Iterator[Person]:
    """People drawn at random; every tenth is born on 29 February, and most days are near a birthday."""
    rng = Random(seed)  # noqa: S311 - the same people on every run
    for number in range(count):
        birth = date(rng.randint(1930, 2023), 1, 1) + timedelta(rng.randrange(365))
        if number % 10 == 0:
            birth = date(4 * rng.randint(1930 // 4 + 1, 2020 // 4), 2, 29)
        application = APPLICATION + timedelta(rng.choice((0, 1, 1096, rng.randrange(1500))))
        yield Person(
            birth,
            Decimal(rng.randrange(0, 1_000_000)) / 100,
            rng.randint(1, 6),
            Decimal(rng.randrange(0, 400_000)) / 100,
            rng.choice(("none", "none", "mild", "severe")),
            rng.random() < 0.9,
            rng.random() < 0.3,
            application,
        )


def ruling() -> Ruling:
    """The norm, ruling on one day."""
    (node,), found = read_yaml("support.yaml", TEXT)
    if found or not isinstance(node, Mapping):
        raise ValueError(found)
    norm, into = NORM.decode(node)
    if into.found or not isinstance(norm, Norm):
        raise ValueError(into.found)
    ruled = rule("support", Book({"support": bind_norm(norm, Scope(Table([])))}, {}), all_on(APPLICATION))
    if not isinstance(ruled, Ruling):
        raise TypeError(ruled)
    return ruled


def facts_of(person: Person) -> Facts:
    """A person as facts with their states."""
    return {
        "birth": known(person.birth),
        "income": known(Money(person.income, "CNY")),
        "members": known(Decimal(person.members)),
        "rent": known(Money(person.rent, "CNY")),
        "grade": known(person.grade),
        "resident": known(person.resident),
        "veteran": known(person.veteran),
        "application": known(person.application),
    }


def values_of(person: Person) -> dict[str, Any]:
    """A person as the hand-written function takes one: a row of plain values."""
    return {name: getattr(person, name) for name in Person.__slots__} | {"members": Decimal(person.members)}
