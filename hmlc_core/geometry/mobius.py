"""Mathematics of the Poincaré ball (curvature −1, radius 1) as plain functions of tensors.

Points and vectors have shape (..., k); the last axis holds the coordinates of one ball, leading
axes broadcast. A product of balls calls the same functions on a (..., p, k) view.

Ungar, *A Gyrovector Space Approach to Hyperbolic Geometry* (2009); Ganea, Bécigneul and Hofmann,
*Hyperbolic Neural Networks* (2018), section 2. Four guards are built into the formulas:

- the functions that return a point take a `Place`, which decides the radius at which a point that
  has come too near the boundary is placed;
- 1 − ‖x‖² and the argument of artanh stay one rounding error away from 0 and 1;
- nothing is divided by a raw norm;
- every gradient is finite, also at the origin, at coinciding points and at the rim.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from hmlc_core.geometry.lengths import length

Place = Callable[[Tensor], Tensor]
"""Norm of a point -> norm at which it is kept (`rim.Rim.place`)."""


def unlimited(radius: Tensor) -> Tensor:
    """The rim of an intermediate result, which may lie anywhere in the closed ball."""
    return radius


def norm(x: Tensor) -> Tensor:
    """‖x‖ with the last axis kept, (..., 1), never below the radius where ball maps turn flat.

    Under √(3ε) both tanh(n)/n and artanh(n)/n equal 1 to the last digit. Clamping there changes
    no value, and spares their derivatives the quotient of two rounding errors.
    """
    floor = (3 * torch.finfo(x.dtype).eps) ** 0.5
    return length(x).unsqueeze(-1).clamp_min(floor)


def dot(x: Tensor, y: Tensor) -> Tensor:
    """⟨x, y⟩ with the last axis kept, (..., 1).

    A product with ones, because torch sums two coordinates at a time ten times more slowly.
    """
    return (x * y) @ x.new_ones(x.shape[-1], 1)


def gap(x: Tensor) -> Tensor:
    """1 − ‖x‖² = 2/λ_x with the last axis kept, (..., 1), never below one rounding error.

    The difference is taken in float64: at radius .99 float32 would have lost two of its digits.
    """
    exact = x.double()
    return (1 - dot(exact, exact)).to(x.dtype).clamp_min(torch.finfo(x.dtype).eps)


def project(x: Tensor, place: Place) -> Tensor:
    """x moved along its own ray to the radius that `place` allows; unchanged if that is its own."""
    radius = norm(x)
    return x * (place(radius) / radius)


def exp0(v: Tensor, place: Place) -> Tensor:
    """Exponential map at the origin, tanh(‖v‖) v/‖v‖ (λ_0 = 2 cancels the factor)."""
    radius = norm(v)
    return v * (place(torch.tanh(radius)) / radius)


def log0(x: Tensor) -> Tensor:
    """Logarithmic map at the origin, artanh(‖x‖) x/‖x‖."""
    return x * stretch(x)


def stretch(x: Tensor) -> Tensor:
    """artanh(‖x‖)/‖x‖ (..., 1): by how much the tangent vector at the origin is longer than x."""
    radius = norm(x)
    return _artanh(radius) / radius


def _artanh(radius: Tensor) -> Tensor:
    return torch.atanh(radius.clamp_max(1 - torch.finfo(radius.dtype).eps))


def _add(x: Tensor, y: Tensor) -> Tensor:
    # The textbook quotient with s = x + y substituted: neither numerator nor denominator then
    # subtracts nearly equal numbers, so left cancellation holds up to the rim in float32 too,
    # and the denominator cannot vanish.
    s = x + y
    s_sq = dot(s, s)
    gap_x = gap(x)
    return (gap_x * s + s_sq * x) / (s_sq + gap_x * gap(y))


def add(x: Tensor, y: Tensor, place: Place) -> Tensor:
    """Möbius addition x ⊕ y; neither commutative nor associative."""
    return project(_add(x, y), place)


def exp(x: Tensor, v: Tensor, place: Place) -> Tensor:
    """Exponential map x ⊕ tanh(λ_x‖v‖/2) v/‖v‖ of the tangent vector v at x."""
    return add(x, exp0(v / gap(x), unlimited), place)


def log(x: Tensor, y: Tensor) -> Tensor:
    """Logarithmic map (2/λ_x) artanh(‖m‖) m/‖m‖, m = (−x) ⊕ y: the tangent at x towards y.

    m is not projected: that would let distances saturate at half their range.
    """
    return gap(x) * log0(_add(-x, y))


def gyrate(x: Tensor, y: Tensor, v: Tensor) -> Tensor:
    """Gyration gyr[x, y]v: the rotation by which ⊕ fails to associate."""
    xx, yy, xy, xv, yv = dot(x, x), dot(y, y), dot(x, y), dot(x, v), dot(y, v)
    along_x = yv * (1 + 2 * xy) - xv * yy
    along_y = -yv * xx - xv
    denominator = dot(x + y, x + y) + gap(x) * gap(y)
    return v + 2 * (along_x * x + along_y * y) / denominator


def transport(x: Tensor, y: Tensor, v: Tensor) -> Tensor:
    """Parallel transport (λ_x/λ_y) gyr[y, −x]v of v from x to y along their geodesic."""
    return gyrate(y, -x, v) * (gap(y) / gap(x))


def distance(x: Tensor, y: Tensor) -> Tensor:
    """Geodesic distance (...): exactly 0 between equal points, with gradient 0 there.

    arcosh(1 + 2‖x−y‖²/((1−‖x‖²)(1−‖y‖²))) written as 2 arsinh(‖x−y‖/√(…)), which has no infinite
    slope at 0 and loses no digits to the 1.
    """
    return double_arsinh(length(x - y) * (gap(x) * gap(y)).rsqrt().squeeze(-1))


def midpoint(x: Tensor, weights: Tensor, place: Place) -> Tensor:
    """Einstein midpoints (..., k) of points x (n, k), each weighted by w (..., n) times its γ.

    γ = (1 + ‖x‖²)/(1 − ‖x‖²) is that of x in the Klein model, so the midpoint is the sum of the
    points (γ, 2x/(1 − ‖x‖²)) of the hyperboloid, brought back to it.
    """
    inverse = 1 / gap(x)
    height, sides = weights @ (2 * inverse - 1), weights @ (2 * inverse * x)
    length_sq = (height.square() - dot(sides, sides)).clamp_min(0)
    tiny = torch.finfo(x.dtype).tiny
    return project(sides / (height + length_sq.sqrt()).clamp_min(tiny), place)


def sq_norm(x: Tensor, v: Tensor) -> Tensor:
    """Squared Riemannian norm λ_x²‖v‖² of the tangent vector v at x, (..., 1)."""
    return dot(v, v) * (2 / gap(x)).square()


def radius(x: Tensor) -> Tensor:
    """Geodesic distance 2 artanh ‖x‖ from the origin, (...)."""
    return 2 * _artanh(length(x))


class _DoubleArsinh(torch.autograd.Function):
    """2 arsinh(z) = log(1 + 2z(z + √(1 + z²))) for z ≥ 0.

    torch.asinh takes ten times as long as log1p on a CPU, and autograd would keep every step.
    """

    @staticmethod
    def forward(ctx: Any, z: Tensor) -> Tensor:
        ctx.save_for_backward(z)
        result: Tensor = z.square().add_(1).sqrt_().add_(z).mul_(z).mul_(2).log1p_()
        return result

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        (z,) = ctx.saved_tensors
        slope: Tensor = 2 * (z.square() + 1).rsqrt()
        return gradient * slope


def double_arsinh(z: Tensor) -> Tensor:
    """2 arsinh(z) for z ≥ 0, elementwise."""
    result: Tensor = _DoubleArsinh.apply(z)  # type: ignore[no-untyped-call]
    return result
