"""Rank correlations and NDCG over hops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import ndcg_score

from hmlc_core.evaluation.recovery import Tree, ndcg_hops, spearman_hops, spearman_norm_depth
from tests.evaluation.recovery.trees import graph_of, quietly, rows_of, trees


@quietly
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=3, max_size=12).filter(
        lambda rows: all(len(set(column)) > 1 for column in zip(*rows))
    )
)
def test_the_rank_correlation_is_spearmans(rows: list[tuple[int, int]]) -> None:
    norms, depth = zip(*rows)
    assert spearman_norm_depth(norms, depth) == pytest.approx(spearmanr(norms, depth).statistic)


def test_the_rank_correlation_of_equal_values_is_undefined() -> None:
    assert math.isnan(spearman_norm_depth([1.0, 1.0, 1.0], [0, 1, 2]))
    assert math.isnan(spearman_norm_depth([0.1, 0.2, 0.3], [2, 2, 2]))


@quietly
@given(st.integers(2, 8), st.integers(0, 10**6))
def test_the_correlation_with_hops_is_the_mean_of_spearmans(labels: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    distances, hops = random.integers(1, 5, (2, labels, labels))
    found = []
    for label in range(labels):
        rest = np.arange(labels) != label
        pair = distances[label, rest], hops[label, rest]
        if all(len(set(values.tolist())) > 1 for values in pair):
            found.append(spearmanr(*pair).statistic)
    expected = np.mean(found) if found else math.nan
    rows = rows_of(distances.astype(float))
    assert spearman_hops(rows, hops) == pytest.approx(expected, nan_ok=True)


def test_ndcg_of_the_worked_example() -> None:
    # Label 0 sees hops 2, 1, 3 in the order of distance; the others see one distance only.
    distances = np.ones((4, 4))
    distances[0] = [0, 1, 2, 3]
    hops = np.ones((4, 4), dtype=int)
    hops[0] = [0, 2, 1, 3]
    log = np.log2([2, 3, 4])
    gained, best = 1 / 2 + 1 / log[1] + 1 / 3 / log[2], 1 + 1 / 2 / log[1] + 1 / 3 / log[2]
    rows = rows_of(distances)
    assert ndcg_hops(rows, hops) == pytest.approx(gained / best)
    assert ndcg_hops(rows, hops, k=1) == pytest.approx(1 / 2)


@pytest.mark.slow
@quietly
@given(st.integers(3, 7), st.integers(0, 10**6), st.integers(1, 8))
def test_ndcg_is_scikit_learns(labels: int, seed: int, k: int) -> None:
    random = np.random.default_rng(seed)
    distances, hops = random.integers(1, 5, (2, labels, labels))
    found = [
        ndcg_score([1 / hops[n, rest]], [-distances[n, rest]], k=k)
        for n in range(labels)
        for rest in [np.arange(labels) != n]
        if np.ptp(distances[n, rest]) > 0
    ]
    expected = np.mean(found) if found else math.nan
    rows = rows_of(distances.astype(float))
    assert ndcg_hops(rows, hops, k=k) == pytest.approx(expected, nan_ok=True)


@pytest.mark.slow
@quietly
@given(trees(least=3))
def test_the_distances_of_the_tree_are_in_perfect_order(tree: Tree) -> None:
    rows, hops = rows_of(tree.hops()), graph_of(tree).hops()
    for value in (spearman_hops(rows, hops), ndcg_hops(rows, hops)):
        assert math.isnan(value) or value == pytest.approx(1)


@pytest.mark.parametrize("labels", [0, 1, 2, 5])
def test_where_all_distances_are_equal_order_is_undefined(labels: int) -> None:
    rows = rows_of(np.ones((labels, labels)))
    hops = np.abs(np.subtract.outer(np.arange(labels), np.arange(labels)))
    assert math.isnan(spearman_hops(rows, hops))
    assert math.isnan(ndcg_hops(rows, hops))
