"""The tree that joins labels and the centre, and its drawing without crossings."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.pictures.spanning import spanning_tree
from tests.pictures.trees import BALL, branches, pairwise


def radius(points: np.ndarray) -> np.ndarray:
    return 2 * np.arctanh(np.linalg.norm(points, axis=1))


def test_branches_are_recovered() -> None:
    points = branches()
    tree = spanning_tree(pairwise(points, BALL), radius(points))
    assert (tree.parents[:4] == tree.centre).all()
    assert tree.parents[4:].tolist() == np.repeat(np.arange(4), 5).tolist()


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 20), st.integers(0, 1000))
def test_its_ways_are_ways_of_a_tree(count: int, seed: int) -> None:
    points = np.random.default_rng(seed).uniform(-0.4, 0.4, (count, 3))
    distances = np.linalg.norm(points[:, None] - points, axis=-1)
    tree = spanning_tree(distances, np.linalg.norm(points, axis=1))
    assert sorted(tree.order.tolist()) == list(range(count))
    before = {tree.centre}
    for label in tree.order.tolist():
        assert tree.parents[label] in before
        before.add(label)
    ways = []
    for label in range(count):
        way = [label]
        while way[-1] != tree.centre:
            way.append(int(tree.parents[way[-1]]))
        ways.append(way)
    for one in range(count):
        for two in range(count):
            met = next(node for node in ways[one] if node in ways[two])
            assert tree.meeting[one, two] == met


def test_a_drawing_keeps_lengths_and_has_no_crossings() -> None:
    points = branches()
    distances = pairwise(points, BALL)
    tree = spanning_tree(distances, radius(points))
    edges = np.where(tree.parents == tree.centre, 2.0, 3.0)
    drawn = tree.drawn(edges, distances)
    assert tree.crossings(drawn) == 0
    found = np.vstack([drawn, np.zeros(2)])
    length = pairwise(found, type(BALL)(2))[np.arange(tree.centre), tree.parents]
    np.testing.assert_allclose(length, edges, rtol=1e-9)
