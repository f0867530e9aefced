"""Scores by the nearest documents: by hand, golden numbers, ties, zero vectors, blocks."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hmlc_core.errors import SettingError
from hmlc_core.methods import neighbours
from hmlc_core.methods.neighbours import METRICS, Neighbours

LABELS = sparse.csr_matrix([[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 1, 1], [1, 0, 0, 0, 1]])


def measured(query: NDArray[np.float64], points: NDArray[np.float64], metric: str) -> list[float]:
    """How near each point is, by the definition; more is nearer."""
    if metric == "euclidean":
        return [-float(np.linalg.norm(query - point)) for point in points]
    products = [float(query @ point) for point in points]
    if metric == "dot":
        return products
    lengths = [float(np.linalg.norm(query) * np.linalg.norm(point)) for point in points]
    return [one / by if by else 0.0 for one, by in zip(products, lengths, strict=True)]


def test_the_golden_case_gives_its_scores() -> None:
    """Targets are means of label vectors (((7i + 3j + 4) mod 11) − 5)/10, of length 1."""
    vectors = np.fromfunction(lambda i, j: ((7 * i + 3 * j + 4) % 11 - 5) / 10, (5, 3))
    targets = LABELS @ vectors / 2
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)
    query = np.array([[0.3, -0.2, 0.1]])
    plain = Neighbours(targets, LABELS, 2)
    rows, cosines = plain.nearest(query)
    assert rows.tolist() == [[2, 3]]
    assert cosines[0] == pytest.approx([0.8436958339, 0.7835467939], abs=1e-9)
    assert plain.scores(query)[0] == pytest.approx([0.5, 0, 0, 0.5, 1], abs=1e-9)
    weighted = Neighbours(targets, LABELS, 2, weighted=True).scores(query)
    assert weighted[0] == pytest.approx([0.4815181095, 0, 0, 0.5184818905, 1], abs=1e-9)


@given(st.integers(0, 2**31), st.sampled_from(METRICS), st.integers(1, 9), st.integers(1, 9))
def test_neighbours_are_those_of_the_definition(
    seed: int, metric: str, documents: int, count: int
) -> None:
    """Small whole coordinates: many ties, and zero vectors; then the first ones are nearest."""
    random = np.random.default_rng(seed)
    points = random.integers(-1, 2, (documents, 2)).astype(float)
    queries = random.integers(-1, 2, (4, 2)).astype(float)
    rows, _ = Neighbours(points, sparse.eye(documents), count, metric=metric).nearest(queries)
    for query, found in zip(queries, rows, strict=True):
        near = np.round(measured(query, points, metric), 9)
        expected = sorted(range(documents), key=lambda row: (-near[row], row))
        assert found.tolist() == expected[:count]


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("weighted", [False, True])
def test_a_document_has_the_scores_that_it_has_alone(
    metric: str, weighted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(0)
    points, queries = random.normal(size=(30, 5)), random.normal(size=(7, 5))
    queries[3] = 0
    labels = sparse.csr_matrix(random.integers(0, 2, (30, 4)))
    near = Neighbours(points, labels, 6, metric=metric, weighted=weighted)
    together = near.scores(queries)
    alone = np.concatenate([near.scores(query[None]) for query in queries])
    monkeypatch.setattr(neighbours, "CELLS", 70)  # two at once
    assert np.allclose(together, alone, atol=1e-12)
    assert np.allclose(together, near.scores(queries), atol=1e-12)


@pytest.mark.parametrize(
    ("metric", "by_hand"),
    [("cosine", [2 / 3, 1 / 3]), ("dot", [8 / 9, 1 / 9]), ("euclidean", [1 / 2, 1 / 2])],
)
def test_a_similar_document_counts_more(metric: str, by_hand: list[float]) -> None:
    """Cosines 1 and 1/2, inner products 4 and 1/2, distances 1 and 1."""
    points = np.array([[4.0, 0], [0.5, 0.75**0.5]])
    query = np.array([[1.0, 0]])
    if metric == "euclidean":
        points = np.array([[2.0, 0], [1, 1]])
    found = Neighbours(points, sparse.eye(2), 2, metric=metric, weighted=True).scores(query)
    assert found[0] == pytest.approx(by_hand)


def test_a_document_that_is_there_already_has_a_finite_weight() -> None:
    points = np.array([[1.0, 0], [0, 0]])
    near = Neighbours(points, sparse.eye(2), 2, metric="euclidean", weighted=True)
    assert near.scores(points[:1])[0] == pytest.approx([2 / 3, 1 / 3])


def test_where_no_neighbour_is_similar_all_count_alike() -> None:
    near = Neighbours(np.array([[-1.0, 0], [-2, 0]]), sparse.eye(2), 2, weighted=True)
    assert near.scores(np.array([[1.0, 0]])).tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize("metric", ["cosine", "dot"])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_zero_vector_is_as_near_to_all_documents(metric: str, weighted: bool) -> None:
    points = np.arange(8.0).reshape(4, 2)
    near = Neighbours(points, LABELS, 1, metric=metric, weighted=weighted)
    assert near.scores(np.zeros((1, 2)))[0] == pytest.approx([0.5, 0.5, 0.25, 0.25, 0.5])


def test_of_no_documents_there_are_no_scores() -> None:
    near = Neighbours(np.eye(4), LABELS, 2)
    assert near.scores(np.zeros((0, 4))).shape == (0, 5)


def test_documents_that_differ_by_rounding_are_equally_near() -> None:
    points = np.array([[1.0, 1 + 1e-14], [1.0, 1.0], [1e-3, 1e-3]])
    rows, _ = Neighbours(points, sparse.eye(3), 3).nearest(np.array([[1.0, 1.0]]))
    assert rows.tolist() == [[0, 1, 2]]


def test_an_unknown_metric_is_refused() -> None:
    with pytest.raises(SettingError, match="cosine, dot, euclidean"):
        Neighbours(np.eye(4), LABELS, 2, metric="manhattan")
