"""Embeddings and trees, scored against a true hierarchy."""

from __future__ import annotations

import pytest
from scipy.stats import spearmanr

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery import score_embedding
from hmlc_core.geometry import PoincareBall


def test_scores_of_an_embedding() -> None:
    # a stands above b, b above c; b is nearer to its parent than c is.
    labels = LabelGraph(("a", "b", "c", "d"), ((0, 1), (1, 2), (0, 3)))
    points = [[0.1, 0], [0.4, 0], [0.8, 0], [-0.7, 0]]
    scores = score_embedding(points, labels, PoincareBall(2))
    assert scores["mean_rank"] == 1
    assert scores["map"] == 1
    assert scores["spearman_norm_depth"] == pytest.approx(spearmanr([0, 1, 3, 2], labels.depth)[0])


def test_only_parents_are_relevant_to_an_embedding_of_edges() -> None:
    labels = LabelGraph(("a", "b", "c"), ((0, 1), (1, 2)))
    points = [[0.0, 0], [0.5, 0], [0.1, 0]]  # c is nearer to its grandparent than to its parent
    disk = PoincareBall(2)
    assert score_embedding(points, labels, disk)["mean_rank"] == 4 / 3
    assert score_embedding(points, labels, disk, pairs="edges")["mean_rank"] == 2


def test_norms_are_taken_from_the_only_root_or_else_from_the_origin() -> None:
    disk = PoincareBall(2)
    points = [[0.6, 0], [0.5, 0], [-0.1, 0]]
    chain = LabelGraph(("a", "b", "c"), ((0, 1), (1, 2)))
    assert score_embedding(points, chain, disk)["spearman_norm_depth"] == pytest.approx(1)
    forest = LabelGraph(("a", "b", "c"), ((0, 1),))
    scores = score_embedding(points, forest, disk)
    expected = spearmanr([3, 2, 1], forest.depth).statistic
    assert scores["spearman_norm_depth"] == pytest.approx(expected)
