"""The arborescence of a sparse digraph against that of a complete one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.evaluation.recovery.arborescence import maximum_arborescence
from hmlc_core.evaluation.recovery.branching import cheapest_arborescence
from tests.evaluation.recovery.trees import quietly


@quietly
@given(st.integers(1, 12), st.integers(0, 10**6), st.booleans())
def test_of_all_edges_it_costs_what_the_dense_one_costs(
    labels: int, seed: int, coarse: bool
) -> None:
    random = np.random.default_rng(seed)
    costs, root = random.random((labels, labels)), 3 * random.random(labels)
    if coarse:
        costs, root = np.round(costs, 1), np.round(root, 1)
    root[random.integers(1, labels + 1) :] = np.inf
    np.fill_diagonal(costs, 0)
    tops = np.flatnonzero(np.isfinite(root))
    above, below = np.nonzero(~np.eye(labels, dtype=bool))
    tails = np.concatenate([above, np.full(len(tops), labels)])
    heads = np.concatenate([below, tops])
    each = np.concatenate([costs[above, below], root[tops]])
    edges = cheapest_arborescence(tails, heads, each, labels + 1)
    assert edges[-1] == -1
    assert heads[edges[:-1]].tolist() == list(range(labels))
    every = np.vstack([costs, root])  # of the virtual root the last row
    dense = maximum_arborescence(-costs, -root)
    assert each[edges[:-1]].sum() == pytest.approx(every[dense, np.arange(labels)].sum())


def test_circles_within_circles_are_opened() -> None:
    # 0 and 1 are near each other, 2 and 3 too, and both pairs are near; the root is far from all.
    tails = np.array([0, 1, 2, 3, 1, 3, 4])
    heads = np.array([1, 0, 3, 2, 2, 0, 3])
    costs = np.array([1.0, 1, 1, 1, 2, 2, 9])
    found = cheapest_arborescence(tails, heads, costs, 5)
    assert tails[found[:-1]].tolist() == [3, 0, 3, 4]
