"""Decision diagrams: reduced whatever the order in which they are made, and bounded."""

from __future__ import annotations

from itertools import product

import pytest

from askonce.methods.diagram import Diagrams, OvergrownError


def over_three() -> tuple[Diagrams, list[int]]:
    """Three variables of three values, each as a function that ends in its value."""
    made = Diagrams([3, 3, 3])
    ends = [made.terminal(number, number) for number in range(3)]
    return made, [made.branch(level, ends) for level in range(3)]


def test_equal_functions_are_one_node_in_whatever_order_they_are_made() -> None:
    made, (x, y, z) = over_three()

    def add(ends: tuple[int, ...]) -> int:
        return made.terminal(sum(ends) % 3, sum(ends) % 3)

    assert made.bind((made.bind((x, y), add), z), add) == made.bind((z, made.bind((y, x), add)), add)


def test_a_branch_over_functions_of_earlier_variables_keeps_the_order() -> None:
    made, (x, y, z) = over_three()
    chosen = made.branch(2, [x, y, made.terminal(0, 0)])
    for a, b, c in product(range(3), repeat=3):
        found = made.restrict(chosen, {0: a, 1: b, 2: c})
        assert made.end(found) == [a, b, 0][c]
    assert made.level(chosen) == 0
    assert z not in (x, y)


def test_a_variable_that_makes_no_difference_is_not_in_the_support() -> None:
    made, (x, y, _) = over_three()
    same = made.bind((x, y), lambda ends: made.terminal(ends[0] * 0, 0))
    assert made.is_terminal(same)
    assert made.support(made.branch(1, [x, x, x])) == {0}


def test_joining_a_variable_gives_what_its_ends_come_to_together() -> None:
    made, (x, y, _) = over_three()
    both = made.bind((x, y), lambda ends: made.terminal(max(ends), max(ends)))
    least = made.join(both, [1], lambda ends: made.terminal(min(ends), min(ends)))
    assert least == x
    assert made.join(x, [1, 2], lambda ends: made.terminal(len(ends), 9)) == x


def test_terminals_may_be_changed_while_restricting() -> None:
    made, (x, _, _) = over_three()
    halved = made.restrict(x, {}, lambda end: made.terminal(end // 2, end // 2))
    assert sorted(made.ends(halved)) == [0, 1]
    assert [made.end(one) for one in made.below(halved)] == [0, 0, 1]


def test_a_diagram_that_would_grow_too_large_is_refused() -> None:
    made = Diagrams([2] * 12, most=40)
    ends = [made.terminal(number, number) for number in range(2)]

    def grow() -> None:
        total = made.terminal("sum", 0)
        for level in range(12):
            one = made.branch(level, ends)

            def add(found: tuple[int, ...], level: int = level) -> int:
                value = found[0] + found[1] * 2**level
                return made.terminal(("sum", value), value)

            total = made.bind((total, one), add)

    with pytest.raises(OvergrownError):
        grow()


def test_a_diagram_that_would_take_too_much_work_is_refused_until_more_is_allowed() -> None:
    made = Diagrams([300] * 2, work=10_000)
    ends = [made.terminal(number, number) for number in range(300)]
    one, other = made.branch(0, ends), made.branch(1, ends)

    def least(found: tuple[int, ...]) -> int:
        return ends[min(found) // 100]

    with pytest.raises(OvergrownError):
        made.bind((one, other), least)
    made.allow(made.most, 200_000_000)
    assert made.support(made.bind((one, other), least)) == {0, 1}
