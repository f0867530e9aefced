"""Hierarchical scores against one worked example and slow definitions."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
import scipy.sparse as sparse
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.data.labels import LabelGraph
from hmlc_core.errors import DataError
from hmlc_core.evaluation import cells
from hmlc_core.evaluation.consistency import capped, raised
from hmlc_core.evaluation.hierarchical import hierarchical_scores

# a above b and c; b above d; e stands below both b and c.
GRAPH = LabelGraph(tuple("abcde"), ((0, 1), (0, 2), (1, 3), (1, 4), (2, 4)))

PROBABILITIES = np.array(
    [
        [0.9, 0.8, 0.1, 0.7, 0.2],  # a b d
        [0.6, 0.2, 0.7, 0.1, 0.8],  # a c e
        [0.3, 0.2, 0.1, 0.9, 0.1],  # d
        [0.4, 0.3, 0.2, 0.1, 0.0],  # nothing
    ]
)
TRUTH = sparse.csr_matrix(
    np.array([[1, 1, 0, 1, 0], [1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]])
)


def test_the_worked_example() -> None:
    scores = hierarchical_scores(PROBABILITIES, TRUTH, GRAPH)
    # With ancestors: abd/abd, abce/ab, abd/ac, nothing/abd.
    hits, found, there = [3, 2, 1, 0], [3, 4, 3, 0], [3, 2, 2, 3]
    assert scores["hp"] == pytest.approx(sum(hits) / sum(found))
    assert scores["hr"] == pytest.approx(sum(hits) / sum(there))
    assert scores["hf"] == pytest.approx(2 * 6 / (10 + 10))
    assert scores["hp_macro"] == pytest.approx((1 + 2 / 4 + 1 / 3 + 0) / 4)
    assert scores["hr_macro"] == pytest.approx((1 + 1 + 1 / 2 + 0) / 4)
    assert scores["hf_macro"] == pytest.approx((1 + 2 * 2 / 6 + 2 * 1 / 5 + 0) / 4)
    # Of abd: 0 each. Of ace to ab: a 0, c 1, e 1. Of d to c: up to a and down again, 3.
    assert scores["distance_to_truth"] == pytest.approx((0 + 2 + 3) / 7)


def test_levels_of_the_worked_example() -> None:
    scores = hierarchical_scores(PROBABILITIES, TRUTH, GRAPH)
    assert [scores[f"level_1_{name}"] for name in ("precision", "recall", "f1")] == [1, 1, 1]
    # Level 2: b and c are predicted, b twice and c once true.
    assert scores["level_2_precision"] == 1 / 2
    assert scores["level_2_recall"] == 1 / 3
    assert scores["level_2_f1"] == pytest.approx(2 / 5)
    # Below a predicted a, b is true twice, and once predicted.
    assert scores["level_2_reached"] == 1 / 2
    # Level 3: d d e are predicted, d twice true; once below a predicted b.
    assert scores["level_3_precision"] == pytest.approx(1 / 3)
    assert scores["level_3_recall"] == 1 / 2
    assert scores["level_3_reached"] == 1
    assert "level_1_reached" not in scores
    assert "level_4_f1" not in scores


def test_contradictions_of_the_worked_example() -> None:
    scores = hierarchical_scores(PROBABILITIES, TRUTH, GRAPH)
    # Second row: ac be ce; third: bd; first: ce.
    excesses = [0.1, 0.6, 0.1, 0.7, 0.1]
    assert scores["score_violations"] == pytest.approx(len(excesses) / 20)
    assert scores["score_violation_size"] == pytest.approx(np.square(excesses).sum() / 4)
    assert scores["decision_violations"] == 1 / 4  # d alone
    assert scores["decision_violations_all"] == 2 / 4  # and e without b
    assert scores["label_violations"] == 1 / 5  # of b d c e d
    assert scores["label_violations_all"] == 2 / 5
    assert scores["truth_violations"] == 2 / 4  # c alone, d alone
    assert scores["truth_violations_all"] == 2 / 4


@st.composite
def questions(draw: st.DrawFn) -> tuple[LabelGraph, np.ndarray, np.ndarray]:
    """A hierarchy with several parents, coarse probabilities, labels; all in disorder."""
    labels, documents = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    pairs = [(p, c) for p, c in product(range(labels), repeat=2) if p < c]
    chosen = draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    order = draw(st.permutations(range(labels)))
    edges = tuple((order[p], order[c]) for p, c in sorted(chosen))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    graph = LabelGraph(tuple(f"{n}" for n in range(labels)), edges)
    probabilities = random.integers(0, 5, (documents, labels)) / 4
    return graph, probabilities, random.integers(0, 2, (documents, labels))


quietly = settings(deadline=None, max_examples=80)


@pytest.mark.slow
@quietly
@given(questions())
def test_scores_equal_their_slow_definitions(
    question: tuple[LabelGraph, np.ndarray, np.ndarray],
) -> None:
    graph, probabilities, truth = question
    scores = hierarchical_scores(probabilities, sparse.csr_matrix(truth), graph)
    predicted = probabilities >= 0.5

    def closed(row: np.ndarray) -> set[int]:
        return {x for n in np.flatnonzero(row) for x in (n, *graph.ancestors(n))}

    counts = [
        (len(closed(p) & closed(t)), len(closed(p)), len(closed(t)))
        for p, t in zip(predicted, truth)
    ]
    hits, found, there = (sum(column) for column in zip(*counts))
    if there:
        assert scores["hp"] == pytest.approx(hits / found if found else 0)
        assert scores["hr"] == pytest.approx(hits / there)
        recalls = [h / t for h, _, t in counts if t]
        assert scores["hr_macro"] == pytest.approx(np.mean(recalls))
    else:
        assert math.isnan(scores["hf"])

    def alone(row: np.ndarray, rule: object) -> int:
        return sum(
            bool(row[n] and graph.parents(n)) and not rule(row[p] for p in graph.parents(n))  # type: ignore[operator]
            for n in range(len(graph))
        )

    if not graph.edges:
        assert math.isnan(scores["decision_violations"])
        return
    for name, rule in (("", any), ("_all", all)):
        for kind, rows in (("decision", predicted), ("truth", truth)):
            share = np.mean([alone(row, rule) > 0 for row in rows])
            assert scores[f"{kind}_violations{name}"] == share
        below = sum(bool(graph.parents(n)) for row in predicted for n in np.flatnonzero(row))
        total = sum(alone(row, rule) for row in predicted)
        expected = total / below if below else math.nan
        assert scores[f"label_violations{name}"] == pytest.approx(expected, nan_ok=True)


@pytest.mark.slow
@quietly
@given(questions())
def test_capping_and_raising_remove_contradictions_and_nothing_else(
    question: tuple[LabelGraph, np.ndarray, np.ndarray],
) -> None:
    graph, probabilities, truth = question
    before = probabilities.copy()
    strict, lenient = capped(probabilities, graph, parents="all"), capped(probabilities, graph)
    higher = raised(probabilities, graph)
    np.testing.assert_array_equal(probabilities, before)
    assert (strict <= lenient).all()
    assert (lenient <= probabilities).all()
    assert (probabilities <= higher).all()
    labels = sparse.csr_matrix(truth)
    for changed in (strict, higher):
        scores = hierarchical_scores(changed, labels, graph)
        assert not scores["score_violations"] > 0
        assert not scores["decision_violations_all"] > 0
    assert not hierarchical_scores(lenient, labels, graph)["decision_violations"] > 0
    # What has no contradiction stays as it is.
    for changed in (strict, higher):
        np.testing.assert_array_equal(capped(changed, graph, parents="all"), changed)
        np.testing.assert_array_equal(raised(changed, graph), changed)


def test_predicting_the_truth_is_perfect_even_where_it_contradicts_the_hierarchy() -> None:
    scores = hierarchical_scores(TRUTH.toarray().astype(float), TRUTH, GRAPH)
    assert scores["hf"] == scores["hf_macro"] == scores["level_3_f1"] == 1
    assert scores["distance_to_truth"] == 0
    assert scores["decision_violations"] == scores["truth_violations"] == 1 / 2


def test_the_threshold_itself_is_predicted() -> None:
    probabilities = np.full((4, 5), 0.3)
    assert hierarchical_scores(probabilities, TRUTH, GRAPH, threshold=0.3)["hr"] == 1
    assert hierarchical_scores(probabilities, TRUTH, GRAPH, threshold=0.31)["hr"] == 0


def test_predicting_nothing() -> None:
    scores = hierarchical_scores(np.zeros((4, 5)), TRUTH, GRAPH)
    assert scores["hp"] == scores["hr"] == scores["hf"] == scores["hp_macro"] == 0
    assert scores["decision_violations"] == 0
    for name in ("distance_to_truth", "label_violations", "level_2_reached"):
        assert math.isnan(scores[name])


def test_where_nothing_is_true_or_no_label_has_a_parent_scores_are_undefined() -> None:
    nothing = hierarchical_scores(PROBABILITIES, sparse.csr_matrix((4, 5)), GRAPH)
    for name in ("hp", "hr", "hf", "hf_macro", "level_1_f1", "distance_to_truth"):
        assert math.isnan(nothing[name])
    assert nothing["truth_violations"] == 0
    flat = hierarchical_scores(PROBABILITIES, TRUTH, LabelGraph(tuple("abcde")))
    assert flat["hp"] == pytest.approx(4 / 7)
    for name in ("score_violations", "score_violation_size", "decision_violations"):
        assert math.isnan(flat[name])
    one = hierarchical_scores(np.ones((1, 1)), sparse.csr_matrix([[1]]), LabelGraph(("a",)))
    assert one["hf"] == one["level_1_f1"] == 1


def test_documents_are_read_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = hierarchical_scores(PROBABILITIES, TRUTH, GRAPH)
    monkeypatch.setattr(cells, "BLOCK", 5)
    np.testing.assert_equal(hierarchical_scores(PROBABILITIES, TRUTH, GRAPH), whole)


def test_what_is_no_number_is_improbable() -> None:
    probabilities = PROBABILITIES.copy()
    probabilities[3] = np.nan
    with pytest.warns(RuntimeWarning, match="5 of 20 scores are not numbers"):
        scores = hierarchical_scores(probabilities, TRUTH, GRAPH)
    assert scores == hierarchical_scores(PROBABILITIES, TRUTH, GRAPH)


def test_a_hierarchy_of_other_labels_is_refused() -> None:
    with pytest.raises(DataError, match="expected 2 labels; found 5"):
        hierarchical_scores(PROBABILITIES, TRUTH, LabelGraph(("a", "b")))
    with pytest.raises(DataError, match="do not belong together"):
        hierarchical_scores(PROBABILITIES[:, :4], TRUTH, GRAPH)
