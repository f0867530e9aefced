"""Whether a hierarchy fits label columns, and which one they suggest."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sparse
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.labels import find_cycle
from hmlc_core.data.subsumption import SUPPORT, consistency, infer_edges


def matrix(rows: list[list[int]]) -> sparse.csr_matrix:
    return sparse.csr_matrix(np.array(rows, dtype=np.float32))


def test_consistency_counts_documents_and_edges() -> None:
    labels = matrix([[1, 1, 0], [0, 1, 0], [1, 1, 1], [0, 0, 1]])
    assert consistency(labels, [(0, 1)]) == pytest.approx(2 / 3)
    assert consistency(labels, [(1, 0)]) == 1
    assert consistency(labels, [(0, 1), (0, 2)]) == pytest.approx(3 / 5)


def test_consistency_without_evidence_is_undefined() -> None:
    assert math.isnan(consistency(matrix([[1, 0]]), [(0, 1)]))
    assert math.isnan(consistency(matrix([[1, 0]]), []))


def test_the_parent_is_the_rarest_label_that_covers_the_child() -> None:
    # 0 covers 1 covers 2; 3 has nothing to do with them.
    labels = matrix([[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]] * SUPPORT)
    assert set(infer_edges(labels)) == {(0, 1), (1, 2)}


def test_nine_documents_in_ten_are_enough() -> None:
    labels = matrix([[1, 1]] * 9 + [[0, 1]] + [[1, 0]] * 5)
    assert infer_edges(labels) == ((0, 1),)
    assert infer_edges(sparse.csr_matrix(labels[1:])) == ()


def test_rare_labels_get_no_parent() -> None:
    rows = [[1, 1]] * (SUPPORT - 1) + [[1, 0]] * 9
    assert infer_edges(matrix(rows)) == ()
    assert infer_edges(matrix([*rows, [1, 1]])) == ((0, 1),)


def test_of_two_labels_that_always_meet_the_first_is_the_parent() -> None:
    assert infer_edges(matrix([[1, 1]] * SUPPORT)) == ((0, 1),)


@given(
    st.lists(st.lists(st.integers(0, 1), min_size=5, max_size=5), min_size=1, max_size=5),
    st.integers(1, 6),
)
def test_an_inferred_hierarchy_is_a_forest_that_fits(rows: list[list[int]], times: int) -> None:
    labels = matrix(rows * times)
    edges = infer_edges(labels)
    assert not find_cycle(edges)
    assert len({child for _, child in edges}) == len(edges)
    assert not edges or consistency(labels, edges) >= 0.9
