"""Measures of a recovered hierarchy against worked examples and slow definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import average_precision_score

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation import recovery
from hmlc_core.evaluation.recovery import (
    Rows,
    distance_rows,
    distortion,
    mean_average_precision,
    mean_rank,
    radii,
    score_embedding,
    spearman_norm_depth,
)
from hmlc_core.geometry import Euclidean, PoincareBall, ProductOfBalls


def rows_of(matrix: np.ndarray) -> Rows:
    return lambda part: np.asarray(matrix, dtype=np.float64)[part]


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


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=3, max_size=12).filter(
        lambda rows: all(len(set(column)) > 1 for column in zip(*rows))
    )
)
def test_the_rank_correlation_is_spearmans(rows: list[tuple[int, int]]) -> None:
    norms, depth = zip(*rows)
    assert spearman_norm_depth(norms, depth) == pytest.approx(spearmanr(norms, depth).statistic)


def test_the_rank_correlation_of_equal_values_is_undefined() -> None:
    assert math.isnan(spearman_norm_depth([1.0, 1.0, 1.0], [0, 1, 2]))
    assert math.isnan(spearman_norm_depth([0.1, 0.2, 0.3], [2, 2, 2]))


HOPS = np.array([[0, 1, 2], [1, 0, 1], [2, 1, 0]])


def test_distortion_of_the_worked_example() -> None:
    # d/D = 2, 1.5, 3 for the pairs 01, 02, 12.
    found = distortion(rows_of(np.array([[0, 2, 3], [2, 0, 3], [3, 3, 0]])), HOPS)
    assert found.average == pytest.approx((1 + 0.5 + 2) / 3)
    assert found.worst == pytest.approx(3 / 1.5)
    scale = (2 + 1.5 + 3) / (4 + 2.25 + 9)
    assert found.scale == pytest.approx(scale)
    errors = [abs(scale * ratio - 1) for ratio in (2, 1.5, 3)]
    assert found.scaled_average == pytest.approx(np.mean(errors))
    assert found.coincident == 0


def test_a_uniform_factor_is_no_distortion() -> None:
    found = distortion(rows_of(HOPS * 2.5), HOPS)
    assert found.average == pytest.approx(1.5)
    assert found.scale == pytest.approx(0.4)
    assert found.scaled_average == pytest.approx(0, abs=1e-12)
    assert found.worst == pytest.approx(1)


def test_coincident_pairs_are_left_out_and_counted() -> None:
    found = distortion(rows_of(np.array([[0, 0, 2], [0, 0, 1], [2, 1, 0]])), HOPS)
    assert found.coincident == 1
    assert found.average == 0
    assert found.worst == 1


@pytest.mark.parametrize("labels", [1, 2])
def test_distortion_without_distances_is_undefined(labels: int) -> None:
    found = distortion(rows_of(np.zeros((labels, labels))), HOPS[:labels, :labels])
    assert math.isnan(found.average)
    assert math.isnan(found.worst)


def test_measures_ask_for_a_few_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    points, relevant = random.normal(size=(11, 3)), [[(n + 1) % 11] for n in range(11)]
    rows, hops = distance_rows(points, Euclidean(3)), np.ones((11, 11), dtype=int)
    whole = mean_rank(rows, relevant), mean_average_precision(rows, relevant)
    asked = []

    def watched(part: slice) -> np.ndarray:
        asked.append(part.stop - part.start)
        return rows(part)

    monkeypatch.setattr(recovery, "_BLOCK", 45)
    assert (mean_rank(watched, relevant), mean_average_precision(watched, relevant)) == whole
    distortion(watched, hops)
    assert max(asked) == 4


@pytest.mark.parametrize(
    "geometry", [Euclidean(4), PoincareBall(4), ProductOfBalls(4)], ids=lambda g: g.name
)
def test_rows_and_radii_are_the_spaces_own(
    geometry: Euclidean | PoincareBall | ProductOfBalls,
) -> None:
    points = np.random.default_rng(0).uniform(-0.4, 0.4, (6, 4))
    rows = distance_rows(np.concatenate([np.zeros((1, 4)), points]), geometry)
    np.testing.assert_allclose(rows(slice(0, 1))[0, 1:], radii(points, geometry), rtol=1e-9)
    assert rows(slice(2, 5)).shape == (3, 7)


def test_scores_of_an_embedding() -> None:
    # a stands above b, b above c; b is nearer to its parent than c is.
    labels = LabelGraph(("a", "b", "c", "d"), ((0, 1), (1, 2), (0, 3)))
    points = [[0.1, 0], [0.4, 0], [0.8, 0], [-0.7, 0]]
    scores = score_embedding(points, labels, PoincareBall(2))
    assert scores["mean_rank"] == 1
    assert scores["map"] == 1
    assert scores["spearman_norm_depth"] == pytest.approx(spearmanr([0, 1, 3, 2], labels.depth)[0])


def test_only_parents_are_relevant_to_an_embedding_of_edges() -> None:
    labels = LabelGraph(("a", "b", "c"), ((0, 1), (1, 2)))
    points = [[0.0, 0], [0.5, 0], [0.1, 0]]  # c is nearer to its grandparent than to its parent
    disk = PoincareBall(2)
    assert score_embedding(points, labels, disk)["mean_rank"] == 4 / 3
    assert score_embedding(points, labels, disk, pairs="edges")["mean_rank"] == 2


def test_norms_are_taken_from_the_only_root_or_else_from_the_origin() -> None:
    disk = PoincareBall(2)
    points = [[0.6, 0], [0.5, 0], [-0.1, 0]]
    chain = LabelGraph(("a", "b", "c"), ((0, 1), (1, 2)))
    assert score_embedding(points, chain, disk)["spearman_norm_depth"] == pytest.approx(1)
    forest = LabelGraph(("a", "b", "c"), ((0, 1),))
    scores = score_embedding(points, forest, disk)
    expected = spearmanr([3, 2, 1], forest.depth).statistic
    assert scores["spearman_norm_depth"] == pytest.approx(expected)
