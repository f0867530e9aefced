"""Scores of groups of labels: who is in a group, and what it is judged by."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.metrics import average_precision_score, f1_score

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.bands import band_scores, by_depth, by_frequency
from hmlc_core.evaluation.families import of_family
from hmlc_core.evaluation.scores import evaluate

CHAIN = LabelGraph(tuple("abcd"), ((0, 1), (1, 2)))


def test_labels_are_in_the_band_of_their_training_documents() -> None:
    counts = [0, 1, 4, 5, 19, 20, 99, 100, 250]
    known = sp.csr_matrix(np.arange(250)[:, None] < np.array(counts))
    bands = {name: np.flatnonzero(band).tolist() for name, band in by_frequency(known).items()}
    assert bands == {"0": [0], "1-4": [1, 2], "5-19": [3, 4], "20-99": [5, 6], "100+": [7, 8]}


def test_a_band_without_labels_is_left_out() -> None:
    assert list(by_frequency(sp.csr_matrix([[1, 1], [0, 1]]))) == ["1-4"]


def test_levels_count_from_one_and_a_single_level_is_no_grouping() -> None:
    levels = {name: np.flatnonzero(band).tolist() for name, band in by_depth(CHAIN).items()}
    assert levels == {"1": [0, 3], "2": [1], "3": [2]}
    assert by_depth(LabelGraph(tuple("ab"))) == {}


def test_a_band_is_judged_like_a_corpus_that_has_only_its_labels() -> None:
    random = np.random.default_rng(0)
    scores, labels = random.random((60, 8)), random.random((60, 8)) < 0.4
    band = np.arange(8) % 3 == 0
    found = of_family(
        band_scores(
            scores, sp.csr_matrix(labels), {"by_depth": {"2": band}}, threshold=0.5, tuned=0.3
        ),
        "by_depth/2",
    )
    assert found.pop("labels") == 3
    top = np.argsort(-scores, axis=1)[:, :5]
    best = np.zeros_like(labels)
    np.put_along_axis(best, top, True, axis=1)
    assert found.pop("R@5") == pytest.approx((best & labels)[:, band].sum() / labels[:, band].sum())
    alone = evaluate(scores[:, band], sp.csr_matrix(labels[:, band]), tuned=0.3)
    assert found == {name: pytest.approx(alone[name]) for name in found}
    assert set(found) == {"macro_ap", "micro_f1", "macro_f1", "micro_f1_tuned", "macro_f1_tuned"}
    assert found["macro_ap"] == pytest.approx(
        average_precision_score(labels[:, band], scores[:, band], average="macro")
    )
    assert found["micro_f1_tuned"] == pytest.approx(
        f1_score(labels[:, band], scores[:, band] >= 0.3, average="micro")
    )


def test_a_band_that_is_never_true_and_never_predicted_has_its_size_only() -> None:
    scores, truth = np.array([[0.9, 0.1]]), sp.csr_matrix([[1, 0]])
    bands = {"by_frequency": {"0": np.array([False, True])}}
    found = band_scores(scores, truth, bands, threshold=0.5, tuned=0.5)
    assert found == {"by_frequency/0/labels": 1}


def test_without_probabilities_a_band_has_no_f1_at_a_half() -> None:
    bands = {"by_frequency": {"0": np.array([True])}}
    found = band_scores(np.array([[3.0]]), sp.csr_matrix([[1]]), bands, threshold=None, tuned=2.0)
    assert found["by_frequency/0/micro_f1_tuned"] == 1
    assert "by_frequency/0/micro_f1" not in found
