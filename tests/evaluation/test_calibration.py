"""Probabilities that mean what they say, and a temperature that makes them."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.special import expit, logit
from sklearn.metrics import log_loss as peer_log_loss

from hmlc_core.evaluation import calibration
from hmlc_core.evaluation.calibration import (
    BINS,
    best_temperature,
    log_loss,
    reliability,
    tempered,
)


def overconfident(times: float, cells: tuple[int, int] = (3000, 8)):
    """Probabilities whose logits are so many times too large, and what they are about."""
    random = np.random.default_rng(0)
    right = random.random(cells)
    truth = sp.csr_matrix(random.random(cells) < right)
    return expit(times * logit(right)).astype(np.float32), truth


def test_a_hand_worked_diagram() -> None:
    probabilities = np.array([[0.05, 0.92], [0.0, 1.0], [0.15, 0.95]])
    found = reliability(probabilities, sp.csr_matrix([[0, 1], [1, 1], [0, 0]]))
    assert found.counts.tolist() == [2, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert found.promised[[0, 1, 9]] == pytest.approx([0.025, 0.15, 2.87 / 3])
    assert found.observed[[0, 1, 9]].tolist() == [0.5, 0, 2 / 3]
    assert np.isnan(found.promised[2:9]).all()
    assert found.ece == pytest.approx((2 * 0.475 + 0.15 + (2.87 - 2)) / 6)


def test_every_cell_is_in_one_of_the_bins(monkeypatch: pytest.MonkeyPatch) -> None:
    probabilities, truth = overconfident(2.0)
    whole = reliability(probabilities, truth)
    assert whole.counts.sum() == probabilities.size
    assert len(whole.counts) == BINS
    monkeypatch.setattr("hmlc_core.evaluation.cells.BLOCK", 100)
    np.testing.assert_array_equal(reliability(probabilities, truth).counts, whole.counts)


@pytest.mark.parametrize("times", [0.5, 1.0, 3.0])
def test_the_temperature_undoes_what_made_logits_too_large_or_too_small(times: float) -> None:
    probabilities, truth = overconfident(times)
    found = best_temperature(probabilities, truth)
    assert found == pytest.approx(times, rel=0.05)
    repaired = tempered(probabilities, found)
    assert reliability(repaired, truth).ece < 0.02
    assert log_loss(repaired, truth) <= log_loss(probabilities, truth) + 1e-9


def test_no_other_temperature_has_a_lower_log_loss() -> None:
    probabilities, truth = overconfident(2.0, (200, 3))
    best = best_temperature(probabilities, truth)
    assert best is not None
    lowest = log_loss(tempered(probabilities, best), truth)
    for other in np.geomspace(0.1, 10, 41):
        assert log_loss(tempered(probabilities, other), truth) >= lowest - 1e-6


def test_a_temperature_keeps_the_order_of_labels() -> None:
    probabilities, _ = overconfident(1.0, (50, 6))
    np.testing.assert_array_equal(
        np.argsort(tempered(probabilities, 2.0), axis=1), np.argsort(probabilities, axis=1)
    )


def test_log_loss_agrees_with_scikit_learn() -> None:
    probabilities, truth = overconfident(1.5, (100, 4))
    expected = peer_log_loss(truth.toarray().ravel(), probabilities.ravel().astype(float))
    assert log_loss(probabilities, truth) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("label", [0, 1])
def test_where_all_cells_are_alike_no_temperature_is_best(label: int) -> None:
    truth = sp.csr_matrix(np.full((3, 2), label))
    assert best_temperature(np.full((3, 2), 0.4), truth) is None


def test_certain_probabilities_have_a_finite_loss_and_a_temperature() -> None:
    truth = sp.csr_matrix([[1, 0], [0, 1]])
    certain = np.array([[1.0, 0.0], [1.0, 1.0]])
    assert math.isfinite(log_loss(certain, truth))
    found = best_temperature(certain, truth)
    assert found is not None
    assert np.isfinite(tempered(certain, found)).all()


def test_of_many_cells_some_documents_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    probabilities, truth = overconfident(2.0)
    monkeypatch.setattr(calibration, "FITTED_CELLS", 8_000)
    assert best_temperature(probabilities, truth) == pytest.approx(2.0, rel=0.1)
