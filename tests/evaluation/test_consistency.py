"""Contradictions, and predictions made to agree with the hierarchy: hand-worked."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sp

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.consistency import (
    Violations,
    capped,
    present,
    raised,
    score_violations,
)

# a above b and c; b above d; e stands below both b and c.
GRAPH = LabelGraph(tuple("abcde"), ((0, 1), (0, 2), (1, 3), (1, 4), (2, 4)))


def test_capping_goes_down_and_raising_goes_up_the_whole_way() -> None:
    chain = LabelGraph(tuple("cab"), ((1, 2), (2, 0)))  # a above b above c
    probabilities = np.array([[0.9, 0.1, 0.5]])
    assert capped(probabilities, chain).tolist() == [[0.1, 0.1, 0.1]]
    assert raised(probabilities, chain).tolist() == [[0.9, 0.9, 0.9]]


def test_of_two_parents_the_more_probable_one_is_the_bound() -> None:
    probabilities = np.array([[0.9, 0.2, 0.6, 0.1, 0.8]])
    assert capped(probabilities, GRAPH)[0, 4] == 0.6
    assert capped(probabilities, GRAPH, parents="all")[0, 4] == 0.2
    assert raised(probabilities, GRAPH).tolist() == [[0.9, 0.8, 0.8, 0.1, 0.8]]


def test_a_margin_below_zero_contradicts_like_any_other() -> None:
    chain = LabelGraph(("a", "b"), ((0, 1),))
    margins = np.array([[-3.0, -1.0], [-1.0, -3.0]])
    found = score_violations(margins, sp.csr_matrix((2, 2)), chain)
    assert found == {"score_violations": 1 / 2, "score_violation_size": 4 / 2}


def test_after_capping_and_after_raising_nothing_contradicts() -> None:
    random = np.random.default_rng(0)
    scores, truth = random.random((50, 5)), sp.csr_matrix((50, 5))
    assert score_violations(scores, truth, GRAPH)["score_violations"] > 0.2
    for agree in (capped, raised):
        decided = Violations(present(agree(scores, GRAPH), truth, 0.5), GRAPH)
        assert decided.documents("any") == 0
    assert score_violations(raised(scores, GRAPH), truth, GRAPH)["score_violations"] == 0
    strict = capped(scores, GRAPH, parents="all")
    assert score_violations(strict, truth, GRAPH)["score_violations"] == 0


def test_labels_without_parents_cannot_contradict() -> None:
    flat = LabelGraph(tuple("abc"))
    found = score_violations(np.ones((2, 3)), sp.csr_matrix((2, 3)), flat)
    assert all(map(math.isnan, found.values()))
    assert present(np.array([[0.5, 0.4]]), sp.csr_matrix((1, 2)), 0.5).toarray() == pytest.approx(
        np.array([[1, 0]])
    )
