"""Baselines: chance, a star, counting."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sparse

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery import TOP, Spread, Tree, cooccurrence_tree
from hmlc_core.evaluation.recovery.chance import DRAWS, chance_levels, random_tree
from hmlc_core.evaluation.recovery.scores import Picture, Truth

EDGES = ((6, 4), (6, 5), (4, 0), (4, 1), (5, 2), (5, 3))
GRAPH = LabelGraph(tuple("abcdefg"), EDGES)


def documents(lost: int = 0) -> sparse.csr_matrix:
    """70 documents of each leaf with its ancestors, which `lost` of every 7 have not got."""
    number = np.arange(280)
    matrix = GRAPH.closed(sparse.csr_matrix(np.eye(7)[number % 4])).toarray()
    matrix[number // 4 % 7 < lost, 4:] = 0
    return sparse.csr_matrix(matrix)


def levels(**changes: object) -> dict[str, dict[str, object]]:
    truth = Truth(GRAPH, seed=0)
    picture = Picture.of_tree(Tree.of_edges(7, EDGES), truth.triplets)
    return chance_levels(truth, picture, documents(), seed=0, **changes)


@pytest.mark.slow
def test_every_score_stands_beside_every_baseline() -> None:
    found = levels()
    truth = Truth(GRAPH, seed=0)
    perfect = truth.scores(Picture.of_tree(Tree.of_edges(7, EDGES), truth.triplets))
    assert found.keys() == perfect.keys()
    names = {"random_tree", "shuffled", "star", "cooccurrence_90", "cooccurrence_80"}
    assert all(baselines.keys() == names for baselines in found.values())
    for score, value in perfect.items():
        assert found[score]["cooccurrence_90"] == value
        assert isinstance(found[score]["shuffled"], Spread)


def test_the_star_finds_nothing_and_orders_nothing() -> None:
    found = {score: baselines["star"] for score, baselines in levels().items()}
    assert found["edge_f1"] == found["ancestor_f1"] == 0
    assert found["parent_accuracy"] == pytest.approx(1 / 7)  # the root
    assert math.isnan(found["spearman"])
    assert math.isnan(found["ndcg_hops"])
    assert math.isnan(found["lca_triplets"])
    assert found["mean_rank"] > 1


def test_random_draws_score_what_chance_says() -> None:
    found = levels()
    # A perfect tree with shuffled labels: each of 6 edges is one of 42 ordered pairs.
    mean, sd = found["edge_f1"]["shuffled"]
    assert abs(mean - 6 / 42) < 4 * sd / math.sqrt(DRAWS)
    mean, sd = found["lca_triplets"]["random_tree"]
    assert abs(mean - 1 / 3) < 4 * sd / math.sqrt(DRAWS)
    assert abs(found["spearman"]["shuffled"].mean) < 0.3


@pytest.mark.slow
def test_the_same_seed_gives_the_same_levels() -> None:
    np.testing.assert_equal(levels(), levels())


def test_what_a_shuffle_keeps_and_what_it_moves() -> None:
    tree = Tree([TOP, 0, 1, 1, 0])
    picture = Picture.of_tree(tree, np.array([[0, 1, 2], [2, 3, 4]]))
    moved = picture.shuffled(np.random.default_rng(1))
    assert moved.tree is not None
    assert sorted(moved.tree.depth) == sorted(tree.depth)
    assert moved.tree.parents.tolist() != tree.parents.tolist()
    # Tree, distances and radii move together.
    np.testing.assert_array_equal(moved.tree.hops(), moved.away(np.arange(5)))
    np.testing.assert_array_equal(moved.tree.depth + 1, moved.radius)
    np.testing.assert_array_equal(np.sort(moved.meeting), np.sort(picture.meeting))


def test_random_trees_grow_from_the_virtual_root() -> None:
    random = np.random.default_rng(0)
    found = [random_tree(3, random) for _ in range(3000)]
    tops = np.array([(tree.parents == TOP).sum() for tree in found])
    # The second label in order is a top label every other time, the third every third time.
    assert [(tops == n).mean() for n in (1, 2, 3)] == pytest.approx([1 / 3, 1 / 2, 1 / 6], abs=0.04)
    assert {tuple(tree.parents) for tree in found} >= {(-1, 0, 1), (2, 2, -1), (-1, -1, -1)}
    assert random_tree(0, random).parents.tolist() == []
    assert random_tree(1, random).parents.tolist() == [TOP]


@pytest.mark.parametrize(("lost", "share", "right"), [(0, 0.9, 6), (1, 0.9, 2), (1, 0.8, 6)])
def test_counting_finds_parents_that_are_there_often_enough(
    lost: int, share: float, right: int
) -> None:
    tree = cooccurrence_tree(documents(lost), share)
    assert len(set(tree.edges) & set(EDGES)) == right


def test_labels_that_never_occur_or_occur_together_do_not_confuse_counting() -> None:
    matrix = np.zeros((20, 4))
    matrix[:, :2] = 1  # the same documents
    tree = cooccurrence_tree(sparse.csr_matrix(matrix), 0.9)
    assert tree.edges == ((0, 1),)
    assert cooccurrence_tree(sparse.csr_matrix((20, 4)), 0.9).edges == ()
