"""Edges of a tree against the hierarchy: one worked example, and what a perfect tree gets."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery import (
    TOP,
    Tree,
    compare_edges,
    count_kinds,
    edge_scores,
    spared,
    told,
)
from tests.evaluation.recovery.trees import graph_of, quietly, trees

# a above b and c, both of them above d; c above e; f by itself.
GRAPH = LabelGraph(tuple("abcdef"), ((0, 1), (0, 2), (1, 3), (2, 3), (2, 4)))
# a above c and f, c above d, d above b, b above e.
FOUND = Tree([TOP, 3, 0, 2, 1, 0])


def test_the_worked_example() -> None:
    scores = edge_scores(GRAPH, FOUND)
    # Two of 5 found edges are right; 4 labels have a parent.
    assert scores["edge_f1"] == pytest.approx(2 * 2 / (5 + 4))
    # d → b joins what b → d joins; two pieces of six labels hold four edges at most.
    assert scores["edge_f1_undirected"] == pytest.approx(2 * 3 / (5 + 4))
    # Of 11 found and 7 true pairs, ac ad ae ab cd ce are common.
    assert scores["ancestor_f1"] == pytest.approx(2 * 6 / (11 + 7))
    assert scores["parent_accuracy"] == pytest.approx(3 / 6)  # of a, c, d
    assert scores["depth_error"] == pytest.approx((2 + 2 + 1) / 6)  # of b, e, f


def test_the_kinds_of_edges() -> None:
    compared = compare_edges(GRAPH, FOUND)
    assert compared == [
        (3, 1, "reversed"),
        (0, 2, "right"),
        (2, 3, "right"),
        (1, 4, "wrong_parent"),
        (0, 5, "wrong_parent"),
        (0, 1, "missing"),
        (2, 4, "missing"),
    ]
    kinds = {"right": 2, "wrong_parent": 2, "missing": 2, "reversed": 1}
    assert count_kinds(compared) == kinds
    assert count_kinds([])["missing"] == 0


def test_second_parents_are_neither_found_nor_missing_and_told() -> None:
    true = Tree([TOP, 0, 0, 2, 2, TOP])  # d below c, and b above it, too
    kinds = count_kinds(compare_edges(GRAPH, true))
    assert kinds == {"right": 4, "wrong_parent": 0, "missing": 0, "reversed": 0}
    assert "(1 edge) count neither as found nor as missing" in spared(GRAPH, kinds)
    assert told(GRAPH, kinds).startswith("Of 4 recovered edges 4 are right, 0 reversed, 0 wrong;")
    assert told(GRAPH, kinds).endswith(spared(GRAPH, kinds))
    assert spared(GRAPH, count_kinds(compare_edges(GRAPH, FOUND))) == ""


def test_many_edges_are_told_with_a_comma() -> None:
    kinds = {"right": 1460, "wrong_parent": 1868, "missing": 1899, "reversed": 1158}
    assert told(GRAPH, kinds) == (
        "Of 4,486 recovered edges 1,460 are right, 1,158 reversed, 1,868 wrong; 1,899 are missing."
    )


@quietly
@given(trees(least=2))
def test_the_true_tree_is_perfect(tree: Tree) -> None:
    scores = edge_scores(graph_of(tree), tree)
    assert scores.pop("depth_error") == 0
    assert scores.pop("parent_accuracy") == 1
    for value in scores.values():
        assert value == 1 if tree.edges else math.isnan(value)
    assert {kind for *_, kind in compare_edges(graph_of(tree), tree)} <= {"right"}


@quietly
@given(trees(least=2), trees(least=2))
def test_scores_stay_between_none_and_all(one: Tree, two: Tree) -> None:
    size = min(len(one), len(two))
    one, two = (Tree([p if p < size else TOP for p in t.parents[:size]]) for t in (one, two))
    scores = edge_scores(graph_of(one), two)
    del scores["depth_error"]
    assert all(math.isnan(value) or 0 <= value <= 1 for value in scores.values())
    assert not scores["edge_f1"] > scores["edge_f1_undirected"]


def test_any_of_several_parents_is_right_and_one_is_all_that_can_be_asked() -> None:
    graph = LabelGraph(tuple("abc"), ((0, 2), (1, 2)))
    for parent in (0, 1):
        tree = Tree([TOP, TOP, parent])
        assert edge_scores(graph, tree)["edge_f1"] == 1
        assert edge_scores(graph, tree)["parent_accuracy"] == 1
        assert compare_edges(graph, tree) == [(parent, 2, "right")]
    # All three edges of a tree join what the hierarchy joins, which has one edge more.
    chain = edge_scores(graph, Tree([TOP, 2, 0]))
    assert chain["edge_f1_undirected"] == 1
    assert chain["edge_f1"] == pytest.approx(2 * 1 / (2 + 1))


@pytest.mark.parametrize("labels", [0, 1])
def test_too_few_labels_for_an_edge(labels: int) -> None:
    graph, tree = LabelGraph(tuple("a" * labels)), Tree([TOP] * labels)
    assert math.isnan(edge_scores(graph, tree)["edge_f1"])
    assert compare_edges(graph, tree) == []
