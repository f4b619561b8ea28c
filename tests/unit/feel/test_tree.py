"""Trees: walking, measuring and changing them."""

from __future__ import annotations

from askonce.feel.syntax import parse
from askonce.feel.tree import Literal, Name, Node, levels, transform, walk, without_places


def test_a_walk_meets_parents_first_in_the_order_of_the_text() -> None:
    tree = parse("f(a, b)[c].d").tree
    assert tree is not None
    assert [node.name for node in walk(tree) if isinstance(node, Name)] == ["f", "a", "b", "c"]
    assert levels(tree) == 4


def test_transform_replaces_nodes_and_leaves_the_tree_alone() -> None:
    tree = parse("a + [b, a][1]").tree
    assert tree is not None

    def rename(node: Node) -> Node:
        return Literal(node.start, node.end, "A") if isinstance(node, Name) and node.name == "a" else node

    changed = transform(tree, rename)
    assert [node.value for node in walk(changed) if isinstance(node, Literal)][:2] == ["A", "A"]
    assert tree == parse("a + [b, a][1]").tree


def test_trees_compare_without_their_places() -> None:
    one, other = parse("a+b").tree, parse("a  +  b").tree
    assert one is not None
    assert other is not None
    assert one != other
    assert without_places(one) == without_places(other)
