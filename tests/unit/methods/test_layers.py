"""Layers of a graph: nobody is lost, arrows lead onward, and only arrows in a circle are left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from askonce.methods.graph import find_cycles
from askonce.methods.layers import layered, without_circles

GRAPHS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=5), max_size=8
)


def whole(graph: dict[str, list[str]]) -> dict[str, list[str]]:
    ends = {one for following in graph.values() for one in following}
    return {node: sorted(set(graph.get(node, []))) for node in {*graph, *ends}}


@given(GRAPHS)
def test_every_node_stands_once_and_arrows_lead_onward(graph: dict[str, list[str]]) -> None:
    layers = layered(graph)
    placed = {node: number for number, layer in enumerate(layers) for node in layer}
    assert sorted(node for layer in layers for node in layer) == sorted(whole(graph))
    assert all(layers)
    for node, following in without_circles(whole(graph)).items():
        assert all(placed[one] > placed[node] for one in following)


@given(GRAPHS)
def test_only_what_closes_a_circle_is_left_out(graph: dict[str, list[str]]) -> None:
    kept = without_circles(whole(graph))
    assert not find_cycles(kept)
    if not find_cycles(whole(graph)):
        assert kept == whole(graph)


@given(GRAPHS)
def test_the_same_graph_is_drawn_alike(graph: dict[str, list[str]]) -> None:
    turned = dict(reversed([(node, list(reversed(following))) for node, following in graph.items()]))
    assert layered(graph) == layered(turned)


def test_arrows_cross_as_little_as_they_can_here() -> None:
    assert layered({"a": ["y"], "b": ["x"]}) in ((("a", "b"), ("y", "x")), (("b", "a"), ("x", "y")))
