"""Average precision and area under ROC: scikit-learn, ties, what is undefined."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import average_precision_score, roc_auc_score

from hmlc_core.evaluation import areas, cells
from hmlc_core.evaluation.areas import Cells, average_precision_by_label

TIED = arrays.arrays(np.float32, (6, 4), elements=st.integers(0, 5).map(float))
TRUTHS = arrays.arrays(np.bool_, (6, 4)).filter(lambda truth: truth.any() and not truth.all())


@pytest.mark.slow
@given(TIED, TRUTHS)
def test_pooled_cells_agree_with_scikit_learn_also_where_scores_are_tied(scores, truth) -> None:
    pooled = Cells.of(scores, sp.csr_matrix(truth))
    expected = average_precision_score(truth.ravel(), scores.ravel())
    assert pooled.average_precision() == pytest.approx(expected)
    assert pooled.auroc() == pytest.approx(roc_auc_score(truth.ravel(), scores.ravel()))


@pytest.mark.slow
@given(TIED, TRUTHS)
def test_each_label_agrees_with_scikit_learn_and_those_without_documents_are_undefined(
    scores, truth
) -> None:
    found = average_precision_by_label(scores, sp.csr_matrix(truth))
    for label, value in enumerate(found):
        if truth[:, label].any():
            assert value == pytest.approx(
                average_precision_score(truth[:, label], scores[:, label])
            )
        else:
            assert math.isnan(value)


def test_without_a_true_or_without_a_false_cell_areas_are_undefined() -> None:
    none, every = (Cells.of(np.array([[0.3, 0.2]]), sp.csr_matrix([[n, n]])) for n in (0, 1))
    assert math.isnan(none.average_precision())
    assert math.isnan(none.auroc())
    assert every.average_precision() == 1
    assert math.isnan(every.auroc())


def test_scores_that_are_no_numbers_come_last() -> None:
    scores, truth = np.array([[np.nan, 0.1], [0.5, 0.2]]), sp.csr_matrix([[1, 1], [0, 0]])
    assert average_precision_by_label(scores, truth).tolist() == [1 / 2, 1 / 2]
    with pytest.warns(RuntimeWarning, match="1 of 4 scores are not numbers"):
        assert Cells.of(scores, truth).average_precision() == pytest.approx((1 / 3 + 2 / 4) / 2)


def test_labels_and_documents_are_read_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    scores, truth = random.random((20, 7)), sp.csr_matrix(random.random((20, 7)) < 0.3)
    whole = average_precision_by_label(scores, truth), Cells.of(scores, truth).auroc()
    monkeypatch.setattr(areas, "BLOCK", 45)
    monkeypatch.setattr(cells, "BLOCK", 45)
    np.testing.assert_array_equal(average_precision_by_label(scores, truth), whole[0])
    assert Cells.of(scores, truth).auroc() == whole[1]
