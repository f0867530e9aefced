"""Contradictions, and predictions made to agree with the hierarchy: hand-worked."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.consistency import (
    Excess,
    Violations,
    at_least,
    capped,
    raised,
)

# a above b and c; b above d; e stands below both b and c.
GRAPH = LabelGraph(tuple("abcde"), ((0, 1), (0, 2), (1, 3), (1, 4), (2, 4)))


def excess(scores: NDArray[np.floating], graph: LabelGraph) -> dict[str, float]:
    found = Excess(graph)
    found.add(scores)
    return found.scores()


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
    found = excess(margins, chain)
    assert found == {"score_violations": 1 / 2, "score_violation_size": 4 / 2}


def test_after_capping_and_after_raising_nothing_contradicts() -> None:
    random = np.random.default_rng(0)
    scores = random.random((50, 5))
    assert excess(scores, GRAPH)["score_violations"] > 0.2
    for agree in (capped, raised):
        decided = Violations(GRAPH)
        decided.add(at_least(agree(scores, GRAPH), 0.5))
        assert decided.documents("any") == 0
    assert excess(raised(scores, GRAPH), GRAPH)["score_violations"] == 0
    strict = capped(scores, GRAPH, parents="all")
    assert excess(strict, GRAPH)["score_violations"] == 0


def test_labels_without_parents_cannot_contradict() -> None:
    flat = LabelGraph(tuple("abc"))
    found = excess(np.ones((2, 3)), flat)
    assert all(map(math.isnan, found.values()))
    assert at_least(np.array([[0.5, 0.4]]), 0.5).toarray() == pytest.approx(np.array([[1, 0]]))


def test_counts_of_documents_a_few_at_a_time_are_those_of_all() -> None:
    random = np.random.default_rng(1)
    scores = random.random((30, 5))
    whole, parts = Violations(GRAPH), Violations(GRAPH)
    whole.add(at_least(scores, 0.6))
    some = Excess(GRAPH)
    for start in range(0, 30, 7):
        parts.add(at_least(scores[start : start + 7], 0.6))
        some.add(scores[start : start + 7])
    assert some.scores() == pytest.approx(excess(scores, GRAPH))
    for parents in ("any", "all"):
        assert parts.documents(parents) == whole.documents(parents) > 0
        assert parts.labels(parents) == whole.labels(parents) > 0


def test_several_hierarchies_are_capped_and_raised_label_by_label() -> None:
    random = np.random.default_rng(2)
    for _ in range(20):
        pairs = np.argwhere(np.triu(random.random((12, 12)) < 0.25, k=1))
        names = random.permutation(12)
        edges = tuple((int(names[p]), int(names[c])) for p, c in pairs)
        graph = LabelGraph(tuple("abcdefghijkl"), edges)
        scores = random.random((4, 12)).astype(np.float32)
        down, up = scores.copy(), scores.copy()
        for label in np.argsort(graph.depth, kind="stable").tolist():
            if above := list(graph.parents(label)):
                down[:, label] = np.minimum(down[:, label], down[:, above].max(axis=1))
        for label in np.argsort(-graph.depth, kind="stable").tolist():
            if below := list(graph.children(label)):
                up[:, label] = np.maximum(up[:, label], up[:, below].max(axis=1))
        np.testing.assert_array_equal(capped(scores, graph), down)
        np.testing.assert_array_equal(raised(scores, graph), up)
