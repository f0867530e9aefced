"""SLEEC gives the golden numbers to nine digits."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse

from hmlc_core.methods.neighbours import Neighbours
from hmlc_core.methods.sleec import projection
from hmlc_core.methods.sleec.projection import observed, project
from hmlc_core.methods.sleec.regression import dual_weights
from tests.methods.sleec.golden import GOLDEN

LABELS = sparse.csr_matrix(
    [
        [1, 1, 0, 0, 0],
        [1, 1, 0, 0, 1],
        [1, 0, 1, 0, 0],
        [0, 0, 1, 1, 0],
        [0, 0, 1, 1, 1],
        [0, 1, 0, 0, 1],
    ]
)
NEIGHBOURS, RANK, STEPS, RIDGE = 3, 2, 2, 0.1


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


ROWS = unit(np.fromfunction(lambda i, j: (5 * i + 3 * j) % 7 + 1, (6, 4)))
NEW = unit(np.array([[1.0, 2, 3, 4], [4, 1, 1, 2]]))


def start() -> np.random.Generator:
    return np.random.default_rng(0)


def embedding() -> np.ndarray:
    values, vectors = project(observed(LABELS, NEIGHBOURS), RANK, STEPS, start())
    return vectors * np.sqrt(values)


def weights() -> np.ndarray:
    return ROWS.T @ dual_weights(sparse.csr_matrix(ROWS), embedding(), RIDGE)


def test_neighbours_by_labels() -> None:
    found = observed(LABELS, NEIGHBOURS)
    pattern = sparse.csr_matrix((np.ones(found.nnz), found.indices, found.indptr), found.shape)
    assert pattern.toarray().tolist() == GOLDEN["omega"]
    products = (LABELS @ LABELS.T).toarray()
    assert np.array_equal(found.toarray(), products * GOLDEN["omega"])


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("dense", [True, False])
def test_singular_value_projection(
    steps: int, dense: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether eigenvalues are all found at once, or the largest by Lanczos' method."""
    if not dense:
        monkeypatch.setattr(projection, "DENSE", 0)
        monkeypatch.setattr(projection, "SHARE", 1)
    values, vectors = project(observed(LABELS, NEIGHBOURS), RANK, steps, start())
    assert values == pytest.approx(GOLDEN[f"eigenvalues{steps}"], abs=1e-9)
    assert np.allclose((vectors * values) @ vectors.T, GOLDEN[f"M{steps}"], rtol=0, atol=1e-9)


@pytest.mark.parametrize("step", [1, 2])
def test_the_first_eigenvalue_that_is_dropped(step: int) -> None:
    before, target = [np.zeros((6, 6)), np.array(GOLDEN["M1"])][step - 1], observed(LABELS, 3)
    values, _ = project(target, 3, 1, start())
    if step == 2:
        missing = np.array(GOLDEN["omega"]) * ((LABELS @ LABELS.T).toarray() - before)
        values = np.linalg.eigvalsh(before + missing)[::-1]
    assert values[2] == pytest.approx(GOLDEN["third_eigenvalues_dropped"][step - 1], abs=1e-9)


def test_the_error_that_is_left_at_neighbours() -> None:
    found, target = embedding(), observed(LABELS, NEIGHBOURS)
    error = ((found @ found.T - target.toarray()) ** 2 * GOLDEN["omega"]).sum()
    assert error == pytest.approx(GOLDEN["observed_error_after_2"], abs=1e-9)


def test_ridge_regression() -> None:
    found = ROWS @ weights()
    assert np.allclose(found @ found.T, GOLDEN["regressed_gram"], rtol=0, atol=1e-9)
    squares = ROWS.T @ ROWS + RIDGE * np.eye(4)
    assert np.allclose(weights(), np.linalg.solve(squares, ROWS.T @ embedding()), atol=1e-12)


@pytest.mark.parametrize("metric", ["euclid", "cosine"])
def test_neighbours_and_their_labels(metric: str) -> None:
    name = {"euclid": "euclidean"}.get(metric, metric)
    near = Neighbours(ROWS @ weights(), LABELS, 3, metric=name)
    rows, _ = near.nearest(ROWS @ weights())
    assert rows.tolist() == GOLDEN[f"neighbours_{metric}"]
    scores = near.scores(ROWS @ weights())
    assert np.allclose(scores, GOLDEN[f"prediction_{metric}"], rtol=0, atol=1e-9)


def test_new_documents() -> None:
    near = Neighbours(ROWS @ weights(), LABELS, 3, metric="euclidean")
    assert np.allclose(NEW, GOLDEN["new_documents"], rtol=0, atol=1e-9)
    rows, _ = near.nearest(NEW @ weights())
    assert rows.tolist() == GOLDEN["neighbours_new_euclid"]
    scores = near.scores(NEW @ weights())
    assert np.allclose(scores, GOLDEN["prediction_new_euclid"], rtol=0, atol=1e-9)
