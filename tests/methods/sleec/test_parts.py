"""The parts of SLEEC alone: clusters, neighbours by labels, projection, regression, reduction."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse

from hmlc_core.methods.sleec import projection, regression
from hmlc_core.methods.sleec.clusters import clusters
from hmlc_core.methods.sleec.projection import observed, project
from hmlc_core.methods.sleec.reduction import directions, reduced
from hmlc_core.methods.sleec.regression import dual_weights


def random(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def some_labels(documents: int, labels: int = 12) -> sparse.csr_matrix:
    return sparse.csr_matrix(random().random((documents, labels)) < 0.2, dtype=np.float32)


def some_rows(documents: int, features: int) -> sparse.csr_matrix:
    return sparse.random(documents, features, density=0.3, format="csr", random_state=0)


# Clusters.


@pytest.mark.parametrize("size", [2, 7, 40, 100])
def test_no_cluster_is_empty_or_larger_than_the_limit(size: int) -> None:
    """Most documents are in one place, which k-means would leave together."""
    rows = random().normal(size=(90, 3))
    rows[:70] = [1, 0, 0] + rows[:70] * 1e-3
    sizes = np.bincount(clusters(sparse.csr_matrix(rows), size, random()))
    assert sizes.sum() == 90
    assert sizes.min() >= 1
    assert sizes.max() <= size


def test_documents_that_are_all_alike_are_split_by_order() -> None:
    rows = sparse.csr_matrix(np.ones((7, 3)))
    assert clusters(rows, 3, random()).tolist() == [0, 0, 0, 1, 1, 2, 2]


def test_documents_that_lie_apart_are_apart() -> None:
    rows = sparse.csr_matrix(np.repeat([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]], [4, 5, 6], axis=0))
    found = clusters(rows, 6, random())
    assert [len(set(found[part])) for part in (range(4), range(4, 9), range(9, 15))] == [1, 1, 1]
    assert len(set(found)) == 3


def test_another_start_may_find_other_clusters() -> None:
    rows = some_rows(60, 20)
    first, again, other = (clusters(rows, 15, random(seed)) for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


# Neighbours by labels.


@pytest.mark.parametrize("count", [1, 4, 100])
def test_every_document_is_its_own_neighbour_and_neighbours_are_mutual(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = some_labels(30)
    found = observed(labels, count)
    products = (labels @ labels.T).toarray()
    entries = np.zeros((30, 30), dtype=bool)
    entries[np.repeat(np.arange(30), np.diff(found.indptr)), found.indices] = True
    assert np.array_equal(entries, entries.T)
    assert entries.diagonal().all()
    assert np.array_equal(found.toarray(), products * entries)
    assert (np.diff(found.indptr) >= min(count, 30)).all()
    monkeypatch.setattr(projection, "CELLS", 70)  # two documents at once
    assert (observed(labels, count) != found).nnz == 0


def test_an_inner_product_of_0_is_observed_as_such() -> None:
    """Documents without labels have neighbours, too, and no likeness to them."""
    found = observed(sparse.csr_matrix((3, 2)), 2)
    assert found.nnz == 7  # each its own, the first everybody's, and the second the first's
    assert not found.data.any()


# Projection.


def test_lanczos_finds_what_all_eigenvalues_give(monkeypatch: pytest.MonkeyPatch) -> None:
    target = observed(some_labels(80), 10)
    values, vectors = project(target, 5, 3, random())
    monkeypatch.setattr(projection, "DENSE", 0)
    others, across = project(target, 5, 3, random())
    assert np.allclose(values, others, rtol=projection.TOLERANCE)
    error = (vectors * values) @ vectors.T - (across * others) @ across.T
    assert np.linalg.norm(error) < projection.TOLERANCE * values[0]


def test_where_lanczos_does_not_end_all_eigenvalues_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = observed(some_labels(80), 10)
    values, _ = project(target, 5, 3, random())
    monkeypatch.setattr(projection, "DENSE", 0)
    monkeypatch.setattr(projection, "TOLERANCE", 0.0)
    monkeypatch.setattr(projection, "RESTARTS", 1)
    assert np.allclose(project(target, 5, 3, random())[0], values, atol=1e-9)


def test_the_error_falls_with_every_step() -> None:
    target = observed(some_labels(60), 10)
    rows = np.repeat(np.arange(60), np.diff(target.indptr))

    def error(steps: int) -> float:
        values, vectors = project(target, 12, steps, random())
        found = (vectors * values) @ vectors.T
        return float(((found[rows, target.indices] - target.data) ** 2).sum())

    errors = [error(steps) for steps in (1, 2, 4, 8, 16)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0] / 4


def test_where_all_is_observed_the_first_step_gives_the_inner_products() -> None:
    labels = some_labels(40)
    values, vectors = project(observed(labels, 40), 12, 1, random())
    assert np.allclose((vectors * values) @ vectors.T, (labels @ labels.T).toarray(), atol=1e-8)


@pytest.mark.parametrize("documents", [3, 300])
def test_documents_without_labels_lie_at_the_origin(documents: int) -> None:
    """With many of them Lanczos' method has nothing to begin with."""
    values, vectors = project(observed(sparse.csr_matrix((documents, 2)), 5), 2, 2, random())
    assert vectors.shape == (documents, 2)
    assert np.isfinite(vectors).all()
    assert np.allclose(values, 0, atol=1e-12)


def test_an_embedding_has_no_more_dimensions_than_there_are_documents() -> None:
    values, vectors = project(observed(some_labels(4), 9), 50, 2, random())
    assert vectors.shape == (4, 4)
    assert (values >= 0).all()


# Regression.


@pytest.mark.parametrize(("documents", "features"), [(8, 30), (30, 8)])
@pytest.mark.parametrize("ridge", [1e-3, 1.0])
def test_dual_weights_are_those_of_scikit_learns_ridge(
    documents: int, features: int, ridge: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sklearn.linear_model import Ridge

    monkeypatch.setattr(regression, "CELLS", 50)  # several blocks
    rows, targets = some_rows(documents, features), random(1).normal(size=(documents, 3))
    weights = rows.T @ dual_weights(rows, targets, ridge)
    peer = Ridge(alpha=ridge, fit_intercept=False, solver="svd").fit(rows.toarray(), targets)
    assert np.allclose(weights, peer.coef_.T, atol=1e-8)


def test_documents_without_words_get_the_origin() -> None:
    rows = sparse.csr_matrix([[1.0, 0], [0, 0], [0, 0]])
    weights = rows.T @ dual_weights(rows, np.eye(3), 1.0)
    assert np.allclose(weights, [[0.5, 0, 0], [0, 0, 0]])


# Reduction.


@pytest.mark.parametrize("width", [3, 12])
def test_reduced_features_keep_the_largest_part_of_inner_products(width: int) -> None:
    rows = some_rows(30, 14)
    onto = directions(rows, width, random())
    _, _, across = np.linalg.svd(rows.toarray(), full_matrices=False)
    assert onto.shape == (14, width)
    assert np.allclose(onto @ onto.T, across[:width].T @ across[:width], atol=1e-6)
    assert np.allclose(sparse.linalg.norm(reduced(rows, onto), axis=1), 1)


def test_no_more_directions_than_documents_and_a_row_of_zeros_stays_one() -> None:
    rows = sparse.csr_matrix([[1.0, 0, 2], [0, 0, 0]])
    onto = directions(rows, 50, random())
    assert onto.shape == (3, 2)
    assert reduced(rows, onto)[[1]].nnz == 0
