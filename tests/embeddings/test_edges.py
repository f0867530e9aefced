"""Graphs embedded for their own sake: the published benchmark, and what its settings leave out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.edges import load_graph
from hmlc_core.embeddings.edges import embed_edges
from hmlc_core.evaluation.recovery import score_embedding
from hmlc_core.geometry import PoincareBall
from tests.embeddings.trees import graph, tree


def test_a_tree_is_recovered_in_few_dimensions() -> None:
    labels = tree(3, 3)
    *_, last = embed_edges(labels, dim=3)
    assert last.label_points is not None
    assert score_embedding(last.label_points, labels, PoincareBall(3))["map"] > 0.95


def test_a_closure_is_its_own_closure() -> None:
    direct = graph(5, (0, 1), (1, 2), (2, 3), (0, 4))
    listed = graph(5, *map(tuple, direct.closure().tolist()))
    one, other, edges = (
        list(embed_edges(labels, closure=closure))[-1]
        for labels, closure in ((direct, True), (listed, True), (direct, False))
    )
    np.testing.assert_array_equal(one.label_points, other.label_points)
    assert edges.steps < one.steps


@pytest.mark.slow
@pytest.mark.data
def test_mammals_reach_the_published_scores(data_dir: Path) -> None:
    """Nickel and Kiela's code in 5-D: mean average precision .927, mean rank 1.26."""
    labels = load_graph(data_dir / "mammals" / "mammal_closure_wn30.csv")
    assert (len(labels), len(labels.closure())) == (1180, 6540)
    *_, last = embed_edges(labels)
    assert last.label_points is not None
    scores = score_embedding(last.label_points, labels, PoincareBall(5))
    assert scores["map"] >= 0.95
    assert scores["mean_rank"] <= 1.2
