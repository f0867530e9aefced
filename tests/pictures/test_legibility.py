"""What can be read off a drawing: laws of trees drawn well, drawn badly, and of nothing drawn."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.newsroom_material import material
from hmlc_core.embeddings.sarkar import sarkar
from hmlc_core.embeddings.unfolding import tree
from hmlc_core.errors import DataError
from hmlc_core.geometry import Euclidean, PoincareBall
from hmlc_core.geometry.curves import Isometry
from hmlc_core.pictures.legibility import legibility

DISK, PLANE = PoincareBall(2), Euclidean(2)
DAG = material().graph
NEWS = LabelGraph(DAG.names, tuple((parent, child) for child, parent in tree(DAG).items()))


def names(count: int) -> tuple[str, ...]:
    return tuple(f"label {n}" for n in range(count))


def measured(drawn, graph=NEWS, plane=DISK):
    """A drawing of itself: the space is the plane."""
    return legibility(drawn, graph, drawn, plane)


def star(rays: int) -> tuple[LabelGraph, np.ndarray]:
    angles = 2 * np.pi * np.arange(rays) / rays
    ring = 0.8 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    graph = LabelGraph(names(rays + 1), tuple((0, n + 1) for n in range(rays)))
    return graph, np.vstack([np.zeros((1, 2)), ring])


def test_a_sarkar_drawing_is_a_tree_to_the_eye():
    found = measured(sarkar(NEWS))
    assert found.crossings == 0
    assert found.parents_inside == 1
    assert found.edge_f1 == 1
    assert (found.spearman, found.distortion) == (pytest.approx(1), pytest.approx(0))


def test_second_parents_cross_what_a_tree_does_not():
    found = measured(sarkar(DAG), DAG)
    assert found.crossings > 0
    assert (found.parents_inside, found.edge_f1) == (1, 1)


@pytest.mark.parametrize("plane", [DISK, PLANE], ids=str)
def test_a_star_is_read_off_its_drawing(plane):
    graph, drawn = star(5)
    found = measured(drawn, graph, plane)
    assert (found.crossings, found.parents_inside, found.edge_f1) == (0, 1, 1)
    assert found.radius_95 == pytest.approx(0.8)
    assert 0 < found.radius_5 < 0.8


def test_turned_inside_out_no_parent_is_inside():
    drawn = sarkar(NEWS)
    radius = np.hypot(*drawn.T)[:, None]
    outward = drawn / np.maximum(radius, 1e-12)
    assert measured(outward * (1 - radius) * 0.9).parents_inside == 0


def test_shuffled_labels_cross_and_lose_the_tree():
    drawn = sarkar(NEWS)
    found = legibility(np.random.default_rng(1).permutation(drawn), NEWS, drawn, DISK)
    assert found.crossings > 50
    assert found.edge_f1 < 0.2
    assert found.parents_inside < 0.8
    assert abs(found.spearman) < 0.2
    assert found.distortion > 0.1


def test_a_turned_drawing_is_as_good():
    random = np.random.default_rng(2)
    drawn = 0.9 * random.uniform(-0.7, 0.7, (len(NEWS), 2))
    turned = Isometry.rotation(1.2)(drawn)
    first, second = measured(drawn), legibility(turned, NEWS, drawn, DISK)
    assert first.crossings > 0
    assert asdict(second) == pytest.approx(asdict(first))


def test_crossings_in_the_disk_are_those_of_geodesics():
    # The arc from a to b bends inwards, round c: as a straight line it would cut c–d.
    ends = 0.9 * np.array([(np.cos(angle), np.sin(angle)) for angle in (0.6, -0.6)])
    drawn = np.vstack([ends, [(0.73, 0.0), (0.8, 0.0)]])
    graph = LabelGraph(names(4), ((0, 1), (2, 3)))
    assert measured(drawn, graph, DISK).crossings == 0
    assert measured(drawn, graph, PLANE).crossings == 1


def test_without_edges_nothing_is_said_about_them():
    drawn = np.array([(0.1, 0.2), (0.3, -0.4), (-0.2, 0.1)])
    found = measured(drawn, LabelGraph(names(3), ()))
    assert (found.crossings, found.parents_inside, found.edge_f1) == (None, None, None)
    assert found.distortion == pytest.approx(0)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_labels_in_one_place_have_no_distances(count):
    found = measured(np.zeros((count, 2)), LabelGraph(names(count), ()))
    assert (found.spearman, found.distortion) == (None, None)
    assert found.radius_5 == (0 if count else None)


def test_labels_on_the_rim_can_be_measured():
    graph, drawn = star(5)
    found = measured(drawn / 0.8, graph)
    assert (found.crossings, found.parents_inside, found.edge_f1) == (0, 1, 1)
    assert found.radius_95 == pytest.approx(1, abs=1e-4)


def test_labels_without_a_place_are_refused():
    drawn = sarkar(NEWS)
    drawn[3] = np.nan
    with pytest.raises(DataError, match="nowhere"):
        measured(drawn)
    with pytest.raises(DataError, match="do not belong"):
        measured(drawn[:-1])
