"""Trees of parents, against the label graph of the same edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from hmlc_core.errors import DataError
from hmlc_core.evaluation.recovery import TOP, Tree
from tests.evaluation.recovery.trees import graph_of, quietly, trees


@quietly
@given(trees())
def test_a_tree_tells_what_the_graph_of_its_edges_tells(tree: Tree) -> None:
    graph = graph_of(tree)
    np.testing.assert_array_equal(tree.hops(), graph.hops())
    some = np.arange(0, len(tree), 2)
    np.testing.assert_array_equal(tree.hops(some), graph.hops()[some])
    np.testing.assert_array_equal(tree.depth, graph.depth)
    for label in range(len(tree)):
        above = set(np.flatnonzero(tree.lineage[[label]].toarray())) - {label}
        assert above == set(graph.ancestors(label))
    assert Tree.of_edges(len(tree), tree.edges).parents.tolist() == tree.parents.tolist()


def test_common_ancestors_are_counted() -> None:
    tree = Tree([TOP, 0, 1, 1, 0, TOP])
    # 2 and 3 both stand below 0 and 1.
    others = {3: 2, 4: 1, 1: 2, 5: 0, 2: 3}
    found = tree.shared(np.full(5, 2), np.array(list(others)))
    assert found.tolist() == list(others.values())


def test_of_several_parents_the_first_counts() -> None:
    assert Tree.of_edges(3, [(0, 2), (1, 2)]).edges == ((0, 2),)


@pytest.mark.parametrize(
    ("parents", "message"),
    [([1, 0], "circle"), ([0], "circle"), ([TOP, 2, 1], "circle"), ([5], "exist"), ([-2], "exist")],
)
def test_what_is_no_tree_is_refused(parents: list[int], message: str) -> None:
    with pytest.raises(DataError, match=message):
        Tree(parents)


def test_a_tree_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Tree([TOP]).parents[0] = 3
