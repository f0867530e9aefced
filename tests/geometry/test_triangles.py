"""Triangles: angles between tangents, and the area that their sum leaves."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from hmlc_core.geometry import mobius
from hmlc_core.geometry.curves import Isometry
from hmlc_core.geometry.triangles import angles, area


@pytest.fixture
def corners() -> np.ndarray:
    """(3, 25, 2)"""
    return np.random.default_rng(5).uniform(-0.69, 0.69, (3, 25, 2))


def test_angles_are_those_between_logarithms(corners):
    a, b, c = map(torch.from_numpy, corners)
    for at, (p, q, r) in enumerate([(a, b, c), (b, c, a), (c, a, b)]):
        one, other = mobius.log(p, q), mobius.log(p, r)
        expected = torch.arccos(torch.nn.functional.cosine_similarity(one, other, dim=-1))
        np.testing.assert_allclose(angles(*corners)[:, at], expected, atol=1e-7)


def test_area_is_what_the_angles_leave(corners):
    np.testing.assert_allclose(area(*corners), np.pi - angles(*corners).sum(-1), atol=1e-12)


def test_motions_change_neither(corners):
    move = Isometry.to_origin((0.3, -0.5)) @ Isometry.rotation(1.0)
    moved = [move(corner) for corner in corners]
    np.testing.assert_allclose(angles(*moved), angles(*corners), atol=1e-9)
    np.testing.assert_allclose(area(*moved), area(*corners), atol=1e-9)


def test_a_tiny_triangle_is_flat_and_four_times_as_large_as_it_looks():
    a, b, c = np.array([[0, 0], [1, 0], [0, 1]]) * 1e-6
    assert area(a, b, c) == pytest.approx(4 * 0.5e-12, rel=1e-9)
    np.testing.assert_allclose(angles(a, b, c), np.pi / np.array([2, 4, 4]), rtol=1e-9)


def test_no_triangle_is_larger_than_pi():
    far = 1 - 1e-5
    corners = far * np.array([[1, 0], [-0.5, 0.75**0.5], [-0.5, -(0.75**0.5)]])
    assert np.pi - 1e-2 < area(*corners) < np.pi
    assert angles(*corners).sum() < 1e-2


def test_corners_that_coincide_leave_no_area():
    assert area((0.3, 0.1), (0.3, 0.1), (0.5, 0.2)) == 0
    assert angles((0.3, 0.1), (0.3, 0.1), (0.5, 0.2))[0] == 0
