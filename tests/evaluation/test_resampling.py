"""Bootstrap over test documents: what is computed by weights is what is computed from copies."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from hmlc_core.evaluation.resampling import (
    FEWEST,
    LARGEST,
    MOST,
    Predictions,
    _weights,
    count,
    interval,
    resampled,
)
from hmlc_core.evaluation.scores import evaluate


def drawn(
    documents: int = 40, labels: int = 7, *, ties: bool = False
) -> tuple[Predictions, NDArray]:
    """Random predictions and truth; the third label and the last document have nothing true."""
    random = np.random.default_rng(5)
    scores = random.random((documents, 7)).astype(np.float32)
    truth = random.random(scores.shape) < 0.3
    truth[:, 2] = truth[-1] = False
    return Predictions(scores.round(1) if ties else scores, 0.3, calibrated=True), truth


def sparse(truth: NDArray) -> sp.csr_matrix:
    return sp.csr_matrix(truth.astype(np.float32))


@pytest.mark.slow
@pytest.mark.parametrize("ties", [False, True])
def test_a_resample_is_judged_as_its_documents_written_out_would_be(ties: bool) -> None:
    predictions, truth = drawn(ties=ties)
    found = resampled(predictions, sparse(truth))
    weights = next(_weights(len(truth), MOST))
    for number in range(5):
        rows = np.repeat(np.arange(len(truth)), weights[number].astype(int))
        scores, true = predictions.scores[rows], truth[rows]
        expected = evaluate(scores, sparse(true), tuned=predictions.threshold)
        assert expected.keys() == found.keys()
        there = true.any(0)
        expected |= {
            "micro_auprc": average_precision_score(true.ravel(), scores.ravel()),
            "micro_auroc": roc_auc_score(true.ravel(), scores.ravel()),
            "macro_ap": average_precision_score(true[:, there], scores[:, there]),
        }
        for name, value in expected.items():
            assert found[name][number] == pytest.approx(value, abs=1e-9), name


def test_equal_predictions_differ_by_nothing() -> None:
    predictions, truth = drawn()
    first, second = resampled(predictions, sparse(truth)), resampled(predictions, sparse(truth))
    for name, values in first.items():
        assert interval(values - second[name]) == (0.0, 0.0), name


def test_a_perfect_predictor_is_above_a_random_one_whatever_is_drawn() -> None:
    predictions, truth = drawn(200)
    perfect = Predictions(truth.astype(np.float32), 0.5, calibrated=True)
    best, worse = resampled(perfect, sparse(truth)), resampled(predictions, sparse(truth))
    for name in ("P@1", "nDCG@5", "micro_auprc", "macro_ap", "micro_auroc", "micro_f1_tuned"):
        low, high = interval(best[name] - worse[name])
        assert 0 < low < high, name


@pytest.mark.slow
def test_the_interval_of_a_mean_is_that_of_the_central_limit_theorem() -> None:
    predictions, truth = drawn(2_000)
    low, high = interval(resampled(predictions, sparse(truth))["P@1"])
    hits = truth[np.arange(len(truth)), predictions.scores.argmax(1)]
    half = 1.96 * hits.std() / np.sqrt(len(hits))
    assert low == pytest.approx(hits.mean() - half, abs=0.2 * half)
    assert high == pytest.approx(hits.mean() + half, abs=0.2 * half)


def test_scores_without_probabilities_have_no_f1_at_a_half() -> None:
    predictions, truth = drawn()
    found = resampled(Predictions(predictions.scores, 0.3, calibrated=False), sparse(truth))
    assert "micro_f1" not in found
    assert "micro_f1_tuned" in found


def test_what_is_never_defined_has_no_interval() -> None:
    predictions, truth = drawn()
    found = resampled(predictions, sparse(np.zeros_like(truth)))
    assert interval(found["nDCG@5"]) is None
    assert interval(found["micro_auprc"]) is None
    assert interval(found["P@1"]) == (0.0, 0.0)


def test_fewer_resamples_are_drawn_of_much_and_none_of_too_much() -> None:
    assert count(20 * 7) == MOST
    assert count(LARGEST) == FEWEST
    assert count(LARGEST + 1) == count(0) == 0
