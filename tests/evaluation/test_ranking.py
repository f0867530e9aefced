"""P@k, nDCG@k and their kin: golden numbers, hand-worked tables, scikit-learn, properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import label_ranking_average_precision_score, ndcg_score

from hmlc_core.errors import DataError
from hmlc_core.evaluation import cells
from hmlc_core.evaluation.ranking import (
    batch_mean,
    labels_from,
    mean,
    rank,
    reciprocal_rank,
    top_labels,
)


def truth(*rows: list[int]) -> sp.csr_matrix:
    return sp.csr_matrix(np.array(rows))


def descending(labels: int, documents: int = 1) -> np.ndarray:
    """The first label scores best, and so on."""
    return np.tile(np.linspace(1, 0, labels), (documents, 1))


def random_case(seed: int, documents: int = 40, labels: int = 12, levels: int = 0):
    """Random scores and truth; `levels` > 0 rounds scores so that many are tied."""
    random = np.random.default_rng(seed)
    scores = random.random((documents, labels))
    if levels:
        scores = np.round(scores * levels) / levels
    return scores, sp.csr_matrix(random.random((documents, labels)) < 0.25)


def test_golden_document():
    ranked = rank(descending(6), truth([1, 0, 1, 0, 0, 0]), 5)
    precisions = [ranked.precision(k)[0] for k in (1, 3, 5)]
    np.testing.assert_allclose(precisions, [1, 2 / 3, 0.4])
    for k in (3, 5):
        assert ranked.ndcg(k)[0] == pytest.approx(0.9197207891, abs=1e-10)


def test_table_with_an_unlabelled_document_and_few_labels():
    # Three labels, k = 5: all three are ranked, and P@5 still divides by 5.
    ranked = rank(descending(3, 3), truth([1, 1, 1], [0, 0, 1], [0, 0, 0]), 5)
    np.testing.assert_allclose(ranked.precision(5), [0.6, 0.2, 0])
    np.testing.assert_allclose(ranked.ndcg(5), [1, 0.5, np.nan])  # 1/log2(4) over 1/log2(2)
    np.testing.assert_allclose(ranked.recall(2), [2 / 3, 0, np.nan])
    np.testing.assert_allclose(ranked.r_precision(), [1, 0, np.nan])
    assert mean(ranked.ndcg(5)) == pytest.approx(0.75)
    assert mean(ranked.precision(5)) == pytest.approx(0.8 / 3)


def test_ndcg_at_one_is_precision_at_one():
    scores, labels = random_case(0)
    ranked = rank(scores, labels, 1)
    defined = ranked.positives > 0
    np.testing.assert_allclose(ranked.ndcg(1)[defined], ranked.precision(1)[defined])


def test_ties_are_broken_by_label_index():
    scores = np.array([[0.5, 0.9, 0.5, 0.5, 0.1]])
    np.testing.assert_array_equal(top_labels(scores, 3), [[1, 0, 2]])
    np.testing.assert_array_equal(top_labels(scores, 99), [[1, 0, 2, 3, 4]])
    assert top_labels(scores, 0).shape == (1, 0)


def test_expected_value_under_ties_counts_the_block_straddling_k():
    # One label ahead, then three tied of which one is true: one slot is left at k = 2.
    ranked = rank(np.array([[0.5, 0.9, 0.5, 0.5, 0.1]]), truth([0, 1, 0, 1, 0]), 2, ties="expected")
    np.testing.assert_allclose(ranked.precision(2), (1 + 1 * 1 / 3) / 2)


@pytest.mark.slow
def test_expected_value_under_ties_is_the_mean_over_random_orders():
    scores, labels = random_case(1, documents=3, labels=6, levels=2)
    random, total = np.random.default_rng(0), np.zeros(3)
    for _ in range(4000):
        shuffle = random.permutation(6)
        total += rank(scores[:, shuffle], labels[:, shuffle], 3).precision(3)
    expected = rank(scores, labels, 3, ties="expected").precision(3)
    np.testing.assert_allclose(total / 4000, expected, atol=0.02)


@pytest.mark.parametrize("levels", [0, 3])
@pytest.mark.parametrize("k", [1, 3, 5, 12])
def test_ndcg_agrees_with_scikit_learn(levels: int, k: int):
    scores, labels = random_case(2, levels=levels)
    ranked = rank(scores, labels, k, ties="expected")
    defined = ranked.positives > 0
    ours = ranked.ndcg(k)
    assert mean(ours) == pytest.approx(ndcg_score(labels.toarray()[defined], scores[defined], k=k))


def test_reciprocal_rank_agrees_with_scikit_learn_on_single_labels():
    random = np.random.default_rng(3)
    scores, labels = random.random((30, 9)), np.eye(9)[random.integers(0, 9, 30)]
    ours = mean(reciprocal_rank(scores, sp.csr_matrix(labels)))
    assert ours == pytest.approx(label_ranking_average_precision_score(labels, scores))


def test_reciprocal_rank_follows_the_ranking():
    scores, labels = random_case(4, levels=3)
    gains = rank(scores, labels, 12).gains
    first = 1 / (1 + gains.argmax(1)) * gains.any(1)
    np.testing.assert_allclose(reciprocal_rank(scores, labels), first)


def test_scores_that_are_no_numbers_rank_last_with_a_warning():
    scores = np.array([[np.nan, 0.2, 0.1]])
    with pytest.warns(RuntimeWarning, match="1 of 3 scores are not numbers"):
        ranked = rank(scores, truth([1, 1, 0]), 3)
    np.testing.assert_array_equal(ranked.gains, [[1, 0, 1]])


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch):
    scores, labels = random_case(5)
    whole = rank(scores, labels, 5).gains
    monkeypatch.setattr(cells, "BLOCK", 7)
    np.testing.assert_array_equal(rank(scores, labels, 5).gains, whole)


def test_many_labels_need_no_full_sort():
    random = np.random.default_rng(6)
    scores = random.random((3, 36_504), dtype=np.float32)
    best = top_labels(scores, 5)
    np.testing.assert_array_equal(best, np.argsort(-scores, axis=1, kind="stable")[:, :5])


def test_batch_mean_overweights_the_short_last_batch():
    values = np.array([1.0] * 50 + [0.0, np.nan])
    assert batch_mean(values) == pytest.approx(0.5)
    assert mean(values) == pytest.approx(50 / 51)


def test_the_mean_of_nothing_defined_is_undefined():
    assert np.isnan(mean(rank(descending(4), truth([0, 0, 0, 0]), 3).ndcg(3)))


@pytest.mark.parametrize(
    ("scores", "labels", "message"),
    [
        (np.zeros((2, 3)), truth([1, 0]), r"expected one number for each of 1 documents × 2 lab"),
        (np.zeros((0, 3)), sp.csr_matrix((0, 3)), "nothing to evaluate.*0 documents × 3 labels"),
    ],
)
def test_what_cannot_be_ranked_is_refused(scores, labels, message: str):
    with pytest.raises(DataError, match=message):
        rank(scores, labels, 5)


cases = st.integers(1, 12).flatmap(
    lambda labels: st.tuples(
        arrays.arrays(np.float64, (4, labels), elements=st.integers(-3, 3).map(float)),
        arrays.arrays(np.bool_, (4, labels)),
        st.integers(1, 14),
    )
)


@pytest.mark.slow
@given(cases)
def test_values_lie_between_zero_and_one(case):
    scores, labels, k = case
    for ties in ("index", "expected"):
        ranked = rank(scores, sp.csr_matrix(labels), k, ties=ties)
        for values in (ranked.precision(k), ranked.recall(k), ranked.ndcg(k)):
            defined = values[~np.isnan(values)]
            assert ((defined >= 0) & (defined <= 1 + 1e-12)).all()


@pytest.mark.slow
@given(cases)
def test_increasing_functions_of_the_scores_change_nothing(case):
    scores, labels, k = case
    matrix = sp.csr_matrix(labels)
    before, after = rank(scores, matrix, k), rank(np.exp(scores / 2) + 7, matrix, k)
    np.testing.assert_array_equal(before.gains, after.gains)


@pytest.mark.slow
@given(cases)
def test_no_ranking_beats_the_truth_itself(case):
    scores, labels, k = case
    matrix = sp.csr_matrix(labels)
    ours, best = rank(scores, matrix, k), rank(labels.astype(float), matrix, k)
    assert (ours.precision(k) <= best.precision(k)).all()
    defined = labels.any(1)
    np.testing.assert_allclose(best.ndcg(k)[defined], 1)


def test_labels_at_a_threshold_are_the_best_first_and_never_none():
    scores = np.array([0.5, 0.9, 0.5, 0.1], np.float32)
    np.testing.assert_array_equal(labels_from(scores, 0.5), [1, 0, 2])
    np.testing.assert_array_equal(labels_from(scores, 0.95), [1])
    third = np.float32(1 / 3)  # more than a third, as a double
    np.testing.assert_array_equal(labels_from(np.array([third, 0]), 1 / 3), [0])
    assert not len(labels_from(np.array([0, np.float32(0.7)]), 0.7)) > 1  # less than 0.7


@pytest.mark.slow
@given(
    st.lists(st.one_of(st.integers(0, 5).map(lambda n: n / 5), st.just(math.nan)), min_size=1),
    st.integers(0, 6).map(lambda n: n / 5),
)
def test_labels_from_a_border_are_the_first_of_all_by_their_scores(scores, border) -> None:
    values = np.array(scores)
    count = max(1, int((values >= border).sum()))
    assert (
        labels_from(values, border).tolist() == np.argsort(-values, kind="stable")[:count].tolist()
    )
