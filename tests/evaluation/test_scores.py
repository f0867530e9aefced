"""All scores together."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.metrics import precision_recall_fscore_support

from hmlc_core.evaluation.scores import details, evaluate
from hmlc_core.experiment import ALL, UNTHRESHOLDED

TRUTH = sp.csr_matrix([[1, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0]])
PROBABILITIES = np.array([[0.9, 0.8, 0.7, 0.3, 0.2, 0.1], [0.9, 0.1, 0.1, 0.1, 0.1, 0.1]])


def test_all_scores_of_the_registry_are_there_once_both_thresholds_are() -> None:
    assert set(evaluate(PROBABILITIES, TRUTH, tuned=0.4)) == set(ALL)
    assert set(ALL) - set(evaluate(PROBABILITIES, TRUTH)) == {"micro_f1_tuned", "macro_f1_tuned"}
    assert set(evaluate(PROBABILITIES, TRUTH, threshold=None)) == set(UNTHRESHOLDED)


@pytest.mark.parametrize("k", [1, 3, 5])
def test_of_the_first_k_labels_precision_recall_and_f1_are_those_of_giving_them(k: int) -> None:
    random = np.random.default_rng(0)
    scores, labels = random.random((40, 9)), random.random((40, 9)) < 0.3
    given = np.zeros_like(labels)
    np.put_along_axis(given, np.argsort(-scores, axis=1)[:, :k], True, axis=1)
    expected = precision_recall_fscore_support(labels, given, average="micro")[:3]
    found = evaluate(scores, sp.csr_matrix(labels))
    assert [found[f"{name}@{k}"] for name in ("P", "R", "F1")] == pytest.approx(expected)


AT_HALF = {name for name in ALL if not name.endswith("_tuned")}


@pytest.mark.parametrize(
    ("truth", "undefined"),
    [
        ([[0, 0], [0, 0]], AT_HALF),
        ([[1, 1], [1, 1]], {"micro_auroc"}),
        ([[1, 0], [0, 0]], set()),
        ([[1], [1]], {"micro_auroc"}),
    ],
    ids=["nothing is true", "all is true", "a document has nothing", "one label that all have"],
)
def test_what_is_undefined_is_left_out_and_never_zero(truth: list, undefined: set[str]) -> None:
    scores = np.array([[0.4, 0.2], [0.1, 0.3]])[:, : len(truth[0])]
    found = evaluate(scores, sp.csr_matrix(truth))
    assert AT_HALF - set(found) == undefined
    assert all(map(np.isfinite, found.values()))


def test_documents_that_are_all_alike_score_as_their_ties_say() -> None:
    found = evaluate(np.full((4, 2), 0.5), sp.csr_matrix([[1, 0], [1, 0], [0, 1], [1, 0]]))
    assert found["micro_auprc"] == found["micro_auroc"] == 0.5
    assert found["macro_ap"] == pytest.approx((3 / 4 + 1 / 4) / 2)


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
