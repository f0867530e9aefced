"""F1 and its kin: hand-worked tables, scikit-learn, thresholds."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import accuracy_score, f1_score, hamming_loss

from hmlc_core.evaluation.classification import decide, tuned_threshold


def random_case(seed: int):
    random = np.random.default_rng(seed)
    return random.random((30, 8)), random.random((30, 8)) < 0.3


def test_hand_worked_table():
    # Label 0: one hit. Label 1: one miss. Label 2: never true, never predicted.
    # The last document has no label and rightly gets none.
    scores = np.array([[0.9, 0.1, 0.2], [0.2, 0.4, 0.3], [0.1, 0.1, 0.1]])
    decisions = decide(scores, sp.csr_matrix([[1, 0, 0], [0, 1, 0], [0, 0, 0]]))
    assert decisions.micro_f1() == pytest.approx(2 / 3)
    assert decisions.macro_f1() == pytest.approx(1 / 3)
    assert decisions.macro_f1(undefined="exclude") == pytest.approx(1 / 2)
    assert decisions.undefined_labels() == 1
    assert decisions.example_f1() == pytest.approx(2 / 3)
    assert decisions.subset_accuracy() == pytest.approx(2 / 3)
    assert decisions.hamming_loss() == pytest.approx(1 / 9)


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.8])
def test_agreement_with_scikit_learn(threshold: float):
    scores, labels = random_case(0)
    decisions = decide(scores, sp.csr_matrix(labels), threshold=threshold)
    predicted = scores >= threshold

    def peer(average: str) -> float:
        return f1_score(labels, predicted, average=average, zero_division=1.0)

    assert decisions.micro_f1() == pytest.approx(peer("micro"))
    assert decisions.macro_f1() == pytest.approx(peer("macro"))
    assert decisions.example_f1() == pytest.approx(peer("samples"))
    assert decisions.subset_accuracy() == pytest.approx(accuracy_score(labels, predicted))
    assert decisions.hamming_loss() == pytest.approx(hamming_loss(labels, predicted))


def test_a_score_at_the_threshold_is_predicted():
    decisions = decide(np.array([[0.5, 0.4999]]), sp.csr_matrix([[1, 1]]))
    np.testing.assert_array_equal(decisions.by_label.predicted, [1, 0])


def test_nothing_true_and_nothing_predicted():
    decisions = decide(np.zeros((2, 2)), sp.csr_matrix((2, 2)))
    assert math.isnan(decisions.micro_f1())
    assert math.isnan(decisions.macro_f1())
    assert math.isnan(decisions.macro_f1(undefined="exclude"))
    assert decisions.example_f1() == 1


def test_scores_that_are_no_numbers_are_not_predicted():
    with pytest.warns(RuntimeWarning, match="not numbers"):
        decisions = decide(np.array([[np.nan, 0.9]]), sp.csr_matrix([[1, 1]]))
    np.testing.assert_array_equal(decisions.by_label.predicted, [0, 1])


def test_threshold_between_two_scores():
    scores = np.array([[0.9, 0.6, 0.3], [0.7, 0.2, 0.1]])
    assert tuned_threshold(scores, sp.csr_matrix([[1, 1, 0], [1, 0, 0]])) == pytest.approx(0.45)


def test_threshold_without_any_true_label_is_the_default():
    assert tuned_threshold(np.array([[0.9, 0.6]]), sp.csr_matrix((1, 2))) == 0.5


def test_threshold_may_be_the_lowest_score():
    assert tuned_threshold(np.array([[0.9, 0.6]]), sp.csr_matrix([[1, 1]])) == 0.6


def test_threshold_separates_neighbouring_single_precision_scores():
    low = np.float32(0.3)
    scores = np.array([[np.nextafter(low, np.float32(1)), low]])
    matrix = sp.csr_matrix([[1, 0]])
    found = tuned_threshold(scores, matrix)
    assert decide(scores, matrix, threshold=found).micro_f1() == 1


@pytest.mark.slow
@given(
    arrays.arrays(np.float64, (5, 4), elements=st.integers(0, 6).map(float)),
    arrays.arrays(np.bool_, (5, 4)).filter(np.any),
)
def test_no_threshold_beats_the_tuned_one(scores, labels):
    matrix = sp.csr_matrix(labels)
    best = decide(scores, matrix, threshold=tuned_threshold(scores, matrix)).micro_f1()
    for threshold in np.unique(scores):
        assert decide(scores, matrix, threshold=float(threshold)).micro_f1() <= best + 1e-12
