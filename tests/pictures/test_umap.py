"""UMAP of labels: inside the disk, the same each time, and honest about what it distorts."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from hmlc_core.errors import DataError
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall
from hmlc_core.geometry.hyperboloid import to_ball
from hmlc_core.pictures.projection import faithfulness
from hmlc_core.pictures.umap import _centred, umap_picture
from tests.contracts.spaces import TripledBall


@pytest.mark.slow
@pytest.mark.parametrize(
    "space", [PoincareBall(6), Euclidean(6), TripledBall(6)], ids=lambda space: space.name
)
def test_groups_stay_together_and_equal_seeds_give_equal_pictures(space: Geometry) -> None:
    random, plane = np.random.default_rng(0), space.picture_plane
    middles = np.repeat(np.eye(6)[:3] * 0.7, 8, axis=0)
    points = middles + random.uniform(-0.05, 0.05, (24, 6))
    found = umap_picture(points, space)
    assert found.points.shape == (24, 2)
    assert np.array_equal(found.points, umap_picture(points, space).points)
    assert found.rank_agreement > 0.4
    expected = faithfulness(points, found.points, space)
    assert (found.distortion, found.rank_agreement) == expected
    assert plane.chart == "plane" or (np.linalg.norm(found.points, axis=1) < 1).all()
    place = torch.from_numpy(found.points.astype(np.float64))
    far = plane.pairwise(place, place).numpy() + 1e9 * np.eye(24)
    assert (far.argmin(1) // 8 == np.arange(24) // 8).all()


@pytest.mark.parametrize(
    ("points", "said"),
    [(np.zeros((9, 4)), "equally far"), (np.eye(4) * 0.5, "equally far"), (np.eye(3), "3 labels")],
)
def test_too_few_or_equal_distances_are_told(points: np.ndarray, said: str) -> None:
    space = PoincareBall(points.shape[1])
    with pytest.raises(DataError, match=said):
        umap_picture(points * 0.9, space)


def test_too_many_are_told_before_their_distances_are_asked_for() -> None:
    with pytest.raises(DataError, match="too many labels"):
        umap_picture(np.zeros((100_000, 4)), PoincareBall(4))


def test_centring_is_an_isometry_that_leaves_the_innermost_point_at_the_origin() -> None:
    plane = PoincareBall(2)
    flat = np.random.default_rng(0).uniform(0, 3, (9, 2))
    before = to_ball(torch.from_numpy(flat))
    after = torch.from_numpy(_centred(flat, plane).astype(np.float64))
    apart = [plane.pairwise(place, place) for place in (before, after)]
    assert torch.allclose(*apart, atol=1e-4)
    assert after[apart[0].sum(1).argmin()].norm() < 1e-6
