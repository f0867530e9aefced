"""Edmonds' algorithm against every tree there is, and against NetworkX."""

from __future__ import annotations

from functools import cache
from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hmlc_core.errors import DataError
from hmlc_core.evaluation.recovery import Tree
from hmlc_core.evaluation.recovery.arborescence import maximum_arborescence
from tests.evaluation.recovery.trees import quietly


def total(parents: tuple[int, ...], weights: np.ndarray, root: np.ndarray) -> float:
    return sum(root[c] if p < 0 else weights[p, c] for c, p in enumerate(parents))


def is_tree(parents: tuple[int, ...]) -> bool:
    try:
        Tree(parents)
    except DataError:
        return False
    return True


@cache
def all_trees(labels: int) -> list[tuple[int, ...]]:
    return [p for p in product(range(-1, labels), repeat=labels) if is_tree(p)]


def test_there_are_as_many_trees_as_cayley_counts() -> None:
    assert [len(all_trees(n)) for n in (1, 2, 3, 4, 5)] == [1, 3, 16, 125, 1296]


@quietly
@given(
    st.integers(1, 5).flatmap(
        lambda n: arrays(float, (n, n + 1), elements=st.integers(-9, 9).map(float))
    )
)
def test_no_tree_weighs_more(numbers: np.ndarray) -> None:
    weights, root = numbers[:, :-1], numbers[:, -1]
    labels = len(root)
    best = max(total(parents, weights, root) for parents in all_trees(labels))
    found = maximum_arborescence(weights, root)
    assert is_tree(tuple(found))
    assert total(tuple(found), weights, root) == best


@pytest.mark.parametrize(("labels", "top"), [(8, 0.0), (20, -5.0), (30, -100.0)])
def test_networkx_finds_the_same_weight(labels: int, top: float) -> None:
    random = np.random.default_rng(labels)
    weights, root = random.normal(size=(labels, labels)), random.normal(size=labels) + top
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(
        (p, c, weights[p, c]) for p in range(labels) for c in range(labels) if p != c
    )
    graph.add_weighted_edges_from((labels, c, root[c]) for c in range(labels))
    peer = nx.maximum_spanning_arborescence(graph)
    expected = sum(peer.edges[edge]["weight"] for edge in peer.edges)
    found = maximum_arborescence(weights, root)
    assert is_tree(tuple(found))
    assert total(tuple(found), weights, root) == pytest.approx(expected)


def test_circles_within_circles_are_opened_where_it_costs_least() -> None:
    # 0 and 1 prefer each other, as do 2 and 3, and the two pairs; the root is far from all.
    weights = np.full((4, 4), -10.0)
    weights[0, 1] = weights[1, 0] = weights[2, 3] = weights[3, 2] = 5
    weights[1, 2] = weights[3, 0] = 4
    found = maximum_arborescence(weights, np.array([-100.0, -101, -102, -90]))
    assert found.tolist() == [3, 0, 3, -1]


def test_a_node_that_may_not_stand_under_the_root_does_not() -> None:
    weights = np.array([[0.0, -1, -2], [-4, 0, -3], [-1, -1, 0]])
    found = maximum_arborescence(weights, np.array([-np.inf, -50.0, -np.inf]))
    assert found.tolist() == [2, -1, 1]


def test_no_node_at_all() -> None:
    assert maximum_arborescence(np.empty((0, 0)), np.empty(0)).tolist() == []
