"""Gromov's δ of graphs whose δ is known, and of any distances by definition."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import shortest_path

from hmlc_core.evaluation.recovery import Tree, gromov
from hmlc_core.evaluation.recovery.hyperbolicity import EXACT, SAMPLE
from tests.evaluation.recovery.trees import quietly, trees


def by_definition(d: np.ndarray) -> float:
    gaps = [0.0]
    for w, x, y, z in combinations(range(len(d)), 4):
        *_, second, first = sorted([d[w, x] + d[y, z], d[w, y] + d[x, z], d[w, z] + d[x, y]])
        gaps.append((first - second) / 2)
    return max(gaps)


def hops(graph: nx.Graph) -> np.ndarray:
    return np.asarray(nx.floyd_warshall_numpy(graph))


@pytest.mark.parametrize(
    ("graph", "delta"),
    [
        (nx.cycle_graph(4), 1),
        (nx.cycle_graph(5), 0.5),
        (nx.cycle_graph(6), 1),
        (nx.cycle_graph(8), 2),
        (nx.complete_graph(7), 0),
        (nx.star_graph(9), 0),
        (nx.balanced_tree(2, 4), 0),
        (nx.grid_2d_graph(4, 4), 3),
    ],
    ids=["C4", "C5", "C6", "C8", "clique", "star", "tree", "grid"],
)
def test_graphs_whose_delta_is_known(graph: nx.Graph, delta: float) -> None:
    found = gromov(hops(graph))
    assert found.delta == delta
    assert found.relative == 2 * delta / hops(graph).max()
    assert found.exact


@pytest.mark.slow
@quietly
@given(st.integers(4, 7), st.integers(0, 10**6))
def test_it_is_the_four_point_condition(count: int, seed: int) -> None:
    lengths = np.random.default_rng(seed).integers(1, 9, (count, count))
    distances = shortest_path(lengths.astype(float), directed=False)
    assert gromov(distances).delta == by_definition(distances)


@quietly
@given(trees(least=4))
def test_trees_have_none(tree: Tree) -> None:
    assert gromov(tree.hops()).delta == 0


def test_many_points_are_sampled_and_give_a_lower_bound() -> None:
    ring = hops(nx.cycle_graph(EXACT + 12))
    found = gromov(ring, seed=3)
    assert not found.exact
    assert found.points == EXACT + 12
    assert 9 <= found.delta <= 18  # C72 has 18
    assert gromov(np.pad(ring, (0, SAMPLE)), seed=0).points == SAMPLE


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_fewer_than_four_points_have_none(count: int) -> None:
    assert math.isnan(gromov(np.ones((count, count)) - np.eye(count)).delta)


def test_one_place_has_no_diameter() -> None:
    found = gromov(np.zeros((5, 5)))
    assert found.delta == 0
    assert math.isnan(found.relative)
