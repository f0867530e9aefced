"""The product of balls: what its balls do alone, what they do together."""

from __future__ import annotations

import geoopt
import pytest
import torch
from torch import Tensor

from hmlc_core.errors import SettingError
from hmlc_core.geometry import PoincareBall, ProductOfBalls

SPACE = ProductOfBalls(6, ball_dim=2)
BALL = PoincareBall(2)


def points(*shape: int, seed: int, length: float = 1.2) -> Tensor:
    random = torch.Generator().manual_seed(seed)
    return SPACE.exp0(length * torch.randn(*shape, 6, generator=random, dtype=torch.float64))


X, Y, V = points(8, seed=1), points(8, seed=2), points(8, seed=3)
MATRIX = points(6, seed=4, length=0.4)

OPERATIONS = {
    "exp0": lambda s, x, y, v: s.exp0(v),
    "log0": lambda s, x, y, v: s.log0(x),
    "exp": lambda s, x, y, v: s.exp(x, v),
    "log": lambda s, x, y, v: s.log(x, y),
    "add": lambda s, x, y, v: s.add(x, y),
    "pointwise": lambda s, x, y, v: s.pointwise(v, x),
    "scale": lambda s, x, y, v: s.scale(0.4, x),
    "transport": lambda s, x, y, v: s.transport(x, y, v),
    "geodesic": lambda s, x, y, v: s.geodesic(x, y, 0.7),
    "gradient": lambda s, x, y, v: s.riemannian_gradient(x, v),
    "project": lambda s, x, y, v: s.project(2 * x),
}


def by_ball(x: Tensor) -> Tensor:
    return x.unflatten(-1, (3, 2))


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_ball_acts_by_itself(name):
    together = OPERATIONS[name](SPACE, X, Y, V)
    alone = OPERATIONS[name](BALL, by_ball(X), by_ball(Y), by_ball(V))
    torch.testing.assert_close(by_ball(together), alone)


@pytest.mark.parametrize(
    "compute",
    [
        lambda s, x, y: s.matvec(MATRIX, x),
        lambda s, x, y: s.distance(x, y),
        lambda s, x, y: s.pairwise(x, y),
        lambda s, x, y: s.radius(x),
        lambda s, x, y: s.sq_norm(x, V),
    ],
    ids=["matvec", "distance", "pairwise", "radius", "sq_norm"],
)
@pytest.mark.parametrize("aggregate", ["sum", "l2"])
@pytest.mark.parametrize("matrix", ["tangent", "rescaled"])
def test_one_ball_is_the_ball(compute, aggregate, matrix):
    one = ProductOfBalls(6, ball_dim=6, aggregate=aggregate, matrix=matrix)
    ball = PoincareBall(6)
    x, y = ball.exp0(X), ball.exp0(Y)
    torch.testing.assert_close(compute(one, x, y), compute(ball, x, y), atol=1e-12, rtol=1e-9)


def test_distance_adds_balls_or_takes_their_root_of_squares():
    parts = BALL.distance(by_ball(X), by_ball(Y))
    l2 = ProductOfBalls(6, aggregate="l2")
    torch.testing.assert_close(SPACE.distance(X, Y), parts.sum(dim=-1))
    torch.testing.assert_close(l2.distance(X, Y), parts.norm(dim=-1))
    torch.testing.assert_close(SPACE.sq_norm(X, V), BALL.sq_norm(by_ball(X), by_ball(V))[..., 0])


def test_its_disks_are_disks():
    parts = [BALL.distance(X[:, disk], Y[:, disk]) for disk in SPACE.disks]
    torch.testing.assert_close(SPACE.distance(X, Y), sum(parts))
    assert ProductOfBalls(6, ball_dim=3).disks == ()


def test_l2_agrees_with_geoopt():
    theirs = geoopt.ProductManifold(*[(geoopt.PoincareBall(), 2)] * 3)
    ours = ProductOfBalls(6, aggregate="l2")
    torch.testing.assert_close(ours.distance(X, Y), theirs.dist(X, Y), rtol=1e-6, atol=1e-9)
    torch.testing.assert_close(ours.exp(X, V), theirs.expmap(X, V), rtol=1e-6, atol=1e-9)
    torch.testing.assert_close(ours.log(X, Y), theirs.logmap(X, Y), rtol=1e-6, atol=1e-9)


class TestMatrix:
    """A full matrix mixes balls; paper and released code do it differently."""

    tangent = SPACE
    rescaled = ProductOfBalls(6, ball_dim=2, matrix="rescaled")

    def test_tangent_is_the_linear_map_on_the_joint_tangent_vector(self):
        image = SPACE.log0(SPACE.matvec(MATRIX, X))
        torch.testing.assert_close(image, SPACE.log0(X) @ MATRIX.T)

    def test_rescaled_follows_the_released_formula(self):
        actual = by_ball(self.rescaled.matvec(MATRIX, X))
        for row in range(len(X)):
            image = by_ball(MATRIX @ X[row])
            for ball, (x, mx) in enumerate(zip(by_ball(X[row]), image)):
                ratio = mx.norm() / x.norm()
                expected = torch.tanh(ratio * torch.atanh(x.norm())) * mx / mx.norm()
                torch.testing.assert_close(actual[row, ball], expected)

    def test_both_agree_on_a_block_diagonal_matrix_only(self):
        blocks = torch.block_diag(*[MATRIX[:2, 2 * b : 2 * b + 2] for b in range(3)])
        torch.testing.assert_close(self.tangent.matvec(blocks, X), self.rescaled.matvec(blocks, X))
        apart = self.tangent.matvec(MATRIX, X) - self.rescaled.matvec(MATRIX, X)
        assert apart.abs().max() > 1e-2

    @pytest.mark.parametrize("size", [0.0, 1e-300, 1e-17, 1e-9])
    def test_rescaled_survives_a_ball_at_the_origin_that_receives_others(self, size):
        x = X[0].clone()
        x[:2] = size
        x.requires_grad_()
        y = self.rescaled.matvec(MATRIX, x)
        torch.testing.assert_close(y[:2], BALL.exp0((MATRIX @ x)[:2]), atol=1e-8, rtol=1e-8)
        (gradient,) = torch.autograd.grad(y.sum(), x)
        assert gradient.abs().max() < 1e3

    def test_rescaled_sends_the_origin_to_the_origin(self):
        assert torch.equal(
            self.rescaled.matvec(MATRIX, torch.zeros(6).double()), torch.zeros(6).double()
        )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"dim": 7}, "dim: the coordinates do not divide into balls .*multiple of ball_dim = 2"),
        ({"dim": 6, "ball_dim": 0}, "dim: the coordinates do not divide"),
        ({"dim": 6, "aggregate": "max"}, "aggregate: no such choice .expected sum or l2"),
        ({"dim": 6, "matrix": "full"}, "matrix: no such choice .expected tangent or rescaled"),
    ],
)
def test_impossible_products_are_refused(arguments, message):
    with pytest.raises(SettingError, match=message):
        ProductOfBalls(**arguments)
