"""What a hyperbolic layout keeps, and what it makes of labels that have no tree."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.data.labels import LabelGraph
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall, ProductOfBalls
from hmlc_core.pictures.arrangement import EVERY_PAIR, OUTER, arrange
from hmlc_core.pictures.legibility import legibility
from hmlc_core.pictures.projection import fit_projection
from tests.pictures.trees import BALL, branches, edges

DISK = PoincareBall(2)


def test_a_tree_of_many_dimensions_shows_and_principal_components_show_less() -> None:
    points = branches(6, 6)
    graph = LabelGraph(tuple(map(str, range(42))), tuple(edges(6, 6)))
    drawn = legibility(arrange(points, BALL).points, graph, points, BALL, plane=DISK)
    flat = fit_projection(points, BALL).place(points)
    projected = legibility(flat, graph, points, BALL)
    assert drawn.crossings == 0
    assert drawn.parents_inside == 1
    assert drawn.edge_f1 is not None
    assert projected.edge_f1 is not None
    assert drawn.edge_f1 > projected.edge_f1
    assert drawn.distortion is not None
    assert projected.distortion is not None
    assert drawn.distortion < projected.distortion
    assert drawn.radius_5 is not None
    assert drawn.radius_95 is not None
    assert drawn.radius_5 < 0.6
    assert 0.85 < drawn.radius_95 < 1


def test_equal_arguments_give_equal_pictures() -> None:
    points = branches(seed=3)
    one, two = arrange(points, BALL), arrange(points, BALL)
    assert np.array_equal(one.points, two.points)


def test_the_scale_is_that_of_the_depths() -> None:
    """Twice as long distances are drawn at half the scale, and look alike."""
    points = branches()
    flat = Euclidean(8)
    one, two = arrange(points, flat), arrange(2 * points, flat)
    np.testing.assert_allclose(one.points, two.points, atol=1e-6)
    assert one.scale == pytest.approx(2 * two.scale)


@pytest.mark.slow
@pytest.mark.parametrize("space", [PoincareBall(4), ProductOfBalls(4, 2), Euclidean(4)], ids=str)
@settings(max_examples=20, deadline=None)
@given(count=st.integers(1, 12), seed=st.integers(0, 1000), spread=st.sampled_from([0, 1e-9, 0.4]))
def test_whatever_labels_there_are_are_drawn_inside_the_disk(
    space: Geometry, count: int, seed: int, spread: float
) -> None:
    points = np.random.default_rng(seed).uniform(-spread, spread, (count, 4))
    drawn = arrange(points, space).points
    assert drawn.shape == (count, 2)
    assert (np.linalg.norm(drawn, axis=1) < 1).all()


def test_one_label_stands_in_the_middle() -> None:
    assert arrange(np.full((1, 4), 0.2), PoincareBall(4)).points.tolist() == [[0, 0]]


@pytest.mark.parametrize("labels", [2, 5])
def test_labels_that_are_all_in_one_place_are_drawn_in_one_place(labels: int) -> None:
    drawn = arrange(np.full((labels, 4), 0.2), PoincareBall(4)).points
    assert np.ptp(drawn, axis=0).max() < 0.1


def test_a_star_has_its_middle_in_the_middle() -> None:
    points = np.vstack([np.zeros(8), 0.6 * np.eye(8)])
    drawn = arrange(points, BALL).points
    depth = np.linalg.norm(drawn, axis=1)
    assert depth.argmin() == 0
    assert depth[1:].min() > 0.8


def test_a_chain_is_drawn_in_its_order() -> None:
    points = BALL.exp0(torch.tensor(np.outer(np.linspace(0, 3, 7), np.eye(8)[0]))).numpy()
    depth = np.linalg.norm(arrange(points, BALL).points, axis=1)
    assert depth.argsort().tolist()[1:] == list(range(1, 7))


def test_distances_that_are_nearly_equal_are_drawn_as_a_ring() -> None:
    nearly = np.linspace(0.5, 0.51, 8)[:, None] * np.eye(8)
    drawn = arrange(nearly, BALL).points
    depth = 2 * np.arctanh(np.linalg.norm(drawn, axis=1))
    np.testing.assert_allclose(depth, depth.mean(), rtol=0.05)
    assert depth.mean() > 0.8 * OUTER
    angles = np.sort(np.arctan2(*drawn.T))
    assert np.diff(angles).min() > 0.3


def test_labels_in_one_place_are_drawn_near_each_other() -> None:
    points = branches(3, 3)
    points[5] = points[4]
    drawn = arrange(points, BALL).points
    apart = np.linalg.norm(drawn[:, None] - drawn, axis=-1)
    assert apart[4, 5] < 0.1
    assert np.median(apart) > 0.3


@pytest.mark.slow
def test_two_thousand_labels_are_drawn() -> None:
    points = np.random.default_rng(0).uniform(-0.3, 0.3, (2_000, 8))
    assert len(points) > EVERY_PAIR
    drawn = arrange(points, BALL).points
    assert (np.linalg.norm(drawn, axis=1) < 1).all()
