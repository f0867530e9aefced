"""Lowest common ancestors in space, against trigonometry and exact trees."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from hmlc_core.data.labels import LabelGraph
from hmlc_core.embeddings.sarkar import sarkar
from hmlc_core.evaluation.recovery import Tree
from hmlc_core.evaluation.recovery.scores import Picture
from hmlc_core.evaluation.recovery.triplets import (
    MOST,
    draw_triplets,
    hyperbolic_depths,
    triplet_accuracy,
    true_depths,
)
from hmlc_core.geometry import Euclidean, PoincareBall, ProductOfBalls
from tests.evaluation.recovery.trees import graph_of, quietly, trees

ONE = np.array([[0, 1, 2]])


def spread(radius: float, *angles: float) -> np.ndarray:
    """Points of the disk at a hyperbolic distance from the origin."""
    return np.tanh(radius / 2) * np.array([[math.cos(a), math.sin(a)] for a in angles])


def test_the_ancestor_in_the_disk_is_the_foot_of_the_perpendicular() -> None:
    # In a right triangle tanh(adjacent) = tanh(hypotenuse) cos(angle).
    found = hyperbolic_depths(spread(2.0, 0.0, 0.6, 2.0), PoincareBall(2), ONE)
    halves = np.array([0.6, 2.0, 1.4]) / 2
    np.testing.assert_allclose(found[0], np.arctanh(np.tanh(2.0) * np.cos(halves)), rtol=1e-6)


def test_of_two_points_on_one_ray_the_inner_one_is_the_ancestor() -> None:
    points = np.concatenate([spread(r, 1.0) for r in (0.5, 2.0, 3.0)])
    found = hyperbolic_depths(points, PoincareBall(2), ONE)
    np.testing.assert_allclose(found[0], [0.5, 0.5, 2.0], rtol=1e-6)


def test_flat_space_and_products_of_balls_have_ancestors_too() -> None:
    flat = hyperbolic_depths(np.array([[3.0, 4], [3, -4], [6, 8]]), Euclidean(2), ONE)
    np.testing.assert_allclose(flat[0], [3, 5, 48 / math.sqrt(153)], rtol=1e-6)
    points = spread(2.0, 0.0, 0.6, 2.0)
    one = hyperbolic_depths(points, PoincareBall(2), ONE)
    twice = np.concatenate([points, points], axis=1)
    for aggregate, factor in (("sum", 2.0), ("l2", math.sqrt(2))):
        both = hyperbolic_depths(twice, ProductOfBalls(4, aggregate=aggregate), ONE)
        np.testing.assert_allclose(both, factor * one, rtol=1e-6)


def test_labels_without_triplets() -> None:
    nothing = draw_triplets(2, seed=0)
    assert nothing.shape == (0, 3)
    assert hyperbolic_depths(np.zeros((2, 2)), PoincareBall(2), nothing).shape == (0, 3)
    assert math.isnan(triplet_accuracy(np.empty((0, 3)), np.empty((0, 3))))


def test_few_triplets_are_all_there_and_many_are_drawn() -> None:
    assert draw_triplets(5, seed=0).tolist() == sorted(
        [a, b, c] for a in range(5) for b in range(a + 1, 5) for c in range(b + 1, 5)
    )
    drawn = draw_triplets(40, seed=0)
    assert drawn.shape == (MOST, 3)
    assert all(len(set(triplet)) == 3 for triplet in drawn.tolist())
    assert set(drawn.ravel()) == set(range(40))


@pytest.mark.slow
@quietly
@given(trees(least=3))
def test_the_true_depth_is_that_of_the_tree(tree: Tree) -> None:
    triplets = draw_triplets(len(tree), seed=0)
    truth = true_depths(graph_of(tree), triplets)
    meeting = Picture.of_tree(tree, triplets).meeting
    np.testing.assert_array_equal(truth, meeting)
    perfect = triplet_accuracy(meeting, truth)
    assert math.isnan(perfect) or perfect == 1


def test_of_several_common_ancestors_the_deepest_counts() -> None:
    graph = LabelGraph(tuple("abcde"), ((0, 1), (0, 3), (1, 3), (1, 4), (0, 2)))
    assert true_depths(graph, np.array([[3, 4, 2]])).tolist() == [[2, 1, 1]]


def test_accuracy_of_the_worked_example() -> None:
    truth = np.array([[2, 1, 1], [1, 2, 1], [1, 1, 1], [0, 0, 3]])
    depths = np.array([[5.0, 1, 2], [7, 2, 2], [1, 2, 3], [4, 4, 4]])
    # Right, wrong, not asked, and one of three equal answers.
    assert triplet_accuracy(depths, truth) == pytest.approx((1 + 0 + 1 / 3) / 3)
    assert math.isnan(triplet_accuracy(np.ones((4, 3)), truth))


def test_sarkars_embedding_has_the_trees_triplets() -> None:
    edges = ((0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6), (3, 7), (3, 8))
    graph = LabelGraph(tuple("abcdefghi"), edges)
    triplets = draw_triplets(9, seed=0)
    depths = hyperbolic_depths(sarkar(graph, tau=3.0), PoincareBall(2), triplets)
    assert triplet_accuracy(depths, true_depths(graph, triplets)) == 1
