"""Dendrogram purity against its definition, pair by pair."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import linkage

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery import TOP, Tree
from hmlc_core.evaluation.recovery.purity import OUTSIDE, branches, dendrogram_purity
from tests.evaluation.recovery.trees import graph_of, quietly, trees


def by_definition(tree: Tree, branch: list[int]) -> float:
    marks = tree.lineage.toarray() > 0

    def under(node: int | None) -> list[int]:
        inside = range(len(tree)) if node is None else np.flatnonzero(marks[:, node])
        return [branch[leaf] for leaf in inside if branch[leaf] != OUTSIDE]

    shares = []
    for one, two in combinations(range(len(tree)), 2):
        if branch[one] != branch[two] or branch[one] == OUTSIDE:
            continue
        both = np.flatnonzero(marks[one] & marks[two])
        lowest = max(both, key=lambda node: tree.depth[node], default=None)
        leaves = under(lowest)
        shares.append(leaves.count(branch[one]) / len(leaves))
    return float(np.mean(shares)) if shares else float("nan")


def test_the_worked_example() -> None:
    # a1, a2 and b1 stand under one label, b2 under another: 2/3 for the a, 2/4 for the b.
    tree = Tree([TOP, TOP, 0, 0, 0, 1])
    assert dendrogram_purity(tree, np.array([-1, -1, 0, 0, 1, 1])) == pytest.approx(7 / 12)


@pytest.mark.slow
@quietly
@given(st.data())
def test_it_is_the_mean_over_pairs(data: st.DataObject) -> None:
    tree = data.draw(trees(least=2))
    branch = data.draw(st.lists(st.integers(-1, 2), min_size=len(tree), max_size=len(tree)))
    expected = by_definition(tree, branch)
    assert dendrogram_purity(tree, np.array(branch)) == pytest.approx(expected, nan_ok=True)


def test_dendrograms_with_nameless_nodes_have_a_purity_too() -> None:
    places = np.array([[0.0], [0.1], [5.0], [5.2], [9.0]])
    parents = np.full(9, TOP)
    for node, (left, right, *_) in enumerate(linkage(places, "average"), start=5):
        parents[[int(left), int(right)]] = node
    assert dendrogram_purity(Tree(parents), np.array([0, 0, 1, 1, 2, -1, -1, -1, -1])) == 1
    mixed = [0, 1, 0, 1, 2, -1, -1, -1, -1]
    expected = by_definition(Tree(parents), mixed)
    assert dendrogram_purity(Tree(parents), np.array(mixed)) == pytest.approx(expected)
    assert expected < 1


@pytest.mark.slow
@quietly
@given(trees(least=2))
def test_the_true_tree_is_pure(tree: Tree) -> None:
    purity = dendrogram_purity(tree, branches(graph_of(tree)))
    assert math.isnan(purity) or purity == 1


def test_the_star_mixes_all_branches() -> None:
    # Branches of 2 and 1 leaves under two top labels: the pair has 2 of 3 leaves.
    graph = LabelGraph(tuple("stabc"), ((0, 2), (0, 3), (1, 4)))
    assert branches(graph).tolist() == [-1, -1, 0, 0, 1]
    assert dendrogram_purity(Tree([TOP] * 5), branches(graph)) == pytest.approx(2 / 3)


def test_branches_begin_where_the_hierarchy_divides() -> None:
    # A root above a single child above two, of which one has two leaves, the other none.
    graph = LabelGraph(tuple("rstuab"), ((0, 1), (1, 2), (1, 3), (2, 4), (2, 5)))
    assert branches(graph).tolist() == [-1, -1, -1, 1, 0, 0]


def test_leaves_of_two_branches_are_not_asked_about() -> None:
    graph = LabelGraph(tuple("stab"), ((0, 2), (1, 2), (1, 3)))
    assert branches(graph).tolist() == [-1, -1, OUTSIDE, 1]


@pytest.mark.parametrize("labels", [0, 1, 2])
def test_without_a_pair_purity_is_undefined(labels: int) -> None:
    graph = LabelGraph(tuple("ab"[:labels]))
    assert math.isnan(dendrogram_purity(Tree([TOP] * labels), branches(graph)))
