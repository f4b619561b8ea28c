"""The residue: what matters is what trying every case says, and completing it fact by fact gives what walking gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from random import Random  # noqa: TID251 - each is seeded, so that a red run can be repeated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.residual import is_value, literal, residual, value_of
from askonce.feel.source import source
from askonce.feel.syntax import parse
from askonce.feel.tree import Node
from askonce.feel.values import Money, Value
from askonce.norms.residue import Prepared, prepare, residue
from askonce.norms.residue.declining import consequence
from askonce.norms.ruling import Ruling
from askonce.norms.walk import walk
from askonce.registers.fact import DECLINED, NOT_ASKED, UNAVAILABLE, Fact, known
from tests.property.coverage import Coverage
from tests.property.households import Household, household
from tests.property.small_norms import HITS, SmallNorm, Tried, key_of, small_norm

#: Seeds of norms for each run; every tenth lets facts meet in one comparison.
FEW, MANY = range(600), range(600, 2_700)
STRICT = Settings("28 February", strict=True)
CONSTRUCTS = (
    *HITS, "and", "or", "not", "if", "same", "derived", "uses", "formula", "otherwise", "age", "pair", "reckoned",
)  # fmt: skip


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a test draws by a seed


def drawn(seed: int) -> SmallNorm:
    return small_norm(seed, pairs=seed % 10 == 0)


def near(value: Value) -> bool:
    """Whether a value lies so near that all that meets it lies within the grid."""
    number = value.amount if isinstance(value, Money) else value
    return not isinstance(number, Decimal) or abs(number) <= 3


def some_known(norm: SmallNorm, grid: Mapping[str, Sequence[Value]], rng: Random) -> dict[str, Value]:
    names = rng.sample(list(grid), rng.randrange(len(grid) + 1))
    return {name: rng.choice([one for one in grid[name] if not norm.wide or near(one)]) for name in names}


def is_loose(norm: SmallNorm) -> bool:
    """Whether a reckoned outcome can lose against all others, which only the region of its fact tells."""
    return "reckoned" in norm.made_of and bool(norm.made_of & {"collect min", "collect max"})


def check_against_every_case(seeds: range) -> None:
    coverage = Coverage(*CONSTRUCTS, "decided", "open", "null", "value", "a question saved")
    for seed in seeds:
        norm, rng = drawn(seed), chance(seed)
        ruling, grid = norm.ruling(), norm.grid()
        prepared, tried = prepare(ruling), Tried(ruling, grid)
        for values in ({}, *(some_known(norm, grid, rng) for _ in range(4))):
            found = residue(prepared, {name: known(value) for name, value in values.items()})
            told = f"seed {seed} with {values}:\n{norm.used or ''}\n{norm.text}"
            assert found.exact, told
            if is_loose(norm):
                assert set(found.matters) >= set(tried.matters(values)), told
                continue
            assert found.matters == tried.matters(values), told
            if all(is_value(tree) for tree in found.outcomes):
                assert {key_of(value_of(tree)) for tree in found.outcomes} == tried.outcomes(values), told
            assert found.decided == (not found.matters), told
            saved = len(found.matters) < len(grid.keys() - values.keys())
            coverage.saw(
                [
                    *norm.made_of,
                    "decided" if found.decided else "open",
                    "a question saved" if saved else "all",
                ]
            )
            coverage.saw(["null" if None in values.values() else "value"])
    coverage.check()


def test_a_fact_matters_where_and_only_where_two_cases_that_differ_in_it_alone_come_out_differently() -> None:
    check_against_every_case(FEW)


@pytest.mark.full
def test_every_case_of_thousands_of_norms_agrees_with_the_residue() -> None:
    check_against_every_case(MANY)


def test_a_residue_completed_fact_by_fact_in_any_order_comes_to_what_walking_gives() -> None:
    for seed in FEW[::2]:
        norm, rng = drawn(seed), chance(seed)
        ruling, grid = norm.ruling(), norm.grid()
        prepared = prepare(ruling)
        case = {name: rng.choice(values) for name, values in grid.items()}
        facts: dict[str, Fact] = dict.fromkeys(grid, NOT_ASKED)
        order: list[str] = []
        found = residue(prepared, facts)
        while not found.decided:
            name = rng.choice(found.matters)
            before = set(found.matters)
            facts[name] = known(case[name])
            order.append(name)
            found = residue(prepared, facts, order)
            assert set(found.matters) < before, "a fact that comes in never adds a question"
            assert (set(found.used), found.idle) == (set(order), ())
        assert key_of(found.outcome) == key_of(walk(ruling, case)), norm.text
        for name in grid:
            facts[name] = known(case[name])
        check_shrinking(prepared, grid, rng)
        late = residue(prepared, facts, [*order, *(name for name in grid if name not in order)])
        assert key_of(late.outcome) == key_of(found.outcome)
        assert (late.used, late.idle) == (tuple(order), tuple(name for name in grid if name not in order))


def check_shrinking(prepared: Prepared, grid: Mapping[str, Sequence[Value]], rng: Random) -> None:
    facts: dict[str, Fact] = {}
    matters = set(residue(prepared, facts).matters)
    for name in rng.sample(list(grid), len(grid)):
        facts[name] = rng.choice([known(rng.choice(grid[name])), UNAVAILABLE, known(None)])
        now = set(residue(prepared, facts).matters)
        assert now <= matters, "a fact that comes in never adds a question"
        matters = now


# -- declined facts


def declined_cases(
    tried: Tried, values: Mapping[str, Value], declined: Sequence[str], stated: Mapping[str, object]
) -> dict[tuple[object, ...], object]:
    """For each case of the other facts what it comes to: its outcome, what was stated, or the names it is stuck for."""
    places = [tried.names.index(name) for name in declined]
    groups: dict[tuple[object, ...], list[tuple[tuple[object, ...], object]]] = {}
    for case, outcome in tried.among(values):
        marks = tuple(map(key_of, case))
        others = tuple(mark for place, mark in enumerate(marks) if place not in places)
        groups.setdefault(others, []).append((tuple(marks[place] for place in places), outcome))
    return {others: settled(cases, declined, stated) for others, cases in groups.items()}


def settled(
    cases: Sequence[tuple[tuple[object, ...], object]], declined: Sequence[str], stated: Mapping[str, object]
) -> object:
    mattering = []
    for place, name in enumerate(declined):
        by_others: dict[object, object] = {}
        if any(
            by_others.setdefault((*marks[:place], *marks[place + 1 :]), outcome) != outcome
            for marks, outcome in cases
        ):
            mattering.append(name)
    if not mattering:
        return cases[0][1]
    return next((stated[name] for name in mattering if name in stated), ("stuck", *mattering))


def test_a_declined_fact_comes_to_its_consequence_where_it_matters_and_to_nothing_where_it_does_not() -> None:
    coverage = Coverage("consequence", "missing", "idle", "open", "two")
    for seed in FEW[::2]:
        norm, rng = drawn(seed), chance(seed)
        ruling, grid = norm.ruling(), norm.grid()
        if "reckoned" in norm.made_of:
            continue
        tried, prepared = Tried(ruling, grid), prepare(ruling)
        values = some_known(norm, grid, rng)
        free = [name for name in grid if name not in values]
        declined = [name for name in free if rng.random() < 0.5]
        texts = {
            name: tree
            for name in declined
            if rng.random() < 0.7 and (tree := stated_for(ruling, rng)) is not None
        }
        prepared.consequences = texts
        facts = {name: known(value) for name, value in values.items()} | dict.fromkeys(declined, DECLINED)
        found = residue(prepared, facts, list(facts))
        wanted = declined_cases(
            tried, values, declined, {name: key_of(value_of(tree)) for name, tree in texts.items()}
        )
        told = (seed, values, declined, norm.text)
        ends = set(wanted.values())
        stuck = {end for end in ends if isinstance(end, tuple) and end[0] == "stuck"}
        assert {key_of(value_of(tree)) for tree in found.outcomes} == ends - stuck, told
        assert set(found.missing) == {name for end in stuck for name in end[1:]}, told
        assert set(found.matters) == set(differing(tried.names, values, declined, wanted)), told
        assert found.decided == (len(ends) == 1 and not stuck), told
        coverage.saw(
            ["missing"]
            if stuck
            else ["consequence"]
            if found.consequence
            else ["idle"]
            if found.decided
            else ["open"]
        )
        coverage.saw(["two"] if len(declined) > 1 and found.consequence else [])
    coverage.check()


def stated_for(ruling: Ruling, rng: Random) -> Node | None:
    text = rng.choice(["p", "q", '"p"', "1", "[p, 1]", "[1, 2]", "true"])
    return consequence(text, ruling.outputs)


def differing(
    names: Sequence[str],
    values: Mapping[str, Value],
    declined: Sequence[str],
    cases: Mapping[tuple[object, ...], object],
) -> Iterator[str]:
    others = [name for name in names if name not in declined]
    for place, name in enumerate(others):
        by_rest: dict[object, object] = {}
        if name not in values and any(
            by_rest.setdefault((*marks[:place], *marks[place + 1 :]), end) != end
            for marks, end in cases.items()
        ):
            yield name


# -- lists


def test_a_list_is_asked_for_its_number_first_and_each_member_only_for_what_still_matters() -> None:
    coverage = Coverage("empty", "several", "spared", "decided without its number")
    for seed in range(200):
        one, rng = household(seed), chance(seed)
        ruling = one.ruling()
        prepared = prepare(ruling)
        case = one.case(rng)
        facts: dict[str, Fact] = {}
        order: list[str] = []
        found = residue(prepared, facts)
        while not found.decided:
            name = rng.choice(found.matters)
            assert name == "members.count" or not name.startswith("members") or "members.count" in facts
            facts[name] = known(one.answer(case, name))
            order.append(name)
            found = residue(prepared, facts, order)
        assert key_of(found.outcome) == key_of(walk(ruling, case)), (seed, one.text, case)
        members = case["members"]
        asked = sum(name.startswith("members[") for name in order)
        count = 0 if members is None else len(members)  # type: ignore[arg-type]
        coverage.saw(["empty" if not count else "several"])
        coverage.saw(["spared"] if asked < 2 * count else [])
        coverage.saw([] if "members.count" in order else ["decided without its number"])
        whole = residue(prepared, {name: known(value) for name, value in case.items()})
        assert key_of(whole.outcome) == key_of(found.outcome)
    coverage.check()


def test_of_a_list_whose_number_is_known_a_member_fact_matters_where_two_cases_differ_by_it() -> None:
    for seed in range(60):
        one = household(seed)
        ruling, rng = one.ruling(), chance(seed)
        prepared = prepare(ruling)
        check_members(one, prepared, ruling, rng)


def check_members(one: Household, prepared: Prepared, ruling: Ruling, rng: Random) -> None:
    count = rng.randrange(3)
    grid = one.member_grid(count)
    values = {name: rng.choice(held) for name, held in grid.items() if rng.random() < 0.5}
    facts = {name: known(value) for name, value in values.items()} | {"members.count": known(Decimal(count))}
    found = residue(prepared, facts)
    tried = Tried(ruling, grid, partial(one.gathered, count=count))
    told = (one.text, values, count)
    assert found.exact, told
    if one.is_exact:
        assert found.matters == tried.matters(values), told
    assert set(found.matters) >= set(tried.matters(values)), told


# -- trees


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    """Expressions over two numbers, two truths and a list, of either kind."""
    return draw(truths(depth)) if draw(st.booleans()) else draw(numbers(depth))


@st.composite
def truths(draw: st.DrawFn, depth: int) -> str:
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        op = draw(st.sampled_from(["<", "<=", "=", "!=", ">"]))
        return draw(
            st.sampled_from(["p", "q", "true", "null", f"x {op} 2", f"y {op} x", "x in [1..3)", "p = null"])
        )
    way = draw(st.sampled_from(["and", "or", "not", "if", "some", "every", "between", "compare", "in"]))
    if way in ("and", "or"):
        return f"({draw(truths(depth - 1))} {way} {draw(truths(depth - 1))})"
    if way == "not":
        return f"not({draw(truths(depth - 1))})"
    if way == "if":
        return f"(if {draw(truths(depth - 1))} then {draw(truths(depth - 1))} else {draw(truths(depth - 1))})"
    if way in ("some", "every"):
        return f"({way} i in {draw(lists(depth - 1))} satisfies i > {draw(numbers(depth - 1))})"
    first, second = draw(numbers(depth - 1)), draw(numbers(depth - 1))
    if way == "between":
        return f"({first} between {second} and 3)"
    return f"({first} in (< {second}, 7))" if way == "in" else f"({first} >= {second})"


@st.composite
def numbers(draw: st.DrawFn, depth: int) -> str:
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(["x", "y", "0", "2", "null", "-1"]))
    way = draw(st.sampled_from(["+", "-", "*", "/", "if", "sum", "count", "min", "place", "abs", "entry"]))
    if way == "if":
        return (
            f"(if {draw(truths(depth - 1))} then {draw(numbers(depth - 1))} else {draw(numbers(depth - 1))})"
        )
    if way in ("sum", "count", "min"):
        return f"{way}({draw(lists(depth - 1))})"
    if way == "place":
        return f"{draw(lists(depth - 1))}[1]"
    if way == "abs":
        return f"abs({draw(numbers(depth - 1))})"
    if way == "entry":
        return f"{{a: {draw(numbers(depth - 1))}, b: a}}.b"
    return f"({draw(numbers(depth - 1))} {way} {draw(numbers(depth - 1))})"


@st.composite
def lists(draw: st.DrawFn, depth: int) -> str:
    if depth <= 0:
        return draw(st.sampled_from(["xs", "[x, 1]", "[]"]))
    way = draw(st.sampled_from(["filter", "for", "items", "xs"]))
    if way == "filter":
        return f"{draw(lists(depth - 1))}[item > {draw(numbers(depth - 1))}]"
    if way == "for":
        return f"(for i in {draw(lists(depth - 1))} return i + {draw(numbers(depth - 1))})"
    return f"[{draw(numbers(depth - 1))}, {draw(numbers(depth - 1))}]" if way == "items" else "xs"


VALUES: Mapping[str, Sequence[Value]] = {
    "x": [None, Decimal(0), Decimal(2), Decimal("2.5")],
    "y": [None, Decimal(-1), Decimal(2)],
    "p": [None, True, False],
    "q": [None, True, False],
    "xs": [None, (), (Decimal(1),), (Decimal(3), None, Decimal(2))],
}


@given(expressions(), st.randoms(use_true_random=False), st.sets(st.sampled_from(sorted(VALUES))))
@settings(max_examples=400, deadline=None)
def test_what_is_left_of_an_expression_completed_is_what_the_whole_comes_to(
    text: str, rng: Random, names: set[str]
) -> None:
    tree = parse(text).tree
    assert tree is not None
    case = {name: rng.choice(values) for name, values in VALUES.items()}
    left = residual(tree, {name: literal(case[name]) for name in names}, STRICT)
    wanted = key_of(evaluate(tree, case, STRICT))
    assert key_of(evaluate(left, case, STRICT)) == wanted, (text, source(left), case)
    never_null = frozenset(name for name, value in case.items() if value is not None)
    spared = residual(tree, {}, STRICT, never_null)
    assert key_of(evaluate(spared, case, STRICT)) == wanted, (text, source(spared), case)
    again = residual(left, {name: literal(value) for name, value in case.items()}, STRICT)
    assert key_of(evaluate(again, case, STRICT)) == wanted
