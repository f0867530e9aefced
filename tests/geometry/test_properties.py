"""Properties of the ball at points that hypothesis chooses, which likes corners."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hmlc_core.geometry import PoincareBall

pytestmark = pytest.mark.slow

SPACE = PoincareBall(3)
LIMIT = SPACE.limit(torch.float64)
coordinate = st.floats(-1e6, 1e6, allow_subnormal=True)


@st.composite
def points(draw: st.DrawFn) -> Tensor:
    """Points of the ball: anything three floats can say, projected."""
    return SPACE.project(torch.tensor(draw(st.tuples(*[coordinate] * 3)), dtype=torch.float64))


quietly = settings(deadline=None, max_examples=100)


@quietly
@given(points(), points(), points())
def test_triangle_inequality(x, y, z):
    direct, detour = SPACE.distance(x, z), SPACE.distance(x, y) + SPACE.distance(y, z)
    assert direct <= detour * (1 + 1e-9) + 1e-9


@quietly
@given(points(), points())
def test_every_operation_stays_inside(x, y):
    for result in (
        SPACE.add(x, y),
        SPACE.exp(x, 1e3 * y),
        SPACE.scale(1e9, x),
        SPACE.exp0(1e9 * x),
    ):
        assert SPACE.check_point(result) == (True, None)


@quietly
@given(points(), points(), st.floats(0, 1))
def test_geodesics_are_convex(x, y, t):
    radius = SPACE.radius(SPACE.geodesic(x, y, t))
    assert radius <= max(SPACE.radius(x), SPACE.radius(y)) * (1 + 1e-6) + 1e-9


@quietly
@given(st.tuples(*[coordinate] * 3))
def test_projection_keeps_direction(v):
    v = torch.tensor(v, dtype=torch.float64)
    norm = v.norm().item()
    expected = v if norm <= LIMIT else v * (LIMIT / norm)
    torch.testing.assert_close(SPACE.project(v), expected, rtol=1e-12, atol=0)


@quietly
@given(points(), points())
def test_gradients_of_distance_have_norm_one_or_zero(x, y):
    x = x.requires_grad_()
    (gradient,) = torch.autograd.grad(SPACE.distance(x, y), x)
    norm = SPACE.sq_norm(x, SPACE.riemannian_gradient(x, gradient)).sqrt().item()
    apart = (x - y).norm().item() > 1e-150  # squares of smaller differences are 0
    assert math.isclose(norm, 1.0, rel_tol=1e-5) if apart else math.isfinite(norm)
