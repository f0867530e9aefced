"""Pictures of many dimensions: exact where they can be, and honest where they cannot."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.geometry import make_geometry
from hmlc_core.pictures.projection import fit_projection


def cloud(count: int, dim: int, size: float = 0.3) -> np.ndarray:
    return np.random.default_rng(0).uniform(-size, size, (count, dim))


def test_two_dimensions_are_shown_as_they_are() -> None:
    ball, points = make_geometry("poincare", 2), cloud(9, 2)
    projection = fit_projection(points, ball)
    assert projection.method == "exact"
    assert np.allclose(projection.place(points), points, atol=1e-7)


@pytest.mark.parametrize("name", ["poincare", "euclidean"])
def test_a_plane_inside_many_dimensions_is_not_distorted(name: str) -> None:
    space = make_geometry(name, 6)
    plane = np.linalg.qr(np.random.default_rng(1).normal(size=(6, 2)))[0]
    projection = fit_projection(cloud(20, 2) @ plane.T, space)
    assert projection.method == "tangent"
    assert projection.distortion < 1e-5
    assert projection.rank_agreement > 0.9999


def test_many_dimensions_are_distorted_and_it_is_said() -> None:
    projection = fit_projection(cloud(50, 10), make_geometry("poincare", 10))
    assert projection.distortion > 0.1
    assert projection.rank_agreement < 0.95
    assert "10 dimensions projected to two" in projection.description


def test_one_ball_of_a_product_is_shown_as_it_is() -> None:
    space, points = make_geometry("product", 6), cloud(9, 6)
    projection = fit_projection(points, space, ball=1)
    assert np.allclose(projection.place(points), points[:, 2:4], atol=1e-7)


@pytest.mark.parametrize("name", ["poincare", "product"])
def test_the_origin_stays_and_nothing_leaves_the_disk(name: str) -> None:
    space = make_geometry(name, 6)
    points = np.vstack([np.zeros(6), cloud(30, 6, 0.4)])
    flat = fit_projection(points, space).place(points)
    assert np.allclose(flat[0], 0)
    assert (np.linalg.norm(flat, axis=1) < 1).all()


def test_frames_are_projected_alike() -> None:
    space = make_geometry("poincare", 5)
    frames = np.stack([cloud(8, 5) * share for share in (0.1, 0.5, 1.0)])
    projection = fit_projection(frames[-1], space)
    flat = projection.place(frames)
    assert flat.shape == (3, 8, 2)
    assert np.allclose(flat[1], projection.place(frames[1]))


@pytest.mark.parametrize("count", [1, 2])
def test_few_or_equal_points_have_no_rank_agreement(count: int) -> None:
    projection = fit_projection(np.zeros((count, 4)), make_geometry("poincare", 4))
    assert np.isnan(projection.rank_agreement)


def test_many_points_are_judged_by_a_sample() -> None:
    points = cloud(700, 4)
    assert 0 < fit_projection(points, make_geometry("poincare", 4)).distortion < 1
