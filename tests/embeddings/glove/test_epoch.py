"""The compiled pass: golden numbers, and the same steps from torch's autograd and geometry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from hmlc_core.embeddings.glove.epoch import CUT, SIMILARITIES, epoch
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall, ProductOfBalls

Numbers = NDArray[np.float64]


def pattern(shape: tuple[int, int], a: int, b: int, c: int, scale: float) -> Numbers:
    """(((a i + b j + c) mod 11) − 5) / scale."""
    i, j = np.indices(shape)
    return (((a * i + b * j + c) % 11) - 5) / scale


@dataclass
class Start:
    """What a pass changes, and the counts of four words; `ball` is 0 for flat space."""

    points: Numbers
    biases: Numbers
    sums: Numbers
    bias_sums: Numbers
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: Numbers

    def run(
        self, similarity: str, ball: int, order: list[int], *, rate: float, limit: float = 1 - 1e-5
    ) -> tuple[float, int]:
        shape = (*self.points.shape[:2], -1, max(ball, 1))
        return epoch(
            self.points.reshape(shape),
            self.biases,
            self.sums,
            self.bias_sums,
            self.rows,
            self.columns,
            self.values,
            np.array(order, np.int32),
            SIMILARITIES[similarity],
            100.0,
            rate,
            ball == 0,
            limit,
        )


def start(width: int, ball: int) -> Start:
    """Counts: 150 of words 0 and 1, else 1 + ((3(i + j) + ij) mod 7), none of a word and itself."""
    i, j = np.indices((4, 4))
    counts = 1 + (3 * (i + j) + i * j) % 7.0
    counts[0, 1] = counts[1, 0] = 150
    np.fill_diagonal(counts, 0)
    rows, columns = np.nonzero(counts)
    points = np.stack([pattern((4, width), 7, 3, 1, 12), pattern((4, width), 5, 2, 3, 14)])
    biases = np.stack([pattern((4, 1), 3, 0, 2, 10)[:, 0], pattern((4, 1), 7, 0, 1, 10)[:, 0]])
    return Start(
        points=points,
        biases=biases,
        sums=np.ones((2, 4, width // max(ball, 1))),
        bias_sums=np.ones((2, 4)),
        rows=rows.astype(np.int32),
        columns=columns.astype(np.int32),
        values=counts[rows, columns],
    )


GOLDEN_LOSSES = {
    (2, "cosh2"): 209.7213175,
    (2, "square"): 106.9498824,
    (4, "cosh2"): 778.6415464,
    (4, "square"): 163.011774,
}
"""Σ f(X) r² of one ball (2 coordinates) and of two (4), by own float64 arithmetic."""


@pytest.mark.parametrize(("width", "similarity"), GOLDEN_LOSSES)
def test_the_loss_is_eq_3(width: int, similarity: str) -> None:
    loss, skipped = start(width, 2).run(similarity, 2, list(range(12)), rate=0.0)
    assert loss == pytest.approx(GOLDEN_LOSSES[width, similarity], rel=1e-9)
    assert skipped == 0


GOLDEN_STEPS = {
    # One ball: the slope of cosh² is below the cut, and what the residual makes of it is not cut.
    (2, "cosh2"): ((0.5928443823, 0.7822053098), (1094.074964,)),
    (2, "square"): ((0.08041172022, 0.2335966728), (47.25641478,)),
    # Two balls: the product of both is cut.
    (4, "cosh2"): ((0.09782329073, 0.4954887976, -0.4793371528, -0.03487200604), (101, 101)),
    (4, "square"): (
        (0.1633000389, 0.3406199013, -0.2684565417, -0.1247992098),
        (75.90514631, 71.49144371),
    ),
}
"""Word 0 and its accumulators after one step of rate .05 for the pair (0, 1) alone."""


@pytest.mark.parametrize(("width", "similarity"), GOLDEN_STEPS)
def test_one_step_is_that_of_the_released_code(width: int, similarity: str) -> None:
    state = start(width, 2)
    assert (state.rows[0], state.columns[0]) == (0, 1)
    state.run(similarity, 2, [0], rate=0.05)
    point, sums = GOLDEN_STEPS[width, similarity]
    np.testing.assert_allclose(state.points[0, 0], point, rtol=1e-8)
    np.testing.assert_allclose(state.sums[0, 0], sums, rtol=1e-8)


SPACES: dict[str, tuple[Geometry, int]] = {
    "ball": (PoincareBall(6), 6),
    "disk": (PoincareBall(2), 2),
    "disks": (ProductOfBalls(6), 2),
    "disks, l2": (ProductOfBalls(6, aggregate="l2"), 2),
    "balls": (ProductOfBalls(6, ball_dim=3), 3),
    "flat": (Euclidean(5), 0),
}


def height(x: Tensor, y: Tensor, similarity: str, geometry: Geometry, ball: int) -> Tensor:
    """h as it is defined, from distances of single balls."""
    if similarity == "inner":
        return -(x * y).sum()
    if ball:
        one = PoincareBall(ball)
        distances = one.distance(x.reshape(-1, ball), y.reshape(-1, ball))
        square = distances.square().sum()
    else:
        square = (x - y).square().sum()
    return square if similarity == "square" else torch.cosh(square.sqrt()).square()


def cut(gradient: Tensor) -> Tensor:
    return gradient.clamp(-CUT, CUT)


def twin(
    state: Start, similarity: str, geometry: Geometry, ball: int, order: list[int], rate: float
) -> float:
    """The pass in plain torch, pair by pair, with autograd and the maps of the space."""
    loss = 0.0
    for e in order:
        i, j, count = int(state.rows[e]), int(state.columns[e]), float(state.values[e])
        places = ((0, i), (1, j))
        x, y = (torch.tensor(state.points[place], requires_grad=True) for place in places)
        h = height(x, y, similarity, geometry, ball)
        weight = min(1.0, (count / 100) ** 0.75)
        residual = state.biases[0, i] + state.biases[1, j] - h.item() - np.log(count)
        loss += weight * residual**2
        slopes = torch.autograd.grad(h, (x, y))
        for place, point, euclidean in zip(places, (x, y), slopes):
            start = point.detach()
            slope = geometry.riemannian_gradient(start, euclidean)
            if ball == geometry.width:
                gradient = -weight * residual * cut(slope)
            else:
                gradient = cut(-weight * residual * slope)
            factors = gradient.reshape(-1, max(ball, 1))
            sums = torch.tensor(state.sums[place])
            step = (factors / sums.sqrt().unsqueeze(-1)).flatten()
            state.points[place] = geometry.exp(start, -rate * step).numpy()
            state.sums[place] += factors.square().mean(-1).numpy()
            change = rate * float(np.clip(weight * residual, -CUT, CUT))
            state.biases[place] -= change / np.sqrt(state.bias_sums[place])
            state.bias_sums[place] += change**2
    return loss


FITTING = [
    (space, similarity)
    for space, (_, ball) in SPACES.items()
    for similarity in SIMILARITIES
    if similarity != "inner" or not ball
]


@pytest.mark.parametrize(("space", "similarity"), FITTING)
@pytest.mark.parametrize("rate", [0.01, 0.2])
def test_a_pass_is_that_of_plain_torch(space: str, similarity: str, rate: float) -> None:
    geometry, ball = SPACES[space]
    ours, plain = (start(geometry.width, ball) for _ in range(2))
    for state in (ours, plain):
        state.points *= 0.6  # into the balls of three coordinates and more
    order = [0, 5, 3, 11, 7, 0, 2]
    loss, skipped = ours.run(similarity, ball, order, rate=rate)
    assert loss == pytest.approx(twin(plain, similarity, geometry, ball, order, rate), rel=1e-8)
    assert skipped == 0
    for name in ("points", "biases", "sums", "bias_sums"):
        np.testing.assert_allclose(getattr(ours, name), getattr(plain, name), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(("space", "similarity"), FITTING)
def test_equal_points_and_points_at_the_rim_stay_finite_and_inside(
    space: str, similarity: str
) -> None:
    geometry, ball = SPACES[space]
    limit = geometry.limit(torch.float64)
    state = start(geometry.width, ball)
    state.points[:, 2] = 0.0
    state.points[0, 1] = state.points[1, 3]
    state.points[0, 0, :] = 0.99 / max(ball, 1) ** 0.5
    state.points[1, 1, :] = -0.99 / max(ball, 1) ** 0.5
    rate = 5.0 if ball else 0.1  # without a rim steps of any length may lead anywhere
    for _ in range(20):
        loss, skipped = state.run(similarity, ball, list(range(12)), rate=rate, limit=limit)
        assert np.isfinite(loss)
        assert skipped == 0
    assert geometry.check_point(torch.tensor(state.points)) == (True, None)


def test_a_pair_that_is_no_number_is_skipped_counted_and_spreads_nowhere() -> None:
    state = start(4, 2)
    state.points[0, 0, 1] = np.nan
    untouched = state.points[1].copy()
    loss, skipped = state.run("cosh2", 2, [0, 1, 2], rate=0.05)
    assert (loss, skipped) == (0.0, 3)
    assert (state.points[1] == untouched).all()
    loss, skipped = state.run("cosh2", 2, list(range(12)), rate=0.05)
    assert np.isfinite(loss)
    assert skipped == 3
    assert np.isnan(state.points).sum() == 1


def test_rate_0_measures_and_moves_nothing() -> None:
    state, same = start(4, 2), start(4, 2)
    state.run("cosh2", 2, list(range(12)), rate=0.0)
    for name in ("points", "biases", "sums", "bias_sums"):
        assert (getattr(state, name) == getattr(same, name)).all()
