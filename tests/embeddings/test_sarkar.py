"""Sarkar's construction: exact edges, little distortion, always inside the disk."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
import torch

from hmlc_core.data.labels import LabelGraph
from hmlc_core.embeddings.sarkar import REACH, sarkar
from hmlc_core.evaluation.recovery import distance_rows, distortion
from hmlc_core.geometry import PoincareBall
from tests.embeddings.trees import graph, tree

DISK = PoincareBall(2)


def edge_lengths(points: np.ndarray, labels: LabelGraph) -> np.ndarray:
    parents, children = torch.tensor(points)[torch.tensor(labels.edges).T]
    return DISK.distance(parents, children).numpy()


@pytest.mark.parametrize("labels", [tree(2, 2, 2, 2), tree(4, 5, 4), tree(30)])
@pytest.mark.parametrize("tau", [0.5, 1.0, 3.0])
def test_every_edge_has_length_tau(labels: LabelGraph, tau: float) -> None:
    np.testing.assert_allclose(edge_lengths(sarkar(labels, tau), labels), tau, rtol=1e-9)


def test_a_single_root_is_the_origin_and_several_surround_it() -> None:
    assert (sarkar(tree(3))[0] == 0).all()
    forest = graph(5, (0, 3), (1, 4))
    tops = sarkar(forest, 1.5)[list(forest.roots())]
    np.testing.assert_allclose(np.linalg.norm(tops, axis=1), math.tanh(0.75))
    np.testing.assert_allclose(tops.sum(axis=0), 0, atol=1e-12)


def test_long_edges_distort_a_tree_little() -> None:
    labels = tree(4, 5, 4)
    assert len(labels) == 105
    long, short = (
        distortion(distance_rows(sarkar(labels, tau), DISK), labels.hops()) for tau in (4.0, 1.0)
    )
    assert long.scaled_average < 0.12
    assert long.scaled_average < short.scaled_average / 1.5
    assert long.coincident == 0


def test_the_default_edge_keeps_subtrees_apart() -> None:
    points = sarkar(tree(2, 2, 2))
    np.testing.assert_allclose(
        edge_lengths(points, tree(2, 2, 2)), -2 * math.log(math.tan(math.pi / 6)), rtol=1e-9
    )
    # Children of different parents are further apart than siblings, at every depth.
    rows = distance_rows(points, DISK)(slice(0, 15))
    for level in (range(3, 7), range(7, 15)):
        siblings = max(rows[n, n + 1] for n in level if n % 2)
        cousins = min(
            rows[a, b] for a in level for b in level if a < b and (a - 1) // 2 != (b - 1) // 2
        )
        assert cousins > siblings


def test_edges_of_a_deep_tree_are_shortened_until_all_fit() -> None:
    labels = graph(101, *((n, n + 1) for n in range(100)))
    points = sarkar(labels, 4.0)
    np.testing.assert_allclose(edge_lengths(points, labels), REACH / 100, rtol=1e-6)
    assert DISK.check_point(torch.tensor(points)) == (True, None)


def test_the_first_of_several_parents_counts() -> None:
    labels = graph(4, (0, 1), (0, 2), (1, 3), (2, 3))
    points = sarkar(labels, 2.0)
    lengths = dict(zip(labels.edges, edge_lengths(points, labels)))
    assert lengths[1, 3] == pytest.approx(2.0)
    assert lengths[2, 3] > 3.0


@pytest.mark.parametrize("labels", [graph(0), graph(1), graph(2), graph(2, (0, 1)), graph(300)])
def test_odd_graphs_are_placed(labels: LabelGraph) -> None:
    points = sarkar(labels)
    assert points.shape == (len(labels), 2)
    assert np.isfinite(points).all()


@pytest.mark.slow
def test_it_needs_neither_torch_nor_numba() -> None:
    script = "import sys, hmlc_core.embeddings.sarkar; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    assert {"torch", "numba"} & set(done.stdout.split()) == set()
