"""The models of the plane: golden points, inverses, and distances that stay the same."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.geometry import models_of_space as models
from hmlc_core.geometry.curves import geodesic_points

U = (0.1, 0.2)
GOLDEN = {
    # Worked by hand: ‖u‖² = 1/20.
    "klein": (0.2 / 1.05, 0.4 / 1.05),
    # (0.1 + 1.2i)/(0.8 + 0.1i) = (0.1 + 1.2i)(0.8 − 0.1i)/0.65
    "half_plane": (0.2 / 0.65, 0.95 / 0.65),
    "hyperboloid": (1.05 / 0.95, 0.2 / 0.95, 0.4 / 0.95),
}
MAPS = {name: (getattr(models, f"to_{name}"), getattr(models, f"from_{name}")) for name in GOLDEN}


@pytest.fixture(scope="module")
def points() -> np.ndarray:
    """Points of the disk (40, 2), some of them close to the rim."""
    rng = np.random.default_rng(1)
    radius = np.concatenate([rng.uniform(0, 0.95, 34), 1 - 10.0 ** rng.uniform(-4, -1, 6)])
    angle = rng.uniform(0, 2 * np.pi, 40)
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def distance(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    gap = np.square(p - q).sum(-1)
    return np.arccosh(1 + 2 * gap / (1 - np.square(p).sum(-1)) / (1 - np.square(q).sum(-1)))


@pytest.mark.parametrize("name", MAPS)
def test_golden_points(name):
    there, _ = MAPS[name]
    np.testing.assert_allclose(there(U), GOLDEN[name], rtol=1e-12)
    assert there(np.tile(U, (3, 4, 1))).shape == (3, 4, len(GOLDEN[name]))


@pytest.mark.parametrize("name", MAPS)
def test_there_and_back(name, points):
    there, back = MAPS[name]
    np.testing.assert_allclose(back(there(points)), points, atol=1e-9)


def test_distances_have_each_models_own_formula(points):
    p, q = points[:20], points[20:]
    expected = distance(p, q)
    a, b = models.to_hyperboloid(p), models.to_hyperboloid(q)
    minkowski = a[:, 0] * b[:, 0] - (a[:, 1:] * b[:, 1:]).sum(-1)
    np.testing.assert_allclose(np.arccosh(minkowski), expected, rtol=1e-7)
    a, b = models.to_half_plane(p), models.to_half_plane(q)
    gap = np.square(a - b).sum(-1) / (2 * a[:, 1] * b[:, 1])
    np.testing.assert_allclose(np.arccosh(1 + gap), expected, rtol=1e-7)
    a, b = models.to_klein(p), models.to_klein(q)
    room = np.sqrt((1 - np.square(a).sum(-1)) * (1 - np.square(b).sum(-1)))
    np.testing.assert_allclose(np.arccosh((1 - (a * b).sum(-1)) / room), expected, rtol=1e-5)


def test_geodesics_are_straight_in_klein_and_circles_about_the_axis_in_the_half_plane(points):
    way = geodesic_points(points[0], points[7], 9)
    straight = models.to_klein(way)
    along, steps = straight[-1] - straight[0], straight - straight[0]
    np.testing.assert_allclose(along[0] * steps[:, 1] - along[1] * steps[:, 0], 0, atol=1e-12)
    bent = models.to_half_plane(way)
    (ax, ay), (bx, by) = bent[0], bent[-1]
    centre = (bx**2 + by**2 - ax**2 - ay**2) / (2 * (bx - ax))
    radii = np.hypot(bent[:, 0] - centre, bent[:, 1])
    np.testing.assert_allclose(radii, radii[0], rtol=1e-9)


def test_the_rim_of_klein_comes_back_to_the_rim():
    np.testing.assert_array_equal(models.from_klein([[1.0, 0.0], [0.0, -1.0]]), [[1, 0], [0, -1]])


def test_points_are_on_the_upper_sheet_as_far_as_six_digits_tell(points):
    lifted = models.to_hyperboloid(points)
    written = np.vectorize(lambda x: float(f"{x:.6g}"))(lifted)
    assert models.on_hyperboloid(written).all()
    assert not models.on_hyperboloid(lifted * [-1, 1, 1]).any()  # the lower one
    assert not models.on_hyperboloid(lifted * [1.01, 1, 1]).any()
    assert not models.on_hyperboloid([np.nan, 0, 1])
