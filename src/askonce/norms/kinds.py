"""The kinds of norms and parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askonce.norms.facts import norm_facts, parameter_facts
from askonce.norms.model import (
    Expires,
    Gives,
    Norm,
    NormSeen,
    Parameter,
    ParameterSeen,
    Rests,
    norm_interfaces,
    parameter_interfaces,
)
from askonce.norms.sheets.sheet import Sheet, SheetSeen, sheet_interfaces
from askonce.pack.kinds import Kind
from askonce.pack.symbols import Scope

if TYPE_CHECKING:  # reading FEEL costs 0.07 s at start-up, which a pack whose norms stand as they were saves
    from askonce.norms.binding import BoundNorm


def bind(norm: Norm, scope: Scope) -> BoundNorm:
    """The norm with its expressions parsed and typed."""
    from askonce.norms.binding import bind_norm

    return bind_norm(norm, scope)


PARAMETER = Kind(
    "parameter",
    Parameter,
    "A rate or threshold that is set from time to time, apart from the norms that use it.",
    "parameters",
    """parameter: meal-price
title: {en: Price of a meal, zh: 餐价}
type: money CNY
basis: canteen-rules/4
values:
  - {from: 2022-01-01, value: 18 CNY}
""",
    interfaces=parameter_interfaces,
    facts=parameter_facts,
    shares=(ParameterSeen, Expires),
    titled=False,
)
NORM = Kind(
    "norm",
    Norm,
    "A rule with a basis, a period and an effect.",
    "norms",
    """norm: meal-price
title: {en: Price of a meal, zh: 餐价}
basis: canteen-rules/4
effect: favourable
in_force: {from: 2022-01-01, governed_by: application}
needs: {birth: date}
where: {age: "age(birth, application)", leap_day: "28 February"}
table:
  hit: unique
  when: [age]
  then: [price]
  rows: [["< 60", 18 CNY], [">= 60", 15 CNY]]
adopted: {act: canteen-rules, on: 2021-12-15, by: [street, county-legal]}
""",
    interfaces=norm_interfaces,
    bind=bind,
    facts=norm_facts,
    shares=(NormSeen, Expires, Gives, Rests),
    titled=False,
)
ROWS = Kind(
    "rows",
    Sheet,
    "The rows of a decision table, kept apart from its norm as authors keep them in a spreadsheet.",
    "norms",
    """rows: meal-price
columns: [age, price]
lines:
  - {age: "< 60", price: 18 CNY}
  - {age: ">= 60", price: 15 CNY}
""",
    interfaces=sheet_interfaces,
    shares=(SheetSeen,),
    titled=False,
)
KINDS = (PARAMETER, NORM, ROWS)
