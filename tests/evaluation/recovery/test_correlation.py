"""Rank correlations and NDCG over hops."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from hmlc_core.evaluation.recovery import spearman_norm_depth


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
