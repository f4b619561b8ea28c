"""Walks over graphs: what is reached, what leads back, and one cycle for each knot."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.methods.graph import find_cycles, reachable, reversed_graph

NODES = "abcdef"
GRAPHS = st.dictionaries(st.sampled_from(NODES), st.lists(st.sampled_from(NODES), max_size=4), max_size=6)


@pytest.mark.parametrize(
    ("start", "successors", "found"),
    [
        ([], {"a": ["b"]}, ""),
        (["a"], {}, "a"),
        (["a"], {"a": ["b"], "b": ["a"]}, "ab"),
        (["a", "c"], {"a": ["b"], "c": ["d"], "e": ["a"]}, "abcd"),
        (["a"], {"a": ["a"]}, "a"),
    ],
)
def test_what_is_reached(start: list[str], successors: Mapping[str, list[str]], found: str) -> None:
    assert reachable(start, successors) == frozenset(found)


def test_a_node_that_nothing_follows_stays_in_the_turned_graph() -> None:
    assert reversed_graph({"a": ["b", "c"], "d": []}) == {"a": [], "d": [], "b": ["a"], "c": ["a"]}


@pytest.mark.parametrize(
    ("successors", "cycles"),
    [
        ({}, []),
        ({"a": ["b"], "b": ["c"]}, []),
        ({"a": ["a"]}, [("a",)]),
        ({"c": ["b"], "b": ["a"], "a": ["c"]}, [("a", "c", "b")]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, [("a", "b"), ("c", "d")]),
        ({"a": ["b"], "b": ["c", "a"], "c": ["a"]}, [("a", "b")]),  # the shortest way round
        ({"a": ["b"], "b": ["x"]}, []),  # what no node is, leads nowhere
    ],
)
def test_one_cycle_for_each_knot(successors: Mapping[str, list[str]], cycles: list[tuple[str, ...]]) -> None:
    assert find_cycles(successors) == cycles


def test_a_long_chain_needs_no_recursion() -> None:
    chain = {str(number): [str(number + 1)] for number in range(20_000)}
    assert find_cycles(chain) == []
    assert len(find_cycles({**chain, "20000": ["0"]})[0]) == 20_001


@given(GRAPHS)
def test_a_node_is_in_a_knot_where_a_way_leads_back_to_it(successors: Mapping[str, list[str]]) -> None:
    returns = {node for node in NODES if node in reachable(successors.get(node, []), successors)}
    cycles = find_cycles(successors)
    for cycle in cycles:
        assert cycle[0] == min(cycle)
        for node, following in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
            assert following in successors[node]
    assert {cycle[0] for cycle in cycles} <= returns
    assert bool(cycles) == bool(returns)
    assert returns <= reachable([cycle[0] for cycle in cycles], successors)


@given(GRAPHS)
def test_turned_twice_a_graph_has_the_same_arrows(successors: Mapping[str, list[str]]) -> None:
    again = reversed_graph(reversed_graph(successors))
    for node in NODES:
        assert sorted(again.get(node, [])) == sorted(successors.get(node, []))
