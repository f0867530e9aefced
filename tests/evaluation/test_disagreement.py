"""Where two predictors rank the labels of a document differently."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from hmlc_core.errors import DataError
from hmlc_core.evaluation.disagreement import disagreement
from hmlc_core.evaluation.ranking import mean, rank

TRUTH = csr_array(np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 0, 0]]))
ONE = np.array([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1], [0.1, 0.5, 0.9], [0.1, 0.5, 0.9], [0.9, 0, 0]])
TWO = np.array([[0.1, 0.5, 0.9], [0.1, 0.9, 0.5], [0.2, 0.5, 0.9], [0.2, 0.3, 0.9], [0, 0, 0.9]])


def test_documents_come_in_the_order_of_their_differences() -> None:
    found = disagreement(ONE, TWO, TRUTH)
    assert found.better().tolist() == [0]
    assert found.better(second=True).tolist() == [1]
    assert found.difference[2] == 0
    assert found.difference[3] == 0


def test_documents_without_a_label_are_on_nobodys_side() -> None:
    found = disagreement(ONE, TWO, TRUTH)
    assert np.isnan(found.difference[4])
    assert 4 not in [*found.better(), *found.better(second=True)]
    assert sum(found.counts().values()) == 4


def test_every_labelled_document_is_counted_once() -> None:
    assert disagreement(ONE, TWO, TRUTH).counts() == {
        "both": 1,
        "first": 1,
        "second": 1,
        "neither": 1,
    }


def test_the_mean_difference_is_the_difference_of_the_means() -> None:
    found = disagreement(ONE, TWO, TRUTH)
    one, two = (mean(rank(scores, TRUTH, 5).ndcg(5)) for scores in (ONE, TWO))
    assert np.nanmean(found.difference) == pytest.approx(one - two)


def test_changing_places_changes_the_sign() -> None:
    there, back = disagreement(ONE, TWO, TRUTH), disagreement(TWO, ONE, TRUTH)
    np.testing.assert_array_equal(there.difference, -back.difference)
    assert there.better(second=True).tolist() == back.better().tolist()
    assert there.first_top.tolist() == back.second_top.tolist()


def test_a_predictor_agrees_with_itself() -> None:
    found = disagreement(ONE, ONE, TRUTH)
    assert found.better().size == 0
    assert found.counts() == {"both": 2, "first": 0, "second": 0, "neither": 2}


def test_runs_of_other_documents_are_refused() -> None:
    with pytest.raises(DataError, match="same documents"):
        disagreement(ONE[:3], TWO, TRUTH)
