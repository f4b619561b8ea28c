"""Minimisation: deciding from the answers to a few tests is deciding from the value, whatever value and case it is."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product
from random import Random  # noqa: TID251 - each is seeded, so that a red run can be repeated

import pytest

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.syntax import parse
from askonce.feel.values import Value
from askonce.norms.binding import bind_norm
from askonce.norms.minimal import Cut, minimal_inputs
from askonce.norms.ruling import Book, Ruling, Unsettled, all_on, rule
from askonce.norms.walk import walk
from askonce.pack.symbols import Scope, Table
from askonce.registers.minimal import Minimal
from tests.property.small_norms import DAY, small_norm
from tests.unit.norms.texts import norm_of

SEEDS = range(250)
MOST_CASES = 1_500
STRICT = Settings("28 February", strict=True)


def stand_in(cut: Cut, value: Value) -> Value:
    """What the door gives for a value."""
    found = cut.minimal(value)
    return value if found is None else found.value


def ruling_of(text: str) -> Ruling:
    norm = norm_of(text)
    found = rule(norm.id, Book({norm.id: bind_norm(norm, Scope(Table([])))}, {}), all_on(DAY))
    assert not isinstance(found, Unsettled)
    return found


def test_deciding_from_the_answers_is_deciding_from_the_value() -> None:
    told: Counter[str] = Counter()
    for seed in SEEDS:
        norm = small_norm(seed, pairs=seed % 5 == 0)
        ruling = norm.ruling()
        cuts = minimal_inputs([ruling])
        told.update(norm.kinds[name] for name in cuts)
        told["kept"] += len(norm.kinds.keys() - cuts.keys())
        grid = norm.grid()
        cases = list(product(*grid.values()))
        for case in Random(seed).sample(cases, min(MOST_CASES, len(cases))):  # noqa: S311 - a test draws by a seed
            facts = dict(zip(grid, case, strict=True))
            hidden = {
                name: stand_in(cuts[name], value) if name in cuts else value for name, value in facts.items()
            }
            assert walk(ruling, hidden) == walk(ruling, facts), (seed, norm.text, facts, hidden)
    assert all(told[kind] for kind in ("integer", "number", "money", "date", "kept")), told


def test_the_answers_are_true_of_the_value_and_tell_no_more_than_its_region() -> None:
    seen = 0
    shapes: Counter[bool] = Counter()
    for seed in SEEDS:
        norm = small_norm(seed, pairs=False)
        for name, cut in minimal_inputs([norm.ruling()]).items():
            regions: dict[int, set[tuple[tuple[str, bool], ...]]] = {}
            for value in norm.grid()[name]:
                found = cut.minimal(value)
                if found is None:
                    assert value is None
                    continue
                regions.setdefault(cut.spectrum.place(value), set()).add(found.tests)
                for test, answer in found.tests:
                    tree = parse(test).tree
                    assert tree is not None
                    assert evaluate(tree, {name: value}, STRICT) is answer, (norm.text, test, value)
                seen += 1
            assert all(len(answers) == 1 for answers in regions.values())
            apart = {next(iter(answers)) for answers in regions.values()}
            assert len(apart) == len(regions)
            shapes.update(" in " in tests[0][0] for tests in apart)
    assert seen > 500
    assert shapes[True]
    assert shapes[False]


AGE = """norm: price
needs: {birth: date}
where: {age: "age(birth, application)", leap_day: "28 February"}
table:
  hit: unique
  when: [age]
  then: [price]
  rows: [["< 60", 18], [">= 60", 15]]
"""
OLD = """norm: old
needs: {birth: date}
where: {age: "age(birth, application)", leap_day: "28 February"}
result: if age >= 80 then 2 else 1
"""


def test_an_age_is_a_yes_or_no_and_two_norms_are_two_tests() -> None:
    (cut,) = minimal_inputs([ruling_of(AGE)]).values()
    unborn = (
        'birth >= @"2026-03-01"',
        False,
    )  # the age of who is not born yet is null, and no row is for that
    assert cut.minimal(date(1966, 2, 28)) == Minimal(
        date(1, 1, 1), (('birth >= @"1966-03-01"', False), unborn)
    )
    assert {cut.minimal(date(year, 3, 1)) for year in range(1966, 2026)} == {cut.minimal(date(2000, 1, 1))}
    both = minimal_inputs([ruling_of(AGE), ruling_of(OLD)])["birth"]
    found = both.minimal(date(1950, 1, 1))
    assert found is not None
    assert found.tests == (('birth >= @"1946-03-01"', True), ('birth >= @"1966-03-01"', False), unborn)
    assert len({both.minimal(date(year, 5, 1)) for year in range(1900, 2026)}) == 3


@pytest.mark.parametrize(
    "result",
    ["birth", "string(birth)", "if birth < other then 1 else 2", "date and time(birth, time(0, 0, 0))"],
)
def test_a_norm_that_needs_the_value_gets_it(result: str) -> None:
    text = f"norm: whole\nneeds: {{birth: date, other: date}}\nresult: {result}\n"
    assert "birth" not in minimal_inputs([ruling_of(text)])
    assert "birth" not in minimal_inputs([ruling_of(AGE), ruling_of(text)])
