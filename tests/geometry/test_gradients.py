"""Gradients are right where they exist and finite where formulas divide by zero."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

OPERATIONS = {
    "exp0": lambda space, x, y: space.exp0(x),
    "log0": lambda space, x, y: space.log0(x),
    "exp": lambda space, x, y: space.exp(x, 0.1 * y),
    "log": lambda space, x, y: space.log(x, y),
    "add": lambda space, x, y: space.add(x, y),
    "matvec": lambda space, x, y: space.matvec(_matrix(space, x), x),
    "pointwise": lambda space, x, y: space.pointwise(y.square(), x),
    "scale": lambda space, x, y: space.scale(0.7, x),
    "transport": lambda space, x, y: space.transport(x, y, x + 2 * y),
    "geodesic": lambda space, x, y: space.geodesic(x, y, 0.4),
    "distance": lambda space, x, y: space.distance(x, y),
    "pairwise": lambda space, x, y: space.pairwise(x, y),
    "radius": lambda space, x, y: space.radius(x),
    "project": lambda space, x, y: space.project(x),
}


def _matrix(space, x: Tensor) -> Tensor:
    random = torch.Generator().manual_seed(3)
    return torch.randn(space.dim, space.dim, generator=random, dtype=x.dtype) / space.dim


def _gradients(case, operation, x: Tensor, y: Tensor) -> tuple[Tensor, ...]:
    x, y = x.clone().requires_grad_(), y.clone().requires_grad_()
    value = operation(case.space, x, y)
    assert torch.isfinite(value).all()
    return torch.autograd.grad(value.sum(), (x, y), allow_unused=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
def test_gradients_agree_with_differences(exact_case, name):
    space = exact_case.space
    x, y = (space.scale(0.3, exact_case.points(3)).requires_grad_() for _ in range(2))
    assert torch.autograd.gradcheck(lambda x, y: OPERATIONS[name](space, x, y), (x, y))


PLACES = {
    "equal points": lambda inside, rim: (inside, inside),
    "almost equal": lambda inside, rim: (inside, _next_to(inside)),
    "origin": lambda inside, rim: (torch.zeros_like(inside), torch.zeros_like(inside)),
    "rim": lambda inside, rim: (rim, rim.flip(0)),
    "opposite rims": lambda inside, rim: (rim, -rim),
    "the edge itself": lambda inside, rim: (rim / rim.norm(dim=-1, keepdim=True), inside),
    "outside": lambda inside, rim: (1.5 * rim, -1.5 * rim.flip(0)),
}


def _next_to(x: Tensor) -> Tensor:
    return x * (1 + 4 * torch.finfo(x.dtype).eps)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("place", PLACES)
def test_gradients_are_finite_at_awkward_points(case, name, place):
    inside = case.points(5)
    rim = case.space.project(case.vectors(5) * 1e3)
    x, y = PLACES[place](inside, rim)
    for gradient in _gradients(case, OPERATIONS[name], x, y):
        assert gradient is None or torch.isfinite(gradient).all()


def test_distance_has_gradient_zero_between_equal_points(case):
    x = case.points(5)
    for gradient in _gradients(case, OPERATIONS["distance"], x, x):
        assert torch.equal(gradient, torch.zeros_like(x))


@pytest.mark.slow
def test_distance_pulls_with_force_one_at_radius_one_minus_1e_5():
    """|∇d| is 1 in the metric at any distance, also where Euclidean gradients are 10⁵."""
    from hmlc_core.geometry import PoincareBall

    space = PoincareBall(3)
    x = torch.tensor([[1 - 1e-5, 0, 0]], dtype=torch.float64, requires_grad=True)
    y = torch.tensor([[0, 1 - 1e-5, 0]], dtype=torch.float64)
    (gradient,) = torch.autograd.grad(space.distance(x, y).sum(), x)
    riemannian = space.riemannian_gradient(x, gradient)
    torch.testing.assert_close(space.sq_norm(x, riemannian), torch.ones(1, 1).double())


def test_matvec_of_the_origin_is_the_origin_and_its_derivative_the_matrix(case):
    m = _matrix(case.space, case.origin())
    assert torch.equal(case.space.matvec(m, case.origin()), case.origin())
    jacobian = torch.autograd.functional.jacobian(lambda x: case.space.matvec(m, x), case.origin())
    case.close(jacobian, m)


def test_pairwise_has_the_gradients_of_distance(case):
    x, y = case.points(2, 6).requires_grad_(), case.points(5).requires_grad_()
    weights = case.vectors(2, 6)[..., :1].expand(2, 6, 5)
    fast = torch.autograd.grad((weights * case.space.pairwise(x, y)).sum(), (x, y))
    broadcast = case.space.distance(x.unsqueeze(-2), y)
    for actual, expected in zip(fast, torch.autograd.grad((weights * broadcast).sum(), (x, y))):
        case.close(actual, expected)
