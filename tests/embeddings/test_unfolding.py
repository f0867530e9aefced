"""One rule of drawing in two spaces: every line is one step long, and what crosses is counted."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.newsroom_material import material
from hmlc_core.embeddings.unfolding import CENTRE, EDGE, FRAMES, crossings, growth, places, tree
from hmlc_core.geometry import Euclidean, PoincareBall

SPACES = (PoincareBall(2), Euclidean(2))


def bush(branches: int, depth: int) -> LabelGraph:
    """A tree whose every label but the last level's has `branches` children; `branches` tops."""
    names, edges, level = [], [], [CENTRE]
    for _ in range(depth):
        below = []
        for parent in level:
            for _ in range(branches):
                below.append(len(names))
                if parent != CENTRE:
                    edges.append((parent, len(names)))
                names.append(f"label {len(names)}")
        level = below
    return LabelGraph(tuple(names), tuple(edges))


@pytest.mark.parametrize("space", SPACES, ids=str)
def test_every_line_is_one_step_long(space):
    graph = material().graph
    points = np.vstack([places(graph, space.chart), np.zeros(2)])
    pairs = [(tree(graph).get(label, CENTRE), label) for label in range(len(graph))]
    above, label = torch.from_numpy(points[np.array(pairs).T])
    lengths = space.distance(above, label)
    np.testing.assert_allclose(lengths, EDGE, rtol=1e-9)


@pytest.mark.parametrize("chart", ["disk", "plane"])
def test_it_grows_from_the_centre_level_by_level(chart):
    graph = material().graph
    frames = growth(graph, chart)
    assert not frames[0].any()
    assert not frames[:, -1].any()  # the root stays
    np.testing.assert_allclose(frames[-1, :-1], places(graph, chart), atol=1e-6)
    after_one = frames[FRAMES, :-1]
    for label, parent in tree(graph).items():
        if graph.depth[label] == 1:  # still riding on its parent
            np.testing.assert_array_equal(after_one[label], after_one[parent])


def test_a_flat_page_runs_out_of_room_and_the_disk_does_not():
    assert [crossings(bush(3, depth), "disk") for depth in (1, 2, 3, 4, 5)] == [0] * 5
    flat = [crossings(bush(3, depth), "plane") for depth in (1, 2, 3, 4, 5)]
    assert flat[0] == 0
    assert flat[-1] > flat[-2] > 10


def test_two_lines_that_cross_are_one_crossing(monkeypatch):
    graph = LabelGraph(("a", "b", "c", "d"), ((0, 1), (2, 3)))
    square = np.array([(0.5, 0.5), (0.5, -0.5), (0.8, 0.0), (0.2, 0.1)])
    monkeypatch.setattr("hmlc_core.embeddings.unfolding.places", lambda graph, chart: square)
    # a–b is crossed by c–d and by the way from the centre to c.
    assert crossings(graph, "plane") == 2
    crossings.cache_clear()
