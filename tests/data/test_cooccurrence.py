"""Likeness of labels, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse

from hmlc_core.data.cooccurrence import cooccurrence, similarity

# Label 0 in four documents, label 1 in two of these, label 2 in another, label 3 in none.
LABELS = sparse.csr_matrix(
    np.array([[1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0]], np.float32)
)


def test_counts_and_their_diagonal() -> None:
    counts = cooccurrence(LABELS).toarray()
    assert counts.tolist() == [[4, 2, 0, 0], [2, 2, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    assert (similarity(LABELS, "count") == counts).all()


def test_conditional_is_read_along_rows() -> None:
    found = similarity(LABELS, "conditional")
    assert found[0, 1] == pytest.approx(0.5)  # half of label 0's documents have label 1
    assert found[1, 0] == 1.0
    assert found[3].tolist() == [0, 0, 0, 0]


def test_jaccard_counts_documents_with_either() -> None:
    found = similarity(LABELS, "jaccard")
    assert found[0, 1] == found[1, 0] == pytest.approx(2 / 4)
    assert found[0, 2] == 0
    assert found[3, 3] == 0


def test_pmi_is_the_logarithm_of_lift() -> None:
    found = similarity(LABELS, "pmi")
    assert found[0, 1] == pytest.approx(np.log((2 / 5) / (4 / 5 * 2 / 5)))
    assert found[0, 2] == -np.inf
    assert (found[3] == -np.inf).all()


@pytest.mark.parametrize("measure", ["count", "conditional", "pmi", "jaccard"])
def test_nothing_is_more_like_a_label_than_itself(measure: str) -> None:
    found = similarity(LABELS, measure)
    assert (found.diagonal()[:, None] >= found).all()


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown measure"):
        similarity(LABELS, "cosine")
