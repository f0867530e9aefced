"""Predictors that learn next to nothing: hand-worked values."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis.extra import numpy as arrays

from hmlc_core.evaluation.classification import decide, tuned_threshold
from hmlc_core.evaluation.references import (
    chance,
    frequency,
    frequency_threshold,
    simple_references,
)
from hmlc_core.evaluation.scores import evaluate


@pytest.mark.slow
def test_chance_is_the_mean_of_random_probabilities():
    random = np.random.default_rng(0)
    truth = sp.csr_matrix(random.random((200, 6)) < [0.7, 0.4, 0.3, 0.2, 0.1, 0.1])
    drawn = [evaluate(random.random((200, 6)), truth, tuned=0) for _ in range(200)]
    found = chance(truth)
    assert found.keys() == drawn[0].keys()
    for score, expected in found.items():
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
        "R@1": pytest.approx(3 / 5),
        "F1@1": pytest.approx(2 * 3 / (4 + 5)),
        "F1@3": pytest.approx(2 * 5 / (12 + 5)),
        "F1@5": pytest.approx(2 * 5 / (20 + 5)),
        **dict.fromkeys(("R@3", "R@5", "nDCG@3", "nDCG@5"), 1),
        **dict.fromkeys(("micro_auprc", "macro_ap", "micro_auroc"), 1),
        **dict.fromkeys(("micro_f1", "macro_f1", "micro_f1_tuned", "macro_f1_tuned"), 1),
    }


def test_a_random_order_of_few_cells_has_the_mean_precision_of_all_orders() -> None:
    orders = list(permutations([1, 1, 0, 0, 0]))
    truths = [sp.csr_matrix(np.array([order]).T) for order in orders]
    scores = np.array([[0.5, 0.4, 0.3, 0.2, 0.1]]).T
    expected = np.mean([evaluate(scores, truth)["micro_auprc"] for truth in truths])
    assert chance(truths[0])["micro_auprc"] == pytest.approx(expected)


def test_the_best_of_random_probabilities_is_every_label_for_every_document() -> None:
    truth = sp.csr_matrix([[1, 0, 0], [0, 1, 0]])
    assert chance(truth)["micro_f1_tuned"] == pytest.approx(2 * 2 / (6 + 2))
    assert chance(truth)["macro_f1_tuned"] == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)


@pytest.mark.slow
@given(arrays.arrays(np.bool_, (6, 4)).filter(np.any))
def test_no_threshold_gives_label_frequency_a_better_f1_on_what_it_counted(labels) -> None:
    known = sp.csr_matrix(labels)
    shares = frequency(known, 6)
    best = decide(shares, known, threshold=frequency_threshold(known)).micro_f1()
    assert best == pytest.approx(
        decide(shares, known, threshold=tuned_threshold(shares, known)).micro_f1()
    )


def test_without_a_label_in_training_the_threshold_of_frequency_is_the_default() -> None:
    assert frequency_threshold(sp.csr_matrix((3, 2))) == 0.5


def test_references_of_documents_without_labels_have_no_scores() -> None:
    found = simple_references(sp.csr_matrix([[1, 0]]), sp.csr_matrix((2, 2)))
    assert found == {"chance": {}, "frequency": {}, "ceiling": {}}
