"""A product of small Poincaré balls, stored flat: HyperIM's 75 × 2-D space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, final

import torch
from torch import Tensor

from hmlc_core.errors import SettingError
from hmlc_core.geometry import mobius
from hmlc_core.geometry.base import Geometry
from hmlc_core.geometry.block import Block
from hmlc_core.geometry.checks import explain_finite, explain_form, explain_norm
from hmlc_core.geometry.lengths import length
from hmlc_core.geometry.pairwise import ball_distances
from hmlc_core.geometry.parameter import ball_parameter
from hmlc_core.geometry.poincare import PoincareBall
from hmlc_core.geometry.rim import rim

_ORDERS = {"sum": 1, "l2": 2}


@final
@dataclass(frozen=True)
class ProductOfBalls(Geometry):
    """dim/ball_dim Poincaré balls; coordinates of ball b are b·ball_dim … (b+1)·ball_dim − 1.

    Everything acts in each ball by itself, except `matvec`, which mixes them, and distances.

    aggregate: a distance is the `sum` over balls (HyperIM's interaction) or their root of
        squares (`l2`, the Riemannian distance of the product).
    matrix: m ⊗ x is the linear map on the joint `tangent` vector at the origin, or the
        released HyperIM code's m x with each ball `rescaled` as if the map were its own, which
        is no Möbius map.
    projection: as for `PoincareBall`.
    """

    dim: int
    ball_dim: int = 2
    aggregate: str = "sum"
    projection: str = "radial"
    matrix: str = "tangent"
    name: ClassVar[str] = "product"
    description: ClassVar[str] = (
        "Points of a product of Poincaré balls of radius 1, their coordinates one ball after "
        "another."
    )
    chart: ClassVar[Literal["disk", "plane"]] = "disk"

    def __post_init__(self) -> None:
        rim(self.projection)
        if self.ball_dim < 1 or self.dim % self.ball_dim:
            raise SettingError(
                "the coordinates do not divide into balls",
                where="dim",
                expected=f"a multiple of ball_dim = {self.ball_dim}",
                received=str(self.dim),
            )
        _choose("aggregate", self.aggregate, tuple(_ORDERS))
        _choose("matrix", self.matrix, ("tangent", "rescaled"))

    @property
    def balls(self) -> int:
        """Number of balls."""
        return self.dim // self.ball_dim

    @property
    def width(self) -> int:
        return self.dim

    @property
    def disks(self) -> tuple[slice, ...]:
        starts = range(0, self.dim, 2) if self.ball_dim == 2 else ()
        return tuple(slice(start, start + 2) for start in starts)

    @property
    def block(self) -> Block | None:
        exact = self.projection == "radial" and self.matrix == "tangent"
        return Block(self.ball_dim, self.aggregate) if exact else None

    @property
    def picture_plane(self) -> PoincareBall:
        return PoincareBall(2)

    def centre(self, points: Tensor) -> Tensor:
        return self.origin(dtype=points.dtype)

    def centred(self, points: Tensor) -> Tensor:
        return points

    @property
    def _place(self) -> mobius.Place:
        return rim(self.projection).place

    def _split(self, x: Tensor) -> Tensor:
        """(..., dim) -> (..., balls, ball_dim), a view."""
        return x.reshape(*x.shape[:-1], self.balls, self.ball_dim)

    def exp0(self, v: Tensor) -> Tensor:
        return mobius.exp0(self._split(v), self._place).flatten(-2)

    def log0(self, x: Tensor) -> Tensor:
        return mobius.log0(self._split(x)).flatten(-2)

    def exp(self, x: Tensor, v: Tensor) -> Tensor:
        return mobius.exp(self._split(x), self._split(v), self._place).flatten(-2)

    def log(self, x: Tensor, y: Tensor) -> Tensor:
        return mobius.log(self._split(x), self._split(y)).flatten(-2)

    def transport(self, x: Tensor, y: Tensor, v: Tensor) -> Tensor:
        return mobius.transport(self._split(x), self._split(y), self._split(v)).flatten(-2)

    def add(self, x: Tensor, y: Tensor) -> Tensor:
        return mobius.add(self._split(x), self._split(y), self._place).flatten(-2)

    def matvec(self, m: Tensor, x: Tensor) -> Tensor:
        if self.matrix == "tangent":
            return self.exp0(self.log0(x) @ m.mT)
        image = self._split(x @ m.mT)
        # tanh(‖(Mx)_b‖/‖x_b‖ artanh‖x_b‖) (Mx)_b/‖(Mx)_b‖, where artanh(n)/n needs no clamp.
        return mobius.exp0(image * mobius.stretch(self._split(x)), self._place).flatten(-2)

    def distance(self, x: Tensor, y: Tensor) -> Tensor:
        return self._total(mobius.distance(self._split(x), self._split(y)))

    def pairwise(self, x: Tensor, y: Tensor) -> Tensor:
        return ball_distances(self._split(x), self._split(y), order=_ORDERS[self.aggregate])

    def radius(self, x: Tensor) -> Tensor:
        return self._total(mobius.radius(self._split(x)))

    def midpoint(self, x: Tensor, weights: Tensor) -> Tensor:
        balls = self._split(x).unbind(-2)
        return torch.cat([mobius.midpoint(ball, weights, self._place) for ball in balls], -1)

    def _total(self, distances: Tensor) -> Tensor:
        return length(distances) if self.aggregate == "l2" else distances.sum(dim=-1)

    def riemannian_gradient(self, x: Tensor, gradient: Tensor) -> Tensor:
        factor = (mobius.gap(self._split(x)) / 2).square()
        return (self._split(gradient) * factor).flatten(-2)

    def sq_norm(self, x: Tensor, v: Tensor) -> Tensor:
        return mobius.sq_norm(self._split(x), self._split(v)).squeeze(-1)

    def parameter(self, points: Tensor) -> torch.nn.Parameter:
        return ball_parameter(self, points, balls=self.balls)

    def limit(self, dtype: torch.dtype) -> float:
        return rim(self.projection).limit(dtype)

    def project(self, x: Tensor) -> Tensor:
        return mobius.project(self._split(x), self._place).flatten(-2)

    def check_point(self, x: Tensor) -> tuple[bool, str | None]:
        reason = explain_form(x, self.dim) or explain_finite(x)
        if reason is None:
            reason = explain_norm(length(self._split(x)), self.limit(x.dtype), per_ball=True)
        return reason is None, reason


def _choose(field: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise SettingError(
            "no such choice", where=field, expected=" or ".join(choices), received=repr(value)
        )
