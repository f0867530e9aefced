"""Steps over hubs against the table of all steps."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.data.labels import LabelGraph


@st.composite
def hierarchies(draw: st.DrawFn) -> LabelGraph:
    """Labels with any number of parents, in any order."""
    labels = draw(st.integers(1, 9))
    pairs = [(p, c) for p, c in product(range(labels), repeat=2) if p < c]
    chosen = draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    order = draw(st.permutations(range(labels)))
    edges = tuple((order[p], order[c]) for p, c in sorted(chosen))
    return LabelGraph(tuple(map(str, range(labels))), edges)


@pytest.mark.slow
@settings(deadline=None, max_examples=200)
@given(hierarchies(), st.integers(0, 10**6))
def test_steps_to_the_nearest_equal_the_table(graph: LabelGraph, seed: int) -> None:
    random, hops = np.random.default_rng(seed), graph.hops()
    for _ in range(3):  # nothing is left behind by one question for the next
        some, others = (random.choice(len(graph), random.integers(1, 4)) for _ in range(2))
        expected = hops[np.ix_(some, others)].min(axis=1)
        assert graph.hubs.to_nearest(some, others).tolist() == expected.tolist()


def test_no_labels_have_no_steps() -> None:
    graph = LabelGraph(("a", "b"), ((0, 1),))
    assert graph.hubs.to_nearest(np.zeros(0, np.int64), np.array([1])).tolist() == []


def test_in_a_tree_hubs_are_a_label_its_ancestors_and_the_root() -> None:
    graph = LabelGraph(tuple(map(str, range(40))), tuple(((n - 1) // 3, n) for n in range(1, 40)))
    hubs, starts = graph.hubs.hubs, graph.hubs.starts
    for label in range(40):
        known = set(hubs[starts[label] : starts[label + 1]].tolist())
        assert known == {label, *graph.ancestors(label), 40}


def test_rows_of_the_table_are_those_of_the_whole() -> None:
    graph = LabelGraph(tuple("abcde"), ((0, 1), (0, 2), (1, 3), (1, 4), (2, 4)))
    assert graph.hops(np.array([3, 0])).tolist() == graph.hops()[[3, 0]].tolist()
