"""Predictors that learn next to nothing: hand-worked values."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from hmlc_core.evaluation.references import chance, frequency, simple_references
from hmlc_core.evaluation.scores import evaluate


def test_chance_is_the_mean_of_random_probabilities():
    random = np.random.default_rng(0)
    truth = sp.csr_matrix(random.random((200, 6)) < [0.7, 0.4, 0.3, 0.2, 0.1, 0.1])
    drawn = [evaluate(random.random((200, 6)), truth) for _ in range(200)]
    for score, expected in chance(truth).items():
        assert np.mean([scores[score] for scores in drawn]) == pytest.approx(expected, abs=0.01)


def test_chance_with_fewer_labels_than_k():
    # All labels are always among the first five, so chance finds all there are.
    scores = chance(sp.csr_matrix([[1, 0], [1, 1]]))
    assert scores["P@1"] == pytest.approx(0.75)
    assert scores["P@5"] == pytest.approx(1.5 / 5)


def test_frequency_ranks_by_training_share_and_predicts_the_common():
    known = sp.csr_matrix([[1, 0, 1], [1, 0, 0], [1, 0, 1], [0, 1, 0]])
    shares = frequency(known, 2)
    np.testing.assert_allclose(shares, [[0.75, 0.25, 0.5]] * 2)
    scores = evaluate(shares, sp.csr_matrix([[1, 0, 1], [0, 1, 0]]))
    assert scores["P@1"] == 0.5
    assert scores["micro_f1"] == pytest.approx(2 * 2 / (4 + 3))  # labels 0 and 2, everywhere


def test_ceiling_is_what_the_truth_itself_scores():
    truth = sp.csr_matrix([[1, 0, 0], [0, 1, 1], [1, 0, 1], [0, 0, 0]])
    found = simple_references(truth, truth)
    assert list(found) == ["chance", "frequency", "ceiling"]
    assert found["ceiling"] == {
        "P@1": 0.75,
        "P@3": pytest.approx(5 / 12),
        "P@5": pytest.approx(5 / 20),
        "nDCG@3": 1,
        "nDCG@5": 1,
        "micro_f1": 1,
        "macro_f1": 1,
    }
