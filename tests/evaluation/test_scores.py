"""The seven scores together."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from hmlc_core.evaluation.scores import details, evaluate
from hmlc_core.experiment import SCORES

TRUTH = sp.csr_matrix([[1, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0]])
PROBABILITIES = np.array([[0.9, 0.8, 0.7, 0.3, 0.2, 0.1], [0.9, 0.1, 0.1, 0.1, 0.1, 0.1]])


def test_all_scores_that_runs_are_selected_by():
    assert set(evaluate(PROBABILITIES, TRUTH)) == set(SCORES)


def test_golden_document_beside_an_unlabelled_one():
    scores = evaluate(PROBABILITIES, TRUTH)
    assert scores["P@1"] == 0.5  # the unlabelled document counts
    assert scores["nDCG@5"] == pytest.approx(0.9197207891)  # … but not here
    assert scores["micro_f1"] == pytest.approx(4 / 6)
    assert scores["macro_f1"] == pytest.approx((2 / 3 + 0 + 1) / 6)


def test_released_code_counts_undefined_ndcg_as_zero():
    assert evaluate(PROBABILITIES, TRUTH, released=True)["nDCG@5"] == pytest.approx(0.45986039)


def test_threshold_moves_f1_only():
    before, after = evaluate(PROBABILITIES, TRUTH), evaluate(PROBABILITIES, TRUTH, threshold=0.75)
    assert {name for name in before if before[name] != after[name]} == {"micro_f1", "macro_f1"}


def test_details_say_what_was_left_out():
    found = details(PROBABILITIES, TRUTH)
    assert (found.documents, found.labels, found.unlabelled) == (2, 6, 1)
    assert found.cardinality == 1
    assert found.density == pytest.approx(1 / 6)
    assert (found.absent_labels, found.undefined_labels) == (4, 3)
    assert found.macro_f1_defined == pytest.approx((2 / 3 + 0 + 1) / 3)
