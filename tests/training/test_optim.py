"""Riemannian Adam against geoopt and torch, and its sparse rows."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from hmlc_core.geometry import make_geometry
from hmlc_core.geometry.parameter import geoopt
from hmlc_core.training.optim import RiemannianAdam

SLOW = pytest.mark.slow  # the first use of a precision compiles a second time

TARGETS = torch.tensor([[0.5, -0.3], [-0.6, 0.2], [0.1, 0.7]], dtype=torch.float64)


def start() -> Tensor:
    return torch.tensor([[0.1, 0.2], [0.3, -0.1], [-0.2, 0.1]], dtype=torch.float64)


def optimiser(parameter: nn.Parameter, clip: float = 0.0) -> RiemannianAdam:
    return RiemannianAdam([("x", parameter)], point_rate=0.05, weight_rate=0.05, clip=clip)


@pytest.mark.slow
def test_a_ball_follows_geoopt() -> None:
    ball = make_geometry("poincare", 2)
    ours = ball.parameter(start())
    manifold = geoopt.PoincareBallExact()
    theirs = geoopt.ManifoldParameter(start(), manifold=manifold)
    adam = optimiser(ours)
    reference = geoopt.optim.RiemannianAdam([theirs], lr=0.05)
    for _ in range(50):
        for point, step in ((ours, adam), (theirs, reference)):
            step.zero_grad()
            ball.distance(point, TARGETS).square().sum().backward()
            step.step()
        # geoopt keeps one second moment a point too, and counts steps alike when all rows move.
        assert torch.allclose(ours, theirs, atol=1e-9)


def test_weights_follow_torch() -> None:
    ours, theirs = nn.Parameter(start()), nn.Parameter(start())
    adam, reference = optimiser(ours), torch.optim.Adam([theirs], lr=0.05)
    for _ in range(20):
        for weight, step in ((ours, adam), (theirs, reference)):
            step.zero_grad()
            (weight - TARGETS).square().sum().backward()
            step.step()
    assert torch.allclose(ours, theirs, atol=1e-12)


@pytest.mark.parametrize("geometry", ["poincare", "product", "euclidean"])
def test_sparse_equals_dense_when_every_row_occurs(geometry: str) -> None:
    space = make_geometry(geometry, 2)
    tables = [space.parameter(start()) for _ in range(2)]
    adams = [optimiser(table) for table in tables]
    rows = torch.tensor([2, 0, 1])
    for _ in range(10):
        for table, adam, sparse in zip(tables, adams, (True, False)):
            adam.zero_grad()
            points = nn.functional.embedding(rows, table, sparse=sparse)
            space.distance(points, TARGETS[rows]).square().sum().backward()
            adam.step()
    assert torch.allclose(*tables, atol=1e-12)


SPACES = {
    "ball": ("poincare", 6, {}),
    "disks": ("product", 6, {"ball_dim": 2}),
    "root of squares": ("product", 6, {"ball_dim": 3, "aggregate": "l2"}),
    "flat": ("euclidean", 6, {}),
    "weights": (None, 6, {}),
}


@pytest.mark.slow
@pytest.mark.parametrize("dtype", [torch.float64, pytest.param(torch.float32, marks=SLOW)])
@pytest.mark.parametrize("sparse", [True, False])
@pytest.mark.parametrize("reach", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES.keys())
def test_compiled_equals_readable(space, reach: float, sparse: bool, dtype: torch.dtype) -> None:
    """Rows at different times, clipped; at the origin, inside, and from the rim outwards."""
    name, dim, choices = space
    random = torch.Generator().manual_seed(0)
    x = torch.randn(300, dim, generator=random, dtype=torch.float64)
    x = (reach * x / x.norm(dim=-1, keepdim=True)).to(dtype)
    geometry = make_geometry(name, dim, **choices) if name else None
    tables = [
        nn.Parameter(x.clone()) if geometry is None else geometry.parameter(geometry.project(x))
        for _ in range(2)
    ]
    adams = [
        RiemannianAdam(
            [("x", table)], point_rate=0.05, weight_rate=0.02, clip=3.0, compiled=compiled
        )
        for table, compiled in zip(tables, (False, True))
    ]
    for step in range(8):
        rows = torch.randperm(300, generator=random)[: 250 if step else 0]
        pull = torch.randn(len(rows), dim, generator=random, dtype=torch.float64).to(dtype)
        norms = []
        for table, adam in zip(tables, adams):
            adam.zero_grad()
            (nn.functional.embedding(rows, table, sparse=sparse) * pull).sum().backward()
            norms.append(adam.step())
        assert norms[0] == norms[1]
    tolerance = 1e-12 if dtype == torch.float64 else 1e-4
    for part in ("steps", "moment", "square"):
        one, two = (adam.state["x"][part] for adam in adams)
        torch.testing.assert_close(one, two, rtol=tolerance, atol=tolerance)
    torch.testing.assert_close(*tables, rtol=tolerance, atol=tolerance)
    assert not torch.equal(tables[0], x)


def test_untouched_rows_stay_bit_for_bit() -> None:
    space = make_geometry("poincare", 2)
    table = space.parameter(start())
    adam = optimiser(table)
    points = nn.functional.embedding(torch.tensor([1]), table, sparse=True)
    space.distance(points, TARGETS[:1]).sum().backward()
    adam.step()
    assert torch.equal(table[[0, 2]], start()[[0, 2]])
    assert not torch.equal(table[1], start()[1])


def test_a_late_row_takes_a_first_step_of_the_learning_rate() -> None:
    """With one step count for all rows the first step of a late row is three times too long."""
    weight = nn.Parameter(torch.zeros(2, 1, dtype=torch.float64))
    adam = optimiser(weight)
    for row in [0] * 30 + [1]:
        adam.zero_grad()
        nn.functional.embedding(torch.tensor([row]), weight, sparse=True).sum().backward()
        adam.step()
    assert weight[1].item() == pytest.approx(-0.05, rel=1e-6)


def test_gradients_are_clipped_a_parameter_at_a_time() -> None:
    clipped, plain = (nn.Parameter(torch.zeros(2)) for _ in range(2))
    for parameter, clip in ((clipped, 1.0), (plain, 0.0)):
        adam = optimiser(parameter, clip)
        parameter.grad = torch.tensor([30.0, 40.0])
        assert adam.step() == pytest.approx(50.0)
        moment = adam.state["x"]["moment"]
        expected = torch.tensor([0.06, 0.08]) if clip else torch.tensor([3.0, 4.0])
        assert torch.allclose(moment, expected)


def test_the_first_parameter_that_is_not_finite_is_named() -> None:
    one, two = nn.Parameter(torch.zeros(2)), nn.Parameter(torch.zeros(2))
    adam = RiemannianAdam([("one", one), ("two", two)], point_rate=0.1, weight_rate=0.1, clip=0)
    one.grad, two.grad = torch.zeros(2), torch.tensor([1.0, float("nan")])
    assert adam.not_finite() == "two"
    two.grad = torch.ones(2)
    assert adam.not_finite() is None


@pytest.mark.parametrize("geometry", ["poincare", "product"])
def test_points_stay_inside(geometry: str) -> None:
    space = make_geometry(geometry, 4)
    table = space.parameter(torch.full((1, 4), 0.1))
    adam = RiemannianAdam([("x", table)], point_rate=5.0, weight_rate=5.0, clip=0)
    for _ in range(20):
        adam.zero_grad()
        (-space.radius(table).sum()).backward()
        adam.step()
        assert space.check_point(table.detach())[0]


def test_gradients_are_clipped_together() -> None:
    """By the norm of all: gradients of 3 and 4 are a norm of 5, and both shrink by the same."""
    one, two = (nn.Parameter(torch.zeros(1)) for _ in range(2))
    adam = RiemannianAdam(
        [("one", one), ("two", two)], point_rate=1, weight_rate=1, clip=1, clip_by="all"
    )
    one.grad, two.grad = torch.tensor([3.0]), torch.tensor([4.0])
    assert adam.step() == pytest.approx(5)
    for name, part in (("one", 0.6), ("two", 0.8)):
        assert adam.state[name]["moment"].item() == pytest.approx(0.1 * part)


def test_squared_weights_are_half_their_sum_and_points_are_none() -> None:
    weight, points = nn.Parameter(torch.tensor([3.0, 4.0])), nn.Parameter(torch.ones(2, 2))
    points.geometry = make_geometry("poincare", 2)
    adam = RiemannianAdam(
        [("weight", weight), ("points", points)],
        point_rate=1,
        weight_rate=1,
        clip=0,
        weight_decay=0.1,
    )
    penalty = adam.penalty()
    assert penalty is not None
    assert penalty.item() == pytest.approx(0.1 * 12.5)
    penalty.backward()
    torch.testing.assert_close(weight.grad, 0.1 * weight.detach())
    assert points.grad is None
