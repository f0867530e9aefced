"""Questions asked of one explained prediction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hmlc_core.evaluation.explain import (
    Explanation,
    displacements,
    nearest_labels,
    not_measured,
    predicted_labels,
    weighty_words,
)

DISTANCES = np.array([[1.0, 3.0], [2.0, 2.5], [3.0, 0.5]])  # 3 labels × 2 words


@pytest.fixture
def explanation() -> Explanation:
    return Explanation(
        words=("river", "bank"),
        word_points=np.zeros((2, 2)),
        trail=np.array([[3.0, 4.0], [3.0, 5.0]]),
        scores=-DISTANCES,
        logits=np.array([1.0, -1.0, 2.0]),
        probabilities=np.array([0.73, 0.27, 0.88]),
        contributions=np.array([[0.5, -0.75], [0.1, 0.1], [0.0, 2.0]]),
        meaning="What a word is worth.",
    )


def test_predicted_labels_best_first(explanation):
    np.testing.assert_array_equal(predicted_labels(explanation, 2), [2, 0])
    np.testing.assert_array_equal(predicted_labels(explanation, 9), [2, 0, 1])


def test_scores_order_labels_where_there_are_no_probabilities(explanation):
    scored = replace(explanation, probabilities=None, logits=np.array([3.0, 9.0, 5.0]))
    np.testing.assert_array_equal(predicted_labels(scored, 2), [1, 2])


def test_weighty_words_pull_or_push(explanation):
    np.testing.assert_array_equal(weighty_words(explanation, 0, 2), [1, 0])
    np.testing.assert_array_equal(weighty_words(explanation, 1, 1), [0])


def test_nearest_labels_of_each_step(explanation):
    np.testing.assert_array_equal(nearest_labels(explanation, 2), [[0, 1], [2, 1]])


def test_displacements_start_at_the_origin(explanation):
    def flat(x, y):
        return np.linalg.norm(x - y, axis=-1)

    np.testing.assert_allclose(displacements(explanation, flat), [5, 1])


def test_a_document_without_words():
    empty = Explanation(
        words=(),
        word_points=np.zeros((0, 2)),
        trail=np.zeros((0, 2)),
        scores=np.zeros((3, 0)),
        logits=np.zeros(3),
        probabilities=np.full(3, 0.5),
        contributions=np.zeros((3, 0)),
        meaning="What a word is worth.",
    )
    assert weighty_words(empty, 0).shape == (0,)
    assert nearest_labels(empty).shape == (0, 3)
    assert displacements(empty, lambda x, y: np.linalg.norm(x - y, axis=-1)).shape == (0,)


def test_words_that_were_not_measured_are_counted_and_weigh_nothing(explanation):
    assert not_measured(explanation) == ""
    part = replace(explanation, contributions=np.array([[0.5, np.nan]] * 3))
    assert part.unmeasured == 1
    assert "measured for 1 of 2 words" in not_measured(part)
    np.testing.assert_array_equal(weighty_words(part, 0, 2), [0])
