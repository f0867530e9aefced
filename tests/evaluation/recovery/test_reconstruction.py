"""Mean rank and MAP against worked examples and their slow definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from hmlc_core.evaluation.recovery import Rows, mean_average_precision, mean_rank
from tests.evaluation.recovery.trees import quietly, rows_of


def one_question(distances: list[float], relevant: list[int]) -> tuple[Rows, list[list[int]]]:
    """Label 0 asks; the others are at `distances`, numbered from 1."""
    matrix = np.zeros((len(distances) + 1,) * 2)
    matrix[0, 1:] = distances
    return rows_of(matrix), [relevant] + [[] for _ in distances]


def test_mean_rank_of_the_worked_example() -> None:
    # Positions of the relevant ones are 1, 3, 4: (8 − 3)/3.
    question = one_question([0.1, 0.25, 0.3, 0.2, 0.5], [1, 2, 3])
    assert mean_rank(*question) == pytest.approx(5 / 3)


def test_average_precision_of_the_worked_example() -> None:
    question = one_question([0.1, 0.25, 0.3, 0.2, 0.5], [1, 2, 3])
    assert mean_average_precision(*question) == pytest.approx((1 / 1 + 2 / 3 + 3 / 4) / 3)


def test_perfect_and_worst_order() -> None:
    best, worst = one_question([1, 2, 3, 4], [1, 2]), one_question([1, 2, 3, 4], [3, 4])
    assert (mean_rank(*best), mean_average_precision(*best)) == (1, 1)
    assert mean_rank(*worst) == 3
    assert mean_average_precision(*worst) == pytest.approx((1 / 3 + 2 / 4) / 2)


def test_the_mean_rank_is_over_all_pairs_and_the_precision_over_labels() -> None:
    matrix = np.array([[0.0, 1, 2, 3], [9, 0, 8, 7], [1, 1, 0, 1], [1, 1, 1, 0]])
    relevant = [[1, 2], [0], [], []]
    assert mean_rank(rows_of(matrix), relevant) == pytest.approx((1 + 1 + 3) / 3)
    assert mean_average_precision(rows_of(matrix), relevant) == pytest.approx((1 + 1 / 3) / 2)


def test_ties_cost_half_a_rank_and_are_retrieved_together() -> None:
    question = one_question([1.0, 1.0, 1.0, 2.0], [1])
    assert mean_rank(*question) == 2
    assert mean_average_precision(*question) == pytest.approx(1 / 3)


def test_a_collapsed_embedding_scores_at_chance() -> None:
    rows = rows_of(np.zeros((5, 5)))
    relevant = [[1], [2], [3], [4], [0]]
    assert mean_rank(rows, relevant) == 2.5
    assert mean_average_precision(rows, relevant) == pytest.approx(1 / 4)


def test_without_relevant_labels_the_measures_are_undefined() -> None:
    assert math.isnan(mean_rank(rows_of(np.zeros((3, 3))), [[], [], []]))
    assert math.isnan(mean_average_precision(rows_of(np.zeros((3, 3))), [[], [], []]))


@st.composite
def questions(draw: st.DrawFn) -> tuple[np.ndarray, list[list[int]]]:
    """Distances with many ties, and relevant labels anywhere but the label itself."""
    labels = draw(st.integers(2, 7))
    row = st.lists(st.integers(0, 4), min_size=labels, max_size=labels)
    matrix = np.array(draw(st.lists(row, min_size=labels, max_size=labels)), dtype=float)
    relevant = [
        sorted(draw(st.sets(st.sampled_from([n for n in range(labels) if n != label]))))
        for label in range(labels)
    ]
    return matrix, relevant


@pytest.mark.slow
@quietly
@given(questions())
def test_both_measures_equal_their_slow_definitions(
    question: tuple[np.ndarray, list[list[int]]],
) -> None:
    matrix, relevant = question
    ranks, precisions = [], []
    for label, wanted in enumerate(relevant):
        if not wanted:
            continue
        rest = [n for n in range(len(matrix)) if n != label]
        for near in wanted:
            rank = 1.0
            for other in rest:
                if other not in wanted:
                    rank += matrix[label, other] < matrix[label, near]
                    rank += 0.5 * (matrix[label, other] == matrix[label, near])
            ranks.append(rank)
        truth = [n in wanted for n in rest]
        precisions.append(average_precision_score(truth, -matrix[label, rest]))
    if ranks:
        assert mean_rank(rows_of(matrix), relevant) == pytest.approx(np.mean(ranks))
        assert mean_average_precision(rows_of(matrix), relevant) == pytest.approx(
            np.mean(precisions)
        )
