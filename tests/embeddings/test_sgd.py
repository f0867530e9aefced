"""The compiled step against the same step from torch's autograd and the readable geometry."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from hmlc_core.embeddings.sgd import epoch
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall, ProductOfBalls

SPACES = {
    "poincare": (PoincareBall(3), 3, False),
    "product": (ProductOfBalls(6, ball_dim=2), 2, False),
    "product-l2": (ProductOfBalls(6, ball_dim=2, aggregate="l2"), 2, True),
    "euclidean": (Euclidean(4), 0, False),
}
NODES = 6
ANCHOR, PARTNER, OTHER_PARTNER = 2, 0, 5
NEGATIVES = [1, 3, 4]


def compiled_step(
    points: NDArray[np.float64],
    space: str,
    *,
    denominator: str = "positive",
    rate: float = 0.3,
    pull: float = 0.0,
    order: tuple[int, ...] = (0,),
    wanted: int = NODES,
    seed: int = 0,
) -> float:
    geometry, ball, squares = SPACES[space]
    starts = np.array([0, 0, 0, 2, 2, 2, 2])
    return epoch(
        points,
        np.array([ANCHOR, ANCHOR]),
        np.array([PARTNER, OTHER_PARTNER]),
        np.array(order, dtype=np.int64),
        starts,
        np.array([PARTNER, OTHER_PARTNER]),
        wanted,
        denominator == "self",
        rate,
        pull,
        ball,
        squares,
        geometry.limit(torch.float64),
        np.random.default_rng(seed),
    )


def loss_of(points: Tensor, geometry: Geometry, denominator: str) -> Tensor:
    """Eq. 2 for one pair, as it is printed."""
    distance = geometry.distance(points[ANCHOR], points)
    first = distance.new_zeros(()) if denominator == "self" else distance[PARTNER]
    rest = torch.stack([first, *distance[NEGATIVES]])
    return -(-distance[PARTNER] - torch.logsumexp(-rest, dim=0))


def some_points(geometry: Geometry, ball: int, seed: int, reach: float) -> NDArray[np.float64]:
    """Points in random directions, at radii between 0 and `reach` in each ball."""
    random = np.random.default_rng(seed)
    width = ball or geometry.dim
    shape = (NODES, geometry.dim // width, width)
    directions = random.normal(size=shape)
    directions /= np.linalg.norm(directions, axis=-1, keepdims=True)
    return (directions * random.uniform(0, reach, (*shape[:-1], 1))).reshape(NODES, geometry.dim)


@pytest.mark.parametrize("denominator", ["positive", "self"])
@pytest.mark.parametrize("reach", [1e-3, 0.9, 1 - 1e-5])
@pytest.mark.parametrize("space", SPACES)
def test_one_pair_is_one_riemannian_gradient_step(
    space: str, reach: float, denominator: str
) -> None:
    geometry, ball, _ = SPACES[space]
    for seed in range(5):
        points = some_points(geometry, ball, seed, reach)
        start = torch.tensor(points, requires_grad=True)
        loss = loss_of(start, geometry, denominator)
        (gradient,) = torch.autograd.grad(loss, start)
        with torch.no_grad():
            step = geometry.riemannian_gradient(start, gradient)
            expected = geometry.project(start - 0.3 * step).numpy()

        found = compiled_step(points, space, denominator=denominator)

        assert found == pytest.approx(loss.item(), rel=1e-9)
        np.testing.assert_allclose(points, expected, rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize("space", SPACES)
def test_equal_points_stay_finite(space: str) -> None:
    geometry, ball, _ = SPACES[space]
    points = np.tile(some_points(geometry, ball, 0, 0.5)[:1], (NODES, 1))
    assert np.isfinite(compiled_step(points, space))
    assert np.isfinite(points).all()


@pytest.mark.parametrize("space", SPACES)
def test_steps_of_any_length_stay_in_the_space(space: str) -> None:
    geometry, ball, _ = SPACES[space]
    points = some_points(geometry, ball, 0, 0.9)
    for seed in range(20):
        compiled_step(points, space, rate=100.0, pull=1.0, order=(0, 1), seed=seed)
    assert geometry.check_point(torch.tensor(points)) == (True, None)


@pytest.mark.parametrize("space", SPACES)
def test_the_pull_scales_both_of_a_pair_and_nobody_else(space: str) -> None:
    geometry, ball, _ = SPACES[space]
    still, pulled = (some_points(geometry, ball, 1, 0.9) for _ in range(2))
    compiled_step(still, space, rate=0.5)
    compiled_step(pulled, space, rate=0.5, pull=0.2)
    expected = torch.tensor(still)
    for label in (ANCHOR, PARTNER):
        expected[label] = geometry.scale(1 - 0.5 * 0.2, expected[label])
    np.testing.assert_allclose(pulled, expected.numpy(), rtol=1e-9)


def test_paired_nodes_are_never_negatives() -> None:
    points = some_points(*SPACES["poincare"][:2], 2, 0.9)
    before = points.copy()
    compiled_step(points, "poincare")
    assert (points[OTHER_PARTNER] == before[OTHER_PARTNER]).all()
    assert (points[NEGATIVES] != before[NEGATIVES]).all()


def test_as_many_negatives_as_wanted_are_drawn_and_all_are_drawn_sometimes() -> None:
    drawn = set()
    for seed in range(20):
        points = some_points(*SPACES["poincare"][:2], 2, 0.9)
        before = points.copy()
        compiled_step(points, "poincare", wanted=2, seed=seed)
        moved = [node for node in NEGATIVES if (points[node] != before[node]).any()]
        assert len(moved) == 2
        drawn.update(moved)
    assert drawn == set(NEGATIVES)
