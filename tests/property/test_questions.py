"""The next question: it can always change the outcome, costs least, stays while it is shown, and leads to the outcome."""

from __future__ import annotations

from random import Random  # noqa: TID251 - each is seeded, so that a red run can be repeated

from askonce.feel.values import Value
from askonce.norms.residue import prepare, residue
from askonce.norms.residue.questions import Cost, cost_of, next_question
from askonce.norms.walk import walk
from askonce.registers.fact import DECLINED, UNAVAILABLE, Fact, known
from tests.property.coverage import Coverage
from tests.property.households import household
from tests.property.small_norms import Tried, key_of, small_norm

SEEDS = range(3_000, 3_200)


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a test draws by a seed


def test_each_question_can_change_the_outcome_and_is_of_the_cheapest_class_that_can() -> None:
    coverage = Coverage("register", "cheap", "dear", "sensitive", "saved")
    for seed in SEEDS:
        norm, rng = small_norm(seed), chance(seed)
        ruling, grid = norm.ruling(), norm.grid()
        prepared, tried = prepare(ruling), Tried(ruling, grid)
        costs = {name: rng.choice(list(Cost)) for name in grid if rng.random() < 0.8}
        case = {name: rng.choice(values) for name, values in grid.items()}
        values: dict[str, Value] = {}
        while True:
            name = next_question(prepared, {one: known(value) for one, value in values.items()}, costs)
            matters = tried.matters(values)
            if name is None:
                assert matters == ()
                break
            assert name in matters
            assert cost_of(name, costs) == min(cost_of(one, costs) for one in matters)
            coverage.saw([cost_of(name, costs).name.lower()])
            values[name] = case[name]
        assert tried.outcomes(values) == {key_of(walk(ruling, case))}
        coverage.saw(["saved"] if len(values) < len(case) else [])
    coverage.check()


def test_the_question_shown_stays_while_it_matters_and_nothing_cheaper_comes_up() -> None:
    for seed in SEEDS:
        norm, rng = small_norm(seed), chance(seed)
        prepared, grid = prepare(norm.ruling()), norm.grid()
        costs = {name: rng.choice(list(Cost)) for name in grid}
        facts: dict[str, Fact] = {}
        shown: str | None = None
        for _ in range(8):
            name = rng.choice([one for one in grid if one != shown] or list(grid))
            facts[name] = rng.choice([known(rng.choice(grid[name])), DECLINED, UNAVAILABLE])
            matters = residue(prepared, facts).matters
            asked = next_question(prepared, facts, costs, shown)
            assert asked == next_question(prepared, dict(reversed(facts.items())), costs, shown)
            if shown in matters and costs[shown] == min(costs[one] for one in matters):
                assert asked == shown
            assert (asked is None) == (not matters)
            assert asked is None or (asked in matters and facts.get(asked) != DECLINED)
            shown = asked


def test_members_of_a_list_are_asked_about_one_by_one_to_the_outcome() -> None:
    for seed in range(80):
        one, rng = household(seed), chance(seed)
        ruling = one.ruling()
        prepared, case = prepare(ruling), one.case(rng)
        facts: dict[str, Fact] = {}
        while (name := next_question(prepared, facts, {"members": Cost.DEAR})) is not None:
            assert name not in facts
            facts[name] = known(one.answer(case, name))
        assert key_of(residue(prepared, facts).outcome) == key_of(walk(ruling, case))
